-- name: near_sketches
-- Earlier articles that may have the same text as those of a batch; `places` says whose each key is.
SELECT q.place, s.original, s.keys, s.hashes, s.numbers, s.shingles, s.news_at
FROM (SELECT place, array_agg(key) AS keys FROM unnest(%(places)s::int[], %(keys)s::bigint[]) AS u(place, key)
      GROUP BY place) q
CROSS JOIN LATERAL newswire.sketches_near(q.keys) s

-- name: save_sketch
-- The sketch of a new article, or of its new revision, which stays the copy of whatever the first was.
INSERT INTO newswire.sketches AS s (article_id, original, keys, hashes, numbers, shingles, news_at)
VALUES (%(article_id)s, %(original)s, %(keys)s, %(hashes)s, %(numbers)s, %(shingles)s, coalesce(%(news_at)s, now()))
ON CONFLICT (article_id) DO UPDATE
SET keys = EXCLUDED.keys, hashes = EXCLUDED.hashes, numbers = EXCLUDED.numbers, shingles = EXCLUDED.shingles
WHERE s.hashes <> EXCLUDED.hashes

-- name: delete_old_sketches
-- Copies come within days: older sketches only cost.
DELETE FROM newswire.sketches WHERE article_id IN (
    SELECT article_id FROM newswire.sketches WHERE stored_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY stored_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
