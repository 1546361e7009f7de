-- name: lock_texts
-- Closes the race of two batches with copies of one text: both would see no other and call theirs an original. Who comes
-- second waits for the first to commit and then sees its sketches. Sorted, and before all other locks, or two batches
-- would deadlock. Batches of one publisher queue here for many times what one takes, longer than a session's lock_timeout
-- has it: for this transaction just under statement_timeout, and set before the first lock is asked for. A key that
-- another transaction has inserted and not committed is waited for by whoever inserts it too.
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '25s', true))
INSERT INTO newswire.text_locks AS l (key)
SELECT key FROM patience, unnest(%(keys)s::bigint[]) AS key ORDER BY key
-- one that a mistake has left behind does not lock by being there
ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key

-- name: clear_text_locks
-- What was just inserted is never committed: the transaction holds it all the same until it ends.
DELETE FROM newswire.text_locks WHERE key = ANY(%(keys)s::bigint[])

-- name: near_sketches
-- Earlier articles that may have some of the same text.
SELECT original, keys, hashes, numbers, shingles, news_at FROM newswire.sketches_near(%(keys)s::bigint[])

-- name: save_sketches
-- Sketches of new articles, or of their new revisions, which stay the copies of whatever the first was.
INSERT INTO newswire.sketches AS s (article_id, original, keys, hashes, numbers, shingles, news_at)
SELECT id, original, keys::bigint[], hashes, numbers, shingles, coalesce(news_at, now())
FROM unnest(%(ids)s::bigint[], %(originals)s::bigint[], %(keys)b::text[], %(hashes)b::bytea[], %(numbers)b::bytea[],
            %(shingles)s::int[], %(news_at)s::timestamptz[]) AS u(id, original, keys, hashes, numbers, shingles, news_at)
ORDER BY id
ON CONFLICT (article_id) DO UPDATE
SET keys = EXCLUDED.keys, hashes = EXCLUDED.hashes, numbers = EXCLUDED.numbers, shingles = EXCLUDED.shingles
WHERE s.hashes <> EXCLUDED.hashes

-- name: delete_old_sketches
-- Copies come within days: older sketches only cost.
DELETE FROM newswire.sketches WHERE article_id = ANY (ARRAY(
    SELECT article_id FROM newswire.sketches WHERE stored_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY stored_at LIMIT 5000 FOR UPDATE SKIP LOCKED))
