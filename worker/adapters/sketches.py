"""The table of sketches: what a batch may be a copy of, and what later batches may be a copy of."""

from collections.abc import Sequence
from typing import Any

from worker.adapters.db import Transaction
from worker.adapters.records import bigints
from worker.core.dedupe.sketch import KEYS_STORED, Candidate, locks, nearest
from worker.models import Action, CleanedItem, Sketch, Verdict


def lock(tx: Transaction, cleaned: Sequence[CleanedItem]) -> None:
    """Let one batch at a time decide on the same text, until the transaction ends; the first thing that it does."""
    keys = {"keys": bigints(locks(cleaned))}
    tx.execute("lock_texts", keys)
    tx.execute("clear_text_locks", keys)


def near(tx: Transaction, cleaned: Sequence[CleanedItem]) -> dict[int, list[Candidate]]:
    """Return for each item's id the earlier articles that may have the same text, those that share most first."""
    asked = {one.item.id: one.sketch.keys for one in cleaned if one.sketch}
    if not asked:
        return {}
    wanted = {"keys": bigints({key for keys in asked.values() for key in keys})}
    rows = tx.tuples("near_sketches", wanted, binary=True)
    indexes = nearest(asked, [keys for _, keys, *_ in rows])
    candidates = {index: _candidate(rows[index]) for index in {index for each in indexes.values() for index in each}}
    return {item_id: [candidates[index] for index in each] for item_id, each in indexes.items()}


def save(tx: Transaction, decided: Sequence[tuple[CleanedItem, Verdict]]) -> None:
    """Keep the sketches of what was created or revised."""
    kept = [(one, v, one.sketch) for one, v in decided if one.sketch and v.action in (Action.CREATE, Action.REVISE)]
    if not kept:
        return
    parameters = {
        "ids": [v.article_id for _, v, _ in kept],
        "originals": [v.copy_of or v.article_id for _, v, _ in kept],
        "keys": [bigints(sketch.keys[:KEYS_STORED]) for _, _, sketch in kept],
        "hashes": [sketch.hashes for _, _, sketch in kept],
        "numbers": [sketch.numbers for _, _, sketch in kept],
        "shingles": [sketch.shingles for _, _, sketch in kept],
        "news_at": [one.draft.published.value if one.draft.published else None for one, _, _ in kept],
    }
    tx.execute("save_sketches", parameters)


def delete_old(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of sketches older than `days`; return how many."""
    return tx.execute("delete_old_sketches", {"seconds": days * 86400})


def _candidate(row: tuple[Any, ...]) -> Candidate:
    original, keys, hashes, numbers, shingles, news_at = row
    sketch = Sketch(hashes=bytes(hashes), keys=tuple(keys), numbers=bytes(numbers), shingles=shingles)
    return Candidate(original=original, sketch=sketch, seen_at=news_at)
