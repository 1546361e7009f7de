-- no transaction
-- What searching needs moves out of news.articles into a table in partitions of 131,072 ids, so that storing costs the
-- same however many there are: new articles meet two small indexes instead of two that grow for ever (a million articles:
-- 1.4 GB, of which each batch changed pages all over; storing cost 1.28 times what it did at 10,000). An article that only
-- gets another address no longer writes its words anew either.
-- Whoever holds a lock for long must not make all others wait behind us: it can be run again.
SET lock_timeout = '5s';
CREATE TABLE IF NOT EXISTS news.article_words (
    bucket integer NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    search tsvector NOT NULL,
    PRIMARY KEY (id, bucket)
) PARTITION BY LIST (bucket);
COMMENT ON TABLE news.article_words IS 'What articles are searched by, newest first by news.search_newest and news.titles_newest; follows news.articles.';
COMMENT ON COLUMN news.article_words.bucket IS 'Its partition: id >> 17. Where it is named beside the id, only that one is read.';
COMMENT ON COLUMN news.article_words.id IS 'The article.';
COMMENT ON COLUMN news.article_words.title IS 'Its headline.';
COMMENT ON COLUMN news.article_words.search IS 'Words of title (A), summary (B) and text (C): search @@ news.search_query(''words'').';
-- word lists do not get smaller by compression
ALTER TABLE news.article_words ALTER COLUMN search SET STORAGE EXTERNAL;
GRANT SELECT ON news.article_words TO newswire_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON news.article_words TO newswire_writer;

-- Each search reads the list of pending rows through: with 400 articles on it (4 MB hold 600) searches took half as long
-- again. Storing costs the same with 1 MB, and a third more with 256 KB (measured at a million articles).
CREATE INDEX IF NOT EXISTS words_by_search ON news.article_words USING gin (search, news.shelves(id)) WITH (gin_pending_list_limit = 1024);
-- operators of the extension lie wherever it was put
SELECT set_config('search_path', quote_ident(n.nspname), false) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_trgm';
CREATE INDEX IF NOT EXISTS words_by_title_parts ON news.article_words USING gin (title gin_trgm_ops, news.shelves(id))
WITH (gin_pending_list_limit = 1024);
RESET search_path;

