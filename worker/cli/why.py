"""newswire why: the answer to "why is this article not there?"."""

import sys

import click
from rich.text import Text

from worker.cli.feeds import web_address
from worker.cli.output import console, json_option, open_services, print_json, safe
from worker.steps.why import tell


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
            told = tell(tx, address, typed=url)
    if as_json:
        print_json(
            {
                "url": address,
                "item": told.item,
                "sightings": told.sightings,
                "feeds": told.feeds,
                "story": told.story.sentences,
                "advice": told.story.advice,
            }
        )
    else:
        console.print(Text(safe(told.address), style="bold"))
        for sentence in told.story.sentences:
            console.print(Text(safe(sentence)))
        for advice in told.story.advice:
            console.print(Text(safe(f"What to do: {advice}"), style="cyan"))
    if told.item is None:
        sys.exit(1)
