-- Consumers: a new one begins where the feed is kept from, one of another role is refused before it reads, and comments that
-- say "after" of what is still to come. A constraint on the name would also refuse the next acknowledgement of a name that
-- was taken before there was a rule, so newswire.consumer holds the rule.

CREATE OR REPLACE FUNCTION newswire.check_floor(reader text, at bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
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
COMMENT ON FUNCTION newswire.check_floor IS 'Fails with SQLSTATE NW001 when changes after a position have been deleted.';

-- Deletes from the front of the feed only, up to the first change that is young enough, and moves the floor with it; later,
-- when a new consumer is just being put at the floor, however long its transaction stays open.
CREATE OR REPLACE FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
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

-- The floor is locked before a new name is put there: a deletion that is at it is waited for, and none begins before the
-- first changes are read.
CREATE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
LANGUAGE plpgsql VOLATILE AS $$
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
END $$;
COMMENT ON FUNCTION newswire.consumer IS
    'The consumer of this name; registers a new one, at the floor of the feed or before everything. Refuses those of other roles.';

CREATE OR REPLACE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers := newswire.consumer(consumer, at_floor => true);
BEGIN
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;
COMMENT ON FUNCTION news.read_changes IS
    'Changes that this consumer has not acknowledged. A new name is registered for this role and begins with the oldest change that is kept; for everything, take a copy first. SQLSTATE NW001 when changes that it was to read are no longer kept, 42501 when it belongs to another role.';

CREATE OR REPLACE FUNCTION news.changes_after(after bigint, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- max(position) of what a reader has not begun to keep; nothing comes after it, and the reader would wait for ever
    IF after IS NULL THEN
        RAISE EXCEPTION 'the position is null: the feed begins after 0' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM newswire.check_floor(NULL, after);
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > after ORDER BY c.position LIMIT max_rows;
END $$;
COMMENT ON FUNCTION news.changes_after IS
    'Changes after a position, in order. Never skips, never repeats; SQLSTATE NW001 when some of them are no longer kept.';

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

CREATE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
COMMENT ON FUNCTION news.remove_consumer IS
    'Forgets a consumer and its position; says whether there was one. Read again, the name is a new one.';

-- Each step jumps to the next publisher in articles_by_source: its cost follows their number, not that of the articles.
CREATE FUNCTION news.sources() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE found AS (
        (SELECT a.source FROM news.articles a ORDER BY a.source LIMIT 1)
        UNION ALL
        SELECT (SELECT a.source FROM news.articles a WHERE a.source > f.source ORDER BY a.source LIMIT 1)
        FROM found f WHERE f.source IS NOT NULL)
    SELECT f.source FROM found f WHERE f.source IS NOT NULL UNION SELECT f.source FROM newswire.feeds f ORDER BY 1
$$;
COMMENT ON FUNCTION news.sources IS 'Every publisher that an article or a feed has.';

REVOKE EXECUTE ON FUNCTION newswire.consumer, news.remove_consumer, news.sources FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newswire.consumer TO newswire_writer;
GRANT EXECUTE ON FUNCTION news.remove_consumer, news.sources TO newswire_reader, newswire_writer;

COMMENT ON COLUMN news.changes.position IS
    'Place in the feed, given after commit: what comes later stands after everything that a reader has had; null for an instant before.';
COMMENT ON COLUMN news.change_floor.position IS 'Last deleted position; a consumer that stands before it has missed something and is told so.';
COMMENT ON COLUMN news.consumers.owner IS 'Database role that registered it; only that role reads under its name and moves its position.';
COMMENT ON COLUMN news.article_revisions.changed IS
    'Columns that the next revision changed; content for text and blocks, when more than case, white space and punctuation differ.';
COMMENT ON COLUMN news.article_topics.evidence IS
    'Why: [{"field", "start", "end", "text", "rule"}], start and end in characters from 0, end not included: of title where field is title, of text where it is lead (the beginning) or body, of the text of one of publisher_topics where it is label.';
DO $$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['news.articles', 'news.article_documents'] LOOP
        EXECUTE format('COMMENT ON COLUMN %s.wall_kind IS %L', place,
            'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.');
        EXECUTE format('COMMENT ON COLUMN %s.wall_cuts IS %L', place,
            'Removed runs: [{"text", "rule"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues.');
    END LOOP;
END $$;
COMMENT ON COLUMN newswire.memory.key IS
    'Hash of the text without case, and without digits where it is no sentence, xor the first eight bytes of sha256 of the source.';
