"""One consumer in the change feed: claim → read → hand over → acknowledge; knows no sink and prints nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from worker.adapters import consumers, locks
from worker.adapters.consumers import Filters
from worker.adapters.db import Database
from worker.adapters.locks import LockOwner
from worker.adapters.signals import wait_for
from worker.delivery.sinks import Batch, Deliver, encoded, to_stdout
from worker.errors import Retry

# 500 articles are about 5 MB of JSON.
BATCH = 500
"""Changes that are handed over at a time, at most."""
# A notification can be lost with its connection, so we look after this long without one.
_WAIT_SECONDS = 5.0
_RETRY_SECONDS = (1.0, 5.0, 30.0, 60.0)


def taken(name: str, owner: LockOwner) -> str:
    """Say that another process consumes this name, and which."""
    return f"{name} is being consumed by another process: {owner}"


@dataclass(kw_only=True, slots=True)
class Consumer:
    """One consumer on its way through the feed."""

    db: Database
    name: str
    filters: Filters
    form: str
    deliver: Deliver
    refuse: Callable[[], None]
    """Raises UsageError when the filters ask for what no article can have."""
    stop: list[int]
    """Empty until this process is told to stop."""
    tell: Callable[[str], None]
    """Tells a person why nothing comes."""
    batch: int = BATCH
    header: bool = True
    """The next batch of CSV begins with the names of the columns."""

    def follow(self) -> None:
        """Hand over what comes, until told to stop; what fails is tried again."""
        failures, waited_for = 0, None
        while not self.stop:
            try:
                self.refuse()
                with consumers.wake_ups(self.db) as listener:
                    while not self.stop:
                        owner = self.catch_up()
                        if not owner.acquired and owner.pid != waited_for:  # once each, not every five seconds
                            self.tell(f"waiting: {taken(self.name, owner)}")
                        failures, waited_for = 0, None if owner.acquired else owner.pid
                        listener.wait(_WAIT_SECONDS, self.stop)
            except Retry as error:
                self.tell(f"waiting: {error}")
                wait_for(self.stop, max(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)], error.after or 0.0))
                failures += 1

    def catch_up(self) -> LockOwner:
        """Hand over what is there, a batch at a time; the position is saved after the effect.

        Returns who is at it: this session, or another process, and then nothing is handed over.
        """
        owner = LockOwner(acquired=True)
        while not self.stop:
            with self.db.transaction() as tx:
                # each time, because the claim is gone with a session that broke
                owner = locks.claim_consumer(tx, self.name)
                if not owner.acquired:
                    break
                rows = consumers.read_changes(tx, self.name, self.filters, limit=self.batch)
            if not rows:
                break
            wanted = [row.document for row in rows if row.document is not None]
            if wanted:
                payload = encoded(wanted, self.form, header=self.header)
                self.deliver(Batch(payload=payload, positions=(rows[0].position, rows[-1].position)))
                self.header = self.deliver is not to_stdout
            with self.db.transaction() as tx:
                consumers.acknowledge(tx, self.name, rows[-1].position)
        return owner
