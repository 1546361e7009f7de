"""Consumers: who reads the change feed, how far, and whom retention is about to pass by."""

from starlette.requests import Request

from worker.adapters import changes
from worker.adapters import consumers as table
from worker.web.site import Shown, Site, list_of


def build(site: Site, _: Request) -> Shown:
    """Every consumer."""
    days = site.services.settings.change_days
    with site.reading() as tx:
        rows = table.listing(tx, days=days)
        end = changes.last_position(tx)
    rows.sort(key=lambda row: (row.state != "missed", row.state != "soon", -row.waiting, row.name))
    context = {"rows": rows, "end": end, "days": days}
    return Shown(template="consumers.html", context=context, document={"last_position": end, "consumers": rows})


ROUTES = list_of("/consumers", build)
