-- A whole batch is asked for at once, and remembered under one number a block.

-- As before, but for the keys of all articles of a batch: one look instead of twenty. Page boilerplate that cleaning left in
-- thousands of articles makes a key common. Then each key is asked by itself for twenty rows: a real copy shares rare keys
-- too and is found by them. Bitmap scans only, because an estimate that is off by much would read the whole table.
CREATE OR REPLACE FUNCTION newswire.sketches_near(wanted bigint[]) RETURNS SETOF newswire.sketches
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    found bigint[] := ARRAY(SELECT s.article_id FROM newswire.sketches s WHERE s.keys && wanted LIMIT 1001);
BEGIN
    IF cardinality(found) > 1000 THEN
        found := ARRAY(SELECT DISTINCT few.article_id FROM unnest(wanted) AS key
                       CROSS JOIN LATERAL (SELECT s.article_id FROM newswire.sketches s WHERE s.keys @> ARRAY[key] LIMIT 20) few);
    END IF;
    RETURN QUERY SELECT s.* FROM newswire.sketches s WHERE s.article_id = ANY(found);
END $$;
COMMENT ON FUNCTION newswire.sketches_near IS 'Sketches that share a key with these.';

-- The name of the source stood in each row and again in the key: half of the table and of the cost of an insert. Filled
-- beside the old one, which workers use until the swap, and only with what several articles had: what one had is learned
-- anew within days, and copying it all would hold workers up for minutes. Constraints get the names that they would have
-- had under the last name of the table.
CREATE TABLE newswire.memory_by_key (
    key bigint CONSTRAINT memory_key_not_null NOT NULL,
    articles bigint[] CONSTRAINT memory_articles_not_null NOT NULL,
    seen_on date CONSTRAINT memory_seen_on_not_null NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
    CONSTRAINT memory_by_key_pkey PRIMARY KEY (key)
) WITH (fillfactor = 90);
COMMENT ON TABLE newswire.memory_by_key IS 'Blocks of text by source, and in which articles they stood; shared by all workers.';
COMMENT ON COLUMN newswire.memory_by_key.key IS 'Hash of the text without case and digits, xor the first eight bytes of sha256 of the source.';
COMMENT ON COLUMN newswire.memory_by_key.articles IS 'The first three articles that had it: more make no difference.';
COMMENT ON COLUMN newswire.memory_by_key.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';
INSERT INTO newswire.memory_by_key (key, articles, seen_on)
SELECT fingerprint # ('x' || left(encode(sha256(convert_to(source, 'UTF8')), 'hex'), 16))::bit(64)::bigint, articles, seen_on
FROM newswire.memory WHERE cardinality(articles) > 1
ON CONFLICT DO NOTHING;
-- for queries/memory.sql forget_blocks
CREATE INDEX memory_by_key_age ON newswire.memory_by_key (seen_on);
GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.memory_by_key TO newswire_writer;
DROP TABLE newswire.memory;
ALTER TABLE newswire.memory_by_key RENAME TO memory;
ALTER TABLE newswire.memory RENAME CONSTRAINT memory_by_key_pkey TO memory_pkey;
ALTER INDEX newswire.memory_by_key_age RENAME TO memory_age;
