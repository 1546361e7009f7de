"""Pages given as plain text: the head in its many orders, the body whole."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.extract.plaintext import extract_text
from worker.core.walls.cues import WallRules
from worker.core.walls.cut import cut_walls
from worker.models import BlockKind

PAGE = """\
Harbour board puts off vote on sea wall

The board has put off its vote until the spring, after the quarry that was to give the stone closed.

tide-post Workers are seen at the old pier of Northhaven in a storm, Nov. 7, 2024.\u00a0 Photo by AGENCY/Ines Okafor.
Jonas Brandt

Jonas Brandt


Topics covered

Sea walls
Northhaven

Mar 6, 2025

The harbour board has put off its vote on the sea wall until the spring, the Tide-Post has learned.\u00a0

“We can wait for stone, but the sea will not wait for us,” said Ines Okafor.

Continue reading this article by registering at no cost and get unlimited access to:
  • Tide-Post Archives
  • The Week in Tides
"""
BODY = [
    "The harbour board has put off its vote on the sea wall until the spring, the Tide-Post has learned.",
    "“We can wait for stone, but the sea will not wait for us,” said Ines Okafor.",
]


def body(text: str) -> list[str]:
    return [block.text for block in extract_text(text).blocks]


@pytest.mark.parametrize(
    ("line", "kept"), [("Nov 30, 2026", True), ("Dec 1, 2026", True), ("Dec 3, 2026", False), ("Jan 5, 1989", False)]
)
def test_a_date_that_cannot_be_is_no_body_and_no_date(line: str, kept: bool) -> None:
    made = extract_text(f"A title\n\n{line}\n\n" + "\n".join(BODY), now=datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert (made.published is not None) is kept
    assert [block.text for block in made.blocks] == BODY


def test_a_page_of_the_reference_shape_comes_apart_as_printed(walls: WallRules) -> None:
    made = extract_text(PAGE)
    trimmed = cut_walls(made.blocks, walls, language=made.language, access=made.access)

    assert made.title == "Harbour board puts off vote on sea wall"
    assert made.summary is not None
    assert made.summary.startswith("The board has put off its vote until the spring")
    assert made.authors == ("Jonas Brandt",)
    assert made.published is not None
    assert (made.published.value, made.published.precision) == (datetime(2025, 3, 6, tzinfo=UTC), "day")
    assert made.images[0].caption == "Workers are seen at the old pier of Northhaven in a storm, Nov. 7, 2024."
    assert made.images[0].credit == "AGENCY/Ines Okafor"
    assert [label.text for label in made.labels] == ["Sea walls", "Northhaven"]
    assert made.language == "en"
    assert [block.text for block in trimmed.blocks] == BODY
    assert [cut.text.split("\n")[1:] for cut in trimmed.cuts] == [["• Tide-Post Archives", "• The Week in Tides"]]
    assert (trimmed.wall, trimmed.truncated) == ("registration", True)


def test_a_text_of_paragraphs_only_is_all_body() -> None:
    text = "\n\n".join(BODY)

    made = extract_text(text)

    assert (made.title, made.summary, made.authors, made.images, made.labels) == (None, None, (), (), ())
    assert body(text) == BODY


def test_a_title_over_paragraphs_takes_none_of_them() -> None:
    made = extract_text("Harbour board puts off vote\n\n" + "\n".join(BODY))

    assert (made.title, made.summary) == ("Harbour board puts off vote", None)
    assert [block.text for block in made.blocks] == BODY


@pytest.mark.parametrize(
    ("head", "authors", "day", "time_of_day"),
    [
        (["By Jane Doe and John Roe", "January 5, 2021 10:15 AM ET"], ("Jane Doe", "John Roe"), 5, True),
        (["5 January 2021", "By JANE DOE"], ("JANE DOE",), 5, False),
        (["Von Erika Beispiel", "5. Januar 2021, 14:30 Uhr"], ("Erika Beispiel",), 5, True),
        (
            ["Publié le 5 janvier 2021 à 10h15 - Mis à jour le 6 janvier 2021", "Par Jeanne Martin"],
            ("Jeanne Martin",),
            5,
            True,
        ),
        (["Por Ana Gil", "5 de enero de 2021"], ("Ana Gil",), 5, False),
        (["Di Anna Neri", "Pubblicato il 5 gennaio 2021"], ("Anna Neri",), 5, False),
        (["2021-01-05"], (), 5, False),
        (["2021年1月5日"], (), 5, False),
        (["Updated: 2021-01-05T10:15:00+01:00"], (), 5, True),
        (["Staff", "", "Staff", "", "Jan 5, 2021"], (), 5, False),
    ],
)
def test_bylines_and_dates_are_read_in_either_order_and_many_languages(
    head: list[str], authors: tuple[str, ...], day: int, *, time_of_day: bool
) -> None:
    made = extract_text("\n".join(["A title over the story", *head, "", *BODY]))

    assert made.authors == authors
    assert made.published is not None
    assert (made.published.value.year, made.published.value.month, made.published.value.day) == (2021, 1, day)
    assert (made.published.precision == "time") is time_of_day
    assert [block.text for block in made.blocks] == BODY


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Tags: Sea walls, Northhaven", ["Sea walls", "Northhaven"]),
        ("Mots-clés : Digues | Port", ["Digues", "Port"]),
        ("Themen\nHafen\nMole", ["Hafen", "Mole"]),
        ("タグ：港、防波堤", ["港", "防波堤"]),
    ],
)
def test_topics_are_read_from_one_line_or_those_below(line: str, labels: list[str]) -> None:
    made = extract_text(f"A title\n\n{line}\n\nJan 5, 2021\n\n" + "\n".join(BODY))

    assert [label.text for label in made.labels] == labels
    assert [block.text for block in made.blocks] == BODY


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The old pier. Photo: Ines Okafor", "The old pier.", "Ines Okafor"),
        ("Die alte Mole. Foto: dpa/Ines Okafor", "Die alte Mole.", "dpa/Ines Okafor"),
        ("The old pier. REUTERS/Ines Okafor", "The old pier.", "REUTERS/Ines Okafor"),
        ("Foto: Ines Okafor", None, "Ines Okafor"),
        ("© Ines Okafor", None, "Ines Okafor"),
    ],
)
def test_a_caption_gives_up_its_credit(line: str, caption: str | None, credit: str) -> None:
    made = extract_text(f"A title\n\nJan 5, 2021\n{line}\n\n" + "\n".join(BODY))

    assert [(image.caption, image.credit) for image in made.images] == [(caption, credit)]
    assert [block.text for block in made.blocks] == BODY


@pytest.mark.parametrize("line", ["This is a sentence.", "Why so?", "Read on:", "A" * 71, "3 May 2024"])
def test_a_list_of_topics_ends_at_a_line_that_is_no_label(line: str) -> None:
    text = f"A title\n\nTopics:\nPorts\n{'A' * 70}\n{line}\nSea\n\n{'A sentence of the story that is long. ' * 4}"
    assert [label.text for label in extract_text(text).labels] == ["Ports", "A" * 70]


def test_a_sentence_with_a_date_or_a_name_in_it_stays_in_the_body() -> None:
    lines = ["Elections were held on 5 May 2019", "By the sea, life is slow and nobody minds", *BODY]

    assert body("A title\n\n" + "\n".join(lines)) == lines


def test_lines_that_a_mail_program_broke_are_one_paragraph_again() -> None:
    broken = (
        "The harbour board has put off its vote on the sea wall\n"
        "until the spring, after engineers found that the stone\n"
        "comes from elsewhere."
    )

    assert body(f"A title\n\n{broken}\n\nNext.") == [broken.replace("\n", " "), "Next."]


def test_bullets_are_list_items_and_keep_their_sign() -> None:
    made = extract_text("A title\n\nWhat was found.\n  • one thing\n  • another")

    assert [(block.kind, block.text) for block in made.blocks[1:]] == [
        (BlockKind.LIST_ITEM, "• one thing"),
        (BlockKind.LIST_ITEM, "• another"),
    ]


@given(st.text(alphabet=st.sampled_from("aB 1.,:•\n"), max_size=400))
@example("1\n1\n1")  # both were taken for a doubled byline, and then for nobody's
@example("1\nB\nB")
def test_no_line_is_lost_when_there_is_no_head(text: str) -> None:
    made = extract_text(text)
    if made.published or made.authors or made.images or made.labels or made.summary:
        return
    kept = [made.title or "", *(block.text for block in made.blocks)]

    assert "".join("".join(kept).split()) == "".join(text.split())


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    assert extract_text(text).blocks is not None


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        ("", "("),
        ("", "a\n"),
        ("", "Photo: "),
        ("", f"{'word ' * 12}\n{'more ' * 12}\n"),
        ("Tags\n", "x\n"),
    ],
    ids=["brackets", "lines", "credits", "wrapped", "labels"],
)
def test_hostile_text_costs_what_its_length_does(begin: str, piece: str) -> None:
    assert growth(lambda times: extract_text(begin + piece * times), 40_000 // len(piece)) < LINEAR
