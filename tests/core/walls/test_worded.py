"""What the wording model adds to the rules: lines in words that no pack has, and no news about such offers."""

from pathlib import Path

import pytest

import worker
from worker.core.walls.classify import Role, classify_blocks
from worker.core.walls.cues import WallRules, load_rules
from worker.core.walls.cut import cut_walls
from worker.core.walls.worded import with_wording
from worker.core.walls.wording import load_wording
from worker.errors import UsageError
from worker.models import Access, Block, BlockKind

MODEL = load_wording((Path(worker.__file__).parent / "rules" / "wording.npz").read_bytes())
STORY = [
    "Thuyền trưởng Lê Văn Bình cho biết con tàu rời cảng lúc sáu giờ sáng và gặp sóng lớn ngoài khơi chỉ sau một giờ.",
    "Theo ban quản lý cảng, năm người trên tàu đều an toàn và được đưa về bờ trước khi trời tối, không ai bị thương.",
]


@pytest.fixture(scope="module")
def rules(packs: dict[str, object]) -> WallRules:
    return load_rules(packs, MODEL)  # type: ignore[arg-type]


def trimmed(rules: WallRules, *lines: str, language: str | None = None):
    blocks = [Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines]
    return cut_walls(blocks, rules, language=language, access=Access())


def test_a_wall_in_a_language_without_a_pack_goes_and_says_which_words_told(rules, walls) -> None:
    wall = "Đăng nhập để đọc tiếp bài này"
    assert [block.text for block in trimmed(walls, *STORY, wall, language="vi").blocks] == [*STORY, wall]

    removal = trimmed(rules, *STORY, wall, language="vi")
    assert [block.text for block in removal.blocks] == STORY
    assert removal.cuts[0].rule.startswith("tail: gate (vi: wording “")


def test_the_model_alone_never_proves_that_text_was_withheld(rules) -> None:
    assert trimmed(rules, *STORY, "Đăng nhập để đọc tiếp bài này", language="vi").truncated is not True


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Das Abonnement kostet künftig zwölf Euro im Monat, die ersten vier Wochen sind kostenlos."),
        ("fr", "L'abonnement coûte désormais douze euros par mois, et le premier mois reste gratuit."),
        ("sv", "Efter en gratis månad kostar prenumerationen hundra kronor i månaden för alla hushåll."),
    ],
)
def test_a_whole_sentence_that_speaks_to_nobody_tells_of_an_offer(rules, language, sentence) -> None:
    block = Block(kind=BlockKind.PARAGRAPH, text=sentence)
    (judged,) = classify_blocks([block], rules, language=language)
    assert judged.role is not Role.WALL


@pytest.mark.parametrize("kind", [BlockKind.QUOTE, BlockKind.CAPTION, BlockKind.CODE, BlockKind.TABLE_ROW])
def test_only_lines_that_a_wall_is_made_of_are_listened_to(rules, kind) -> None:
    block = Block(kind=kind, text="Đăng nhập để đọc tiếp bài này")
    assert classify_blocks([block], rules, language="vi")[0].role is not Role.WALL


def test_what_the_rules_find_needs_no_second_opinion(rules) -> None:
    line = "Register for free to continue reading this article"
    packs = rules.packs("en")
    readings = rules.read_all([line], packs)
    assert with_wording([line], readings, rules, language="en") == readings


def test_without_a_model_the_readings_stay_as_they_are(walls) -> None:
    readings = walls.read_all(["Đăng nhập"], walls.packs("vi"))
    assert with_wording(["Đăng nhập"], readings, walls, language="vi") == readings


def test_a_family_that_the_rules_lack_is_refused(packs) -> None:
    families = dict(packs["families.toml"], families={"gate": packs["families.toml"]["families"]["gate"]})
    with pytest.raises(UsageError, match=r"families\.toml: no family .*, which the wording model tells"):
        load_rules({"families.toml": families}, MODEL)
