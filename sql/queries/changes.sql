-- name: insert_change
-- Tell consumers, in the same transaction as the article itself.
INSERT INTO news.changes (article_id, kind, revision) VALUES (%(article_id)s, %(kind)s, %(revision)s)

-- name: publish_changes
-- Give positions to committed changes; the function says which race it closes.
SELECT newswire.publish_changes(%(limit)s)

-- name: last_position
-- The end of the change feed; a copy of everything begins with it.
SELECT news.last_position()

-- name: insert_revised
-- The same for a revision, whose number the article has by now.
INSERT INTO news.changes (article_id, kind, revision) SELECT id, 'revised', revision FROM news.articles WHERE id = %(article_id)s
