"""Runs of lines in which the wording model hears a request: where they stand decides how much it must hear."""

from pathlib import Path

import pytest

import worker
from tests.support.cost import LINEAR, growth
from worker.core.walls.cues import WallRules, load_rules
from worker.core.walls.cut import cut_walls
from worker.core.walls.heard import hear
from worker.core.walls.wording import load_wording
from worker.models import Access, Block, BlockKind

MODEL = load_wording((Path(worker.__file__).parent / "rules" / "wording.npz").read_bytes())
STORY = [
    "Thuyền trưởng Lê Văn Bình cho biết con tàu rời cảng lúc sáu giờ sáng và gặp sóng lớn ngoài khơi chỉ sau một giờ.",
    "Theo ban quản lý cảng, năm người trên tàu đều an toàn và được đưa về bờ trước khi trời tối, không ai bị thương.",
    "Công việc tìm kiếm con tàu sẽ được tiếp tục vào sáng mai nếu thời tiết cho phép, đại diện lực lượng cứu hộ nói.",
]


@pytest.fixture(scope="module")
def rules(packs: dict[str, object]) -> WallRules:
    return load_rules(packs, MODEL)  # type: ignore[arg-type]


def kept(rules: WallRules, blocks: list[Block], title: str | None = None) -> list[str]:
    return [block.text for block in cut_walls(blocks, rules, language="vi", access=Access(), title=title).blocks]


def block(text: str, **fields: object) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, **fields)  # type: ignore[arg-type]


def test_a_line_that_asks_a_little_goes_after_the_last_word_and_stays_between_paragraphs(rules) -> None:
    line = "Xem tất cả các gói"
    story = [block(text) for text in STORY]

    assert kept(rules, [*story, block(line)]) == STORY
    assert line in kept(rules, [*story[:2], block(line), *story[2:]])


def test_what_stands_in_one_box_with_a_wall_goes_with_it_but_prose_never(rules) -> None:
    form = ["Nhận bản tin qua email mỗi sáng thứ Sáu", "Tên tôi", "Đăng ký nhận bản tin"]
    boxed = [block(text, box=7, asks=True) for text in form]
    prose = block(STORY[1], box=7, asks=True)

    assert kept(rules, [block(STORY[0]), *boxed, prose, block(STORY[2])]) == STORY


def test_an_article_about_such_things_keeps_its_sentences(rules) -> None:
    last = "Hãy đăng ký qua trang web trước ngày 12 tháng 3."
    title = "Đăng ký và đăng nhập để nhận bản tin"

    assert last in kept(rules, [*(block(text) for text in STORY), block(last)], title=title)


def test_sentences_of_what_the_title_names_stay_though_the_rules_find_a_request_in_them(rules) -> None:
    story = [
        "How to sign up for the new harbour card",
        "Open the board's site and choose your pier.",
        "If you have no account yet, create one at the counter of the harbour office.",
    ]
    before = [
        "The board counted 4,100 boats in the bay last summer, a third more than the year before.",
        "Skippers waited for hours in the lee of the island until a berth was free.",
    ]
    blocks = [block(text) for text in (*before, *story)]

    for title, whole in ((story[0], True), ("Storm over the bay", False)):
        left = cut_walls(blocks, rules, language="en", access=Access(), title=title).blocks
        assert ([one.text for one in left] == before + story) is whole


@pytest.mark.parametrize(
    ("language", "title", "story"),
    [
        (
            "nl",
            "Zo vraag je een havenpas aan",
            [
                "Log in op de site van de haven met je pas.",
                "Heb je nog geen account, vraag dat dan eerst aan.",
                "Geef je ligplaats zo precies mogelijk door.",
                "Bewaar alle brieven en e-mails.",
            ],
        ),
        (
            "hi",
            "बंदरगाह का कार्ड कैसे बनवाएं",
            [
                "कार्ड बनवाने की आखिरी तारीख 10 मार्च है।",
                "वेबसाइट पर लॉग इन करें और फॉर्म भरें।",
                "अगर आपका पता बदल गया है तो नया पता दर्ज करें।",
                "अपना पहचान पत्र साथ लाएं।",
            ],
        ),
        (
            "fr",
            "Comment s'inscrire au port",
            [
                "Vous avez jusqu'au 7 février pour vous inscrire en ligne.",
                "Connectez-vous au site du port, remplissez le formulaire et gardez le récépissé.",
                "Vous n'avez pas d'ordinateur ?",
                "Rendez-vous au guichet, du lundi au vendredi.",
            ],
        ),
    ],
)
def test_sentences_that_are_most_of_a_page_are_its_article(rules, language: str, title: str, story: list[str]) -> None:
    blocks = [block(text) for text in story]
    gate = [block("Create a free account to continue reading."), block("Register now")]

    left = cut_walls(blocks, rules, language=language, access=Access(), title=title)
    assert [one.text for one in left.blocks] == story
    assert not left.cuts
    assert cut_walls([block("The storm is over."), *gate], rules, language="en", access=Access(), title="Storm").cuts


