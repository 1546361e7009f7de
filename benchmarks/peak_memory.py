"""Memory of a process that cleans 10,000 pages (or as many as named), hostile ones among them: the clean step alone.

Reads the corpus folder in NEWSWIRE_CORPUS as `benchmarks.clean` does. Each page is changed a little, with classes and
words that no other has, so that whatever keeps something of each page shows.
"""

import os
import sys
import zlib
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from benchmarks.clean import corpus
from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import content_hash
from worker.core.topics.tag import article_of, tag
from worker.core.walls.repetition import fingerprints
from worker.errors import NothingToStore
from worker.services import Services
from worker.settings import Settings

PAGES = 10_000
WARM = 2_000
"""Pages after which caches are full: their peak is what the rest is held against."""
EVERY = 500
HOSTILE_EVERY = 40
HOSTILE = (
    "<div>" * 20_000 + "<p>text",
    f'<p class="{"x " * 500_000}">text',
    "<p>a b" * 30_000,
    "<p>" + "word " * 200_000,
    "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">text",
    '<script type="application/ld+json">' + '{"a":[' * 50_000 + "</script><p>text",
    "<table><tr><td>" * 10_000 + "text",
)


def varied(pages: list[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """The (packed) pages again and again, no two alike, with hostile ones between."""
    bad = cycle(HOSTILE)
    for number, (url, packed) in enumerate(cycle(pages)):
        html = zlib.decompress(packed).decode()
        if number % HOSTILE_EVERY == 0:
            yield f"{url}?{number}", f"<html><body>{next(bad)} {number}"
        marked = html.replace('class="', f'class="v{number} ', 40).replace("</p>", f" word{number}</p>", 20)
        yield f"{url}?{number}", marked


def main() -> None:
    """Prints the peak of the first pages and of those after them, and the memory every 500 pages."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if wanted <= WARM:
        sys.exit(f"the first {WARM:,} pages fill the caches: name a higher number")
    pages = [(url, zlib.compress(html.encode(errors="replace"))) for file in corpus() for url, html in file.pages]
    if not pages:
        return
    made = Services(settings=Settings())
    peaks: list[float] = []
    for number, (url, html) in enumerate(islice(varied(pages), wanted)):
        if number % EVERY == 0:
            peaks.append(0.0)
        _clean(made, url, html)
        peaks[-1] = max(peaks[-1], _rss())
    early, late = peaks[: WARM // EVERY], peaks[WARM // EVERY :]
    print("MB, peak of each 500 pages: " + " ".join(f"{peak:.0f}" for peak in peaks))
    print(
        f"{wanted:,} pages: peak of the first {WARM:,} {max(early):.0f} MB, of the rest {max(late):.0f} MB, "
        f"growth {max(late) - max(early):+.0f} MB; last {EVERY} {late[-1]:.0f} MB"
    )


def _clean(made: Services, url: str, html: str) -> None:
    extraction = made.cleaner.read_html(html, url=url)
    known = dict.fromkeys(fingerprints(extraction.blocks)[::5], 1)
    try:
        draft = made.cleaner.finish(extraction, seen=known)
    except NothingToStore:
        return
    tag(made.taxonomy, article_of(draft, "example.org"))
    sketch(draft.text)
    content_hash(draft.text)


def _rss() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
