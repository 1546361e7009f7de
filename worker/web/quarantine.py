"""Quarantine: what we gave up on, by reason, with the error; another try."""

from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from worker.adapters import browse, feeds, items
from worker.web.login import Form, action
from worker.web.site import Shown, Site, list_of

_PAGE = 50


def build(site: Site, request: Request) -> Shown:
    """What is in quarantine, the latest first."""
    reason = request.query_params.get("reason") or None
    before = request.query_params.get("before", "")
    with site.reading() as tx:
        reasons = browse.quarantine_reasons(tx)
        last = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        rows = items.list_quarantine(tx, reason=reason, before=last, limit=_PAGE + 1)
    more = {"reason": reason or "", "before": rows[_PAGE - 1].id} if len(rows) > _PAGE else None
    query = f"?{urlencode({k: v for k, v in more.items() if v})}" if more else None
    context: dict[str, Any] = {
        "rows": rows[:_PAGE],
        "reasons": reasons,
        "total": sum(one.rows for one in reasons),
        "reason": reason,
        "following": f"/quarantine{query}" if query else None,
    }
    document = {"reasons": reasons, "rows": rows[:_PAGE], "next": f"/quarantine.json{query}" if query else None}
    return Shown(template="quarantine.html", context=context, document=document)


def _retry(site: Site, __: Request, form: Form) -> str:
    """Try one again, or all with a reason, as `newswire quarantine retry` does."""
    row, reason = form.get("id", ""), form.get("reason", "")
    if row.isascii() and row.isdigit() and len(row) < 19:
        ids: list[int] | None = [int(row)]
        reason = ""
    elif reason:
        ids = None
    else:
        raise HTTPException(400, "Say which: a line, or a reason.")
    with site.acting() as tx:
        _, feed_ids = items.release_quarantine(tx, ids=ids, reason=reason or None)
        feeds.revive(tx, feed_ids)
    return "/quarantine?done=retried"


ROUTES = [*list_of("/quarantine", build), action("/quarantine/retry", _retry)]
