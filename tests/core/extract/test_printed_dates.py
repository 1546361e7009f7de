"""Dates that stand in a page's text without any mark."""

from functools import partial

import pytest

from worker.core.extract.printed_dates import (
    Printed,
    called_published,
    called_updated,
    lines_near,
    printed_day,
    printed_elsewhere,
)
from worker.core.extract.scanner import scan_html
from worker.core.fields.dates import parse_date
from worker.models import Origin

FAR = "<p>word</p>" * 40


def elsewhere(html: str, *, language: str = "en") -> list[str]:
    labelled, alone = printed_elsewhere(scan_html(html), partial(parse_date, origin=Origin.TEXT, language=language))
    return [f"{when.value:%m-%d}" for when in (*labelled, *alone)]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Published on 3 May 2024 in Ports", "en"),
        ("Letzte Änderung: 4.5.2024 Erschienen am: 03.05.2024 Lesungen: 61", "de"),
        ("Mis en ligne le 3 mai 2024", "fr"),
        ("Publicado el 3 de mayo de 2024", "es"),
        ("作者:xiaoming 阅读(16) 发表于:2024-05-03 12:30", "zh"),
        ("发布日期： 2024年5月3日", "zh"),
        ("2024-05-03 06:40更新 来源：海港", "zh"),
    ],
)
def test_a_label_dates_the_page_wherever_it_stands(line: str, language: str) -> None:
    others = "<p>1.1.2020</p><p>2 February 2021</p>"
    assert elsewhere(f"{FAR}{others}<p>{line}</p>", language=language)[:1] == ["05-03"]


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("HULL, May 3, 2024 /Wire/ -- ", "HULL, May 3, 2024"),
        ("HULL (May 3, 2024) — ", "HULL (May 3, 2024"),
        ("Bad Hafen, 3. Mai 2024 – ", "Bad Hafen, 3. Mai 2024"),
        ("Port-Neuf, le 3 mai 2024 – ", "Port-Neuf, le 3 mai 2024"),
        ("Puerto Nuevo, 3 de mayo de 2024.- ", "Puerto Nuevo, 3 de mayo de 2024"),
        ("People look at the pier in Hull, May 3, 2024. ", None),
        ("Hiroshima, August 6, 1945: ", None),
        ("Berlin, 9. November 1989 – ", None),
        ("Den Haven, 3 mei 2024 – ", "Den Haven, 3 mei 2024"),
        ("May 3, 2024, was a day of storms. ", None),
        ("Am 26. April 1986: ", None),
        ("Le 11 septembre 2001 : ", None),
        ("On May 3, 2024 - ", None),
    ],
)
def test_a_paragraph_opens_with_place_and_day_as_a_press_release_does(opening: str, day: str | None) -> None:
    near = lines_near(scan_html(f"<h1>A</h1><p>{opening}{'The harbour orders cranes. ' * 6}</p>"), 0, above=False)
    assert [line for _, line, _ in near] == ([day] if day else [])


def test_far_from_the_headline_only_the_one_day_of_the_page_counts() -> None:
    assert elsewhere(f"{FAR}<p>3 May 2024</p><p>Ports, 3 May 2024</p>") == ["05-03"]
    assert elsewhere(f"{FAR}<p>3 May 2024</p><p>4 May 2024</p>") == []
    assert elsewhere(f"{FAR}<p>3 May 2024</p><p>4 May 2024, 10:15</p>") == ["05-04"]
    assert elsewhere(f"{FAR}<p>© 4 May 2024 The Harbour</p>") == []


def test_a_line_says_that_it_tells_the_publication() -> None:
    assert called_published("Publié le 3 mai 2024")
    assert not called_published("3 May 2024")


def test_by_the_headline_lines_and_the_openings_of_paragraphs_may_print_a_day() -> None:
    opened = "27.1.2022 - " + "Im Hafen wird gebaut. " * 8
    html = f"<p>Pier 4</p><p>Opens on 9 June.</p><p>no number</p><p>{opened}</p>{FAR}<p>3 May 2024</p>"
    assert [(line, form) for _, line, form in lines_near(scan_html(html), 0, above=True)] == [
        ("Pier 4", Printed.LINE),
        ("Opens on 9 June.", Printed.SENTENCE),
        ("27.1.2022", Printed.OPENING),
    ]


@pytest.mark.parametrize(
    ("line", "language", "day", "updated"),
    [
        ("3 May 2024", "en", 3, False),
        ("Updated 4 May 2024", "en", 4, True),
        ("Last updated: 4 May 2024 | Published: 3 May 2024", "en", 3, False),
        ("Published 3 May 2024, updated 4 May 2024", "en", 3, False),
        ("Stand: 4. Mai 2024", "de", 4, True),
        ("Standort Hafen, 4. Mai 2024", "de", 4, False),
        ("Zuletzt aktualisiert am 4. Mai 2024", "de", 4, True),
        ("Mis à jour le 4 mai 2024", "fr", 4, True),
        ("Actualizado el 4 de mayo de 2024", "es", 4, True),
        ("Atualizado em 4 de maio de 2024", "pt", 4, True),
        ("Aggiornato il 4 maggio 2024", "it", 4, True),
        ("Laatst bijgewerkt op 4 mei 2024", "nl", 4, True),
        ("Aktualizacja: 4 maja 2024", "pl", 4, True),
        ("Aktualizováno 4. května 2024", "cs", 4, True),
        ("Uppdaterad 4 maj 2024", "sv", 4, True),
        ("Oppdatert 4. mai 2024", "no", 4, True),
        ("Päivitetty 4.5.2024", "fi", 4, True),
        ("Обновлено 4 мая 2024", "ru", 4, True),
        ("Оновлено 4 травня 2024", "uk", 4, True),
        ("Güncelleme: 4 Mayıs 2024", "tr", 4, True),
        ("Ενημέρωση: 4 Μαΐου 2024", "el", 4, True),
        ("Frissítve: 2024. május 4.", "hu", 4, True),
        ("更新 2024年5月4日", "zh", 4, True),
        ("업데이트 2024.05.04", "ko", 4, True),
        ("آخر تحديث: 4 مايو 2024", "ar", 4, True),
        ("עודכן: 4 במאי 2024", "he", 4, True),
        ("อัปเดต 4 พฤษภาคม 2567", "th", 4, True),
        ("अपडेट: 4 मई 2024", "hi", 4, True),
        ("yesterday at 10:15", "en", None, False),
        ("hace 3 horas", "es", None, False),
    ],
)
def test_a_line_tells_publication_and_update_apart(line: str, language: str, day: int | None, updated: bool) -> None:
    read = partial(parse_date, origin=Origin.TEXT, language=language)
    when, is_update = printed_day(line, read)
    assert (when.value.day if when else None, is_update) == (day, updated)
    assert called_updated(line) == updated
