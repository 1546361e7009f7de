-- name: articles_to_retag
-- Articles that the present taxonomy has not seen, from an id on: a retag that was stopped goes on where it was. Those
-- whose text passed its retention keep the tags that it gave them.
SELECT a.id FROM news.articles a
WHERE a.id > %(after)s AND a.taxonomy_version <> %(version)s AND a.stored_at >= %(since)s
  AND a.body_deleted_at IS NULL
  AND (%(topic)s::text IS NULL OR a.title ILIKE ANY (%(terms)s::text[]) OR a.text ILIKE ANY (%(terms)s::text[])
       OR EXISTS (SELECT FROM news.article_topics t WHERE t.article_id = a.id AND t.topic = %(topic)s))
ORDER BY a.id LIMIT %(limit)s

-- name: still_to_retag
-- Those of these articles that this taxonomy has not seen yet.
SELECT id FROM news.articles
WHERE id = ANY(%(ids)s) AND taxonomy_version <> %(version)s AND body_deleted_at IS NULL ORDER BY id

-- name: last_tagging
-- Which taxonomy tagged an article last, and the write that said so: the same taxonomy may do so twice.
SELECT taxonomy_version, xmin::text FROM news.articles WHERE id = %(id)s

-- name: articles_for_tagging
-- What a tagger reads of an article. The row lock makes a revision that is being written wait, so that its tags win.
SELECT a.id, a.title, a.text, a.language, a.authors, a.source, a.section, a.truncated, a.published_at, a.publisher_topics,
       a.stored_at
FROM news.articles a WHERE a.id = ANY(%(ids)s) AND a.body_deleted_at IS NULL ORDER BY a.id FOR UPDATE

-- name: tags_of
-- Present tags, to tell whether they change.
SELECT article_id, topic, source, score FROM news.article_topics WHERE article_id = ANY(%(ids)s)

-- name: note_taxonomy
-- This taxonomy has seen these articles.
UPDATE news.articles SET taxonomy_version = %(version)s WHERE id = ANY(%(ids)s)

-- name: reprocess_items
-- Send items of articles that other rules made and whose page is still kept, from an id on, through cleaning again; the
-- dispatcher enqueues them. Items in a worker's hand are left alone.
UPDATE newswire.items
SET state = 'fetched', reason = NULL, attempts = 0, next_attempt_at = now(), enqueued_at = NULL, updated_at = now()
WHERE id = ANY (ARRAY(SELECT i.id FROM newswire.items i JOIN news.articles a ON a.id = i.id JOIN newswire.pages p ON p.item_id = i.id
             WHERE i.id > %(after)s AND i.state = 'stored' AND i.lease_token IS NULL
               AND a.pipeline_version <> %(version)s AND a.stored_at >= %(since)s
               AND (%(source)s::text IS NULL OR a.source = %(source)s)
             ORDER BY i.id LIMIT %(limit)s FOR UPDATE OF i SKIP LOCKED))
RETURNING id

-- name: reprocessing_items
-- Those that are due to be cleaned already: a run that was stopped sent them, or a feed that had news of them.
SELECT i.id FROM newswire.items i JOIN news.articles a ON a.id = i.id JOIN newswire.pages p ON p.item_id = i.id
WHERE i.id > %(after)s AND i.state = 'fetched' AND i.next_attempt_at <= now()
  AND a.pipeline_version <> %(version)s AND a.stored_at >= %(since)s
  AND (%(source)s::text IS NULL OR a.source = %(source)s)
ORDER BY i.id LIMIT %(limit)s

-- name: still_to_reprocess
-- Those of these items that are still on their way through cleaning.
SELECT id FROM newswire.items WHERE id = ANY(%(ids)s) AND state = 'fetched' ORDER BY id

-- name: revised_fields
-- Which fields revisions have changed since a time.
SELECT field, count(*) FROM news.article_revisions r, unnest(r.changed) AS field
WHERE r.superseded_at >= %(since)s GROUP BY field ORDER BY 2 DESC, 1

-- name: database_time
-- The clock that counts.
SELECT clock_timestamp()

-- name: note_pipeline
-- Nothing changed, but these rules have seen it.
UPDATE news.articles SET pipeline_version = %(version)s WHERE id = ANY(%(ids)s) AND pipeline_version <> %(version)s

-- name: latest_taggable
-- The latest articles as a tagger reads them, to try a rule on.
SELECT a.id, a.title, a.text, a.language, a.authors, a.source, a.section, a.truncated, a.published_at, a.publisher_topics,
       a.stored_at
FROM news.articles a
WHERE a.stored_at >= %(since)s AND a.body_deleted_at IS NULL AND (%(id)s::bigint IS NULL OR a.id = %(id)s)
ORDER BY a.stored_at DESC LIMIT %(limit)s

-- name: topic_stats
-- Each topic: its articles by who says so, in all and in the last week, and when it was last seen. All tags are counted in
-- one pass without sorting: an article has a topic once from each who says so.
SELECT t.slug, coalesce(t.label->>'en', t.slug) AS label,
       coalesce(n.by_rule, 0) AS by_rule, coalesce(n.by_publisher, 0) AS by_publisher,
       (SELECT count(DISTINCT s.article_id) FROM news.article_topics s
        WHERE s.topic = t.slug AND s.article_time > now() - interval '7 days') AS last_week,
       (SELECT max(s.article_time) FROM news.article_topics s WHERE s.topic = t.slug) AS latest
FROM news.topics t
LEFT JOIN (SELECT topic, count(*) FILTER (WHERE source = 'rule') AS by_rule,
                  count(*) FILTER (WHERE source = 'publisher') AS by_publisher
           FROM news.article_topics GROUP BY topic) n ON n.topic = t.slug
WHERE t.retired_at IS NULL ORDER BY by_rule DESC, t.slug
