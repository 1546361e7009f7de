"""Which of a page's headings and declared titles is the article's own, without the name of the site."""

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from worker.core.fields.candidates import Candidate
from worker.core.text.characters import bounded, caseless, letters
from worker.models import Origin

_EAST_ASIAN = r"[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uff65)!?\u201d]"
_SEPARATOR = re.compile(
    r"\s+(?:[|\u2013\u2014·•∙●»«›‹><:/~▷►▸]+\s+)+|\s+-{1,2}\s+|\s*[|｜︱¦]\s*|\s+::\s+|\s*⋆\s*"
    # 标题_栏目_网站, 标题-网站: no spaces, as in the words themselves
    rf"|(?:(?<={_EAST_ASIAN})|(?<={_EAST_ASIAN}\s))(?:_+|-{{1,2}})(?=\s?{_EAST_ASIAN})"
)
_EAST_ASIAN_PAPER = re.compile(
    r"[\u3400-\u9fff]{1,6}(?:网|網|报|報|社|电视台|新闻|新聞|日报|在线|頻道|频道)"
    r"|[\u3040-\u30ff\u3400-\u9fff]{1,10}(?:新聞|ニュース|オンライン|放送|デジタル)(?:社)?|[가-힣]{1,8}(?:뉴스|신문|일보|방송|닷컴)"
)
"""Names of papers, which no page of theirs needs to declare."""
_GENRE = re.compile(
    r"opinions?|editorials?|op-?ed|commentary|column|analysis|letters?(?: to the editor)?|perspective|meinung|kommentar"
    r"|leitartikel|kolumne|gast(?:beitrag|kommentar)|opinión|tribune|chronique|éditorial|opinione|editoriale|opinião|mening|opinie|leder|kronikk"
    r"|kronik|мнение|社論|社论|评论|評論",
    re.IGNORECASE,
)
"""What a newsroom says behind a bar of what kind its piece is; readers see it over the headline."""
_ENTITY = re.compile(
    r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|amp|quot|lt|gt|nbsp|apos|[lr][sd]quo|[nm]dash|hellip);", re.IGNORECASE
)
_AGREEMENT = 0.5
"""Share of words (F1) from which a heading speaks of the same thing as a declared title; flat from .4 to .6."""
_RELATED = 0.2
"""The same from which they may speak of one event; of two sentences with only small words in common it is less."""
_LIVE = re.compile(r"\+\+\+|\b(?:news-?)?ticker\b|\blive-?(?:blog|ticker|updates?)?\b", re.IGNORECASE)
_BRACKETED = re.compile(r"[（(【\[：:]\s*([^（(【\[：:]{3,20}?)[)）】\]]?$")
"""What may be the paper of an East Asian title, in brackets or behind a colon."""
_SECTION = 2
"""Words of a section's name."""
_SHORT_SITE = 3
"""Letters that a name has at least to be told behind a mark."""
_LONG_PART = 8
"""Letters from which a heading that is one part of a declared title is no section's name."""
_LONG_PRINTED = 12
"""Letters of a printed line that is a part of a declared title by which it is the headline and no section's name."""
_LONG_HEADING = 16
"""Letters from which the only heading of a page is a title whatever else is declared."""


@lru_cache(maxsize=1 << 9)
def key(text: str) -> str:
    """Letters and digits only, in one case: what two spellings of one title share."""
    return letters(caseless(bounded(text)))


def keys(texts: Iterable[str]) -> list[str]:
    """Each text as `key` gives it, all in one go."""
    lines = "".join([text.replace("\n", " ") + "\n" for text in texts])
    return letters(caseless(lines), by_line=True).splitlines()


