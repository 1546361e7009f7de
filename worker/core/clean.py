"""Page, text or feed entry in, draft out: extract → cut walls → normalize, the same for workers and CLI."""

from dataclasses import dataclass, replace

from worker.core.blockmodel import BlockModel
from worker.core.cues import WallRules
from worker.core.extract import extract_html, extract_page
from worker.core.normalize import draft
from worker.core.plaintext import extract_text
from worker.core.walls import cut_walls
from worker.errors import NothingToStore
from worker.models import Draft, Entry, Extraction, Page, Trimmed

_MARKUP = ("</", "<p", "<br", "<div")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaner:
    """The rules and the model that cleaning needs."""

    model: BlockModel
    walls: WallRules

    def page(self, page: Page, entry: Entry | None = None, *, cut: bool = True) -> Draft:
        """Clean what a server sent. Raises NothingToStore when no text is left, BadInput when it cannot be read."""
        kind = page.headers.get("content-type")
        if kind and kind.split(";")[0].strip().lower() == "text/plain":
            return self.text(page.body.decode("utf-8", "replace"), url=page.url, entry=entry, cut=cut)
        return self._finish(extract_page(page.body, url=page.url, content_type=kind, model=self.model), entry, cut=cut)

    def html(self, html: str, *, url: str | None = None, entry: Entry | None = None, cut: bool = True) -> Draft:
        """Clean HTML that is already text: a page, or a fragment such as a feed's content:encoded."""
        return self._finish(extract_html(html, url=url, model=self.model), entry, cut=cut)

    def text(self, text: str, *, url: str | None = None, entry: Entry | None = None, cut: bool = True) -> Draft:
        """Clean a page given as plain text."""
        return self._finish(extract_text(text, url=url), entry, cut=cut)

    def entry(self, entry: Entry, *, cut: bool = True) -> Draft:
        """Clean what the feed itself carries, for a page that cannot be had."""
        content = entry.content or entry.summary or ""
        if any(mark in content.lower() for mark in _MARKUP):
            return self.html(content, url=entry.url, entry=entry, cut=cut)
        return self.text(content, url=entry.url, entry=entry, cut=cut)

    def _finish(self, extraction: Extraction, entry: Entry | None, *, cut: bool) -> Draft:
        trimmed = (
            cut_walls(
                extraction.blocks,
                self.walls,
                language=extraction.language,
                access=extraction.access,
                unreadable=extraction.unreadable,
            )
            if cut
            else Trimmed(blocks=extraction.blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
        )
        result = draft(extraction, trimmed, entry)
        if not result.text.strip():
            raise NothingToStore("no article text is left of it", reason="no_text")
        return result


def free_part(result: Draft) -> Draft:
    """Return the draft without the part that the publisher does not give to everybody.

    For feeds set to keep only that: when the page is declared paid, the summary stands for the body.
    """
    if result.access.declared not in ("subscription", "registration", "metered"):
        return result
    return replace(
        result,
        text=result.summary or result.title,
        blocks=(),
        truncated=True,
        truncated_evidence="only the free part is kept",
    )
