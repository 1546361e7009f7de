"""Which entries of a poll are news to us."""

from dataclasses import replace
from datetime import UTC, datetime

from worker.core.feeds.changes import decide_entries, fingerprint
from worker.core.feeds.identity import guid_hash, page_hash, plain_key, title_hash
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
