"""Tables and the live view on terminals of every width: nothing breaks, nothing that matters is lost."""

import io
import sys
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from worker.adapters.articles import ChangeRow
from worker.cli import table
from worker.cli.live import article_line, cut_words

NOW = datetime.now(UTC)
ADDRESS = "http://127.0.0.1:39881/northline/2026/11/30/a-long-address-that-somebody-wants-to-copy.xml"
TITLE = "Underwriters ask for five times the September premium to send a laden tanker through the strait"


@pytest.fixture
def screen(monkeypatch):
    """What a terminal of a width shows of a table."""

    def show(width: int, columns, rows, **options) -> list[str]:
        shown = io.StringIO()
        monkeypatch.setattr(table, "console", Console(file=shown, width=width, force_terminal=True, color_system=None))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        table.print_table(columns, rows, empty="none", **options)
        return [line.rstrip() for line in shown.getvalue().splitlines()]

    return show


def test_what_is_long_goes_under_its_row_whole_where_there_is_no_room(screen):
    rows = [("1", NOW, "northline", ADDRESS), ("2", NOW, "harbour", "https://h.example/")]
    lines = screen(80, ("id", "stored", "source", "address"), rows, below=("address",))
    assert lines[0].split() == ["id", "stored", "source"]
    assert [line.strip() for line in lines[2::2]] == [ADDRESS, "https://h.example/"]
    assert lines[1].split() == ["1", f"{NOW:%H:%M:%S}Z", "northline"]


def test_what_is_long_stands_in_its_row_where_there_is_room(screen):
    lines = screen(160, ("id", "address"), [("1", ADDRESS)], below=("address",))
    assert [line.split() for line in lines] == [["id", "address"], ["1", ADDRESS]]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(screen, width):
    rows = [
        (n, NOW, "a source with a long name", TITLE, ["iran-us-tensions", "shipping"], None, True) for n in range(3)
    ]
    lines = screen(width, ("id", "stored", "source", "title", "topics", "cut", "truncated"), rows, below=("title",))
    assert max(map(cell_len, lines)) <= width
    assert " ".join(" ".join(lines).split()).count(TITLE) == 3


@pytest.mark.parametrize(
    ("when", "shown"),
    [(NOW, f"{NOW:%H:%M:%S}Z"), (datetime(2001, 2, 3, 4, 5, tzinfo=UTC), "2001-02-03"), (None, "–")],
    ids=["today", "years ago", "never"],
)
def test_of_a_time_only_what_tells_it_from_now_is_shown(screen, when, shown):
    assert screen(80, ("when",), [(when,)]) == ["when", shown]


def change(**fields: object) -> ChangeRow:
    return ChangeRow(
        **{
            "position": 1,
            "kind": "created",
            "changed_at": NOW,
            "id": 7,
            "source": "meridian",
            "title": TITLE,
            "wall_kind": "registration",
            "cuts": 1,
            "truncated": False,
            "duplicate_of": None,
            "topics": ["iran-us-tensions"],
            **fields,
        }
    )


@pytest.mark.parametrize("title", [TITLE, "港北線の終電、来春から三十分繰り上げへ、保守要員の不足で" * 3, "Short"])
def test_a_title_gives_way_to_topics_and_walls(title):
    line = article_line(change(title=title), width=80)
    assert line.cell_len <= 80
    assert line.plain.endswith("#iran-us-tensions ✂ registration")
    assert article_line(change(title=title), width=None).plain.count(title) == 1


def test_a_revised_line_shows_when_it_was_revised():
    when = datetime(2026, 11, 30, 12, 34, 56, tzinfo=UTC)
    line = article_line(change(kind="revised", changed_at=when), width=None).plain
    assert line.startswith(f"{when.astimezone():%H:%M:%S} revised ")


@pytest.mark.parametrize(
    ("wall", "cuts", "word"), [("metered", 2, "metered"), (None, 2, "boilerplate"), (None, 0, None)]
)
def test_what_was_cut_has_one_word_everywhere(wall, cuts, word):
    assert cut_words(wall, cuts) == word
    assert ("✂" in article_line(change(wall_kind=wall, cuts=cuts), width=80).plain) is (word is not None)
