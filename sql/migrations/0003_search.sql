-- Search that costs the same in a store of any size: what articles are searched by stands in a table of its own, in partitions,
-- and the newest matches are looked for among the newest articles first.

-- Trigrams find titles by a part of a word, and with a typo in it.
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
    RAISE EXCEPTION 'the extension pg_trgm is not there and this role may not create it: %', SQLERRM
        USING HINT = 'Let a superuser run CREATE EXTENSION pg_trgm in this database (it comes with Postgres, as the package postgresql-contrib where that is apart), then run newswire migrate again.';
END $$;

-- One place says which language is searched how; a language without a dictionary is searched by its plain words.
CREATE OR REPLACE FUNCTION news.search_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE language
        WHEN 'ar' THEN 'pg_catalog.arabic' WHEN 'ca' THEN 'pg_catalog.catalan' WHEN 'da' THEN 'pg_catalog.danish'
        WHEN 'de' THEN 'pg_catalog.german' WHEN 'el' THEN 'pg_catalog.greek' WHEN 'en' THEN 'pg_catalog.english'
        WHEN 'es' THEN 'pg_catalog.spanish' WHEN 'fi' THEN 'pg_catalog.finnish' WHEN 'fr' THEN 'pg_catalog.french'
        WHEN 'ga' THEN 'pg_catalog.irish' WHEN 'hi' THEN 'pg_catalog.hindi' WHEN 'hu' THEN 'pg_catalog.hungarian'
        WHEN 'id' THEN 'pg_catalog.indonesian' WHEN 'it' THEN 'pg_catalog.italian' WHEN 'nl' THEN 'pg_catalog.dutch'
        WHEN 'no' THEN 'pg_catalog.norwegian' WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ro' THEN 'pg_catalog.romanian'
        WHEN 'ru' THEN 'pg_catalog.russian' WHEN 'sv' THEN 'pg_catalog.swedish' WHEN 'tr' THEN 'pg_catalog.turkish'
        ELSE 'pg_catalog.simple' END::regconfig
$$;
COMMENT ON FUNCTION news.search_config IS 'Text search configuration of a language.';

