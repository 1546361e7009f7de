"""The pages in a real Chromium: layout, console, keyboard, axe. Skipped where there is none: `make browser`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import browser as chromium
from tests.support.browser import Browser

pytestmark = pytest.mark.skipif(not chromium.is_there(), reason="needs chromium and chromedriver")

AXE = Path(os.environ.get("AXE", "axe.min.js"))
PAGES = (
    "/", "/feeds", "/feeds/1", "/articles", "/articles?source=nobody", "/articles/{id}", "/topics",
    "/topics/iran-us-tensions", "/topics/try?query=(iran", "/why?url=https://example.org/a", "/quarantine",
    "/consumers", "/login", "/nothing",
)  # fmt: skip
TAB = "\ue004"
BEYOND = """
return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1
  && !one.closest('pre, .hidden, .skip, thead')).map(one => one.outerHTML.slice(0, 80))
"""
RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact)).map(one => [one.id, one.nodes.map(node => node.html)])));
"""
FOCUSED = """
const one = document.activeElement, style = getComputedStyle(one);
return [one.tagName, one.textContent.trim().slice(0, 30), style.outlineStyle !== 'none' || style.boxShadow !== 'none'];
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.opened() as one:
        yield one


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("width", "dark"), [(400, False), (400, True), (1400, False), (1400, True)])
def test_every_page_fits_its_window_and_its_readers(browser, client, hostile, width, dark):
    """Hostile texts, without a space in them, must not push a page beyond its window either."""
    browser.resize(width=width, dark=dark)
    for path in PAGES:
        browser.open(client.url + path.format(id=hostile))
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), (path, browser.run(BEYOND))
        assert [line for line in browser.console() if "404" not in line and "400" not in line] == [], path
        if AXE.is_file():
            browser.run(AXE.read_text("utf-8") + ";window.axe = axe")
            assert browser.run_async(RUN_AXE) == [], path


def test_everything_is_reached_by_keyboard_and_what_has_the_focus_shows_it(browser, client, hostile):
    browser.resize(width=1400)
    browser.open(f"{client.url}/feeds")
    reached = []
    for _ in range(20):
        browser.press(TAB)
        reached.append(tuple(browser.run(FOCUSED)))
    names = [name for _, name, _ in reached]

    assert names[0] == "Skip to content"
    assert names[1:9] == [
        "Newswire", "Overview", "Feeds", "Articles", "Topics", "Why not?", "Quarantine", "Consumers",
    ]  # fmt: skip
    assert {"INPUT", "SELECT", "BUTTON"} <= {tag for tag, _, _ in reached}
    assert all(shows for tag, _, shows in reached if tag != "BODY")


def test_an_operator_logs_in_and_pauses_a_feed(browser, client, hostile):
    browser.open(f"{client.url}/login?next=/feeds/1")
    browser.run("document.getElementById('password').value = 'a password of tests'")
    browser.run("document.querySelector('.login button').click()")
    browser.run_async("const done = arguments[0]; setTimeout(done, 0)")
    browser.open(f"{client.url}/feeds/1")
    browser.run("[...document.querySelectorAll('.actions button')].find(one => one.textContent === 'Pause').click()")
    browser.open(f"{client.url}/feeds/1?done=paused")

    assert "The feed is paused" in browser.run("return document.querySelector('[role=status]').textContent")
    assert "paused" in browser.run("return document.querySelector('.head .health').textContent")


def test_the_overview_renews_itself_and_can_be_told_not_to(browser, client, hostile):
    browser.open(client.url)
    button = "document.querySelector('button.pause')"

    assert browser.run(f"return {button}.textContent") == "Live · pause"
    browser.run("window.before = document.querySelector('#live h1')")
    renewed = """
    const done = arguments[0];
    new MutationObserver((_, watch) => {
      watch.disconnect();
      done(document.querySelector('#live h1') !== window.before);
    }).observe(document.getElementById('live'), {childList: true});
    """
    assert browser.run_async(renewed) is True
    browser.run(f"{button}.click()")
    assert browser.run(f"return [{button}.textContent, {button}.getAttribute('aria-pressed')]") == [
        "Paused · go on",
        "true",
    ]
