-- name: latest_by_topic
-- The latest articles on a topic, each with its stronger tag when both publisher and rule gave one.
SELECT DISTINCT ON (t.article_time, t.article_id) a.id, t.article_time, a.source, a.title, a.url, t.score
FROM news.article_topics t JOIN news.articles a ON a.id = t.article_id
WHERE t.topic = %(topic)s
ORDER BY t.article_time DESC, t.article_id DESC, t.score DESC LIMIT 50

-- name: latest_by_source
-- The latest articles of a publisher; for the next page, the last row's (stored_at, id).
SELECT id, stored_at, title, url, language, truncated
FROM news.articles
WHERE source = %(source)s AND (stored_at, id) < (%(before)s, %(before_id)s)
ORDER BY stored_at DESC, id DESC LIMIT 50

-- name: latest_by_publication
-- The latest articles by when their publishers say they were published; for the next page, the last row's (published_at, id).
-- Some publishers date ahead: begin with now().
SELECT id, published_at, source, title, url, language, truncated
FROM news.articles
WHERE (published_at, id) < (%(before)s, %(before_id)s)
ORDER BY published_at DESC, id DESC LIMIT 50

-- name: search
-- Articles by their words with what was found: of the newest 200 that match, the best first. The function reads
-- article_search_by_words. The rank is by the words as the article's own language has them: another may leave out all but
-- one word of a phrase. Highlights mark words as printed, so they mark nothing in scripts without spaces and in compounds. Of a
-- text the first 40,000 characters are searched; a phrase behind its 16,383rd word, or behind 255 mentions of one of its words,
-- is not found there, though each of its words is.
WITH found AS MATERIALIZED (
    SELECT id, a.language, m.search
    FROM news.search_newest(%(words)s, %(language)s, 200) m JOIN news.articles a USING (id)),
best AS (
    SELECT f.id, ts_rank_cd(f.search, w.query) AS rank
    FROM found f JOIN (SELECT language, news.search_query(%(words)s, coalesce(%(language)s, language, 'xx')) AS query
                       FROM (SELECT DISTINCT language FROM found) l) w ON w.language IS NOT DISTINCT FROM f.language
    ORDER BY rank DESC, id DESC LIMIT 10)
SELECT id, a.source, a.title, a.url, rank,
       ts_headline(news.search_config(a.language), left(a.text, 2000), news.search_query(%(words)s, %(language)s),
                   'MaxFragments=2, MaxWords=20, MinWords=8, StartSel=«, StopSel=»') AS highlights
FROM best JOIN news.articles a USING (id) ORDER BY rank DESC, id DESC

-- name: title_parts
-- The newest titles with these letters in them: parts of words, numbers, names, any script. The function reads
-- article_search_by_title_parts.
SELECT id, a.stored_at, a.source, a.title, a.url
FROM news.titles_newest(%(part)s, 50) AS m(id) JOIN news.articles a USING (id) ORDER BY id DESC

-- name: story
-- One story across publishers, without copies: the originals on a topic in a stretch of time, with who printed copies.
SELECT a.id, a.source, a.title, a.published_at,
       ARRAY(SELECT c.source FROM news.articles c WHERE c.duplicate_of = a.id) AS copied_by
FROM (SELECT DISTINCT article_time, article_id FROM news.article_topics
      WHERE topic = %(topic)s AND article_time >= %(since)s AND article_time < %(until)s
      ORDER BY article_time DESC LIMIT 200) t
JOIN news.articles a ON a.id = t.article_id
WHERE a.duplicate_of IS NULL
ORDER BY a.published_at

-- name: copies
-- Every copy of an article with the article itself, the earliest published first, and the agency that they name.
SELECT id, source, title, published_at, similarity, wire_source, truncated, length(text) AS length
FROM news.articles WHERE id = %(id)s OR duplicate_of = %(id)s ORDER BY published_at, id

-- name: revisions
-- How an article changed: each version with what the next one changed; the latest stands in news.articles.
SELECT revision, superseded_at, changed, title, text
FROM news.article_revisions WHERE article_id = %(id)s ORDER BY revision

-- name: blocks
-- An article block by block: headings, paragraphs, captions… with their texts.
SELECT b.number, b.kind, coalesce(b.text, substr(a.text, b.start + 1, b."end" - b.start)) AS text
FROM news.articles a,
     ROWS FROM (jsonb_to_recordset(a.blocks) AS (kind text, start int, "end" int, text text)) WITH ORDINALITY
         AS b(kind, start, "end", text, number)
WHERE a.id = %(id)s ORDER BY b.number

-- name: cuts
-- What was cut from the latest articles of a publisher, by which rule; without a wall_kind it is boilerplate, not a wall.
SELECT a.id, a.url, a.wall_kind, cut.rule, cut.text
FROM (SELECT id, url, wall_kind, wall_cuts FROM news.articles
      WHERE source = %(source)s AND wall_cuts <> '[]' ORDER BY stored_at DESC, id DESC LIMIT 50) a,
     jsonb_to_recordset(a.wall_cuts) AS cut(rule text, text text)

-- name: truncated
-- The latest articles of which the server sent only a part, and what says so.
SELECT id, stored_at, source, title, url, truncated_evidence, access_declared
FROM news.articles WHERE truncated ORDER BY stored_at DESC, id DESC LIMIT 50

-- name: volume
-- How many articles an hour a topic has had over a week.
SELECT date_trunc('hour', article_time) AS hour, count(DISTINCT article_id) AS articles
FROM news.article_topics
WHERE topic = %(topic)s AND article_time >= %(since)s AND article_time < %(until)s
GROUP BY 1 ORDER BY 1

-- name: by_address
-- The article at an address.
SELECT d.* FROM news.article_documents d WHERE d.url = %(url)s

-- name: changes
-- The change feed with its articles, from a position that you keep yourself.
SELECT c.position, c.kind, c.created_at AS changed_at, d.*
FROM news.changes_after(%(position)s, 100) c JOIN news.article_documents d ON d.id = c.article_id
ORDER BY c.position

-- name: gaps
-- Publishers of whom news may be missing: how often since a time, and when last.
SELECT source, count(*) AS gaps, sum(entries) AS entries, max(found_at) AS latest
FROM news.gaps WHERE found_at >= %(since)s GROUP BY source ORDER BY latest DESC
