"""Which entries are one piece of news, by page and GUID and what the feed does with them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.identity import Named, name_entries, sought, sought_by_title
from worker.core.feeds.names import guid_hash, page_hash, plain_key, title_hash
from worker.models import Entry, KnownEntry, Origin, Precision, PublisherTime


def an_entry(page: str | None, guid: str = "", title: str = "", *, day: int = 0, text: str = "") -> Entry:
    url = page and f"https://example.com/{page}"
    return Entry(
        guid=guid or url or title,
        url=url,
        title=title or None,
        summary=text or None,
        published=PublisherTime(value=datetime(2026, 11, day, tzinfo=UTC), precision="time", origin="feed")
        if day
        else None,
    )


def remembered(named: Sequence[Named]) -> list[KnownEntry]:
    return [
        KnownEntry(
            key=one.key,
            fingerprint=b"",
            item_id=place,
            page_hash=one.page_hash,
            guid_hash=one.guid_hash,
            title_hash=one.title_hash,
            published_at=one.entry.published.value if one.entry.published else None,
            shares=one.shares,
        )
        for place, one in enumerate(named)
    ]


def found(rows: dict[str, KnownEntry], document: Sequence[Entry]) -> list[KnownEntry]:
    keys, pages, guids = sought(document)
    known = [r for r in rows.values() if r.key in keys or r.page_hash in pages or r.guid_hash in guids]
    titles = sought_by_title(document, known)
    return known + [r for r in rows.values() if r.title_hash in titles]


def polls(*documents: Sequence[Entry]) -> list[list[str]]:
    """For each entry of each poll, the number of the news that it is: the place where it came first."""
    rows: dict[str, KnownEntry] = {}
    numbers: dict[str, str] = {}
    told = []
    for document in documents:
        named, _ = name_entries(document, found(rows, document))
        for row in remembered(named):
            rows[row.key] = row
            numbers.setdefault(row.key, str(len(numbers)))
        told.append([numbers[one.key] for one in named])
    return told


def hour(day: int, title: str = "Hourly report") -> Entry:
    return an_entry("live", "", title, day=day, text=f"What the tide did, number {day}")


def story(number: int, guid: str = "", page: str = "") -> Entry:
    return an_entry(page or f"s/{number}", guid, f"Story {number}", day=number)


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        # links that hold a session: nothing is known by name, everything by title and time
        ([[story(1, page="s/1?sid=a"), story(2, page="s/2?sid=a")], [story(1, page="s/1?sid=b")]], [["0", "1"], ["0"]]),
        # a new address of the site, with one that is new
        ([[story(1)], [story(2, page="new/2"), story(1, page="new/1")]], [["0"], ["1", "0"]]),
        # a title alone, or with another time, is that of other news
        ([[an_entry("a/1", "", "Weather")], [an_entry("a/2", "", "Weather")]], [["0"], ["1"]]),
        ([[an_entry("a/1", "", "Tides", day=1)], [an_entry("a/2", "", "Tides", day=2)]], [["0"], ["1"]]),
        # two of a title and time: which of them it was nobody knows
        (
            [
                [an_entry("a/1", "", "Tides", day=1), an_entry("b/1", "", "Tides", day=1)],
                [an_entry("c/1", "", "Tides", day=1)],
            ],
            [["0", "1"], ["2"]],
        ),
        # something is known by its name: then what is not is new
        (
            [[story(1), story(2)], [story(1), an_entry("s/9", "", "Story 2", day=2)]],
            [["0", "1"], ["0", "2"]],
        ),
        # one page, different GUIDs
        ([[an_entry("live", "a", "A"), an_entry("live", "b", "B")]], [["0", "1"]]),
        ([[an_entry("live", "a", "A")], [an_entry("live", "b", "B"), an_entry("live", "a", "A")]], [["0"], ["1", "0"]]),
        ([[an_entry("live", "a", "A", day=1)], [an_entry("live", "b", "B", day=2)]], [["0"], ["1"]]),
        ([[an_entry("live", "a", "A")], [an_entry("live", "a", "A, later")]], [["0"], ["0"]]),
        # the same words twice
        ([[an_entry("live", "a", "A", text="x"), an_entry("live", "b", "A", text="x")]], [["0"]]),
        ([[an_entry("live", "a", "A", text="x"), an_entry("live", "b", "A", text="y")]], [["0", "1"]]),
        # without GUIDs, titles
        ([[an_entry("live", "", "A"), an_entry("live", "", "B")], [an_entry("live", "", "B")]], [["0", "1"], ["1"]]),
        ([[an_entry("s/1", "", "A")], [an_entry("s/1", "", "A new headline")]], [["0"], ["0"]]),
        # and times, where the title is the same each hour
        ([[hour(1), hour(2)], [hour(2), hour(3)], [hour(2)]], [["0", "1"], ["1", "2"], ["1"]]),
        ([[hour(1)], [hour(2)]], [["0"], ["0"]]),
        ([[an_entry("a", "", "A", day=1, text="x"), an_entry("a", "", "A", day=2, text="x")]], [["0"]]),
        ([[hour(1), hour(1)], [hour(2), hour(2)]], [["0"], ["0"]]),
        ([[hour(1, "A"), hour(1, "B")], [hour(2, "A"), hour(2, "B")]], [["0", "1"], ["0", "1"]]),
        # a page whose GUID is made anew: same title, or only an address over again
        ([[story(1, "g1")], [story(1, "g2")]], [["0"], ["0"]]),
        (
            [[an_entry("s/1", "https://example.com/s/1#0", "A")], [an_entry("s/1", "https://example.com/s/1#1", "B")]],
            [["0"], ["0"]],
        ),
        ([[story(1, "a"), story(2, "b")], [story(1, "c"), an_entry("s/2", "d", "Other")]], [["0", "1"], ["0", "1"]]),
        # a GUID under a new page
        ([[story(1, "g-1001")], [story(1, "g-1001", "moved/1")]], [["0"], ["0"]]),
        ([[story(1, "g-1001")], [an_entry("m/1", "g-1001", "Another headline", day=9)]], [["0"], ["0"]]),
        (
            [[story(n, f"g{n}") for n in (1, 2, 3)], [story(n, f"g{n}", f"new/{n}") for n in (1, 2, 3)]],
            [["0", "1", "2"], ["0", "1", "2"]],
        ),
        # there and back again
        ([[story(1, "g1")], [story(1, "g1", "b/1")], [story(1, "g1")]], [["0"], ["0"], ["0"]]),
        # a GUID used for two pages
        ([[story(1, "x"), story(2, "x")], [story(3, "x"), story(1, "x")]], [["0", "1"], ["2", "0"]]),
        ([[story(1, "https://example.com/")], [story(2, "https://example.com/")]], [["0"], ["1"]]),
        # GUIDs that are places in a list
        (
            [[story(3, "1"), story(2, "2")], [story(4, "1"), story(3, "2")], [story(6, "1"), story(5, "2")]],
            [["0", "1"], ["2", "0"], ["3", "4"]],
        ),
        # no page
        ([[an_entry(None, "n1", "A", text="x")], [an_entry(None, "n1", "B", text="y")]], [["0"], ["0"]]),
        ([[an_entry(None, "n1", "A", text="x")], [an_entry("s/1", "n1", "A", text="x")]], [["0"], ["0"]]),
    ],
)
def test_news_keep_their_number_over_polls(documents: list[list[Entry]], told: list[list[str]]) -> None:
    assert polls(*documents) == told


def test_news_that_come_to_the_old_page_of_a_moved_one_are_others() -> None:
    moved = polls([story(1, "g-1001")], [story(1, "g-1001", "b/1")], [an_entry("s/1", "g-2002", "New", day=9)])
    assert moved == [["0"], ["0"], ["1"]]


def test_one_guid_title_and_time_on_two_pages_is_one_piece_of_news_in_two_sections() -> None:
    sections = [an_entry("sport/a", "id-77", "Fog", day=1), an_entry("news/a", "id-77", "Fog!", day=1)]
    assert name_entries(sections, [])[1] == 1
    assert polls(sections, sections[::-1], sections) == [["0"], ["0"], ["0"]]
    for other in (
        an_entry("news/a", "id-77", "Ice", day=1),
        an_entry("news/a", "id-77", "Fog", day=2),
        an_entry("news/a", "id-78", "Fog", day=1),
        an_entry("news/a", "id-77", "Fog"),
        an_entry("news/a", "id-77", "Fog", day=1, text="In the north"),
    ):
        assert name_entries([sections[0], other], [])[1] == 0


def test_two_feeds_give_the_report_of_one_hour_one_name_and_that_of_another_another() -> None:
    hours = [an_entry("tides", title="High water", day=day, text=f"{day} m") for day in range(1, 7)]
    one, other = ({n.key: n.entry for n in name_entries(document, [])[0]} for document in (hours[:4], hours[:1:-1]))
    both = one.keys() & other.keys()
    assert {key: one[key] for key in both} == {key: other[key] for key in both}
    assert {one[key].summary for key in both} == {"3 m", "4 m"}


def test_notes_of_one_page_that_have_nothing_but_a_text_are_told_by_it() -> None:
    notes = [an_entry("log", text=f"Note {number}") for number in range(6)]
    assert name_entries([*notes, notes[0]], [])[1] == 1
    told = polls(notes[2:5], notes[1:4], notes[:3], notes[:1], notes)
    assert told == [["0", "1", "2"], ["3", "0", "1"], ["4", "3", "0"], ["4"], ["4", "3", "0", "1", "2", "5"]]
    assert polls(notes[:1], notes[1:2]) == [["0"], ["0"]]


def test_a_row_from_before_guids_were_kept_is_known_by_its_page() -> None:
    old = KnownEntry(key=plain_key(story(1)), fingerprint=b"", item_id=5)
    ((one,), _) = name_entries([story(1, "g1")], [old])
    assert (one.known, one.moved, one.shares) == (old, False, False)


def test_a_spelling_makes_no_other_page_and_none_no_hash() -> None:
    one = story(1, "g1")
    again = replace(one, url="http://www.example.com/s/1/")
    assert (page_hash(one), plain_key(one)) == (page_hash(again), plain_key(again))
    assert title_hash(an_entry("a", title="A – b!")) == title_hash(an_entry("a", title="a b"))
    assert (page_hash(an_entry(None, "x")), title_hash(an_entry("a"))) == (None, None)


@pytest.mark.parametrize("guid", ["https://example.com/s/1", "http://www.example.com/s/1/#x", "https://example.com/"])
def test_a_guid_that_is_an_address_over_again_says_nothing(guid: str) -> None:
    assert guid_hash(story(1, guid)) is None


@pytest.mark.parametrize("guid", ["1", "urn:x:1", "https://example.com/?p=1", "https://[broken", "tag:e,2026:1"])
def test_any_other_guid_names_its_entry(guid: str) -> None:
    assert guid_hash(story(1, guid)) is not None


titles = st.sampled_from(["", "A", "B"])
days, texts = st.integers(0, 2), st.sampled_from(["x", "y"])
guids = st.sampled_from(["1", "2", "g-1001", "g-1002", "https://example.com/a#1"])
pages = st.sampled_from(["a", "b", "c"])
without_page = st.builds(an_entry, st.none(), st.sampled_from(["n1", "n2"]), titles, day=days, text=texts)
documents = st.lists(
    st.lists(
        st.one_of(
            st.builds(an_entry, pages, st.one_of(guids, st.just("")), titles, day=days, text=texts), without_page
        ),
        max_size=6,
    ),
    max_size=4,
)


def test_an_address_that_is_corrected_among_known_ones_is_a_move() -> None:
    before = [story(3), story(2, page="s/mistke"), story(1)]
    after = [story(4), story(3), story(2, page="s/mistake"), story(1)]
    assert polls(before, after) == [["0", "1", "2"], ["3", "0", "1", "2"]]
    # not where its old page is shown still, nor where it has a name of its own
    assert polls(before, [story(3), story(2), *before[1:]])[1] == ["0", "3", "1", "2"]
    assert polls(before, [story(3), story(2, "g-2"), story(1)])[1] == ["0", "3", "2"]


def test_a_title_and_a_day_are_not_enough_where_all_links_are_new() -> None:
    noon, night = (an_entry(page, "", "Gale warning", day=1) for page in ("noon", "night"))
    assert polls([noon], [night]) == [["0"], ["0"]]
    of_a_day = PublisherTime(value=datetime(2026, 11, 1, tzinfo=UTC), precision=Precision.DAY, origin=Origin.FEED)
    noon, night = (replace(one, published=of_a_day) for one in (noon, night))
    assert polls([noon], [night]) == [["0"], ["1"]]


@given(documents)
def test_no_two_news_of_a_poll_have_one_name_and_a_poll_said_again_finds_all_of_them(
    documents: list[list[Entry]],
) -> None:
    rows: dict[str, KnownEntry] = {}
    for document in documents:
        named, repeated = name_entries(document, found(rows, document))
        assert len(named) + repeated == len(document)
        assert len({one.key for one in named}) == len(named)
        assert not any(one.known is None and one.key in rows for one in named)
        rows |= {row.key: row for row in remembered(named)}
        again, _ = name_entries(document, found(rows, document))
        assert [one.known and one.known.key for one in again] == [one.key for one in named]


@pytest.mark.parametrize("title", ["Live", "Live, post {post}", ""])
@pytest.mark.parametrize(
    ("guid", "timed"),
    [
        ("post {post}", True),
        ("post {post}", False),
        ("https://example.com/live#post-{post}", True),
        ("https://example.com/live#post-{post}", False),  # a link with its fragment, without a GUID, reads so too
        ("made for {poll}, post {post}", True),  # a GUID of each request
        ("item-{place}", True),
        ("the ticker's own", True),
        ("", True),
    ],
)
def test_posts_of_a_ticker_are_one_piece_of_news_each_however_often_they_are_shown(
    guid: str, timed: bool, title: str
) -> None:
    documents = [
        [
            an_entry(
                "live",
                guid.format(post=post, poll=poll, place=place),
                title.format(post=post),
                day=post if timed else 0,
                text=f"What happened, part {post}",
            )
            for place, post in enumerate(range(6 + 2 * poll, 2 * poll, -1))
        ]
        for poll in range(5)
    ]
    told = [news for document in polls(*documents) for news in document]
    posts = [entry.summary for document in documents for entry in document]
    assert len(set(zip(posts, told, strict=True))) == len(set(posts)) == len(set(told)) == 14
