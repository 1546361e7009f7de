-- name: delete_old_entries
-- What feeds said long ago, a bounded number at a time. An entry that a feed still shows is saved anew; its item knows it.
WITH old AS (
    SELECT feed_id, entry_hash FROM newswire.entries WHERE last_seen_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY last_seen_at LIMIT 2000 FOR UPDATE SKIP LOCKED)
DELETE FROM newswire.entries e USING old WHERE e.feed_id = old.feed_id AND e.entry_hash = old.entry_hash

-- name: delete_old_gaps
-- Where news were missing long ago.
DELETE FROM news.gaps WHERE found_at < now() - make_interval(secs => %(seconds)s)

-- name: delete_old_bodies
-- Texts past their retention; title, summary, tags and addresses stay.
UPDATE news.articles SET text = '', blocks = '[]', wall_cuts = '[]', body_deleted_at = now()
WHERE id = ANY (ARRAY(
    SELECT id FROM news.articles
    WHERE body_deleted_at IS NULL AND stored_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY stored_at LIMIT 500 FOR UPDATE SKIP LOCKED))

-- name: delete_old_revisions
-- Earlier versions go with the bodies.
WITH old AS (
    SELECT article_id, revision FROM news.article_revisions
    WHERE superseded_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY superseded_at LIMIT 500 FOR UPDATE SKIP LOCKED)
DELETE FROM news.article_revisions r USING old WHERE r.article_id = old.article_id AND r.revision = old.revision

-- name: table_sizes
-- How large each kind of data is. Rows are the planner's estimate: counting millions would take minutes.
-- A table in partitions is as large as they are together, but its own estimate counts them once more.
SELECT kind, coalesce(sum(greatest(c.reltuples, 0)) FILTER (WHERE c.relkind = 'r'), 0)::bigint AS rows,
       sum(pg_total_relation_size(c.oid))::bigint AS bytes
FROM (VALUES ('pages', 'newswire.pages'), ('entries', 'newswire.entries'), ('items', 'newswire.items'),
             ('sketches', 'newswire.sketches'), ('repeated_blocks', 'newswire.repeated_blocks'),
             ('articles', 'news.articles'), ('search', 'news.article_search'), ('revisions', 'news.article_revisions'), ('tags', 'news.article_topics'),
             ('addresses', 'news.article_urls'), ('changes', 'news.changes')) AS k(kind, name)
CROSS JOIN LATERAL (SELECT k.name::regclass::oid AS oid
                    UNION ALL SELECT inhrelid FROM pg_inherits WHERE inhparent = k.name::regclass) t
JOIN pg_class c ON c.oid = t.oid
GROUP BY kind ORDER BY bytes DESC
