"""Page, text or feed entry in, draft out: extract → cut walls → normalize, the same for workers and CLI."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from worker.core.extract.classifier import BlockModel
from worker.core.extract.page import extract_html, extract_page
from worker.core.extract.plaintext import extract_text
from worker.core.feeds.entry_fields import TAG
from worker.core.fetch.transitions import WORTH_KEEPING
from worker.core.fields import titles
from worker.core.fuller import fuller, may_be_fuller, of_feed
from worker.core.normalize import draft
from worker.core.substitute.judge import FEW, Finding, judge
from worker.core.substitute.rules import SubstituteRules
from worker.core.substitute.shape import Answered
from worker.core.text.charset import decode
from worker.core.text.media_type import media_type
from worker.core.text.plain import plain_text
from worker.core.text.sniff import Kind, sniff
from worker.core.walls.cues import WallRules
from worker.core.walls.cut import cut_walls
from worker.core.walls.repetition import repeated
from worker.errors import BadInput, NothingToStore
from worker.models import Access, AccessKind, Draft, Entry, Extraction, Page, Reason, WallRemoval

NEW_SOURCE: Mapping[int, int] = {}
"""What is remembered of a source that has not been seen before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaner:
    """The rules and the model that cleaning needs."""

    model: BlockModel
    walls: WallRules
    substitutes: SubstituteRules
    version: str
    """Of the code, the rules and the model: stands on every article that they made."""

    def read_page(self, page: Page, *, now: datetime | None = None) -> Extraction:
        """Read what a server sent; `now` is when. Raises BadInput when it cannot be read."""
        kind = page.headers.get("content-type")
        declared = media_type(kind)
        if declared is not None and declared.essence == "text/plain":
            return self.read_text(decode(page.body, kind), url=page.url, now=now)
        extraction = extract_page(page.body, url=page.url, content_type=kind, model=self.model, now=now)
        if extraction.signs.characters > FEW:
            return extraction
        marks = self.substitutes.marked(page.body.decode("latin-1"))  # they are ASCII in any charset that pages use
        return replace(extraction, signs=replace(extraction.signs, marks=marks))

    def read_file(self, data: bytes, *, now: datetime | None = None) -> Extraction:
        """Read a page or text of which nobody says what it is. Raises BadInput when it is neither."""
        text = decode(data, None)
        match sniff(text):
            case Kind.HTML:
                return self.read_html(text, now=now)
            case Kind.TEXT:
                return self.read_text(text, now=now)
            case Kind.BINARY:
                raise BadInput("not a page or text", reason=Reason.BAD_INPUT)

    def judge(self, answered: Answered) -> Finding | None:
        """Say what a page is when it is no article; None for an article."""
        return judge(answered, self.substitutes)

    def read_html(self, html: str, *, url: str | None = None, now: datetime | None = None) -> Extraction:
        """Read HTML that is already text: a page, or a fragment such as a feed's content:encoded."""
        return extract_html(html, url=url, model=self.model, now=now)

    def read_text(self, text: str, *, url: str | None = None, now: datetime | None = None) -> Extraction:
        """Read a page given as plain text."""
        return extract_text(text, url=url, now=now)

    def read_entry(self, entry: Entry) -> Extraction:
        """Read what the feed itself carries, for a page that cannot be had or that is not this entry's alone."""
        if entry.content and not entry.text_only and TAG.search(entry.content):
            return self.read_html(entry.content, url=entry.url)
        # under its title, as a page that was copied as text: else the first line would pass for one
        text = entry.content or entry.summary or ""
        return self.read_text("\n\n".join(filter(None, (entry.title, text))), url=entry.url)

    def article(
        self,
        extraction: Extraction,
        entry: Entry | None = None,
        *,
        seen: Mapping[int, int] = NEW_SOURCE,
        free_only: bool = False,
    ) -> Draft:
        """The article that a page and its feed's entry make. Raises NothingToStore when neither has text.

        Of a feed that is set to its free part the page alone speaks. What the page holds back is what its publisher
        sells; that the feed carries it may be an oversight, or the address of the feed the subscriber's own, and
        whoever asks for the free part only must not be given the rest of it by another door.
        """
        if free_only:
            return free_part(self.finish(extraction, entry, seen=seen))
        try:
            page = self.finish(extraction, entry, seen=seen)
        except NothingToStore:
            carried = self._of_feed(extraction, entry)
            if carried is None:
                raise
            return carried
        if entry is None or not may_be_fuller(page, plain_text(entry.content or "")):
            return page
        carried = self._of_feed(extraction, entry)
        return fuller(page, carried) if carried else page

    def article_of_entry(
        self,
        extraction: Extraction,
        entry: Entry | None,
        *,
        seen: Mapping[int, int] = NEW_SOURCE,
        free_only: bool = False,
    ) -> Draft:
        """The article that an entry alone makes, as `read_entry` reads it. Raises NothingToStore without text."""
        carried = of_feed(self.finish(extraction, entry, seen=seen))
        return free_part(carried) if free_only else carried

    def _of_feed(self, extraction: Extraction, entry: Entry | None) -> Draft | None:
        """The feed's text with what the page says of itself; None when it is a teaser."""
        if entry is None or len(entry.content or "") < WORTH_KEEPING:
            return None
        said = self.read_entry(entry)
        mixed = replace(
            extraction,
            blocks=said.blocks,
            images=extraction.images or said.images,
            language=extraction.language or said.language,
            # both are of the page: the feed's text is judged by itself
            access=Access(),
            unreadable=False,
        )
        try:
            carried = self.finish(mixed, entry)
        except NothingToStore:
            return None
        return replace(of_feed(carried), access=extraction.access)

    def trim(self, extraction: Extraction, *, seen: Mapping[int, int] = NEW_SOURCE) -> WallRemoval:
        """The blocks without the walls among them, and what was cut."""
        return cut_walls(
            extraction.blocks,
            self.walls,
            language=extraction.language,
            access=extraction.access,
            title=extraction.title,
            unreadable=extraction.unreadable,
            declared_words=extraction.declared_words,
            summary=extraction.summary,
            repeated=repeated(extraction.blocks, seen),
        )

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
        trimmed = (
            self.trim(extraction, seen=seen)
            if cut
            else WallRemoval(blocks=extraction.blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
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
