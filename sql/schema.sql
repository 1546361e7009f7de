CREATE SCHEMA news;

COMMENT ON SCHEMA news IS 'The contract with consumers: clean articles, their topics, and the feed of changes.';

CREATE SCHEMA newswire;

COMMENT ON SCHEMA newswire IS 'Private to Newswire: work in hand. Consumers read the schema news.';

CREATE TYPE newswire.item_state AS ENUM (
    'pending',
    'fetched',
    'stored',
    'duplicate',
    'skipped',
    'quarantined'
);

COMMENT ON TYPE newswire.item_state IS 'pending → fetched → one of the ends: stored, duplicate, skipped, quarantined.';

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

COMMENT ON FUNCTION news.acknowledge(consumer text, upto bigint) IS 'Saves how far a consumer has read; returns its position. Registers a consumer that begins with a copy of everything.';

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

COMMENT ON TABLE news.changes IS 'The change feed: one line per thing that happened to an article. Read it by position.';

COMMENT ON COLUMN news.changes.id IS 'Our number; says nothing about order.';

COMMENT ON COLUMN news.changes."position" IS 'Place in the feed, given after commit: what comes later stands after everything that a reader has had; null for an instant before.';

COMMENT ON COLUMN news.changes.article_id IS 'The article.';

COMMENT ON COLUMN news.changes.kind IS 'created, revised, retagged or withdrawn.';

COMMENT ON COLUMN news.changes.revision IS 'Revision that this made.';

COMMENT ON COLUMN news.changes.created_at IS 'When it happened.';

COMMENT ON COLUMN news.changes.lost_topics IS 'Topics that the article had until then and has no longer; null when it lost none.';

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

COMMENT ON FUNCTION news.changes_after(after bigint, max_rows integer) IS 'Changes after a position, in order. Never skips, never repeats; SQLSTATE NW001 when some of them are no longer kept.';

CREATE FUNCTION news.claim_consumer(consumer text) RETURNS TABLE(mine boolean, pid integer, application text, client text, since timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM newswire.consumer(consumer, at_floor => true);
    RETURN QUERY SELECT t.mine, (t.held).backend_pid, (t.held).application, (t.held).client, (t.held).since
                 FROM newswire.take_lock('consume ' || consumer) t;
END $$;

COMMENT ON FUNCTION news.claim_consumer(consumer text) IS 'One process at a time hands over what a consumer has not had: says whether this session is the one, until it ends, and else which is. Registers a new name, and refuses those of other roles.';

CREATE FUNCTION news.id_blocks(article_id bigint) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT ARRAY[article_id >> 12 << 2, article_id >> 16 << 2 | 1, article_id >> 20 << 2 | 2]
$$;

COMMENT ON FUNCTION news.id_blocks(article_id bigint) IS 'Blocks of ids in which an article stands, for indexes that find the newest first: of 4,096 ids, of 65,536 and of 1,048,576.';

CREATE FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint) RETURNS record
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
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

COMMENT ON FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint) IS 'Up to 16 blocks of one width that begin with this one of 4,096 ids and go back, `width` of those in all, and the next older one.';

CREATE FUNCTION news.last_position() RETURNS bigint
    LANGUAGE sql STABLE
    AS $$ SELECT coalesce((SELECT max(position) FROM news.changes), (SELECT position FROM news.change_floor)) $$;

COMMENT ON FUNCTION news.last_position() IS 'End of the change feed. A copy of everything without a gap: take this, read news.articles, then acknowledge it.';

CREATE FUNCTION news.own_topics() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT c.topics FROM news.consumers c WHERE c.owner = session_user AND c.own_role
$$;

COMMENT ON FUNCTION news.own_topics() IS 'Topics that the articles of this role are kept to; null for all.';

CREATE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500) RETURNS SETOF news.changes
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    is_new boolean := NOT EXISTS (SELECT FROM news.consumers c WHERE c.name = consumer);
    reader news.consumers := newswire.consumer(consumer, at_floor => true);
    last bigint;
    lowest bigint;
    kept news.changes[];
BEGIN
    -- What is deleted between the registration of a new name and its first reading was never promised to it.
    WHILE is_new LOOP
        kept := ARRAY(SELECT c FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows);
        lowest := (SELECT f.position FROM news.change_floor f);
        IF lowest <= reader.position THEN
            RETURN QUERY SELECT * FROM unnest(kept);
            RETURN;
        END IF;
        UPDATE news.consumers c SET position = lowest WHERE c.name = consumer RETURNING c.position INTO reader.position;
    END LOOP;
    IF reader.topics IS NULL THEN
        RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    ELSE
        -- the end first: what is published after it is not passed over
        last := news.last_position();
        RETURN QUERY SELECT * FROM news.changes c
                     WHERE c.position > reader.position AND (c.lost_topics && reader.topics OR EXISTS (
                         SELECT FROM news.article_topics t WHERE t.article_id = c.article_id AND t.topic = ANY (reader.topics)))
                     ORDER BY c.position LIMIT max_rows;
        -- nothing on its topics up to here counts as read, or it would be gone through each time anew
        IF NOT FOUND AND last > reader.position THEN
            PERFORM newswire.check_floor(consumer, reader.position);
            UPDATE news.consumers c SET position = last WHERE c.name = consumer AND c.position < last;
            RETURN;
        END IF;
    END IF;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;

COMMENT ON FUNCTION news.read_changes(consumer text, max_rows integer) IS 'Changes that this consumer has not acknowledged. A new name is registered for this role and begins with the oldest change that is kept; for everything, take a copy first. SQLSTATE NW001 when changes that it was to read are no longer kept, 42501 when it belongs to another role.';

CREATE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    reader news.consumers;
    lock record;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    IF (reader.owner <> session_user OR reader.own_role) AND NOT has_table_privilege(session_user, 'news.consumers', 'DELETE') THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner
            USING ERRCODE = 'insufficient_privilege', HINT = 'An operator removes it: newswire consumers remove';
    END IF;
    SELECT * INTO lock FROM newswire.take_lock('consume ' || consumer) t;
    IF NOT lock.mine THEN
        RAISE EXCEPTION '% is being consumed by another process: pid %, % from %, since %: stop that one first', consumer,
            (lock.held).backend_pid, (lock.held).application, (lock.held).client, (lock.held).since::timestamptz(0)
            USING ERRCODE = 'object_in_use';
    END IF;
    DELETE FROM newswire.locks l WHERE l.name = 'consume ' || consumer;
    DELETE FROM news.consumers c WHERE c.name = consumer;
    RETURN true;
END $$;

COMMENT ON FUNCTION news.remove_consumer(consumer text) IS 'Forgets a consumer and its position; says whether there was one. Read again, the name is a new one.';

