-- A few thousand articles for tests/test_contract.py.

INSERT INTO news.topics (slug, label, description, taxonomy_version)
SELECT t, '{}', 'd', '1'
FROM unnest('{storm,strike,trade}'::text[]) t;

INSERT INTO news.articles (id, url, urls, source, title, authors, published_at, language, text, blocks, wall_kind, wall_cuts, truncated, duplicate_of, content_hash, pipeline_version, stored_at)
SELECT n, 'https://example.org/' || n, '{}', 'source' || n % 40 || '.example', 'Harbour piece ' || n, '{}', '2026-01-01'::timestamptz + n * interval '7 minutes', 'en', 'The vote on wall ' || n % 97, '[{"kind": "paragraph", "start": 0, "end": 16}]',
CASE WHEN n % 3 = 0 THEN 'registration' END, '[{"rule": "r", "text": "Register"}]', CASE WHEN n % 9 = 0 THEN true END, CASE WHEN n > 20 AND n % 20 = 7 THEN 7 END, sha256(n::text::bytea), '1', '2026-01-01'::timestamptz + n * interval '7 minutes'
FROM generate_series(1, 3000) n;

INSERT INTO news.article_topics (article_id, topic, source, score, evidence, taxonomy_version, article_time)
SELECT id, (ARRAY['storm', 'strike', 'trade'])[1 + id % 3], 'rule', 5, '[]', '1', published_at
FROM news.articles;

INSERT INTO news.article_revisions (article_id, revision, title, authors, text, blocks, wall_cuts, changed, pipeline_version, stored_at)
SELECT id, 1, title, authors, text, blocks, wall_cuts, '{title}', '1', stored_at
FROM news.articles;

INSERT INTO news.changes (article_id, kind, revision)
SELECT id, 'created', 1
FROM news.articles;

INSERT INTO news.gaps (source, feed_id, since, found_at, entries)
SELECT 'source' || n % 40 || '.example', n % 40, '2026-01-01'::timestamptz + n * interval '1 hour', '2026-01-01'::timestamptz + n * interval '2 hours', 20
FROM generate_series(1, 300) n;
