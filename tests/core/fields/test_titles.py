"""Which of the titles is the article's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields import titles
from worker.core.fields.candidates import Candidate
from worker.core.fields.titles import agreement, choose, key, keys, unescaped, without_site
from worker.models import Origin


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Town rebuilds pier | The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier - News - The Harbour", "Town rebuilds pier - News"),
        ("The Harbour: Town rebuilds pier", "The Harbour: Town rebuilds pier"),
        ("harbour.example » Town rebuilds pier", "Town rebuilds pier"),
        ("Harbour-side town – a portrait", "Harbour-side town – a portrait"),
        ("The Harbour", "The Harbour"),
        ("Town rebuilds pier › The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier > The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier ~ The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier / The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier ▷ The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier｜The Harbour", "Town rebuilds pier"),
        ("harbour.example // » Town rebuilds pier", "Town rebuilds pier"),
        ("Town rebuilds pier: The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier, The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier (The Harbour)", "Town rebuilds pier"),
        ("Town rebuilds pier at The Harbour", "Town rebuilds pier at The Harbour"),
        ("Is it over? (The end):", "Is it over? (The end):"),
        ("Our pier: The Harbour", "Our pier: The Harbour"),
        ("Town rebuilds pier | TH", "Town rebuilds pier"),
        ("Town rebuilds pier | UN", "Town rebuilds pier | UN"),
        ("Town rebuilds its old pier | News | The Harbour", "Town rebuilds its old pier"),
        ("Town news | Old pier | The Harbour", "Town news | Old pier"),
        ("Town rebuilds pier | Opinion", "Town rebuilds pier"),
        ("Opinion | Town rebuilds pier", "Town rebuilds pier"),
        ("Kommentar | Stadt baut Pier", "Stadt baut Pier"),
        ("Letters - how they are written", "Letters - how they are written"),
        ("AC/DC / Live on the pier", "AC/DC / Live on the pier"),
        ("大桥今天通车｜海港日报", "大桥今天通车"),
        ("町の桟橋が完成した【港ニュース】", "町の桟橋が完成した"),
        ("町の桟橋が完成した：港新聞", "町の桟橋が完成した"),
    ],
)
def test_the_name_of_the_site_goes(title: str, plain: str) -> None:
    assert without_site(title, "The Harbour", "harbour.example") == plain


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Town rebuilds pier - UK", "Town rebuilds pier - UK"),
        ("Town rebuilds pier | BBC", "Town rebuilds pier"),
        ("Town rebuilds pier | bbc.co.uk", "Town rebuilds pier"),
        ("Town rebuilds pier | BBC News", "Town rebuilds pier | BBC News"),
        ("Town rebuilds pier | ", "Town rebuilds pier"),
    ],
)
def test_short_parts_of_the_host_name_no_site(title: str, plain: str) -> None:
    assert without_site(title, None, "bbc.co.uk") == plain


@pytest.mark.parametrize(
    ("part", "names"),
    [("Harbour", True), ("The Harbour News", True), ("Harbour of the old men", False), ("The Harb", False)],
)
def test_a_part_at_the_end_names_the_site_loosely(part: str, *, names: bool) -> None:
    title = f"Town rebuilds pier | {part}"
    assert without_site(title, "Harbour", "") == ("Town rebuilds pier" if names else title)
    assert without_site(f"{part} | Town rebuilds pier", "Harbour", "").startswith("Town") is (part == "Harbour")


def test_agreement_is_the_share_of_common_words() -> None:
    assert agreement("Town rebuilds pier", "town PIER") == pytest.approx(0.8)
    assert agreement("", "a") == agreement("a", "") == 0.0


def test_a_heading_agrees_from_half_of_the_words_on() -> None:
    assert pick(["one two three four"], [("meta", "one two x y")]) == ("one two three four", "h1")
    assert pick(["one two three four five", "More"], [("meta", "one two x y")]) == ("one two x y", "meta")


def test_keys_are_those_of_each_text_by_itself() -> None:
    texts = ["Größe, 1\n2", "", "港 – 町!", "A\u0301"]
    assert keys(texts) == [key(text) for text in texts]


def pick(
    headings: list[str],
    declared: list[tuple[str, str]],
    head: str = "",
    *,
    news: bool = False,
    pieces: tuple[str, ...] = (),
) -> tuple[str | None, Origin | None]:
    offers = [*((Origin(origin), text) for origin, text in declared), (Origin.HTML_TITLE, head)]
    candidates = [Candidate(texts=(text,), origin=Origin.H1, pieces=pieces) for text in headings]
    candidates += [
        Candidate(texts=(text,), origin=origin, declared=news and origin is Origin.JSONLD)
        for origin, text in offers
        if text
    ]
    return choose(candidates, site="The Harbour", host="harbour.example")


def test_the_heading_that_agrees_with_a_declared_title_wins() -> None:
    assert pick(["The Harbour", "Town rebuilds its old pier"], [("meta", "Town rebuilds pier")]) == (
        "Town rebuilds its old pier",
        "h1",
    )


def test_without_such_a_heading_the_first_declared_title_stands() -> None:
    assert pick(["Menu"], [("jsonld", ""), ("meta", "Town rebuilds pier | The Harbour")]) == (
        "Town rebuilds pier",
        "meta",
    )


def test_a_page_that_declares_nothing_gives_its_heading_or_nothing() -> None:
    assert pick(["A heading"], []) == ("A heading", "h1")
    assert pick([], []) == (None, None)


def test_a_heading_that_only_names_the_site_is_no_title() -> None:
    head = "The Harbour Data Blog: Town rebuilds its pier"
    assert pick(["The Harbour Data Blog"], [("meta", "Town rebuilds its pier")], head) == (
        "Town rebuilds its pier",
        "meta",
    )


def test_a_heading_that_is_one_part_of_a_declared_title_is_the_title() -> None:
    assert pick(
        ["Old pier opens"], [], "Old pier opens - how a town of sailors rebuilt what a storm took : harbour"
    ) == (
        "Old pier opens",
        "h1",
    )
    assert pick(["Sport"], [], "Sport - how a town of sailors rebuilt what a storm took")[1] == "html title"


def test_the_longer_of_two_parts_is_the_title() -> None:
    head = "Ten things about the pier | Seaside Letters | The Harbour"
    assert pick(["Seaside Letters", "Ten things about the pier"], [], head) == ("Ten things about the pier", "h1")


@pytest.mark.parametrize(
    "pieces",
    [
        ("Ports", "Town rebuilds its pier"),
        ("Town rebuilds its pier", "3 May 2024"),
        ("By the sea:", "Town rebuilds", " its pier"),
    ],
)
def test_a_line_over_or_under_the_headline_in_the_same_heading_goes(pieces: tuple[str, ...]) -> None:
    declared = [("meta", "Town rebuilds its pier | The Harbour")]
    assert pick([" ".join(pieces)], declared, pieces=pieces) == ("Town rebuilds its pier", "h1")


def test_but_not_where_the_whole_is_declared_or_the_rest_is_not() -> None:
    pieces = ("Ports", "Town rebuilds its pier")
    whole = "Ports Town rebuilds its pier"
    assert pick([whole], [("meta", whole), ("meta", pieces[1])], pieces=pieces) == (whole, "h1")
    assert pick([whole], [("meta", "Town rebuilds its old pier")], pieces=pieces) == (whole, "h1")


def test_readers_see_the_only_heading_whatever_was_written_for_search() -> None:
    search = "Piers explained: what you need to know today"
    assert pick(["A town gets its feet wet"], [("meta", search)], search) == ("A town gets its feet wet", "h1")
    assert pick(["A town gets its feet wet", "More"], [("meta", search)], search) == (search, "meta")
    assert pick(["Welcome"], [("meta", search)], search) == (search, "meta")


def test_what_the_title_tag_shows_to_search_engines_yields_to_the_only_heading() -> None:
    seen, search = "A pier rises from the storm", "Pier of Harbour: how it rises, costs and opening"
    assert pick([seen], [("jsonld", search), ("meta", search)], f"{search} | The Harbour", news=True) == (seen, "h1")
    assert pick([seen, seen], [("jsonld", search)], f"{search} | The Harbour", news=True) == (seen, "h1")
    assert pick([seen], [("jsonld", search), ("meta", search)], f"{seen} | The Harbour", news=True) == (
        search,
        "jsonld",
    )
    assert pick([seen, "Ports"], [("jsonld", search), ("meta", search)], search, news=True) == (search, "jsonld")
    other = "Sailors vote on Tuesday about wages"
    assert pick([other], [("jsonld", search), ("meta", search)], search, news=True) == (search, "jsonld")


def test_a_newsrooms_headline_outweighs_a_heading_that_changes() -> None:
    ticker, story = "+++ Crane arrives at the pier +++", "Pier of the town: all the news"
    assert pick([ticker], [("jsonld", story)], f"{story} | The Harbour", news=True) == (story, "jsonld")
    assert pick([ticker], [("jsonld", story)], f"{story} | The Harbour") == (ticker, "h1")


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Vote on the sea wall put off", "VOTE ON THE SEA WALL PUT OFF!", 1, 1),
        ("Vote on the sea wall put off", "Sea wall: vote put off until spring | Gazette", 0.45, 1),
        ("Vote on the sea wall put off", "Barley is cheaper than in June", 0, 0.3),
        ("防潮堤の採決は春に延期", "防潮堤の採決、春に延期|港新聞", 0.45, 1),
        ("Vote", "", 0, 0),
        ("…", "…", 0, 0),
    ],
)
def test_titles_resemble_each_other_by_their_letters_in_any_script(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= titles.resemblance(one, other) <= most


@given(st.text(max_size=60), st.text(max_size=60))
def test_resemblance_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= titles.resemblance(one, other) == titles.resemblance(other, one) <= 1


def test_a_title_has_parts_between_its_separators() -> None:
    assert titles.parts("404 | Page not found - Gazette") == ["404", "Page not found", "Gazette"]
    assert titles.parts("Twenty-one: a story") == ["Twenty-one: a story"]


def printed(title: str, lines: list[str], heading: str = "") -> str | None:
    candidates = [Candidate(texts=(heading,), origin=Origin.H1)] if heading else []
    candidates.append(Candidate(texts=(title,), origin=Origin.HTML_TITLE))
    return choose(candidates, lambda: lines, site=None, host="")[0]


@pytest.mark.parametrize(
    "title",
    [
        "Town rebuilds its pier | News from the coast",
        "News from the coast » Town rebuilds its pier",
        "Town rebuilds its pier-Coast",
        "Coast | News | Town rebuilds its pier",
    ],
)
def test_the_printed_part_of_a_declared_title_is_the_headline(title: str) -> None:
    assert printed(title, ["Menu", "Town rebuilds its pier"]) == "Town rebuilds its pier"


def test_a_heading_that_is_the_sites_part_gives_way_to_a_line_that_is_the_other() -> None:
    title = "Town rebuilds its pier | The letters of a harbour master and his friends"
    site = "The letters of a harbour master and his friends"
    assert printed(title, ["Town rebuilds its pier"], heading=site) in {"Town rebuilds its pier", site}
    title = "Harbour letters | Town rebuilds its pier after a debate of nine hours in the council"
    headline = "Town rebuilds its pier after a debate of nine hours in the council"
    assert printed(title, [headline], heading="Harbour letters") == headline


def test_a_printed_line_that_is_short_or_no_part_is_no_headline() -> None:
    assert printed("Harbour | Coast", ["Harbour"]) == "Harbour | Coast"
    assert printed("Town rebuilds its pier | Coast", ["Another story of today"]) == "Town rebuilds its pier | Coast"


@pytest.mark.parametrize(
    "title",
    [
        "码头重新开放_港口_海港网",
        "码头重新开放（图）--港口--海港网",
        "码头重新开放！-港口-海港网",
        "码头重新开放 | 港口 | 海港网",
    ],
)
def test_east_asian_titles_part_without_spaces(title: str) -> None:
    assert [titles.key(part) for part in titles.parts(title)][1:] == ["港口", "海港网"]


@pytest.mark.parametrize("title", ["The ABC-3000 reviewed", "JVN-2018 - 3", "snake_case_names", "コロナ-19の記録"])
def test_a_hyphen_within_a_word_parts_nothing(title: str) -> None:
    assert len(titles.parts(title)) == 1 + title.count(" - ")


def test_a_heading_loses_the_name_of_the_site_too() -> None:
    assert pick(["Town rebuilds its pier – The Harbour"], []) == ("Town rebuilds its pier", "h1")


@pytest.mark.parametrize(
    ("title", "alone"),
    [
        ("港口：重建旧码头！-海港网", "港口：重建旧码头！"),
        ("港口重建旧码头_新闻频道_海港网", "港口重建旧码头"),
        ("古い桟橋を建て直す | 港ニュース", "古い桟橋を建て直す"),
        ("항구가 부두를 다시 짓다 - 항구일보", "항구가 부두를 다시 짓다"),
        ("港口重建旧码头-谁来付钱", "港口重建旧码头-谁来付钱"),
    ],
)
def test_east_asian_papers_are_told_by_how_they_are_called(title: str, alone: str) -> None:
    assert without_site(title, None, "harbour.example") == alone


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [("Pier &amp; port", "Pier & port"), ("The &#8220;pier&#8221;", "The “pier”"), ("R&D; pier", "R&D; pier")],
)
def test_signs_that_are_escaped_twice_are_read(escaped: str, plain: str) -> None:
    assert unescaped(escaped) == plain