CREATE FUNCTION news.search_asked(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
DECLARE
    parts text[];
BEGIN
    words := news.search_letters(words);
    words := regexp_replace(words, '[\u00ad\u0001\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', '', 'g');
    words := regexp_replace(words, '(^|\s)[\u2018\u201a\u201b\u2039\u203a]([^\u2018-\u201b\u2039\u203a]+)[\u2018\u2019\u2039\u203a](?=\s|$)', '\1"\2"', 'g');
    words := translate(words, U&'\00ab\00bb\201c\201d\201e\201f\300c\300d\300e\300f\301d\301e\301f\275d\275e\ff02', repeat('"', 16));
    words := regexp_replace(words, '(^|\s)(?:[-\u2010-\u2015\u2212]+(?=\s|$)|[\u2010-\u2015\u2212]|--+)', '\1 ', 'g');
    words := regexp_replace(words, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g');
    words := regexp_replace(words, '\mUS\M', 'USA', 'gi');
    words := regexp_replace(words, '(?<=[^\s"])[-/\\_\u058a\u05be\u200c\u2010-\u2015\u2212\ufe58\ufe63]+(?=[^\s"])|(?<=[[:alpha:]])\.(?=[[:alpha:]])', E'\x01', 'g');
    parts := string_to_array(words, '"');
    FOR n IN 1..coalesce(cardinality(parts), 0) BY 2 LOOP
        parts[n] := regexp_replace(parts[n], E'(^|\\s)(-?)([^\\s\x01]*\x01\\S*)', '\1\2"\3"', 'g');
    END LOOP;
    RETURN replace(array_to_string(parts, '"'), E'\x01', ' ');
END $_$;

COMMENT ON FUNCTION news.search_asked(words text) IS 'A search as websearch_to_tsquery reads it: straight quotes, -without only at a word, and what dashes join as a phrase.';

CREATE FUNCTION news.search_bare(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT regexp_replace(words, '\m(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644|[\u0628\u0644\u0643\u0633])|[\u0648\u0641])(?=[\u0621-\u064a]{3})', '', 'g')
$$;

COMMENT ON FUNCTION news.search_bare(words text) IS 'The text without the particles that Arabic writes onto its words.';

CREATE FUNCTION news.search_by_operands(asked text, language text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $_$
DECLARE
    found tsquery;  -- the alternatives so far
    every tsquery;  -- what one alternative asks for
    one tsquery;
    part text[];
BEGIN
    FOR part IN SELECT regexp_matches(asked, '(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))', 'g') LOOP
        IF lower(part[3]) = 'or' AND part[1] = '' THEN
            found := CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END;
            every := NULL;
            CONTINUE;
        END IF;
        one := news.search_operand(coalesce(part[2], part[3]), language);
        IF one IS NULL THEN CONTINUE; END IF;
        IF part[1] = '-' THEN one := !!one; END IF;
        every := CASE WHEN every IS NULL THEN one ELSE every && one END;
    END LOOP;
    RETURN coalesce(CASE WHEN found IS NULL THEN every WHEN every IS NULL THEN found ELSE found || every END, '');
END $_$;

COMMENT ON FUNCTION news.search_by_operands(asked text, language text) IS 'A search (as of news.search_asked) in a language of which the plain words are indexed, too.';

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

COMMENT ON FUNCTION news.search_config(language text) IS 'Text search configuration of a language.';

CREATE FUNCTION news.search_fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT translate(normalize(regexp_replace(normalize(replace(news.search_letters(words), U&'\06c0', U&'\0647'), NFD),
               '[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe20-\ufe2f\ufeff\u00ad]+', '', 'g'), NFC),
        U&'\0131\00f8\00d8\0142\0141\0111\0110\03c2\0649\06cc\06d0\06a9\0629\06be\06c1\0671\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669\06f0\06f1\06f2\06f3\06f4\06f5\06f6\06f7\06f8\06f9',
        U&'ioOlLdD\03c3\064a\064a\064a\0643\0647\0647\0647\062701234567890123456789')
$$;

COMMENT ON FUNCTION news.search_fold(words text) IS 'The text with one letter for those that writers and keyboards exchange, without marks: what topics are matched by, too (worker/core/text/fold.py).';

CREATE FUNCTION news.search_letters(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    -- NFKC only where one of these letters stands: over a whole text it costs as much as its words do. It would glue "TM" to the
    -- word before a trade mark and 1 to 2½, and it parts Thai and Lao vowels.
    SELECT CASE WHEN words ~ '[\u00aa\u00b5\u00ba\u0132\u0133\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02b8\u02e0-\u02e4\u03d0-\u03d6\u03f0-\u03f9\u0587\u0675-\u0678\u0edc\u0edd\u10fc\u1d2c-\u1dbf\u1e9a\u1e9b\u2071\u207f\u2090-\u209c\u2102-\u2149\u2160-\u217f\u2c7c\u2c7d\u2d6f\u3038-\u303a\u309f\u30ff\ua69c\ua69d\ua770\ua7f2-\ua7f9\uab5c-\uab69\ufb00-\ufdfb\ufe70-\ufefc\uff10-\uff9f]'
        THEN replace(replace(normalize(regexp_replace(words, '[\u00bc-\u00be\u2100\u2101\u2105\u2106\u2116\u2120-\u2122\u213b\u2150-\u215f]', ' ', 'g'), NFKC),
                             U&'\0e4d\0e32', U&'\0e33'), U&'\0ecd\0eb2', U&'\0eb3')
        ELSE words END
$$;

COMMENT ON FUNCTION news.search_letters(words text) IS 'The text with letters of their own for ligatures, Arabic presentation forms and letters of full width.';

CREATE FUNCTION news.search_newest(words text, language text DEFAULT NULL::text, max_rows integer DEFAULT 200) RETURNS TABLE(id bigint, search tsvector)
    LANGUAGE plpgsql STABLE ROWS 200
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION news.search_newest(words text, language text, max_rows integer) IS 'The newest articles with these words (as in news.search_query), newest first, with their word lists; reads article_search_by_words.';

CREATE FUNCTION news.search_operand(words text, language text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    config regconfig := news.search_config(language);
    found tsquery;
    word text;
    forms tsquery;
BEGIN
    FOREACH word IN ARRAY regexp_split_to_array(trim(words), '\s+') LOOP
        forms := phraseto_tsquery(config, word) || phraseto_tsquery('pg_catalog.simple', news.search_fold(word));
        IF language = 'ar' THEN
            forms := forms || phraseto_tsquery('pg_catalog.simple', news.search_fold(news.search_bare(word)))
                || phraseto_tsquery(config, news.search_bare(word));
        END IF;
        IF numnode(forms) > 0 THEN
            found := CASE WHEN found IS NULL THEN forms ELSE tsquery_phrase(found, forms) END;
        END IF;
    END LOOP;
    RETURN found;
END $$;

COMMENT ON FUNCTION news.search_operand(words text, language text) IS 'What to look for when a word or phrase of a search is asked for in a language of which the plain words are indexed, too.';

CREATE FUNCTION news.search_query(words text, language text DEFAULT NULL::text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET client_min_messages TO 'warning'
    AS $$
DECLARE
    asked text := news.search_asked(left(words, 1000));
    found tsquery;
    one text;
    wanted tsquery;
    seen tsquery[] := '{}';
BEGIN
    IF asked ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]' THEN
        RETURN phraseto_tsquery('pg_catalog.simple', news.search_spaced(news.search_fold(asked)));
    END IF;
    -- without a language the words are looked for as each of the languages would write them
    FOREACH one IN ARRAY CASE WHEN language IS NULL
            THEN '{xx,ar,ca,da,de,el,en,es,fi,fr,ga,hi,hu,id,it,nl,no,pt,ro,ru,sv,tr}'::text[] ELSE ARRAY[language] END LOOP
        IF (one = 'ar' AND asked ~ '[\u0620-\u06ff]') OR (one = 'ru' AND asked ~ '[\u0400-\u04ff]')
                OR (one = 'fi' AND language = 'fi') THEN
            wanted := news.search_by_operands(asked, one);
        ELSIF news.search_config(one) = 'pg_catalog.simple'::regconfig THEN
            wanted := websearch_to_tsquery('pg_catalog.simple', news.search_fold(asked));
        ELSE
            wanted := websearch_to_tsquery(news.search_config(one), asked);
        END IF;
        IF NOT wanted = ANY(seen) THEN
            found := CASE WHEN found IS NULL THEN wanted ELSE found || wanted END;
            seen := seen || wanted;
        END IF;
    END LOOP;
    RETURN found;
END $$;

COMMENT ON FUNCTION news.search_query(words text, language text) IS 'What to look for in news.article_search.search: words, "a phrase", or; in one language, or in any. Iran-US is a phrase and finds Iran–US and Iran US; US finds U.S. With -without, name the language. Only the first 1,000 characters count.';

CREATE FUNCTION news.search_spaced(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g')
$$;

COMMENT ON FUNCTION news.search_spaced(words text) IS 'The text with each character of a script without spaces standing apart.';

CREATE FUNCTION news.search_text(words text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    -- those of news.search_letters, and what is written without being seen
    IF words ~ '[\u00aa\u00ad\u00b5\u00ba\u0132\u0133\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02b8\u02e0-\u02e4\u03d0-\u03d6\u03f0-\u03f9\u0587\u0675-\u0678\u0edc\u0edd\u10fc\u1d2c-\u1dbf\u1e9a\u1e9b\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\u2071\u207f\u2090-\u209c\u2102-\u2149\u2160-\u217f\u2c7c\u2c7d\u2d6f\u3038-\u303a\u309f\u30ff\ua69c\ua69d\ua770\ua7f2-\ua7f9\uab5c-\uab69\ufb00-\ufdfb\ufe70-\ufefc\ufeff\uff10-\uff9f]' THEN
        words := regexp_replace(news.search_letters(words), '[\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+', '', 'g');
    END IF;
    IF words ~ '[[:alpha:]]\.[[:alpha:]]' THEN
        -- U.S. is US, and both are USA: English drops "us" as a pronoun
        words := regexp_replace(words, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g');
        words := regexp_replace(words, '\mUS\M', 'USA', 'g');
        RETURN regexp_replace(words, '[-/\\_\u058a\u05be\u200c\u2010-\u2015\u2212\ufe58\ufe63]|(?<=[[:alpha:]])\.(?=[[:alpha:]])', ' ', 'g');
    END IF;
    IF words LIKE '%US%' THEN words := regexp_replace(words, '\mUS\M', 'USA', 'g'); END IF;
    RETURN regexp_replace(words, '[-/\\_\u058a\u05be\u200c\u2010-\u2015\u2212\ufe58\ufe63]', ' ', 'g');
END $$;

COMMENT ON FUNCTION news.search_text(words text) IS 'The text with its words apart: at dashes, slashes, joiners, and dots between letters; U.S. and US are USA.';

CREATE FUNCTION news.search_union(a tsvector, b tsvector) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT (a::text || ' ' || b::text)::tsvector $$;

COMMENT ON FUNCTION news.search_union(a tsvector, b tsvector) IS 'The words of both, each at its places in both.';

CREATE FUNCTION news.search_vector(language text, title text, summary text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT setweight(news.search_words(language, left(title, 2000)), 'A')
        || setweight(news.search_words(language, left(coalesce(summary, ''), 4000)), 'B')
        || setweight(news.search_words(language, left(body, 40000)), 'C')
$$;

COMMENT ON FUNCTION news.search_vector(language text, title text, summary text, body text) IS 'What news.article_search.search holds: title A, summary B, text C, of the text its first 40,000 characters. Places are counted up to 16,383, and 255 of one word: behind that a phrase is not found, only its words.';

CREATE FUNCTION news.search_words(language text, words text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
DECLARE
    parted text := news.search_text(words);
    config regconfig;
    joined text;
    found tsvector;
BEGIN
    IF language IS NULL AND words ~ '[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]' THEN language := 'ar'; END IF;
    IF language IN ('zh', 'ja', 'th', 'lo', 'km', 'my') THEN parted := news.search_spaced(parted); END IF;
    config := news.search_config(language);
    found := to_tsvector(config, CASE config WHEN 'pg_catalog.simple'::regconfig THEN news.search_fold(parted) ELSE parted END);
    IF language IN ('ar', 'ru', 'fi') OR words LIKE U&'%\200c%' THEN
        BEGIN
            IF language IN ('ar', 'ru', 'fi') THEN
                found := news.search_union(found, to_tsvector('pg_catalog.simple', news.search_fold(parted)));
            END IF;
            IF language = 'ar' THEN
                parted := news.search_bare(parted);
                found := news.search_union(found, to_tsvector('pg_catalog.simple', news.search_fold(parted)));
                found := news.search_union(found, to_tsvector('pg_catalog.arabic', parted));
            END IF;
            -- a word with a joiner in it is also found written in one
            IF words LIKE U&'%\200c%' THEN
                SELECT string_agg(word[1], ' ') INTO joined FROM regexp_matches(words, '\S*\u200c\S*', 'g') word;
                found := news.search_union(found, strip(to_tsvector('pg_catalog.simple', news.search_fold(joined))));
            END IF;
        EXCEPTION WHEN program_limit_exceeded THEN
            NULL;  -- over a megabyte with all of them: the dictionary's alone
        END;
    END IF;
    RETURN found;
END $$;

COMMENT ON FUNCTION news.search_words(language text, words text) IS 'The words under which a text is found, by its language.';

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

COMMENT ON FUNCTION news.sources() IS 'Every publisher that an article or a feed has.';

CREATE FUNCTION news.titles_newest(part text, max_rows integer DEFAULT 50) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE ROWS 50
    SET plan_cache_mode TO 'force_custom_plan'
    SET enable_seqscan TO 'off'
    AS $$
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

COMMENT ON FUNCTION news.titles_newest(part text, max_rows integer) IS 'Ids of the newest articles with these letters, at most 1,000, in their title, newest first; reads article_search_by_title_parts. Fewer than three letters cannot be looked up there: every block of ids is read until there is enough.';

CREATE FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) RETURNS name
    LANGUAGE plpgsql
    AS $_$
DECLARE
    -- names of roles have 63 bytes
    role name := 'consumer_' || consumer;
BEGIN
    IF (consumer ~ '^[a-z0-9_-]{1,54}$') IS NOT TRUE THEN
        RAISE EXCEPTION '% is no name for a consumer with a role of its own: 1 to 54 of a-z, 0-9, _ and -',
            coalesce(quote_literal(consumer), 'null') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT FROM newswire.consumer_roles r WHERE r.consumer = add_consumer.consumer) THEN
        RAISE EXCEPTION 'consumer % has a role already: `newswire consumers password %` gives it another password',
            consumer, consumer USING ERRCODE = 'object_in_use';
    END IF;
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        role := left('consumer_' || consumer || '_', 50) || left(md5(current_database()), 8);
    END IF;
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        RAISE EXCEPTION 'roles consumer_% and % are there already, of other databases: take another name', consumer, role
            USING ERRCODE = 'object_in_use';
    END IF;
    IF wanted IS NOT NULL THEN PERFORM newswire.filter_topics(); END IF;
    PERFORM newswire.make_consumer_role(role, verifier, wanted IS NOT NULL);
    -- one that a shared role has read under until now keeps its position
    INSERT INTO news.consumers AS c (name, position, owner, own_role, topics)
    SELECT consumer, f.position, role, true, wanted FROM news.change_floor f
    ON CONFLICT (name) DO UPDATE SET owner = EXCLUDED.owner, own_role = true, topics = EXCLUDED.topics;
    INSERT INTO newswire.consumer_roles (role, consumer, verifier) VALUES (role, consumer, verifier);
    RETURN role;
END $_$;

COMMENT ON FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) IS 'Makes a consumer a role of its own; returns its name: consumer_ and the consumer''s, with a mark of this database behind it where another one on this server has that name.';

CREATE FUNCTION newswire.add_to_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM newswire.make_partitions(ARRAY(SELECT id FROM added));
    INSERT INTO news.article_search (partition, id, title, search)
    SELECT id >> 17, id, title, news.search_vector(language, title, summary, text) FROM added;
    RETURN NULL;
END $$;

COMMENT ON FUNCTION newswire.add_to_search() IS 'Trigger: new articles can be searched.';

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

COMMENT ON FUNCTION newswire.check_floor(reader text, at bigint) IS 'Fails with SQLSTATE NW001 when changes after a position have been deleted.';

CREATE TABLE news.consumers (
    name text NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    owner name DEFAULT SESSION_USER NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    acknowledged_at timestamp with time zone,
    own_role boolean DEFAULT false NOT NULL,
    topics text[]
);

COMMENT ON TABLE news.consumers IS 'Downstream services and how far each has read.';

COMMENT ON COLUMN news.consumers.name IS 'Name of the service.';

COMMENT ON COLUMN news.consumers."position" IS 'Last position that it has acknowledged.';

COMMENT ON COLUMN news.consumers.owner IS 'Database role that registered it; only that role reads under its name and moves its position.';

COMMENT ON COLUMN news.consumers.created_at IS 'When it first asked.';

COMMENT ON COLUMN news.consumers.acknowledged_at IS 'When it last acknowledged.';

COMMENT ON COLUMN news.consumers.own_role IS 'Its owner was made for it alone (newswire consumers add), and reads under no other name.';

COMMENT ON COLUMN news.consumers.topics IS 'Its role sees articles on these topics only; null for all.';

CREATE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
    LANGUAGE plpgsql
    AS $_$
DECLARE
    reader news.consumers;
    own text;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    IF NOT FOUND THEN
        IF (consumer ~ '^[a-z0-9_-]{1,63}$') IS NOT TRUE THEN
            RAISE EXCEPTION '% is no name for a consumer: 1 to 63 of a-z, 0-9, _ and -', coalesce(quote_literal(consumer), 'null')
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        SELECT c.name INTO own FROM news.consumers c WHERE c.owner = session_user AND c.own_role;
        IF FOUND THEN
            RAISE EXCEPTION 'role % is that of consumer % and reads under no other name', session_user, own
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        INSERT INTO news.consumers (name, position)
        SELECT consumer, CASE WHEN at_floor THEN f.position ELSE 0 END FROM news.change_floor f
        ON CONFLICT DO NOTHING;
        SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    END IF;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN reader;
END $_$;

COMMENT ON FUNCTION newswire.consumer(consumer text, at_floor boolean) IS 'The consumer of this name; registers a new one, at the floor of the feed or before everything. Refuses those of other roles.';

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

COMMENT ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) IS 'Deletes at most so many changes that are older than so many seconds; returns how many.';

CREATE FUNCTION newswire.drop_consumer_role(consumer text) RETURNS name
    LANGUAGE plpgsql
    AS $$
DECLARE
    found name := (SELECT r.role FROM newswire.consumer_roles r WHERE r.consumer = drop_consumer_role.consumer);
BEGIN
    IF found IS NOT NULL AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = found) THEN
        PERFORM pg_terminate_backend(s.pid) FROM pg_stat_activity s WHERE s.usename = found;
        EXECUTE format('DROP ROLE %I', found);
    END IF;
    RETURN found;
END $$;

COMMENT ON FUNCTION newswire.drop_consumer_role(consumer text) IS 'Drops the role of a consumer, if it has one of its own, with its sessions; returns its name.';

CREATE FUNCTION newswire.end_long_readers(older_than double precision) RETURNS TABLE(pid integer, role text, application text, since timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    FOR pid, role, application, since IN
        SELECT s.pid, s.usename, s.application_name, s.xact_start
        FROM pg_stat_activity s JOIN pg_roles r ON r.oid = s.usesysid
        WHERE s.datname = current_database() AND s.xact_start < now() - make_interval(secs => older_than)
          AND newswire.only_reads(r.oid) LOOP
        BEGIN
            PERFORM pg_terminate_backend(pid);
            RETURN NEXT;
        EXCEPTION WHEN insufficient_privilege THEN NULL;  -- takes a superuser, or a member of pg_signal_backend
        END;
    END LOOP;
END $$;

COMMENT ON FUNCTION newswire.end_long_readers(older_than double precision) IS 'Ends sessions of roles that only read whose transaction is older than so many seconds; returns which.';

CREATE FUNCTION newswire.filter_topics() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    one regclass;
BEGIN
    IF NOT (SELECT r.rolbypassrls FROM pg_roles r WHERE r.rolname = 'newswire_writer') THEN
        BEGIN
            ALTER ROLE newswire_writer BYPASSRLS;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'consumers cannot be kept to topics before a superuser has run: ALTER ROLE newswire_writer BYPASSRLS'
                USING ERRCODE = 'insufficient_privilege';
        END;
    END IF;
    FOR one IN SELECT c.oid FROM pg_class c WHERE NOT c.relrowsecurity
               AND c.oid IN (SELECT p.polrelid FROM pg_policy p WHERE p.polname = 'own_topics') LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one);
    END LOOP;
END $$;

COMMENT ON FUNCTION newswire.filter_topics() IS 'Switches on that roles with topics see articles on these only; asks to let newswire_writer past it.';

CREATE FUNCTION newswire.limit_reader(role name, connections integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT * FROM (VALUES ('statement_timeout', '15min'), ('lock_timeout', '10s'),
                                     ('idle_in_transaction_session_timeout', '5min'),
                                     ('transaction_timeout', '1h'),  -- since Postgres 17
                                     ('temp_file_limit', '2GB')) AS v(setting, value)
               WHERE EXISTS (SELECT FROM pg_settings s WHERE s.name = v.setting)
                 AND NOT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) c
                                 WHERE d.setrole = role::regrole AND c LIKE v.setting || '=%') LOOP
        BEGIN
            EXECUTE format('ALTER ROLE %I SET %I = %L', role, one.setting, one.value);
        EXCEPTION WHEN insufficient_privilege THEN NULL;  -- temp_file_limit is a superuser's to set
        END;
    END LOOP;
    IF (SELECT r.rolconnlimit FROM pg_roles r WHERE r.rolname = role) = -1 THEN
        EXECUTE format('ALTER ROLE %I CONNECTION LIMIT %s', role, connections);
    END IF;
END $$;

COMMENT ON FUNCTION newswire.limit_reader(role name, connections integer) IS 'Gives a role that only reads its limits, where none are set.';

CREATE FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', role, verifier);
    EXECUTE format('GRANT %I TO %I', CASE WHEN with_topics THEN 'newswire_topic_reader' ELSE 'newswire_reader' END, role)
        || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
    PERFORM newswire.limit_reader(role, 20);
END $$;

COMMENT ON FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) IS 'Makes the role of one consumer, with what Postgres is to know of its password.';

CREATE FUNCTION newswire.make_partition(wanted bigint, needed boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

COMMENT ON FUNCTION newswire.make_partition(wanted bigint, needed boolean) IS 'Makes a partition of news.article_search unless it is there; one that is not needed yet, only if that takes no waiting.';

CREATE FUNCTION newswire.make_partitions(ids bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    want record;
BEGIN
    FOR want IN SELECT partition + ahead AS partition, ahead = 0 AS needed
               FROM (SELECT DISTINCT id >> 17 AS partition FROM unnest(ids) id) b, generate_series(0, 1) ahead
               WHERE to_regclass('newswire.article_search_' || partition + ahead) IS NULL ORDER BY 1 LOOP
        PERFORM newswire.make_partition(want.partition, want.needed);
    END LOOP;
END $$;

COMMENT ON FUNCTION newswire.make_partitions(ids bigint[]) IS 'Makes the partitions of news.article_search that these articles need, and the next.';

CREATE FUNCTION newswire.only_reads(role oid) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT NOT r.rolsuper AND NOT has_table_privilege(r.oid, 'newswire.items', 'UPDATE')
           AND NOT pg_has_role(r.oid, 'pg_read_all_data', 'USAGE')
    FROM pg_roles r WHERE r.oid = role
$$;

COMMENT ON FUNCTION newswire.only_reads(role oid) IS 'Whether a role is a consumer''s: may not write, and is nobody who backs everything up (pg_read_all_data).';

CREATE FUNCTION newswire.publish_changes(max_rows integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    published integer;
    last bigint;
BEGIN
    -- locking a row is a write, and the dispatcher asks each second
    IF NOT EXISTS (SELECT FROM news.changes WHERE position IS NULL) THEN RETURN 0; END IF;
    PERFORM FROM newswire.locks WHERE name = 'publish_changes' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN -1; END IF;
    WITH todo AS (SELECT id FROM news.changes WHERE position IS NULL ORDER BY id LIMIT max_rows),
         numbered AS (SELECT id, nextval('newswire.change_positions') AS position FROM (SELECT id FROM todo ORDER BY id) t),
         done AS (UPDATE news.changes c SET position = n.position FROM numbered n WHERE c.id = n.id RETURNING c.position)
    SELECT count(*), max(position) INTO published, last FROM done;
    -- Who may connect may notify, and may listen without ever hearing: with its queue full, whoever notifies fails at its
    -- commit. Consumers look every few seconds all the same.
    IF published > 0 AND pg_notification_queue_usage() < 0.5 THEN PERFORM pg_notify('news_changes', last::text); END IF;
    RETURN published;
END $$;

COMMENT ON FUNCTION newswire.publish_changes(max_rows integer) IS 'Publishes committed changes and wakes consumers; -1 when another publisher is at it.';

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
        SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO newswire.hosts AS h (host) VALUES (want.host) ON CONFLICT DO NOTHING;
            SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        END IF;
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
            FROM (SELECT FROM newswire.items i WHERE i.host = want.host AND i.state = 'pending'
                  UNION ALL
                  SELECT FROM newswire.feeds f WHERE f.host = want.host AND f.next_poll_at <= now()
                  LIMIT 10000) waiting;
        END IF;
        IF granted > 0 AND spacing > 0 THEN
            UPDATE newswire.hosts h SET next_request_at = starts + make_interval(secs => granted * spacing)
            WHERE h.host = want.host;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

COMMENT ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) IS 'For each host: how many of the wanted requests may start within the horizon (seconds), when the first, how far apart, and how many items and feeds wait behind them.';

CREATE FUNCTION newswire.set_consumer_password(consumer text, fresh text) RETURNS name
    LANGUAGE plpgsql
    AS $$
DECLARE
    found name;
BEGIN
    UPDATE newswire.consumer_roles r SET verifier = fresh WHERE r.consumer = set_consumer_password.consumer RETURNING r.role INTO found;
    IF found IS NOT NULL THEN EXECUTE format('ALTER ROLE %I PASSWORD %L', found, fresh); END IF;
    RETURN found;
END $$;

COMMENT ON FUNCTION newswire.set_consumer_password(consumer text, fresh text) IS 'Gives the role of a consumer another password; returns its name, or null when it has no role of its own.';

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

COMMENT ON TABLE newswire.sketches IS 'Sketches of the articles of the last weeks, to find copies by; core/dedupe/sketch.py makes them.';

COMMENT ON COLUMN newswire.sketches.article_id IS 'The article.';

COMMENT ON COLUMN newswire.sketches.original IS 'The article that it is a copy of, or itself.';

COMMENT ON COLUMN newswire.sketches.keys IS 'Smallest hashes of its shingles: copies share one of them.';

COMMENT ON COLUMN newswire.sketches.hashes IS 'Smallest hashes of its shingles, 32 bits each, rising.';

COMMENT ON COLUMN newswire.sketches.numbers IS 'Smallest hashes of the numbers in it, 32 bits each, rising.';

COMMENT ON COLUMN newswire.sketches.shingles IS 'How many shingles it has.';

COMMENT ON COLUMN newswire.sketches.news_at IS 'Published time, else stored time.';

COMMENT ON COLUMN newswire.sketches.stored_at IS 'When it was stored; retention goes by it.';

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

COMMENT ON FUNCTION newswire.sketches_near(wanted bigint[]) IS 'Sketches that share a key with these.';

CREATE TABLE newswire.locks (
    name text NOT NULL,
    role name,
    backend_pid integer,
    backend_started_at timestamp with time zone,
    application text,
    client text,
    since timestamp with time zone
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.locks IS 'Who does what only one may do at a time: held under FOR UPDATE where that is short, else by the session that the row names.';

COMMENT ON COLUMN newswire.locks.name IS 'What is held: publish_changes, dispatch, or consume and the name of a consumer.';

COMMENT ON COLUMN newswire.locks.role IS 'Role that its holder logged in as: a session of another one with the same number is not the holder.';

COMMENT ON COLUMN newswire.locks.backend_pid IS 'Postgres backend of the holder''s session: when that session ends, the lock is free.';

COMMENT ON COLUMN newswire.locks.backend_started_at IS 'When that session began: process numbers come again.';

COMMENT ON COLUMN newswire.locks.application IS 'How the holder calls itself.';

COMMENT ON COLUMN newswire.locks.client IS 'Address that it came from.';

COMMENT ON COLUMN newswire.locks.since IS 'When it took the lock.';

CREATE FUNCTION newswire.take_lock(wanted text) RETURNS TABLE(mine boolean, held newswire.locks)
    LANGUAGE plpgsql
    AS $$
DECLARE
    own newswire.locks;
    mark CONSTANT text := left('newswire ' || wanted, 63);
BEGIN
    SELECT wanted, s.usename, s.pid, s.backend_start, s.application_name, coalesce(host(inet_client_addr()), 'local'), now()
    INTO own FROM pg_stat_activity s WHERE s.pid = pg_backend_pid();
    SELECT * INTO held FROM newswire.locks l WHERE l.name = wanted;
    IF NOT FOUND THEN INSERT INTO newswire.locks (name) VALUES (wanted) ON CONFLICT DO NOTHING; END IF;
    -- without a write: the dispatcher asks each second
    mine := held.backend_pid = own.backend_pid AND held.role = own.role AND own.application = mark
            AND held.backend_started_at IS NOT DISTINCT FROM own.backend_started_at;
    IF mine THEN RETURN NEXT; RETURN; END IF;
    mine := false;
    SELECT * INTO held FROM newswire.locks l WHERE l.name = wanted FOR UPDATE SKIP LOCKED;
    IF FOUND THEN
        -- the sessions as they are now, not as this transaction saw them first: another may have taken it in between
        PERFORM pg_stat_clear_snapshot();
        -- when a session of another role began is hidden from us (null) unless we may read all statistics
        IF held.backend_pid IS NULL OR NOT EXISTS (
            SELECT FROM pg_stat_activity s WHERE s.pid = held.backend_pid AND s.usename = held.role AND s.application_name = mark
                AND coalesce(s.backend_start = held.backend_started_at, true)) THEN
            own.application := set_config('application_name', mark, false);
            UPDATE newswire.locks l SET (role, backend_pid, backend_started_at, application, client, since)
                = (own.role, own.backend_pid, own.backend_started_at, own.application, own.client, own.since)
            WHERE l.name = wanted;
            mine := true;
            held := own;
        END IF;
    ELSE
        SELECT * INTO held FROM newswire.locks l WHERE l.name = wanted;
    END IF;
    RETURN NEXT;
END $$;

COMMENT ON FUNCTION newswire.take_lock(wanted text) IS 'Takes a lock for this session unless another that lives has it; says whether it is ours, and who holds it.';

CREATE FUNCTION newswire.update_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

COMMENT ON FUNCTION newswire.update_search() IS 'Trigger: an article is searched by what it says now, and no longer once it is deleted.';

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

COMMENT ON TABLE news.article_topics IS 'Tags: topics on articles, with why.';

COMMENT ON COLUMN news.article_topics.article_id IS 'The article.';

COMMENT ON COLUMN news.article_topics.topic IS 'Slug of the topic.';

COMMENT ON COLUMN news.article_topics.source IS 'publisher: the publisher printed it; rule: a rule of the taxonomy matched.';

COMMENT ON COLUMN news.article_topics.score IS 'Strength by the scoring of the taxonomy; comparable within one topic.';

COMMENT ON COLUMN news.article_topics.evidence IS 'Why: [{"field", "start", "end", "text", "rule"}], start and end in characters from 0, end not included: of title where field is title, of text where it is lead (the beginning) or body, of the text of one of publisher_topics where it is label.';

COMMENT ON COLUMN news.article_topics.taxonomy_version IS 'Version of the taxonomy that gave the tag.';

COMMENT ON COLUMN news.article_topics.article_time IS 'Published time of the article, else stored time: makes the latest of a topic one index scan.';

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
    text_from text DEFAULT 'page'::text NOT NULL,
    CONSTRAINT articles_access_declared_check CHECK ((access_declared = ANY (ARRAY['free'::text, 'registration'::text, 'subscription'::text, 'metered'::text, 'unknown'::text]))),
    CONSTRAINT articles_published_origin_check CHECK ((published_origin = ANY (ARRAY['jsonld'::text, 'meta'::text, 'html'::text, 'text'::text, 'feed'::text, 'first_seen'::text, 'url'::text]))),
    CONSTRAINT articles_published_precision_check CHECK ((published_precision = ANY (ARRAY['day'::text, 'time'::text]))),
    CONSTRAINT articles_text_from_check CHECK ((text_from = ANY (ARRAY['page'::text, 'feed'::text]))),
    CONSTRAINT articles_wall_kind_check CHECK ((wall_kind = ANY (ARRAY['registration'::text, 'subscription'::text, 'metered'::text, 'newsletter'::text, 'app'::text, 'consent'::text, 'plea'::text])))
)
WITH (toast_tuple_target='4080');

COMMENT ON TABLE news.articles IS 'Normalised articles, each stored once; the latest revision.';

COMMENT ON COLUMN news.articles.id IS 'Stable number of the article.';

COMMENT ON COLUMN news.articles.url IS 'Canonical address.';

COMMENT ON COLUMN news.articles.urls IS 'Every address under which it was seen.';

COMMENT ON COLUMN news.articles.source IS 'Name of the publisher.';

COMMENT ON COLUMN news.articles.title IS 'Headline, without the name of the site.';

COMMENT ON COLUMN news.articles.summary IS 'Standfirst or description, plain text; null when there is none.';

COMMENT ON COLUMN news.articles.authors IS 'People who wrote it, in printed order.';

COMMENT ON COLUMN news.articles.published_at IS 'When the publisher says it was published; null when it says nothing.';

COMMENT ON COLUMN news.articles.published_precision IS 'day: only the date is known (midnight UTC); time: to the minute or better.';

COMMENT ON COLUMN news.articles.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url; first_seen: when its entry was first polled, as what the feed said cannot be.';

COMMENT ON COLUMN news.articles.modified_at IS 'When the publisher says it was last changed.';

COMMENT ON COLUMN news.articles.language IS 'BCP 47 primary language, for example en; null when unsure.';

COMMENT ON COLUMN news.articles.section IS 'Section of the site, as printed.';

COMMENT ON COLUMN news.articles.text IS 'Body as plain text: paragraphs parted by a blank line, captions and walls left out.';

COMMENT ON COLUMN news.articles.blocks IS 'Body as ordered blocks: [{"kind", "start", "end"}], offsets in characters of text; a caption, which text leaves out: {"kind", "text"}.';

COMMENT ON COLUMN news.articles.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';

COMMENT ON COLUMN news.articles.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';

COMMENT ON COLUMN news.articles.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';

COMMENT ON COLUMN news.articles.access_evidence IS 'Where that declaration stands.';

COMMENT ON COLUMN news.articles.wall_kind IS 'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.';

COMMENT ON COLUMN news.articles.wall_cuts IS 'Removed runs: [{"text", "rule", "at"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues. at: where in text it stood, in characters; null when that is not known.';

COMMENT ON COLUMN news.articles.truncated IS 'true: the server sent only part of the body; false: all of it; null: not known.';

COMMENT ON COLUMN news.articles.truncated_evidence IS 'What that rests on.';

COMMENT ON COLUMN news.articles.duplicate_of IS 'Earlier article that this is a copy of (syndication); null for an original.';

COMMENT ON COLUMN news.articles.similarity IS 'How much of the shorter text the two share, 0 to 1.';

COMMENT ON COLUMN news.articles.content_hash IS 'sha256 of the text without case, white space and punctuation.';

COMMENT ON COLUMN news.articles.origins IS 'Which source each metadata field was read from; of the language, whether it is declared, detected or uncertain.';

COMMENT ON COLUMN news.articles.revision IS 'Number of the latest revision, from 1.';

COMMENT ON COLUMN news.articles.pipeline_version IS 'Version of the code and rules that made it.';

COMMENT ON COLUMN news.articles.fetched_at IS 'When the page was fetched; null when the text came with the feed.';

COMMENT ON COLUMN news.articles.stored_at IS 'When it was first stored.';

COMMENT ON COLUMN news.articles.updated_at IS 'When the latest revision was stored.';

COMMENT ON COLUMN news.articles.withdrawn_at IS 'When the publisher took it away; null while it stands.';

COMMENT ON COLUMN news.articles.taxonomy_version IS 'Version of the taxonomy that it was last compared with, whether or not that gave a tag.';

COMMENT ON COLUMN news.articles.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';

COMMENT ON COLUMN news.articles.body_deleted_at IS 'When text and blocks passed their retention and were emptied; null while we hold them. The rest stays.';

COMMENT ON COLUMN news.articles.text_from IS 'Whose text this is: page; feed: of the feed''s entry, because the page could not be had or shows only a part of it. wall_kind and wall_cuts tell of both, truncated of the text that is here.';

CREATE VIEW news.article_documents WITH (security_invoker='true') AS
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
    withdrawn_at,
    text_from
   FROM news.articles a;

COMMENT ON VIEW news.article_documents IS 'Articles with their topics, as newswire consume and newswire export give them.';

COMMENT ON COLUMN news.article_documents.id IS 'Stable number of the article.';

COMMENT ON COLUMN news.article_documents.url IS 'Canonical address.';

COMMENT ON COLUMN news.article_documents.urls IS 'Every address under which it was seen.';

COMMENT ON COLUMN news.article_documents.source IS 'Name of the publisher.';

COMMENT ON COLUMN news.article_documents.title IS 'Headline, without the name of the site.';

COMMENT ON COLUMN news.article_documents.summary IS 'Standfirst or description, plain text; null when there is none.';

COMMENT ON COLUMN news.article_documents.authors IS 'People who wrote it, in printed order.';

COMMENT ON COLUMN news.article_documents.published_at IS 'When the publisher says it was published; null when it says nothing.';

COMMENT ON COLUMN news.article_documents.published_precision IS 'day: only the date is known (midnight UTC); time: to the minute or better.';

COMMENT ON COLUMN news.article_documents.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url; first_seen: when its entry was first polled, as what the feed said cannot be.';

COMMENT ON COLUMN news.article_documents.modified_at IS 'When the publisher says it was last changed.';

COMMENT ON COLUMN news.article_documents.language IS 'BCP 47 primary language, for example en; null when unsure.';

COMMENT ON COLUMN news.article_documents.section IS 'Section of the site, as printed.';

COMMENT ON COLUMN news.article_documents.text IS 'Body as plain text: paragraphs parted by a blank line, captions and walls left out.';

COMMENT ON COLUMN news.article_documents.blocks IS 'Body as ordered blocks: [{"kind", "start", "end"}], offsets in characters of text; a caption, which text leaves out: {"kind", "text"}.';

COMMENT ON COLUMN news.article_documents.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';

COMMENT ON COLUMN news.article_documents.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';

COMMENT ON COLUMN news.article_documents.topics IS 'Tags: [{"topic", "source", "score", "evidence"}], as in news.article_topics.';

COMMENT ON COLUMN news.article_documents.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';

COMMENT ON COLUMN news.article_documents.access_evidence IS 'Where that declaration stands.';

COMMENT ON COLUMN news.article_documents.wall_kind IS 'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.';

COMMENT ON COLUMN news.article_documents.wall_cuts IS 'Removed runs: [{"text", "rule", "at"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues. at: where in text it stood, in characters; null when that is not known.';

COMMENT ON COLUMN news.article_documents.truncated IS 'true: the server sent only part of the body; false: all of it; null: not known.';

COMMENT ON COLUMN news.article_documents.truncated_evidence IS 'What that rests on.';

COMMENT ON COLUMN news.article_documents.duplicate_of IS 'Earlier article that this is a copy of (syndication); null for an original.';

COMMENT ON COLUMN news.article_documents.similarity IS 'How much of the shorter text the two share, 0 to 1.';

COMMENT ON COLUMN news.article_documents.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';

COMMENT ON COLUMN news.article_documents.origins IS 'Which source each metadata field was read from.';

COMMENT ON COLUMN news.article_documents.revision IS 'Number of the latest revision, from 1.';

COMMENT ON COLUMN news.article_documents.pipeline_version IS 'Version of the code and rules that made it.';

COMMENT ON COLUMN news.article_documents.fetched_at IS 'When the page was fetched; null when the text came with the feed.';

COMMENT ON COLUMN news.article_documents.stored_at IS 'When it was first stored.';

COMMENT ON COLUMN news.article_documents.updated_at IS 'When the latest revision was stored.';

COMMENT ON COLUMN news.article_documents.withdrawn_at IS 'When the publisher took it away; null while it stands.';

COMMENT ON COLUMN news.article_documents.text_from IS 'Whose text this is: page; feed: of the feed''s entry, because the page could not be had or shows only a part of it. wall_kind and wall_cuts tell of both, truncated of the text that is here.';

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
    superseded_at timestamp with time zone DEFAULT now() NOT NULL,
    text_from text,
    CONSTRAINT article_revisions_text_from_check CHECK ((text_from = ANY (ARRAY['page'::text, 'feed'::text])))
);

COMMENT ON TABLE news.article_revisions IS 'Earlier versions of articles that have changed since; the latest stands in news.articles.';

COMMENT ON COLUMN news.article_revisions.article_id IS 'The article.';

COMMENT ON COLUMN news.article_revisions.revision IS 'Number of this version, from 1.';

COMMENT ON COLUMN news.article_revisions.title IS 'Headline then.';

COMMENT ON COLUMN news.article_revisions.summary IS 'Summary then.';

COMMENT ON COLUMN news.article_revisions.authors IS 'Authors then.';

COMMENT ON COLUMN news.article_revisions.published_at IS 'Published time then.';

COMMENT ON COLUMN news.article_revisions.modified_at IS 'Modified time then.';

COMMENT ON COLUMN news.article_revisions.text IS 'Body then.';

COMMENT ON COLUMN news.article_revisions.blocks IS 'Blocks then, with offsets in the text then.';

COMMENT ON COLUMN news.article_revisions.wall_cuts IS 'What was cut then.';

COMMENT ON COLUMN news.article_revisions.truncated IS 'Whether it was truncated then.';

COMMENT ON COLUMN news.article_revisions.changed IS 'Columns that the next revision changed; content for text and blocks, when more than case, white space and punctuation differ.';

COMMENT ON COLUMN news.article_revisions.pipeline_version IS 'Version of the code and rules that made it.';

COMMENT ON COLUMN news.article_revisions.stored_at IS 'When this version was stored.';

COMMENT ON COLUMN news.article_revisions.superseded_at IS 'When the next one replaced it.';

COMMENT ON COLUMN news.article_revisions.text_from IS 'Whose text this version had: page, or feed where the page could not be had or showed only a part; null: stored before this was kept.';

CREATE TABLE news.article_search (
    partition integer NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    search tsvector NOT NULL
)
PARTITION BY LIST (partition);
ALTER TABLE ONLY news.article_search ALTER COLUMN search SET STORAGE EXTERNAL;

COMMENT ON TABLE news.article_search IS 'What articles are searched by, newest first by news.search_newest and news.titles_newest; follows news.articles.';

COMMENT ON COLUMN news.article_search.partition IS 'Its partition: id >> 17. Where it is named beside the id, only that one is read.';

COMMENT ON COLUMN news.article_search.id IS 'The article.';

COMMENT ON COLUMN news.article_search.title IS 'Its headline.';

COMMENT ON COLUMN news.article_search.search IS 'Words of title (A), summary (B) and text (C): search @@ news.search_query(''words'').';

CREATE TABLE news.article_urls (
    url_hash bytea NOT NULL,
    article_id bigint NOT NULL
);

COMMENT ON TABLE news.article_urls IS 'Identity of every address of every article; its key makes one news one article.';

COMMENT ON COLUMN news.article_urls.url_hash IS 'sha256 of the identity of the address.';

COMMENT ON COLUMN news.article_urls.article_id IS 'The article.';

CREATE TABLE news.change_floor (
    only_row boolean DEFAULT true NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    CONSTRAINT change_floor_only_row_check CHECK (only_row)
);

COMMENT ON TABLE news.change_floor IS 'How far the change feed has been deleted: changes up to here have passed their retention.';

COMMENT ON COLUMN news.change_floor.only_row IS 'There is one row.';

COMMENT ON COLUMN news.change_floor."position" IS 'Last deleted position; a consumer that stands before it has missed something and is told so.';

ALTER TABLE news.changes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME news.changes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE news.gaps (
    id bigint NOT NULL,
    source text NOT NULL,
    feed_id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    entries integer NOT NULL
);

COMMENT ON TABLE news.gaps IS 'Times for which news of a publisher may be missing: a poll knew none of what its feed listed, and older pages, where there are any, did not lead back to what was known. Kept as long as entries (NEWSWIRE_ENTRY_DAYS).';

COMMENT ON COLUMN news.gaps.id IS 'Number of the gap.';

COMMENT ON COLUMN news.gaps.source IS 'Publisher, as with its articles.';

COMMENT ON COLUMN news.gaps.feed_id IS 'Number of the feed (newswire feeds show); it may be removed by now.';

COMMENT ON COLUMN news.gaps.since IS 'The poll before: what was published since then and is not there was missed.';

COMMENT ON COLUMN news.gaps.found_at IS 'The poll that found the gap.';

COMMENT ON COLUMN news.gaps.entries IS 'Entries that this poll brought, all of them new.';

ALTER TABLE news.gaps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME news.gaps_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE news.topics (
    slug text NOT NULL,
    label jsonb NOT NULL,
    description text NOT NULL,
    broader text[] DEFAULT '{}'::text[] NOT NULL,
    taxonomy_version text NOT NULL,
    retired_at timestamp with time zone
);

COMMENT ON TABLE news.topics IS 'The taxonomy.';

COMMENT ON COLUMN news.topics.slug IS 'Stable name, for example iran-us-tensions.';

COMMENT ON COLUMN news.topics.label IS 'Name for people by language: {"en": "Iran-US tensions"}.';

COMMENT ON COLUMN news.topics.description IS 'What belongs to it.';

COMMENT ON COLUMN news.topics.broader IS 'Broader concepts: IPTC Media Topics codes or other slugs.';

COMMENT ON COLUMN news.topics.taxonomy_version IS 'Version of the taxonomy that last had it.';

COMMENT ON COLUMN news.topics.retired_at IS 'When the taxonomy dropped it; its tags stay.';

CREATE SEQUENCE newswire.change_positions
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

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

COMMENT ON TABLE newswire.hosts IS 'Pace, Retry-After and robots.txt of each host, kept to by all workers together.';

COMMENT ON COLUMN newswire.hosts.host IS 'Host, with its port when not the default one.';

COMMENT ON COLUMN newswire.hosts.pace IS 'Seconds between requests to it; null for the usual pace.';

COMMENT ON COLUMN newswire.hosts.next_request_at IS 'Earliest start of the next request to it.';

COMMENT ON COLUMN newswire.hosts.blocked_until IS 'It sent 429 or 503 with Retry-After: nothing is asked before this.';

COMMENT ON COLUMN newswire.hosts.crawl_delay IS 'Seconds between requests that its robots.txt asks for.';

COMMENT ON COLUMN newswire.hosts.robots_body IS 'Its robots.txt, at most 500 KiB (RFC 9309); null when it has none.';

COMMENT ON COLUMN newswire.hosts.robots_open IS 'false while robots.txt cannot be had: nothing may be asked then.';

COMMENT ON COLUMN newswire.hosts.robots_until IS 'When robots.txt is to be asked for again.';

CREATE VIEW newswire.closed_hosts AS
 SELECT 'asked'::text AS cause,
    count(*) AS hosts
   FROM ( SELECT
           FROM newswire.hosts
          WHERE (hosts.blocked_until > now())
         LIMIT 5000) h
UNION ALL
 SELECT 'robots'::text AS cause,
    count(*) AS hosts
   FROM ( SELECT
           FROM newswire.hosts
          WHERE ((NOT hosts.robots_open) AND (hosts.robots_until > now()))
         LIMIT 5000) h;

COMMENT ON VIEW newswire.closed_hosts IS 'Hosts that we ask nothing for the time being, up to 5,000: they asked for it (429, 503 with Retry-After), or their robots.txt cannot be had.';

COMMENT ON COLUMN newswire.closed_hosts.cause IS 'asked: it wants to be left alone for a while; robots: its robots.txt cannot be had.';

COMMENT ON COLUMN newswire.closed_hosts.hosts IS 'How many.';

CREATE VIEW newswire.consumer_lag AS
 SELECT c.name,
    GREATEST((COALESCE(( SELECT max(changes."position") AS max
           FROM news.changes), f."position") - c."position"), (0)::bigint) AS waiting,
    (COALESCE(EXTRACT(epoch FROM (now() - next.created_at)), (0)::numeric))::double precision AS oldest_seconds,
    (c."position" < f."position") AS missed
   FROM ((news.consumers c
     CROSS JOIN news.change_floor f)
     LEFT JOIN LATERAL ( SELECT h.created_at
           FROM news.changes h
          WHERE (h."position" > c."position")
          ORDER BY h."position"
         LIMIT 1) next ON (true));

COMMENT ON VIEW newswire.consumer_lag IS 'What each consumer has not acknowledged: how many changes, how old the oldest is, and whether some are no longer kept.';

COMMENT ON COLUMN newswire.consumer_lag.name IS 'The consumer.';

COMMENT ON COLUMN newswire.consumer_lag.waiting IS 'Changes that it has not acknowledged.';

COMMENT ON COLUMN newswire.consumer_lag.oldest_seconds IS 'Age of the oldest of them.';

COMMENT ON COLUMN newswire.consumer_lag.missed IS 'Whether some of them are no longer kept.';

CREATE TABLE newswire.consumer_roles (
    role name NOT NULL,
    consumer text NOT NULL,
    verifier text NOT NULL
);

COMMENT ON TABLE newswire.consumer_roles IS 'Roles that were made for one consumer each; newswire migrate makes again those that the server lacks.';

COMMENT ON COLUMN newswire.consumer_roles.role IS 'The role.';

COMMENT ON COLUMN newswire.consumer_roles.consumer IS 'Its consumer.';

COMMENT ON COLUMN newswire.consumer_roles.verifier IS 'What Postgres knows of its password (SCRAM-SHA-256): enough to check it, not to log in with.';

CREATE TABLE newswire.costs (
    day date NOT NULL,
    step text NOT NULL,
    batches bigint NOT NULL,
    items bigint NOT NULL,
    cpu_seconds double precision NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT costs_step_check CHECK ((step = ANY (ARRAY['poll'::text, 'fetch'::text, 'clean'::text, 'retag'::text])))
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.costs IS 'What each step cost, by day.';

COMMENT ON COLUMN newswire.costs.day IS 'Day (UTC).';

COMMENT ON COLUMN newswire.costs.step IS 'poll, fetch, clean or retag.';

COMMENT ON COLUMN newswire.costs.batches IS 'Tasks that ran.';

COMMENT ON COLUMN newswire.costs.items IS 'Items that they claimed.';

COMMENT ON COLUMN newswire.costs.cpu_seconds IS 'CPU seconds of the worker processes in those tasks.';

COMMENT ON COLUMN newswire.costs.seconds IS 'Seconds by the wall clock.';

CREATE TABLE newswire.counters (
    day date NOT NULL,
    step text NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    items bigint NOT NULL,
    CONSTRAINT counters_outcome_check CHECK ((outcome = ANY (ARRAY['new'::text, 'changed'::text, 'pending'::text, 'fetched'::text, 'stored'::text, 'duplicate'::text, 'skipped'::text, 'quarantined'::text, 'retry'::text]))),
    CONSTRAINT counters_step_check CHECK ((step = ANY (ARRAY['poll'::text, 'fetch'::text, 'clean'::text])))
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.counters IS 'How many items ended how, by day: outlives the items themselves.';

COMMENT ON COLUMN newswire.counters.day IS 'Day (UTC).';

COMMENT ON COLUMN newswire.counters.step IS 'poll, fetch or clean.';

COMMENT ON COLUMN newswire.counters.outcome IS 'State that was reached, or retry when it waits for another attempt; of entries that a poll met: new, changed or skipped.';

COMMENT ON COLUMN newswire.counters.reason IS 'Reason, or empty.';

COMMENT ON COLUMN newswire.counters.items IS 'How many.';

CREATE TABLE newswire.entries (
    feed_id bigint NOT NULL,
    entry_hash bytea NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    item_id bigint,
    payload jsonb NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    page_hash bytea,
    guid_hash bytea,
    title_hash bytea,
    published_at timestamp with time zone,
    shares boolean DEFAULT false NOT NULL,
    held boolean DEFAULT false NOT NULL,
    changes smallint DEFAULT 0 NOT NULL
);

COMMENT ON TABLE newswire.entries IS 'What feeds said about each piece of news.';

COMMENT ON COLUMN newswire.entries.feed_id IS 'Feed that said it.';

COMMENT ON COLUMN newswire.entries.entry_hash IS 'sha256 of the key: a text index breaks at 2,704 bytes.';

COMMENT ON COLUMN newswire.entries.key IS 'Its name, given once: identity of the address of its page, or guid: and its GUID when it has none; both, when its page is that of other entries too.';

COMMENT ON COLUMN newswire.entries.fingerprint IS 'Hash of what it said: when it changes, the page is rechecked.';

COMMENT ON COLUMN newswire.entries.item_id IS 'Item that it belongs to.';

COMMENT ON COLUMN newswire.entries.payload IS 'The entry: title, authors, times, summary, content, labels, language.';

COMMENT ON COLUMN newswire.entries.first_seen_at IS 'First poll that showed it.';

COMMENT ON COLUMN newswire.entries.last_seen_at IS 'When a poll last found it new or changed.';

COMMENT ON COLUMN newswire.entries.page_hash IS 'sha256 of the identity of the page that it links to now; null when it links nowhere.';

COMMENT ON COLUMN newswire.entries.guid_hash IS 'sha256 of its GUID; null when that is only an address over again.';

COMMENT ON COLUMN newswire.entries.title_hash IS 'sha256 of its title without case, white space and punctuation.';

COMMENT ON COLUMN newswire.entries.published_at IS 'When it says it was published.';

COMMENT ON COLUMN newswire.entries.shares IS 'Its page is that of other entries too: its text is its own.';

COMMENT ON COLUMN newswire.entries.held IS 'Too old when it was first seen: no item was made of it.';

COMMENT ON COLUMN newswire.entries.changes IS 'Polls in a row that found it changed under the same title.';

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
    backend_pid integer,
    backend_started_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    group_name text,
    every_seconds double precision,
    advice_seconds double precision,
    skip_hours smallint[] DEFAULT '{}'::smallint[] NOT NULL,
    skip_days smallint[] DEFAULT '{}'::smallint[] NOT NULL,
    whole_at timestamp with time zone,
    conditional_polls integer DEFAULT 0 NOT NULL,
    validators_hid_at timestamp with time zone,
    gaps integer DEFAULT 0 NOT NULL,
    last_gap_at timestamp with time zone,
    last_news_at timestamp with time zone,
    news_seconds double precision,
    gone_times integer DEFAULT 0 NOT NULL,
    backfill boolean DEFAULT false NOT NULL,
    wanted boolean DEFAULT false NOT NULL,
    host text GENERATED ALWAYS AS ("substring"(url, '^https?://([^/?#]+)'::text)) STORED,
    push_until timestamp with time zone,
    recent_polls jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT feeds_every_seconds_check CHECK ((every_seconds > (0)::double precision)),
    CONSTRAINT feeds_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'gone'::text, 'quarantined'::text])))
)
WITH (fillfactor='80');

COMMENT ON TABLE newswire.feeds IS 'Addresses that we poll.';

COMMENT ON COLUMN newswire.feeds.id IS 'Our number for the feed.';

COMMENT ON COLUMN newswire.feeds.url IS 'Address that is polled.';

COMMENT ON COLUMN newswire.feeds.url_hash IS 'sha256 of the address: a text index breaks at 2,704 bytes.';

COMMENT ON COLUMN newswire.feeds.source IS 'Name of the publisher, copied to its articles.';

COMMENT ON COLUMN newswire.feeds.title IS 'Title that the feed gives itself.';

COMMENT ON COLUMN newswire.feeds.site_url IS 'Home page that the feed names.';

COMMENT ON COLUMN newswire.feeds.state IS 'active, paused by an operator, gone (410; asked weekly), or quarantined (cannot be read at all).';

COMMENT ON COLUMN newswire.feeds.free_only IS 'Keep only the part that the publisher gives to everybody.';

COMMENT ON COLUMN newswire.feeds.etag IS 'ETag of the last answer, sent back verbatim.';

COMMENT ON COLUMN newswire.feeds.last_modified IS 'Last-Modified of the last answer, sent back verbatim.';

COMMENT ON COLUMN newswire.feeds.body_hash IS 'Hash of the last body: many servers send 200 with the same bytes.';

COMMENT ON COLUMN newswire.feeds.interval_seconds IS 'Present wait between polls; adapts to how often news comes.';

COMMENT ON COLUMN newswire.feeds.shortest_seconds IS 'Shortest wait between its polls; null for the usual five minutes.';

COMMENT ON COLUMN newswire.feeds.next_poll_at IS 'When the feed is due.';

COMMENT ON COLUMN newswire.feeds.failures IS 'Failed polls in a row.';

COMMENT ON COLUMN newswire.feeds.moved_to IS 'Where a permanent redirect leads, until it is believed.';

COMMENT ON COLUMN newswire.feeds.moved_since IS 'First time that redirect was seen.';

COMMENT ON COLUMN newswire.feeds.moved_times IS 'Polls in a row that were redirected there.';

COMMENT ON COLUMN newswire.feeds.last_polled_at IS 'When the last poll ended.';

COMMENT ON COLUMN newswire.feeds.last_status IS 'How the last poll ended: ok, unchanged, or the reason of its failure.';

COMMENT ON COLUMN newswire.feeds.last_error IS 'Message of the last failure; null after a success.';

COMMENT ON COLUMN newswire.feeds.attempts IS 'Claims since the last finished poll: counted before the risky work.';

COMMENT ON COLUMN newswire.feeds.lease_token IS 'Who works on it; every write is fenced by it.';

COMMENT ON COLUMN newswire.feeds.lease_until IS 'When that claim lapses, by the clock of this database.';

COMMENT ON COLUMN newswire.feeds.backend_pid IS 'Postgres backend of the session that claimed it: when that session ends, the claim ends.';

COMMENT ON COLUMN newswire.feeds.backend_started_at IS 'When that session began: process numbers come again.';

COMMENT ON COLUMN newswire.feeds.created_at IS 'When the operator added it.';

COMMENT ON COLUMN newswire.feeds.group_name IS 'Folder that the operator put it into; null for none. Folders inside folders are parted by " / ".';

COMMENT ON COLUMN newswire.feeds.every_seconds IS 'Wait between its polls that the operator wants; null for one that adapts.';

COMMENT ON COLUMN newswire.feeds.advice_seconds IS 'Wait between polls that its last document asked for (ttl, sy:updatePeriod); null for none.';

COMMENT ON COLUMN newswire.feeds.skip_hours IS 'Hours (UTC) in which its last document asked not to be polled.';

COMMENT ON COLUMN newswire.feeds.skip_days IS 'Days in which its last document asked not to be polled, Monday is 0.';

COMMENT ON COLUMN newswire.feeds.whole_at IS 'When it last sent its whole document.';

COMMENT ON COLUMN newswire.feeds.conditional_polls IS 'Polls answered with 304 since then.';

COMMENT ON COLUMN newswire.feeds.validators_hid_at IS 'When an unconditional request brought news that its ETag or Last-Modified had hidden: they are not sent any more; null while they are.';

COMMENT ON COLUMN newswire.feeds.gaps IS 'Polls that found none of the entries known: some may have come and gone between two of them.';

COMMENT ON COLUMN newswire.feeds.last_gap_at IS 'When that was last so.';

COMMENT ON COLUMN newswire.feeds.last_news_at IS 'When a poll last brought a new entry.';

COMMENT ON COLUMN newswire.feeds.news_seconds IS 'Usual time between two polls with new entries; null until there were two.';

COMMENT ON COLUMN newswire.feeds.gone_times IS '410 so many times in a row.';

COMMENT ON COLUMN newswire.feeds.backfill IS 'The next poll takes the old entries too (newswire feeds backfill).';

COMMENT ON COLUMN newswire.feeds.wanted IS 'Somebody waits for its next poll (it was just added, resumed or told to backfill): it goes first.';

COMMENT ON COLUMN newswire.feeds.host IS 'Whom we ask for it: the key of newswire.hosts.';

COMMENT ON COLUMN newswire.feeds.push_until IS 'Its hub has proved that it pushes, and is to go on until then: it is polled seldom. Null when it is polled by its rhythm.';

COMMENT ON COLUMN newswire.feeds.recent_polls IS 'Its last 20 polls, the latest first: [{"at", "status", "error", "new", "changed", "gap"}], new and changed in entries.';

CREATE VIEW newswire.feed_facts AS
 SELECT id,
    state,
    last_status AS status,
    failures,
    interval_seconds,
    (moved_to IS NOT NULL) AS moving,
    last_news_at,
    news_seconds,
    whole_at
   FROM newswire.feeds;

COMMENT ON VIEW newswire.feed_facts IS 'What the health of a feed hangs on, without its address.';

COMMENT ON COLUMN newswire.feed_facts.id IS 'Our number for the feed.';

COMMENT ON COLUMN newswire.feed_facts.state IS 'active, paused, gone or quarantined.';

COMMENT ON COLUMN newswire.feed_facts.status IS 'How the last poll ended.';

COMMENT ON COLUMN newswire.feed_facts.failures IS 'Failed polls in a row.';

COMMENT ON COLUMN newswire.feed_facts.interval_seconds IS 'Present wait between polls.';

COMMENT ON COLUMN newswire.feed_facts.moving IS 'Whether a permanent redirect leads elsewhere, not believed yet.';

COMMENT ON COLUMN newswire.feed_facts.last_news_at IS 'When a poll last brought a new entry.';

COMMENT ON COLUMN newswire.feed_facts.news_seconds IS 'Usual time between two polls with new entries.';

COMMENT ON COLUMN newswire.feed_facts.whole_at IS 'When it last sent its whole document.';

ALTER TABLE newswire.feeds ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.feeds_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE newswire.tally_minutes (
    minute timestamp with time zone NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    amount double precision NOT NULL
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.tally_minutes IS 'The same by minute, for a day.';

COMMENT ON COLUMN newswire.tally_minutes.minute IS 'The minute in which it was counted.';

COMMENT ON COLUMN newswire.tally_minutes.name IS 'What is counted.';

COMMENT ON COLUMN newswire.tally_minutes.label IS 'Of which kind.';

COMMENT ON COLUMN newswire.tally_minutes.amount IS 'How much.';

CREATE VIEW newswire.freshness AS
 SELECT minute,
    name AS measure,
    (label)::double precision AS up_to_seconds,
    (sum(amount))::bigint AS articles
   FROM newswire.tally_minutes
  WHERE (name = ANY (ARRAY['published_to_stored'::text, 'first_seen_to_stored'::text]))
  GROUP BY minute, name, (label)::double precision;

COMMENT ON VIEW newswire.freshness IS 'How late articles came, by minute of the last day: published_to_stored and first_seen_to_stored in buckets of seconds, each without those of the smaller ones.';

COMMENT ON COLUMN newswire.freshness.minute IS 'The minute.';

COMMENT ON COLUMN newswire.freshness.measure IS 'published_to_stored (of those that say the time of day) or first_seen_to_stored.';

COMMENT ON COLUMN newswire.freshness.up_to_seconds IS 'Upper bound of the bucket; Infinity for what is later than the largest.';

COMMENT ON COLUMN newswire.freshness.articles IS 'How many.';

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
    backend_pid integer,
    backend_started_at timestamp with time zone,
    enqueued_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    recheck_at timestamp with time zone,
    substitutes smallint DEFAULT 0 NOT NULL,
    page_hash bytea
)
WITH (fillfactor='80');

COMMENT ON TABLE newswire.items IS 'Our unit of work: one row per canonical URL; its id becomes the id of the article.';

COMMENT ON COLUMN newswire.items.id IS 'Our number; the article that comes of it has the same.';

COMMENT ON COLUMN newswire.items.url IS 'Canonical address; null for an entry that links nowhere but carries its text.';

COMMENT ON COLUMN newswire.items.url_hash IS 'sha256 of the identity of the address (scheme, www, AMP and tracking parameters do not count) that it was first seen under, or of the key of an entry that shares its page or has none.';

COMMENT ON COLUMN newswire.items.host IS 'Host that is asked for the page.';

COMMENT ON COLUMN newswire.items.feed_id IS 'Feed that showed it first.';

COMMENT ON COLUMN newswire.items.source IS 'Name of the publisher, from the feed.';

COMMENT ON COLUMN newswire.items.state IS 'Where it is on its way.';

COMMENT ON COLUMN newswire.items.reason IS 'Why it ended there, or why the last attempt failed: one constant word.';

COMMENT ON COLUMN newswire.items.duplicate_of IS 'Article that this address turned out to be, when state is duplicate.';

COMMENT ON COLUMN newswire.items.fetch_url IS 'Where a redirect to another host led; that address is asked next.';

COMMENT ON COLUMN newswire.items.hops IS 'Redirects to another host so far.';

COMMENT ON COLUMN newswire.items.attempts IS 'Claims in the present state: counted before the risky work.';

COMMENT ON COLUMN newswire.items.next_attempt_at IS 'When it is due.';

COMMENT ON COLUMN newswire.items.lease_token IS 'Who works on it; every write is fenced by it.';

COMMENT ON COLUMN newswire.items.lease_until IS 'When that claim lapses, by the clock of this database.';

COMMENT ON COLUMN newswire.items.backend_pid IS 'Postgres backend of the session that claimed it: when that session ends, the claim ends.';

COMMENT ON COLUMN newswire.items.backend_started_at IS 'When that session began: process numbers come again.';

COMMENT ON COLUMN newswire.items.enqueued_at IS 'When its id was last sent to a queue.';

COMMENT ON COLUMN newswire.items.created_at IS 'When a feed first showed it.';

COMMENT ON COLUMN newswire.items.updated_at IS 'Last change of state.';

COMMENT ON COLUMN newswire.items.recheck_at IS 'When the page of its article, while that is fresh, is to be fetched again; kept while that is under way; null when it is not to be.';

COMMENT ON COLUMN newswire.items.substitutes IS 'How many pages in a row were no article (a challenge, an error page): their retries begin anew with each fetch, this does not.';

COMMENT ON COLUMN newswire.items.page_hash IS 'sha256 of the identity of the page that it shares with other items: it is fetched for the first of them, and their texts are their entries''; null when the page is its own.';

ALTER TABLE newswire.items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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

COMMENT ON TABLE newswire.pages IS 'What the server sent, kept for a while so that a better rule can be applied without asking again.';

COMMENT ON COLUMN newswire.pages.item_id IS 'Item that it was fetched for.';

COMMENT ON COLUMN newswire.pages.url IS 'Address that finally answered.';

COMMENT ON COLUMN newswire.pages.status IS 'HTTP status.';

COMMENT ON COLUMN newswire.pages.headers IS 'Response headers, lower-case names.';

COMMENT ON COLUMN newswire.pages.body IS 'Body, compressed with Zstandard.';

COMMENT ON COLUMN newswire.pages.size IS 'Bytes before compression.';

COMMENT ON COLUMN newswire.pages.fetched_at IS 'When it was fetched.';

CREATE TABLE newswire.workers (
    host text NOT NULL,
    role text NOT NULL,
    pid integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    restarts integer NOT NULL,
    progress_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    backend_pid integer NOT NULL,
    backend_started_at timestamp with time zone,
    allow_addresses text DEFAULT ''::text NOT NULL,
    CONSTRAINT workers_role_check CHECK ((role = ANY (ARRAY['dispatcher'::text, 'poll'::text, 'fetch'::text, 'clean'::text, 'push'::text, 'web'::text])))
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.workers IS 'Processes of ours: for newswire status, and to tell what died from what was stopped.';

COMMENT ON COLUMN newswire.workers.host IS 'Name of the machine or container.';

COMMENT ON COLUMN newswire.workers.role IS 'dispatcher, poll, fetch, clean, push or web.';

COMMENT ON COLUMN newswire.workers.pid IS 'Process id there.';

COMMENT ON COLUMN newswire.workers.started_at IS 'When it started.';

COMMENT ON COLUMN newswire.workers.restarts IS 'How often its kind has died on that host since one was last stopped in order.';

COMMENT ON COLUMN newswire.workers.progress_at IS 'When it last got something done or had nothing to do.';

COMMENT ON COLUMN newswire.workers.seen_at IS 'When it last said so.';

COMMENT ON COLUMN newswire.workers.backend_pid IS 'Postgres backend of its session: when that session ends, it is gone.';

COMMENT ON COLUMN newswire.workers.backend_started_at IS 'When that session began: process numbers come again.';

COMMENT ON COLUMN newswire.workers.allow_addresses IS 'Private networks that it may ask (NEWSWIRE_ALLOW_ADDRESSES): newswire feeds add tells of a feed that it may not.';

CREATE VIEW newswire.processes AS
 SELECT host,
    role,
    pid,
    restarts,
    (EXTRACT(epoch FROM (now() - progress_at)))::double precision AS idle_seconds,
    ((seen_at > (now() - '00:01:00'::interval)) AND (EXISTS ( SELECT
           FROM pg_stat_activity s
          WHERE ((s.pid = w.backend_pid) AND COALESCE((s.backend_start = w.backend_started_at), true))))) AS alive
   FROM newswire.workers w
  WHERE (seen_at > (now() - '01:00:00'::interval));

COMMENT ON VIEW newswire.processes IS 'Processes of the last hour: whether each lives, and for how long it has got nothing done.';

COMMENT ON COLUMN newswire.processes.host IS 'Name of the machine or container.';

COMMENT ON COLUMN newswire.processes.role IS 'dispatcher, poll, fetch, clean, push or web.';

COMMENT ON COLUMN newswire.processes.pid IS 'Process id there.';

COMMENT ON COLUMN newswire.processes.restarts IS 'How often its kind has died on that host since one was last stopped in order.';

COMMENT ON COLUMN newswire.processes.idle_seconds IS 'For how long it has had work and got nothing done.';

COMMENT ON COLUMN newswire.processes.alive IS 'Whether its session lives and it has spoken within a minute.';

CREATE TABLE newswire.pushes (
    id bigint NOT NULL,
    subscription_id bigint NOT NULL,
    content_type text,
    body bytea NOT NULL,
    attempts smallint DEFAULT 0 NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE newswire.pushes IS 'What hubs have pushed and was answered with 2xx, until it is taken.';

COMMENT ON COLUMN newswire.pushes.id IS 'Our number for it.';

COMMENT ON COLUMN newswire.pushes.subscription_id IS 'Whose it is.';

COMMENT ON COLUMN newswire.pushes.content_type IS 'Content-Type that came with it.';

COMMENT ON COLUMN newswire.pushes.body IS 'As it came.';

COMMENT ON COLUMN newswire.pushes.attempts IS 'How often it was begun: counted before the risky work.';

COMMENT ON COLUMN newswire.pushes.received_at IS 'When it came.';

ALTER TABLE newswire.pushes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.pushes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

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
    CONSTRAINT quarantine_check CHECK (((item_id IS NULL) <> (feed_id IS NULL))),
    CONSTRAINT quarantine_step_check CHECK ((step = ANY (ARRAY['poll'::text, 'fetch'::text, 'clean'::text])))
);

COMMENT ON TABLE newswire.quarantine IS 'Work that we could not do, with why: newswire quarantine list | retry.';

COMMENT ON COLUMN newswire.quarantine.id IS 'Number for newswire quarantine retry.';

COMMENT ON COLUMN newswire.quarantine.item_id IS 'The item, or null when it is a feed.';

COMMENT ON COLUMN newswire.quarantine.feed_id IS 'The feed, or null when it is an item.';

COMMENT ON COLUMN newswire.quarantine.step IS 'poll, fetch or clean.';

COMMENT ON COLUMN newswire.quarantine.error IS 'Class of the error.';

COMMENT ON COLUMN newswire.quarantine.message IS 'What it said.';

COMMENT ON COLUMN newswire.quarantine.traceback IS 'Where it happened; null when the process was killed.';

COMMENT ON COLUMN newswire.quarantine.attempts IS 'Attempts before we gave up.';

COMMENT ON COLUMN newswire.quarantine.quarantined_at IS 'When we gave up.';

CREATE VIEW newswire.quarantine_counts AS
 SELECT q.step,
    COALESCE(i.reason, f.last_status, ''::text) AS reason,
    count(*) AS rows
   FROM ((( SELECT quarantine.id,
            quarantine.item_id,
            quarantine.feed_id,
            quarantine.step,
            quarantine.error,
            quarantine.message,
            quarantine.traceback,
            quarantine.attempts,
            quarantine.quarantined_at
           FROM newswire.quarantine
          ORDER BY quarantine.id DESC
         LIMIT 5000) q
     LEFT JOIN newswire.items i ON ((i.id = q.item_id)))
     LEFT JOIN newswire.feeds f ON ((f.id = q.feed_id)))
  GROUP BY q.step, COALESCE(i.reason, f.last_status, ''::text);

COMMENT ON VIEW newswire.quarantine_counts IS 'What sits in quarantine, by step and reason: of the newest 5,000.';

COMMENT ON COLUMN newswire.quarantine_counts.step IS 'poll, fetch or clean.';

COMMENT ON COLUMN newswire.quarantine_counts.reason IS 'Why.';

COMMENT ON COLUMN newswire.quarantine_counts.rows IS 'How many.';

ALTER TABLE newswire.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE newswire.queue_samples (
    at timestamp with time zone DEFAULT now() NOT NULL,
    step text NOT NULL,
    due bigint NOT NULL,
    in_hand bigint NOT NULL,
    waiting bigint NOT NULL,
    oldest_seconds double precision NOT NULL,
    CONSTRAINT queue_samples_step_check CHECK ((step = ANY (ARRAY['poll'::text, 'fetch'::text, 'clean'::text])))
);

COMMENT ON TABLE newswire.queue_samples IS 'What waited at each step: counted whole by the dispatcher each 10 s, more rarely when that takes long; kept for a day.';

COMMENT ON COLUMN newswire.queue_samples.at IS 'When.';

COMMENT ON COLUMN newswire.queue_samples.step IS 'poll, fetch or clean.';

COMMENT ON COLUMN newswire.queue_samples.due IS 'Rows whose time has come and that nobody holds.';

COMMENT ON COLUMN newswire.queue_samples.in_hand IS 'Claimed by a worker.';

COMMENT ON COLUMN newswire.queue_samples.waiting IS 'Due later.';

COMMENT ON COLUMN newswire.queue_samples.oldest_seconds IS 'For how long the oldest of the due has been due.';

CREATE VIEW newswire.queue_depths AS
 WITH to_fetch AS NOT MATERIALIZED (
         SELECT items.next_attempt_at AS at,
            items.lease_until
           FROM newswire.items
          WHERE (items.state = 'pending'::newswire.item_state)
        ), to_clean AS NOT MATERIALIZED (
         SELECT items.next_attempt_at AS at,
            items.lease_until
           FROM newswire.items
          WHERE (items.state = 'fetched'::newswire.item_state)
        ), to_poll AS NOT MATERIALIZED (
         SELECT feeds.next_poll_at AS at,
            feeds.lease_until
           FROM newswire.feeds
          WHERE (feeds.state = ANY (ARRAY['active'::text, 'gone'::text]))
        ), held AS (
         SELECT
                CASE items.state
                    WHEN 'pending'::newswire.item_state THEN 'fetch'::text
                    ELSE 'clean'::text
                END AS step,
            count(*) AS rows
           FROM newswire.items
          WHERE ((items.backend_pid IS NOT NULL) AND (items.state = ANY (ARRAY['pending'::newswire.item_state, 'fetched'::newswire.item_state])) AND (items.lease_until >= now()))
          GROUP BY
                CASE items.state
                    WHEN 'pending'::newswire.item_state THEN 'fetch'::text
                    ELSE 'clean'::text
                END
        UNION ALL
         SELECT 'poll'::text AS step,
            count(*) AS rows
           FROM newswire.feeds
          WHERE ((feeds.backend_pid IS NOT NULL) AND (feeds.lease_until >= now()))
        ), counted AS (
         SELECT 'poll'::text AS step,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_poll
                          WHERE ((to_poll.at <= now()) AND ((to_poll.lease_until IS NULL) OR (to_poll.lease_until < now())))
                          ORDER BY to_poll.at
                         LIMIT 1000) d) AS due,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_poll
                          WHERE ((to_poll.at > now()) AND ((to_poll.lease_until IS NULL) OR (to_poll.lease_until < now())))
                          ORDER BY to_poll.at
                         LIMIT 1000) w) AS waiting,
            ( SELECT to_poll.at
                   FROM to_poll
                  WHERE ((to_poll.at <= now()) AND ((to_poll.lease_until IS NULL) OR (to_poll.lease_until < now())))
                  ORDER BY to_poll.at
                 LIMIT 1) AS oldest
        UNION ALL
         SELECT 'fetch'::text AS step,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_fetch
                          WHERE ((to_fetch.at <= now()) AND ((to_fetch.lease_until IS NULL) OR (to_fetch.lease_until < now())))
                          ORDER BY to_fetch.at
                         LIMIT 1000) d) AS due,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_fetch
                          WHERE ((to_fetch.at > now()) AND ((to_fetch.lease_until IS NULL) OR (to_fetch.lease_until < now())))
                          ORDER BY to_fetch.at
                         LIMIT 1000) w) AS waiting,
            ( SELECT to_fetch.at
                   FROM to_fetch
                  WHERE ((to_fetch.at <= now()) AND ((to_fetch.lease_until IS NULL) OR (to_fetch.lease_until < now())))
                  ORDER BY to_fetch.at
                 LIMIT 1) AS oldest
        UNION ALL
         SELECT 'clean'::text AS step,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_clean
                          WHERE ((to_clean.at <= now()) AND ((to_clean.lease_until IS NULL) OR (to_clean.lease_until < now())))
                          ORDER BY to_clean.at
                         LIMIT 1000) d) AS due,
            ( SELECT count(*) AS count
                   FROM ( SELECT
                           FROM to_clean
                          WHERE ((to_clean.at > now()) AND ((to_clean.lease_until IS NULL) OR (to_clean.lease_until < now())))
                          ORDER BY to_clean.at
                         LIMIT 1000) w) AS waiting,
            ( SELECT to_clean.at
                   FROM to_clean
                  WHERE ((to_clean.at <= now()) AND ((to_clean.lease_until IS NULL) OR (to_clean.lease_until < now())))
                  ORDER BY to_clean.at
                 LIMIT 1) AS oldest
        )
 SELECT c.step,
        CASE c.due
            WHEN 1000 THEN GREATEST(c.due, s.due)
            ELSE c.due
        END AS due,
    COALESCE(h.rows, (0)::bigint) AS in_hand,
        CASE c.waiting
            WHEN 1000 THEN GREATEST(c.waiting, s.waiting)
            ELSE c.waiting
        END AS waiting,
    (COALESCE(EXTRACT(epoch FROM (now() - c.oldest)), (0)::numeric))::double precision AS oldest_seconds
   FROM ((counted c
     LEFT JOIN held h ON ((h.step = c.step)))
     LEFT JOIN LATERAL ( SELECT q.due,
            q.waiting
           FROM newswire.queue_samples q
          WHERE (q.step = c.step)
          ORDER BY q.at DESC
         LIMIT 1) s ON (true));

