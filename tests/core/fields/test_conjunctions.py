"""Words between the names of a list part them, and those within a name do not."""

import pytest

from worker.core.fields.authors import clean
from worker.core.fields.conjunctions import AND, MORE


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anna Szara oraz Borys Jesion", ["Anna Szara", "Borys Jesion"]),
        ("Anna Šedá, Bořek Jasan a Cyril Jilm", ["Anna Šedá", "Bořek Jasan", "Cyril Jilm"]),
        ("Szürke Anna és Kőris Béla", ["Szürke Anna", "Kőris Béla"]),
        ("Ana Cenușiu și Bogdan Frasin", ["Ana Cenușiu", "Bogdan Frasin"]),
        ("Άννα Γκρίζα και Βασίλης Φράξος", ["Άννα Γκρίζα", "Βασίλης Φράξος"]),
        ("Анна Сіра й Борис Ясен", ["Анна Сіра", "Борис Ясен"]),
        ("ענת אפור ובן אש", ["ענת אפור", "בן אש"]),
        ("अनीता शर्मा और राजेश कुमार", ["अनीता शर्मा", "राजेश कुमार"]),
        ("অনিতা রায় ও রাজেশ দাস", ["অনিতা রায়", "রাজেশ দাস"]),
        ("สมชาย ใจดี และ สมหญิง ดีใจ", ["สมชาย ใจดี", "สมหญิง ดีใจ"]),
        ("Anisa Putri dan Budi Santoso", ["Anisa Putri", "Budi Santoso"]),
        ("Anh Nguyen và Binh Tran", ["Anh Nguyen", "Binh Tran"]),
        ("Anna Kļava un Jānis Bērziņš", ["Anna Kļava", "Jānis Bērziņš"]),
        ("Ona Pilka ir Jonas Uosis", ["Ona Pilka", "Jonas Uosis"]),
        ("Ane Grisa eta Beñat Lizarra", ["Ane Grisa", "Beñat Lizarra"]),
        ("김민준·이서연 기자", ["김민준", "이서연"]),
        ("ANN GREY AND BO ASH", ["ANN GREY", "BO ASH"]),
        ("Anna Grau u. Bo Esche", ["Anna Grau", "Bo Esche"]),
        ("Ann Grey + Bo Ash", ["Ann Grey", "Bo Ash"]),
        ("Av Anna Grå og Bo Ask", ["Anna Grå", "Bo Ask"]),
        ("Ann Grey (Berlin), Bo Ash (Paris)", ["Ann Grey", "Bo Ash"]),
        ("From Ann Grey in Paris and Bo Ash in Rome", ["Ann Grey", "Bo Ash"]),
        ("Reporting by Ann Grey; Editing by Bo Ash", ["Ann Grey"]),
    ],
)
def test_a_list_is_told_in_any_language(byline: str, names: list[str]) -> None:
    assert list(clean([byline], site=None)) == names


@pytest.mark.parametrize(
    "name",
    ["José Ortega y Gasset", "Josep Puig i Cadafalch", "Ann E Grey", "Van a Dyke", "Ana si Bo", "Anne in 't Veld"],
)
def test_a_name_that_has_such_a_word_stays_one(name: str) -> None:
    assert list(clean([name], site=None)) == [name]


@pytest.mark.parametrize(
    "more", [" and 2 more", " & others", " et al.", ", et al", " und 3 weitere", " u. a.", " et 4 autres"]
)
def test_those_who_are_not_named_are_left_out(more: str) -> None:
    assert MORE.sub("", f"Ann Grey, Bo Ash{more}") == "Ann Grey, Bo Ash"
    assert list(clean([f"Ann Grey, Bo Ash{more}"], site=None)) == ["Ann Grey", "Bo Ash"]


@pytest.mark.parametrize("text", ["Ann Grey", "Mo Moore", "Bo Others-Lund", "Ann and the others of the pier"])
def test_nothing_is_parted_or_left_out_of_other_words(text: str) -> None:
    assert MORE.sub("", text) == text
    assert AND.search(text) is None or "and the" not in text
