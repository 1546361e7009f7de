"""The table hosts: robots.txt and pace, shared by all workers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from worker.adapters.db import Transaction
from worker.models import Host, Slots


@dataclass(frozen=True, kw_only=True, slots=True)
class RobotsRecord:
    """A robots.txt to keep."""

    host: str
    body: bytes | None
    """None when the host has none, or cannot be reached."""
    is_open: bool
    """False while it cannot be had: nothing may be asked then."""
    keep: float
    """Seconds until it is asked for again."""
    crawl_delay: float | None


def load(tx: Transaction, hosts: Sequence[str]) -> dict[str, Host]:
    """Return what is known of these hosts."""
    return {host.host: host for host in tx.rows(Host, "load_hosts", {"hosts": list(hosts)})}


def save_robots(tx: Transaction, records: Sequence[RobotsRecord]) -> None:
    """Keep robots.txt files; sorted, or two batches with the same hosts would deadlock."""
    rows = [
        {"host": r.host, "body": r.body, "is_open": r.is_open, "keep": r.keep, "crawl_delay": r.crawl_delay}
        for r in sorted(records, key=lambda r: r.host)
    ]
    tx.execute_many("save_robots", rows)


def reserve(tx: Transaction, wanted: Mapping[str, int], *, pace: float, horizon: float) -> dict[str, Slots]:
    """Take the next free slots of each host: at most `wanted`, within `horizon` seconds, `pace` seconds apart."""
    parameters = {"hosts": list(wanted), "counts": list(wanted.values()), "pace": pace, "horizon": horizon}
    return {slots.host: slots for slots in tx.rows(Slots, "reserve_slots", parameters)}


def block(tx: Transaction, host: str, *, seconds: float) -> None:
    """Stay away from a host for a while."""
    tx.execute("block_host", {"host": host, "seconds": seconds})


def set_pace(tx: Transaction, host: str, pace: float) -> None:
    """Give a host a pace of its own, in seconds between requests."""
    tx.execute("set_pace", {"host": host, "pace": pace})


def park(tx: Transaction, host: str) -> list[int]:
    """Let nothing of a host fall due until `unpark`; return the ids of its feeds that were polled."""
    return tx.scalars("park_host", {"host": host})


def unpark(tx: Transaction, host: str) -> list[int]:
    """Let what was parked of a host fall due; return the ids of its feeds."""
    return tx.scalars("unpark_host", {"host": host})
