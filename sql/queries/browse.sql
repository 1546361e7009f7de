-- name: browse_articles
-- A page of the latest articles for the web page. It looks at a bounded number along the index that is named, whatever else is
-- asked for, and says where it stopped, so that the next page goes on there. Only one of the parts is run.
WITH candidates AS MATERIALIZED (
    (SELECT a.id, a.stored_at AS at, 0::bigint AS place FROM news.articles a
     WHERE %(along)s = 'latest' AND (a.stored_at, a.id) < (%(at)s, %(id)s)
     ORDER BY a.stored_at DESC, a.id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT a.id, a.stored_at, 0 FROM news.articles a
     WHERE %(along)s = 'source' AND a.source = %(source)s AND (a.stored_at, a.id) < (%(at)s, %(id)s)
     ORDER BY a.stored_at DESC, a.id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT a.id, a.stored_at, 0 FROM news.articles a
     WHERE %(along)s = 'wall' AND a.wall_kind = %(wall)s AND (a.stored_at, a.id) < (%(at)s, %(id)s)
     ORDER BY a.stored_at DESC, a.id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT a.id, a.stored_at, 0 FROM news.articles a
     WHERE %(along)s = 'truncated' AND a.truncated AND (a.stored_at, a.id) < (%(at)s, %(id)s)
     ORDER BY a.stored_at DESC, a.id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT a.id, a.stored_at, 0 FROM news.articles a
     WHERE %(along)s = 'language' AND a.language = %(language)s AND (a.stored_at, a.id) < (%(at)s, %(id)s)
     ORDER BY a.stored_at DESC, a.id DESC LIMIT %(most)s)
    UNION ALL
    -- an article has a topic once from each who says so
    (SELECT DISTINCT t.article_id, t.article_time, 0 FROM (
         SELECT article_id, article_time FROM news.article_topics
         WHERE %(along)s = 'topic' AND topic = %(topic)s AND (article_time, article_id) < (%(at)s, %(id)s)
         ORDER BY article_time DESC, article_id DESC LIMIT 2 * %(most)s) t
     ORDER BY t.article_time DESC, t.article_id DESC LIMIT %(most)s)
    UNION ALL
    (SELECT m.id, '9999-01-01Z', m.place
     FROM (SELECT s.id, row_number() OVER (ORDER BY s.id DESC) AS place
           FROM news.search_newest(%(search)s, %(language)s, (%(skip)s + %(most)s)::int) s WHERE %(along)s = 'search') m
     WHERE m.place > %(skip)s)),
shown AS (
    SELECT a.id, c.at, c.place, a.stored_at, a.published_at, a.published_precision, a.source, a.title, left(a.summary, 300) AS summary, a.url,
           a.language, a.wall_kind, a.truncated, a.duplicate_of, a.revision, a.withdrawn_at,
           jsonb_array_length(a.wall_cuts) AS cuts,
           ARRAY(SELECT DISTINCT t.topic FROM news.article_topics t WHERE t.article_id = a.id ORDER BY 1) AS topics
    FROM candidates c JOIN news.articles a ON a.id = c.id
    WHERE (%(source)s::text IS NULL OR a.source = %(source)s)
      AND (%(language)s::text IS NULL OR a.language = %(language)s)
      AND (%(wall)s::text IS NULL OR a.wall_kind = %(wall)s)
      AND (%(truncated)s::boolean IS NULL OR a.truncated = %(truncated)s)
      AND (%(topic)s::text IS NULL
           OR EXISTS (SELECT FROM news.article_topics t WHERE t.article_id = a.id AND t.topic = %(topic)s))
    ORDER BY c.at DESC, c.id DESC LIMIT %(limit)s)
SELECT (SELECT count(*) FROM candidates) AS looked, last.at AS last_at, last.id AS last_id, s.*
FROM (VALUES (1)) one(row)
LEFT JOIN (SELECT at, id FROM candidates ORDER BY at, id LIMIT 1) last ON true
LEFT JOIN shown s ON true
ORDER BY s.at DESC, s.id DESC

-- name: articles_for_feeds
-- Articles as Atom and JSON Feed tell of them.
SELECT a.id, a.url, a.title, a.summary, left(a.text, 20000) AS text, a.source, a.authors, a.language, a.published_at, a.stored_at,
       a.updated_at, ARRAY(SELECT DISTINCT t.topic FROM news.article_topics t WHERE t.article_id = a.id ORDER BY 1) AS topics
FROM news.articles a WHERE a.id = ANY(%(ids)s)

-- name: revisions_of_article
-- Earlier versions of an article, the latest first.
SELECT revision, title, summary, text, changed, stored_at, superseded_at FROM news.article_revisions
WHERE article_id = %(id)s ORDER BY revision DESC LIMIT 20

-- name: copies_of_article
-- Who has the same text: the original, and its copies.
SELECT a.id, a.source, a.title, a.url, a.stored_at, a.similarity, a.id = %(original)s AS original
FROM news.articles a
WHERE a.id IN ((SELECT %(original)s::bigint)
               UNION ALL (SELECT c.id FROM news.articles c WHERE c.duplicate_of = %(original)s ORDER BY c.id LIMIT 50))
  AND a.id <> %(id)s
