"""Which blocks are a wall: runs, places, shapes; and that nothing else goes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.core.walls.cues import WallRules
from worker.core.walls.cut import INSIDE, cut_walls
from worker.models import Access, Block, BlockKind, WallRemoval

ONE = (
    "The harbour board has put off its vote on the sea wall until the spring, after engineers found that the stone "
    "meant for it comes from a quarry that closed in October."
)
TWO = "“We can wait for stone, but the sea will not wait for us,” said Ines Okafor, who has lost two winters of stock."
THREE = "The board meets again on the third Tuesday of March, when a second quarry is to name its price for the stone."
GATE = "Register for free to continue reading this article"


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, **fields: object) -> Block:
    return Block(kind=kind, text=text, **fields)  # type: ignore[arg-type]


def item(text: str) -> Block:
    return block(text, BlockKind.LIST_ITEM)


def trim(walls: WallRules, *blocks: Block | str, language: str | None = "en", **fields: object) -> WallRemoval:
    made = [each if isinstance(each, Block) else block(each) for each in blocks]
    access = fields.pop("access", Access())
    return cut_walls(made, walls, language=language, access=access, **fields)  # type: ignore[arg-type]


def texts(trimmed: WallRemoval) -> list[str]:
    return [each.text for each in trimmed.blocks]


def test_a_run_after_the_body_goes_with_its_heading_bullets_price_and_button(walls: WallRules) -> None:
    wall = [
        block("Premium content", BlockKind.HEADING),
        "Subscribe to read the full story and get:",
        item("The Archive"),
        item("Evening briefings"),
        "Only $1 for 4 weeks",
        "Subscribe now",
    ]

    trimmed = trim(walls, ONE, TWO, *wall)

    assert texts(trimmed) == [ONE, TWO]
    assert [cut.text for cut in trimmed.cuts] == [
        "\n".join(each if isinstance(each, str) else each.text for each in wall)
    ]
    assert trimmed.cuts[0].rule.startswith("tail: gate (en: ")
    assert trimmed.wall == "subscription"


def test_praise_between_two_lines_that_ask_goes_with_them(walls: WallRules) -> None:
    praise = (
        "When you join us, you’ll get unlimited digital access to stories that you won’t find anywhere else. We have "
        "been at it for twenty years, and our members make it possible."
    )
    trimmed = trim(walls, ONE, "To view the full story, please subscribe.", praise, "Already a member? Log in")

    assert texts(trimmed) == [ONE]


def test_a_last_paragraph_between_a_newsletter_box_and_a_gate_stays(walls: WallRules) -> None:
    trimmed = trim(walls, ONE, "Sign up to our daily newsletter", "Sign up now", THREE, GATE)

    assert texts(trimmed) == [ONE, THREE]
    assert [cut.rule.split(":")[0] for cut in trimmed.cuts] == ["inside", "tail"]


def test_a_box_between_paragraphs_goes_and_says_nothing_of_truncation(walls: WallRules) -> None:
    box = ["Get the stories you care about delivered to your inbox.", "By signing up, you agree to our Privacy Policy"]

    trimmed = trim(walls, ONE, *box, TWO)

    assert texts(trimmed) == [ONE, TWO]
    assert (trimmed.wall, trimmed.truncated) == ("newsletter", False)


def test_a_wall_before_the_body_goes(walls: WallRules) -> None:
    trimmed = trim(walls, "Log in", "Already a subscriber? Log in to read this article", ONE, TWO)

    assert texts(trimmed) == [ONE, TWO] or texts(trimmed) == ["Log in", ONE, TWO]
    assert trimmed.truncated is False


def test_one_weak_line_between_paragraphs_stays(walls: WallRules) -> None:
    line = "The museum offers annual membership for $40 a year."

    assert texts(trim(walls, ONE, line, TWO)) == [ONE, line, TWO]


@pytest.mark.parametrize("vote", [{"links": 0.9}, {"context": "div newsletter-signup"}, {"article_score": 0.4}])
def test_links_place_and_shape_back_a_line_between_paragraphs(walls: WallRules, vote: dict[str, object]) -> None:
    line = "Download the app today."

    assert texts(trim(walls, ONE, block(line), TWO)) == [ONE, line, TWO]
    assert texts(trim(walls, ONE, block(line, **vote), TWO)) == [ONE, TWO]


def test_only_the_wall_sentence_at_the_end_of_a_paragraph_goes(walls: WallRules) -> None:
    ask = "Want more stories like this? Subscribe to get unlimited access and support local journalism."

    trimmed = trim(walls, ONE, f"{THREE} {ask}")

    assert texts(trimmed) == [ONE, THREE]
    assert [cut.text for cut in trimmed.cuts] == [ask]
    assert trimmed.truncated is False


def test_a_place_alone_is_no_wall(walls: WallRules) -> None:
    inside = block(TWO, context="div paywall subscriber-only premium")

    assert texts(trim(walls, ONE, inside, replace(inside, text=THREE))) == [ONE, TWO, THREE]


def test_captions_and_quotes_stay(walls: WallRules) -> None:
    caption = block("Readers subscribe to read the full story at a kiosk. Photo: Ines", BlockKind.CAPTION)

    assert texts(trim(walls, ONE, caption)) == [ONE, caption.text]


def test_furniture_around_a_wall_is_left_for_whoever_drops_it(walls: WallRules) -> None:
    teaser = block("Mayor opens new bridge", article_score=0.1, links=1.0)

    trimmed = trim(walls, ONE, TWO, teaser, GATE, teaser)

    assert texts(trimmed) == [ONE, TWO, teaser.text, teaser.text]
    assert trimmed.truncated is True


def test_teasers_after_a_sure_body_neither_end_it_nor_say_that_it_is_cut_short(walls: WallRules) -> None:
    story = [block(text, article_score=0.99) for text in (ONE, TWO, THREE)]
    teaser = block(
        "Personal protective equipment, tents and church spaces are being secured for students...", article_score=0.55
    )

    assert trim(walls, *story, teaser).truncated is False
    assert texts(trim(walls, *story, GATE, teaser)) == [ONE, TWO, THREE, teaser.text]


def test_a_block_of_other_articles_goes_and_says_so(walls: WallRules) -> None:
    note = "The Tide is written by a staff of nine in the old customs house."

    trimmed = trim(walls, ONE, TWO, note, repeated=frozenset({2}))

    assert texts(trimmed) == [ONE, TWO]
    assert [(cut.text, cut.rule) for cut in trimmed.cuts] == [
        (note, "repeated: stands in other articles of the source")
    ]
    assert trimmed.wall is None


def test_background_that_an_agency_repeats_under_its_stories_stays(walls: WallRules) -> None:
    assert texts(trim(walls, ONE, TWO, ONE.replace("spring", "autumn"), repeated=frozenset({2})))[2:]
    doubted = block(ONE.replace("spring", "autumn"), article_score=0.6)
    assert texts(trim(walls, ONE, TWO, doubted, repeated=frozenset({2}))) == [ONE, TWO]


def test_a_repeated_line_between_paragraphs_needs_no_more_than_one_cue(walls: WallRules) -> None:
    line = "Download the app today."

    assert texts(trim(walls, ONE, line, TWO)) == [ONE, line, TWO]

    assert texts(trim(walls, ONE, line, TWO, repeated=frozenset({1}))) == [ONE, TWO]


@pytest.mark.parametrize(
    ("wall", "kind"),
    [
        ([GATE], "registration"),
        (["Subscribe to continue reading", "$1 a week"], "subscription"),
        (["You have 2 free articles left this month."], "metered"),
        (["Sign up to our daily newsletter"], "newsletter"),
        (["Please support independent journalism with a donation today."], "plea"),
        (["We use cookies. By using this site you agree to our privacy policy."], "consent"),
        (["Download our app for iOS and Android"], "app"),
        (["Log in to join the conversation"], "registration"),
    ],
)
def test_the_kind_of_wall(walls: WallRules, wall: list[str], kind: str) -> None:
    trimmed = trim(walls, ONE, TWO, *wall)

    assert texts(trimmed) == [ONE, TWO]
    assert trimmed.wall == kind


@pytest.mark.parametrize(
    ("last", "truncated"),
    [
        (GATE, True),
        ("You have 2 free articles left this month.", True),
        ("Sign up to our daily newsletter", False),
        ("Log in to join the conversation", False),
        ("Follow us on Facebook", False),
        ("Please support independent journalism with a donation today.", False),
        ("Subscribe from $1 a week. Cancel anytime.", False),
    ],
)
def test_only_gate_and_meter_prove_that_text_was_withheld(walls: WallRules, last: str, *, truncated: bool) -> None:
    trimmed = trim(walls, ONE, TWO, last)

    assert trimmed.truncated is truncated
    assert (trimmed.truncated_evidence is not None) is truncated


def test_a_text_that_is_only_a_wall_leaves_nothing(walls: WallRules) -> None:
    trimmed = trim(walls, GATE, "Already a subscriber? Log in")

    assert (trimmed.blocks, trimmed.truncated) == ((), True)


def test_nothing_comes_of_nothing(walls: WallRules) -> None:
    trimmed = cut_walls([], walls, language=None, access=Access())

    assert (trimmed.blocks, trimmed.cuts, trimmed.wall, trimmed.truncated) == ((), (), None, None)


LINES = st.sampled_from([
    ONE, TWO, THREE, GATE, "Subscribe now", "The Archive", "Already a subscriber? Log in", "Sign up to our newsletter",
    "Only $1 a week. Cancel anytime.", "Background", "Benefits:", f"{ONE} Subscribe to read the full story.",
    "Follow us on Facebook", "…", "a", "This article is for subscribers only.",
])  # fmt: skip
BLOCKS = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(BlockKind),
        text=st.one_of(LINES, st.text(min_size=1, max_size=80)),
        links=st.sampled_from([0.0, 1.0]),
        context=st.sampled_from(["", "div paywall"]),
        article_score=st.sampled_from([1.0, 0.6, 0.1]),
    ),
    max_size=14,
)


@settings(max_examples=200)
@given(BLOCKS, st.sampled_from(["en", None]), st.frozensets(st.integers(0, 13), max_size=3))
def test_every_character_is_either_kept_or_in_a_cut(
    walls: WallRules, blocks: list[Block], language: str | None, repeated: frozenset[int]
) -> None:
    repeated = frozenset(index for index in repeated if index < len(blocks))

    trimmed = cut_walls(blocks, walls, language=language, access=Access(), repeated=repeated)

    def letters(parts: list[str]) -> list[str]:
        return sorted("".join("".join(parts).split()))

    cut = [line for each in trimmed.cuts for line in each.text.split("\n")]
    assert letters([*texts(trimmed), *cut]) == letters([each.text for each in blocks])
    assert all(each.rule for each in trimmed.cuts)
    assert (trimmed.wall is None) >= (not trimmed.cuts)


@settings(max_examples=100)
@given(BLOCKS)
def test_a_long_genuine_paragraph_is_never_cut_as_a_whole(walls: WallRules, blocks: list[Block]) -> None:
    story = [block(ONE), *blocks, block(THREE)]

    kept = texts(cut_walls(story, walls, language="en", access=Access()))

    assert kept[0] == ONE
    assert THREE in kept


def test_hostile_pages_cost_time_linear_in_their_blocks(walls: WallRules) -> None:
    story = [block("Subscribe to read the full story"), block("The Archive", BlockKind.LIST_ITEM)] * 5_000

    trimmed = cut_walls([*story, block(ONE)], walls, language="en", access=Access())

    assert texts(trimmed)[-1] == ONE


@pytest.mark.parametrize(
    "story",
    [
        ("Parents can sign up at the town hall.", "Who already has an account logs in with the library card."),
        ("The gym lost half of its members.", "A subscription now costs 40 dollars a month after a free trial."),
    ],
)
def test_sentences_that_only_state_something_are_no_wall(walls: WallRules, story: tuple[str, str]) -> None:
    assert texts(trim(walls, ONE, *story)) == [ONE, *story]


def test_what_the_title_speaks_of_proves_little_in_a_sentence(walls: WallRules) -> None:
    line = "If you are already registered, your old account stays valid."

    assert texts(trim(walls, ONE, line, "Log in or subscribe", TWO)) == [ONE, TWO]
    assert texts(trim(walls, ONE, line, TWO, title="How to register for the pool")) == [ONE, line, TWO]


def test_lines_that_each_ask_a_little_make_a_wall_together(walls: WallRules) -> None:
    lines = (
        "All our journalism, without limits",
        "- Ad-free reading, on any device",
        "$4 a month",
        "See subscription options",
    )

    assert texts(trim(walls, ONE, TWO, *lines)) == [ONE, TWO]
    assert texts(trim(walls, ONE, TWO, lines[2])) == [ONE, TWO, lines[2]]


def test_who_asks_for_the_publishers_own_thing_needs_nobody_to_agree(walls: WallRules) -> None:
    ours, override = "Follow our channel on WhatsApp.", "Some users follow several channels on WhatsApp."

    assert texts(trim(walls, ONE, ours, TWO)) == [ONE, TWO]
    assert texts(trim(walls, ONE, override, TWO)) == [ONE, override, TWO]


OFFERS = [
    f"The {place} offers annual membership for $40 a year, and its board met on Tuesday to talk about the stone for "
    "the new wall that is to be built in spring."
    for place in ("museum", "club", "theatre")
]


@pytest.mark.parametrize(
    ("box", "score"),
    [
        (["Download the app today.", "Sign up for our newsletter"], 9),
        (["Download the app today.", "Follow us on Facebook"], 10),
        (["Subscribe to read the full story", "Already a member? Log in"], 17),
    ],
)
def test_an_article_about_offers_needs_twice_the_score_between_its_paragraphs(
    walls: WallRules, box: list[str], score: float
) -> None:
    """Three paragraphs that speak of them make it one."""
    assert texts(trim(walls, *OFFERS[:2], *box, ONE)) == [*OFFERS[:2], ONE]
    kept = [] if score >= 2 * INSIDE else box
    assert texts(trim(walls, *OFFERS, *box, ONE)) == [*OFFERS, *kept, ONE]


YOU = (
    "If you walk along the quay in the morning you can see how far the water came in the last storm of the winter, and "
    "why so many of those who live there want it to stay out."
)
ASK = "Subscribe to read the full story"


@pytest.mark.parametrize(
    ("before", "between", "goes"),
    [(ASK, YOU, True), (ASK, f"“{YOU}”", False), (ASK, THREE, False), ("Sign up to our daily newsletter", YOU, False)],
)
def test_a_paragraph_to_the_reader_goes_only_between_two_lines_that_ask_for_the_same(
    walls: WallRules, before: str, between: str, *, goes: bool
) -> None:
    assert texts(trim(walls, ONE, before, between, GATE)) == ([ONE] if goes else [ONE, between])


def test_after_a_line_that_ends_in_a_colon_one_more_line_goes(walls: WallRules) -> None:
    lines = ["The archive of forty years of the harbour town", "The letters of the harbour master to the town"]

    assert texts(trim(walls, ONE, f"{ASK} and get:", *lines)) == [ONE, lines[1]]
    assert texts(trim(walls, ONE, ASK, *lines)) == [ONE, *lines]
    assert texts(trim(walls, ONE, ASK, *map(item, lines))) == [ONE]
    assert texts(trim(walls, ONE, ASK, "The Archive", "The Letters", lines[0])) == [ONE, lines[0]]


@pytest.mark.parametrize(
    ("lines", "goes"),
    [
        ([], True),
        (["Monday to Sunday"], True),
        (["m" * 60], True),
        (["m" * 61], False),
        (["Monday"] * 8, True),
        (["Monday"] * 9, False),
        ([THREE], False),
    ],
)
def test_a_price_before_the_line_that_asks_goes_over_a_few_short_lines(
    walls: WallRules, lines: list[str], *, goes: bool
) -> None:
    price = "$4 a month"

    assert texts(trim(walls, ONE, price, *lines, GATE)) == ([ONE] if goes else [ONE, price, *lines])


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        (block("Harbour news", BlockKind.HEADING), True), (block("Harbour news"), False),
        (block("Read the news"), False), (block("Follow this story"), True),
        (block("Follow this story " + "x" * 42), True),
        (block("Follow this story " + "x" * 43), False),
        (block("Keep reading our journalism"), True),
    ],
)  # fmt: skip
def test_the_line_before_the_one_that_asks_goes_when_it_speaks_like_a_wall(
    walls: WallRules, line: Block, *, goes: bool
) -> None:
    assert texts(trim(walls, ONE, line, GATE)) == ([ONE] if goes else [ONE, line.text])
