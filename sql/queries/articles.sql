-- name: articles_at
-- Articles that already stand under these addresses or ids: to revise, or to be a duplicate of. Two lists put together,
-- because an OR of them would read the whole table.
SELECT a.id, u.url_hash, a.content_hash, a.title, a.summary, a.authors, a.published_at, a.truncated, a.access_declared,
       a.wall_kind, a.withdrawn_at IS NOT NULL AS withdrawn, a.text_from
FROM (SELECT article_id AS id, url_hash FROM news.article_urls WHERE url_hash = ANY(%(hashes)b)
      UNION ALL
      SELECT id, NULL FROM unnest(%(ids)s::bigint[]) id
      WHERE NOT EXISTS (SELECT FROM news.article_urls o WHERE o.article_id = id AND o.url_hash = ANY(%(hashes)b))) u
JOIN news.articles a ON a.id = u.id

-- name: stored_texts
-- What a new page of an article is compared with, to tell that it is no article.
SELECT id, title, summary, length(text) AS characters FROM news.articles WHERE id = ANY(%(ids)s)

-- name: articles_with_content
-- Earlier articles with the very same text: copies.
SELECT DISTINCT ON (content_hash) content_hash, coalesce(duplicate_of, id) AS id
FROM news.articles WHERE content_hash = ANY(%(hashes)b) ORDER BY content_hash, id

-- name: take_urls
-- Claim addresses for articles. Closes the race of two items that turn out to be the same page: the second waits for the
-- first to commit, then gets nothing, and its whole batch is decided anew. Sorted by hash, or two batches would deadlock.
INSERT INTO news.article_urls (url_hash, article_id) SELECT * FROM unnest(%(hashes)b::bytea[], %(ids)s::bigint[])
ON CONFLICT (url_hash) DO UPDATE SET article_id = EXCLUDED.article_id
WHERE news.article_urls.article_id = EXCLUDED.article_id

-- name: lock_articles
-- The articles that a batch will touch, in one order, or two batches that touch the same ones would deadlock.
SELECT FROM news.articles WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE

-- name: insert_articles
-- New articles; their ids are those of their items, so a second insert of the same news cannot succeed.
COPY news.articles (
    id, url, urls, source, title, summary, authors, published_at, published_precision, published_origin, modified_at,
    language, section, text, blocks, images, publisher_topics, access_declared, access_evidence, wall_kind, wall_cuts,
    truncated, truncated_evidence, duplicate_of, similarity, content_hash, wire_source, origins, pipeline_version,
    taxonomy_version, fetched_at, text_from)
FROM STDIN

-- name: keep_revision
-- Put the present version aside before it is replaced.
INSERT INTO news.article_revisions (article_id, revision, title, summary, authors, published_at, modified_at, text, blocks,
                                    wall_cuts, truncated, changed, pipeline_version, stored_at, text_from)
SELECT id, revision, title, summary, authors, published_at, modified_at, text, blocks, wall_cuts, truncated, %(changed)s,
       pipeline_version, updated_at, text_from
FROM news.articles WHERE id = %(id)s

-- name: update_article
-- The next revision.
UPDATE news.articles
SET revision = revision + 1, updated_at = now(), title = %(title)s, summary = %(summary)s, authors = %(authors)s,
    published_at = %(published_at)s, published_precision = %(published_precision)s, published_origin = %(published_origin)s,
    modified_at = %(modified_at)s, language = %(language)s, section = %(section)s, text = %(text)s, blocks = %(blocks)s,
    images = %(images)s, publisher_topics = %(publisher_topics)s, access_declared = %(access_declared)s,
    access_evidence = %(access_evidence)s, wall_kind = %(wall_kind)s, wall_cuts = %(wall_cuts)s, truncated = %(truncated)s,
    truncated_evidence = %(truncated_evidence)s, content_hash = %(content_hash)s, wire_source = %(wire_source)s,
    origins = %(origins)s, text_from = %(text_from)s,
    pipeline_version = %(pipeline_version)s, taxonomy_version = %(taxonomy_version)s, fetched_at = %(fetched_at)s,
    withdrawn_at = NULL, body_deleted_at = NULL
WHERE id = %(id)s

-- name: add_url
-- One more address under which an article was seen.
UPDATE news.articles SET urls = array_append(urls, %(url)s) WHERE id = %(id)s AND NOT urls @> ARRAY[%(url)s]

-- name: withdraw_articles
-- The publisher took them away: the text stays, the fact is told.
UPDATE news.articles SET withdrawn_at = now() WHERE id = ANY(%(ids)s) AND withdrawn_at IS NULL RETURNING id