-- Chinese, Japanese and Thai write no spaces: each of their characters is a word of its own, and a search for a word of
-- them is one for a phrase.
CREATE OR REPLACE FUNCTION news.search_spaced(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g')
$$;
COMMENT ON FUNCTION news.search_spaced IS 'The text with each character of a script without spaces standing apart.';

-- A tsvector holds 1 MB at most; 40,000 characters of the worst text stay below half of it, so no body fails the insert.
CREATE OR REPLACE FUNCTION news.search_vector(language text, title text, summary text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    config regconfig := news.search_config(language);
BEGIN
    title := left(title, 2000);
    summary := left(coalesce(summary, ''), 4000);
    body := left(body, 40000);
    IF language IN ('zh', 'ja', 'th', 'lo', 'km', 'my') THEN
        title := news.search_spaced(title);
        summary := news.search_spaced(summary);
        body := news.search_spaced(body);
    END IF;
    RETURN setweight(to_tsvector(config, title), 'A') || setweight(to_tsvector(config, summary), 'B')
        || setweight(to_tsvector(config, body), 'C');
END $$;
COMMENT ON FUNCTION news.search_vector IS 'What news.article_search.search holds: title A, summary B, text C.';

-- Twenty thousand words took 5 s and then broke the stack (measured): the first 1,000 characters are looked for.
CREATE OR REPLACE FUNCTION news.search_query(words text, language text DEFAULT NULL) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET client_min_messages = warning AS $$
DECLARE
    found tsquery;
    one text;
    wanted tsquery;
    seen tsquery[] := '{}';
BEGIN
    words := left(words, 1000);
    IF words ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]' THEN
        RETURN phraseto_tsquery('pg_catalog.simple', news.search_spaced(words));
    END IF;
    IF language IS NOT NULL THEN RETURN websearch_to_tsquery(news.search_config(language), words); END IF;
    -- without a language the words are looked for as each of the languages would write them
    FOREACH one IN ARRAY '{xx,ar,ca,da,de,el,en,es,fi,fr,ga,hi,hu,id,it,nl,no,pt,ro,ru,sv,tr}'::text[] LOOP
        wanted := websearch_to_tsquery(news.search_config(one), words);
        IF NOT wanted = ANY(seen) THEN
            found := CASE WHEN found IS NULL THEN wanted ELSE found || wanted END;
            seen := seen || wanted;
        END IF;
    END LOOP;
    RETURN found;
END $$;
COMMENT ON FUNCTION news.search_query IS
    'What to look for in news.article_search.search: words, "a phrase", or; in one language, or in any. With -without, name the language. Only the first 1,000 characters count.';

-- An index has each article under the block of ids in which it stands, so that it finds the newest matches without reading
-- all: a common word stands in a hundred thousand articles of a million. Blocks of three widths, so that however many articles
-- there are, a step to older ones asks for few blocks. Asking for 245 at once took four fifths of a search of a million articles.
CREATE OR REPLACE FUNCTION news.id_blocks(article_id bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY[article_id >> 12 << 2, article_id >> 16 << 2 | 1, article_id >> 20 << 2 | 2]
$$;
COMMENT ON FUNCTION news.id_blocks IS
    'Blocks of ids in which an article stands, for indexes that find the newest first: of 4,096 ids, of 65,536 and of 1,048,576.';

CREATE OR REPLACE FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    level bigint := 0;
    size bigint := 1;
BEGIN
    WHILE level < 2 AND width >= size * 16 AND (id_block + 1) % (size * 16) = 0 LOOP
        size := size * 16;
        level := level + 1;
    END LOOP;
    -- no further than to where a wider one begins
    rest := (id_block + 1) / size - least(width / size, coalesce(nullif((id_block + 1) / size % 16, 0), 16));
    keys := ARRAY(SELECT n << 2 | level FROM generate_series(rest, (id_block + 1) / size - 1) n);
    rest := rest * size - 1;
END $$;
COMMENT ON FUNCTION news.id_blocks_from IS
    'Up to 16 blocks of one width that begin with this one of 4,096 ids and go back, `width` of those in all, and the next older one.';

-- In partitions of 131,072 ids, so that storing costs the same however many there are: new articles meet two small indexes
-- instead of two that grow for ever (with these in news.articles, storing beside a million cost 1.28 times what it did beside
-- 10,000). An article that only gets another address does not write its words anew.
CREATE TABLE news.article_search (
    partition integer NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    search tsvector NOT NULL,
    PRIMARY KEY (id, partition)
) PARTITION BY LIST (partition);
COMMENT ON TABLE news.article_search IS 'What articles are searched by, newest first by news.search_newest and news.titles_newest; follows news.articles.';
COMMENT ON COLUMN news.article_search.partition IS 'Its partition: id >> 17. Where it is named beside the id, only that one is read.';
COMMENT ON COLUMN news.article_search.id IS 'The article.';
COMMENT ON COLUMN news.article_search.title IS 'Its headline.';
COMMENT ON COLUMN news.article_search.search IS 'Words of title (A), summary (B) and text (C): search @@ news.search_query(''words'').';
-- word lists do not get smaller by compression
ALTER TABLE news.article_search ALTER COLUMN search SET STORAGE EXTERNAL;
-- Each search reads the list of pending rows through: with 400 articles on it (4 MB hold 600) searches took half as long
-- again. Storing costs the same with 1 MB, and a third more with 256 KB (measured at a million articles).
CREATE INDEX article_search_by_words ON news.article_search USING gin (search, news.id_blocks(id)) WITH (gin_pending_list_limit = 1024);
DO $$ BEGIN  -- an operator may have put the extension into a schema of its own
    EXECUTE format('CREATE INDEX IF NOT EXISTS article_search_by_title_parts ON news.article_search'
                   ' USING gin (title %I.gin_trgm_ops, news.id_blocks(id)) WITH (gin_pending_list_limit = 1024)',
                   (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'));
END $$;

-- Attached, not made as a partition, which would lock out whoever searches. Rows of up to 8 KB stay in one piece, as nearly all
-- are. The next partition is made while its forerunner fills, by one batch while the others go on; only who needs one at once
-- waits for it: the first of all, or after a leap of ids. LOCK TABLE, because a reader could hold an advisory lock; ONLY,
-- because vacuum holds the same lock on the partition that it is at.
CREATE OR REPLACE FUNCTION newswire.make_partition(wanted bigint, needed boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'article_search_' || wanted;
BEGIN
    IF needed THEN
        LOCK TABLE ONLY news.article_search IN SHARE UPDATE EXCLUSIVE MODE;
    ELSE
        BEGIN
            LOCK TABLE ONLY news.article_search IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
        EXCEPTION WHEN lock_not_available THEN
            RETURN;
        END;
    END IF;
    -- another may have made it meanwhile
    IF to_regclass('newswire.' || name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE newswire.%I (LIKE news.article_search INCLUDING STORAGE)'
                   ' WITH (toast_tuple_target = 8160)', name);
    EXECUTE format('ALTER TABLE news.article_search ATTACH PARTITION newswire.%I FOR VALUES IN (%s)', name, wanted);
    -- the one before the last is full: it may not be vacuumed for long, and each search would read its pending rows through
    PERFORM gin_clean_pending_list(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    WHERE i.indrelid = to_regclass('newswire.article_search_' || wanted - 2) AND m.amname = 'gin';
END $$;
COMMENT ON FUNCTION newswire.make_partition IS 'Makes a partition of news.article_search unless it is there; one that is not needed yet, only if that takes no waiting.';

CREATE OR REPLACE FUNCTION newswire.make_partitions(ids bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    want record;
BEGIN
    FOR want IN SELECT partition + ahead AS partition, ahead = 0 AS needed
               FROM (SELECT DISTINCT id >> 17 AS partition FROM unnest(ids) id) b, generate_series(0, 1) ahead
               WHERE to_regclass('newswire.article_search_' || partition + ahead) IS NULL ORDER BY 1 LOOP
        PERFORM newswire.make_partition(want.partition, want.needed);
    END LOOP;
END $$;
COMMENT ON FUNCTION newswire.make_partitions IS 'Makes the partitions of news.article_search that these articles need, and the next.';

-- Of what is inserted a batch at a time, of what changes only articles whose words did.
CREATE OR REPLACE FUNCTION newswire.add_to_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newswire.make_partitions(ARRAY(SELECT id FROM added));
    INSERT INTO news.article_search (partition, id, title, search)
    SELECT id >> 17, id, title, news.search_vector(language, title, summary, text) FROM added;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION newswire.add_to_search IS 'Trigger: new articles can be searched.';
CREATE OR REPLACE FUNCTION newswire.update_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM news.article_search WHERE partition = OLD.id >> 17 AND id = OLD.id;
        RETURN NULL;
    END IF;
    UPDATE news.article_search
    SET title = NEW.title, search = news.search_vector(NEW.language, NEW.title, NEW.summary, NEW.text)
    WHERE partition = NEW.id >> 17 AND id = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION newswire.update_search IS 'Trigger: an article is searched by what it says now, and no longer once it is deleted.';

CREATE OR REPLACE TRIGGER add_to_search AFTER INSERT ON news.articles
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION newswire.add_to_search();
CREATE OR REPLACE TRIGGER update_search AFTER UPDATE OF language, title, summary, text ON news.articles FOR EACH ROW
WHEN ((OLD.language, OLD.title, OLD.summary, OLD.text) IS DISTINCT FROM (NEW.language, NEW.title, NEW.summary, NEW.text))
EXECUTE FUNCTION newswire.update_search();
CREATE OR REPLACE TRIGGER remove_from_search AFTER DELETE ON news.articles FOR EACH ROW EXECUTE FUNCTION newswire.update_search();

-- Ever larger stretches are asked, newest first, until there is enough. Each names its partitions as well as its blocks of ids:
-- by number, for a range of ids would go by the primary key and read every word list. id + 0, because the planner cannot know
-- that the rows of a block stand together: by the primary key it read a million from the newest on to find fifty titles in the
-- first block (5 s). Each step is as wide as it takes at the rate of those before, and half as much again: 400 were read for the
-- last 70 when each was four times the one before. Planned for the words asked for: from the sixth call on, a plan for any words
-- would walk back through all articles (parts of titles at 300,000: 370 ms instead of 3). Word lists come along, for ranking.
CREATE OR REPLACE FUNCTION news.search_newest(words text, language text DEFAULT NULL, max_rows integer DEFAULT 200)
RETURNS TABLE (id bigint, search tsvector) LANGUAGE plpgsql STABLE ROWS 200
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    wanted tsquery := news.search_query(words, language);
    newest bigint := (SELECT max(a.id) FROM news.articles a) / 4096;
    id_block bigint := newest;
    width bigint := 1;
    found bigint := 0;
    more bigint;
    run record;
BEGIN
    WHILE id_block >= 0 AND found < max_rows LOOP
        SELECT * INTO run FROM news.id_blocks_from(id_block, width);
        RETURN QUERY SELECT w.id, w.search FROM news.article_search w
                     WHERE w.search @@ wanted AND news.id_blocks(w.id) && run.keys
                       AND w.partition BETWEEN (run.rest + 1) / 32 AND id_block / 32
                     ORDER BY w.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        id_block := run.rest;
        width := least(4 * (newest - id_block), 1 + (newest - id_block) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.search_newest IS
    'The newest articles with these words (as in news.search_query), newest first, with their word lists; reads article_search_by_words.';

CREATE OR REPLACE FUNCTION news.titles_newest(part text, max_rows integer DEFAULT 50) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 50
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    pattern text := '%' || regexp_replace(left(part, 1000), '([\\%_])', '\\\1', 'g') || '%';
    newest bigint := (SELECT max(id) FROM news.articles) / 4096;
    id_block bigint := newest;
    width bigint := 1;
    found bigint := 0;
    more bigint;
    run record;
BEGIN
    WHILE id_block >= 0 AND found < max_rows LOOP
        SELECT * INTO run FROM news.id_blocks_from(id_block, width);
        RETURN QUERY SELECT w.id FROM news.article_search w
                     WHERE w.title ILIKE pattern AND news.id_blocks(w.id) && run.keys
                       AND w.partition BETWEEN (run.rest + 1) / 32 AND id_block / 32
                     ORDER BY w.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        id_block := run.rest;
        width := least(4 * (newest - id_block), 1 + (newest - id_block) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.titles_newest IS
    'Ids of the newest articles with these letters, at most 1,000, in their title, newest first; reads article_search_by_title_parts. Fewer than three letters cannot be looked up there: every block of ids is read until there is enough.';
