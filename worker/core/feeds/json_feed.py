"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) → ParsedFeed; takes nothing's type for granted."""

import json
from itertools import islice

from worker.core.feeds.entry_fields import address_of, language_of, make_entry, mappings, title_of
from worker.core.feeds.xml_feed import MAX_ENTRIES
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import FeedKind, ParsedFeed, Reason

MAX_CONTAINERS = 300_000
MAX_QUOTES = 1_000_000
"""Characters of a document. An empty object of two bytes takes 64 of memory: within these, 5 MB take at most 50."""


def read_json(text: str, *, url: str, tracking: Tracking) -> ParsedFeed:
    """What the document says; `url` is where it came from. Raises BadInput."""
    if text.count("{") + text.count("[") > MAX_CONTAINERS or text.count('"') > MAX_QUOTES:
        raise BadInput("more containers or strings than a feed has", reason=Reason.TOO_MANY_ELEMENTS)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"not JSON: {error}", reason=Reason.NOT_A_FEED) from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise BadInput("JSON without a list of items: not a feed", reason=Reason.NOT_A_FEED)
    language = language_of(document.get("language"))
    entries = []
    for item in islice(mappings(items), MAX_ENTRIES):
        get = item.get
        people = [*mappings(get("authors")), *mappings([get("author")])]
        tags = get("tags")
        guid = get("id")
        entries.append(
            make_entry(
                guid=str(guid) if isinstance(guid, int) else guid,
                link=get("url") or get("external_url"),
                title=get("title"),
                authors=[person.get("name") for person in people],
                published=get("date_published"),
                modified=get("date_modified"),
                summary=get("summary"),
                content=get("content_html") or get("content_text"),
                labels=tags if isinstance(tags, list) else (),
                language=language_of(get("language")) or language,
                url=url,
                tracking=tracking,
                tag=get("language") or document.get("language"),
            )
        )
    return ParsedFeed(
        kind=FeedKind.JSON,
        title=title_of(document.get("title")),
        site_url=address_of(document.get("home_page_url"), url=url, tracking=tracking),
        language=language,
        interval=None,
        entries=tuple(entries),
        left_out=max(len(items) - MAX_ENTRIES, 0),
    )