COMMENT ON VIEW newswire.queue_depths IS 'What waits at each step now. Counted up to 1,000; beyond that as the dispatcher last counted it.';

COMMENT ON COLUMN newswire.queue_depths.step IS 'poll, fetch or clean.';

COMMENT ON COLUMN newswire.queue_depths.due IS 'Rows whose time has come and that nobody holds.';

COMMENT ON COLUMN newswire.queue_depths.in_hand IS 'Claimed by a worker.';

COMMENT ON COLUMN newswire.queue_depths.waiting IS 'Due later: the next poll, a retry, a slot at their host.';

COMMENT ON COLUMN newswire.queue_depths.oldest_seconds IS 'For how long the oldest of the due has been due.';

CREATE TABLE newswire.repeated_blocks (
    key bigint NOT NULL,
    articles bigint[] NOT NULL,
    seen_on date DEFAULT ((now() AT TIME ZONE 'UTC'::text))::date NOT NULL
)
WITH (fillfactor='90');

COMMENT ON TABLE newswire.repeated_blocks IS 'Blocks of text by source, and in which articles they stood: what comes again in other articles of its source is boilerplate. Shared by all workers.';

COMMENT ON COLUMN newswire.repeated_blocks.key IS 'Hash of the text without case, and without digits where it is no sentence, xor the first eight bytes of sha256 of the source.';

