--
-- PostgreSQL database dump
--

--
-- Name: news; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA news;

--
-- Name: SCHEMA news; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA news IS 'The contract with consumers: clean articles, their topics, and the feed of changes.';

--
-- Name: newswire; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA newswire;

--
-- Name: SCHEMA newswire; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA newswire IS 'Private to Newswire: work in hand. Consumers read the schema news.';

--
-- Name: item_state; Type: TYPE; Schema: newswire; Owner: -
--

CREATE TYPE newswire.item_state AS ENUM (
    'pending',
    'fetched',
    'stored',
    'duplicate',
    'skipped',
    'quarantined'
);

--
-- Name: TYPE item_state; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TYPE newswire.item_state IS 'pending → fetched → one of the ends: stored, duplicate, skipped, quarantined.';

--
-- Name: acknowledge(text, bigint); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.acknowledge(consumer text, upto bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    reader news.consumers;
BEGIN
    -- the last position of a batch that was empty
    IF upto IS NULL THEN
        RAISE EXCEPTION 'the position to acknowledge is null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- by what is committed: the sequence also counts what a publisher has in hand, and 1 before there is anything
    IF upto > news.last_position() THEN
        RAISE EXCEPTION 'position % comes after the end of the change feed', upto USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- who claims to have read up to here and is new may have missed what was deleted since: not at the floor
    reader := newswire.consumer(consumer, at_floor => false);
    -- acknowledging late or twice never moves it back
    UPDATE news.consumers c SET position = greatest(c.position, upto), acknowledged_at = now()
    WHERE c.name = consumer
    RETURNING c.position INTO reader.position;
    RETURN reader.position;
END $$;

--
-- Name: FUNCTION acknowledge(consumer text, upto bigint); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.acknowledge(consumer text, upto bigint) IS 'Saves how far a consumer has read; returns its position. Registers a consumer that begins with a copy of everything.';

--
-- Name: changes; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.changes (
    id bigint NOT NULL,
    "position" bigint,
    article_id bigint NOT NULL,
    kind text NOT NULL,
    revision integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    lost_topics text[],
    CONSTRAINT changes_kind_check CHECK ((kind = ANY (ARRAY['created'::text, 'revised'::text, 'retagged'::text, 'withdrawn'::text])))
);

--
-- Name: TABLE changes; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.changes IS 'The change feed: one line per thing that happened to an article. Read it by position.';

--
-- Name: COLUMN changes.id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.id IS 'Our number; says nothing about order.';

--
-- Name: COLUMN changes."position"; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes."position" IS 'Place in the feed, given after commit: what comes later stands after everything that a reader has had; null for an instant before.';

--
-- Name: COLUMN changes.article_id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.article_id IS 'The article.';

--
-- Name: COLUMN changes.kind; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.kind IS 'created, revised, retagged or withdrawn.';

--
-- Name: COLUMN changes.revision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.revision IS 'Revision that this made.';

--
-- Name: COLUMN changes.created_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.created_at IS 'When it happened.';

--
-- Name: COLUMN changes.lost_topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.changes.lost_topics IS 'Topics that the article had until then and has no longer; null when it lost none.';

--
-- Name: changes_after(bigint, integer); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.changes_after(after bigint, max_rows integer DEFAULT 500) RETURNS SETOF news.changes
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- max(position) of what a reader has not begun to keep; nothing comes after it, and the reader would wait for ever
    IF after IS NULL THEN
        RAISE EXCEPTION 'the position is null: the feed begins after 0' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM newswire.check_floor(NULL, after);
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > after ORDER BY c.position LIMIT max_rows;
END $$;

--
-- Name: FUNCTION changes_after(after bigint, max_rows integer); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.changes_after(after bigint, max_rows integer) IS 'Changes after a position, in order. Never skips, never repeats; SQLSTATE NW001 when some of them are no longer kept.';

--
-- Name: last_position(); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.last_position() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce((SELECT max(position) FROM news.changes), (SELECT position FROM news.change_floor)) $$;

--
-- Name: FUNCTION last_position(); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.last_position() IS 'End of the change feed. A copy of everything without a gap: take this, read news.articles, then acknowledge it.';

--
-- Name: read_changes(text, integer); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500) RETURNS SETOF news.changes
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    reader news.consumers := newswire.consumer(consumer, at_floor => true);
BEGIN
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;

--
-- Name: FUNCTION read_changes(consumer text, max_rows integer); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.read_changes(consumer text, max_rows integer) IS 'Changes that this consumer has not acknowledged. A new name is registered for this role and begins with the oldest change that is kept; for everything, take a copy first. SQLSTATE NW001 when changes that it was to read are no longer kept, 42501 when it belongs to another role.';

--
-- Name: remove_consumer(text); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    reader news.consumers;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF reader.owner <> session_user AND NOT has_table_privilege(session_user, 'news.consumers', 'DELETE') THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM news.consumers c WHERE c.name = consumer;
    RETURN FOUND;
END $$;

--
-- Name: FUNCTION remove_consumer(consumer text); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.remove_consumer(consumer text) IS 'Forgets a consumer and its position; says whether there was one. Read again, the name is a new one.';