def test_a_sentence_of_what_the_story_itself_tells_of_stays_and_a_request_beside_it_goes(rules) -> None:
    story = [
        "The streaming service let people subscribe with one click and made them phone to get out.",
        "The watchdog wants half of the money paid back, and has given the company until May.",
    ]
    told = "After a free month the subscription costs 12.99 euros."
    request = "Subscribe now and get a free month."

    trimmed = cut_walls([block(text) for text in [*story, told, request]], rules, language="en", access=Access())

    assert [one.text for one in trimmed.blocks] == [*story, told]


def test_names_and_numbers_say_nothing(rules) -> None:
    names = ["UGG", "12 %", "Google"]
    blocks = [block(STORY[0]), *(block(name) for name in names), block(STORY[1])]

    assert kept(rules, blocks) == [STORY[0], *names, STORY[1]]


def test_rules_of_dashes_and_brackets_of_code_are_not_read(rules) -> None:
    assert hear([block(text) for text in ("-" * 40, "});", "___", "\u200d")], rules) == [0.0] * 4


def test_initials_after_the_last_word_stay(rules) -> None:
    for name in ("MA", "— JS", "___"):
        assert kept(rules, [*(block(text) for text in STORY), block(name)]) == [*STORY, name]


def test_a_list_of_parts_stays_though_some_of_them_sound_like_a_wall(rules) -> None:
    parts = [
        f"{part}：{size}"
        for size, part in enumerate(("发动机排量", "驱动型式", "内存", "存储", "价格", "电池", "屏幕"))
    ]

    assert kept(rules, [*(block(text) for text in STORY), *(block(part) for part in parts)]) == [*STORY, *parts]


def test_a_line_in_which_only_the_rules_find_words_of_a_wall_is_no_wall_by_them(rules) -> None:
    for line in ("Subscription required to unlock all its best features", "Email campaigns"):
        assert kept(rules, [*(block(text) for text in STORY), block(line)]) == [*STORY, line]


def test_what_comes_again_and_again_between_paragraphs_is_how_the_article_writes(rules) -> None:
    price = "Approximate cost per day: £2.70"
    blocks = [block(text) for paragraph in STORY for text in (price, paragraph)]

    assert kept(rules, blocks) == [text for paragraph in STORY for text in (price, paragraph)]


def test_without_a_model_nothing_is_heard(walls) -> None:
    assert hear([block("Đăng nhập để đọc tiếp bài này")], walls) == [0.0]


def test_what_the_page_shows_as_the_articles_stays_beside_a_wall_in_a_list(rules) -> None:
    items = ["Fill a large bottle of water", "Bring a map", "Sign up for our newsletter with your email address"]
    placed = [
        Block(kind=BlockKind.LIST_ITEM, text=text, box=4, context="ul li", article_score=0.9, asks=index == 2)
        for index, text in enumerate(items)
    ]
    story = [block(text, context="p", article_score=0.95) for text in STORY]

    assert kept(rules, [*story[:2], *placed, *story[2:]])[2:4] == items[:2]


def test_prose_between_two_walls_stays(rules) -> None:
    prose = "The quarry closed in October, and the harbour board has not found another one."
    prices = [f"Get {plan}: full access for ${cost} a month, cancel anytime" for cost, plan in ((5, "A"), (6, "B"))]

    assert kept(rules, [*map(block, STORY), block(prices[0]), block(prose), block(prices[1])]) == [*STORY, prose]


def test_a_text_of_thousands_of_requests_between_sentences_costs_what_its_length_does(rules) -> None:
    pairs = "Two fishermen said they had lost their catch in both winters. Enter your email address to sign up. "

    def cut(times: int) -> None:
        cut_walls([block(3 * pairs) for _ in range(times)], rules, language="en", access=Access())

    assert growth(cut, 300) < LINEAR  # comparing every run with all others is quadratic
