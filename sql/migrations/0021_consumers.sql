-- One role a consumer, with a password of its own: what it may do and see is its own, and so is what it may spoil.

DO $$ BEGIN CREATE ROLE newswire_topic_reader NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

ALTER TABLE news.consumers ADD COLUMN own_role boolean NOT NULL DEFAULT false, ADD COLUMN topics text[];
COMMENT ON COLUMN news.consumers.own_role IS 'Its owner was made for it alone (newswire consumers add), and reads under no other name.';
COMMENT ON COLUMN news.consumers.topics IS 'Its role sees articles on these topics only; null for all.';

-- A dump of a database has no roles. With this one, newswire migrate makes them again, with the passwords that they had.
CREATE TABLE newswire.consumer_roles (
    role name PRIMARY KEY,
    consumer text NOT NULL UNIQUE REFERENCES news.consumers ON DELETE CASCADE,
    verifier text NOT NULL
);
COMMENT ON TABLE newswire.consumer_roles IS 'Roles that were made for one consumer each; newswire migrate makes again those that the server lacks.';
COMMENT ON COLUMN newswire.consumer_roles.role IS 'The role.';
COMMENT ON COLUMN newswire.consumer_roles.consumer IS 'Its consumer.';
COMMENT ON COLUMN newswire.consumer_roles.verifier IS 'What Postgres knows of its password (SCRAM-SHA-256): enough to check it, not to log in with.';

CREATE OR REPLACE FUNCTION news.own_topics() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.topics FROM news.consumers c WHERE c.owner = session_user AND c.own_role
$$;
COMMENT ON FUNCTION news.own_topics IS 'Topics that the articles of this role are kept to; null for all.';

-- These hold from the first consumer with topics on, which switches row security on: Postgres refuses COPY, by which articles
-- are stored, to roles that it holds for, so newswire_writer must be let past it first. Restrictive, and for a role of its
-- own: for all others the filter is "true", which the planner drops. Words and titles (news.article_search) are not for these
-- roles: Postgres would not use an index on words for whom it keeps rows from.
CREATE POLICY everybody ON news.articles USING (true) WITH CHECK (true);
CREATE POLICY everybody ON news.article_topics USING (true) WITH CHECK (true);
CREATE POLICY everybody ON news.article_revisions USING (true) WITH CHECK (true);
CREATE POLICY everybody ON news.changes USING (true) WITH CHECK (true);
CREATE POLICY own_topics ON news.article_topics AS RESTRICTIVE FOR SELECT TO newswire_topic_reader
USING (topic = ANY ((SELECT news.own_topics())::text[]));
CREATE POLICY own_topics ON news.changes AS RESTRICTIVE FOR SELECT TO newswire_topic_reader
USING (lost_topics && (SELECT news.own_topics()) OR EXISTS (
    SELECT FROM news.article_topics t
    WHERE t.article_id = changes.article_id AND t.topic = ANY ((SELECT news.own_topics())::text[])));
CREATE POLICY own_topics ON news.article_revisions AS RESTRICTIVE FOR SELECT TO newswire_topic_reader
USING (EXISTS (SELECT FROM news.article_topics t
               WHERE t.article_id = article_revisions.article_id AND t.topic = ANY ((SELECT news.own_topics())::text[])));
-- one that is no longer on the topic is seen for as long as the change that says so is kept
CREATE POLICY own_topics ON news.articles AS RESTRICTIVE FOR SELECT TO newswire_topic_reader
USING (EXISTS (SELECT FROM news.article_topics t
               WHERE t.article_id = articles.id AND t.topic = ANY ((SELECT news.own_topics())::text[]))
       OR EXISTS (SELECT FROM news.changes c
                  WHERE c.article_id = articles.id AND c.lost_topics && (SELECT news.own_topics())));
-- a view shows what its owner may see, and its owner sees everything
ALTER VIEW news.article_documents SET (security_invoker = true);

CREATE OR REPLACE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
LANGUAGE plpgsql VOLATILE AS $$
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
END $$;

CREATE OR REPLACE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- By default, against accidents: a role may set most of these anew for its own session, as Postgres has it. What cannot be
-- held here: memory (work_mem times its connections), and the number of transactions. What an operator has set stands.
CREATE OR REPLACE FUNCTION newswire.limit_reader(role name, connections integer) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
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
COMMENT ON FUNCTION newswire.limit_reader IS 'Gives a role that only reads its limits, where none are set.';

