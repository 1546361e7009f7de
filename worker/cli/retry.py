"""newswire retry: ask again for what ended without an article."""

from collections.abc import Sequence
from datetime import datetime

import click

from worker.adapters import items, reprocessing
from worker.adapters import why as table
from worker.adapters.db import Transaction
from worker.cli.feeds import web_address
from worker.cli.filters import given, refuse_reason
from worker.cli.output import console, open_services
from worker.core.dedupe.verdicts import identity_hash
from worker.errors import UsageError
from worker.models import State
from worker.services import Services


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL…]")
@click.option("--reason", callback=given, help="All that ended for this reason, for example forbidden_address.")
def retry(urls: tuple[str, ...], *, reason: str | None) -> None:
    """Ask again for what was skipped or taken for a duplicate: these addresses, or all with a reason.

    For when the cause is gone: a robots.txt, a setting, a page that was not there yet. `newswire status` counts the
    reasons; what is in quarantine has `newswire quarantine retry`.
    """
    if urls and reason:
        raise UsageError("addresses and --reason each say which: give one of them")
    if not urls and not reason:
        raise UsageError("say which: addresses, or --reason REASON (`newswire status` shows them)")
    with open_services() as services:
        with services.db.transaction() as tx:
            before = reprocessing.database_time(tx)
            ids = _items(services, tx, urls) if urls else None
            if reason:
                refuse_reason(reason, items.reasons_of_ends(tx))
        number = 0
        while again := _retry(services, ids, reason, before):
            number += again
    console.print(f"{number:,} item{'s are' if number != 1 else ' is'} due again", highlight=False)


def _retry(services: Services, ids: list[int] | None, reason: str | None, before: datetime) -> int:
    with services.db.transaction() as tx:
        return len(items.retry(tx, ids=ids, reason=reason, before=before))


def _items(services: Services, tx: Transaction, urls: Sequence[str]) -> list[int]:
    """The items of these addresses. Raises UsageError that tells of all that cannot be asked for, so that none is."""
    ids, wrong = list[int](), list[str]()
    for url in urls:
        try:
            ids.append(_item(services, tx, url))
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("; ".join(wrong))
    return ids


def _item(services: Services, tx: Transaction, url: str) -> int:
    """The item of an address. Raises UsageError when there is none, or it did not end this way."""
    address = web_address(services, url)
    found = table.item_of(tx, identity_hash(address), [address, url])
    if found is None:
        raise UsageError(f"no feed has shown {address}: `newswire feeds add {address}` looks for one that does")
    if found.state == State.QUARANTINED:
        raise UsageError(f"{address} is in quarantine: `newswire quarantine retry {found.quarantine_id}`")
    if found.state not in (State.SKIPPED, State.DUPLICATE):
        raise UsageError(f"{address} is {found.state}, not skipped: `newswire why {address}` tells its story")
    return found.id
