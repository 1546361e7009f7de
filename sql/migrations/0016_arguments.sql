-- What consumers may hand to our functions: a position that is null or still to come is refused instead of passing changes
-- over, and a search costs no more than a long sentence does.

CREATE OR REPLACE FUNCTION news.changes_after(after bigint, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- max(position) of what a reader has not begun to keep; nothing lies behind it, and the reader would wait for ever
    IF after IS NULL THEN
        RAISE EXCEPTION 'the position is null: the feed begins behind 0' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM newswire.check_floor('the reader', after);
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > after ORDER BY c.position LIMIT max_rows;
END $$;

CREATE OR REPLACE FUNCTION news.acknowledge(consumer text, upto bigint)
RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
BEGIN
    -- the last position of a batch that was empty
    IF upto IS NULL THEN
        RAISE EXCEPTION 'the position to acknowledge is null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- by what is committed: the sequence also counts what a publisher has in hand, and 1 before there is anything
    IF upto > news.last_position() THEN
        RAISE EXCEPTION 'position % lies behind the end of the change feed', upto USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO news.consumers (name) VALUES (consumer) ON CONFLICT DO NOTHING;
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- acknowledging late or twice never moves it back
    UPDATE news.consumers c SET position = greatest(c.position, upto), acknowledged_at = now()
    WHERE c.name = consumer
    RETURNING c.position INTO reader.position;
    RETURN reader.position;
END $$;

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
