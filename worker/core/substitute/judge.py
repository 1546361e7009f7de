"""Tells a page that stands in for an article (a challenge, an error page, a front page) from the article itself.

Each piece of evidence has a weight; several must agree, and what speaks for an article is taken off. No phrase is
enough: an article about outages, captchas, cookies or lost pages says the same words, but under the headline that its
feed announced, in paragraphs, with the marks of an article.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from worker.core.fields import titles
from worker.core.substitute.rules import SubstituteRules, Wording
from worker.core.substitute.shape import (
    OTHER_TITLE,
    SAME_TITLE,
    Answered,
    above,
    announced,
    is_list,
    prose,
    quotes,
    resembles,
    slug,
)
from worker.models import Reason

ENOUGH = 4.0
"""Weight from which a page is no article.

Of 2,570 real articles (with their title, with none, with another's) one is taken for a substitute: a guide under an
address above the made-up one that was asked for, with another's title. Of 25 substitutes in 15 languages that were
written before their phrases were looked at, 22 are told.
"""
ENOUGH_UNANNOUNCED = 5.0
"""The same where neither feed nor store has a title to compare with."""
WITNESSED, WITNESSED_TWICE = 2.0, 2.5
"""Of that, what must speak for the kind itself, on a page without prose and on one with some: under a title that is all
phrase a brief may follow, so there another witness is needed."""
FEW = 1_500
"""Characters of visible text up to which a page can be a form, and its source is searched for marks."""
NOTHING = 200
"""Characters of visible text of a page that is all script."""
THIN = 150
"""Characters of prose below which a page has no text of its own."""
SOME_PROSE, MUCH_PROSE = 400, 1_000
"""Characters of paragraphs in a row, as only articles have them."""

_WHOLE, _HALF = 0.6, 0.3  # share of a title that is phrases of a kind
_FULL_OF_IT, _SOME_OF_IT = 0.15, 0.04  # the same of the opening
_MANY = 6  # different phrases in the opening
_SHRUNK, _WAS_LONG = 0.25, 600
_REPEATED = 0.9

_Evidence = tuple[float, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a page is that is no article, and why we think so."""

    reason: Reason
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """What a page says of itself, by kind."""

    header: Reason | None
    address: Reason | None
    titles: Sequence[Mapping[Reason, Wording]]
    opening: Mapping[Reason, Wording]


def judge(answered: Answered, rules: SubstituteRules) -> Finding | None:
    """Say what a page is when it is no article; None for an article and for what cannot be told."""
    signs = answered.extraction.signs
    expected = announced(answered)
    own = (*signs.titles, *signs.headings)
    header = rules.announced(answered.headers)
    listing = bool(answered.asked) and (above(answered.url, answered.asked or "") or is_list(answered.extraction))
    # nearly every page: the headline that was announced, or words of its summary. On a list both may be another's.
    known = not listing and (resembles(own, expected, SAME_TITLE) or quotes(answered))
    if known and header is None:
        return None
    length = prose(answered.extraction.blocks)
    if known and length >= SOME_PROSE:
        return None
    said = _said(answered, rules, own, header=header, length=length)
    around = [*_shape(answered, expected, length)]
    candidates = [
        (reason, [*evidence, *around], ENOUGH if expected else ENOUGH_UNANNOUNCED)
        for reason in _kinds(said, answered)
        if _weight(evidence := [*_own(reason, said, answered)]) >= (WITNESSED if length < THIN else WITNESSED_TWICE)
    ]
    if listing and said.address is None:
        candidates.append((Reason.FRONT_PAGE, [*_front(answered, expected, length)], ENOUGH))
    if answered.repeated >= _REPEATED or _is_rest(answered):
        candidates.append((Reason.OTHER_PAGE, around, ENOUGH if expected else ENOUGH_UNANNOUNCED))
    found = [
        (total, reason, evidence) for reason, evidence, enough in candidates if (total := _weight(evidence)) >= enough
    ]
    if not found or (header is None and _slug_vouches(answered, said, signs.titles if listing else own)):
        return None
    _, reason, evidence = max(found, key=lambda one: one[0])
    return Finding(reason=reason, evidence=tuple(words for weight, words in evidence if weight > 0))


def _said(
    answered: Answered, rules: SubstituteRules, own: Sequence[str], *, header: Reason | None, length: int
) -> _Said:
    signs = answered.extraction.signs
    address = rules.addressed(answered.url, answered.asked or "")
    named = [rules.read(part) for title in own for part in titles.parts(title)]
    # Beside prose the opening is no witness by itself, and reading it takes longer than all the rest.
    counts = length < THIN or any((header, address, signs.marks, signs.password, *named))
    return _Said(header=header, address=address, titles=named, opening=rules.read(signs.opening) if counts else {})


def _weight(evidence: Sequence[_Evidence]) -> float:
    return sum(weight for weight, _ in evidence)


def _is_rest(answered: Answered) -> bool:
    """Whether a page shows, all in all, a fraction of the text that is stored: whatever it says, in any language."""
    before = answered.before
    return (
        before is not None
        and before.characters >= _WAS_LONG
        and answered.extraction.signs.characters < _SHRUNK * before.characters
    )


def _kinds(said: _Said, answered: Answered) -> list[Reason]:
    """The kinds that something speaks for."""
    named = (kind for title in said.titles for kind in title)
    kinds = {said.header, said.address, *answered.extraction.signs.marks, *said.opening, *named}
    return sorted(kind for kind in kinds if kind is not None)


def _slug_vouches(answered: Answered, said: _Said, own: Sequence[str]) -> bool:
    """Whether the page's title has the words of the address, and is not itself one of our phrases."""
    words = slug(answered.asked)
    spoken = any(wording.share >= _HALF for title in said.titles for wording in title.values())
    return bool(words) and not spoken and resembles(own, (words,), SAME_TITLE)


def _own(reason: Reason, said: _Said, answered: Answered) -> Iterator[_Evidence]:
    """What speaks for one kind."""
    signs = answered.extraction.signs
    few = signs.characters <= FEW
    if said.header is reason:
        yield 4.0, "its headers say so"
    if said.address is reason:
        yield 2.0, f"it came from {answered.url}"
    if reason in signs.marks:
        yield (3.0 if signs.characters <= NOTHING else 2.0), "its source has the marks of one"
    share = max((title[reason].share for title in said.titles if reason in title), default=0.0)
    if share >= _HALF:
        yield (2.0 if share >= _WHOLE else 0.5), "its title says so"
    wording = said.opening.get(reason)
    # the title once more is no second witness
    phrases = wording.phrases.difference(*(t[reason].phrases for t in said.titles if reason in t)) if wording else ()
    if wording is not None and phrases:
        if (few and wording.share >= _FULL_OF_IT) or len(phrases) >= _MANY:
            yield 2.0, "its text is full of such phrases"
        elif few and (wording.share >= _SOME_OF_IT or len(phrases) > 1):
            yield 1.0, "its text has such phrases"
    if reason is Reason.LOGIN_PAGE and signs.password and few:
        yield 2.0, "it has a field for a password and little else"


def _shape(answered: Answered, expected: Sequence[str], length: int) -> Iterator[_Evidence]:
    """What speaks for any kind, and against all."""
    signs = answered.extraction.signs
    if expected and not resembles((*signs.titles, *signs.headings), expected, OTHER_TITLE):
        yield 1.5, "its title is another"
    if length < THIN:
        yield 1.0, "it has no paragraph of text"
    if not signs.article and answered.extraction.published is None:
        yield 1.0, "it has neither a date nor the marks of an article"
    if signs.noindex:
        yield 0.5, "it asks not to be indexed"
    if signs.canonical and answered.asked and above(signs.canonical, answered.asked):
        yield 1.0, f"it calls itself {signs.canonical}"
    if _is_rest(answered):
        yield 1.0, "little is left of the text"
    if answered.repeated >= _REPEATED:
        yield 2.0, "the same text came for other addresses"
    if signs.article:
        yield -2.0, ""
    if length >= SOME_PROSE:
        yield (-2.0 if length >= MUCH_PROSE else -1.0), ""


def _front(answered: Answered, expected: Sequence[str], length: int) -> Iterator[_Evidence]:
    """What speaks for the front page or a section. Its headings are headlines of others, so only its name counts."""
    signs, asked = answered.extraction.signs, answered.asked or ""
    moved = above(answered.url, asked)
    if moved:
        yield 3.0, f"it was redirected to {answered.url}"
    elif signs.canonical and above(signs.canonical, asked):
        yield 1.5, f"it calls itself {signs.canonical}"
    if expected and not resembles(signs.titles, expected, OTHER_TITLE):
        yield 1.5, "its title is another"
    yield 1.0 * is_list(answered.extraction), "it is mostly links"
    yield 1.0 * signs.website, "it calls itself a site"
    yield (-2.0 if signs.article else 0.5), "it does not call itself an article"
    yield 2.0 * (answered.repeated >= _REPEATED), "the same text came for other addresses"
    yield -4.0 * resembles(signs.titles, expected, SAME_TITLE), ""
    yield -2.0 * (not moved and length >= SOME_PROSE), ""
