"""The table of topics: keeps consumers' view of the taxonomy in step with the rules."""

from collections.abc import Sequence

from worker.adapters.db import Transaction
from worker.adapters.records import text, to_json
from worker.core.topics.tag import Topic


def sync(tx: Transaction, topics: Sequence[Topic], *, version: str) -> None:
    """Write the taxonomy; sorted, or two workers that start together would deadlock."""
    rows = [
        {
            "slug": topic.slug,
            "label": to_json(dict(topic.labels)),
            "description": text(topic.description),
            "broader": list(topic.broader),
            "taxonomy_version": version,
        }
        for topic in sorted(topics, key=lambda topic: topic.slug)
    ]
    tx.execute_many("save_topic", rows)
    tx.execute("retire_topics", {"slugs": [row["slug"] for row in rows]})
