"""What a page declares about who may read its article; never what we conclude from its text."""

from collections.abc import Mapping

from worker.core.extract.jsonld import LinkedData
from worker.core.extract.linked_graph import boolean
from worker.core.extract.microdata import Microdata
from worker.core.extract.scan import Scan
from worker.models import Access, AccessKind

_TIERS = {"free": AccessKind.FREE, "metered": AccessKind.METERED, "locked": AccessKind.SUBSCRIPTION}
"""What `article:content_tier` says."""
_NOT_GRANTED = "content-not-granted"
"""amp-subscriptions: the section for readers whose access is not granted; the others get `content`."""
_PAID = ("access", "subscri", "granted", "paid", "premium", "entitle")
"""Names in an amp-access expression that ask for more than a login."""


def declared_access(scan: Scan, metas: Mapping[str, list[str]], linked: LinkedData, inline: Microdata) -> Access:
    """The first that speaks: the content tier, the article's JSON-LD, its microdata, the sections of an AMP page."""
    for name in ("article:content_tier", "og:article:content_tier", "content_tier"):
        tier = metas.get(name, [""])[0]
        if tier.lower() in _TIERS:
            return Access(declared=_TIERS[tier.lower()], evidence=f"content_tier={tier}")
    free = linked.free if linked.free is not None else boolean(inline.first("isaccessibleforfree"))
    if free is not None:
        said = AccessKind.FREE if free else AccessKind.SUBSCRIPTION
        return Access(declared=said, evidence=f"isAccessibleForFree={str(free).lower()}")
    for index in scan.sections:
        attributes = scan.elements.attributes[index]
        section = attributes.get("subscriptions-section", "").strip().lower()
        if section == _NOT_GRANTED:
            return Access(declared=AccessKind.SUBSCRIPTION, evidence=f"subscriptions-section={section}")
        expression = " ".join(attributes.get("amp-access", "").split())
        # What only members see is evidence; what only others see may be a login button.
        if (
            expression
            and not expression.upper().startswith("NOT ")
            and any(word in expression.lower() for word in _PAID)
        ):
            return Access(declared=AccessKind.SUBSCRIPTION, evidence=f"amp-access={expression[:100]}")
    return Access()
