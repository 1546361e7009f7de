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
    'What to look for in news.articles.search: words, "a phrase", or; in one language, or in any. With -without, name the language. Only the first 1,000 characters count.';
