"""Makes any number of short news pieces out of ``pages/bulletins.toml``; a number always gives the same words."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from random import Random

from worker.sample.stories import PAGES, Story

SECONDS = 5
"""Between two bulletins."""
FIXED_NUMBER = int(datetime(2026, 11, 20, 6, tzinfo=UTC).timestamp()) // SECONDS
PARAGRAPHS = (6, 9)
"""At least, at most; few enough of a subject's stock that two bulletins on it are not near-copies of each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Subject:
    name: str
    section: str
    topics: tuple[str, ...]
    openings: tuple[tuple[str, str, str], ...]
    """Headline, standfirst and first paragraph, which belong together."""
    paragraphs: tuple[str, ...]


def number_at(time: float) -> int:
    """The bulletin that comes out at this time, in seconds since 1970."""
    return int(time) // SECONDS


def number_of(slug: str) -> int | None:
    """The number at the end of a bulletin's slug."""
    found = re.fullmatch(r"[a-z-]+-([0-9]{9,10})", slug)
    return int(found[1]) if found else None


@lru_cache(maxsize=256)
def bulletin(number: int) -> Story:
    """The bulletin with this number."""
    chance = Random(number)  # noqa: S311 - variety, not secrecy
    subjects, stock = _stock()
    subject = subjects[number % len(subjects)]
    names = {name: chance.choice(values) for name, values in stock.items()}

    def told(text: str) -> str:
        few, many, percent = chance.randint(3, 19), chance.randint(21, 980), chance.randint(2, 38)
        return text.format_map(names | {"few": str(few), "many": str(many), "percent": str(percent)})

    title, standfirst, lead = (told(text) for text in chance.choice(subject.openings))
    count = chance.randint(*PARAGRAPHS) - 1
    published = datetime.fromtimestamp(number * SECONDS, UTC)
    return Story(
        outlet="northline",
        slug=f"{re.sub('[^a-z]+', '-', title.lower()).strip('-')}-{number}",
        title=title,
        standfirst=standfirst,
        byline=names["reporter"],
        published=published,
        modified=published,
        section=subject.section,
        topics=subject.topics,
        body=(lead, *(told(text) for text in chance.sample(subject.paragraphs, count))),
    )


@cache
def _stock() -> tuple[tuple[_Subject, ...], dict[str, list[str]]]:
    data = tomllib.loads((PAGES / "bulletins.toml").read_text(encoding="utf-8"))
    subjects = tuple(
        _Subject(
            name=subject["name"],
            section=subject["section"],
            topics=tuple(subject["topics"]),
            openings=tuple((one["title"], one["standfirst"], one["lead"]) for one in subject["openings"]),
            paragraphs=tuple(subject["paragraphs"]),
        )
        for subject in data["subjects"]
    )
    return subjects, data["stock"]
