"""The table repeated_blocks: which blocks of text a source has printed in which articles."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256

from worker.adapters.db import Transaction
from worker.adapters.records import bigints, text


def recall(tx: Transaction, wanted: Mapping[str, Collection[int]]) -> dict[str, dict[int, frozenset[int]]]:
    """Return source → fingerprint → articles for those of the wanted blocks that are known."""
    places = {
        (salt ^ one): (source, one) for source, prints in wanted.items() for salt in [_salt(source)] for one in prints
    }
    found: dict[str, dict[int, frozenset[int]]] = {source: {} for source in wanted}
    rows = tx.tuples("find_repeated_blocks", {"keys": bigints(places)}, binary=True) if places else []
    for key, articles in rows:
        source, fingerprint = places[key]
        found[source][fingerprint] = frozenset(articles)
    return found


def remember(tx: Transaction, printed: Sequence[tuple[str, int, Collection[int]]]) -> None:
    """Note (source, article, fingerprints) of a batch."""
    rows = [(salt ^ one, article) for source, article, prints in printed for salt in [_salt(source)] for one in prints]
    if rows:
        tx.execute(
            "save_repeated_blocks", {"keys": bigints(key for key, _ in rows), "articles": bigints(a for _, a in rows)}
        )


def forget(tx: Transaction, *, once: int, days: int) -> int:
    """Delete a bounded number of blocks, those of one article after `once` days, of several after `days`."""
    return tx.execute("delete_old_repeated_blocks", {"once": once, "days": days})


def _salt(source: str) -> int:
    """What makes the same block of two sources two: the comment of newswire.repeated_blocks.key says it once more."""
    return int.from_bytes(sha256(text(source).encode()).digest()[:8], signed=True)
