"""newswire why: the answer to "why is this article not there?"."""

import sys

import click
from rich.text import Text

from worker.adapters import why as table
from worker.cli import story
from worker.cli.feeds import web_address
from worker.cli.output import console, json_option, open_services, print_json, safe
from worker.core.dedupe.verdicts import identity_hash
from worker.core.urls import same_site


@click.command()
@click.argument("url")
@json_option
def why(url: str, *, as_json: bool) -> None:
    """Why is this article not there? What became of an address, in plain words, and what to do.

    Any spelling of the address will do, and one that it was redirected to. Exit codes: 0 told, 1 no feed has shown it,
    2 not an address.
    """
    with open_services() as services:
        address = web_address(services, url)
        with services.db.transaction() as tx:
            item = table.item_of(tx, identity_hash(address), [address, url])
            sightings = table.sightings(tx, item.id) if item else []
            feeds = [] if item else [feed for feed in table.feeds(tx) if _is_of(feed, address)]
    told = story.known(item, sightings) if item else story.unknown(address, feeds)
    if as_json:
        print_json(
            {
                "url": address,
                "item": item,
                "sightings": sightings,
                "feeds": feeds,
                "story": told.sentences,
                "advice": told.advice,
            }
        )
    else:
        console.print(Text(safe(item.url or address if item else address), style="bold"))
        for sentence in told.sentences:
            console.print(Text(safe(sentence)))
        for advice in told.advice:
            console.print(Text(safe(f"What to do: {advice}"), style="cyan"))
    if item is None:
        sys.exit(1)


def _is_of(feed: table.FeedOfSite, address: str) -> bool:
    return any(same_site(one, address) for one in (feed.url, feed.site_url) if one)
