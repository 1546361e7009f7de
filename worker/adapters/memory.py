"""The table memory: which blocks of text a source has printed in which articles."""

from collections.abc import Collection, Mapping, Sequence

from worker.adapters.db import Transaction
from worker.adapters.records import text


def recall(tx: Transaction, wanted: Mapping[str, Collection[int]]) -> dict[str, dict[int, frozenset[int]]]:
    """Return source → fingerprint → articles for those of the wanted blocks that are known."""
    pairs = [(text(source), fingerprint) for source, prints in wanted.items() for fingerprint in prints]
    found: dict[str, dict[int, frozenset[int]]] = {source: {} for source in wanted}
    parameters = {"sources": [pair[0] for pair in pairs], "fingerprints": [pair[1] for pair in pairs]}
    for source, fingerprint, articles in tx.tuples("recall_blocks", parameters) if pairs else ():
        found.setdefault(source, {})[fingerprint] = frozenset(articles)
    return found


def remember(tx: Transaction, printed: Sequence[tuple[str, int, Collection[int]]]) -> None:
    """Note (source, article, fingerprints) of a batch."""
    rows = [(text(source), fingerprint, article) for source, article, prints in printed for fingerprint in prints]
    if rows:
        parameters = {
            "sources": [row[0] for row in rows],
            "fingerprints": [row[1] for row in rows],
            "articles": [row[2] for row in rows],
        }
        tx.execute("remember_blocks", parameters)


def forget(tx: Transaction, *, once: int, days: int) -> int:
    """Delete a bounded number of blocks, those of one article after `once` days, of several after `days`."""
    return tx.execute("forget_blocks", {"once": once, "days": days})