def agreement(one: str, other: str) -> float:
    """F1 of the words of two titles, 0 to 1."""
    left, right = _words(one), _words(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def resemblance(one: str, other: str) -> float:
    """Share of the shorter title's runs of three letters that the longer one has too, 0 to 1; for any script.

    Of two different headlines of one language one in 500 pairs comes to .45, one in 70 to .25 (measured on 20,000 pairs
    of the development pages).
    """
    grams = [{text[i : i + 3] for i in range(max(len(text) - 2, 1))} for text in (key(one), key(other)) if text]
    if len(grams) < 2:
        return 0.0
    return len(grams[0] & grams[1]) / min(map(len, grams))


def unescaped(title: str) -> str:
    """A title as readers are meant to see it: some systems escape the signs of one twice (AT&amp;amp;T)."""
    return " ".join(html.unescape(title).split()) if _ENTITY.search(title) else title


def parts(title: str) -> list[str]:
    """What stands between the separators of a title: a headline, a section, a site."""
    return [part for part in _split(title) if part]


@lru_cache(maxsize=1 << 9)
def _split(title: str) -> tuple[str, ...]:
    return tuple(_SEPARATOR.split(title))


def without_site(title: str, site: str | None, host: str) -> str:
    """The title less the parts before or after a separator that name the site."""
    title = _without_paper_behind(title, site)
    parts = _split(title)
    if len(parts) == 1:
        return title.strip() or title
    spans = list(_SEPARATOR.finditer(title))
    exact = {key(name) for name in (site or "", host, *host.split(".")) if len(key(name)) > 2}
    initials = "".join(re.findall(r"(?<!\w)[^\W\d_]", site or "")).upper()
    first, last = 0, len(parts)
    while last > 1 and (
        _names_site(parts[last - 1], exact, loosely=True)
        or (parts[last - 1] == initials and len(initials) > 1)
        or _GENRE.fullmatch(parts[last - 1])
    ):
        last -= 1
    # "Storm takes the old pier | Town | Harbour Post": what stands between the headline and the paper is a section.
    while (
        1 < last < len(parts)
        and len(parts[last - 1].split()) <= _SECTION
        and len(parts[0].split()) > _SECTION * 2
        and spans[last - 2][0].strip() == spans[last - 1][0].strip() == "|"
    ):
        last -= 1
    while last - first > 1 and (
        _names_site(parts[first], exact, loosely=False)
        or (_GENRE.fullmatch(parts[first]) and spans[first][0].strip() == "|")
    ):
        first += 1
    start = spans[first - 1].end() if first else 0
    end = spans[last - 1].start() if last <= len(spans) else len(title)
    return title[start:end].strip() or title


def _without_paper_behind(title: str, site: str | None) -> str:
    """A title whose site stands in brackets or behind a stop, less the site: "Storm takes the pier (Harbour Post)"."""
    for name in filter(None, (site, *_BRACKETED.findall(title)[-1:])):
        if name != site and not _EAST_ASIAN_PAPER.fullmatch(name):
            continue
        whole = title.strip().rstrip(")]】」")
        rest = whole.removesuffix(name).rstrip()
        shorter = rest.rstrip(" :：,([【「")
        # A headline may end in the name as well: only behind a mark it stands apart.
        apart = len(whole) > len(rest) > len(shorter)
        if apart and len(key(name)) >= _SHORT_SITE and len(key(shorter)) >= _LONG_PART:
            return shorter
    return title


def choose(
    candidates: Sequence[Candidate],
    printed: Callable[[], Sequence[str]] = tuple,
    *,
    site: str | None,
    host: str,
) -> tuple[str | None, Origin | None]:
    """The title and where it was read: a heading that agrees with a declared title, else what is declared.

    `candidates` are headings, then declared titles in order of trust; `declared` is what a newsroom calls its headline.
    `printed` reads the lines that stand like headings in the page, for pages whose h1 is the site's name or missing.
    """
    headings = [one for one in candidates if one.origin is Origin.H1 and one.texts[0]]
    offers = [
        (one, without_site(one.texts[0], site, host))
        for one in candidates
        if one.origin is not Origin.H1 and one.texts[0]
    ]
    plain = [text for _, text in offers]
    again = [key(text) for one, text in offers if one.origin in {Origin.JSONLD, Origin.META}]
    # A page may print its heading twice, for two widths of screens.
    lines = list(dict.fromkeys(without_site(_own_part(heading, plain), site, host) for heading in headings))
    for one, text in offers:
        # A newsroom's headline that is said twice is the title, even where the page prints another line.
        if one.declared and again.count(key(text)) > 1:
            if _is_alone(lines, offers, site, host) and _is_for_search(text, lines[0], offers):
                break
            return text, one.origin
    names = {key(name) for name in (site or "", host) if name}
    lines = [line for line in lines if key(line) not in names] or lines
    if agreed := _agreed(lines, plain, printed, names):
        return agreed
    for text in plain:
        if part := _printed_part(printed(), text, names):
            return part, Origin.HTML
    if _is_alone(lines, offers, site, host):
        return lines[0], Origin.H1
    if offers:
        return offers[0][1], offers[0][0].origin
    return (lines[0], Origin.H1) if lines else (None, None)


def _agreed(
    lines: Sequence[str], plain: Sequence[str], printed: Callable[[], Sequence[str]], names: set[str]
) -> tuple[str, Origin] | None:
    """The heading that agrees with a declared title, or the printed line that is its other part."""
    for index, text in enumerate(plain):
        if any(key(before) in key(text) for before in plain[:index]):
            continue  # What it says more is the site's name, which a heading may well be.
        best = max(lines, key=lambda line: _match(line, text), default="")
        if best and _match(best, text) >= _AGREEMENT:
            if agreement(best, text) < _AGREEMENT and (other := _printed_part(printed(), text, names | {key(best)})):
                return other, Origin.HTML
            return best, Origin.H1
    return None


def _printed_part(printed: Sequence[str], declared: str, names: set[str]) -> str | None:
    """The longest printed line that a declared title begins or ends with, or that is one of its parts: the headline.

    What is left is the name of the site or of a section, whatever sign parts the two. `names` are no headlines.
    """
    whole = key(declared)
    parts = {key(part) for part in _split(declared)}
    found = [
        line
        for line in printed
        if len(folded := key(line)) >= _LONG_PRINTED
        and folded not in names
        and (folded in parts or whole.startswith(folded) or whole.endswith(folded))
    ]
    return max(found, key=len, default=None)


def _is_alone(lines: Sequence[str], offers: Sequence[tuple[Candidate, str]], site: str | None, host: str) -> bool:
    return len(lines) == 1 and _is_readers_title(lines[0], offers, site, host)


def _is_readers_title(heading: str, offers: Sequence[tuple[Candidate, str]], site: str | None, host: str) -> bool:
    """Whether the only heading of a page is its title though nothing declared agrees, since that is written for search.

    Not a blog's name over its posts, nor a line that changes while a newsroom's headline stands.
    """
    names = {key(name) for name in (site or "", host) if name}
    if len(key(heading)) < _LONG_HEADING or _names_site(heading, names, loosely=True):
        return False
    heads = [key(text) for one, text in offers if one.origin is Origin.HTML_TITLE]
    return not any(
        (one.declared and key(text) in heads and not _is_for_search(text, heading, offers))
        or any(key(heading) in head and key(text) in head != key(text) for head in heads)
        for one, text in offers
    )


def _is_for_search(headline: str, heading: str, offers: Sequence[tuple[Candidate, str]]) -> bool:
    """Whether a newsroom's headline is what its title tag shows to search engines, and readers see another sentence.

    On the development pages the heading was right in 16 of 16 then; where the tag shows the heading, in 4 of 10. Not of
    a live page, whose heading changes.
    """
    if agreement(headline, heading) < _RELATED or _LIVE.search(f"{headline} {heading}"):
        return False
    heads = [key(text) for one, text in offers if one.origin is Origin.HTML_TITLE]
    said, seen = key(headline), key(heading)
    return said not in seen and seen not in said and any(said in head and seen not in head for head in heads)


def _own_part(heading: Candidate, declared: Sequence[str]) -> str:
    """A heading without the line over or under it that some sites put between the same tags.

    Only at a tag, and only where a declared title is just the rest.
    """
    pieces = heading.pieces
    if len(pieces) > 1:
        said = {key(text) for text in declared}
        runs = [pieces[cut:] for cut in range(1, len(pieces))] + [pieces[:cut] for cut in range(1, len(pieces))]
        for run in runs:
            text = " ".join(" ".join(run).split()).strip(" :|–—-•·/")
            if key(text) and key(text) in said and key(heading.texts[0]) not in said:
                return text
    return heading.texts[0]


def _match(heading: str, declared: str) -> float:
    """How well a heading agrees with a declared title; well enough where it is one of its parts."""
    parts = {key(part) for part in _split(declared)}
    folded = key(heading)
    agreed = agreement(heading, declared)
    return max(agreed, _AGREEMENT) if len(folded) >= _LONG_PART and folded in parts else agreed


@lru_cache(maxsize=1 << 9)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _names_site(part: str, names: set[str], *, loosely: bool) -> bool:
    """Whether a part of a title is a name of the site; loosely also "The Harbour News" for "The Harbour"."""
    folded = key(part)
    if not folded or folded in names:
        return True
    return loosely and (
        _EAST_ASIAN_PAPER.fullmatch(part.strip()) is not None
        or any(len(name) > 4 and name in folded and len(folded) < len(name) * 2.5 for name in names)
    )
