"""What is asked of servers and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.models.reasons import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to ask a server for."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    """Beside those that every request carries: If-None-Match, If-Modified-Since; Accept in place of that of pages."""
    delay: float = 0.0
    """Seconds to wait before it starts: its slot in the host's pace."""
    admit: Callable[[str], Reason | None] | None = None
    """Asked for every address on the same host that a redirect leads to: the reason to refuse it, or None."""
    form: bytes | None = None
    """Posted, as a form; redirects that ask for that again (307, 308) are followed, others are none."""
    across_hosts: bool = False
    """Follow redirects to other hosts too, instead of handing them back: only for robots.txt (RFC 9309, 2.3.1.2)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirected:
    """The server sent us to another host, whose robots.txt and pace have to be asked first."""

    url: str
    """The absolute target."""
    status: int
    permanent: bool
    """Every hop on the way was permanent (301, 308)."""
    hops: tuple[str, ...]
    """The addresses that redirected, in order; the first is the one asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the server sent for an item."""

    url: str
    """The address that finally answered."""
    status: int
    headers: dict[str, str]
    """Lower-case names; a repeated header's values are joined by ', '."""
    body: bytes
    """Decoded of its transfer and content encodings; not of its charset."""
    seconds: float
    """From the start of the request to its last byte."""
    moved: bool = False
    """It was redirected on its host, and permanently each time (301, 308)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """What is known of a host."""

    host: str
    robots_body: bytes | None
    """None when it has no robots.txt, or we do not have it."""
    robots_open: bool | None
    """False while its robots.txt cannot be had."""
    robots_fresh: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Slots:
    """When a batch may ask a host."""

    host: str
    granted: int
    first_in: float
    """Seconds from now."""
    spacing: float
    """Seconds between starts."""
    behind: int = 0
    """Items that wait for this host, those of the batch among them; 0 when all were granted."""
