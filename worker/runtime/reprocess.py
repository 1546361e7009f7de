"""Sends stored articles through their steps again after a change of rules, and waits for the end; prints nothing."""

import time
from collections.abc import Callable, Sequence

from worker.adapters import reprocessing
from worker.adapters.db import Transaction
from worker.adapters.reprocessing import Retag
from worker.adapters.rule_files import RuleFiles
from worker.errors import UsageError
from worker.models import DueIds
from worker.runtime import app
from worker.services import Services

_POLL_SECONDS = 0.5
_BATCH = 25 * app.IDS_PER_MESSAGE
# Messages that a broken broker lost are sent again when nothing has moved for this long.
_STALLED_SECONDS = 30.0


def wait_for_rules(files: RuleFiles, *, tell: Callable[[float], None]) -> None:
    """Wait until each worker has the rules as they are now; `tell` is called with the seconds, if there are any."""
    if seconds := files.untaken_seconds():
        tell(seconds)
        time.sleep(seconds)


class RetagSender:
    """Enqueues articles for tagging, and again when messages were lost; gives up when workers use another taxonomy."""

    def __init__(self, services: Services, which: Retag) -> None:
        self._services, self._which = services, which
        self._last: tuple[int, tuple[str, str] | None] | None = None

    def __call__(self, ids: Sequence[int]) -> None:
        """Enqueue these. Raises UsageError when workers are found to tag by another taxonomy than this command."""
        if self._last and self._last[0] == ids[-1]:
            before, now = self._last[1], self._last_tagging(ids[-1])
            if now and now != before and now[0] != self._which.version:
                raise UsageError(
                    f"the workers tag by taxonomy {now[0]}, this command by {self._which.version}: "
                    "give both the same version of newswire and the same NEWSWIRE_TOPICS, then retag again"
                )
        self._last = (ids[-1], self._last_tagging(ids[-1]))
        for start in range(0, len(ids), _BATCH):
            app.enqueue(DueIds(retag=tuple(ids[start : start + _BATCH])))

    def _last_tagging(self, article_id: int) -> tuple[str, str] | None:
        with self._services.db.transaction() as tx:
            return reprocessing.last_tagging(tx, article_id)


def ids_in_batches(services: Services, step: Callable[..., list[int]]) -> list[int]:
    """Return all ids that a step gives, in batches with a transaction each, so that no statement takes long."""
    ids: list[int] = []
    while True:
        with services.db.transaction() as tx:
            found = step(tx, after=ids[-1] if ids else 0, limit=_BATCH)
        if not found:
            return ids
        ids += found


def follow(
    services: Services,
    ids: list[int],
    still: Callable[[Transaction, Sequence[int]], list[int]],
    *,
    send: Callable[[Sequence[int]], None],
    tell: Callable[[int], None],
) -> None:
    """Send `ids` and wait until all of them are done; each round asks only for the first batch of those left.

    `still` returns those of a batch that are not done. `send` is called again when nothing moves for a while. `tell` is
    called with the number that are done.
    """
    total, sent = len(ids), -_STALLED_SECONDS
    while ids:
        if time.monotonic() - sent >= _STALLED_SECONDS:
            send(ids)
            sent = time.monotonic()
        with services.db.transaction() as tx:
            left = still(tx, ids[:_BATCH])
        if len(left) < len(ids[:_BATCH]):
            ids[:_BATCH] = left
            tell(total - len(ids))
            sent = time.monotonic()
        if left:
            time.sleep(_POLL_SECONDS)