--
-- Name: search_config(text); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.search_config(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
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

--
-- Name: FUNCTION search_config(language text); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.search_config(language text) IS 'Text search configuration of a language.';

--
-- Name: search_newest(text, text, integer); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.search_newest(words text, language text DEFAULT NULL::text, max_rows integer DEFAULT 200) RETURNS TABLE(id bigint, search tsvector)
    LANGUAGE plpgsql STABLE ROWS 200
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

--
-- Name: FUNCTION search_newest(words text, language text, max_rows integer); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.search_newest(words text, language text, max_rows integer) IS 'The newest articles with these words (as in news.search_query), newest first, with their word lists; reads words_by_search.';

--
-- Name: search_query(text, text); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.search_query(words text, language text DEFAULT NULL::text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET client_min_messages TO 'warning'
    AS $$
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

--
-- Name: FUNCTION search_query(words text, language text); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.search_query(words text, language text) IS 'What to look for in news.article_words.search: words, "a phrase", or; in one language, or in any. With -without, name the language. Only the first 1,000 characters count.';

--
-- Name: search_spaced(text); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.search_spaced(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g')
$$;

--
-- Name: FUNCTION search_spaced(words text); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.search_spaced(words text) IS 'The text with each character of a script without spaces standing apart.';

--
-- Name: search_vector(text, text, text, text); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.search_vector(language text, title text, summary text, body text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

--
-- Name: FUNCTION search_vector(language text, title text, summary text, body text); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.search_vector(language text, title text, summary text, body text) IS 'What news.article_words.search holds: title A, summary B, text C.';

--
-- Name: shelves(bigint); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.shelves(article_id bigint) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT ARRAY[article_id >> 12 << 2, article_id >> 16 << 2 | 1, article_id >> 20 << 2 | 2]
$$;

--
-- Name: FUNCTION shelves(article_id bigint); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.shelves(article_id bigint) IS 'Shelves on which an article stands, for indexes that find the newest first: of 4,096 ids, of 65,536 and of 1,048,576.';

--
-- Name: shelves_from(bigint, bigint); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.shelves_from(shelf bigint, width bigint, OUT keys bigint[], OUT rest bigint) RETURNS record
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

--
-- Name: FUNCTION shelves_from(shelf bigint, width bigint, OUT keys bigint[], OUT rest bigint); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.shelves_from(shelf bigint, width bigint, OUT keys bigint[], OUT rest bigint) IS 'Up to 16 shelves of one kind that begin with this one of 4,096 ids and go back, `width` of those in all, and the next older one.';

--
-- Name: sources(); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.sources() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    WITH RECURSIVE found AS (
        (SELECT a.source FROM news.articles a ORDER BY a.source LIMIT 1)
        UNION ALL
        SELECT (SELECT a.source FROM news.articles a WHERE a.source > f.source ORDER BY a.source LIMIT 1)
        FROM found f WHERE f.source IS NOT NULL)
    SELECT f.source FROM found f WHERE f.source IS NOT NULL UNION SELECT f.source FROM newswire.feeds f ORDER BY 1
$$;

--
-- Name: FUNCTION sources(); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.sources() IS 'Every publisher that an article or a feed has.';

--
-- Name: titles_newest(text, integer); Type: FUNCTION; Schema: news; Owner: -
--

CREATE FUNCTION news.titles_newest(part text, max_rows integer DEFAULT 50) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE ROWS 50
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

--
-- Name: FUNCTION titles_newest(part text, max_rows integer); Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON FUNCTION news.titles_newest(part text, max_rows integer) IS 'Ids of the newest articles with these letters, at most 1,000, in their title, newest first; reads words_by_title_parts. Fewer than three letters cannot be looked up there: every shelf is read until there is enough.';

--
-- Name: add_words(); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.add_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM newswire.make_buckets(ARRAY(SELECT id FROM added));
    INSERT INTO news.article_words (bucket, id, title, search)
    SELECT id >> 17, id, title, news.search_vector(language, title, summary, text) FROM added;
    RETURN NULL;
END $$;

--
-- Name: FUNCTION add_words(); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.add_words() IS 'Trigger: new articles can be searched.';

--
-- Name: change_words(); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.change_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: FUNCTION change_words(); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.change_words() IS 'Trigger: an article is searched by what it says now.';

--
-- Name: check_floor(text, bigint); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.check_floor(reader text, at bigint) RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    lowest bigint := (SELECT f.position FROM news.change_floor f);
BEGIN
    IF at < lowest THEN
        RAISE EXCEPTION '% stands at position %, and changes up to % are no longer kept', coalesce(reader, 'the reader'), at, lowest
            USING ERRCODE = 'NW001',
                  HINT = CASE WHEN reader IS NULL
                      THEN 'take a new copy: SELECT news.last_position(), read news.articles whole, then go on from that position'
                      ELSE format('take a new copy with `newswire export --for %s`; in SQL: SELECT news.last_position(), read '
                                  'news.articles whole, then news.acknowledge(%L, that position)', reader, reader) END;
    END IF;
END $$;

--
-- Name: FUNCTION check_floor(reader text, at bigint); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.check_floor(reader text, at bigint) IS 'Fails with SQLSTATE NW001 when changes after a position have been deleted.';

--
-- Name: consumers; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.consumers (
    name text NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    owner name DEFAULT SESSION_USER NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    acknowledged_at timestamp with time zone
);

--
-- Name: TABLE consumers; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.consumers IS 'Downstream services and how far each has read.';

--
-- Name: COLUMN consumers.name; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.consumers.name IS 'Name of the service.';

--
-- Name: COLUMN consumers."position"; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.consumers."position" IS 'Last position that it has acknowledged.';

--
-- Name: COLUMN consumers.owner; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.consumers.owner IS 'Database role that registered it; only that role reads under its name and moves its position.';

--
-- Name: COLUMN consumers.created_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.consumers.created_at IS 'When it first asked.';

--
-- Name: COLUMN consumers.acknowledged_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.consumers.acknowledged_at IS 'When it last acknowledged.';

--
-- Name: consumer(text, boolean); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
    LANGUAGE plpgsql
    AS $_$
DECLARE
    reader news.consumers;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    IF NOT FOUND THEN
        IF (consumer ~ '^[a-z0-9_-]{1,63}$') IS NOT TRUE THEN
            RAISE EXCEPTION '% is no name for a consumer: 1 to 63 of a-z, 0-9, _ and -', coalesce(quote_literal(consumer), 'null')
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        INSERT INTO news.consumers (name, position)
        SELECT consumer, CASE WHEN at_floor THEN f.position ELSE 0 END FROM news.change_floor f FOR SHARE
        ON CONFLICT DO NOTHING;
        SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    END IF;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN reader;
END $_$;

--
-- Name: FUNCTION consumer(consumer text, at_floor boolean); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.consumer(consumer text, at_floor boolean) IS 'The consumer of this name; registers a new one, at the floor of the feed or before everything. Refuses those of other roles.';

--
-- Name: delete_changes(double precision, integer); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    upto bigint;
    deleted integer;
BEGIN
    PERFORM FROM news.change_floor FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 0; END IF;
    SELECT coalesce(min(c.position) FILTER (WHERE c.created_at >= now() - make_interval(secs => older_than)) - 1, max(c.position))
    INTO upto FROM (SELECT * FROM news.changes WHERE position IS NOT NULL ORDER BY position LIMIT max_rows) c;
    DELETE FROM news.changes WHERE position <= upto;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    IF deleted > 0 THEN UPDATE news.change_floor SET position = upto; END IF;
    RETURN deleted;
END $$;

--
-- Name: FUNCTION delete_changes(older_than double precision, max_rows integer); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) IS 'Deletes at most so many changes that are older than so many seconds; returns how many.';

--
-- Name: make_bucket(bigint, boolean); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.make_bucket(wanted bigint, needed boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

--
-- Name: FUNCTION make_bucket(wanted bigint, needed boolean); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.make_bucket(wanted bigint, needed boolean) IS 'Makes a partition of news.article_words unless it is there; one that is not needed yet, only if that takes no waiting.';

--
-- Name: make_buckets(bigint[]); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.make_buckets(ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT bucket + ahead AS bucket, ahead = 0 AS needed
               FROM (SELECT DISTINCT id >> 17 AS bucket FROM unnest(ids) id) b, generate_series(0, 1) ahead
               WHERE to_regclass('newswire.article_words_' || bucket + ahead) IS NULL ORDER BY 1 LOOP
        PERFORM newswire.make_bucket(one.bucket, one.needed);
    END LOOP;
END $$;

--
-- Name: FUNCTION make_buckets(ids bigint[]); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.make_buckets(ids bigint[]) IS 'Makes the partitions of news.article_words that these articles need, and the next.';

--
-- Name: publish_changes(integer); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.publish_changes(max_rows integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    published integer;
    last bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('newswire.publish_changes')) THEN RETURN -1; END IF;
    WITH todo AS (SELECT id FROM news.changes WHERE position IS NULL ORDER BY id LIMIT max_rows),
         numbered AS (SELECT id, nextval('newswire.change_positions') AS position FROM (SELECT id FROM todo ORDER BY id) t),
         done AS (UPDATE news.changes c SET position = n.position FROM numbered n WHERE c.id = n.id RETURNING c.position)
    SELECT count(*), max(position) INTO published, last FROM done;
    IF published > 0 THEN PERFORM pg_notify('news_changes', last::text); END IF;
    RETURN published;
END $$;

--
-- Name: FUNCTION publish_changes(max_rows integer); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.publish_changes(max_rows integer) IS 'Publishes committed changes and wakes consumers; -1 when another publisher is at it.';

--
-- Name: reserve_slots(text[], integer[], double precision, double precision); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) RETURNS TABLE(host text, granted integer, first_in double precision, spacing double precision, behind integer)
    LANGUAGE plpgsql
    AS $$
DECLARE
    want record;
    present newswire.hosts;
    starts timestamptz;
    latest timestamptz := clock_timestamp() + make_interval(secs => horizon);
BEGIN
    FOR want IN SELECT w.host, w.n FROM unnest(wanted_hosts, wanted) AS w(host, n) ORDER BY w.host COLLATE "C" LOOP
        INSERT INTO newswire.hosts AS h (host) VALUES (want.host) ON CONFLICT DO NOTHING;
        SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        -- a pace of 0 is a test's own site, which is asked as fast as it answers
        spacing := coalesce(present.pace, usual_pace);
        IF spacing > 0 THEN spacing := greatest(spacing, coalesce(present.crawl_delay, 0)); END IF;
        starts := greatest(clock_timestamp(), present.blocked_until,
                           CASE WHEN spacing > 0 THEN present.next_request_at END);
        host := want.host;
        first_in := extract(epoch FROM starts - clock_timestamp());
        granted := CASE
            WHEN starts > latest THEN 0
            WHEN spacing = 0 THEN want.n
            ELSE least(want.n, 1 + floor(extract(epoch FROM latest - starts) / spacing)::int) END;
        behind := 0;
        IF granted < want.n THEN
            SELECT count(*) INTO behind
            FROM (SELECT FROM newswire.items i WHERE i.host = want.host AND i.state = 'pending' LIMIT 10000) waiting;
        END IF;
        IF granted > 0 AND spacing > 0 THEN
            UPDATE newswire.hosts h SET next_request_at = starts + make_interval(secs => granted * spacing)
            WHERE h.host = want.host;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

--
-- Name: FUNCTION reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) IS 'For each host: how many of the wanted requests may start within the horizon (seconds), when the first, how far apart, and how many items wait behind them.';

--
-- Name: sketches; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.sketches (
    article_id bigint NOT NULL,
    original bigint NOT NULL,
    keys bigint[] NOT NULL,
    hashes bytea NOT NULL,
    numbers bytea NOT NULL,
    shingles integer NOT NULL,
    news_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: TABLE sketches; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.sketches IS 'Sketches of the articles of the last weeks, to find copies by; core/dedupe/sketch.py makes them.';

--
-- Name: COLUMN sketches.article_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.article_id IS 'The article.';

--
-- Name: COLUMN sketches.original; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.original IS 'The article that it is a copy of, or itself.';

--
-- Name: COLUMN sketches.keys; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.keys IS 'Smallest hashes of its shingles: copies share one of them.';

--
-- Name: COLUMN sketches.hashes; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.hashes IS 'Smallest hashes of its shingles, 32 bits each, rising.';

--
-- Name: COLUMN sketches.numbers; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.numbers IS 'Smallest hashes of the numbers in it, 32 bits each, rising.';

--
-- Name: COLUMN sketches.shingles; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.shingles IS 'How many shingles it has.';

--
-- Name: COLUMN sketches.news_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.news_at IS 'Published time, else stored time.';

--
-- Name: COLUMN sketches.stored_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.sketches.stored_at IS 'When it was stored; retention goes by it.';

--
-- Name: sketches_near(bigint[]); Type: FUNCTION; Schema: newswire; Owner: -
--

CREATE FUNCTION newswire.sketches_near(wanted bigint[]) RETURNS SETOF newswire.sketches
    LANGUAGE plpgsql STABLE
    SET enable_seqscan TO 'off'
    SET enable_indexscan TO 'off'
    AS $$
DECLARE
    found bigint[] := ARRAY(SELECT s.article_id FROM newswire.sketches s WHERE s.keys && wanted LIMIT 1001);
BEGIN
    IF cardinality(found) > 1000 THEN
        found := ARRAY(SELECT DISTINCT few.article_id FROM unnest(wanted) AS key
                       CROSS JOIN LATERAL (SELECT s.article_id FROM newswire.sketches s WHERE s.keys @> ARRAY[key] LIMIT 20) few);
    END IF;
    RETURN QUERY SELECT s.* FROM newswire.sketches s WHERE s.article_id = ANY(found);
END $$;

--
-- Name: FUNCTION sketches_near(wanted bigint[]); Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON FUNCTION newswire.sketches_near(wanted bigint[]) IS 'Sketches that share a key with these.';

--
-- Name: article_topics; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.article_topics (
    article_id bigint NOT NULL,
    topic text NOT NULL,
    source text NOT NULL,
    score real NOT NULL,
    evidence jsonb NOT NULL,
    taxonomy_version text NOT NULL,
    article_time timestamp with time zone NOT NULL,
    CONSTRAINT article_topics_source_check CHECK ((source = ANY (ARRAY['publisher'::text, 'rule'::text])))
);

--
-- Name: TABLE article_topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.article_topics IS 'Tags: topics on articles, with why.';

--
-- Name: COLUMN article_topics.article_id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.article_id IS 'The article.';

--
-- Name: COLUMN article_topics.topic; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.topic IS 'Slug of the topic.';

--
-- Name: COLUMN article_topics.source; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.source IS 'publisher: the publisher printed it; rule: a rule of the taxonomy matched.';

--
-- Name: COLUMN article_topics.score; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.score IS 'Strength by the scoring of the taxonomy; comparable within one topic.';

--
-- Name: COLUMN article_topics.evidence; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.evidence IS 'Why: [{"field", "start", "end", "text", "rule"}], start and end in characters from 0, end not included: of title where field is title, of text where it is lead (the beginning) or body, of the text of one of publisher_topics where it is label.';

--
-- Name: COLUMN article_topics.taxonomy_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.taxonomy_version IS 'Version of the taxonomy that gave the tag.';

--
-- Name: COLUMN article_topics.article_time; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_topics.article_time IS 'Published time of the article, else stored time: makes the latest of a topic one index scan.';

--
-- Name: articles; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.articles (
    id bigint NOT NULL,
    url text NOT NULL,
    urls text[] NOT NULL,
    source text NOT NULL,
    title text NOT NULL,
    summary text,
    authors text[] DEFAULT '{}'::text[] NOT NULL,
    published_at timestamp with time zone,
    published_precision text,
    published_origin text,
    modified_at timestamp with time zone,
    language text,
    section text,
    text text NOT NULL,
    blocks jsonb NOT NULL,
    images jsonb DEFAULT '[]'::jsonb NOT NULL,
    publisher_topics jsonb DEFAULT '[]'::jsonb NOT NULL,
    access_declared text DEFAULT 'unknown'::text NOT NULL,
    access_evidence text,
    wall_kind text,
    wall_cuts jsonb DEFAULT '[]'::jsonb NOT NULL,
    truncated boolean,
    truncated_evidence text,
    duplicate_of bigint,
    similarity real,
    content_hash bytea NOT NULL,
    origins jsonb DEFAULT '{}'::jsonb NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    pipeline_version text NOT NULL,
    fetched_at timestamp with time zone,
    stored_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    withdrawn_at timestamp with time zone,
    taxonomy_version text DEFAULT ''::text NOT NULL,
    wire_source text,
    body_deleted_at timestamp with time zone,
    CONSTRAINT articles_access_declared_check CHECK ((access_declared = ANY (ARRAY['free'::text, 'registration'::text, 'subscription'::text, 'metered'::text, 'unknown'::text]))),
    CONSTRAINT articles_published_precision_check CHECK ((published_precision = ANY (ARRAY['day'::text, 'time'::text])))
)
WITH (toast_tuple_target='4080');

--
-- Name: TABLE articles; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.articles IS 'Normalised articles, each stored once; the latest revision.';

--
-- Name: COLUMN articles.id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.id IS 'Stable number of the article.';

--
-- Name: COLUMN articles.url; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.url IS 'Canonical address.';

--
-- Name: COLUMN articles.urls; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.urls IS 'Every address under which it was seen.';

--
-- Name: COLUMN articles.source; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.source IS 'Name of the publisher.';

--
-- Name: COLUMN articles.title; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.title IS 'Headline, without the name of the site.';

--
-- Name: COLUMN articles.summary; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.summary IS 'Standfirst or description, plain text; null when there is none.';

--
-- Name: COLUMN articles.authors; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.authors IS 'People who wrote it, in printed order.';

--
-- Name: COLUMN articles.published_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.published_at IS 'When the publisher says it was published; null when it says nothing.';

--
-- Name: COLUMN articles.published_precision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.published_precision IS 'day: only the date is known (midnight UTC); time: to the minute or better.';

--
-- Name: COLUMN articles.published_origin; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url.';

--
-- Name: COLUMN articles.modified_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.modified_at IS 'When the publisher says it was last changed.';

--
-- Name: COLUMN articles.language; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.language IS 'BCP 47 primary language, for example en; null when unsure.';

--
-- Name: COLUMN articles.section; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.section IS 'Section of the site, as printed.';

--
-- Name: COLUMN articles.text; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.text IS 'Body as plain text: paragraphs parted by a blank line, captions and walls left out.';

--
-- Name: COLUMN articles.blocks; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.blocks IS 'Body as ordered blocks: [{"kind", "start", "end"}], offsets in characters of text; a caption, which text leaves out: {"kind", "text"}.';

--
-- Name: COLUMN articles.images; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';

--
-- Name: COLUMN articles.publisher_topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';

--
-- Name: COLUMN articles.access_declared; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';

--
-- Name: COLUMN articles.access_evidence; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.access_evidence IS 'Where that declaration stands.';

--
-- Name: COLUMN articles.wall_kind; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.wall_kind IS 'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.';

--
-- Name: COLUMN articles.wall_cuts; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.wall_cuts IS 'Removed runs: [{"text", "rule"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues.';

--
-- Name: COLUMN articles.truncated; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.truncated IS 'true: the server sent only part of the body; false: all of it; null: not known.';

--
-- Name: COLUMN articles.truncated_evidence; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.truncated_evidence IS 'What that rests on.';

--
-- Name: COLUMN articles.duplicate_of; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.duplicate_of IS 'Earlier article that this is a copy of (syndication); null for an original.';

--
-- Name: COLUMN articles.similarity; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.similarity IS 'How much of the shorter text the two share, 0 to 1.';

--
-- Name: COLUMN articles.content_hash; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.content_hash IS 'sha256 of the text without case, white space and punctuation.';

--
-- Name: COLUMN articles.origins; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.origins IS 'Which source each metadata field was read from.';

--
-- Name: COLUMN articles.revision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.revision IS 'Number of the latest revision, from 1.';

--
-- Name: COLUMN articles.pipeline_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.pipeline_version IS 'Version of the code and rules that made it.';

--
-- Name: COLUMN articles.fetched_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.fetched_at IS 'When the page was fetched; null when the text came with the feed.';

--
-- Name: COLUMN articles.stored_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.stored_at IS 'When it was first stored.';

--
-- Name: COLUMN articles.updated_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.updated_at IS 'When the latest revision was stored.';

--
-- Name: COLUMN articles.withdrawn_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.withdrawn_at IS 'When the publisher took it away; null while it stands.';

--
-- Name: COLUMN articles.taxonomy_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.taxonomy_version IS 'Version of the taxonomy that last looked at it, whether or not it gave a tag.';

--
-- Name: COLUMN articles.wire_source; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';

--
-- Name: COLUMN articles.body_deleted_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.articles.body_deleted_at IS 'When text and blocks passed their retention and were emptied; null while we hold them. The rest stays.';

--
-- Name: article_documents; Type: VIEW; Schema: news; Owner: -
--

CREATE VIEW news.article_documents AS
 SELECT id,
    url,
    urls,
    source,
    title,
    summary,
    authors,
    published_at,
    published_precision,
    published_origin,
    modified_at,
    language,
    section,
    text,
    blocks,
    images,
    publisher_topics,
    COALESCE(( SELECT json_agg(json_build_object('topic', t.topic, 'source', t.source, 'score', t.score, 'evidence', t.evidence) ORDER BY t.topic, t.source) AS json_agg
           FROM news.article_topics t
          WHERE (t.article_id = a.id)), '[]'::json) AS topics,
    access_declared,
    access_evidence,
    wall_kind,
    wall_cuts,
    truncated,
    truncated_evidence,
    duplicate_of,
    similarity,
    wire_source,
    origins,
    revision,
    pipeline_version,
    fetched_at,
    stored_at,
    updated_at,
    withdrawn_at
   FROM news.articles a;

--
-- Name: VIEW article_documents; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON VIEW news.article_documents IS 'Articles with their topics, as newswire consume and newswire export give them.';

--
-- Name: COLUMN article_documents.id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.id IS 'Stable number of the article.';

--
-- Name: COLUMN article_documents.url; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.url IS 'Canonical address.';

--
-- Name: COLUMN article_documents.urls; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.urls IS 'Every address under which it was seen.';

--
-- Name: COLUMN article_documents.source; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.source IS 'Name of the publisher.';

--
-- Name: COLUMN article_documents.title; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.title IS 'Headline, without the name of the site.';

--
-- Name: COLUMN article_documents.summary; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.summary IS 'Standfirst or description, plain text; null when there is none.';

--
-- Name: COLUMN article_documents.authors; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.authors IS 'People who wrote it, in printed order.';

--
-- Name: COLUMN article_documents.published_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.published_at IS 'When the publisher says it was published; null when it says nothing.';

--
-- Name: COLUMN article_documents.published_precision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.published_precision IS 'day: only the date is known (midnight UTC); time: to the minute or better.';

--
-- Name: COLUMN article_documents.published_origin; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url.';

--
-- Name: COLUMN article_documents.modified_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.modified_at IS 'When the publisher says it was last changed.';

--
-- Name: COLUMN article_documents.language; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.language IS 'BCP 47 primary language, for example en; null when unsure.';

--
-- Name: COLUMN article_documents.section; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.section IS 'Section of the site, as printed.';

--
-- Name: COLUMN article_documents.text; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.text IS 'Body as plain text: paragraphs parted by a blank line, captions and walls left out.';

--
-- Name: COLUMN article_documents.blocks; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.blocks IS 'Body as ordered blocks: [{"kind", "start", "end"}], offsets in characters of text; a caption, which text leaves out: {"kind", "text"}.';

--
-- Name: COLUMN article_documents.images; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';

--
-- Name: COLUMN article_documents.publisher_topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';

--
-- Name: COLUMN article_documents.topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.topics IS 'Tags: [{"topic", "source", "score", "evidence"}], as in news.article_topics.';

--
-- Name: COLUMN article_documents.access_declared; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';

--
-- Name: COLUMN article_documents.access_evidence; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.access_evidence IS 'Where that declaration stands.';

--
-- Name: COLUMN article_documents.wall_kind; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.wall_kind IS 'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.';

--
-- Name: COLUMN article_documents.wall_cuts; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.wall_cuts IS 'Removed runs: [{"text", "rule"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues.';

--
-- Name: COLUMN article_documents.truncated; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.truncated IS 'true: the server sent only part of the body; false: all of it; null: not known.';

--
-- Name: COLUMN article_documents.truncated_evidence; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.truncated_evidence IS 'What that rests on.';

--
-- Name: COLUMN article_documents.duplicate_of; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.duplicate_of IS 'Earlier article that this is a copy of (syndication); null for an original.';

--
-- Name: COLUMN article_documents.similarity; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.similarity IS 'How much of the shorter text the two share, 0 to 1.';

--
-- Name: COLUMN article_documents.wire_source; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';

--
-- Name: COLUMN article_documents.origins; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.origins IS 'Which source each metadata field was read from.';

--
-- Name: COLUMN article_documents.revision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.revision IS 'Number of the latest revision, from 1.';

--
-- Name: COLUMN article_documents.pipeline_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.pipeline_version IS 'Version of the code and rules that made it.';

--
-- Name: COLUMN article_documents.fetched_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.fetched_at IS 'When the page was fetched; null when the text came with the feed.';

--
-- Name: COLUMN article_documents.stored_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.stored_at IS 'When it was first stored.';

--
-- Name: COLUMN article_documents.updated_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.updated_at IS 'When the latest revision was stored.';

--
-- Name: COLUMN article_documents.withdrawn_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_documents.withdrawn_at IS 'When the publisher took it away; null while it stands.';

--
-- Name: article_revisions; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.article_revisions (
    article_id bigint NOT NULL,
    revision integer NOT NULL,
    title text NOT NULL,
    summary text,
    authors text[] NOT NULL,
    published_at timestamp with time zone,
    modified_at timestamp with time zone,
    text text NOT NULL,
    blocks jsonb NOT NULL,
    wall_cuts jsonb NOT NULL,
    truncated boolean,
    changed text[] NOT NULL,
    pipeline_version text NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    superseded_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: TABLE article_revisions; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.article_revisions IS 'Earlier versions of articles that have changed since; the latest stands in news.articles.';

--
-- Name: COLUMN article_revisions.article_id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.article_id IS 'The article.';

--
-- Name: COLUMN article_revisions.revision; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.revision IS 'Number of this version, from 1.';

--
-- Name: COLUMN article_revisions.title; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.title IS 'Headline then.';

--
-- Name: COLUMN article_revisions.summary; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.summary IS 'Summary then.';

--
-- Name: COLUMN article_revisions.authors; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.authors IS 'Authors then.';

--
-- Name: COLUMN article_revisions.published_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.published_at IS 'Published time then.';

--
-- Name: COLUMN article_revisions.modified_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.modified_at IS 'Modified time then.';

--
-- Name: COLUMN article_revisions.text; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.text IS 'Body then.';

--
-- Name: COLUMN article_revisions.blocks; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.blocks IS 'Blocks then, with offsets in the text then.';

--
-- Name: COLUMN article_revisions.wall_cuts; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.wall_cuts IS 'What was cut then.';

--
-- Name: COLUMN article_revisions.truncated; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.truncated IS 'Whether it was truncated then.';

--
-- Name: COLUMN article_revisions.changed; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.changed IS 'Columns that the next revision changed; content for text and blocks, when more than case, white space and punctuation differ.';

--
-- Name: COLUMN article_revisions.pipeline_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.pipeline_version IS 'Version of the code and rules that made it.';

--
-- Name: COLUMN article_revisions.stored_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.stored_at IS 'When this version was stored.';

--
-- Name: COLUMN article_revisions.superseded_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_revisions.superseded_at IS 'When the next one replaced it.';

--
-- Name: article_urls; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.article_urls (
    url_hash bytea NOT NULL,
    article_id bigint NOT NULL
);

--
-- Name: TABLE article_urls; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.article_urls IS 'Identity of every address of every article; its key makes one news one article.';

--
-- Name: COLUMN article_urls.url_hash; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_urls.url_hash IS 'sha256 of the identity of the address.';

--
-- Name: COLUMN article_urls.article_id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_urls.article_id IS 'The article.';

--
-- Name: article_words; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.article_words (
    bucket integer NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    search tsvector NOT NULL
)
PARTITION BY LIST (bucket);
ALTER TABLE ONLY news.article_words ALTER COLUMN search SET STORAGE EXTERNAL;

--
-- Name: TABLE article_words; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.article_words IS 'What articles are searched by, newest first by news.search_newest and news.titles_newest; follows news.articles.';

--
-- Name: COLUMN article_words.bucket; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_words.bucket IS 'Its partition: id >> 17. Where it is named beside the id, only that one is read.';

--
-- Name: COLUMN article_words.id; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_words.id IS 'The article.';

--
-- Name: COLUMN article_words.title; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_words.title IS 'Its headline.';

--
-- Name: COLUMN article_words.search; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.article_words.search IS 'Words of title (A), summary (B) and text (C): search @@ news.search_query(''words'').';

--
-- Name: change_floor; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.change_floor (
    only_row boolean DEFAULT true NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    CONSTRAINT change_floor_only_row_check CHECK (only_row)
);

--
-- Name: TABLE change_floor; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.change_floor IS 'How far the change feed has been deleted: changes up to here have passed their retention.';

--
-- Name: COLUMN change_floor.only_row; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.change_floor.only_row IS 'There is one row.';

--
-- Name: COLUMN change_floor."position"; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.change_floor."position" IS 'Last deleted position; a consumer that stands before it has missed something and is told so.';

--
-- Name: changes_id_seq; Type: SEQUENCE; Schema: news; Owner: -
--

ALTER TABLE news.changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME news.changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: topics; Type: TABLE; Schema: news; Owner: -
--

CREATE TABLE news.topics (
    slug text NOT NULL,
    label jsonb NOT NULL,
    description text NOT NULL,
    broader text[] DEFAULT '{}'::text[] NOT NULL,
    taxonomy_version text NOT NULL,
    retired_at timestamp with time zone
);

--
-- Name: TABLE topics; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON TABLE news.topics IS 'The taxonomy.';

--
-- Name: COLUMN topics.slug; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.slug IS 'Stable name, for example iran-us-tensions.';

--
-- Name: COLUMN topics.label; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.label IS 'Name for people by language: {"en": "Iran-US tensions"}.';

--
-- Name: COLUMN topics.description; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.description IS 'What belongs to it.';

--
-- Name: COLUMN topics.broader; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.broader IS 'Broader concepts: IPTC Media Topics codes or other slugs.';

--
-- Name: COLUMN topics.taxonomy_version; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.taxonomy_version IS 'Version of the taxonomy that last had it.';

--
-- Name: COLUMN topics.retired_at; Type: COMMENT; Schema: news; Owner: -
--

COMMENT ON COLUMN news.topics.retired_at IS 'When the taxonomy dropped it; its tags stay.';

--
-- Name: change_positions; Type: SEQUENCE; Schema: newswire; Owner: -
--

CREATE SEQUENCE newswire.change_positions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: costs; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.costs (
    day date NOT NULL,
    step text NOT NULL,
    batches bigint NOT NULL,
    items bigint NOT NULL,
    cpu_seconds double precision NOT NULL,
    seconds double precision NOT NULL
)
WITH (fillfactor='50');

--
-- Name: TABLE costs; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.costs IS 'What each step cost, by day.';

--
-- Name: COLUMN costs.day; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.day IS 'Day (UTC).';

--
-- Name: COLUMN costs.step; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.step IS 'poll, fetch, clean or retag.';

--
-- Name: COLUMN costs.batches; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.batches IS 'Tasks that ran.';

--
-- Name: COLUMN costs.items; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.items IS 'Items that they claimed.';

--
-- Name: COLUMN costs.cpu_seconds; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.cpu_seconds IS 'CPU seconds of the worker processes in those tasks.';

--
-- Name: COLUMN costs.seconds; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.costs.seconds IS 'Seconds by the wall clock.';

--
-- Name: counters; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.counters (
    day date NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    items bigint NOT NULL
)
WITH (fillfactor='50');

--
-- Name: TABLE counters; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.counters IS 'How many items ended how, by day: outlives the items themselves.';

--
-- Name: COLUMN counters.day; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.counters.day IS 'Day (UTC).';

--
-- Name: COLUMN counters.step; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.counters.step IS 'poll, fetch or clean.';

--
-- Name: COLUMN counters.outcome; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.counters.outcome IS 'State that was reached, or retry.';

--
-- Name: COLUMN counters.reason; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.counters.reason IS 'Reason, or empty.';

--
-- Name: COLUMN counters.items; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.counters.items IS 'How many.';

--
-- Name: entries; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.entries (
    feed_id bigint NOT NULL,
    entry_hash bytea NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    item_id bigint,
    payload jsonb NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: TABLE entries; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.entries IS 'What feeds said about each piece of news.';

--
-- Name: COLUMN entries.feed_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.feed_id IS 'Feed that said it.';

--
-- Name: COLUMN entries.entry_hash; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.entry_hash IS 'sha256 of the key: a text index breaks at 2,704 bytes.';

--
-- Name: COLUMN entries.key; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.key IS 'Guid and address together: a guid used for two pieces is two entries.';

--
-- Name: COLUMN entries.fingerprint; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.fingerprint IS 'Hash of what it said: a change of it asks for a new look at the page.';

--
-- Name: COLUMN entries.item_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.item_id IS 'Item that it belongs to.';

--
-- Name: COLUMN entries.payload; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.payload IS 'The entry: title, authors, times, summary, content, labels, language.';

--
-- Name: COLUMN entries.first_seen_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.first_seen_at IS 'First poll that showed it.';

--
-- Name: COLUMN entries.last_seen_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.entries.last_seen_at IS 'When a poll last found it new or changed.';

--
-- Name: feeds; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.feeds (
    id bigint NOT NULL,
    url text NOT NULL,
    url_hash bytea NOT NULL,
    source text NOT NULL,
    title text,
    site_url text,
    state text DEFAULT 'active'::text NOT NULL,
    free_only boolean DEFAULT false NOT NULL,
    etag text,
    last_modified text,
    body_hash bytea,
    interval_seconds double precision DEFAULT 900 NOT NULL,
    shortest_seconds double precision,
    next_poll_at timestamp with time zone DEFAULT now() NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    moved_to text,
    moved_since timestamp with time zone,
    moved_times integer DEFAULT 0 NOT NULL,
    last_polled_at timestamp with time zone,
    last_status text,
    last_error text,
    attempts integer DEFAULT 0 NOT NULL,
    lease_token uuid,
    lease_until timestamp with time zone,
    holder integer,
    holder_since timestamp with time zone,
    rung_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT feeds_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'gone'::text, 'quarantined'::text])))
)
WITH (fillfactor='80');

--
-- Name: TABLE feeds; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.feeds IS 'Addresses that we poll.';

--
-- Name: COLUMN feeds.id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.id IS 'Our number for the feed.';

--
-- Name: COLUMN feeds.url; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.url IS 'Address that is polled.';

--
-- Name: COLUMN feeds.url_hash; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.url_hash IS 'sha256 of the address: a text index breaks at 2,704 bytes.';

--
-- Name: COLUMN feeds.source; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.source IS 'Name of the publisher, copied to its articles.';

--
-- Name: COLUMN feeds.title; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.title IS 'Title that the feed gives itself.';

--
-- Name: COLUMN feeds.site_url; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.site_url IS 'Home page that the feed names.';

--
-- Name: COLUMN feeds.state; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.state IS 'active, paused by an operator, gone (410), or quarantined (cannot be read at all).';

--
-- Name: COLUMN feeds.free_only; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.free_only IS 'Keep only the part that the publisher gives to everybody.';

--
-- Name: COLUMN feeds.etag; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.etag IS 'ETag of the last answer, sent back verbatim.';

--
-- Name: COLUMN feeds.last_modified; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.last_modified IS 'Last-Modified of the last answer, sent back verbatim.';

--
-- Name: COLUMN feeds.body_hash; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.body_hash IS 'Hash of the last body: many servers send 200 with the same bytes.';

--
-- Name: COLUMN feeds.interval_seconds; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.interval_seconds IS 'Present wait between polls; adapts to how often news comes.';

--
-- Name: COLUMN feeds.shortest_seconds; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.shortest_seconds IS 'Shortest wait between its polls; null for the usual five minutes.';

--
-- Name: COLUMN feeds.next_poll_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.next_poll_at IS 'When the feed is due.';

--
-- Name: COLUMN feeds.failures; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.failures IS 'Failed polls in a row.';

--
-- Name: COLUMN feeds.moved_to; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.moved_to IS 'Where a permanent redirect leads, until it is believed.';

--
-- Name: COLUMN feeds.moved_since; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.moved_since IS 'First time that redirect was seen.';

--
-- Name: COLUMN feeds.moved_times; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.moved_times IS 'Polls in a row that were redirected there.';

--
-- Name: COLUMN feeds.last_polled_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.last_polled_at IS 'When the last poll ended.';

--
-- Name: COLUMN feeds.last_status; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.last_status IS 'How the last poll ended: ok, unchanged, or the reason of its failure.';

--
-- Name: COLUMN feeds.last_error; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.last_error IS 'Message of the last failure; null after a success.';

--
-- Name: COLUMN feeds.attempts; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.attempts IS 'Claims since the last finished poll: counted before the risky work.';

--
-- Name: COLUMN feeds.lease_token; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.lease_token IS 'Who works on it; every write is fenced by it.';

--
-- Name: COLUMN feeds.lease_until; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.lease_until IS 'When that claim lapses, by the clock of this database.';

--
-- Name: COLUMN feeds.holder; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.holder IS 'Server process of the session that holds it: when that session ends, the claim ends.';

--
-- Name: COLUMN feeds.holder_since; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.holder_since IS 'When that session began: process numbers come again.';

--
-- Name: COLUMN feeds.rung_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.rung_at IS 'When a worker was last told about it.';

--
-- Name: COLUMN feeds.created_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.feeds.created_at IS 'When the operator added it.';

--
-- Name: feeds_id_seq; Type: SEQUENCE; Schema: newswire; Owner: -
--

ALTER TABLE newswire.feeds ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.feeds_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: hosts; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.hosts (
    host text NOT NULL,
    pace double precision,
    next_request_at timestamp with time zone DEFAULT now() NOT NULL,
    blocked_until timestamp with time zone,
    crawl_delay double precision,
    robots_body bytea,
    robots_open boolean,
    robots_until timestamp with time zone
)
WITH (fillfactor='70');

--
-- Name: TABLE hosts; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.hosts IS 'Pace, Retry-After and robots.txt of each host, kept to by all workers together.';

--
-- Name: COLUMN hosts.host; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.host IS 'Host, with its port when not the default one.';

--
-- Name: COLUMN hosts.pace; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.pace IS 'Seconds between requests to it; null for the usual pace.';

--
-- Name: COLUMN hosts.next_request_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.next_request_at IS 'Earliest start of the next request to it.';

--
-- Name: COLUMN hosts.blocked_until; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.blocked_until IS 'It sent 429 or 503 with Retry-After: nothing is asked before this.';

--
-- Name: COLUMN hosts.crawl_delay; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.crawl_delay IS 'Seconds between requests that its robots.txt asks for.';

--
-- Name: COLUMN hosts.robots_body; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.robots_body IS 'Its robots.txt, at most 500 KiB (RFC 9309); null when it has none.';

--
-- Name: COLUMN hosts.robots_open; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.robots_open IS 'false while robots.txt cannot be had: nothing may be asked then.';

--
-- Name: COLUMN hosts.robots_until; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.hosts.robots_until IS 'When robots.txt is to be asked for again.';

--
-- Name: items; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.items (
    id bigint NOT NULL,
    url text,
    url_hash bytea NOT NULL,
    host text NOT NULL,
    feed_id bigint,
    source text NOT NULL,
    state newswire.item_state DEFAULT 'pending'::newswire.item_state NOT NULL,
    reason text,
    duplicate_of bigint,
    fetch_url text,
    hops smallint DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_token uuid,
    lease_until timestamp with time zone,
    holder integer,
    holder_since timestamp with time zone,
    rung_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    look_again_at timestamp with time zone
)
WITH (fillfactor='80');

--
-- Name: TABLE items; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.items IS 'Our unit of work: one row per canonical URL; its id becomes the id of the article.';

--
-- Name: COLUMN items.id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.id IS 'Our number; the article that comes of it has the same.';

--
-- Name: COLUMN items.url; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.url IS 'Canonical address; null for an entry that links nowhere but carries its text.';

--
-- Name: COLUMN items.url_hash; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.url_hash IS 'sha256 of the identity of the address (scheme, www, AMP and tracking parameters do not count).';

--
-- Name: COLUMN items.host; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.host IS 'Host that is asked for the page.';

--
-- Name: COLUMN items.feed_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.feed_id IS 'Feed that showed it first.';

--
-- Name: COLUMN items.source; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.source IS 'Name of the publisher, from the feed.';

--
-- Name: COLUMN items.state; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.state IS 'Where it is on its way.';

--
-- Name: COLUMN items.reason; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.reason IS 'Why it ended there, or why the last attempt failed: one constant word.';

--
-- Name: COLUMN items.duplicate_of; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.duplicate_of IS 'Article that this address turned out to be, when state is duplicate.';

--
-- Name: COLUMN items.fetch_url; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.fetch_url IS 'Where a redirect to another host led; that address is asked next.';

--
-- Name: COLUMN items.hops; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.hops IS 'Redirects to another host so far.';

--
-- Name: COLUMN items.attempts; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.attempts IS 'Claims in the present state: counted before the risky work.';

--
-- Name: COLUMN items.next_attempt_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.next_attempt_at IS 'When it is due.';

--
-- Name: COLUMN items.lease_token; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.lease_token IS 'Who works on it; every write is fenced by it.';

--
-- Name: COLUMN items.lease_until; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.lease_until IS 'When that claim lapses, by the clock of this database.';

--
-- Name: COLUMN items.holder; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.holder IS 'Server process of the session that holds it: when that session ends, the claim ends.';

--
-- Name: COLUMN items.holder_since; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.holder_since IS 'When that session began: process numbers come again.';

--
-- Name: COLUMN items.rung_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.rung_at IS 'When a worker was last told about it.';

--
-- Name: COLUMN items.created_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.created_at IS 'When a feed first showed it.';

--
-- Name: COLUMN items.updated_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.updated_at IS 'Last change of state.';

--
-- Name: COLUMN items.look_again_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.items.look_again_at IS 'When its page is due for another look; kept while that look is under way; null when there is none to come.';

--
-- Name: items_id_seq; Type: SEQUENCE; Schema: newswire; Owner: -
--

ALTER TABLE newswire.items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: memory; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.memory (
    key bigint NOT NULL,
    articles bigint[] NOT NULL,
    seen_on date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date NOT NULL
)
WITH (fillfactor='90');

--
-- Name: TABLE memory; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.memory IS 'Blocks of text by source, and in which articles they stood; shared by all workers.';

--
-- Name: COLUMN memory.key; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.memory.key IS 'Hash of the text without case, and without digits where it is no sentence, xor the first eight bytes of sha256 of the source.';

--
-- Name: COLUMN memory.articles; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.memory.articles IS 'The first three articles that had it: more make no difference.';

--
-- Name: COLUMN memory.seen_on; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.memory.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';

--
-- Name: pages; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.pages (
    item_id bigint NOT NULL,
    url text NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    size integer NOT NULL,
    fetched_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY newswire.pages ALTER COLUMN body SET STORAGE EXTERNAL;

--
-- Name: TABLE pages; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.pages IS 'What the server sent, kept for a while so that a better rule can be applied without asking again.';

--
-- Name: COLUMN pages.item_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.item_id IS 'Item that it was fetched for.';

--
-- Name: COLUMN pages.url; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.url IS 'Address that finally answered.';

--
-- Name: COLUMN pages.status; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.status IS 'HTTP status.';

--
-- Name: COLUMN pages.headers; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.headers IS 'Response headers, lower-case names.';

--
-- Name: COLUMN pages.body; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.body IS 'Body, compressed with Zstandard.';

--
-- Name: COLUMN pages.size; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.size IS 'Bytes before compression.';

--
-- Name: COLUMN pages.fetched_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.pages.fetched_at IS 'When it was fetched.';

--
-- Name: quarantine; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.quarantine (
    id bigint NOT NULL,
    item_id bigint,
    feed_id bigint,
    step text NOT NULL,
    error text NOT NULL,
    message text NOT NULL,
    traceback text,
    attempts integer NOT NULL,
    quarantined_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT quarantine_check CHECK (((item_id IS NULL) <> (feed_id IS NULL)))
);

--
-- Name: TABLE quarantine; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.quarantine IS 'Work that we could not do, with why: newswire quarantine list | retry.';

--
-- Name: COLUMN quarantine.id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.id IS 'Number for newswire quarantine retry.';

--
-- Name: COLUMN quarantine.item_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.item_id IS 'The item, or null when it is a feed.';

--
-- Name: COLUMN quarantine.feed_id; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.feed_id IS 'The feed, or null when it is an item.';

--
-- Name: COLUMN quarantine.step; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.step IS 'poll, fetch or clean.';

--
-- Name: COLUMN quarantine.error; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.error IS 'Class of the error.';

--
-- Name: COLUMN quarantine.message; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.message IS 'What it said.';

--
-- Name: COLUMN quarantine.traceback; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.traceback IS 'Where it happened; null when the process was killed.';

--
-- Name: COLUMN quarantine.attempts; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.attempts IS 'Attempts before we gave up.';

--
-- Name: COLUMN quarantine.quarantined_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.quarantine.quarantined_at IS 'When we gave up.';

--
-- Name: quarantine_id_seq; Type: SEQUENCE; Schema: newswire; Owner: -
--

ALTER TABLE newswire.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: workers; Type: TABLE; Schema: newswire; Owner: -
--

CREATE TABLE newswire.workers (
    host text NOT NULL,
    role text NOT NULL,
    pid integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    restarts integer NOT NULL,
    progress_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    holder integer NOT NULL,
    holder_since timestamp with time zone
)
WITH (fillfactor='50');

--
-- Name: TABLE workers; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON TABLE newswire.workers IS 'Processes of ours: for newswire status, and to tell what died from what was stopped.';

--
-- Name: COLUMN workers.host; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.host IS 'Name of the machine or container.';

--
-- Name: COLUMN workers.role; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.role IS 'dispatcher, poll, fetch or clean.';

--
-- Name: COLUMN workers.pid; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.pid IS 'Process id there.';

--
-- Name: COLUMN workers.started_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.started_at IS 'When it started.';

--
-- Name: COLUMN workers.restarts; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.restarts IS 'How often its kind has died on that host since one was last stopped in order.';

--
-- Name: COLUMN workers.progress_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.progress_at IS 'When it last got something done or had nothing to do.';

--
-- Name: COLUMN workers.seen_at; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.seen_at IS 'When it last said so.';

--
-- Name: COLUMN workers.holder; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.holder IS 'Server process of its session: when that session ends, it is gone.';

--
-- Name: COLUMN workers.holder_since; Type: COMMENT; Schema: newswire; Owner: -
--

COMMENT ON COLUMN newswire.workers.holder_since IS 'When that session began: process numbers come again.';

--
-- Name: article_revisions article_revisions_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_revisions
    ADD CONSTRAINT article_revisions_pkey PRIMARY KEY (article_id, revision);

--
-- Name: article_topics article_topics_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_pkey PRIMARY KEY (article_id, topic, source);

--
-- Name: article_urls article_urls_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_urls
    ADD CONSTRAINT article_urls_pkey PRIMARY KEY (url_hash);

--
-- Name: article_words article_words_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_words
    ADD CONSTRAINT article_words_pkey PRIMARY KEY (id, bucket);

--
-- Name: articles articles_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);

--
-- Name: change_floor change_floor_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.change_floor
    ADD CONSTRAINT change_floor_pkey PRIMARY KEY (only_row);

--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (id);

--
-- Name: consumers consumers_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.consumers
    ADD CONSTRAINT consumers_pkey PRIMARY KEY (name);

--
-- Name: topics topics_pkey; Type: CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.topics
    ADD CONSTRAINT topics_pkey PRIMARY KEY (slug);

--
-- Name: costs costs_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.costs
    ADD CONSTRAINT costs_pkey PRIMARY KEY (day, step);

--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (day, step, outcome, reason);

--
-- Name: entries entries_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (feed_id, entry_hash);

--
-- Name: feeds feeds_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (id);

--
-- Name: feeds feeds_url_hash_key; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.feeds
    ADD CONSTRAINT feeds_url_hash_key UNIQUE (url_hash);

--
-- Name: hosts hosts_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (host);

--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);

--
-- Name: items items_url_hash_key; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_url_hash_key UNIQUE (url_hash);

--
-- Name: memory memory_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.memory
    ADD CONSTRAINT memory_pkey PRIMARY KEY (key);

--
-- Name: pages pages_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.pages
    ADD CONSTRAINT pages_pkey PRIMARY KEY (item_id);

--
-- Name: quarantine quarantine_feed_id_key; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_feed_id_key UNIQUE (feed_id);

--
-- Name: quarantine quarantine_item_id_key; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_item_id_key UNIQUE (item_id);

--
-- Name: quarantine quarantine_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);