-- name: delete_tags
-- Tags are replaced as a whole.
DELETE FROM news.article_topics WHERE article_id = ANY(%(ids)s) RETURNING article_id, topic

-- name: insert_tags
-- Topics on articles.
INSERT INTO news.article_topics (article_id, topic, source, score, evidence, taxonomy_version, article_time)
SELECT a.id, t.topic, t.source, t.score, t.evidence::jsonb, %(taxonomy_version)s, coalesce(a.published_at, a.stored_at)
FROM unnest(%(ids)s::bigint[], %(topics)b::text[], %(sources)s::text[], %(scores)s::float4[], %(evidence)b::text[])
     AS t(article_id, topic, source, score, evidence)
JOIN news.articles a ON a.id = t.article_id

-- name: save_topic
-- Keep the taxonomy known to consumers; only writes when something changed.
INSERT INTO news.topics AS t (slug, label, description, broader, taxonomy_version)
VALUES (%(slug)s, %(label)s, %(description)s, %(broader)s, %(taxonomy_version)s)
ON CONFLICT (slug) DO UPDATE
SET label = EXCLUDED.label, description = EXCLUDED.description, broader = EXCLUDED.broader,
    taxonomy_version = EXCLUDED.taxonomy_version, retired_at = NULL
WHERE t.taxonomy_version <> EXCLUDED.taxonomy_version OR t.retired_at IS NOT NULL

-- name: retire_topics
-- Topics that the taxonomy no longer has: their tags stay.
UPDATE news.topics SET retired_at = now() WHERE slug <> ALL(%(slugs)s) AND retired_at IS NULL

-- name: latest_articles
-- Latest articles for people, with filters; with words, those of the newest 5,000 that have them which pass the others. All
-- that have a common word would be a tenth of the store. By publication when it is asked for by that.
SELECT a.id, a.stored_at, a.source, a.title, a.url, a.language, a.wall_kind, a.truncated, a.duplicate_of, a.revision,
       jsonb_array_length(a.wall_cuts) AS cuts, a.published_at, a.published_precision,
       ARRAY(SELECT DISTINCT t.topic FROM news.article_topics t WHERE t.article_id = a.id ORDER BY 1) AS topics
FROM news.articles a
WHERE (%(source)s::text IS NULL OR a.source = %(source)s)
  AND (%(language)s::text IS NULL OR a.language = %(language)s)
  AND (%(topic)s::text IS NULL OR EXISTS (SELECT FROM news.article_topics t WHERE t.article_id = a.id AND t.topic = %(topic)s))
  AND (%(truncated)s::boolean IS NULL OR a.truncated = %(truncated)s)
  AND (%(search)s::text IS NULL OR a.id = ANY(ARRAY(
      SELECT m.id FROM news.search_newest(%(search)s, %(language)s, 5000) m)))
  AND (%(since)s::timestamptz IS NULL OR a.published_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR a.published_at < %(until)s)
  -- known when it is planned, so that it reads the index of the one or the other
ORDER BY CASE WHEN %(since)s::timestamptz IS NULL AND %(until)s::timestamptz IS NULL THEN a.stored_at ELSE a.published_at END
         DESC, a.id DESC LIMIT %(limit)s

-- name: asks_for_words
-- Whether anything of a search is left once the words are gone that a language has in every text.
SELECT numnode(news.search_query(%(search)s, %(language)s)) > 0

-- name: articles_changed_after
-- Articles after a position of the change feed, in order, for people who watch.
SELECT c.position, c.kind, c.created_at AS changed_at, a.id, a.source, a.title, a.wall_kind, jsonb_array_length(a.wall_cuts) AS cuts,
       a.truncated, a.duplicate_of,
       ARRAY(SELECT DISTINCT t.topic FROM news.article_topics t WHERE t.article_id = a.id ORDER BY 1) AS topics
FROM news.changes c JOIN news.articles a ON a.id = c.article_id
WHERE c.position > %(after)s ORDER BY c.position LIMIT %(limit)s

-- name: position_before_last
-- The position after which so many changes stand.
SELECT coalesce(min(position) - 1, 0)
FROM (SELECT position FROM news.changes WHERE position IS NOT NULL ORDER BY position DESC LIMIT %(changes)s) last

-- name: show_article
-- One article, whole.
SELECT a.*, ARRAY(SELECT jsonb_build_object('topic', t.topic, 'source', t.source, 'score', t.score, 'evidence', t.evidence)
                  FROM news.article_topics t WHERE t.article_id = a.id ORDER BY t.topic, t.source) AS topics
FROM news.articles a WHERE a.id = %(id)s