-- Attached, not made as a partition, which would lock out whoever searches. Rows of up to 8 KB stay in one piece, as nearly all
-- are. The next partition is made while its forerunner fills, by one batch while the others go on; only who needs one at once
-- waits for it: the first of all, or after a leap of ids. LOCK TABLE, because a reader could hold an advisory lock; ONLY,
-- because vacuum holds the same lock on the partition that it is at.
CREATE OR REPLACE FUNCTION newswire.make_bucket(wanted bigint, needed boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'article_words_' || wanted;
BEGIN
    IF needed THEN
        LOCK TABLE ONLY news.article_words IN SHARE UPDATE EXCLUSIVE MODE;
    ELSE
        BEGIN
            LOCK TABLE ONLY news.article_words IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
        EXCEPTION WHEN lock_not_available THEN
            RETURN;
        END;
    END IF;
    -- another may have made it meanwhile
    IF to_regclass('newswire.' || name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE newswire.%I (LIKE news.article_words INCLUDING STORAGE)'
                   ' WITH (toast_tuple_target = 8160)', name);
    EXECUTE format('ALTER TABLE news.article_words ATTACH PARTITION newswire.%I FOR VALUES IN (%s)', name, wanted);
    -- the one before the last is full: it may not be vacuumed for long, and each search would read its pending rows through
    PERFORM gin_clean_pending_list(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    WHERE i.indrelid = to_regclass('newswire.article_words_' || wanted - 2) AND m.amname = 'gin';
END $$;
COMMENT ON FUNCTION newswire.make_bucket IS 'Makes a partition of news.article_words unless it is there; one that is not needed yet, only if that takes no waiting.';
REVOKE EXECUTE ON FUNCTION newswire.make_bucket FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newswire.make_bucket TO newswire_writer;

CREATE OR REPLACE FUNCTION newswire.make_buckets(ids bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT bucket + ahead AS bucket, ahead = 0 AS needed
               FROM (SELECT DISTINCT id >> 17 AS bucket FROM unnest(ids) id) b, generate_series(0, 1) ahead
               WHERE to_regclass('newswire.article_words_' || bucket + ahead) IS NULL ORDER BY 1 LOOP
        PERFORM newswire.make_bucket(one.bucket, one.needed);
    END LOOP;
END $$;
COMMENT ON FUNCTION newswire.make_buckets IS 'Makes the partitions of news.article_words that these articles need, and the next.';
REVOKE EXECUTE ON FUNCTION newswire.make_buckets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newswire.make_buckets TO newswire_writer;

-- Of what is inserted a batch at a time, of what changes only articles whose words did.
CREATE OR REPLACE FUNCTION newswire.add_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newswire.make_buckets(ARRAY(SELECT id FROM added));
    INSERT INTO news.article_words (bucket, id, title, search)
    SELECT id >> 17, id, title, news.search_vector(language, title, summary, text) FROM added;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION newswire.add_words IS 'Trigger: new articles can be searched.';
CREATE OR REPLACE FUNCTION newswire.change_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM news.article_words WHERE bucket = OLD.id >> 17 AND id = OLD.id;
        RETURN NULL;
    END IF;
    -- an article that was there before this table may not be in it yet
    PERFORM newswire.make_buckets(ARRAY[NEW.id]);
    INSERT INTO news.article_words AS w (bucket, id, title, search)
    VALUES (NEW.id >> 17, NEW.id, NEW.title, news.search_vector(NEW.language, NEW.title, NEW.summary, NEW.text))
    ON CONFLICT (id, bucket) DO UPDATE SET title = EXCLUDED.title, search = EXCLUDED.search;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION newswire.change_words IS 'Trigger: an article is searched by what it says now.';
REVOKE EXECUTE ON FUNCTION newswire.add_words, newswire.change_words FROM PUBLIC;

-- All at once, or what came between two of them would stay as it was.
DO $$
BEGIN
    CREATE OR REPLACE TRIGGER add_words AFTER INSERT ON news.articles
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION newswire.add_words();
    CREATE OR REPLACE TRIGGER change_words AFTER UPDATE OF language, title, summary, text ON news.articles FOR EACH ROW
    WHEN ((OLD.language, OLD.title, OLD.summary, OLD.text) IS DISTINCT FROM (NEW.language, NEW.title, NEW.summary, NEW.text))
    EXECUTE FUNCTION newswire.change_words();
    CREATE OR REPLACE TRIGGER delete_words AFTER DELETE ON news.articles FOR EACH ROW EXECUTE FUNCTION newswire.change_words();
END $$;

-- What is there, 500 rows at a time, in the order in which workers lock them. Who holds one of these rows for long must not
-- make others wait for the rest: let go of them, and come again. A revision that was quicker is newer than what is read here.
DO $$
DECLARE
    done bigint := 0;
    batch bigint[];
BEGIN
    LOOP
        batch := ARRAY(SELECT id FROM news.articles WHERE id > done ORDER BY id LIMIT 500);
        EXIT WHEN cardinality(batch) = 0;
        PERFORM newswire.make_buckets(batch);
        COMMIT;
        BEGIN
            PERFORM set_config('lock_timeout', '1s', true);
            PERFORM FROM news.articles WHERE id = ANY(batch) ORDER BY id FOR NO KEY UPDATE;
            INSERT INTO news.article_words (bucket, id, title, search)
            SELECT id >> 17, id, title, search FROM news.articles WHERE id = ANY(batch) ON CONFLICT DO NOTHING;
            done := batch[cardinality(batch)];
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(1);
        END;
        COMMIT;
    END LOOP;
END $$;
ANALYZE news.article_words;
