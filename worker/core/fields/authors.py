"""Bylines as publishers print them → the names of the authors.

Never a post, a place or a date; a newsroom's or an agency's name only where no person is named.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from worker.core.fields import conjunctions, east_asian, newsrooms, signatures
from worker.core.fields.candidates import Candidate
from worker.core.text.characters import tidy
from worker.models import Origin

_PREFIX = re.compile(
    r"^(?:(?:(?:written|story|posted|published|report(?:ed|ing)?|words|text[eo]?|analysis|opinion|review(?:ed)?)"
    r"\s+)?by|von|vom|par|por|door|przez|av|af|from|yazan|autore?|autora|author|texto?|text|tekst"
    r"|redazione di|escrito por|"
    r"publicado por|propos recueillis par|a cura di|автор|текст|του|της|γράφει (?:ο|η)|di|de|da)\b\s*[:\-–—]?\s+|"
    r"^(?:by|von|text|author|autor(?:in|en)?|foto|interview)\s*[:|]\s*|^by(?=[A-Z][a-z])|^(?:作者|著者|文|记者|記者|撰文|原创|기자|글)\s*[:：/]?\s*(?=\w)|^(?:[\u3400-\u9fff]{2,6}(?:记者|記者))\s+(?=[\u3400-\u9fff])|"
    r"^(?:بقلم|نویسنده|מאת)\s*:?\s+",
    re.IGNORECASE,
)
_LOWER_ONLY_PREFIX = frozenset(("di", "de", "da"))
_FOR_WHOM = re.compile(r"\s*(?:\||•)\s*| [-–—] ")
"""Behind a name: what else stands in its line, of which names of people are kept."""
_PAPER = re.compile(r"(?:the|der|die|das|les|los|las|gli)\s|(?:le|la|el|il|lo)\s\S+$", re.IGNORECASE)
"""How papers call themselves. Le and La begin family and given names as well; those have more words."""
_IN_PLACE = re.compile(r"^(\S+ \S.*?) in [A-Z][^,;]{1,30}$")
"""Ann Grey in London."""
_COMMA = re.compile(r"[,،、，]")
_EDGES = ' ,،、:-–—|()[]<>{}/*"'
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>(?!\S*@)", re.IGNORECASE)
_FAMILY_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])+$")
_GIVEN_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*(?:\s[A-Z]\.?){0,2}$")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・]{2,8}")
_POST_BEHIND = re.compile(r"(?<=[\u3400-\u9fff\uac00-\ud7af])\s*(?:記者|记者|기자|특파원|선임기자)$|^기자$")
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][A-Za-z]?\.?){1,4}[A-Z]*®?\.?$|^(?:Ph\.?D\.?|Jr\.?|Sr\.?|Esq\.?|M\.?D\.?.*|[A-Z]{2,6}[®™]?)$"
)
_NOISE = re.compile(
    r"<?\[email.protected\]>?|\b[\w.+-]+\s?[\[(]at[\])]\s?[\w-]+\.[\w.]+|"
    r"<?(?:mailto:)?\(?\b[\w.+-]+@[\w-]+\.[\w.]+\)?|https?://\S+|\(?@\w+\)?|\b\d{1,2}:\d{2}\b.*$|\b(?:updated|published|posted)\b.*$|"
    r"\s\d{1,2}[./]\d{1,2}[./]\d{2,4}.*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?<=[^\s,;])\s*\([^()]{1,30}\)(?=\s*(?:[,;]|$))")
"""What stands in brackets after a name: initials, a place, a role."""
_MAX_BYLINES, _MAX_BYLINE = 50, 500
_MAX_NAME = 70
_LABEL = 30
"""Characters of a line that is a label of the next, such as "Contributions from"."""
_BESIDE_NAME = 40
"""Letters of a byline beside one of its names; captions have more."""
_SHORT_SITE = 5
"""Characters of a site's name that may be somebody's."""


_Found = tuple[tuple[str, ...], Origin | None]


def clean(names: Iterable[str], *, site: str | None) -> tuple[str, ...]:
    """The people that bylines name, each once, in the order printed; else their newsroom or agency."""
    people, others = sort(names, site=site)
    return people or others


def choose(
    declared: Iterable[Candidate],
    shown: Callable[[], Candidate],
    printed: Iterable[Candidate],
    *,
    site: str | None,
    host: str,
) -> _Found:
    """Who wrote it and where it was read: the first source that names people; else the first that names anybody.

    `declared` is what the head says, `printed` what the page shows, both in order of trust; `shown` reads the byline
    under the headline, to which the head is held.
    """
    nobody: _Found = ((), None)
    for one in declared:
        people, others = sort(one.texts, site=site, host=host, persons=one.declared)
        if people:
            if not any(map(_may_be_whole, people)):
                printed = list(printed)
                if signed := _signed_whole(printed, site):
                    return signed
            byline = shown()
            if any(map(_is_given_name, people)):
                people = _in_full(people, (byline, *printed), site)
            if one.origin is Origin.META and len(people) > 1:
                people = _signed_of(people, printed, site)
            return _as_shown(people, one.origin, byline, site)
        if others and nobody[1] in {None, one.origin}:
            nobody = (*nobody[0], *(name for name in others if name not in nobody[0])), one.origin
    return _printed(printed, nobody, site, host)


def _printed(candidates: Iterable[Candidate], nobody: _Found, site: str | None, host: str) -> _Found:
    """Who is printed where the head names no person: `nobody` is whom it names, an agency or the site."""
    # The site's own name is what a system fills in where nobody is entered; an agency's was written by somebody.
    filled_in = all(_is_site(name, site, host) for name in nobody[0])
    unnamed: _Found = ((), None)
    for one in candidates:
        certain = _is_sure(one)
        if unnamed[0] and not certain:
            break
        people, others = sort(one.texts, site=site, host=host, persons=one.declared)
        if people and (one.declared or (filled_in and (one.sure or not nobody[0]))):
            return people, one.origin
        if others and not nobody[0]:
            nobody = others, one.origin
        if certain and not unnamed[0] and (desk := next(filter(newsrooms.DESK.match, one.texts), "")):
            unnamed = (desk,), one.origin
    return nobody if nobody[0] else unnamed


def _signed_of(people: tuple[str, ...], printed: Iterable[Candidate], site: str | None) -> tuple[str, ...]:
    """Those of the people in a meta tag who sign, where any do: their publisher and editors stand there too."""
    for one in takewhile(_is_sure, printed):
        keys = {_fold(name) for name in sort(one.texts, site=site, persons=one.declared)[0]}
        if keys:
            return tuple(name for name in people if _fold(name) in keys) or people
    return people


def _signed_whole(printed: Iterable[Candidate], site: str | None) -> _Found | None:
    """Who signs by a whole name, where the head has an account's or what can be no person's."""
    for one in takewhile(_is_sure, printed):
        people = sort(one.texts, site=site, persons=one.declared)[0]
        if people and all(" " in name for name in people):
            return people, one.origin
    return None


def _may_be_whole(name: str) -> bool:
    """Whether a name can be a person's own, with degrees behind it or none."""
    return signatures.is_person(name.partition(",")[0]) or _EAST_ASIAN.search(name) is not None


