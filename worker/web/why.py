"""Why is this article not there? An address in, its story out."""

from typing import Any

from starlette.requests import Request

from worker.core.urls import canonical_url
from worker.steps.why import tell
from worker.web.site import Shown, Site, list_of

_LONGEST = 8192


def build(site: Site, request: Request) -> Shown:
    """The story of an address, if one is given."""
    typed = request.query_params.get("url", "").strip()[:_LONGEST]
    if not typed:
        return Shown(
            template="why.html", context={"typed": "", "told": None}, document={"error": "url is missing"}, status=200
        )
    address = canonical_url(typed if "://" in typed else f"https://{typed}", tracking=site.services.tracking)
    if address is None:
        refused = {"error": f"not a web address: {typed}"}
        return Shown(template="why.html", context={"typed": typed, "told": None}, document=refused, status=400)
    with site.reading() as tx:
        told = tell(tx, address, typed=typed)
    document: dict[str, Any] = {
        "url": told.address,
        "item": told.item,
        "sightings": told.sightings,
        "feeds": told.feeds,
        "story": told.story.sentences,
        "advice": told.story.advice,
    }
    return Shown(template="why.html", context={"typed": typed, "told": told}, document=document)


ROUTES = list_of("/why", build)
