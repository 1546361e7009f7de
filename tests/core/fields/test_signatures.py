"""What a printed line says of who wrote the piece."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields import signatures
from worker.core.fields.signatures import announces, credited, is_credit, is_person, name_of, signed


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Grey", "Ann Grey"),
        ("By Friedrich Monroe Sunder", "Friedrich Monroe Sunder"),
        ("By Ann Grey Thursday", "Ann Grey"),
        ("Von Anna Graf Stand: 5. Mai", "Anna Graf"),
        ("Blogbeitrag von Anna Graf", "Anna Graf"),
        ("Von Anna Graf und Jörg Weiß", "Anna Graf und Jörg Weiß"),
        ("Von Anna Graf, Jörg Weiß und Ada Lenz, NDR", "Anna Graf, Jörg Weiß und Ada Lenz, NDR"),
        ("Ein Beitrag von Anna Graf", "Anna Graf"),
        ("Eingestellt von Anna Graf um 21:11", "Anna Graf"),
        ("Autorin: Anna Graf, Leiterin des Hafenamts", "Anna Graf"),
        ("Text & Fotos: Anna Graf", "Anna Graf"),
        ("Interview: Anna Graf", "Anna Graf"),
        ("Par Léa Petit, le 3 mai 2024", "Léa Petit"),
        ("Publicado por Ana Ruiz", "Ana Ruiz"),
        ("Автор: Иван Петров", "Иван Петров"),
        ("بقلم: محمد علي", "محمد علي"),
        ("Published on 3 May 2024 by Ann Grey", "Ann Grey"),
        ("Veröffentlicht am 12. Juni 2017 von gizmo", "gizmo"),
        ("Datum: 19.11.2021 Autor: Anna Graf Quelle: Hafenpost", "Anna Graf"),
        ("ByJ.R. Grey", "J.R. Grey"),
        ("ByAnn Grey", "Ann Grey"),
        ("Authored by: Ann Grey", "Ann Grey"),
        ("Posted in Ports by anngrey on May 3, 2024", "anngrey"),
        ("Gespeichert von anna am 24. Juli 2017 - 18:55", "anna"),
        ("Erstellt von Anna am Dienstag 6. Mai 2014", "Anna"),
        ("Ports, publié par Léa Petit, le 3 mai 2024", "Léa Petit"),
        ("di Anna Riva", "Anna Riva"),
        ("Av Anna Ek", "Anna Ek"),
        ("लेखक: दीपा शर्मा", "दीपा शर्मा"),
        ("โดย สมชาย ใจดี", "สมชาย ใจดี"),
        ("by Ann Grey ● May 3, 2024 ● 6 min read", "Ann Grey"),
        ("May 3, 2024 By Ann Grey In", "Ann Grey"),
        ("Autor: Anna Graf/HP-X", "Anna Graf"),
        ("By ANN GREYMay 3, 2024", "ANN GREY"),
        ("By Ann GreyPublished May 3", "Ann Grey"),
        ("By Ann Grey (Harbour News)May 3, 2024", "Ann Grey"),
        ("By Ann Grey for The Harbour Post", "Ann Grey"),
        ("By Ann Grey and Bo Lund in Harbourtown", "Ann Grey and Bo Lund"),
        ("By Hans in der Au", "Hans in der Au"),
        ("By Sophie in 't Veld", "Sophie in 't Veld"),
        ("By Park Sun Gray", "Park Sun Gray"),
        ("By Kim Min Jun", "Kim Min Jun"),
        ("By Ann Grey Sun May 3", "Ann Grey"),
        ("By Ann Grey min read", "Ann Grey"),
        ("Par Anne d'Ormont", "Anne d'Ormont"),
        ("Par Guy de l’Isle, le 3 mai 2024", "Guy de l’Isle"),
        ("Door Jan van 't Haven", "Jan van 't Haven"),
        ("Von Karl von und zu Hafen", "Karl von und zu Hafen"),
        ("Por Juan de las Casas", "Juan de las Casas"),
        ("Di Leonardo dell'Acqua", None),  # capitals begin names as well
        ("di Leonardo dell'Acqua", "Leonardo dell'Acqua"),
        ("By Ahmed al-Harbi", "Ahmed al-Harbi"),
        ("Opinion by Ann Grey", "Ann Grey"),
        ("Guest column by Ann Grey", "Ann Grey"),
        ("Von unserem Redakteur Jörg Weiß", "Jörg Weiß"),
        ("Von Anna Graf aus Hafenstadt", "Anna Graf"),
        ("Eine Analyse von Anna Graf", "Anna Graf"),
        ("Par Léa Petit avec AFP", "Léa Petit"),
        ("Par Léa Petit (à Lyon)", "Léa Petit"),
        ("Article rédigé par Léa Petit", "Léa Petit"),
        ("Redacción: Ana Ruiz", "Ana Ruiz"),
        ("Texto: Ana Ruiz Fotos: Luis Paz", "Ana Ruiz"),
        ("a cura di Anna Riva", "Anna Riva"),
        ("dal nostro inviato Anna Riva", "Anna Riva"),
        ("Door onze redacteur Jan Bakker", "Jan Bakker"),
        ("AV KARI NORDMANN", "KARI NORDMANN"),
        ("Teksti: Matti Virta", "Matti Virta"),
        ("Toimittaja Matti Virta", "Matti Virta"),
        ("Opracował: Jan Nowak", "Jan Nowak"),
        ("Píše: Jan Novák", "Jan Novák"),
        ("Piše Ana Horvat", "Ana Horvat"),
        ("Autor/ica: Ana Horvat", "Ana Horvat"),
        ("Scris de Ion Popescu", "Ion Popescu"),
        ("Публикувано от Иван Петров", "Иван Петров"),
        ("Автор Иван Петров", "Иван Петров"),
        ("Автор статті: Іван Петренко", "Іван Петренко"),
        ("Беседовала Анна Петрова", "Анна Петрова"),
        ("Muhabir: Ayşe Kaya", "Ayşe Kaya"),
        ("Επιμέλεια: Μαρία Παπά", "Μαρία Παπά"),
        ("كتبت - سارة علي", "سارة علي"),
        ("خبرنگار: علی رضایی", "علی رضایی"),
        ("লেখক: রহিম উদ্দিন", "রহিম উদ্দিন"),
        ("Penulis Budi Santoso", "Budi Santoso"),
        ("Bài và ảnh: Nguyễn Văn An", "Nguyễn Văn An"),
        ("โดย : สมชาย ใจดี", "สมชาย ใจดี"),
        ("Höfundur: Jón Jónsson", "Jón Jónsson"),
        ("By Harbour Staff", "Harbour Staff"),
        ("By the Harbour Wire Staff", "the Harbour Wire Staff"),
        ("By HPNF Staff Report", "HPNF Staff Report"),
        ("Join the team", None),
        ("June 13 by Ann Grey", "Ann Grey"),
        ("\U0001f464by Ann Grey \ue718 Comments \U0001f4c531.03.2025", "Ann Grey"),
        ("10 min read · By Harbour Editorial Team", "Harbour Editorial Team"),
        ("Harbour Introduces CH260 Crane by Ann Grey", None),
        ("UPDATE 5-Burned by Harbour Global, watchdogs eye the pier", None),
        ("Byron Grey", None),
        ("Oleh Petrenko", None),
        ("AV Receiver Test", None),
        ("Di Maio Luigi", None),
        ("The pier was closed by police on 3 May", None),
        ("A bill signed by Governor Grey on 3 May 2024", None),
        ("Von Hamburg nach Kiel", None),
        ("By the sea", None),
        ("Bypass Ann Grey", None),
        ("Ann Grey", None),
    ],
)
def test_a_line_that_says_itself_that_it_is_a_byline(line: str, names: str | None) -> None:
    assert signed(line) == names


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Ann Grey | 3 May 2024", "Ann Grey"),
        ("Ann Grey - on 3 May 2024", "Ann Grey"),
        ("Ann Grey- y", "Ann Grey"),
        ("Ann Grey -, head of the harbour office", "Ann Grey"),
        ("3 May 2024 | 13:10 | Ann Grey", "Ann Grey"),
        ("11.12.2019 - Ann Grey", "Ann Grey"),
        ("Ann Grey Do 9 Apr 2020", "Ann Grey"),
        ("Ann Grey am Samstag, 19. Oktober", "Ann Grey"),
        ("Ann Grey vor 5 Stunden", "Ann Grey"),
        ("Ann Grey Senior Writer", "Ann Grey"),
        ("Ann Grey, head of ports", "Ann Grey"),
        ("Ann Grey Alle Artikel", "Ann Grey"),
        ("Ann Grey on behalf of the port", "Ann Grey"),
        ("Written By", None),
        ("Select Page", None),
        ("My Profile", None),
        ("Alle Artikel", None),
        ("gizmo", None),
    ],
)
def test_the_name_of_a_line_stands_without_date_post_and_label(line: str, name: str | None) -> None:
    assert name_of(line) == name


def test_a_handle_is_a_name_only_where_one_must_stand() -> None:
    assert name_of("gizmo", handles=True) == "gizmo"
    assert name_of("der Michel", handles=True) == "der Michel"
    assert name_of("bell hooks", handles=True) == "bell hooks"
    assert name_of("bell hooks") is None
    for line in ("read more", "no comments", "about us", "all posts", "three whole words"):
        assert name_of(line, handles=True) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("(Reporting by Ann Grey and Bo Lund; Editing by Cy Moss)", ["Ann Grey", "Bo Lund"]),
        ("(Reporting by Ann Grey in Kiel and Bo Lund in Hull; Editing by Cy Moss)", ["Ann Grey", "Bo Lund"]),
        (
            "Reporting by Ann Grey, Bo Lund and Cy Moss; Additional reporting by Di Roe",
            ["Ann Grey", "Bo Lund", "Cy Moss"],
        ),
        ("(Reporting by Ann Grey. Editing by Cy Moss)", ["Ann Grey"]),
        ("(Reporte de Ana Ruiz; editado por Luis Paz)", ["Ana Ruiz"]),
        ("(Bericht von Anna Graf, redigiert von Jörg Weiß.)", ["Anna Graf"]),
        ("Additional reporting by Ann Grey", []),
        ("Written by the council of elders", []),
        ("The report by Ann Grey was read in the council", []),
    ],
)
def test_a_closing_credit_names_who_reported_and_not_who_edited(line: str, names: list[str]) -> None:
    assert credited(line) == names


@pytest.mark.parametrize(("line", "says"), [("Written by", True), ("Von:", True), ("Autor", True), ("By Ann", False)])
def test_a_word_alone_announces_a_name(line: str, *, says: bool) -> None:
    assert announces(line) is says


@pytest.mark.parametrize(
    ("text", "is_one"), [("Ann Grey", True), ("Ann van der Lee", True), ("Ann", False), ("ann grey", False)]
)
def test_a_person_has_two_to_four_names(text: str, *, is_one: bool) -> None:
    assert is_person(text) is is_one


@given(st.text(alphabet="By von:|,- AnnGrey0123é&", max_size=90))
def test_a_name_has_no_edge_and_no_digit_first(line: str) -> None:
    name = name_of(line, handles=True)
    assert name is None or (name == name.strip(" ,;:–—-|/") and not name[0].isdigit())


@pytest.mark.parametrize(
    ("before", "credited"),
    [
        ("Ann Grey. Reviewed by ", True),
        ("Contributions From: ", True),
        ("Photo: ", True),
        ("Übersetzt von", True),
        ("By ", False),
        ("Reviewed last week, by", False),
    ],
)
def test_some_names_stand_behind_what_else_was_done(before: str, *, credited: bool) -> None:
    assert is_credit(before) == credited


@pytest.mark.parametrize("pattern", [signatures._OPENS, signatures._ANNOUNCES])
def test_a_line_with_no_beginning_of_the_pattern_cannot_match_it(pattern: re.Pattern[str]) -> None:
    beginnings = _beginnings(re._parser.parse(pattern.pattern, pattern.flags))  # type: ignore[attr-defined]
    assert {one for one in beginnings if one.isascii()} <= signatures._BEGINNINGS


def _beginnings(parsed: Iterable[tuple[object, Any]]) -> set[str]:
    """The first two letters, in small ones, of all that a parsed pattern may match."""
    found = {""}
    for code, told in parsed:
        found = {one + more for one in found for more in (_one_step(str(code), told) if len(one) < 2 else [""])}
        if all(len(one) >= 2 for one in found):
            break
    return {one[:2] for one in found}


def _one_step(code: str, told: Any) -> set[str]:
    match code:
        case "LITERAL":
            return {chr(told).lower()}
        case "IN":
            return set().union(*(_members(str(kind), value) for kind, value in told))
        case "BRANCH":
            return set().union(*map(_beginnings, told[1]))
        case "SUBPATTERN":
            return _beginnings(told[-1])
        case "MAX_REPEAT":
            least, _, inside = told
            return _beginnings(inside) | (set() if least else {""})
        case _:  # asserts and places
            return {""}


def _members(kind: str, value: Any) -> set[str]:
    match kind:
        case "LITERAL":
            return {chr(value).lower()}
        case "RANGE" if value[0] > ord("\x7f"):  # little pictures
            return {chr(value[0])}
        case "CATEGORY" if str(value) == "CATEGORY_SPACE":
            return {" "}
    raise AssertionError(kind, value, "a class of letters: name its members")


@given(st.from_regex(signatures._DATED) | st.from_regex(signatures._BY_ON) | st.from_regex(signatures._LABELLED))
def test_what_names_an_author_inside_a_line_has_the_words_that_are_looked_for_first(line: str) -> None:
    assert signatures._INSIDE.search(line) or not (signatures._DATED.match(line) or signatures._BY_ON.search(line))
    assert ":" in line or not signatures._LABELLED.search(line)
