"""What comes in place of an article is told from it; an article about such things stays one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.substitute.conftest import ANNOUNCED, ASKED, Answer
from tests.support.builders import NOW
from worker.core.clean import Cleaner
from worker.core.substitute.shape import Answered
from worker.models import Block, BlockKind, Extraction, PageSigns, PublisherTime, Reason, StoredText

NEWS = "".join(
    f'<div><h2><a href="/n{number}">A ship named number {number} came in on the evening tide</a></h2>'
    f'<p><a href="/n{number}">More about ship {number}, its captain and its load of barley</a></p></div>'
    for number in range(25)
)
TEASERS = "".join(
    f'<div><h3><a href="/n{number}">Ship {number} came in on the tide</a></h3><p>It was {number} hours late, and left'
    " with a load of barley for the mill up the river before the wind turned.</p></div>"
    for number in range(12)
)
FORM = '<form>Email address <input name="e"> Password <input type="password"> <a>Forgot your password?</a></form>'
HOME = '<link rel="canonical" href="https://gazette.example/"><meta property="og:type" content="website">'
VENDOR = '<script src="https://ct.captcha-delivery.com/c.js"></script>'
SUBSTITUTES = {
    "a challenge that is all script": (Reason.CHALLENGE_PAGE, "Just a moment…", "<noscript>Enable it</noscript>",
        {"head": "<script>window._cf_chl_opt = {};</script>"}),
    "a challenge by its header alone": (Reason.CHALLENGE_PAGE, "gazette.example", "<p>Wait.</p>",
        {"headers": {"cf-mitigated": "challenge"}}),
    "a challenge of a firewall": (Reason.CHALLENGE_PAGE, "gazette.example", "",
        {"headers": {"x-amzn-waf-action": "captcha"}}),
    "a challenge by its script": (Reason.CHALLENGE_PAGE, "gazette.example", "<p>Switch your scripts on.</p>",
        {"head": VENDOR}),
    "a challenge of nobody we know": (Reason.CHALLENGE_PAGE, "Human verification",
        "<p>Please confirm you are human: press and hold the button.</p>", {}),
    "a challenge in German": (Reason.CHALLENGE_PAGE, "Einen Moment bitte",
        "<p>Bitte bestätigen Sie, dass Sie ein Mensch sind.</p>", {"language": "de"}),
    "a challenge in Russian": (Reason.CHALLENGE_PAGE, "Проверка браузера",
        "<p>Подтвердите, что вы не робот.</p>", {"language": "ru", "announced": "Голосование о дамбе отложено"}),
    "a challenge in Chinese": (Reason.CHALLENGE_PAGE, "安全验证", "<p>请稍候，请验证您是真人。</p>",
        {"language": "zh", "announced": "议会推迟海堤投票"}),
    "an error page": (Reason.SOFT_NOT_FOUND, "Page not found | Gazette",
        "<h1>Oops</h1><p>The page you are looking for may have been moved.</p>", {}),
    "an error page above the latest news": (Reason.SOFT_NOT_FOUND, "404 - Gazette",
        f"<h1>Sorry</h1><p>We could not find the page.</p>{TEASERS}", {}),
    "an error page at its own address": (Reason.SOFT_NOT_FOUND, "Gazette", "<p>Nothing was found, nothing at all.</p>",
        {"url": "https://gazette.example/404"}),
    "an error page in Spanish": (Reason.SOFT_NOT_FOUND, "Página no encontrada",
        "<p>La noticia que abría aquí ya no está disponible. Volver al inicio</p>", {"language": "es"}),
    "an error page in Arabic": (Reason.SOFT_NOT_FOUND, "الصفحة غير موجودة", "<p>العودة إلى الصفحة الرئيسية</p>",
        {"language": "ar", "announced": "تأجيل التصويت على السور البحري"}),
    "an error page in Japanese": (Reason.SOFT_NOT_FOUND, "ページが見つかりません", "<p>トップページへ</p>",
        {"language": "ja", "announced": "防潮堤の採決は春に延期"}),
    "a question about cookies": (Reason.CONSENT_PAGE, "Before you continue",
        "<h1>We value your privacy</h1><p>Our partners process personal data.</p><button>Accept all</button>", {}),
    "a question about cookies on another host": (Reason.CONSENT_PAGE, "Gazette",
        "<p>Wir und unsere Partner verwenden Cookies.</p><button>Alle akzeptieren</button>",
        {"language": "de", "url": "https://consent.gazette.example/ask?back=1"}),
    "a login": (Reason.LOGIN_PAGE, "Sign in | Gazette", FORM, {}),
    "a login that we were led to": (Reason.LOGIN_PAGE, "Gazette", FORM, {"url": "https://gazette.example/login?to=1"}),
    "maintenance": (Reason.MAINTENANCE_PAGE, "Gazette",
        "<h1>We'll be back soon</h1><p>Down for maintenance, please try again later.</p>", {}),
    "maintenance in French": (Reason.MAINTENANCE_PAGE, "Site en maintenance",
        "<p>Le journal est momentanément indisponible.</p>", {"language": "fr"}),
    "the front page": (Reason.FRONT_PAGE, "Gazette: the news of the coast", NEWS, {"url": "https://gazette.example/"}),
    "the front page of the mobile site": (Reason.FRONT_PAGE, "Gazette", NEWS,
        {"url": "https://m.gazette.example/?from=feed"}),
    "the front page whose lead is the story": (Reason.FRONT_PAGE, "Gazette", f"<h1>{ANNOUNCED}</h1>{NEWS}",
        {"url": "https://gazette.example/"}),
    "the front page at the story's address": (Reason.FRONT_PAGE, "Gazette", NEWS, {"head": HOME}),
    "the section": (Reason.FRONT_PAGE, "News | Gazette", NEWS, {"url": "https://gazette.example/news/"}),
    "what the site sends for all": (Reason.OTHER_PAGE, "Gazette", "<p>Vandaag geen krant, zegt de drukker.</p>",
        {"repeated": 1.0}),
}  # fmt: skip


@pytest.mark.parametrize(("reason", "title", "body", "more"), SUBSTITUTES.values(), ids=SUBSTITUTES)
def test_what_comes_in_its_place_is_told_by_what_it_is(cleaner: Cleaner, answer: Answer, reason, title, body, more):
    found = cleaner.judge(answer(title, body, **more))
    assert found is not None
    assert found.reason == reason
    assert all(found.evidence)
    assert len(found.evidence) > 1


BEFORE = StoredText(id=1, title="Council puts off its vote", summary=None, characters=4_000)


@pytest.mark.parametrize(("reason", "title", "body", "more"), SUBSTITUTES.values(), ids=SUBSTITUTES)
def test_the_stored_article_tells_it_as_well_as_the_feed(cleaner: Cleaner, answer: Answer, reason, title, body, more):
    found = cleaner.judge(answer(title, body, **{**more, "announced": None, "before": BEFORE}))
    assert found is not None
    assert found.reason == reason


def test_a_stored_text_does_not_give_way_to_a_few_words_in_any_language(cleaner: Cleaner, answer: Answer):
    came = answer("Kharbuz", "<p>Bil kanun tsuru ma, ban kharbuz.</p>", announced=None, before=BEFORE)
    found = cleaner.judge(came)
    assert found is not None
    assert found.reason == Reason.OTHER_PAGE


@pytest.mark.parametrize(
    ("title", "text", "head"),
    [
        ("Council puts off its vote", "This story has been taken back.", ""),  # under its own headline
        (
            "A correction",
            "This story was wrong, and has been taken back.",
            '<meta property="og:type" content="article">',
        ),
        ("A new headline", "The council met on Thursday, and put off the vote on the harbour wall. " * 20, ""),
    ],
)
def test_a_shorter_version_of_a_stored_article_is_taken(cleaner: Cleaner, answer: Answer, title, text, head):
    came = answer(title, f"<h1>{title}</h1><p>{text}</p>", head=head, announced=None, before=BEFORE)
    assert cleaner.judge(came) is None


PARAGRAPHS = (
    "<p>The harbour board has put it off until the spring, because the quarry closed in October and stone is dear.</p>"
    "<p>“We can wait for stone, but the sea will not wait for us,” said Ines Okafor, who runs the chandlery.</p>"
    "<p>The board meets again in March, when a second quarry on the other side of the bay is to name its price.</p>"
)
ARTICLE = '<meta property="og:type" content="article">'
DATED = '<meta property="article:published_time" content="2026-11-20T10:00:00Z">'
SUBJECTS = {
    "lost pages": ("Page not found: how lost links cost the port its history", "The port that lost its links"),
    "captchas": ("Are you a robot? The puzzles are getting harder", "Why computers ask us for traffic lights"),
    "outages": ("Site down for maintenance as bookings open", "Ferry passengers could not book"),
    "cookies": ("We value your privacy, they said: cookies on trial", "Court hears the case of the banners"),
    "passwords": ("Log in with your face: the bank drops passwords", "Bank changes how customers prove themselves"),
    "access": ("Access denied: reporters kept out of the board", "Press shut out of the meeting on the wall"),
    "security": ("Security check at the ferry terminal takes an hour", "Queues at the terminal"),
    "a new headline": ("Quarry closes, spring vote likely", "Sea wall: council decides on Thursday"),
}


@pytest.mark.parametrize("head", [ARTICLE, DATED, ""], ids=["marked", "dated", "bare"])
@pytest.mark.parametrize(("title", "announced"), SUBJECTS.values(), ids=SUBJECTS)
def test_an_article_about_it_stays_one_even_under_a_changed_headline(
    cleaner: Cleaner, answer: Answer, title, announced, head
):
    story = f"<article><h1>{title}</h1>{PARAGRAPHS}</article>"
    for said in (announced, title, None):
        assert cleaner.judge(answer(title, story, head=head, announced=said)) is None


BRIEFS = {
    "two words": ("Ferry cancelled", "The 9 pm ferry is cancelled.", "Ferry cancelled"),
    "about an error page": ("Page not found: council site down", "It said so on Monday.", "Council website fails"),
    "about works": ("Sperrung der Küstenbahn", "Die Strecke ist wegen Wartungsarbeiten gesperrt.", "Bahn gesperrt"),
    "a ticker": ("Live: storm on the coast", "10:01 Wind at 30 knots. 10:20 Ferries stop.", "Storm reaches the coast"),
    "about a login": ("Bank: log in fails", "Customers could not log in on Monday.", "Trouble at the bank"),
}


@pytest.mark.parametrize("head", [ARTICLE, DATED, ""], ids=["marked", "dated", "bare"])
@pytest.mark.parametrize(("title", "text", "announced"), BRIEFS.values(), ids=BRIEFS)
def test_short_news_stays_news(cleaner: Cleaner, answer: Answer, title, text, announced, head):
    story = f"<article><h1>{title}</h1><p>{text}</p></article>"
    for said in (announced, title, None):
        assert cleaner.judge(answer(title, story, head=head, announced=said)) is None


MOVED = (
    "https://gazette.example/4711234",
    "https://gazette.example/sea-wall-waits-for-stone",
    "https://gazette.example/?p=47112",
)


@pytest.mark.parametrize("url", MOVED)
def test_a_story_that_moved_to_a_shorter_address_under_a_new_headline_stays_one(cleaner: Cleaner, answer: Answer, url):
    story = f"<article><h1>Stone is dear</h1>{PARAGRAPHS}</article>"
    assert cleaner.judge(answer("Stone is dear", story, url=url)) is None


def test_the_words_of_its_summary_vouch_for_a_page(cleaner: Cleaner, answer: Answer):
    summary = (
        "The harbour board has put it off until the spring, because the quarry closed in October and stone is dear."
    )
    came = answer("Access denied", f"<h1>Access denied</h1>{PARAGRAPHS}", summary=summary)
    assert cleaner.judge(came) is None


def test_a_header_of_a_challenge_on_a_whole_article_is_a_mistake_of_the_header(cleaner: Cleaner, answer: Answer):
    story = f"<article><h1>{ANNOUNCED}</h1>{PARAGRAPHS}{PARAGRAPHS.replace('board', 'council')}</article>"
    assert cleaner.judge(answer(ANNOUNCED, story, headers={"cf-mitigated": "challenge"})) is None


def test_an_entry_without_an_address_is_judged_by_the_rest(cleaner: Cleaner, answer: Answer):
    came = answer("Page not found", "<p>It may have been moved. Return to the home page</p>")
    found = cleaner.judge(Answered(asked=None, url=came.url, headers={}, extraction=came.extraction, entry=came.entry))
    assert found is not None
    assert found.reason == Reason.SOFT_NOT_FOUND


PHRASES = (
    "just a moment", "page not found", "we value your privacy", "log in", "back soon", "404", "accept all",
    "Seite nicht gefunden", "安全验证", "not a robot",
)  # fmt: skip
TEXT = "The council met on Thursday and put off the vote on the harbour wall until the spring, when stone is cheaper. "


@given(
    st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4),
    st.integers(min_value=1, max_value=9),
    st.sampled_from([ASKED, "https://gazette.example/", "https://gazette.example/404"]),
    st.floats(min_value=0, max_value=1),
)
def test_no_phrase_outweighs_the_announced_headline_over_paragraphs(cleaner, phrases, times, url, repeated):
    title = f"{phrases[0]}: {ANNOUNCED}"
    blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=TEXT, start=n) for n in range(times))
    signs = PageSigns(titles=(title,), opening=" ".join((title, *phrases, TEXT)), characters=200 * times, article=True)
    extraction = Extraction(
        title=title, blocks=blocks, signs=signs, published=PublisherTime(value=NOW, precision="time", origin="meta")
    )
    before = StoredText(id=1, title=ANNOUNCED, summary=None, characters=1_000)
    came = Answered(asked=ASKED, url=url, headers={}, extraction=extraction, before=before, repeated=repeated)
    assert cleaner.judge(came) is None


@given(st.text(max_size=80), st.text(max_size=200), st.text(max_size=80), st.booleans())
def test_a_page_without_evidence_is_left_alone(cleaner, title, opening, announced, article):
    """Whatever its title: that it is another is one witness, and one is not enough."""
    signs = PageSigns(titles=(f"x{title}",), opening=opening, characters=len(opening), article=article)
    before = StoredText(id=1, title=announced, summary=None, characters=0)
    came = Answered(asked=ASKED, url=ASKED, headers={}, extraction=Extraction(title=title, signs=signs), before=before)
    found = cleaner.judge(came)
    assert found is None or cleaner.substitutes.read(f"x{title} {opening}")
