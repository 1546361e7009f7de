"""Pages of a harbour town's newspaper, and what comes in their place."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import worker
from tests.support.builders import entry, page
from worker.core.clean import Cleaner
from worker.core.substitute.rules import SubstituteRules, load_substitutes
from worker.core.substitute.shape import Answered
from worker.models import StoredText
from worker.services import Services
from worker.settings import Settings

ASKED = "https://gazette.example/news/2026/sea-wall-vote-put-off"
ANNOUNCED = "Council puts off vote on the sea wall"
Answer = Callable[..., Answered]


@pytest.fixture(scope="session")
def cleaner() -> Cleaner:
    return Services(settings=Settings()).cleaner


@pytest.fixture(scope="session")
def rules() -> SubstituteRules:
    file = Path(worker.__file__).parent / "rules" / "substitutes.toml"
    return load_substitutes(tomllib.loads(file.read_text("utf-8")))


@pytest.fixture(scope="session")
def answer(cleaner: Cleaner) -> Answer:
    def build(
        title: str,
        body: str,
        *,
        head: str = "",
        language: str = "en",
        asked: str = ASKED,
        url: str = ASKED,
        announced: str | None = ANNOUNCED,
        summary: str | None = None,
        before: StoredText | None = None,
        headers: Mapping[str, str] = {},
        repeated: float = 0.0,
    ) -> Answered:
        """What is judged when this page comes for the story of the sea wall."""
        html = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
            f"<body>{body}</body></html>"
        )
        came = page(html.encode(), url=url, headers={"content-type": "text/html; charset=utf-8", **headers})
        said = entry(url=asked, title=announced, summary=summary)
        return Answered(
            asked=asked,
            url=url,
            headers=came.headers,
            extraction=cleaner.read_page(came),
            entry=said,
            before=before,
            repeated=repeated,
        )

    return build
