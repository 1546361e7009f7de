"""What is fuzzed, and what must hold of each reading: no error but ours, bounded output, what the models promise."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from urllib.parse import urlsplit

import orjson

from benchmarks.fuzz import seeds
from worker.adapters.records import blocks_to_json, cuts_to_json, entry_from_json, entry_to_json, plain_to_json
from worker.core.clean import free_part
from worker.core.dedupe import verdicts
from worker.core.dedupe.agencies import wire_source
from worker.core.dedupe.sketch import sketch
from worker.core.feeds import changes
from worker.core.feeds.discover import feed_links
from worker.core.feeds.opml import read_opml, write_opml
from worker.core.feeds.parse import parse_feed
from worker.core.fetch import robots
from worker.core.fetch.targets import target
from worker.core.text.language import detect
from worker.core.topics.tag import article_of, explain, tag
from worker.core.urls import canonical_url, host_of, identity, source_of
from worker.core.walls.repetition import fingerprints
from worker.errors import NewswireError
from worker.models import BlockKind, Draft, Entry, Extraction, KnownEntry, Page, SeenEntry
from worker.services import Services
from worker.settings import Settings

_URL = "https://harbour.example/news/pier"
# What a server may say of the same bytes; the first byte of an input chooses.
_TYPES = (None, "text/html; charset=utf-8", "application/xml", "text/html; charset=windows-1251", "text/plain",
          'text/html; charset="utf-16"', "application/feed+json", "text/html; charset=iso-2022-jp")  # fmt: skip
_SPOILT = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
# Output may be so many times longer than its input, plus a constant: escapes are undone, words are not multiplied.
_MOST_TIMES, _MOST_MORE = 8, 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing that reads what strangers send."""

    run: Callable[[bytes], None]
    """Raises AssertionError or whatever slipped through when a promise does not hold."""
    seeds: tuple[str, ...]
    longest: int = 16_384
    """Bytes of an input."""
    chooses: bool = False
    """The first byte of an input is not read but chooses what the server says of the rest."""


def page(data: bytes) -> None:
    """A page's bytes → draft, tags, sketch and what would be written of it."""
    kind = _TYPES[data[0] % len(_TYPES)] if data else None
    headers = {"content-type": kind} if kind else {}
    answer = Page(url=_URL, status=200, headers=headers, body=data[1:], seconds=0.0)
    _article(lambda: _services().cleaner.read_page(answer), len(data))


def feed(data: bytes) -> None:
    """A feed's bytes → entries, what is new among them, and their rows; an entry's own text as an article."""
    kind = _TYPES[data[0] % len(_TYPES)] if data else None
    try:
        parsed = parse_feed(data[1:], url=_URL, content_type=kind, tracking=_services().tracking)
    except NewswireError:
        return
    decision = changes.decide_entries(parsed, [])
    assert len(decision.new) <= len(parsed.entries)
    assert not changes.decide_entries(parsed, map(_remembered, decision.new)).new, "the same entries are new again"
    for entry in parsed.entries:
        _check_url(entry.url)
        verdicts.item_hash(1, entry)
        assert entry_from_json(orjson.loads(entry_to_json(entry))) == entry, (
            "an entry changes on its way through its row"
        )
        _bounded(len(data), [entry.guid, entry.title, entry.summary, entry.content, *entry.authors])
        _plain(entry.title, entry.summary, *entry.authors, *(label.text for label in entry.labels))
    for entry in parsed.entries[:2]:
        _article(partial(_services().cleaner.read_entry, entry), len(data), entry)


def _remembered(seen: SeenEntry) -> KnownEntry:
    return KnownEntry(
        key=seen.key,
        fingerprint=seen.fingerprint,
        page_hash=seen.page_hash,
        guid_hash=seen.guid_hash,
        title_hash=seen.title_hash,
        published_at=seen.entry.published.value if seen.entry.published else None,
        shares=seen.shares,
    )


def text(data: bytes) -> None:
    """A text → draft, as the command line and text/plain read it."""
    decoded = data.decode("utf-8", "surrogatepass") if _is_text(data) else data.decode("utf-8", "replace")
    _article(lambda: _services().cleaner.read_text(decoded, url=_URL), len(data))


def robots_txt(data: bytes) -> None:
    """A robots.txt → what it allows, twice the same."""
    rules = robots.parse_robots(data)
    assert rules.crawl_delay is None or 0 <= rules.crawl_delay <= robots.MAX_CRAWL_DELAY
    for path in ("/", "/private/a.pdf", "/a%2Fb?c=1&d", f"/{data[:40].decode('utf-8', 'replace')}"):
        url = f"https://e.example{path}"
        assert rules.allows(url) == robots.parse_robots(data).allows(url)


