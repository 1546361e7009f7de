-- A whole batch is asked for at once, and remembered under one number a block.

-- As before, but for the keys of all articles of a batch: one look instead of twenty. Page furniture that cleaning left in
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

-- The name of the source stood in each row and again in the key: half of the table and of the cost of an insert.
ALTER TABLE newswire.memory RENAME TO memory_by_source;
ALTER TABLE newswire.memory_by_source RENAME CONSTRAINT memory_pkey TO memory_by_source_pkey;
DROP INDEX newswire.memory_age;
CREATE TABLE newswire.memory (
    key bigint PRIMARY KEY,
    articles bigint[] NOT NULL,
    seen_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date
) WITH (fillfactor = 90);
COMMENT ON TABLE newswire.memory IS 'Blocks of text by source, and in which articles they stood; shared by all workers.';
COMMENT ON COLUMN newswire.memory.key IS 'Hash of the text without case and digits, xor the first eight bytes of sha256 of the source.';
COMMENT ON COLUMN newswire.memory.articles IS 'The first three articles that had it: more make no difference.';
COMMENT ON COLUMN newswire.memory.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';
INSERT INTO newswire.memory (key, articles, seen_on)
SELECT fingerprint # ('x' || left(encode(sha256(convert_to(source, 'UTF8')), 'hex'), 16))::bit(64)::bigint, articles, seen_on
FROM newswire.memory_by_source
ON CONFLICT DO NOTHING;
DROP TABLE newswire.memory_by_source;
-- for queries/memory.sql forget_blocks
CREATE INDEX memory_age ON newswire.memory (seen_on);
GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.memory TO newswire_writer;
