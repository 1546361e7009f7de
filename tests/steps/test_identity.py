"""Which entries are one article, from the feed to the store: nothing lost, nothing doubled."""

from tests.support.database import query
from tests.support.feed_site import Pier

TIDES = [f"Tide report number {number} from the north pier." for number in range(1, 5)]


def test_entries_that_share_a_page_are_articles_of_their_own_and_the_page_is_fetched_once(pier: Pier) -> None:
    pier.site.page("/live", "Storm at the pier, live")
    pier.site.feed(
        *(pier.site.entry("/live", f"Report {n}", guid=f"post-{n}", text=text) for n, text in enumerate(TIDES, 1))
    )
    pier.add()
    pier.poll()
    assert sorted(pier.articles()) == [(f"Report {n}", text, 1) for n, text in enumerate(TIDES, 1)]
    assert pier.site.hits("/live") == 1
    pier.poll()
    assert len(pier.articles()) == 4
    assert pier.skipped() == {}


def test_a_ticker_brings_its_next_entry_and_changes_of_the_others(pier: Pier) -> None:
    entries = [pier.site.entry("/live", f"Report {n}", guid=f"post-{n}", text=TIDES[n]) for n in range(3)]
    pier.site.page("/live", "Storm at the pier, live")
    pier.site.feed(*entries[:2])
    pier.add()
    pier.poll()
    changed = pier.site.entry("/live", "Report 1", guid="post-1", text="Tide report, corrected at noon.")
    pier.site.feed(entries[2], changed)
    pier.poll()
    assert sorted(pier.articles()) == [
        ("Report 0", TIDES[0], 1),
        ("Report 1", "Tide report, corrected at noon.", 2),
        ("Report 2", TIDES[2], 1),
    ]
    assert pier.site.hits("/live") == 1


def test_entries_without_guids_and_with_other_titles_are_different_news(pier: Pier) -> None:
    pier.site.page("/list", "All notices")
    pier.site.feed(*(pier.site.entry("/list", title) for title in ("Crane out", "Ferry late", "Crane out")))
    pier.add()
    pier.poll()
    assert sorted(pier.articles()) == [("Crane out", "Crane out", 1), ("Ferry late", "Ferry late", 1)]
    assert pier.skipped() == {"repeated": 1}


def test_an_entry_whose_page_another_one_links_to_by_mistake_keeps_the_whole_text(pier: Pier) -> None:
    pier.site.page("/a", "Board hears the pilots")
    pier.site.feed(
        pier.site.entry("/a", "Board hears the pilots", guid="a-1001", text="The board met."),
        pier.site.entry("/a", "Regatta moved", guid="a-1002", text="The regatta is in May."),
    )
    pier.add()
    pier.poll()
    texts = {title: text for title, text, _ in pier.articles()}
    assert "part 2" in texts["Board hears the pilots"]
    assert texts["Regatta moved"] == "The regatta is in May."


def test_a_shared_page_that_cannot_be_had_loses_no_entry(pier: Pier) -> None:
    pier.site.feed(*(pier.site.entry("/missing", f"R{n}", guid=f"post-{n}", text=TIDES[n]) for n in range(3)))
    pier.add()
    pier.poll()
    assert sorted(text for _, text, _ in pier.articles()) == TIDES[:3]


def test_two_feeds_with_the_same_ticker_make_each_entry_once(pier: Pier) -> None:
    entries = [pier.site.entry("/live", f"Report {n}", guid=f"post-{n}", text=TIDES[n]) for n in range(3)]
    pier.site.page("/live", "Storm at the pier, live")
    pier.site.feed(*entries)
    pier.site.feed(*entries, path="/other.xml")
    pier.add()
    pier.add("/other.xml")
    pier.poll()
    assert len(pier.articles()) == 3
    assert pier.site.hits("/live") == 1


def test_a_guid_under_a_new_address_is_the_same_article_with_a_revision_and_both_addresses(pier: Pier) -> None:
    pier.site.page("/2026/old-slug", "Board hears the pilots")
    pier.site.feed(pier.site.entry("/2026/old-slug", "Board hears the pilots", guid="a-1001"))
    pier.add()
    pier.poll()
    pier.site.page("/2026/new-slug", "Board hears the pilots again")
    pier.site.feed(pier.site.entry("/2026/new-slug", "Board hears the pilots again", guid="a-1001"))
    pier.poll()
    ((title, _, revision),) = pier.articles()
    assert (title, revision) == ("Board hears the pilots again", 2)
    assert pier.urls(1) == ["/2026/old-slug", "/2026/new-slug"]
    pier.site.feed(pier.site.entry("/2026/old-slug", "Board hears the pilots again", guid="a-1001"))
    pier.poll()
    pier.poll()
    assert len(pier.articles()) == 1
    assert query(pier.url, "SELECT count(*) FROM newswire.items") == [(1,)]


