"""What a line of a plain text's head is by itself."""

import pytest

from worker.core.extract.plaintext_head import SHORT, byline, caption, date, topics


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("3 May 2024", "2024-05-03"),
        ("Published: Friday 3 May 2024, 08:30 GMT", "2024-05-03"),
        ("Zuletzt aktualisiert am 3. Mai 2024 um 8:30 Uhr", "2024-05-03"),
        ("London, 3 May 2024", None),
        ("The vote of 3 May 2024", None),
        ("Updated", None),
        ("May 3, 2024", "2024-05-03"),
        ("3 May 2024" + " " * 70, "2024-05-03"),
        ("3 May 2024" + " " * 71, None),
    ],
)
def test_a_date_line_is_nothing_but_a_date(line: str, day: str | None) -> None:
    found = date(line)
    assert (found.value.date().isoformat() if found else None) == day
    assert found is None or found.origin == "text"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Grey", "Ann Grey"),
        ("by: Ann Grey", "Ann Grey"),
        ("Von Anna Graf und Jörg Weiß", "Anna Graf und Jörg Weiß"),
        ("By the harbour the boats lie still", None),
        ("Bystanders Ann Grey", None),
        ("Ann Grey", None),
        ("By " + "A" * (SHORT - 3), "A" * (SHORT - 3)),
        ("By " + "A" * (SHORT - 2), None),
    ],
)
def test_a_byline_says_by_and_then_a_name(line: str, names: str | None) -> None:
    assert byline(line) == names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The old pier. Photo: Jo Doe", ("The old pier.", "Jo Doe")),
        ("The old pier (Foto: dpa)", ("The old pier", "dpa")),
        ("© Jo Doe", ("", "Jo Doe")),
        ("The old pier. REUTERS/Jo Doe", ("The old pier.", "REUTERS/Jo Doe")),
        ("The pier of Reuters", None),
        ("The old pier.", None),
        ("a" * 888 + " Photo: Doe", ("a" * 888, "Doe")),
        ("a" * 890 + " Photo: Doe", None),
    ],
)
def test_a_caption_line_ends_in_a_credit(line: str, expected: tuple[str, str] | None) -> None:
    assert caption(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Topics: Ports, Sea | Trade", ["Ports", "Sea", "Trade"]),
        ("Tags：港、海", ["港", "海"]),
        ("Topics", []),
        ("Topics:", []),
        ("Topics of the day", None),
        ("Ports, Sea", None),
        ("Tags: " + "a" * 894, ["a" * 894]),
        ("Tags: " + "a" * 895, None),
    ],
)
def test_a_line_of_topics_announces_them(line: str, expected: list[str] | None) -> None:
    assert topics(line) == expected