COMMENT ON COLUMN newswire.repeated_blocks.articles IS 'The first three articles that had it: more make no difference.';

COMMENT ON COLUMN newswire.repeated_blocks.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';

CREATE TABLE newswire.subscriptions (
    id bigint NOT NULL,
    feed_id bigint,
    hub text NOT NULL,
    topic_url text NOT NULL,
    offered boolean DEFAULT true NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    callback_base text,
    token text,
    secret text,
    lease_until timestamp with time zone,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    failures smallint DEFAULT 0 NOT NULL,
    last_error text,
    pushes bigint DEFAULT 0 NOT NULL,
    ignored bigint DEFAULT 0 NOT NULL,
    last_push_at timestamp with time zone,
    misses smallint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT subscriptions_state_check CHECK ((state = ANY (ARRAY['new'::text, 'asked'::text, 'live'::text, 'denied'::text, 'ending'::text, 'off'::text])))
);

COMMENT ON TABLE newswire.subscriptions IS 'Hubs that push us a feed (WebSub): newswire push asks them, and takes what they send.';

COMMENT ON COLUMN newswire.subscriptions.id IS 'Our number for the subscription.';

COMMENT ON COLUMN newswire.subscriptions.feed_id IS 'Feed that offers it; null when that was removed.';

COMMENT ON COLUMN newswire.subscriptions.hub IS 'Address of the hub.';

