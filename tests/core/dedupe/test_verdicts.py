"""What a draft means for what is stored."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import NOW, PARAGRAPH, cleaned, draft, entry, item, standing
from worker.core.dedupe.verdicts import addresses, content_hash, identity_hash, item_hash, verdicts
from worker.models import Access, Action, Item, PublisherTime, StoredArticle, TextFrom, Verdict

SHORT_NOTE = (
    "The ferry office is closed on Monday. Tickets are sold on board, bicycles wait at the second gate, and the last"
    " boat leaves the old pier at nine in the evening from the steps beside the customs house as it does every winter."
)
HERE = "https://example.org/news/1"
THERE = "https://example.org/news/other"


def judge(one: Item, result=None, standing_=(), copies=None, **fields) -> Verdict:
    result = result or draft()
    ((_, verdict),) = verdicts([cleaned(one, result, **fields)], standing_, copies or {}, {}, now=NOW)
    return verdict


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://www.example.org/a/"),
        ("https://example.org/a?b=1&c=2", "https://example.org/a?c=2&b=1"),
        ("https://example.org/a", "https://example.org/a/amp"),
    ],
)
def test_two_spellings_of_an_address_have_one_hash(one, other):
    assert identity_hash(one) == identity_hash(other)


def test_an_entry_without_a_link_is_known_by_its_feed_and_guid():
    bare = entry(url=None, guid="x")
    assert item_hash(1, bare) == item_hash(1, entry(url=None, guid="x", title="another title"))
    assert len({item_hash(1, bare), item_hash(2, bare), item_hash(1, entry(url=None, guid="y"))}) == 3


def test_an_entry_with_a_link_is_known_by_its_address_whatever_feed_says_it():
    assert item_hash(1, entry(url=HERE, guid="a")) == item_hash(2, entry(url=HERE, guid="b")) == identity_hash(HERE)


@pytest.mark.parametrize("same", ["A b.c", "a BC", "a\n\nb – c!", "  ab\u00a0c"])
def test_case_space_and_punctuation_do_not_make_another_text(same):
    assert content_hash(same) == content_hash("abc")


@given(st.text())
def test_any_text_has_a_hash(text):
    assert len(content_hash(text)) == 32
    assert content_hash(text) == content_hash(f" {text}.")


ADDRESSES = {
    "the canonical address comes first": (HERE, THERE, HERE, [THERE, HERE]),
    "a home page is no article's address": (HERE, "https://example.org/", HERE, [HERE]),
    "another publisher's address is not ours": (HERE, "https://agency.example/original", HERE, [HERE]),
    "unless the page came from there": (
        HERE,
        "https://agency.example/original",
        "https://agency.example/original",
        ["https://agency.example/original", HERE],
    ),
    "www is the same publisher": (HERE, "https://www.example.org/x", HERE, ["https://www.example.org/x", HERE]),
    "one page under two spellings counts once": (HERE, HERE + "/", HERE, [HERE + "/"]),
    "an asked home page is an address": ("https://example.org/", None, None, ["https://example.org/"]),
    "where the redirect ended counts": (HERE, None, THERE, [HERE, THERE]),
    "an entry that links nowhere has the page's own": (None, THERE, None, [THERE]),
    "nothing gives nothing": (None, None, None, []),
}


@pytest.mark.parametrize(("asked", "canonical", "page_url", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses(asked, canonical, page_url, expected):
    found = addresses(item(url=asked), draft(canonical_url=canonical), page_url)
    assert [url for _, url in found] == expected
    assert [key for key, _ in found] == [identity_hash(url) for url in expected]


def test_a_new_address_becomes_an_article_with_the_number_of_its_item():
    verdict = judge(item(id=7))
    assert (verdict.action, verdict.article_id, verdict.copy_of) == ("create", 7, None)
    assert [url for _, url in verdict.addresses] == [HERE]


def test_the_same_article_again_changes_nothing():
    assert (
        judge(item(id=7, stored=True), standing_=[standing(7, draft(), url_hash=identity_hash(HERE))]).action == "keep"
    )


@pytest.mark.parametrize(
    ("moved", "taken", "added"),
    [
        ({"page_url": THERE}, [], [THERE]),
        ({"result": draft(canonical_url=THERE)}, [], [THERE]),
        ({"page_url": THERE}, [standing(3, draft(title="Storm"), url_hash=identity_hash(THERE))], []),
        ({}, [], []),
    ],
)
def test_an_article_that_moved_stands_under_its_new_address_too(moved, taken, added):
    here = standing(7, draft(), url_hash=identity_hash(HERE))
    verdict = judge(item(id=7, stored=True), standing_=[here, *taken], **moved)
    assert (verdict.action, verdict.article_id) == ("keep", 7)
    assert [url for _, url in verdict.addresses] == added


REVISIONS = {
    "title": {"title": "Vote on harbour wall: a date at last"},
    "summary": {"summary": "A date at last."},
    "authors": {"authors": ("Ada Quill", "Bo Marsh")},
    "published_at": {"published": None},
    "content": {"text": PARAGRAPH},
    "truncated": {"truncated": True},
    "access_declared": {"access": Access(declared="subscription")},
    "wall_kind": {"wall": "registration"},
}


@pytest.mark.parametrize(("field", "change"), REVISIONS.items(), ids=REVISIONS)
def test_each_field_that_consumers_read_makes_a_revision(field, change):
    verdict = judge(item(id=7, stored=True), draft(**change), [standing(7, draft(), url_hash=identity_hash(HERE))])
    assert (verdict.action, verdict.article_id, verdict.changed) == ("revise", 7, (field,))


def test_a_modified_time_alone_makes_none():
    stamped = draft(modified=PublisherTime(value=draft().published.value, precision="time", origin="meta"))
    assert (
        judge(item(id=7, stored=True), stamped, [standing(7, draft(), url_hash=identity_hash(HERE))]).action == "keep"
    )


def test_an_article_that_comes_back_is_revised():
    verdict = judge(
        item(id=7, stored=True), standing_=[standing(7, draft(), url_hash=identity_hash(HERE), withdrawn=True)]
    )
    assert (verdict.action, verdict.changed) == ("revise", ("withdrawn",))


@pytest.mark.parametrize("change", [{}, {"title": "Another headline"}, {"text": "Other words. " * 9}])
def test_a_page_whose_canonical_address_is_taken_is_that_article(change):
    there = standing(3, draft(), url_hash=identity_hash(THERE))
    verdict = judge(item(id=7), draft(canonical_url=THERE, **change), [there])
    assert (verdict.action, verdict.article_id) == ("duplicate", 3)


def test_a_canonical_address_put_on_every_page_by_mistake_makes_nothing_one():
    there = standing(3, draft(), url_hash=identity_hash(THERE))
    verdict = judge(item(id=7), draft(canonical_url=THERE, title="Storm", text="Rain. " * 99), [there])
    assert (verdict.action, verdict.article_id) == ("create", 7)
    assert [url for _, url in verdict.addresses] == [HERE], "the address stays the other article's"


def test_the_same_text_at_another_publisher_is_a_copy():
    verdict = judge(item(id=7), copies={content_hash(draft().text): 3})
    assert (verdict.action, verdict.copy_of, verdict.similarity) == ("create", 3, 1.0)


def test_an_article_is_no_copy_of_itself():
    here = standing(7, draft(), url_hash=identity_hash(HERE))
    assert judge(item(id=7, stored=True), standing_=[here], copies={content_hash(draft().text): 7}) == (
        Verdict(action=Action.KEEP, article_id=7)
    )


def test_a_few_words_are_nobodys_text():
    short = draft(title="Flood in Porto", text="Watch live.")
    assert judge(item(id=7), short, copies={content_hash(short.text): 3}).copy_of is None


@pytest.mark.parametrize(("title", "action"), [("\U0001f600", "create"), ("\U0001f3a5", "duplicate")])
def test_titles_of_signs_alone_are_the_same_when_the_signs_are(title, action):
    there = standing(3, draft(title="\U0001f3a5"), url_hash=identity_hash(THERE))
    verdict = judge(item(id=7), draft(canonical_url=THERE, title=title, text="Rain. " * 99), [there])
    assert verdict.action == action


@pytest.mark.parametrize("published", [draft().published, None])
def test_two_items_of_one_batch_that_are_one_page_become_one_article(published):
    page = draft(canonical_url=THERE, published=published)
    batch = [cleaned(item(id=1, url=HERE), page), cleaned(item(id=2, url=HERE + "?print=1"), page)]
    (_, first), (_, second) = verdicts(batch, [], {}, {}, now=NOW)
    assert (first.action, second.action, second.article_id) == ("create", "duplicate", 1)


def test_copies_of_copies_point_to_the_first():
    batch = [cleaned(item(id=n, url=f"https://site{n}.example/a"), draft()) for n in (4, 5)]
    (_, first), (_, second) = verdicts(batch, [], {content_hash(draft().text): 3}, {}, now=NOW)
    assert (first.copy_of, second.copy_of) == (3, 3)
    (_, first), (_, second) = verdicts(batch, [], {}, {}, now=NOW)
    assert (first.copy_of, second.copy_of) == (None, 4)


@pytest.mark.parametrize(("days", "alike", "same"), [(0, 1, 1), (30, None, 1)])
def test_short_texts_are_copies_near_in_time_unless_they_are_the_very_same(days, alike, same):
    """Notes that a desk prints every month share most of their words."""
    later = PublisherTime(value=NOW + timedelta(days=days), precision="time", origin="meta")
    for text, copy_of in ((SHORT_NOTE.replace("Monday", "Tuesday"), alike), (SHORT_NOTE, same)):
        first = cleaned(item(id=1, url="https://one.example/a"), draft(text=SHORT_NOTE))
        second = cleaned(item(id=2, url="https://two.example/a"), draft(text=text, published=later))
        assert verdicts([first, second], [], {}, {}, now=NOW)[1][1].copy_of == copy_of


urls = st.sampled_from([None, *(f"https://{host}/{n}" for host in ("a.example", "b.example") for n in range(3))])


@given(
    st.lists(st.tuples(urls, urls, st.sampled_from("xyz"), st.sampled_from("xyz")), max_size=8),
    st.lists(st.tuples(urls, st.sampled_from("xyz"), st.sampled_from("xyz")), max_size=4),
)
def test_no_address_is_ever_given_to_two_articles(batch, stored):
    stands: list[StoredArticle] = []
    for number, (url, title, text) in enumerate(stored):
        key = identity_hash(url) if url else None
        if key not in {one.url_hash for one in stands}:
            stands.append(standing(100 + number, draft(title=title, text=text), url_hash=key))
    given_ = [
        cleaned(item(id=number, url=url), draft(canonical_url=canonical, title=title, text=text))
        for number, (url, canonical, title, text) in enumerate(batch, 1)
    ]
    decided = verdicts(given_, stands, {}, {}, now=NOW)
    assert [one for one, _ in decided] == given_
    owners = {one.url_hash: one.id for one in stands if one.url_hash}
    made = {one.id for one in stands}
    for one, verdict in decided:
        if verdict.action == "create":
            assert verdict.article_id == one.item.id
            made.add(one.item.id)
        for key, _ in verdict.addresses:
            assert owners.setdefault(key, verdict.article_id) == verdict.article_id
        assert verdict.article_id in made
        assert verdict.copy_of is None or verdict.copy_of in made


@pytest.mark.parametrize(
    ("stored", "now", "truncated", "action"),
    [
        ("feed", "page", True, Action.KEEP),
        ("feed", "page", None, Action.KEEP),
        ("feed", "page", False, Action.REVISE),
        ("feed", "feed", True, Action.REVISE),
        ("page", "page", True, Action.REVISE),
    ],
)
def test_the_part_that_a_page_shows_does_not_take_the_place_of_the_feeds_text(stored, now, truncated, action):
    one = item(stored=True)
    part = draft(text=PARAGRAPH, truncated=truncated, text_from=TextFrom(now))
    before = standing(1, draft(text=PARAGRAPH * 5), text_from=stored)
    ((_, verdict),) = verdicts([cleaned(one, part)], [before], {}, {}, now=NOW)
    assert verdict.action is action
