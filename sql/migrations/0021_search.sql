-- Searches read news.article_words, in looks as in 0017. Each names its partitions as well as its shelves: by bucket, for a
-- range of ids would go by the primary key and read every word list. They come along, for ranking.
DROP FUNCTION news.search_newest;
CREATE FUNCTION news.search_newest(words text, language text DEFAULT NULL, max_rows integer DEFAULT 200)
RETURNS TABLE (id bigint, search tsvector) LANGUAGE plpgsql STABLE ROWS 200
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    wanted tsquery := news.search_query(words, language);
    newest bigint := (SELECT max(a.id) FROM news.articles a) / 4096;
    shelf bigint := newest;
    width bigint := 1;
    found bigint := 0;
    more bigint;
    run record;
BEGIN
    WHILE shelf >= 0 AND found < max_rows LOOP
        SELECT * INTO run FROM news.shelves_from(shelf, width);
        RETURN QUERY SELECT w.id, w.search FROM news.article_words w
                     WHERE w.search @@ wanted AND news.shelves(w.id) && run.keys
                       AND w.bucket BETWEEN (run.rest + 1) / 32 AND shelf / 32
                     ORDER BY w.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        shelf := run.rest;
        width := least(4 * (newest - shelf), 1 + (newest - shelf) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.search_newest IS
    'The newest articles with these words (as in news.search_query), newest first, with their word lists; reads words_by_search.';
REVOKE EXECUTE ON FUNCTION news.search_newest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION news.search_newest TO newswire_reader, newswire_writer;

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
        RETURN QUERY SELECT w.id FROM news.article_words w
                     WHERE w.title ILIKE pattern AND news.shelves(w.id) && run.keys
                       AND w.bucket BETWEEN (run.rest + 1) / 32 AND shelf / 32
                     ORDER BY w.id + 0 DESC LIMIT max_rows - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        shelf := run.rest;
        width := least(4 * (newest - shelf), 1 + (newest - shelf) * (max_rows - found) * 3 / greatest(2 * found, 1));
    END LOOP;
END $$;
COMMENT ON FUNCTION news.titles_newest IS
    'Ids of the newest articles with these letters, at most 1,000, in their title, newest first; reads words_by_title_parts. Fewer than three letters cannot be looked up there: every shelf is read until there is enough.';

COMMENT ON FUNCTION news.search_vector IS 'What news.article_words.search holds: title A, summary B, text C.';
COMMENT ON FUNCTION news.search_query(text, text) IS
    'What to look for in news.article_words.search: words, "a phrase", or; in one language, or in any. With -without, name the language. Only the first 1,000 characters count.';
-- A row that is not written anew keeps the bytes of the column: VACUUM FULL news.articles gives them back, and locks it meanwhile.
DROP INDEX news.articles_by_title_parts;
ALTER TABLE news.articles DROP COLUMN search;