def _is_sure(one: Candidate) -> bool:
    """Whether it is no guess; such come first."""
    return one.declared or one.sure


def _in_full(people: tuple[str, ...], printed: Iterable[Candidate], site: str | None) -> tuple[str, ...]:
    """The declared people; one who is declared by the given name alone as the page prints her whole."""
    whole = [name for one in printed for name in sort(one.texts, site=site)[0]]
    return tuple(
        next((full for full in whole if _is_given_name(name) and full.startswith(f"{name} ")), name) for name in people
    )


def _is_given_name(name: str) -> bool:
    return " " not in name and not _EAST_ASIAN.search(name)


def _as_shown(
    people: tuple[str, ...], origin: Origin, byline: Candidate, site: str | None
) -> tuple[tuple[str, ...], Origin]:
    """The declared people; more if the byline names these and more, fewer if it and the lines by it name only some.

    Photographers, stylists and editors are declared as authors too; readers see by their own lines what they did.
    """
    shown = sort(byline.texts, site=site)[0]
    known = {_fold(name): name for name in people}
    keys = {_fold(name) for name in shown}
    if known.keys() < keys:
        return tuple(known.get(_fold(name), name) for name in shown), byline.origin
    if keys and keys < known.keys():
        rest = known.keys() - keys
        if origin is Origin.META or not any(_names_in(line, rest) for line in _bylines(byline.pieces)):
            return tuple(known[_fold(name)] for name in shown), origin
    return people, origin