--
-- Name: sketches sketches_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.sketches
    ADD CONSTRAINT sketches_pkey PRIMARY KEY (article_id);

--
-- Name: workers workers_pkey; Type: CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (host, role, pid);

--
-- Name: article_revisions_age; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX article_revisions_age ON news.article_revisions USING btree (superseded_at);

--
-- Name: article_topics_latest; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX article_topics_latest ON news.article_topics USING btree (topic, article_time DESC, article_id DESC);

--
-- Name: article_urls_article; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX article_urls_article ON news.article_urls USING btree (article_id);

--
-- Name: articles_bodies; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_bodies ON news.articles USING btree (stored_at) WHERE (body_deleted_at IS NULL);

--
-- Name: articles_by_content; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_by_content ON news.articles USING btree (content_hash);

--
-- Name: articles_by_source; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_by_source ON news.articles USING btree (source, stored_at DESC, id DESC);

--
-- Name: articles_copies; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_copies ON news.articles USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);

--
-- Name: articles_cuts; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_cuts ON news.articles USING btree (source, stored_at DESC, id DESC) WHERE (wall_cuts <> '[]'::jsonb);

--
-- Name: articles_latest; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_latest ON news.articles USING btree (stored_at DESC, id DESC);

--
-- Name: articles_truncated; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_truncated ON news.articles USING btree (stored_at DESC, id DESC) WHERE truncated;

