"""What is told of walls that were cut."""

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.cut import cut_walls
from worker.core.walls.told import Proof, Run, kind_of, proof_of, rule_of, sells
from worker.models import Access, Block, BlockKind, WallKind


def read(walls, *lines: str) -> tuple[list[Block], list[BlockClass]]:
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines]
    readings = [walls.read(line, walls.packs("en")) for line in lines]
    return blocks, [
        BlockClass(role=Role.WALL, cues=reading.cues, concepts=reading.concepts, language="en") for reading in readings
    ]


def test_the_heaviest_cue_names_the_rule_and_the_other_families_follow(walls) -> None:
    _, classes = read(walls, "Cancel anytime", "Register for free to continue reading this article")

    assert rule_of(Run(where="tail", indexes=(0, 1)), classes).startswith("tail: gate (en: ")
    assert "pitch" in rule_of(Run(where="tail", indexes=(0, 1)), classes)


def test_what_has_no_cue_was_cut_because_it_repeats() -> None:
    run = Run(where="repeated", indexes=(0,))

    assert rule_of(run, [BlockClass(role=Role.BOILERPLATE)]) == "repeated: stands in other articles of the source"


def test_only_a_gate_at_the_end_proves_that_text_was_withheld(walls) -> None:
    blocks, classes = read(walls, "A paragraph. Register for free to continue reading this article")
    line = "Register for free to continue reading this article"

    assert proof_of(blocks, classes, [Run(where="tail", indexes=(0,), offset=13)]) == Proof(line=line)
    assert proof_of(blocks, classes, [Run(where="inside", indexes=(0,))]) is None


def test_how_many_articles_are_for_members_proves_nothing_of_this_one(walls) -> None:
    for line, proves in (("Only members can read 40 articles", False), ("Only members can read our articles", True)):
        blocks, classes = read(walls, line)
        assert bool(proof_of(blocks, classes, [Run(where="tail", indexes=(0,))])) is proves


def test_a_meter_is_a_weaker_proof_than_a_word_of_this_article(walls) -> None:
    meter = "You have 2 free articles left"
    blocks, classes = read(walls, meter, "Subscribe to read this article")

    assert proof_of(blocks, classes, [Run(where="tail", indexes=(0,))]) == Proof(line=meter, weak=True)
    assert proof_of(blocks, classes, [Run(where="tail", indexes=(0, 1))]) == Proof(line=blocks[1].text)


def test_a_login_sells_and_a_newsletter_does_not(walls) -> None:
    _, classes = read(walls, "Already a subscriber? Log in", "Sign up to our daily newsletter")

    assert sells(classes, [Run(where="tail", indexes=(0,))])
    assert not sells(classes, [Run(where="tail", indexes=(1,))])
    assert kind_of(classes, [Run(where="tail", indexes=(1,))]) is WallKind.NEWSLETTER


def test_a_dialog_about_cookies_sells_nothing_though_it_speaks_of_logging_in(walls) -> None:
    _, classes = read(
        walls, "We use cookies, please accept them", "Already a subscriber? Log in", "Manage your cookie preferences"
    )

    assert not sells(classes, [Run(where="tail", indexes=(0, 1, 2))])
    assert sells(classes, [Run(where="tail", indexes=(0, 2)), Run(where="tail", indexes=(1,))])


def test_a_cut_says_before_which_block_it_stood(walls) -> None:
    body = "The council met on Thursday and put off the vote on the harbour wall until the spring, its clerk said."
    lines = [(body, 4), ("Register for free to continue reading this article.", 7)]
    shown = [Block(kind=BlockKind.PARAGRAPH, text=text, start=start) for text, start in lines]

    assert [cut.place for cut in cut_walls(shown, walls, language="en", access=Access()).cuts] == [7]
