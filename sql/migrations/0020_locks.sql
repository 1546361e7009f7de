-- Locks that a role which only reads cannot take. Postgres lets everybody take advisory locks, of any number: who had only
-- the password of newswire_reader could stop publishing, the dispatcher, migrations and other consumers.

CREATE TABLE newswire.locks (
    name text PRIMARY KEY,
    role name,
    backend_pid integer,
    backend_started_at timestamptz,
    application text,
    client text,
    since timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.locks IS
    'Who does what only one may do at a time: held under FOR UPDATE where that is short, else by the session that the row names.';
COMMENT ON COLUMN newswire.locks.name IS 'What is held: publish_changes, dispatch, or consume and the name of a consumer.';
COMMENT ON COLUMN newswire.locks.role IS 'Role that its holder logged in as: a session of another one with the same number is not the holder.';
COMMENT ON COLUMN newswire.locks.backend_pid IS 'Postgres backend of the holder''s session: when that session ends, the lock is free.';
COMMENT ON COLUMN newswire.locks.backend_started_at IS 'When that session began: process numbers come again.';
COMMENT ON COLUMN newswire.locks.application IS 'How the holder calls itself.';
COMMENT ON COLUMN newswire.locks.client IS 'Address that it came from.';
COMMENT ON COLUMN newswire.locks.since IS 'When it took the lock.';
INSERT INTO newswire.locks (name) VALUES ('publish_changes'), ('dispatch');

-- Unlogged: what it holds ends with the transaction that put it there.
CREATE UNLOGGED TABLE newswire.text_locks (key bigint PRIMARY KEY);
COMMENT ON TABLE newswire.text_locks IS 'Texts that a batch is deciding on; each row is deleted by the transaction that inserts it.';
COMMENT ON COLUMN newswire.text_locks.key IS 'Number of a text, or of a part of it.';

-- A lock that outlives a transaction is a row with the session that holds it, as the claims of items are, and is free as soon
-- as that session has ended, or has another name than its holder gave it: a pooler goes on with the session of a client that
-- has died, under the name of the next. The row itself is locked only to decide; who meets it locked is told of the holder before, and
-- asks again: waiting here would deadlock with CREATE INDEX CONCURRENTLY.
CREATE OR REPLACE FUNCTION newswire.take_lock(wanted text) RETURNS TABLE (mine boolean, held newswire.locks)
LANGUAGE plpgsql VOLATILE AS $$
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
COMMENT ON FUNCTION newswire.take_lock IS 'Takes a lock for this session unless another that lives has it; says whether it is ours, and who holds it.';

-- Gives positions to committed changes. The lock is taken by a statement of its own, so that the next statement's snapshot
-- is newer than everything that the last publisher committed; without that a late commit could get a smaller position.
CREATE OR REPLACE FUNCTION newswire.publish_changes(max_rows integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
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

-- The floor is not locked for a new name: who never ended that transaction would stop all deletion of changes.
CREATE OR REPLACE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
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
        SELECT consumer, CASE WHEN at_floor THEN f.position ELSE 0 END FROM news.change_floor f
        ON CONFLICT DO NOTHING;
        SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    END IF;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN reader;
END $$;

CREATE OR REPLACE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_new boolean := NOT EXISTS (SELECT FROM news.consumers c WHERE c.name = consumer);
    reader news.consumers := newswire.consumer(consumer, at_floor => true);
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
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;

CREATE OR REPLACE FUNCTION news.claim_consumer(consumer text)
RETURNS TABLE (mine boolean, pid integer, application text, client text, since timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM newswire.consumer(consumer, at_floor => true);
    RETURN QUERY SELECT t.mine, (t.held).backend_pid, (t.held).application, (t.held).client, (t.held).since
                 FROM newswire.take_lock('consume ' || consumer) t;
END $$;
COMMENT ON FUNCTION news.claim_consumer IS
    'One process at a time hands over what a consumer has not had: says whether this session is the one, until it ends, and else which is. Registers a new name, and refuses those of other roles.';

CREATE OR REPLACE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
    lock record;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    IF reader.owner <> session_user AND NOT has_table_privilege(session_user, 'news.consumers', 'DELETE') THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
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

REVOKE EXECUTE ON FUNCTION newswire.take_lock, news.claim_consumer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION newswire.take_lock TO newswire_writer;
GRANT EXECUTE ON FUNCTION news.claim_consumer TO newswire_reader, newswire_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.locks, newswire.text_locks TO newswire_writer;
