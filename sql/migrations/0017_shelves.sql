-- no transaction
-- For news.search_newest and news.titles_newest: shelves of three widths, so that however many articles there are, a look
-- at older ones asks for few shelves. Asking for 245 at once took four fifths of a search of a million articles.
CREATE OR REPLACE FUNCTION news.shelves(article_id bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY[article_id >> 12 << 2, article_id >> 16 << 2 | 1, article_id >> 20 << 2 | 2]
$$;
COMMENT ON FUNCTION news.shelves IS
    'Shelves on which an article stands, for indexes that find the newest first: of 4,096 ids, of 65,536 and of 1,048,576.';

CREATE OR REPLACE FUNCTION news.shelves_from(shelf bigint, width bigint, OUT keys bigint[], OUT rest bigint)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    level bigint := 0;
    size bigint := 1;
BEGIN
    WHILE level < 2 AND width >= size * 16 AND (shelf + 1) % (size * 16) = 0 LOOP
        size := size * 16;
        level := level + 1;
    END LOOP;
    -- no further than to where a wider one begins
    rest := (shelf + 1) / size - least(width / size, coalesce(nullif((shelf + 1) / size % 16, 0), 16));
    keys := ARRAY(SELECT one << 2 | level FROM generate_series(rest, (shelf + 1) / size - 1) one);
    rest := rest * size - 1;
END $$;
COMMENT ON FUNCTION news.shelves_from IS
    'Up to 16 shelves of one kind that begin with this one of 4,096 ids and go back, `width` of those in all, and the next older one.';

-- Each search reads the list of pending rows through: with 400 articles on it (4 MB hold 600) searches took half as long
-- again. Storing costs the same with 1 MB, and a third more with 256 KB (measured at a million articles).
DROP INDEX CONCURRENTLY IF EXISTS news.articles_by_words;
CREATE INDEX CONCURRENTLY articles_by_words ON news.articles USING gin (search, news.shelves(id)) WITH (gin_pending_list_limit = 1024);
-- operators of the extension lie wherever it was put
SELECT set_config('search_path', quote_ident(n.nspname), false) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_trgm';
DROP INDEX CONCURRENTLY IF EXISTS news.articles_by_title_parts;
CREATE INDEX CONCURRENTLY articles_by_title_parts ON news.articles USING gin (title gin_trgm_ops, news.shelves(id))
WITH (gin_pending_list_limit = 1024);
RESET search_path;

-- id + 0, because the planner cannot know that the rows of a shelf stand together: by the primary key it read a million from
-- the newest on to find fifty titles on the first shelf (5 s). Each look is as wide as it takes at the rate of those before,
-- and half as much again: 400 were read for the last 70 when each was four times the one before.
CREATE OR REPLACE FUNCTION news.search_newest(words text, language text DEFAULT NULL, max_rows integer DEFAULT 200)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 200
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    wanted tsquery := news.search_query(words, language);
    newest bigint := (SELECT max(id) FROM news.articles) / 4096;
    shelf bigint := newest;
    width bigint := 1;
    found bigint := 0;
    more bigint;
    run record;
BEGIN
    WHILE shelf >= 0 AND found < max_rows LOOP
        SELECT * INTO run FROM news.shelves_from(shelf, width);
        RETURN QUERY SELECT a.id FROM news.articles a WHERE a.search @@ wanted AND news.shelves(a.id) && run.keys
                     ORDER BY a.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        shelf := run.rest;
        width := least(4 * (newest - shelf), 1 + (newest - shelf) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.search_newest IS
    'Ids of the newest articles with these words (as in news.search_query), newest first; reads articles_by_words.';

CREATE OR REPLACE FUNCTION news.titles_newest(part text, max_rows integer DEFAULT 50) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 50
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    pattern text := '%' || regexp_replace(left(part, 1000), '([\\%_])', '\\\1', 'g') || '%';
    newest bigint := (SELECT max(id) FROM news.articles) / 4096;
    shelf bigint := newest;
    width bigint := 1;
    found bigint := 0;
    more bigint;
    run record;
BEGIN
    WHILE shelf >= 0 AND found < max_rows LOOP
        SELECT * INTO run FROM news.shelves_from(shelf, width);
        RETURN QUERY SELECT a.id FROM news.articles a WHERE a.title ILIKE pattern AND news.shelves(a.id) && run.keys
                     ORDER BY a.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        shelf := run.rest;
        width := least(4 * (newest - shelf), 1 + (newest - shelf) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.titles_newest IS
    'Ids of the newest articles with these letters, at most 1,000, in their title, newest first; reads articles_by_title_parts. Fewer than three letters cannot be looked up there: every shelf is read until there is enough.';

DROP INDEX CONCURRENTLY IF EXISTS news.articles_search_newest;
DROP INDEX CONCURRENTLY IF EXISTS news.articles_titles_newest;
