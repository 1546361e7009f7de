-- Near-duplicates: sketches of recent articles, and the agency that a piece names.

ALTER TABLE news.articles ADD COLUMN wire_source text;
COMMENT ON COLUMN news.articles.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';

-- No foreign key: rows live a month, articles for years, and an article is never deleted before its sketch.
CREATE TABLE newswire.sketches (
    article_id bigint PRIMARY KEY,
    original bigint NOT NULL,
    keys bigint[] NOT NULL,
    hashes bytea NOT NULL,
    numbers bytea NOT NULL,
    shingles integer NOT NULL,
    news_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE newswire.sketches IS 'Sketches of the articles of the last weeks, to find copies by; core/dedupe/sketch.py makes them.';
COMMENT ON COLUMN newswire.sketches.article_id IS 'The article.';
COMMENT ON COLUMN newswire.sketches.original IS 'The article that it is a copy of, or itself.';
COMMENT ON COLUMN newswire.sketches.keys IS 'Smallest hashes of its shingles: copies share one of them.';
COMMENT ON COLUMN newswire.sketches.hashes IS 'Smallest hashes of its shingles, 32 bits each, rising.';
COMMENT ON COLUMN newswire.sketches.numbers IS 'Smallest hashes of the numbers in it, 32 bits each, rising.';
COMMENT ON COLUMN newswire.sketches.shingles IS 'How many shingles it has.';
COMMENT ON COLUMN newswire.sketches.news_at IS 'Published time, else stored time.';
COMMENT ON COLUMN newswire.sketches.stored_at IS 'When it was stored; retention goes by it.';
-- for newswire.sketches_near; without fastupdate, whose list of pending rows each lookup would read through
CREATE INDEX sketches_keys ON newswire.sketches USING gin (keys) WITH (fastupdate = off);
CREATE INDEX sketches_age ON newswire.sketches (stored_at);

-- Page boilerplate that cleaning left in thousands of articles makes a key common. Then each key is asked by itself for fifty
-- rows: a real copy shares rare keys too and is found by them (six keys that 30,000 articles share cost 250 ms otherwise).
-- Bitmap scans only, because an estimate that is off by much would read the whole table for each article.
CREATE FUNCTION newswire.sketches_near(wanted bigint[]) RETURNS SETOF newswire.sketches
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    found bigint[] := ARRAY(SELECT s.article_id FROM newswire.sketches s WHERE s.keys && wanted LIMIT 201);
BEGIN
    IF cardinality(found) > 200 THEN
        found := ARRAY(SELECT DISTINCT few.article_id FROM unnest(wanted) AS key
                       CROSS JOIN LATERAL (SELECT s.article_id FROM newswire.sketches s WHERE s.keys @> ARRAY[key] LIMIT 50) few);
    END IF;
    RETURN QUERY SELECT s.* FROM newswire.sketches s WHERE s.article_id = ANY(found)
    ORDER BY (SELECT count(*) FROM unnest(s.keys) k WHERE k = ANY(wanted)) DESC, s.article_id LIMIT 20;
END $$;
COMMENT ON FUNCTION newswire.sketches_near IS 'Sketches that share a key with these, those that share most first.';

GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.sketches TO newswire_writer;
REVOKE EXECUTE ON FUNCTION newswire.sketches_near FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newswire.sketches_near TO newswire_writer;
