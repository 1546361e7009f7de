"""Which entries of a poll are news to us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.cost import LINEAR, growth
from worker.core.feeds.changes import decide_entries, fingerprint
from worker.core.feeds.names import guid_hash, page_hash, plain_key, title_hash
from worker.models import Decision, Entry, KnownEntry, ParsedFeed, PublisherTime


def when(day: int) -> PublisherTime:
    return PublisherTime(value=datetime(2026, 1, day, tzinfo=UTC), precision="time", origin="feed")


ONE = Entry(guid="1", url="https://example.com/1", title="One", summary="First", published=when(5))
TWO = Entry(guid="2", url="https://example.com/2", title="Two")


def feed(*listed: Entry) -> ParsedFeed:
    return ParsedFeed(kind="rss", title=None, site_url=None, language=None, interval=None, entries=listed)


def known(*listed: Entry) -> list[KnownEntry]:
    return [
        KnownEntry(
            key=plain_key(entry),
            fingerprint=fingerprint(entry),
            page_hash=page_hash(entry),
            guid_hash=guid_hash(entry),
            title_hash=title_hash(entry),
            published_at=entry.published.value if entry.published else None,
        )
        for entry in listed
    ]


def new(decision: Decision) -> list[Entry]:
    return [seen.entry for seen in decision.new]


def test_an_unknown_entry_is_new_and_a_known_one_is_not() -> None:
    decision = decide_entries(feed(ONE, TWO), known(ONE))
    assert new(decision) == [TWO]
    assert (decision.changed, decision.unchanged) == ((), 1)


def test_a_known_entry_has_changed_when_its_words_or_its_modified_time_have() -> None:
    for change in ({"title": "Uno"}, {"summary": "x"}, {"content": "<p>x</p>"}, {"modified": when(6)}):
        changed = replace(ONE, **change)  # type: ignore[arg-type]
        decision = decide_entries(feed(changed), known(ONE))
        assert [seen.entry for seen in decision.changed] == [changed]
        assert decision.changed[0].fingerprint == fingerprint(changed)
        assert (decision.new, decision.unchanged) == ((), 0)


def test_markup_and_guid_alone_do_not_make_a_change() -> None:
    before = replace(ONE, content='<p class="a">Text</p><img src="https://t.example/1.gif">')
    after = replace(ONE, content='<p class="b">Text</p><img src="https://t.example/2.gif">', guid="new")
    assert decide_entries(feed(after), known(before)).unchanged == 1


def test_the_same_words_of_one_page_under_another_guid_are_one() -> None:
    again = replace(ONE, guid="other", url="http://www.example.com/1/")
    decision = decide_entries(feed(ONE, again), [])
    assert new(decision) == [ONE]
    assert decision.skipped == (("repeated", 1),)


def test_a_guid_used_for_two_pages_is_two() -> None:
    other = replace(TWO, guid=ONE.guid)
    assert new(decide_entries(feed(ONE, other), [])) == [ONE, other]
    assert new(decide_entries(feed(other), known(ONE))) == [other]


def test_an_entry_without_a_page_is_known_by_its_guid() -> None:
    note = Entry(guid="n1", url=None, summary="All of it")
    assert new(decide_entries(feed(note), [])) == [note]
    assert decide_entries(feed(note), known(note)).unchanged == 1


def test_entries_that_the_reader_left_out_or_could_not_read_are_counted() -> None:
    assert decide_entries(replace(feed(ONE), left_out=7, unread=2), []).skipped == (("left_out", 7), ("unreadable", 2))


def test_a_row_from_before_guids_were_kept_is_known_and_marked() -> None:
    (row,) = known(ONE)
    old = replace(row, page_hash=None, guid_hash=None, title_hash=None, published_at=None)
    decision = decide_entries(feed(ONE), [old])
    assert (decision.unchanged, decision.new, decision.changed) == (1, (), ())
    assert [seen.guid_hash for seen in decision.marked] == [row.guid_hash]
    assert decide_entries(feed(ONE), [row]).marked == ()


def test_an_entry_with_neither_page_nor_text_is_skipped() -> None:
    assert decide_entries(feed(Entry(guid="x", url=None, title="Only a title")), []).skipped == (
        ("no_link_no_content", 1),
    )


def test_old_entries_are_skipped_only_when_asked_and_only_unknown_ones() -> None:
    oldest = datetime(2026, 1, 6, tzinfo=UTC)
    assert decide_entries(feed(ONE, TWO), [], oldest=oldest).skipped == (("too_old", 1),)
    assert decide_entries(feed(ONE), known(ONE), oldest=oldest).unchanged == 1
    assert decide_entries(feed(ONE), []).skipped == ()


def test_a_feed_read_before_with_nothing_known_in_it_has_a_gap() -> None:
    assert decide_entries(feed(ONE), {}, read_before=True).gap
    assert not decide_entries(feed(ONE), []).gap
    assert not decide_entries(feed(ONE, TWO), known(ONE), read_before=True).gap
    assert not decide_entries(feed(), {}, read_before=True).gap


def test_a_first_read_takes_the_newest_and_keeps_the_rest_as_too_old() -> None:
    listed = [replace(ONE, guid=f"g{n}", url=f"https://example.com/{n}", published=when(n)) for n in (3, 9, 1, 7)]
    decision = decide_entries(feed(*listed), [], most=2)
    assert [entry.guid for entry in new(decision)] == ["g9", "g7"]
    assert ([seen.entry.guid for seen in decision.marked], decision.skipped) == (["g3", "g1"], (("too_old", 2),))
    assert all(seen.held for seen in decision.marked)


def test_entries_without_a_date_are_as_new_as_those_before_them() -> None:
    listed = [TWO, replace(ONE, published=when(9)), replace(TWO, guid="3", url="https://example.com/3"), ONE]
    assert [entry.guid for entry in new(decide_entries(feed(*listed), [], most=3))] == ["2", "1", "3"]


def held(*listed: Entry) -> list[KnownEntry]:
    return [replace(row, held=True) for row in known(*listed)]


def test_what_was_held_back_stays_back_until_it_is_asked_for() -> None:
    later = replace(ONE, summary="Other words")
    for entry in (ONE, later):
        decision = decide_entries(feed(entry), held(ONE), read_before=True)
        assert (decision.new, decision.changed, decision.unchanged, decision.gap) == ((), (), 1, False)
    decision = decide_entries(feed(ONE, TWO), held(ONE), oldest=datetime(2027, 1, 1, tzinfo=UTC), backfill=True)
    assert (new(decision), [seen.held for seen in decision.new]) == ([ONE, TWO], [False, False])


def counted(entry: Entry, number: int) -> Entry:
    return replace(entry, summary=f"First. {number} views")


def test_an_entry_that_changes_at_each_poll_is_learned_as_volatile() -> None:
    rows = known(counted(ONE, 0))
    asked = []
    for number in range(1, 7):
        decision = decide_entries(feed(counted(ONE, number)), rows)
        asked.append(len(decision.changed))
        (seen,) = (*decision.changed, *decision.marked)
        rows = [replace(rows[0], fingerprint=seen.fingerprint, changes=seen.changes)]
    assert asked == [1, 1, 0, 0, 0, 0]
    assert decision.skipped == (("volatile", 1),)
    assert len(decide_entries(feed(replace(ONE, title="Another")), rows).changed) == 1, "a title always means something"
    (quiet,) = decide_entries(feed(counted(ONE, 6)), rows).marked
    assert quiet.changes == 0, "and one poll without a change forgets it"


def test_entries_that_all_change_at_once_are_not_asked_for() -> None:
    listed = [replace(ONE, guid=f"g{n}", url=f"https://example.com/{n}", title=f"T{n}") for n in range(20)]
    decision = decide_entries(feed(*(counted(entry, 1) for entry in listed)), known(*listed), read_before=True)
    assert (decision.changed, decision.skipped, decision.gap) == ((), (("volatile", 20),), False)
    few = decide_entries(feed(*(counted(entry, 1) for entry in listed[:3])), known(*listed))
    assert len(few.changed) == 3


def test_an_entry_that_moves_at_each_poll_is_asked_for_twice_and_then_no_more() -> None:
    old = known(replace(ONE, guid="a-1001"))
    moved = replace(ONE, guid="a-1001", url="https://example.com/1/again")
    asked = []
    for changes in range(4):
        decision = decide_entries(feed(moved), [replace(old[0], changes=changes)])
        asked.append([(seen.moved, seen.changes) for seen in decision.changed])
        assert [(seen.page_hash, seen.changes) for seen in (*decision.changed, *decision.marked)] == [
            (page_hash(moved), changes + 1)
        ]
    assert asked == [[(True, 1)], [(True, 2)], [], []]


def ticker(size: int, *, guids: bool, titles: bool) -> list[Entry]:
    """So many posts of one page, one a minute."""
    return [
        Entry(
            guid=f"post {number}" if guids else "https://example.com/live",
            url="https://example.com/live",
            title=f"Post {number}" if titles else "Live",
            summary=f"What happened, part {number}",
            published=replace(when(5), value=when(5).value + timedelta(minutes=number)),
        )
        for number in range(size)
    ]


@pytest.mark.parametrize(("guids", "titles"), [(True, False), (False, False), (False, True)])
def test_thousands_of_posts_of_one_page_cost_what_their_number_does(guids: bool, titles: bool) -> None:
    def poll(size: int) -> None:
        posts = ticker(2 * size, guids=guids, titles=titles)
        first = decide_entries(feed(*posts[:size]), [])
        rows = [
            KnownEntry(
                key=seen.key,
                fingerprint=seen.fingerprint,
                page_hash=seen.page_hash,
                guid_hash=seen.guid_hash,
                title_hash=seen.title_hash,
                published_at=seen.entry.published.value if seen.entry.published else None,
                shares=seen.shares,
            )
            for seen in first.new
        ]
        second = decide_entries(feed(*posts[size // 2 :]), rows)
        assert (len(second.new), second.unchanged) == (size, size - size // 2)

    assert growth(poll, 500) < LINEAR


def test_thousands_of_entries_that_are_too_old_cost_what_their_number_does() -> None:
    def poll(size: int) -> None:
        decision = decide_entries(
            feed(*ticker(size, guids=True, titles=True)), [], oldest=when(20).value, most=size // 2
        )
        assert (len(decision.new), len(decision.marked)) == (0, size)

    assert growth(poll, 500) < LINEAR
