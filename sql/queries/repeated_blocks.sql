-- name: find_repeated_blocks
-- In which articles of their sources these blocks stood.
SELECT key, articles FROM newswire.repeated_blocks WHERE key = ANY(%(keys)s::bigint[])

-- name: save_repeated_blocks
-- Note the blocks of a batch of articles; sorted, or two batches of one source would deadlock. Writes nothing for a block
-- that three articles have had and that was seen today.
INSERT INTO newswire.repeated_blocks AS m (key, articles)
SELECT key, (array_agg(article_id ORDER BY article_id))[1:3]
FROM unnest(%(keys)s::bigint[], %(articles)s::bigint[]) AS w(key, article_id)
GROUP BY key ORDER BY key
ON CONFLICT (key) DO UPDATE
SET articles = CASE WHEN m.articles @> EXCLUDED.articles THEN m.articles
                    ELSE (m.articles || ARRAY(SELECT unnest(EXCLUDED.articles) EXCEPT SELECT unnest(m.articles) ORDER BY 1))[1:3] END,
    seen_on = EXCLUDED.seen_on
WHERE m.seen_on < EXCLUDED.seen_on OR (cardinality(m.articles) < 3 AND NOT m.articles @> EXCLUDED.articles)

-- name: delete_old_repeated_blocks
-- What one article had goes after `once` days, what several had after `days`; a bounded number at a time.
DELETE FROM newswire.repeated_blocks WHERE key = ANY (ARRAY(
    SELECT key FROM newswire.repeated_blocks
    WHERE seen_on < (now() AT TIME ZONE 'UTC')::date - CASE WHEN cardinality(articles) = 1 THEN %(once)s::int ELSE %(days)s::int END
    ORDER BY seen_on LIMIT 5000 FOR UPDATE SKIP LOCKED))
