"""Text that a page serves as data alone: it is read where it is far more than the page shows, and is the article's."""

import json
from html import escape

import pytest

from worker.core.extract.embedded import text_in_data

TITLE = "Town rebuilds its pier"
LINES = [
    f"The council of the harbour town voted on day {day} to rebuild the old pier, said the mayor." for day in range(9)
]
PLAIN = "\n\n".join(LINES)
HTML = "".join(f"<p>{line}</p>" for line in LINES)
STORY = {"title": TITLE, "summary": "A vote. " * 20, "body": HTML, "author": {"name": "Ann Grey", "bio": LINES[0] * 20}}
SHELL = "<html><body><div id=app></div>{}</body></html>"


def found(html: str, *, title: str = TITLE, declared: str | None = None, letters: int = 0) -> list[str]:
    return text_in_data(html, title=title, declared=declared, letters=letters)


@pytest.mark.parametrize("declared", [PLAIN, HTML, escape(HTML)])
def test_the_declared_body_is_told_by_paragraphs(declared: str) -> None:
    assert found("<html>", declared=declared) == LINES


def test_the_declared_body_must_be_far_more_than_the_page_shows() -> None:
    assert found("<html>", declared=PLAIN, letters=len(PLAIN) // 4) == LINES
    assert found("<html>", declared=PLAIN, letters=len(PLAIN) // 2) == []
    assert found("<html>", declared=LINES[0]) == []


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"page": STORY}})}</script>',
        f"<script>window.__STATE__ = {json.dumps({'story': STORY})}; start();</script>",
        f"<script>var a = JSON.parse({json.dumps(json.dumps({'story': STORY}))});</script>",
        f'<div data-props="{escape(json.dumps(STORY))}"></div>',
        f"<script>push([1, {json.dumps(json.dumps(STORY))}])</script>",
    ],
)
def test_the_object_with_the_page_s_title_holds_the_text(script: str) -> None:
    assert found(SHELL.format(script)) == LINES


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<div class='post-content'><script type='text/template'>{}</script></div>", LINES),
        ('<section itemprop="articleBody">\n<script id="a" type="text/x-handlebars-template">{}</script>', LINES),
        ("<article class='story'><script type=text/html>{}</script></article>", LINES),
        ("<div class='menu'><script type='text/template'>{}</script></div>", []),
        ("<div class='post-content'><script type='text/javascript'>{}</script></div>", []),
        ("<div class='post-content'>Read on<script type='text/template'>{}</script></div>", []),
        ("<div class='post-content'><script type='text/template'>{} {{{{name}}}}</script></div>", []),
        ("<div class='post-content'><script type='text/template'>{}", []),
    ],
)
def test_markup_that_waits_alone_in_the_body_s_element_is_its_text(page: str, told: list[str]) -> None:
    assert found(page.format(HTML)) == told
    assert found(page.format(HTML), letters=1_000) == []


@pytest.mark.parametrize(
    "before",
    [
        f"menu = {json.dumps([{'items': [{'label': 'Sport', 'url': '/sport'}]}] * 40)};",
        json.dumps([{"items": [1]}] * 40),
        "{ let a; }",
    ],
    ids=["set", "told first", "code"],
)
def test_what_stands_before_it_does_not_hide_the_story(before: str) -> None:
    """Starts inside a value that was read are not looked at again, so they use up none of those that may be."""
    script = f"<script>{before}\nstory = {json.dumps(STORY)};</script>"
    assert found(SHELL.format(script)) == LINES


@pytest.mark.parametrize("body", [PLAIN, HTML])
def test_what_json_escapes_and_no_table_takes_is_replaced(body: str) -> None:
    """A lone surrogate is no text and PostgreSQL takes no NUL: the hash would be of other text than what is stored."""
    dirty = body.replace("old pier", "old\ud83d pier\0")
    clean = [line.replace("old pier", "old? pier\ufffd") for line in LINES]
    assert found("<html>", declared=dirty) == clean
    assert found(SHELL.format(f"<script>x={json.dumps(STORY | {'body': dirty})}</script>")) == clean


def test_paragraphs_may_stand_in_objects_of_their_own() -> None:
    blocks = [{"kind": "p", "text": line} for line in LINES]
    assert found(SHELL.format(f"<script>x={json.dumps({'headline': TITLE, 'blocks': blocks})}</script>")) == LINES


def test_html_may_be_escaped_once_more() -> None:
    script = f"<script>x={json.dumps(STORY | {'body': escape(HTML)})}</script>"
    assert found(SHELL.format(script)) == LINES


def test_another_story_inside_is_left_out() -> None:
    other = {"title": "Boats return", "url": "/boats", "body": HTML.replace("pier", "boat")}
    story = {"title": TITLE, "body": HTML, "below": [other]}
    assert found(SHELL.format(f"<script>x={json.dumps(story)}</script>")) == LINES


@pytest.mark.parametrize(
    ("script", "letters"),
    [
        (f"<script>x={json.dumps(STORY | {'title': 'Boats return'})}</script>", 0),
        (f"<script>x={json.dumps(STORY)}</script>", 1_000),
        (f"<script src=/a.js>x={json.dumps(STORY)}</script>", 0),
        (f"<script>x={json.dumps({'title': TITLE, 'body': 'Qk9EWQ' * 400})}</script>", 0),
        (f"<script>x={json.dumps({'title': TITLE, 'comments': LINES})}</script>", 0),
        (f"<script>x={json.dumps({'title': TITLE, 'run': 'function (a) { return a + 1; } ' * 99})}</script>", 0),
        (f"<script>x={json.dumps(STORY)[:-2]}</script>", 0),
        ("<script>x=" + "[" * 100_000 + "</script>", 0),
    ],
    ids=["another title", "the page has text", "elsewhere", "no words", "comments", "code", "broken", "deep"],
)
def test_nothing_is_read_that_is_not_the_article_s_text(script: str, letters: int) -> None:
    assert found(SHELL.format(script), letters=letters) == []


def test_a_page_without_title_has_no_object_with_it() -> None:
    assert found(SHELL.format(f"<script>x={json.dumps(STORY | {'title': ''})}</script>"), title="") == []
