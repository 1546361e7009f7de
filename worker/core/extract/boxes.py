"""Finds the boxes of a page: parts that stand apart from its body, and whether one asks for something; cuts nothing."""

import re
from bisect import bisect_left
from itertools import accumulate

from worker.core.extract.classifier import BODY
from worker.core.extract.markup import FIELDS
from worker.core.extract.scan import Scan

MOST_BLOCKS = 20
"""Blocks of the largest box; a form with its notice has about ten."""
MOST_BODY = 0.4
"""Share of the body's letters beyond which a part is the body, or a half of it."""
MOST_ELEMENTS = 400
"""Elements that are looked through in one box."""
WHOLE = frozenset(("html", "body", "main", "article"))
CHANNELS = ("whatsapp.", "telegram.", "patreon.", "steady", "ko-fi.", "paypal.", "play.google.", "apps.apple.")
"""What an address holds that leads to a channel, a donation or an app."""
OFFERS = (
    *("subscri", "newsletter", "login", "log-in", "signin", "sign-in", "signup", "sign-up", "regist", "join", "donat"),
    *("support", "member", "account", "abonn", "suscri", "assin", "inscri", "connexion", "premium", "checkout"),
    *("offer", "spende"),
)
"""How a part of an address begins that leads to what is asked for."""
OFFERS_WHOLE = ("abo", "shop", "store")
"""What such a part is whole."""
SIGNS = "/.#?=-"
"""Where a part of an address begins."""
_LEADS = re.compile(
    rf"^mailto:|\bt\.me/|{'|'.join(map(re.escape, CHANNELS))}"
    rf"|[{re.escape(SIGNS)}](?:{'|'.join(OFFERS)}|(?:{'|'.join(OFFERS_WHOLE)})\b)",
    re.IGNORECASE,
)


def leads(address: str) -> bool:
    """Whether an address leads to something that is asked for."""
    return _LEADS.search(address) is not None


class Boxes:
    """The boxes of one page, found as they are asked for."""

    def __init__(self, scan: Scan, scores: list[float]) -> None:
        self._elements = scan.elements
        self._letters = [
            0,
            *accumulate(
                len(text) if score >= BODY else 0 for text, score in zip(scan.blocks.texts, scores, strict=True)
            ),
        ]
        self._found: dict[int, int] = {}
        self._leading = scan.leading
        self._asking: dict[int, bool] = {}
        self._leads: dict[int, bool] = {}

    def of(self, element: int) -> int:
        """The largest part of the page around an element that is no more than a box; -1 when there is none."""
        path = []
        while element >= 0 and element not in self._found and self._fits(element):
            path.append(element)
            element = self._elements.parents[element]
        found = self._found.get(element, -1) if element >= 0 else -1
        if found < 0 and path:
            found = path[-1]
        for one in path:
            self._found[one] = found
        if not path and element >= 0 and element not in self._found:
            self._found[element] = -1
        return found

    def asks(self, element: int) -> bool:
        """Whether an element has form fields, or links that lead to something that is asked for."""
        known = self._asking.get(element)
        if known is None:
            known = self._asking[element] = self._looks(element)
        return known

    def holds_many(self, element: int) -> bool:
        return self._elements.last_block[element] - self._elements.block[element] > 1

    def _fits(self, element: int) -> bool:
        elements = self._elements
        first, last = elements.block[element], elements.last_block[element]
        if last < 0 or last - first > MOST_BLOCKS or elements.tags[element] in WHOLE:
            return False
        return self._letters[last] - self._letters[first] <= MOST_BODY * self._letters[-1]

    def _looks(self, element: int) -> bool:
        after = self._elements.after[element]
        last = element + MOST_ELEMENTS if after < 0 else min(after, element + MOST_ELEMENTS)
        for place in range(bisect_left(self._leading, element), bisect_left(self._leading, last)):
            index = self._leading[place]
            known = self._leads.get(index)
            if known is None:
                known = self._leads[index] = self._elements.tags[index] in FIELDS or leads(
                    self._elements.attributes.value(index, "href")
                )
            if known:
                return True
        return False