ORDER BY a.id

-- name: changes_of_article
-- What the change feed has told of an article, as far as it reaches back.
SELECT kind, revision, created_at, lost_topics FROM news.changes WHERE article_id = %(id)s ORDER BY id DESC LIMIT 50

-- name: outcomes_per_day
-- How items ended in the last days.
SELECT day, outcome, sum(items)::bigint AS items FROM newswire.counters
WHERE day > (now() AT TIME ZONE 'UTC')::date - %(days)s::int AND outcome IN ('stored', 'duplicate', 'skipped', 'quarantined')
GROUP BY 1, 2

-- name: present_figures
-- The single figures of the overview.
SELECT now() AS now, (SELECT max(stored_at) FROM news.articles) AS latest_at,
       (SELECT count(*) FROM (SELECT FROM newswire.quarantine LIMIT 10000) q) AS quarantined,
       (SELECT count(*) FROM newswire.feeds) AS feeds,
       (SELECT count(*) FROM newswire.feeds WHERE state = 'quarantined' OR state = 'gone' OR state = 'active' AND failures >= 3)
           AS failing_feeds,
       -- of a table that was never analysed the estimate is -1
       greatest((SELECT reltuples::bigint FROM pg_class WHERE oid = 'news.articles'::regclass),
                (SELECT count(*) FROM (SELECT FROM news.articles LIMIT 10000) a)) AS articles

-- name: browse_feeds
-- Every feed with what its health hangs on. Entries are not counted here: there may be millions.
SELECT f.id, f.url, f.source, f.title, f.state, f.interval_seconds, f.next_poll_at, f.last_polled_at, f.last_status, f.last_error,
       f.failures, f.free_only, f.group_name, f.every_seconds, f.site_url, f.moved_to, f.whole_at, f.validators_hid_at, f.gaps,
       f.last_gap_at, f.last_news_at, f.news_seconds, h.blocked_until AS host_closed_until, f.created_at,
       coalesce(f.lease_until > now(), false) AS in_hand
FROM newswire.feeds f
LEFT JOIN newswire.hosts h ON h.host = substring(f.url FROM '^https?://([^/]+)') AND h.blocked_until > now()
WHERE %(id)s::bigint IS NULL OR f.id = %(id)s
ORDER BY f.id

-- name: recent_polls
-- What the last polls of a feed said.
SELECT (p->>'at')::timestamptz AS at, p->>'status' AS status, p->>'error' AS error, (p->>'new')::int AS new,
       (p->>'changed')::int AS changed, (p->>'gap')::boolean AS gap
FROM newswire.feeds f, jsonb_array_elements(f.recent_polls) WITH ORDINALITY AS e(p, place) WHERE f.id = %(id)s ORDER BY place

-- name: topic_volumes
-- Each topic with its articles of the last 14 days by day, counted up to a number: the index gives them in order, so that one
-- that both the publisher and a rule tag is told once without sorting.
SELECT t.slug, coalesce(t.label->>'en', t.slug) AS label, t.description, t.broader,
       (SELECT max(s.article_time) FROM news.article_topics s WHERE s.topic = t.slug) AS latest,
       coalesce(v.days, '[]'::jsonb) AS days
FROM news.topics t
LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(d.day, d.articles)) AS days
    FROM (SELECT date_bin('1 day', r.article_time, '1970-01-01Z') AS day, count(*) AS articles
          FROM (SELECT DISTINCT s.article_time, s.article_id FROM news.article_topics s
                WHERE s.topic = t.slug AND s.article_time > now() - interval '14 days'
                ORDER BY s.article_time DESC, s.article_id DESC LIMIT %(most)s) r
          GROUP BY 1) d) v ON true
WHERE t.retired_at IS NULL AND (%(slug)s::text IS NULL OR t.slug = %(slug)s)
ORDER BY t.slug

-- name: browse_taggable
-- Articles as a tagger reads them, before a time and an id, to try a query on.
SELECT a.id, a.title, a.text, a.language, a.authors, a.source, a.section, a.truncated, a.published_at, a.publisher_topics,
       a.stored_at
FROM news.articles a
WHERE (a.stored_at, a.id) < (%(at)s, %(id)s) AND a.body_deleted_at IS NULL
ORDER BY a.stored_at DESC, a.id DESC LIMIT %(limit)s

-- name: quarantine_reasons
-- What is in quarantine by reason and step, of the latest 10,000.
SELECT coalesce(i.reason, f.last_status) AS reason, q.step, count(*) AS rows, max(q.quarantined_at) AS latest_at
FROM (SELECT * FROM newswire.quarantine ORDER BY id DESC LIMIT 10000) q
LEFT JOIN newswire.items i ON i.id = q.item_id
LEFT JOIN newswire.feeds f ON f.id = q.feed_id
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2

-- name: languages_of_late
-- Languages of the latest articles, to choose one from.
SELECT language FROM (SELECT language FROM news.articles ORDER BY stored_at DESC, id DESC LIMIT 500) a
WHERE language IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1

-- name: topic_labels
-- Each topic with its name, to choose one from.
SELECT slug, coalesce(label->>'en', slug) AS label FROM news.topics WHERE retired_at IS NULL ORDER BY 2, 1
