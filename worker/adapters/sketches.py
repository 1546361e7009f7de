"""The table of sketches: what a batch may be a copy of, and what later batches may be a copy of."""

from collections import defaultdict
from collections.abc import Sequence

from worker.adapters.db import Transaction
from worker.core.dedupe.sketch import KEYS_STORED, Candidate
from worker.models import Cleaned, Sketch, Verdict


def near(tx: Transaction, cleaned: Sequence[Cleaned]) -> dict[int, list[Candidate]]:
    """Return for each item's id the earlier articles that may have the same text."""
    asked = [(one.item.id, key) for one in cleaned if one.sketch for key in one.sketch.keys]
    places = {item_id: place for place, item_id in enumerate(dict(asked))}
    ids = list(places)
    parameters = {"places": [places[item_id] for item_id, _ in asked], "keys": [key for _, key in asked]}
    found: dict[int, list[Candidate]] = defaultdict(list)
    for place, original, keys, hashes, numbers, shingles, news_at in tx.tuples("near_sketches", parameters):
        sketch = Sketch(hashes=bytes(hashes), keys=tuple(keys), numbers=bytes(numbers), shingles=shingles)
        found[ids[place]].append(Candidate(original=original, sketch=sketch, seen_at=news_at))
    return found


def save(tx: Transaction, decided: Sequence[tuple[Cleaned, Verdict]]) -> None:
    """Keep the sketches of what was created or revised."""
    rows = [
        {
            "article_id": verdict.article_id,
            "original": verdict.copy_of or verdict.article_id,
            "keys": list(one.sketch.keys[:KEYS_STORED]),
            "hashes": one.sketch.hashes,
            "numbers": one.sketch.numbers,
            "shingles": one.sketch.shingles,
            "news_at": one.draft.published.value if one.draft.published else None,
        }
        for one, verdict in decided
        if one.sketch and verdict.action in ("create", "revise")
    ]
    tx.execute_many("save_sketch", rows)


def delete_old(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of sketches older than `days`; return how many."""
    return tx.execute("delete_old_sketches", {"seconds": days * 86400})