def _bylines(lines: Sequence[str]) -> Iterator[str]:
    """Lines that may name who wrote, as keys; none that tells what else somebody did, nor one under such a label."""
    for before, line in pairwise(("", *lines)):
        if not newsrooms.CREDIT.search(line) and not (len(before) < _LABEL and newsrooms.CREDIT.search(before)):
            yield _fold(line)


def _names_in(line: str, keys: Iterable[str]) -> bool:
    return any(key in line and len(line) < len(key) + _BESIDE_NAME for key in keys)


def signs(line: str) -> bool:
    """Whether a line can be a signature: somebody's name, or what stands for one, such as "Staff"."""
    return bool(newsrooms.NOBODY.match(line) and line[:1].isalpha()) or any(sort([line], site=None))


def sort(
    names: Iterable[str], *, site: str | None, host: str = "", persons: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people that bylines name, and the newsrooms and agencies, each once.

    With `persons` each text is declared to be one person: only a list that it plainly is comes apart, and a name that
    could be a paper's is hers or his.
    """
    people: list[str] = []
    others: list[str] = []
    seen: set[str] = set()
    for byline in islice(names, _MAX_BYLINES):
        for place, name in enumerate(_parts(_without_site(byline[:_MAX_BYLINE], site), one_person=persons)):
            key = _fold(name)
            if len(key) < 2 or key in seen:
                continue
            seen.add(key)
            # "Ann Grey, Harbour Times": what follows a person's name is who she writes for.
            pattern = newsrooms.NEWSROOM if persons and not place else newsrooms.ORGANISATION
            # A person's own site bears that name.
            sites_own = _is_site(name, site, "" if persons and " " in name else host)
            is_other = sites_own or pattern.search(name) is not None
            (others if is_other else people).append(name)
    return tuple(people), tuple(others)


def _without_site(byline: str, site: str | None) -> str:
    """A byline without the site's name behind a person's: some print the two in one line."""
    if site and len(site) > _SHORT_SITE and byline.casefold().endswith(f" {site.casefold()}"):
        name = byline[: -len(site)].rstrip(_EDGES)
        return name if " " in name else byline
    return byline


def _parts(byline: str, *, one_person: bool) -> list[str]:
    text = newsrooms.PICTURES_BESIDE.sub("", tidy(html.unescape(_TAG.sub(" ", byline))))
    text = conjunctions.MORE.sub("", _ASIDE.sub("", " ".join(_NOISE.sub(" ", text).split())))
    text = _without_agency(text)
    if signed := east_asian.labelled(text):
        return list(signed)
    names = []
    for piece in _split(_persons(_unprefixed(text)), one_person=one_person):
        names += _at_commas(_unprefixed(piece.strip(_EDGES)), one_person=one_person)
    if len(names) > 1:  # one alone may be a society: Friends of the Pier in Rome
        names = [_IN_PLACE.sub(r"\1", name) for name in names]
    return [
        name
        for name in (east_asian.without_section(_POST_BEHIND.sub("", _name_alone(n.strip(_EDGES)))) for n in names)
        if len(name) <= _MAX_NAME and not newsrooms.NOBODY.match(name)
    ]


def _without_agency(text: str) -> str:
    """A person's line without the agency that she wrote it with; of papers both are who wrote."""
    alone = newsrooms.WITH_AGENCY.sub("", text)
    return alone if alone != text and _looks_like_name(_unprefixed(alone)) and not _PAPER.match(alone) else text


def _name_alone(text: str) -> str:
    """A name without what stands behind it in one line: a button, an agency, a site."""
    found = newsrooms.NAME_AND_MORE.fullmatch(text)
    return found["name"] if found else text


def _persons(line: str) -> str:
    """A line without the post and the paper that stand behind a name: "Jane Doe | City Reporter | The Pier"."""
    first, *rest = _FOR_WHOM.split(line)
    if not rest or not _looks_like_name(first):
        return line
    return " | ".join([first, *(piece for piece in rest if not _PAPER.match(piece) and not _is_post(piece))])


def _is_post(piece: str) -> bool:
    return any(found.end() == len(piece) for found in newsrooms.POST.finditer(piece))


def _split(text: str, *, one_person: bool) -> list[str]:
    """The names of a list; a conjunction that can belong to a name parts only two that are whole."""
    parts: list[str] = []
    if newsrooms.OFFICE.match(text):
        return [text]
    for piece in _each_declared(text) if one_person else conjunctions.SPLIT.split(text):
        start = 0
        for found in conjunctions.AND.finditer(piece):
            before, after = piece[start : found.start()], piece[found.end() :]
            if _parted(before, (found[1] or found[2] or found[3]).casefold(), after, one_person=one_person):
                parts.append(before)
                start = found.end()
        parts.append(piece[start:])
    return parts


def _each_declared(text: str) -> Iterator[str]:
    """What is declared as one person's name apart, where it plainly is several: "Ann Grey/REUTERS"."""
    for piece in conjunctions.SPLIT_DECLARED.split(text):
        parts = re.split(r"\s*[/&]\s*", piece)
        several = all(signatures.is_person(part) or newsrooms.AGENCIES.fullmatch(part) for part in parts)
        yield from parts if several else [piece]


def _parted(before: str, word: str, after: str, *, one_person: bool) -> bool:
    whole = min(len(before.split()), len(conjunctions.AND.split(after)[0].split(",")[0].split())) > 1
    if word in conjunctions.BETWEEN_WHOLE:
        return whole
    if one_person:
        return whole and (word not in conjunctions.IN_NAMES or _COMMA.search(before) is not None)
    return whole or word not in conjunctions.IN_NAMES or max(len(before.split()), len(after.split())) == 1


def _unprefixed(text: str) -> str:
    text = newsrooms.LABEL_OF_BOTH.sub("", text)
    for _ in range(2):
        found = _PREFIX.match(text)
        # "De" and "Di" begin names as well (De Gaulle, Di Maio): only in lower case do they mean "by".
        if not found or (found[0].strip().lower() in _LOWER_ONLY_PREFIX and found[0][0].isupper()):
            break
        text = text[found.end() :]
    return text


def _at_commas(text: str, *, one_person: bool = False) -> list[str]:
    """Cut a list of names at its commas; what follows a name and is none (a post, a place) goes."""
    if _COMMA.search(text) is None:
        return [text]
    parts = [part.strip() for part in _COMMA.split(text) if part.strip()]
    if not parts:
        return []
    if all(map(_EAST_ASIAN.fullmatch, parts)):
        return parts
    if all(_CREDENTIAL.match(part) and not newsrooms.AGENCY.match(part) for part in parts[1:]):
        return [", ".join(parts)]
    if len(parts) == 2 and _FAMILY_NAME.match(parts[0]) and _GIVEN_NAME.match(parts[1]):
        # "Doe, Jane" and "O'Neil, Pat"
        return [f"{parts[1]} {parts[0]}"] if parts[1][:1].isupper() else [parts[0]]
    if one_person and any(" " not in part for part in parts):
        return [parts[0]]
    if newsrooms.NAME_AND_MORE.fullmatch(parts[0]):
        return [parts[0]]  # What follows the paper is a place.
    return [parts[0], *(part for part in parts[1:] if _is_another(part))]


def _is_another(part: str) -> bool:
    """Whether what follows a name in a list is somebody else; a paper in it only if it cannot be told from people."""
    paper = newsrooms.PAPER.match(part) and not newsrooms.ORGANISATION.search(part)
    return _looks_like_name(part) and not paper


def _looks_like_name(text: str) -> bool:
    words = text.split()
    if _EAST_ASIAN.fullmatch(text):
        return True
    if newsrooms.POST.search(text) or not 2 <= len(words) <= 5:
        return False
    if not words[0][:1].islower() and not words[0][:1].isupper():
        return words[0][:1].isalpha()  # Arabic, Hebrew, Devanagari: no letters of two sizes.
    return words[0][:1].isupper() and words[-1][:1].isupper()


def _is_site(name: str, site: str | None, host: str = "") -> bool:
    """Whether a name is the site's, as it calls itself or as its address has it."""
    folded = _fold(name)
    if site and len(_fold(site)) > 5 and folded.startswith(_fold(site)):
        return True
    if site and folded in (_fold(site), _fold(site.partition(".")[0])):
        return True
    return len(folded) > 3 and folded in {_fold(host), *map(_fold, host.split(".")[:-1])}


@lru_cache(maxsize=1 << 9)
def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())
