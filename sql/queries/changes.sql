-- name: insert_changes
-- Tell consumers of articles as they stand now, in the same transaction as these themselves.
INSERT INTO news.changes (article_id, kind, revision, lost_topics)
SELECT id, %(kind)s, revision, (SELECT array_agg(l.topic ORDER BY l.topic)
                                FROM unnest(%(losers)s::bigint[], %(lost)s::text[]) l(id, topic) WHERE l.id = a.id)
FROM news.articles a WHERE id = ANY(%(ids)s) ORDER BY id

-- name: publish_changes
-- Give positions to committed changes; the function says which race it closes.
SELECT newswire.publish_changes(%(limit)s)

-- name: last_position
-- The end of the change feed; a copy of everything begins with it.
SELECT news.last_position()