-- WITH SET FALSE, or it could become the group, and as the group change the password that others share.
CREATE OR REPLACE FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', role, verifier);
    EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET FALSE',
                   CASE WHEN with_topics THEN 'newswire_topic_reader' ELSE 'newswire_reader' END, role);
    PERFORM newswire.limit_reader(role, 20);
END $$;
COMMENT ON FUNCTION newswire.make_consumer_role IS 'Makes the role of one consumer, with what Postgres is to know of its password.';

CREATE OR REPLACE FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) RETURNS name
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    role name := 'consumer_' || consumer;
BEGIN
    -- names of roles have 63 bytes
    IF (consumer ~ '^[a-z0-9_-]{1,54}$') IS NOT TRUE THEN
        RAISE EXCEPTION '% is no name for a consumer with a role of its own: 1 to 54 of a-z, 0-9, _ and -',
            coalesce(quote_literal(consumer), 'null') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        RAISE EXCEPTION 'role % is there already: `newswire consumers remove %` removes it, if it is not another database''s',
            role, consumer USING ERRCODE = 'object_in_use';
    END IF;
    IF wanted IS NOT NULL THEN PERFORM newswire.filter_topics(); END IF;
    PERFORM newswire.make_consumer_role(role, verifier, wanted IS NOT NULL);
    -- one that a shared role has read under until now keeps its position
    INSERT INTO news.consumers AS c (name, position, owner, own_role, topics)
    SELECT consumer, f.position, role, true, wanted FROM news.change_floor f
    ON CONFLICT (name) DO UPDATE SET owner = EXCLUDED.owner, own_role = true, topics = EXCLUDED.topics;
    INSERT INTO newswire.consumer_roles (role, consumer, verifier) VALUES (role, consumer, verifier);
    RETURN role;
END $$;
COMMENT ON FUNCTION newswire.add_consumer IS 'Makes a consumer a role of its own; returns its name.';

CREATE OR REPLACE FUNCTION newswire.set_consumer_password(consumer text, fresh text) RETURNS name
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    found name;
BEGIN
    UPDATE newswire.consumer_roles r SET verifier = fresh WHERE r.consumer = set_consumer_password.consumer RETURNING r.role INTO found;
    IF found IS NOT NULL THEN EXECUTE format('ALTER ROLE %I PASSWORD %L', found, fresh); END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION newswire.set_consumer_password IS 'Gives the role of a consumer another password; returns its name, or null when it has no role of its own.';

CREATE OR REPLACE FUNCTION newswire.filter_topics() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
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
COMMENT ON FUNCTION newswire.filter_topics IS 'Switches on that roles with topics see articles on these only; asks to let newswire_writer past it.';

CREATE OR REPLACE FUNCTION newswire.drop_consumer_role(consumer text) RETURNS name
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    found name := (SELECT r.role FROM newswire.consumer_roles r WHERE r.consumer = drop_consumer_role.consumer);
BEGIN
    IF found IS NOT NULL AND EXISTS (SELECT FROM pg_roles r WHERE r.rolname = found) THEN
        PERFORM pg_terminate_backend(s.pid) FROM pg_stat_activity s WHERE s.usename = found;
        EXECUTE format('DROP ROLE %I', found);
    END IF;
    RETURN found;
END $$;
COMMENT ON FUNCTION newswire.drop_consumer_role IS 'Drops the role of a consumer, if it has one of its own, with its sessions; returns its name.';

-- A role's limits can be lifted by itself. An old snapshot keeps every dead row that came after it: in a day of it, each
-- tick would read through a million of them to find what is due.
CREATE OR REPLACE FUNCTION newswire.end_long_readers(older_than double precision)
RETURNS TABLE (pid integer, role text, application text, since timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
COMMENT ON FUNCTION newswire.end_long_readers IS 'Ends sessions of roles that only read whose transaction is older than so many seconds; returns which.';

CREATE OR REPLACE FUNCTION newswire.only_reads(role oid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT r.rolsuper AND NOT has_table_privilege(r.oid, 'newswire.items', 'UPDATE')
           AND NOT pg_has_role(r.oid, 'pg_read_all_data', 'USAGE')
    FROM pg_roles r WHERE r.oid = role
$$;
COMMENT ON FUNCTION newswire.only_reads IS 'Whether a role is a consumer''s: may not write, and is nobody who backs everything up (pg_read_all_data).';
