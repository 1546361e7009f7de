"""Tagging again: stored articles → the present taxonomy → tags and change, when the taxonomy has changed.

1. Read the articles, locked.
2. Tag each by the present taxonomy.
3. Write the tags that are others now, with a change for consumers.
4. Note which taxonomy has seen them; publish the changes.
"""

from collections.abc import Iterator, Sequence

from worker.adapters import articles, changes, reprocessing
from worker.core.topics.tag import tag
from worker.models import DueIds
from worker.services import Services


def retag_articles(services: Services, ids: Sequence[int]) -> Iterator[DueIds]:
    """Tag stored articles by the present taxonomy; consumers are told only where the tags are others now."""
    services.refresh()
    version = services.taxonomy.version
    services.ensure_topics()
    with services.db.transaction() as tx:
        found = reprocessing.taggable(tx, ids)  # locks them: tags that were read before it may be a revision's old ones
        present = reprocessing.tags_of(tx, ids)
        for article in found:
            tags = tag(services.taxonomy, article.article)
            changed = {(one.topic, one.source, round(one.score, 3)) for one in tags} != present[article.id]
            articles.retag(tx, article.id, tags, taxonomy_version=version, changed=changed)
        reprocessing.note_taxonomy(tx, [article.id for article in found], version=version)
    with services.db.transaction() as tx:
        changes.publish(tx)
    yield DueIds()
