"""What stands at an address that somebody wants to add: a feed, or a site whose feeds are looked for.

1. The address itself, if it is a feed.
2. What its page points to, the best first, then the addresses that such software usually serves.
3. As a last resort the sitemaps that the host's robots.txt names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from worker.adapters.http import HttpClient
from worker.core.feeds.discover import feed_links, guesses, sitemap_links
from worker.core.feeds.parse import parse_feed
from worker.core.feeds.sent_on import sent_on
from worker.core.fetch.addresses import AllowedAddresses
from worker.core.urls import feed_address
from worker.errors import BadInput, NewswireError, UsageError
from worker.models import FeedLink, Page, ParsedFeed, Reason
from worker.services import Services
from worker.steps.crawl import ask_now


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFeed:
    """The feed at an address, and what else its site has."""

    link: FeedLink
    others: tuple[FeedLink, ...] = ()
    """Further feeds that the page declares."""
    forbidden: tuple[str, ...] = ()
    """Feeds that the page points to and robots.txt does not allow."""


def find_feed(services: Services, url: str) -> FoundFeed:
    """Return the feed at an address, or the best one that the site there has. Raises BadInput without one."""
    address = typed_address(url)
    page = ask_now(services.http, address)
    if further := sent_on(page):
        page = ask_now(services.http, further)
    try:
        parsed = read_page(services, page)
        return FoundFeed(link=FeedLink(url=address, title=parsed.title, kind=parsed.kind))
    except BadInput as not_a_feed:
        reason = str(not_a_feed)
    declared = feed_links(page.body, url=page.url, header=page.headers.get("link", ""))
    looked_at: dict[str, NewswireError] = {}
    found = _first(services, [link.url for link in declared], looked_at)
    found = found or _first(services, guesses(page.url), looked_at)
    found = found or _first(services, _named_in_robots(services, page.url), looked_at)
    pointed = {link.url for link in declared}
    refused = tuple(one for one, e in looked_at.items() if e.reason is Reason.ROBOTS and one in pointed)
    if found is None:
        why = "".join(f"; robots.txt does not allow {one}" for one in refused)
        pointing = "" if pointed else ", and the page there points to none"
        raise BadInput(f"no feed there ({reason}){pointing}{why}", reason=Reason.NOT_A_FEED)
    others = tuple(link for link in declared if link.url != found.url and link.url not in looked_at)
    return FoundFeed(link=found, others=others, forbidden=refused)


def refused_by_workers(services: Services, url: str, settings: Iterable[str]) -> Sequence[str]:
    """Return those of the workers' values of NEWSWIRE_ALLOW_ADDRESSES with which the address may not be asked."""
    own = services.settings.allow_addresses
    refused = []
    for value in sorted(set(settings) - {own}):
        entries = [entry for entry in value.split(",") if entry.strip()]
        client = HttpClient(
            user_agent=services.settings.user_agent,
            allowed=AllowedAddresses.parse(entries),
            timeout=services.settings.fetch_timeout,
            max_bytes=services.settings.max_page_bytes,
            connect_to=None,
        )
        try:
            ask_now(client, url)
        except NewswireError as error:
            if error.reason in (Reason.FORBIDDEN_ADDRESS, Reason.FORBIDDEN_PORT):
                refused.append(value)
        finally:
            client.close()
    return refused


def typed_address(url: str) -> str:
    """Return a feed's address as somebody typed it. Raises UsageError when it is none."""
    address = feed_address(url)
    if address is None:
        raise UsageError(f"not a web address: {url or repr(url)}")
    return address


def read_page(services: Services, page: Page) -> ParsedFeed:
    """Read a page as a feed. Raises BadInput when it is none."""
    kind = page.headers.get("content-type")
    return parse_feed(page.body, url=page.url, content_type=kind, tracking=services.tracking)


def _first(services: Services, urls: Iterable[str], looked_at: dict[str, NewswireError]) -> FeedLink | None:
    for url in urls:
        if url in looked_at:
            continue
        try:
            parsed = read_page(services, ask_now(services.http, url))
        except NewswireError as error:
            looked_at[url] = error
        else:
            return FeedLink(url=url, title=parsed.title, kind=parsed.kind)
    return None


def _named_in_robots(services: Services, url: str) -> tuple[str, ...]:
    try:
        page = ask_now(services.http, urljoin(url, "/robots.txt"))
    except NewswireError:
        return ()
    return sitemap_links(page.body, url=page.url)