--
-- Name: articles_url; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX articles_url ON news.articles USING hash (url);

--
-- Name: changes_article; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX changes_article ON news.changes USING btree (article_id);

--
-- Name: changes_position; Type: INDEX; Schema: news; Owner: -
--

CREATE UNIQUE INDEX changes_position ON news.changes USING btree ("position") WHERE ("position" IS NOT NULL);

--
-- Name: changes_unpublished; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX changes_unpublished ON news.changes USING btree (id) WHERE ("position" IS NULL);

--
-- Name: words_by_search; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX words_by_search ON ONLY news.article_words USING gin (search, news.shelves(id)) WITH (gin_pending_list_limit='1024');

--
-- Name: words_by_title_parts; Type: INDEX; Schema: news; Owner: -
--

CREATE INDEX words_by_title_parts ON ONLY news.article_words USING gin (title public.gin_trgm_ops, news.shelves(id)) WITH (gin_pending_list_limit='1024');

--
-- Name: entries_age; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX entries_age ON newswire.entries USING btree (last_seen_at);

--
-- Name: entries_item; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX entries_item ON newswire.entries USING btree (item_id);

--
-- Name: feeds_due; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX feeds_due ON newswire.feeds USING btree (next_poll_at) WHERE (state = 'active'::text);

--
-- Name: items_due; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_due ON newswire.items USING btree (state, next_attempt_at) WHERE (state = ANY (ARRAY['pending'::newswire.item_state, 'fetched'::newswire.item_state]));

