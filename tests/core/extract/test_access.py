"""Who may read an article, as its page declares it."""

import json

import pytest

from worker.core.extract.access import declared_access
from worker.core.extract.jsonld import NOTHING, parse_jsonld
from worker.core.extract.microdata import read_microdata
from worker.core.extract.scanner import scan_html
from worker.models import Access

URL = "https://harbour.example/pier"
OWN = {"@type": "NewsArticle", "url": URL, "headline": "Pier"}


def access(body: str = "", linked: object = None, **metas: str) -> Access:
    scan = scan_html(f"<body>{body}</body>")
    data = parse_jsonld([json.dumps(linked)], url=URL) if linked else NOTHING
    tags = {name.replace("__", ":"): [content] for name, content in metas.items()}
    return declared_access(scan, tags, data, read_microdata(scan, ()))


@pytest.mark.parametrize(
    ("html", "declared", "evidence"),
    [
        (
            '<section subscriptions-section="content-not-granted">x</section>',
            "subscription",
            "subscriptions-section=content-not-granted",
        ),
        ('<div subscriptions-section="actions">x</div>', "unknown", None),
        ('<section amp-access="access" amp-access-hide>x</section>', "subscription", "amp-access=access"),
        ('<section amp-access="NOT access">x</section>', "unknown", None),
        ('<a amp-access="loggedIn">x</a>', "unknown", None),
        ('<b itemprop="isAccessibleForFree">False</b>', "subscription", "isAccessibleForFree=false"),
    ],
)
def test_the_sections_of_an_amp_page_and_microdata_are_evidence(html: str, declared: str, evidence: str | None) -> None:
    assert (access(html).declared, access(html).evidence) == (declared, evidence)


def test_the_tier_stands_over_json_ld_and_that_over_sections() -> None:
    section = '<section subscriptions-section="content-not-granted">x</section>'
    free = {**OWN, "isAccessibleForFree": True}
    assert access(section, free, article__content_tier="metered").declared == "metered"
    assert access(section, free).declared == "free"


@pytest.mark.parametrize(
    ("other", "declared"),
    [
        ({"@type": "NewsArticle", "url": "/crane", "headline": "Crane", "isAccessibleForFree": False}, "unknown"),
        ({"@type": "WebPage", "url": "/crane", "isAccessibleForFree": False}, "unknown"),
        ({"@type": "WebPage", "url": URL, "isAccessibleForFree": False}, "subscription"),
    ],
)
def test_another_story_says_nothing_about_this_one(other: object, declared: str) -> None:
    assert access(linked=[OWN, other]).declared == declared
    assert access(linked={"@graph": [other, OWN]}).declared == declared


def test_the_parts_of_the_article_speak_where_it_is_silent() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}
    assert access(linked={**OWN, "hasPart": part}).declared == "subscription"
    assert access(linked={**OWN, "hasPart": [part], "isAccessibleForFree": True}).declared == "free"