def url(data: bytes) -> None:
    """An address → its canonical spelling, host and identity; what is fetched of it."""
    written = data.decode("utf-8", "replace")
    tracking = _services().tracking
    for canonical in (canonical_url(written, tracking=tracking), canonical_url(written, base=_URL, tracking=tracking)):
        _check_url(canonical)
        if canonical is not None:
            again = canonical_url(canonical, tracking=tracking)
            assert again == canonical, f"{canonical!r} becomes {again!r} the second time"
            verdicts.identity_hash(canonical)
            assert host_of(canonical)
            with suppress(NewswireError):
                assert target(canonical).authority == host_of(canonical), "asked under another name than paced"
            assert source_of(canonical)
            assert identity(canonical)
    try:
        goal = target(written)
    except NewswireError:
        return
    assert urlsplit(goal.url).netloc == goal.authority, f"{goal.url!r} names another host than {goal.authority!r}"
    assert goal.url.isascii()
    assert goal.url.isprintable()
    assert " " not in goal.url
    assert target(goal.url).url == goal.url, f"{goal.url!r} is another one the second time"


def links(data: bytes) -> None:
    """A site's page → its feeds, and a subscription list → its lines and back."""
    for link in feed_links(data, url=_URL):
        _check_url(link.url)
        _plain(link.title)
    try:
        lines = read_opml(data)
    except NewswireError:
        return
    assert [line.url for line in read_opml(write_opml(lines))] == [line.url for line in lines]


TARGETS: Mapping[str, Target] = {
    "feed": Target(run=feed, seeds=seeds.FEEDS, chooses=True),
    "page": Target(run=page, seeds=seeds.PAGES, chooses=True),
    "text": Target(run=text, seeds=seeds.TEXTS),
    "robots": Target(run=robots_txt, seeds=(seeds.ROBOTS,), longest=4096),
    "url": Target(run=url, seeds=seeds.URLS, longest=512),
    "links": Target(run=links, seeds=(seeds.SITE, seeds.OPML), longest=4096),
}


def prepare() -> None:
    """Load rules and models, so that the first input does not pay for them."""
    _ = _services().cleaner, _services().taxonomy, _services().tracking, _services().agencies
    detect("The language model is read once, and takes 100 MB.", None)


def _article(read: Callable[[], Extraction], size: int, entry: Entry | None = None) -> None:
    services = _services()
    try:
        extraction = read()
        draft = services.cleaner.finish(extraction, entry)
    except NewswireError:
        return
    with suppress(NewswireError):
        everywhere = dict.fromkeys(fingerprints(extraction.blocks), 9)
        _draft(services.cleaner.finish(extraction, entry, seen=everywhere), size)
    _draft(free_part(draft), size)
    _draft(draft, size)
    article = article_of(draft, "Harbour")
    for one in tag(services.taxonomy, article):
        for found in one.evidence:
            whole = {"title": draft.title, "lead": draft.text, "body": draft.text}.get(found.field)
            assert whole is None or whole[found.start : found.end] == found.text, "evidence points beside its words"
        plain_to_json(one.evidence)
    explain(services.taxonomy, article)
    sketch(draft.text)
    wire_source(draft.authors, draft.text, services.agencies)
    verdicts.content_hash(draft.text)
    canonical_url(draft.canonical_url or "", tracking=services.tracking)


def _draft(draft: Draft, size: int) -> None:
    body = [block.text for block in draft.blocks if block.kind is not BlockKind.CAPTION]
    assert not draft.blocks or draft.text == "\n\n".join(body)
    assert draft.title or draft.text
    _bounded(size, [draft.text, draft.title, draft.summary, *draft.authors])
    _plain(draft.title, draft.summary, draft.section, *draft.authors, *(label.text for label in draft.labels))
    assert not _SPOILT.search("".join(block.text for block in draft.blocks))
    for when in (draft.published, draft.modified):
        assert when is None or when.value.utcoffset() is not None, "a time without its zone"
        assert when is None or when.value.utcoffset() <= timedelta(days=1)  # type: ignore[operator]
        if when:
            when.value.astimezone(tz=None).isoformat()
    assert all(image.url.startswith(("http://", "https://")) or not image.url for image in draft.images), (
        "an image that no browser loads"
    )
    for written in (
        blocks_to_json(draft.blocks),
        plain_to_json((*draft.images, *draft.labels)),
        cuts_to_json(draft.cuts, draft.blocks),
    ):
        assert "\\u0000" not in written


def _plain(*texts: str | None) -> None:
    for one in texts:
        assert one is None or not _SPOILT.search(one), f"{one!r} cannot be stored as it is"


def _check_url(address: str | None) -> None:
    if address is not None:
        assert address.startswith(("http://", "https://")), address
        assert address.isascii(), address
        assert address.isprintable(), address


def _bounded(size: int, texts: Iterable[str | None]) -> None:
    longest = max((len(one) for one in texts if one), default=0)
    assert longest <= _MOST_TIMES * size + _MOST_MORE, f"{longest} characters out of {size} bytes"


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


@cache
def _services() -> Services:
    return Services(settings=Settings.from_env({}))