COMMENT ON COLUMN newswire.subscriptions.topic_url IS 'Address under which the hub knows the feed: its rel=self.';

COMMENT ON COLUMN newswire.subscriptions.offered IS 'The feed named this hub and topic_url when it was last read.';

COMMENT ON COLUMN newswire.subscriptions.state IS 'new: to be asked for; asked: the hub has not verified it yet; live; denied by the hub; ending: to be given up; off: given up, or not to be had.';

COMMENT ON COLUMN newswire.subscriptions.callback_base IS 'NEWSWIRE_PUSH_URL as it was when it was last asked for.';

COMMENT ON COLUMN newswire.subscriptions.token IS 'Last part of the address that the hub pushes to; nobody else knows it.';

COMMENT ON COLUMN newswire.subscriptions.secret IS 'With what the hub signs what it pushes.';

COMMENT ON COLUMN newswire.subscriptions.lease_until IS 'When the hub stops pushing unless asked again.';

COMMENT ON COLUMN newswire.subscriptions.next_at IS 'When something is due: asking, renewing, asking again.';

COMMENT ON COLUMN newswire.subscriptions.failures IS 'Requests to the hub in a row that it refused, or never verified.';

COMMENT ON COLUMN newswire.subscriptions.last_error IS 'What the hub said at last when it refused or denied; null after a success.';