--
-- Name: items_ended; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_ended ON newswire.items USING btree (state, reason, updated_at) WHERE (state = ANY (ARRAY['skipped'::newswire.item_state, 'quarantined'::newswire.item_state]));

--
-- Name: items_feed; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_feed ON newswire.items USING btree (feed_id);

--
-- Name: items_held; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_held ON newswire.items USING btree (holder) WHERE (holder IS NOT NULL);

--
-- Name: items_look_again; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_look_again ON newswire.items USING btree (look_again_at) WHERE ((state = 'stored'::newswire.item_state) AND (look_again_at IS NOT NULL));

--
-- Name: items_of_host; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX items_of_host ON newswire.items USING btree (host) WHERE (state = 'pending'::newswire.item_state);

--
-- Name: memory_age; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX memory_age ON newswire.memory USING btree (seen_on);

--
-- Name: pages_age; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX pages_age ON newswire.pages USING btree (fetched_at);

--
-- Name: sketches_age; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX sketches_age ON newswire.sketches USING btree (stored_at);

--
-- Name: sketches_keys; Type: INDEX; Schema: newswire; Owner: -
--

CREATE INDEX sketches_keys ON newswire.sketches USING gin (keys) WITH (fastupdate=off);

--
-- Name: articles add_words; Type: TRIGGER; Schema: news; Owner: -
--

