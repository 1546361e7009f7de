"""Dates that stand in a page's text without any mark."""

from functools import partial

import pytest

from worker.core.extract.printed_dates import printed_dates
from worker.core.extract.scanner import scan_html
from worker.core.fields.dates import parse_date
from worker.models import Origin

FAR = "<p>word</p>" * 40


def days(html: str, *, language: str = "en") -> list[str]:
    read = partial(parse_date, origin=Origin.TEXT, language=language)
    return [f"{when.value:%m-%d}" for when in printed_dates(scan_html(html), 0, read)]


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
    assert days(f"{FAR}{others}<p>{line}</p>", language=language)[:1] == ["05-03"]


def test_far_from_the_headline_only_the_one_day_of_the_page_counts() -> None:
    assert days(f"{FAR}<p>3 May 2024</p><p>Ports, 3 May 2024</p>") == ["05-03"]
    assert days(f"{FAR}<p>3 May 2024</p><p>4 May 2024</p>") == []
    assert days(f"{FAR}<p>3 May 2024</p><p>4 May 2024, 10:15</p>") == ["05-04"]
    assert days(f"{FAR}<p>© 4 May 2024 The Harbour</p>") == []


def test_what_stands_by_the_headline_comes_first() -> None:
    assert days(f"<p>3 May 2024</p>{FAR}<p>Published: 4 May 2024</p>") == ["05-03", "05-04"]
    assert days("<p>3.5.2024 - " + "Im Hafen wird gebaut. " * 8 + f"</p>{FAR}", language="de") == ["05-03"]