COMMENT ON COLUMN newswire.subscriptions.pushes IS 'Pushes that were taken in.';

COMMENT ON COLUMN newswire.subscriptions.ignored IS 'Pushes that were ignored: without the right signature.';

COMMENT ON COLUMN newswire.subscriptions.last_push_at IS 'When one last came.';

COMMENT ON COLUMN newswire.subscriptions.misses IS 'Polls in a row that found news which had not been pushed.';

COMMENT ON COLUMN newswire.subscriptions.created_at IS 'When the feed first offered it.';

ALTER TABLE newswire.subscriptions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.subscriptions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE newswire.tallies (
    name text NOT NULL,
    label text NOT NULL,
    amount double precision NOT NULL
)
WITH (fillfactor='50');

COMMENT ON TABLE newswire.tallies IS 'Totals since this database was made; they only grow.';

COMMENT ON COLUMN newswire.tallies.name IS 'What is counted.';

COMMENT ON COLUMN newswire.tallies.label IS 'Of which kind; several words for several labels; empty for none. Of durations: the upper bound of a bucket, in seconds.';

COMMENT ON COLUMN newswire.tallies.amount IS 'How much.';

CREATE TABLE newswire.tally_log (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    names text[] NOT NULL,
    labels text[] NOT NULL,
    amounts double precision[] NOT NULL
);