CREATE TRIGGER add_words AFTER INSERT ON news.articles REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION newswire.add_words();

--
-- Name: articles change_words; Type: TRIGGER; Schema: news; Owner: -
--

CREATE TRIGGER change_words AFTER UPDATE OF language, title, summary, text ON news.articles FOR EACH ROW WHEN (((((old.language IS DISTINCT FROM new.language) OR (old.title IS DISTINCT FROM new.title)) OR (old.summary IS DISTINCT FROM new.summary)) OR (old.text IS DISTINCT FROM new.text))) EXECUTE FUNCTION newswire.change_words();

--
-- Name: articles delete_words; Type: TRIGGER; Schema: news; Owner: -
--

CREATE TRIGGER delete_words AFTER DELETE ON news.articles FOR EACH ROW EXECUTE FUNCTION newswire.change_words();

--
-- Name: article_revisions article_revisions_article_id_fkey; Type: FK CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_revisions
    ADD CONSTRAINT article_revisions_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

--
-- Name: article_topics article_topics_article_id_fkey; Type: FK CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

--
-- Name: article_topics article_topics_topic_fkey; Type: FK CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_topic_fkey FOREIGN KEY (topic) REFERENCES news.topics(slug);

--
-- Name: article_urls article_urls_article_id_fkey; Type: FK CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.article_urls
    ADD CONSTRAINT article_urls_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