def test_an_address_alone_that_is_new_is_a_revision_too(pier: Pier) -> None:
    for path in ("/one", "/two"):
        pier.site.page(path, "Board hears the pilots")
        pier.site.feed(pier.site.entry(path, "Board hears the pilots", guid="a-1001"))
        if path == "/one":
            pier.add()
        pier.poll()
    assert [revision for _, _, revision in pier.articles()] == [2]
    assert query(pier.url, "SELECT changed FROM news.article_revisions") == [(["urls"],)]


def test_an_item_that_was_refused_at_its_old_address_is_tried_at_the_new_one(pier: Pier) -> None:
    pier.site.feed(pier.site.entry("/typo", "Board hears the pilots", guid="a-1001"))
    pier.add()
    pier.poll()
    assert pier.articles() == []
    pier.site.page("/right", "Board hears the pilots")
    pier.site.feed(pier.site.entry("/right", "Board hears the pilots", guid="a-1001"))
    pier.poll()
    assert len(pier.articles()) == 1


def test_a_guid_used_for_two_pages_stays_two_also_from_poll_to_poll(pier: Pier) -> None:
    for number in range(1, 4):
        pier.site.page(f"/{number}", f"Notice {number}", about=f"notice {number}")
    front = pier.site.url + "/"
    pier.site.feed(*(pier.site.entry(f"/{n}", f"Notice {n}", guid=front, day=n) for n in (1, 2)))
    pier.add()
    pier.poll()
    pier.site.feed(pier.site.entry("/3", "Notice 3", guid=front, day=3))
    pier.poll()
    assert sorted(title for title, _, _ in pier.articles()) == ["Notice 1", "Notice 2", "Notice 3"]


def test_guids_that_are_places_in_a_list_make_no_article_another_one(pier: Pier) -> None:
    def listed(*numbers: int) -> None:
        pier.site.feed(
            *(pier.site.entry(f"/{n}", f"Notice {n}", guid=str(place), day=n) for place, n in enumerate(numbers))
        )

    for number in range(1, 7):
        pier.site.page(f"/{number}", f"Notice {number}", about=f"notice {number}")
    listed(3, 2, 1)
    pier.add()
    pier.poll()
    listed(4, 3, 2)
    pier.poll()
    listed(6, 5)
    pier.poll()
    assert sorted(pier.articles()) == sorted(
        (title, text, 1) for title, text, _ in pier.articles() if title.startswith("Notice")
    )
    assert len(pier.articles()) == 6


def test_a_page_whose_guid_is_made_anew_at_each_update_is_one_article(pier: Pier) -> None:
    pier.site.page("/a", "Board hears the pilots")
    pier.site.feed(pier.site.entry("/a", "Board hears the pilots", guid=f"{pier.site.url}/a#0"))
    pier.add()
    pier.poll()
    pier.site.feed(pier.site.entry("/a", "Board hears the pilots, and decides", guid=f"{pier.site.url}/a#1"))
    pier.poll()
    assert len(pier.articles()) == 1


def test_a_link_that_is_no_web_address_is_no_link_and_the_entry_keeps_its_text(pier: Pier) -> None:
    pier.site.feed(
        "<title>Short note</title><link>N/A</link><guid isPermaLink='false'>n1</guid>"
        "<description>A short note from the pier.</description>"
    )
    pier.add()
    pier.poll()
    assert pier.articles() == [("Short note", "A short note from the pier.", 1)]
    assert [path for path, _ in pier.site.asked] == ["/robots.txt", "/feed.xml"]


def test_links_that_hold_a_session_bring_no_article_twice(pier: Pier) -> None:
    for session in "abcde":
        for number in range(3):
            pier.site.page(f"/{number}{session}", f"Report {number}")
        pier.site.feed(*(pier.site.entry(f"/{n}{session}", f"Report {n}", text=TIDES[n]) for n in range(3)))
        if session == "a":
            pier.add()
        pier.poll()
    assert sorted(title for title, _, _ in pier.articles()) == ["Report 0", "Report 1", "Report 2"]
    assert pier.skipped() == {"volatile": 6}
    assert [pier.site.hits(f"/1{session}") for session in "abcde"] == [1, 1, 1, 0, 0]