COMMENT ON TABLE newswire.tally_log IS 'What transactions have counted, a row each, until the dispatcher adds it up: nobody waits for the row of a total, and what was rolled back was not counted.';

COMMENT ON COLUMN newswire.tally_log.id IS 'Our number.';

COMMENT ON COLUMN newswire.tally_log.at IS 'When that transaction began.';

COMMENT ON COLUMN newswire.tally_log.names IS 'What was counted, once for each label.';

COMMENT ON COLUMN newswire.tally_log.labels IS 'Of which kind, in the same order.';

COMMENT ON COLUMN newswire.tally_log.amounts IS 'How much, in the same order.';

ALTER TABLE newswire.tally_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newswire.tally_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE newswire.text_locks (
    key bigint NOT NULL
);

COMMENT ON TABLE newswire.text_locks IS 'Texts that a batch is deciding on; each row is deleted by the transaction that inserts it.';

COMMENT ON COLUMN newswire.text_locks.key IS 'Number of a text, or of a part of it.';

CREATE VIEW newswire.throughput AS
 SELECT minute,
    (sum(amount) FILTER (WHERE (name = 'polls'::text)))::bigint AS polls,
    (sum(amount) FILTER (WHERE ((name = 'ended'::text) AND (label ~~ 'poll new%'::text))))::bigint AS new_entries,
    (sum(amount) FILTER (WHERE ((name = 'ended'::text) AND (label ~~ 'fetch fetched%'::text))))::bigint AS fetched,
    (sum(amount) FILTER (WHERE ((name = 'changes'::text) AND (label = 'created'::text))))::bigint AS stored,
    (sum(amount) FILTER (WHERE ((name = 'changes'::text) AND (label = 'revised'::text))))::bigint AS revised,
    (sum(amount) FILTER (WHERE ((name = 'ended'::text) AND (label ~ '^\w+ (skipped|quarantined|duplicate)\M'::text) AND (label !~ '^poll'::text))))::bigint AS not_stored,
    (sum(amount) FILTER (WHERE ((name = 'ended'::text) AND (label ~~ '% retry%'::text))))::bigint AS retries
   FROM newswire.tally_minutes
  GROUP BY minute;

COMMENT ON VIEW newswire.throughput IS 'What was done in each minute of the last day; a minute without work is lacking.';

COMMENT ON COLUMN newswire.throughput.minute IS 'The minute.';

COMMENT ON COLUMN newswire.throughput.polls IS 'Polls that ended, well or not.';

COMMENT ON COLUMN newswire.throughput.new_entries IS 'Entries that polls found new.';

COMMENT ON COLUMN newswire.throughput.fetched IS 'Pages that came, or were stood in for.';

COMMENT ON COLUMN newswire.throughput.stored IS 'Articles that were created.';

COMMENT ON COLUMN newswire.throughput.revised IS 'Articles that were revised.';

COMMENT ON COLUMN newswire.throughput.not_stored IS 'Items that ended skipped, duplicate or quarantined.';

COMMENT ON COLUMN newswire.throughput.retries IS 'Attempts that failed and are made again.';

CREATE TABLE newswire.trial_pages (
    item_id bigint NOT NULL,
    url text NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    size integer NOT NULL,
    fetched_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY newswire.trial_pages ALTER COLUMN body SET STORAGE EXTERNAL;

COMMENT ON TABLE newswire.trial_pages IS 'New pages of articles that stand, until cleaning has judged them: then they replace those in newswire.pages, or go.';

COMMENT ON COLUMN newswire.trial_pages.item_id IS 'Item that it was fetched for.';

COMMENT ON COLUMN newswire.trial_pages.url IS 'Address that finally answered.';

COMMENT ON COLUMN newswire.trial_pages.status IS 'HTTP status.';

COMMENT ON COLUMN newswire.trial_pages.headers IS 'Response headers, lower-case names.';

COMMENT ON COLUMN newswire.trial_pages.body IS 'Body, compressed with Zstandard.';

COMMENT ON COLUMN newswire.trial_pages.size IS 'Bytes before compression.';

COMMENT ON COLUMN newswire.trial_pages.fetched_at IS 'When it was fetched.';

ALTER TABLE ONLY news.article_revisions
    ADD CONSTRAINT article_revisions_pkey PRIMARY KEY (article_id, revision);

ALTER TABLE ONLY news.article_search
    ADD CONSTRAINT article_search_pkey PRIMARY KEY (id, partition);

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_pkey PRIMARY KEY (article_id, topic, source);

ALTER TABLE ONLY news.article_urls
    ADD CONSTRAINT article_urls_pkey PRIMARY KEY (url_hash);

ALTER TABLE ONLY news.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY news.change_floor
    ADD CONSTRAINT change_floor_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY news.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY news.consumers
    ADD CONSTRAINT consumers_pkey PRIMARY KEY (name);

ALTER TABLE ONLY news.gaps
    ADD CONSTRAINT gaps_pkey PRIMARY KEY (id);

ALTER TABLE ONLY news.topics
    ADD CONSTRAINT topics_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY newswire.consumer_roles
    ADD CONSTRAINT consumer_roles_consumer_key UNIQUE (consumer);

ALTER TABLE ONLY newswire.consumer_roles
    ADD CONSTRAINT consumer_roles_pkey PRIMARY KEY (role);

ALTER TABLE ONLY newswire.costs
    ADD CONSTRAINT costs_pkey PRIMARY KEY (day, step);

ALTER TABLE ONLY newswire.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (day, step, outcome, reason);

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (feed_id, entry_hash);

ALTER TABLE ONLY newswire.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.feeds
    ADD CONSTRAINT feeds_url_hash_key UNIQUE (url_hash);

ALTER TABLE ONLY newswire.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (host);

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_url_hash_key UNIQUE (url_hash);

ALTER TABLE ONLY newswire.locks
    ADD CONSTRAINT locks_pkey PRIMARY KEY (name);

ALTER TABLE ONLY newswire.pages
    ADD CONSTRAINT pages_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY newswire.pushes
    ADD CONSTRAINT pushes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_feed_id_key UNIQUE (feed_id);

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_item_id_key UNIQUE (item_id);

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.queue_samples
    ADD CONSTRAINT queue_samples_pkey PRIMARY KEY (at, step);

ALTER TABLE ONLY newswire.repeated_blocks
    ADD CONSTRAINT repeated_blocks_pkey PRIMARY KEY (key);

ALTER TABLE ONLY newswire.sketches
    ADD CONSTRAINT sketches_pkey PRIMARY KEY (article_id);

ALTER TABLE ONLY newswire.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.subscriptions
    ADD CONSTRAINT subscriptions_token_key UNIQUE (token);

ALTER TABLE ONLY newswire.tallies
    ADD CONSTRAINT tallies_pkey PRIMARY KEY (name, label);

ALTER TABLE ONLY newswire.tally_log
    ADD CONSTRAINT tally_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newswire.tally_minutes
    ADD CONSTRAINT tally_minutes_pkey PRIMARY KEY (minute, name, label);

ALTER TABLE ONLY newswire.text_locks
    ADD CONSTRAINT text_locks_pkey PRIMARY KEY (key);

ALTER TABLE ONLY newswire.trial_pages
    ADD CONSTRAINT trial_pages_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY newswire.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (host, role, pid);

CREATE INDEX article_revisions_age ON news.article_revisions USING btree (superseded_at);

CREATE INDEX article_search_by_title_parts ON ONLY news.article_search USING gin (title public.gin_trgm_ops, news.id_blocks(id)) WITH (gin_pending_list_limit='1024');

CREATE INDEX article_search_by_words ON ONLY news.article_search USING gin (search, news.id_blocks(id)) WITH (gin_pending_list_limit='1024');

CREATE INDEX article_topics_latest ON news.article_topics USING btree (topic, article_time DESC, article_id DESC);

CREATE INDEX article_urls_article ON news.article_urls USING btree (article_id);

CREATE INDEX articles_bodies ON news.articles USING btree (stored_at) WHERE (body_deleted_at IS NULL);

CREATE INDEX articles_by_content ON news.articles USING btree (content_hash);

CREATE INDEX articles_by_language ON news.articles USING btree (language, stored_at DESC, id DESC);

CREATE INDEX articles_by_publication ON news.articles USING btree (published_at, id);

CREATE INDEX articles_by_source ON news.articles USING btree (source, stored_at DESC, id DESC);

CREATE INDEX articles_by_wall ON news.articles USING btree (wall_kind, stored_at DESC, id DESC) WHERE (wall_kind IS NOT NULL);

CREATE INDEX articles_copies ON news.articles USING btree (duplicate_of) WHERE (duplicate_of IS NOT NULL);

CREATE INDEX articles_cuts ON news.articles USING btree (source, stored_at DESC, id DESC) WHERE (wall_cuts <> '[]'::jsonb);

CREATE INDEX articles_latest ON news.articles USING btree (stored_at DESC, id DESC);

CREATE INDEX articles_truncated ON news.articles USING btree (stored_at DESC, id DESC) WHERE truncated;

CREATE INDEX articles_url ON news.articles USING hash (url);

CREATE INDEX changes_article ON news.changes USING btree (article_id);

CREATE UNIQUE INDEX changes_position ON news.changes USING btree ("position") WHERE ("position" IS NOT NULL);

CREATE INDEX changes_unpublished ON news.changes USING btree (id) WHERE ("position" IS NULL);

CREATE INDEX gaps_found ON news.gaps USING btree (found_at, source);

CREATE INDEX entries_age ON newswire.entries USING btree (last_seen_at);

CREATE INDEX entries_guid ON newswire.entries USING btree (feed_id, guid_hash) WHERE (guid_hash IS NOT NULL);

CREATE INDEX entries_item ON newswire.entries USING btree (item_id);

CREATE INDEX entries_page ON newswire.entries USING btree (feed_id, page_hash) WHERE (page_hash IS NOT NULL);

CREATE INDEX feeds_due ON newswire.feeds USING btree (next_poll_at) WHERE (state = ANY (ARRAY['active'::text, 'gone'::text]));

CREATE INDEX feeds_group ON newswire.feeds USING btree (group_name) WHERE (group_name IS NOT NULL);

CREATE INDEX feeds_held ON newswire.feeds USING btree (backend_pid) WHERE (backend_pid IS NOT NULL);

CREATE INDEX feeds_of_host ON newswire.feeds USING btree (host);

CREATE INDEX hosts_blocked ON newswire.hosts USING btree (blocked_until) WHERE (blocked_until IS NOT NULL);

CREATE INDEX hosts_without_robots ON newswire.hosts USING btree (robots_until) WHERE (NOT robots_open);

CREATE INDEX items_by_backend ON newswire.items USING btree (backend_pid) WHERE (backend_pid IS NOT NULL);

CREATE INDEX items_due ON newswire.items USING btree (state, next_attempt_at) WHERE (state = ANY (ARRAY['pending'::newswire.item_state, 'fetched'::newswire.item_state]));

CREATE INDEX items_ended ON newswire.items USING btree (state, reason, updated_at) WHERE (state = ANY (ARRAY['skipped'::newswire.item_state, 'quarantined'::newswire.item_state]));

CREATE INDEX items_feed ON newswire.items USING btree (feed_id);

CREATE INDEX items_of_host ON newswire.items USING btree (host) WHERE (state = 'pending'::newswire.item_state);

CREATE INDEX items_page ON newswire.items USING btree (page_hash) WHERE (page_hash IS NOT NULL);

CREATE INDEX items_recheck ON newswire.items USING btree (recheck_at) WHERE ((state = 'stored'::newswire.item_state) AND (recheck_at IS NOT NULL));

CREATE INDEX pages_age ON newswire.pages USING btree (fetched_at);

CREATE INDEX pushes_subscription ON newswire.pushes USING btree (subscription_id);

CREATE INDEX repeated_blocks_age ON newswire.repeated_blocks USING btree (seen_on);

CREATE INDEX sketches_age ON newswire.sketches USING btree (stored_at);

CREATE INDEX sketches_keys ON newswire.sketches USING gin (keys) WITH (fastupdate=off);

CREATE INDEX subscriptions_due ON newswire.subscriptions USING btree (next_at);

CREATE UNIQUE INDEX subscriptions_feed ON newswire.subscriptions USING btree (feed_id, hub, topic_url);

CREATE INDEX trial_pages_age ON newswire.trial_pages USING btree (fetched_at);

CREATE TRIGGER add_to_search AFTER INSERT ON news.articles REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION newswire.add_to_search();

CREATE TRIGGER remove_from_search AFTER DELETE ON news.articles FOR EACH ROW EXECUTE FUNCTION newswire.update_search();

CREATE TRIGGER update_search AFTER UPDATE OF language, title, summary, text ON news.articles FOR EACH ROW WHEN (((((old.language IS DISTINCT FROM new.language) OR (old.title IS DISTINCT FROM new.title)) OR (old.summary IS DISTINCT FROM new.summary)) OR (old.text IS DISTINCT FROM new.text))) EXECUTE FUNCTION newswire.update_search();

ALTER TABLE ONLY news.article_revisions
    ADD CONSTRAINT article_revisions_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY news.article_topics
    ADD CONSTRAINT article_topics_topic_fkey FOREIGN KEY (topic) REFERENCES news.topics(slug);

ALTER TABLE ONLY news.article_urls
    ADD CONSTRAINT article_urls_article_id_fkey FOREIGN KEY (article_id) REFERENCES news.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY news.articles
    ADD CONSTRAINT articles_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES news.articles(id);

ALTER TABLE ONLY newswire.consumer_roles
    ADD CONSTRAINT consumer_roles_consumer_fkey FOREIGN KEY (consumer) REFERENCES news.consumers(name) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.entries
    ADD CONSTRAINT entries_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE SET NULL;

ALTER TABLE ONLY newswire.items
    ADD CONSTRAINT items_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE SET NULL;

ALTER TABLE ONLY newswire.pages
    ADD CONSTRAINT pages_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.pushes
    ADD CONSTRAINT pushes_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES newswire.subscriptions(id) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.quarantine
    ADD CONSTRAINT quarantine_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE CASCADE;

ALTER TABLE ONLY newswire.subscriptions
    ADD CONSTRAINT subscriptions_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES newswire.feeds(id) ON DELETE SET NULL;

ALTER TABLE ONLY newswire.trial_pages
    ADD CONSTRAINT trial_pages_item_id_fkey FOREIGN KEY (item_id) REFERENCES newswire.items(id) ON DELETE CASCADE;

CREATE POLICY everybody ON news.article_revisions USING (true) WITH CHECK (true);

CREATE POLICY everybody ON news.article_topics USING (true) WITH CHECK (true);

CREATE POLICY everybody ON news.articles USING (true) WITH CHECK (true);

CREATE POLICY everybody ON news.changes USING (true) WITH CHECK (true);

CREATE POLICY own_topics ON news.article_revisions AS RESTRICTIVE FOR SELECT TO newswire_topic_reader USING ((EXISTS ( SELECT
   FROM news.article_topics t
  WHERE ((t.article_id = article_revisions.article_id) AND (t.topic = ANY (( SELECT news.own_topics() AS own_topics)::text[]))))));

CREATE POLICY own_topics ON news.article_topics AS RESTRICTIVE FOR SELECT TO newswire_topic_reader USING ((topic = ANY (( SELECT news.own_topics() AS own_topics)::text[])));

CREATE POLICY own_topics ON news.articles AS RESTRICTIVE FOR SELECT TO newswire_topic_reader USING (((EXISTS ( SELECT
   FROM news.article_topics t
  WHERE ((t.article_id = articles.id) AND (t.topic = ANY (( SELECT news.own_topics() AS own_topics)::text[])))
 OFFSET 0)) OR (EXISTS ( SELECT
   FROM news.changes c
  WHERE ((c.article_id = articles.id) AND (c.lost_topics && ( SELECT news.own_topics() AS own_topics)))
 OFFSET 0))));

CREATE POLICY own_topics ON news.changes AS RESTRICTIVE FOR SELECT TO newswire_topic_reader USING (((lost_topics && ( SELECT news.own_topics() AS own_topics)) OR (EXISTS ( SELECT
   FROM news.article_topics t
  WHERE ((t.article_id = changes.article_id) AND (t.topic = ANY (( SELECT news.own_topics() AS own_topics)::text[])))
 OFFSET 0))));

GRANT USAGE ON SCHEMA news TO newswire_reader;
GRANT USAGE ON SCHEMA news TO newswire_writer;
GRANT USAGE ON SCHEMA news TO newswire_topic_reader;
GRANT USAGE ON SCHEMA news TO newswire_monitor;

GRANT USAGE ON SCHEMA newswire TO newswire_writer;
GRANT USAGE ON SCHEMA newswire TO newswire_monitor;

REVOKE ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) TO newswire_reader;
GRANT ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) TO newswire_writer;
GRANT ALL ON FUNCTION news.acknowledge(consumer text, upto bigint) TO newswire_topic_reader;

