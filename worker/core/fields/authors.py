"""Bylines as publishers print them → the names of the authors.

Never a post, a place or a date; a newsroom's or an agency's name only where no person is named.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

from worker.core.text.characters import tidy

_PREFIX = re.compile(
    r"^(?:(?:(?:written|story|posted|published|reported|words|text|texte|texto|analysis|opinion|review|reviewed|report)"
    r"\s+)?by|von|vom|par|por|door|przez|av|af|yazan|autore?|autora|author|texto?|text|tekst|redazione di|escrito por|"
    r"publicado por|propos recueillis par|a cura di|автор|текст|di|de|da)\b\s*[:\-–—]?\s+|"
    r"^(?:by|von|text|author|autor|foto)\s*[:|]\s*",
    re.IGNORECASE,
)
_LOWER_ONLY_PREFIX = frozenset(("di", "de", "da", "av", "af"))
_SPLIT = re.compile(
    r"\s*(?:;|\||•|·|/| - | – | — |\n|&)\s*|"
    r"\s*,?\s+(?:and|und|et|y|og|och|ja|ve|и|en|e|i|with|mit|avec|con)\s+(?=[A-ZÀ-ÞЀ-Я])"
)
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][A-Za-z]?\.?){1,4}[A-Z]*®?\.?$|^(?:Ph\.?D\.?|Jr\.?|Sr\.?|Esq\.?|M\.?D\.?.*|[A-Z]{2,6}[®™]?)$"
)
_ROLE = re.compile(
    r"\b(?:reporter|correspondent|editor|writer|journalist|contributor|columnist|director|manager|chief|staff|producer|"
    r"redakteur\w*|korrespondent\w*|redaktion|autor\w*|journaliste|rédact\w+|redactor\w*|corresponsal|reporterka|dziennikar\w+|"
    r"presenter|fellow|professor|analyst|specialist|founder|ceo|head of|author|photographer|fotograf\w*|freelance\w*|"
    r"muhabir\w*|giornalista|redatt\w+|journalist\w*|toimittaja|redaktør|"
    r"politics|business|sports?|news|health|"
    r"technology)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:admin\w*|administrator|editor|editorial|editorial (?:team|staff|board)|staff|staff (?:writer|reporter)s?|"
    r"guest|"
    r"unknown|anonymous|author|authors|null|none|undefined|n/?a|redaktion|redaction|redazione|webmaster|root|user|"
    r"publisher|"
    r"news ?desk|newsroom|web ?desk|online|contributor|various|redacción|rédaction|la rédaction|by|test|post|wordpress|"
    r"follow|share|profile|view.*|see .*|more .*|read .*|all .*|about .*|updated.*|published.*|posted.*|\d+.*)$",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\(?\b[\w.+-]+@[\w-]+\.[\w.]+\)?|https?://\S+|\(?@\w+\)?|\b\d{1,2}:\d{2}\b.*$|\b(?:updated|published|posted)\b.*$|"
    r"\s\d{1,2}[./]\d{1,2}[./]\d{2,4}.*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]{1,30}\)$")
"""What stands in brackets after a name: initials, a place, a role."""
_MAX_BYLINES, _MAX_BYLINE = 50, 500
_MAX_NAME = 70


def clean(names: Iterable[str], *, site: str | None) -> tuple[str, ...]:
    """The people that bylines name, each once, in the order printed; else their newsroom or agency."""
    people, others = sort(names, site=site)
    return people or others


def signs(line: str) -> bool:
    """Whether a line can be a signature: somebody's name, or what stands for one, such as "Staff"."""
    return bool(_NOBODY.match(line) and line[:1].isalpha()) or any(sort([line], site=None))


def sort(names: Iterable[str], *, site: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people that bylines name, and the newsrooms and agencies, each once."""
    people: list[str] = []
    others: list[str] = []
    seen: set[str] = set()
    for byline in islice(names, _MAX_BYLINES):
        for name in _parts(byline[:_MAX_BYLINE]):
            key = _fold(name)
            if len(key) < 2 or key in seen:
                continue
            seen.add(key)
            (others if _is_organisation(name, site) else people).append(name)
    return tuple(people), tuple(others)


def _parts(byline: str) -> list[str]:
    text = tidy(html.unescape(byline))
    text = _ASIDE.sub("", " ".join(_NOISE.sub(" ", text).split()))
    names = []
    for piece in _SPLIT.split(_unprefixed(text)):
        names += _at_commas(_unprefixed(piece.strip(" ,.:-–—|()[]")))
    return [
        name for name in (n.strip(" ,:-–—|()[]") for n in names) if len(name) <= _MAX_NAME and not _NOBODY.match(name)
    ]


def _unprefixed(text: str) -> str:
    for _ in range(2):
        found = _PREFIX.match(text)
        # "De" and "Di" begin names as well (De Gaulle, Di Maio): only in lower case do they mean "by".
        if not found or (found[0].strip().lower() in _LOWER_ONLY_PREFIX and found[0][0].isupper()):
            break
        text = text[found.end() :]
    return text


def _at_commas(text: str) -> list[str]:
    """Cut a list of names at its commas; what follows a name and is none (a post, a place) goes."""
    if "," not in text and "、" not in text:
        return [text]
    parts = [part.strip() for part in re.split(r"[,、]", text) if part.strip()]
    if not parts:
        return []
    if all(_CREDENTIAL.match(part) for part in parts[1:]):
        return [", ".join(parts)]
    if len(parts) == 2 and " " not in parts[0] and " " not in parts[1].strip() and parts[0].isalpha():
        # "Doe, Jane"
        return [f"{parts[1]} {parts[0]}"] if parts[1][:1].isupper() else [parts[0]]
    return [parts[0], *(part for part in parts[1:] if _looks_like_name(part))]


def _looks_like_name(text: str) -> bool:
    words = text.split()
    if _ROLE.search(text) or not 2 <= len(words) <= 5:
        return False
    return words[0][:1].isupper() and words[-1][:1].isupper()


_ORGANISATION = re.compile(
    r"\b(?:dpa|afp|reuters|ap|apa|sda|ansa|efe|pti|ians|tass|interfax|associated press|agence|agency|agentur|agencia|"
    r"news|press|"
    r"redaktion|redazione|redacción|rédaction|desk|team|staff|editors?|editorial|service|online|web|media|group|inc|"
    r"gmbh|foundation|institute|university|magazine|zeitung|times|post|journal|tribune|herald)\b|\.(?:com|de|net|org|is|co|ch|at|fr)\b|"
    r"新聞|通信|編集部|日報|뉴스|신문",
    re.IGNORECASE,
)


def _is_organisation(name: str, site: str | None) -> bool:
    if site and _fold(name) in (_fold(site), _fold(site.partition(".")[0])):
        return True
    return bool(_ORGANISATION.search(name))


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text).casefold())