--
-- Name: articles articles_duplicate_of_fkey; Type: FK CONSTRAINT; Schema: news; Owner: -
--

ALTER TABLE ONLY news.articles
    ADD CONSTRAINT articles_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES news.articles(id);

--
-- Name: entries entries_feed_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE CASCADE;

--
-- Name: entries entries_item_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE SET NULL;

--
-- Name: items items_feed_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE SET NULL;

--
-- Name: pages pages_item_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.pages
    ADD CONSTRAINT pages_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE CASCADE;

--
-- Name: quarantine quarantine_feed_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE CASCADE;

--
-- Name: quarantine quarantine_item_id_fkey; Type: FK CONSTRAINT; Schema: newswire; Owner: -
--

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE CASCADE;

--
-- Name: SCHEMA news; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA news TO newswire_reader;
GRANT USAGE ON SCHEMA news TO newswire_writer;

--
-- Name: SCHEMA newswire; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA newswire TO newswire_writer;

--
-- Name: FUNCTION acknowledge(consumer text, upto bigint); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) TO newswire_reader;
GRANT ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) TO newswire_writer;

--
-- Name: TABLE changes; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.changes TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.changes TO newswire_writer;

--
-- Name: FUNCTION changes_after(after bigint, max_rows integer); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION last_position(); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.last_position() FROM PUBLIC;
GRANT ALL ON FUNCTION news.last_position() TO newswire_reader;
GRANT ALL ON FUNCTION news.last_position() TO newswire_writer;