GRANT SELECT ON TABLE news.changes TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.changes TO newswire_writer;
GRANT SELECT ON TABLE news.changes TO newswire_topic_reader;

REVOKE ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.changes_after(after bigint, max_rows integer) TO newswire_writer;

REVOKE ALL ON FUNCTION news.claim_consumer(consumer text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.claim_consumer(consumer text) TO newswire_reader;
GRANT ALL ON FUNCTION news.claim_consumer(consumer text) TO newswire_writer;
GRANT ALL ON FUNCTION news.claim_consumer(consumer text) TO newswire_topic_reader;

REVOKE ALL ON FUNCTION news.id_blocks(article_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION news.id_blocks(article_id bigint) TO newswire_reader;
GRANT ALL ON FUNCTION news.id_blocks(article_id bigint) TO newswire_writer;

REVOKE ALL ON FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint) TO newswire_reader;
GRANT ALL ON FUNCTION news.id_blocks_from(id_block bigint, width bigint, OUT keys bigint[], OUT rest bigint) TO newswire_writer;

REVOKE ALL ON FUNCTION news.last_position() FROM PUBLIC;
GRANT ALL ON FUNCTION news.last_position() TO newswire_reader;
GRANT ALL ON FUNCTION news.last_position() TO newswire_writer;
GRANT ALL ON FUNCTION news.last_position() TO newswire_topic_reader;

REVOKE ALL ON FUNCTION news.own_topics() FROM PUBLIC;
GRANT ALL ON FUNCTION news.own_topics() TO newswire_reader;
GRANT ALL ON FUNCTION news.own_topics() TO newswire_writer;
GRANT ALL ON FUNCTION news.own_topics() TO newswire_topic_reader;

REVOKE ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) TO newswire_writer;
GRANT ALL ON FUNCTION news.read_changes(consumer text, max_rows integer) TO newswire_topic_reader;

REVOKE ALL ON FUNCTION news.remove_consumer(consumer text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.remove_consumer(consumer text) TO newswire_reader;
GRANT ALL ON FUNCTION news.remove_consumer(consumer text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_asked(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_asked(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_asked(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_bare(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_bare(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_bare(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_by_operands(asked text, language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_by_operands(asked text, language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_by_operands(asked text, language text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_config(language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_config(language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_config(language text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_fold(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_fold(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_fold(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_letters(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_letters(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_letters(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_newest(words text, language text, max_rows integer) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_operand(words text, language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_operand(words text, language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_operand(words text, language text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_query(words text, language text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_query(words text, language text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_query(words text, language text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_spaced(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_spaced(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_spaced(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_text(words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_text(words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_text(words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_union(a tsvector, b tsvector) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_union(a tsvector, b tsvector) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_union(a tsvector, b tsvector) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_vector(language text, title text, summary text, body text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.search_words(language text, words text) FROM PUBLIC;
GRANT ALL ON FUNCTION news.search_words(language text, words text) TO newswire_reader;
GRANT ALL ON FUNCTION news.search_words(language text, words text) TO newswire_writer;

REVOKE ALL ON FUNCTION news.sources() FROM PUBLIC;
GRANT ALL ON FUNCTION news.sources() TO newswire_reader;
GRANT ALL ON FUNCTION news.sources() TO newswire_writer;

REVOKE ALL ON FUNCTION news.titles_newest(part text, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION news.titles_newest(part text, max_rows integer) TO newswire_reader;
GRANT ALL ON FUNCTION news.titles_newest(part text, max_rows integer) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.add_to_search() FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.add_to_search() TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.check_floor(reader text, at bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.check_floor(reader text, at bigint) TO newswire_writer;

GRANT SELECT ON TABLE news.consumers TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.consumers TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.consumer(consumer text, at_floor boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.consumer(consumer text, at_floor boolean) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.drop_consumer_role(consumer text) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.drop_consumer_role(consumer text) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.end_long_readers(older_than double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.end_long_readers(older_than double precision) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.filter_topics() FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.filter_topics() TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.limit_reader(role name, connections integer) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.limit_reader(role name, connections integer) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.make_partition(wanted bigint, needed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.make_partition(wanted bigint, needed boolean) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.make_partitions(ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.make_partitions(ids bigint[]) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.only_reads(role oid) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.only_reads(role oid) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.publish_changes(max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.publish_changes(max_rows integer) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.set_consumer_password(consumer text, fresh text) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.set_consumer_password(consumer text, fresh text) TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.sketches TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.sketches_near(wanted bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.sketches_near(wanted bigint[]) TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.locks TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.take_lock(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.take_lock(wanted text) TO newswire_writer;

REVOKE ALL ON FUNCTION newswire.update_search() FROM PUBLIC;
GRANT ALL ON FUNCTION newswire.update_search() TO newswire_writer;

GRANT SELECT ON TABLE news.article_topics TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_topics TO newswire_writer;
GRANT SELECT ON TABLE news.article_topics TO newswire_topic_reader;

GRANT SELECT ON TABLE news.articles TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.articles TO newswire_writer;
GRANT SELECT ON TABLE news.articles TO newswire_topic_reader;

GRANT SELECT ON TABLE news.article_documents TO newswire_reader;
GRANT SELECT ON TABLE news.article_documents TO newswire_writer;
GRANT SELECT ON TABLE news.article_documents TO newswire_topic_reader;

GRANT SELECT ON TABLE news.article_revisions TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_revisions TO newswire_writer;
GRANT SELECT ON TABLE news.article_revisions TO newswire_topic_reader;

GRANT SELECT ON TABLE news.article_search TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_search TO newswire_writer;

GRANT SELECT ON TABLE news.article_urls TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.article_urls TO newswire_writer;

GRANT SELECT ON TABLE news.change_floor TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.change_floor TO newswire_writer;
GRANT SELECT ON TABLE news.change_floor TO newswire_topic_reader;

GRANT USAGE ON SEQUENCE news.changes_id_seq TO newswire_writer;

GRANT SELECT ON TABLE news.gaps TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.gaps TO newswire_writer;

GRANT USAGE ON SEQUENCE news.gaps_id_seq TO newswire_writer;

GRANT SELECT ON TABLE news.topics TO newswire_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE news.topics TO newswire_writer;
GRANT SELECT ON TABLE news.topics TO newswire_topic_reader;

GRANT USAGE ON SEQUENCE newswire.change_positions TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.hosts TO newswire_writer;

GRANT SELECT ON TABLE newswire.closed_hosts TO newswire_monitor;
GRANT SELECT ON TABLE newswire.closed_hosts TO newswire_writer;

GRANT SELECT ON TABLE newswire.consumer_lag TO newswire_monitor;
GRANT SELECT ON TABLE newswire.consumer_lag TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.costs TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.counters TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.entries TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.feeds TO newswire_writer;

GRANT SELECT ON TABLE newswire.feed_facts TO newswire_monitor;
GRANT SELECT ON TABLE newswire.feed_facts TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.feeds_id_seq TO newswire_writer;

GRANT SELECT ON TABLE newswire.tally_minutes TO newswire_monitor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.tally_minutes TO newswire_writer;

GRANT SELECT ON TABLE newswire.freshness TO newswire_monitor;
GRANT SELECT ON TABLE newswire.freshness TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.items TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.items_id_seq TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.pages TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.workers TO newswire_writer;

GRANT SELECT ON TABLE newswire.processes TO newswire_monitor;
GRANT SELECT ON TABLE newswire.processes TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.pushes TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.pushes_id_seq TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.quarantine TO newswire_writer;

GRANT SELECT ON TABLE newswire.quarantine_counts TO newswire_monitor;
GRANT SELECT ON TABLE newswire.quarantine_counts TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.quarantine_id_seq TO newswire_writer;

GRANT SELECT ON TABLE newswire.queue_samples TO newswire_monitor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.queue_samples TO newswire_writer;

GRANT SELECT ON TABLE newswire.queue_depths TO newswire_monitor;
GRANT SELECT ON TABLE newswire.queue_depths TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.repeated_blocks TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.subscriptions TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.subscriptions_id_seq TO newswire_writer;

GRANT SELECT ON TABLE newswire.tallies TO newswire_monitor;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.tallies TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.tally_log TO newswire_writer;

GRANT USAGE ON SEQUENCE newswire.tally_log_id_seq TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.text_locks TO newswire_writer;

GRANT SELECT ON TABLE newswire.throughput TO newswire_monitor;
GRANT SELECT ON TABLE newswire.throughput TO newswire_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE newswire.trial_pages TO newswire_writer;
