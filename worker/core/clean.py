"""Page, text or feed entry in, draft out: extract → cut walls → normalize, the same for workers and CLI."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from worker.core.extract.classifier import BlockModel
from worker.core.extract.page import extract_html, extract_page
from worker.core.extract.plaintext import extract_text
from worker.core.fields import titles
from worker.core.normalize import draft
from worker.core.text.charset import decode
from worker.core.walls.cues import WallRules
from worker.core.walls.cut import cut_walls
from worker.core.walls.repetition import repeated
from worker.errors import NothingToStore
from worker.models import AccessKind, Draft, Entry, Extraction, Page, Reason, WallRemoval

NEW_SOURCE: Mapping[int, int] = {}
"""What is remembered of a source that has not been seen before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaner:
    """The rules and the model that cleaning needs."""

    model: BlockModel
    walls: WallRules
    version: str
    """Of the code, the rules and the model: stands on every article that they made."""

    def read_page(self, page: Page) -> Extraction:
        """Read what a server sent. Raises BadInput when it cannot be read."""
        kind = page.headers.get("content-type")
        if kind and kind.split(";")[0].strip().lower() == "text/plain":
            return self.read_text(decode(page.body, kind), url=page.url)
        return extract_page(page.body, url=page.url, content_type=kind, model=self.model)

    def read_html(self, html: str, *, url: str | None = None) -> Extraction:
        """Read HTML that is already text: a page, or a fragment such as a feed's content:encoded."""
        return extract_html(html, url=url, model=self.model)

    def read_text(self, text: str, *, url: str | None = None) -> Extraction:
        """Read a page given as plain text."""
        return extract_text(text, url=url)

    def read_entry(self, entry: Entry) -> Extraction:
        """Read what the feed itself carries, for a page that cannot be had or that is not this entry's alone."""
        if entry.content and not entry.text_only:
            return self.read_html(entry.content, url=entry.url)
        # under its title, as a page that was copied as text: else the first line would pass for one
        text = entry.content or entry.summary or ""
        return self.read_text("\n\n".join(filter(None, (entry.title, text))), url=entry.url)

    def finish(
        self,
        extraction: Extraction,
        entry: Entry | None = None,
        *,
        seen: Mapping[int, int] = NEW_SOURCE,
        cut: bool = True,
    ) -> Draft:
        """Cut the walls and normalise. Raises NothingToStore when no text is left.

        `seen` tells in how many other articles of the source each block stood, by its fingerprint; without `cut` the
        walls stay, for comparison.
        """
        blocks = extraction.blocks
        trimmed = (
            cut_walls(
                blocks,
                self.walls,
                language=extraction.language,
                access=extraction.access,
                title=extraction.title,
                unreadable=extraction.unreadable,
                repeated=repeated(blocks, seen),
            )
            if cut
            else WallRemoval(blocks=blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
        )
        result = draft(extraction, trimmed, entry)
        if not any(map(str.isalnum, result.text)):
            raise NothingToStore("no article text is left of it", reason=Reason.NO_TEXT)
        return result


def own_page(extraction: Extraction, entry: Entry) -> bool:
    """Whether a page that several entries link to is this one's own: it carries its title."""
    return bool(extraction.title and entry.title) and titles.key(extraction.title or "") == titles.key(
        entry.title or ""
    )


def title_alone(entry: Entry) -> Entry:
    """An entry that says no more than its title, so that the title becomes its text: the rest as it is."""
    return entry if entry.content or entry.summary else replace(entry, title=None)


def free_part(result: Draft) -> Draft:
    """Return the draft without the part that the publisher does not give to everybody.

    For feeds set to keep only that: when the page is declared paid, the summary stands for the body.
    """
    if result.access.declared not in (AccessKind.SUBSCRIPTION, AccessKind.REGISTRATION, AccessKind.METERED):
        return result
    return replace(
        result,
        text=result.summary or result.title,
        blocks=(),
        truncated=True,
        truncated_evidence="only the free part is kept",
    )