--
-- Name: FUNCTION read_changes(consumer text, max_rows integer); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION remove_consumer(consumer text); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.remove_consumer(consumer text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.remove_consumer(consumer text) TO newswire_reader;
GRANT ALL ON FUNCTION news.remove_consumer(consumer text) TO newswire_writer;

--
-- Name: FUNCTION search_config(language text); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.search_config(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_config(language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_config(language text) TO newswire_writer;

--
-- Name: FUNCTION search_newest(words text, language text, max_rows integer); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION search_query(words text, language text); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.search_query(words text, language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_query(words text, language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_query(words text, language text) TO newswire_writer;

--
-- Name: FUNCTION search_spaced(words text); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.search_spaced(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_spaced(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_spaced(words text) TO newswire_writer;

--
-- Name: FUNCTION search_vector(language text, title text, summary text, body text); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) TO newswire_writer;

--
-- Name: FUNCTION sources(); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.sources() FROM PUBLIC;
GRANT ALL ON FUNCTION news.sources() TO newswire_reader;
GRANT ALL ON FUNCTION news.sources() TO newswire_writer;

--
-- Name: FUNCTION titles_newest(part text, max_rows integer); Type: ACL; Schema: news; Owner: -
--

REVOKE ALL ON FUNCTION news.titles_newest(part text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.titles_newest(part text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.titles_newest(part text, max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION add_words(); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.add_words() FROM PUBLIC;

--
-- Name: FUNCTION change_words(); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.change_words() FROM PUBLIC;

--
-- Name: FUNCTION check_floor(reader text, at bigint); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.check_floor(reader text, at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.check_floor(reader text, at bigint) TO newswire_writer;

--
-- Name: TABLE consumers; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.consumers TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.consumers TO newswire_writer;

--
-- Name: FUNCTION consumer(consumer text, at_floor boolean); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.consumer(consumer text, at_floor boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.consumer(consumer text, at_floor boolean) TO newswire_writer;

--
-- Name: FUNCTION delete_changes(older_than double precision, max_rows integer); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION make_bucket(wanted bigint, needed boolean); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.make_bucket(wanted bigint, needed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.make_bucket(wanted bigint, needed boolean) TO newswire_writer;

--
-- Name: FUNCTION make_buckets(ids bigint[]); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.make_buckets(ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.make_buckets(ids bigint[]) TO newswire_writer;

--
-- Name: FUNCTION publish_changes(max_rows integer); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.publish_changes(max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.publish_changes(max_rows integer) TO newswire_writer;

--
-- Name: FUNCTION reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) TO newswire_writer;

--
-- Name: TABLE sketches; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.sketches TO newswire_writer;

--
-- Name: FUNCTION sketches_near(wanted bigint[]); Type: ACL; Schema: newswire; Owner: -
--

REVOKE ALL ON FUNCTION newswire.sketches_near(wanted bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.sketches_near(wanted bigint[]) TO newswire_writer;

--
-- Name: TABLE article_topics; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.article_topics TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_topics TO newswire_writer;

--
-- Name: TABLE articles; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.articles TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.articles TO newswire_writer;

--
-- Name: TABLE article_documents; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.article_documents TO newswire_reader;
GRANT SELECT ON TABLE news.article_documents TO newswire_writer;

--
-- Name: TABLE article_revisions; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.article_revisions TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_revisions TO newswire_writer;

--
-- Name: TABLE article_urls; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.article_urls TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_urls TO newswire_writer;

--
-- Name: TABLE article_words; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.article_words TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_words TO newswire_writer;

--
-- Name: TABLE change_floor; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.change_floor TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.change_floor TO newswire_writer;

--
-- Name: SEQUENCE changes_id_seq; Type: ACL; Schema: news; Owner: -
--

GRANT USAGE ON SEQUENCE news.changes_id_seq TO newswire_writer;

--
-- Name: TABLE topics; Type: ACL; Schema: news; Owner: -
--

GRANT SELECT ON TABLE news.topics TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.topics TO newswire_writer;

--
-- Name: SEQUENCE change_positions; Type: ACL; Schema: newswire; Owner: -
--

GRANT USAGE ON SEQUENCE newswire.change_positions TO newswire_writer;

--
-- Name: TABLE costs; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.costs TO newswire_writer;

--
-- Name: TABLE counters; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.counters TO newswire_writer;

--
-- Name: TABLE entries; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.entries TO newswire_writer;

--
-- Name: TABLE feeds; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.feeds TO newswire_writer;

--
-- Name: SEQUENCE feeds_id_seq; Type: ACL; Schema: newswire; Owner: -
--

GRANT USAGE ON SEQUENCE newswire.feeds_id_seq TO newswire_writer;

--
-- Name: TABLE hosts; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.hosts TO newswire_writer;

--
-- Name: TABLE items; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.items TO newswire_writer;

--
-- Name: SEQUENCE items_id_seq; Type: ACL; Schema: newswire; Owner: -
--

GRANT USAGE ON SEQUENCE newswire.items_id_seq TO newswire_writer;

--
-- Name: TABLE memory; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.memory TO newswire_writer;

--
-- Name: TABLE pages; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.pages TO newswire_writer;

--
-- Name: TABLE quarantine; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.quarantine TO newswire_writer;

--
-- Name: SEQUENCE quarantine_id_seq; Type: ACL; Schema: newswire; Owner: -
--

GRANT USAGE ON SEQUENCE newswire.quarantine_id_seq TO newswire_writer;

--
-- Name: TABLE workers; Type: ACL; Schema: newswire; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.workers TO newswire_writer;

--
-- PostgreSQL database dump complete
--
