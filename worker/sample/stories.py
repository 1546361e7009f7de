"""Reads the story files under ``pages/stories``; knows nothing of HTML, feeds or HTTP.

A story file is a few ``name: value`` lines, an empty line, and blocks with an empty line between them: paragraphs,
``## `` headings, ``> `` quotes and ``- `` list items. ``SLUG.update.txt`` is the second version of ``SLUG.txt``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

PAGES = Path(__file__).with_name("pages")


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One piece of news of one outlet."""

    outlet: str
    slug: str
    title: str
    standfirst: str
    byline: str
    published: datetime
    modified: datetime
    body: tuple[str, ...]
    """Blocks with their marks, see above."""
    topics: tuple[str, ...] = ()
    section: str = ""
    caption: str = ""
    credit: str = ""
    wall: str = ""
    """File name, without its ending, of the wall under ``pages/walls``; '' when nothing is asked of the reader."""
    wall_after: int | None = None
    """Blocks before the wall; None puts it at the end."""
    page_shows: int | None = None
    """Blocks that the page shows above its wall, while the feed carries all of them and no wall; None shows all."""
    free: bool | None = None
    """What the metadata declares; None when they are silent."""
    link_query: str = ""
    """What the feed puts behind the address, '?utm_source=…'."""
    amp: bool = False
    """Whether the feed links to the AMP variant as well, as an entry of its own."""
    charset: str = "utf-8"
    """How the page is written in bytes."""
    declared: str = "utf-8"
    """What the header says about that; '' says nothing."""

    @property
    def path(self) -> str:
        """The address on the site, without the host."""
        return f"/{self.outlet}/{self.published:%Y/%m/%d}/{self.slug}"


@cache
def stories() -> Mapping[str, Story]:
    """Every story in its first version, by 'outlet/slug'."""
    files = sorted(PAGES.glob("stories/*/*.txt"))
    return {_key(file): _read(file) for file in files if not file.stem.endswith(".update")}


@cache
def updates() -> Mapping[str, Story]:
    """The second versions that exist, by 'outlet/slug' of the first."""
    return {_key(file).removesuffix(".update"): _read(file) for file in sorted(PAGES.glob("stories/*/*.update.txt"))}


def _key(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _read(file: Path) -> Story:
    head, _, rest = file.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    body = tuple(block.strip() for block in rest.split("\n\n") if block.strip())
    published = _time(fields["published"])
    story = Story(
        outlet=file.parent.name,
        slug=file.stem.removesuffix(".update"),
        title=fields["title"],
        standfirst=fields.get("standfirst", ""),
        byline=fields.get("byline", ""),
        published=published,
        modified=_time(fields["modified"]) if "modified" in fields else published,
        body=body,
        topics=tuple(topic.strip() for topic in fields.get("topics", "").split(";") if topic.strip()),
        section=fields.get("section", ""),
        caption=fields.get("caption", ""),
        credit=fields.get("credit", ""),
        wall=fields.get("wall", ""),
        wall_after=int(fields["wall_after"]) if "wall_after" in fields else None,
        page_shows=int(fields["page_shows"]) if "page_shows" in fields else None,
        free=fields["access"] == "free" if "access" in fields else None,
        link_query=fields.get("link_query", ""),
        amp=fields.get("amp") == "yes",
        charset=fields.get("charset", "utf-8"),
        declared=fields.get("declared", "utf-8").removeprefix("nothing"),
    )
    if "copy_of" in fields:  # syndicated: the words of another outlet under our own title
        original = _read(PAGES / "stories" / f"{fields['copy_of']}.txt")
        return replace(story, body=original.body + body)
    return story


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
