"""Reads robots.txt (RFC 9309) into rules for our own product token; never fetches it, never decides when.

protego matches the patterns. What is handed to it is first cut to the groups that can concern us, because its own
grouping costs agents times rules: a 500 KiB file with 18,000 agents over 23,000 rules would ask for 400 million rules.
"""

import re
from dataclasses import dataclass

from protego import Protego

from worker.core.fetch.targets import target
from worker.errors import NewswireError, PageRefused
from worker.models import Page, Reason, Redirected

TOKEN = "newswire"  # noqa: S105  not a secret: the name by which robots.txt addresses us
"""Our product token, also in the User-Agent."""

MAX_BYTES = 500 * 1024
"""What RFC 9309 (2.5) asks a crawler to read at least; what stands beyond it is ignored."""

LIFETIME = 86400.0
"""Seconds that an answer may be kept (RFC 9309, 2.4)."""

MAX_CRAWL_DELAY = 3600.0
"""Seconds; a longer wish is read as this, so that a slip of the pen does not stop a publisher's news for days."""

# The fields that matter to us and the misspellings that Google's parser forgives too; every other line is dropped.
_FIELDS = {
    "user-agent": "User-agent",
    "useragent": "User-agent",
    "user agent": "User-agent",
    "allow": "Allow",
    "disallow": "Disallow",
    "dissallow": "Disallow",
    "dissalow": "Disallow",
    "disalow": "Disallow",
    "diasllow": "Disallow",
    "disallaw": "Disallow",
    "crawl-delay": "Crawl-delay",
    "crawl delay": "Crawl-delay",
}
_PRODUCT = re.compile(r"[a-z_-]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Robots:
    """What a host lets us fetch."""

    rules: Protego | None = None
    """None when there are none."""
    open_: bool = True
    """False while robots.txt cannot be had: nothing may be fetched, for now."""
    crawl_delay: float | None = None
    """Seconds between two requests that the host asks for, 0 to `MAX_CRAWL_DELAY`."""

    def allows(self, url: str) -> bool:
        """Whether we may fetch this absolute address; False for one that cannot be read."""
        try:
            address = target(url).url
        except PageRefused:
            return False
        return self.open_ and (self.rules is None or self.rules.can_fetch(address, TOKEN))


def parse_robots(body: bytes) -> Robots:
    """The rules in the bytes of a robots.txt, whatever they are; a file without rules for us opens everything."""
    lines = [*filter(None, map(_plain, body[:MAX_BYTES].decode("utf-8-sig", "replace").splitlines()))]
    # A line that is no rule of RFC 9309 does not end a group's list of agents (2.2.1, 2.2.4), but for Protego a
    # Crawl-delay does. So the rules are read without it, and the delay apart: as those who write one mean it, for the
    # agents right above.
    rules = Protego.parse("\n".join(line for line in lines if not line.startswith("Crawl-delay")))
    delay = Protego.parse("\n".join(lines)).crawl_delay(TOKEN)
    return Robots(rules=rules, crawl_delay=None if delay is None else min(delay, MAX_CRAWL_DELAY))


def stored(body: bytes | None, is_open: bool | None) -> Robots:
    """The rules as a row keeps them: the file, if the host has one, and whether the host is open."""
    return Robots(open_=bool(is_open)) if body is None else parse_robots(body)


def rules_from(outcome: Page | Redirected | NewswireError) -> Robots:
    """The rules that follow from trying to fetch robots.txt (RFC 9309, 2.3.1).

    4xx says that there are none, and so does too long a redirect chain (2.3.1.2); 429, 5xx and a host that does not
    answer close the host for now.
    """
    if isinstance(outcome, Page):
        return parse_robots(outcome.body)
    if isinstance(outcome, PageRefused) and (outcome.status is not None or outcome.reason is Reason.TOO_MANY_REDIRECTS):
        return Robots()
    return Robots(open_=False)


def _plain(line: str) -> str | None:
    """The line in one spelling, with all agents but ours and '*' under one name; None when it does not concern us."""
    field, _, value = line.partition("#")[0].partition(":")
    name = _FIELDS.get(field.strip().lower())
    value = value.strip()
    if name == "User-agent" and value != "*":
        product = _PRODUCT.match(value)
        value = TOKEN if product and product[0].lower() == TOKEN else "-"
    return name and f"{name}: {value}"
