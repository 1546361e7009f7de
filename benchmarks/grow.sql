-- name: begin
-- The articles that are there become the pool that all further ones are made of.
CREATE UNLOGGED TABLE public.pool AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, * FROM news.articles;
ALTER TABLE public.pool ADD PRIMARY KEY (place);
CREATE UNLOGGED TABLE public.pool_tags AS
SELECT p.place, t.* FROM news.article_topics t JOIN public.pool p ON p.id = t.article_id;
CREATE INDEX ON public.pool_tags (place);
CREATE UNLOGGED TABLE public.pool_sketches AS
SELECT p.place, s.* FROM newswire.sketches s JOIN public.pool p ON p.id = s.article_id;
ALTER TABLE public.pool_sketches ADD PRIMARY KEY (place);
CREATE UNLOGGED TABLE public.pool_search AS
SELECT p.place, w.search FROM news.article_search w JOIN public.pool p USING (id);
ALTER TABLE public.pool_search ADD PRIMARY KEY (place);
-- made anew on a table with partitions, an index comes to each of them
CREATE TABLE public.indexes AS
SELECT format('%I.%I', schemaname, indexname) AS name, replace(indexdef, ' ON ONLY ', ' ON ') AS definition FROM pg_indexes i
WHERE (schemaname, tablename) IN (('news', 'articles'), ('news', 'article_search'), ('news', 'article_topics'), ('news', 'article_urls'),
                                  ('news', 'changes'), ('newswire', 'items'), ('newswire', 'sketches'))
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = format('%I.%I', schemaname, indexname)::regclass)

-- name: grow
-- Articles with numbers from %(first)s to %(last)s of %(most)s, the last of which is new today. Words are parted once, in the
-- pool: a million texts of them would take ten minutes. The number of an article is a word that no other has.
WITH made AS MATERIALIZED (
    SELECT n, now() - interval '90 days' * (1 - n::float8 / %(most)s) AS at, n * 7919 %% {pool} AS place
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) n),
item AS (
    INSERT INTO newswire.items (id, url, url_hash, host, feed_id, source, state, created_at, updated_at) OVERRIDING SYSTEM VALUE
    SELECT n, 'https://grown.example/news/' || n, sha256(n::text::bytea), 'grown.example', 1, p.source, 'stored', at, at
    FROM made JOIN public.pool p USING (place)),
address AS (INSERT INTO news.article_urls (url_hash, article_id) SELECT sha256(n::text::bytea), n FROM made),
change AS (
    INSERT INTO news.changes (position, article_id, kind, revision, created_at)
    SELECT nextval('newswire.change_positions'), n, 'created', 1, at FROM made ORDER BY n),
tag AS (
    INSERT INTO news.article_topics (article_id, topic, source, score, evidence, taxonomy_version, article_time)
    SELECT n, t.topic, t.source, t.score, t.evidence, t.taxonomy_version, at FROM made JOIN public.pool_tags t USING (place)),
sketch AS (
    -- sketches are kept for a month
    INSERT INTO newswire.sketches (article_id, original, keys, hashes, numbers, shingles, news_at, stored_at)
    SELECT n, n, ARRAY(SELECT hashint8extended(key, n) >> 1 & 9223372036854775807 FROM unnest(s.keys) key), s.hashes, s.numbers,
           s.shingles, at, at
    FROM made JOIN public.pool_sketches s USING (place) WHERE at > now() - interval '30 days'),
words AS (
    INSERT INTO news.article_search (partition, id, title, search)
    SELECT n >> 17, n, title || ' ' || n, w.search || setweight(to_tsvector('simple', n::text), 'A')
    FROM made JOIN public.pool p USING (place) JOIN public.pool_search w USING (place) ORDER BY n)
INSERT INTO news.articles (
    id, url, urls, source, title, summary, authors, published_at, published_precision, published_origin, modified_at,
    language, section, text, blocks, images, publisher_topics, wall_kind, wall_cuts, truncated, duplicate_of, similarity,
    content_hash, origins, pipeline_version, taxonomy_version, fetched_at, stored_at, updated_at)
SELECT n, 'https://grown.example/news/' || n, ARRAY['https://grown.example/news/' || n], source, title || ' ' || n, summary,
       authors, at, published_precision, published_origin, at, language, section, text, blocks, images, publisher_topics,
       wall_kind, wall_cuts, truncated, CASE WHEN duplicate_of IS NOT NULL THEN n - 1 END, similarity,
       sha256(n::text::bytea), origins, pipeline_version, taxonomy_version, at, at, at
FROM made JOIN public.pool p USING (place) ORDER BY n

-- name: end
-- Go on numbering behind what was grown.
SELECT setval('newswire.items_id_seq', (SELECT max(id) FROM newswire.items)),
       setval('news.changes_id_seq', (SELECT max(id) FROM news.changes))
