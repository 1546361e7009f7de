-- Who may do what: run by each newswire migrate, after the migrations, so that what is lacking is made. A dump of a database
-- has neither its roles nor its own rights, and functions that a migration adds may be called by all until they are here.

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA news, newswire FROM PUBLIC;

GRANT USAGE ON SCHEMA news TO newswire_reader, newswire_writer, newswire_topic_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA news TO newswire_reader, newswire_writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA news TO newswire_reader, newswire_writer;
-- no news.article_search and no function that sees past the filter: policies own_topics say why
GRANT SELECT ON news.articles, news.article_topics, news.article_revisions, news.topics, news.changes, news.change_floor
    TO newswire_topic_reader;
GRANT EXECUTE ON FUNCTION news.read_changes, news.acknowledge, news.claim_consumer, news.last_position, news.own_topics
    TO newswire_topic_reader;

GRANT INSERT, UPDATE, DELETE ON news.articles, news.article_urls, news.article_revisions, news.article_search, news.topics,
    news.article_topics, news.changes, news.change_floor, news.consumers, news.gaps TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA news TO newswire_writer;
GRANT USAGE ON SCHEMA newswire TO newswire_writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA newswire TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA newswire TO newswire_writer;
-- who watches sees numbers and sizes: no address and no text
GRANT USAGE ON SCHEMA news, newswire TO newswire_monitor;
GRANT SELECT ON newswire.tallies, newswire.tally_minutes, newswire.queue_samples, newswire.queue_depths, newswire.throughput,
    newswire.freshness, newswire.feed_facts, newswire.closed_hosts, newswire.quarantine_counts, newswire.consumer_lag,
    newswire.processes TO newswire_monitor;
-- partitions of news.article_search lie in newswire too, and are reached through it; what a password is checked by is the owner's
DO $$
DECLARE
    one regclass;
BEGIN
    -- a view may have been dropped for a moment, with those of consumers that hang on it
    FOR one IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'news'::regnamespace AND c.relname = 'article_documents' LOOP
        EXECUTE format('GRANT SELECT ON %s TO newswire_topic_reader', one);
    END LOOP;
    FOR one IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'newswire'::regnamespace AND c.relkind = 'v' LOOP
        EXECUTE format('GRANT SELECT ON %s TO newswire_writer', one);
    END LOOP;
    FOR one IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'newswire'::regnamespace AND c.relkind IN ('r', 'p')
               AND NOT c.relispartition AND c.relname <> 'consumer_roles' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO newswire_writer', one);
    END LOOP;
END $$;

-- The roles of consumers, with the passwords that they had: after a restore the server has none of them.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT r.role, r.verifier, c.topics IS NOT NULL AS with_topics
               FROM newswire.consumer_roles r JOIN news.consumers c ON c.name = r.consumer
               WHERE NOT EXISTS (SELECT FROM pg_roles p WHERE p.rolname = r.role) LOOP
        PERFORM newswire.make_consumer_role(one.role, one.verifier, one.with_topics);
    END LOOP;
END $$;
-- a restore without roles leaves them out without an end
DO $$ BEGIN
    IF EXISTS (SELECT FROM news.consumers WHERE topics IS NOT NULL)
       AND (SELECT count(*) FROM pg_policy WHERE polname = 'own_topics') < 4 THEN
        RAISE EXCEPTION 'the filters of consumers with topics are missing' USING ERRCODE = 'undefined_object';
    END IF;
END $$;
-- Packed by lz4, texts cost a twentieth less of Postgres to store, and are no larger (measured with Postgres 15). Not every server
-- is built with it; what an operator has set for the role or this database stands. The setting is the whole server's: another
-- database's migrate may be writing the same.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals))
       AND NOT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) c
                       WHERE d.setrole IN (0, 'newswire_writer'::regrole) AND c LIKE 'default_toast_compression=%'
                         AND d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) THEN
        ALTER ROLE newswire_writer SET default_toast_compression = 'lz4';
    END IF;
EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
END $$;
SELECT newswire.limit_reader('newswire_reader', 50);
-- A scrape takes milliseconds: what takes longer is a mistake, and is not to hold anything up. pg_monitor is a superuser's
-- to give: without it, sizes and sessions of others are hidden from exporters, and nothing of ours.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) c
                   WHERE d.setrole = 'newswire_monitor'::regrole AND c LIKE 'statement_timeout=%') THEN
        ALTER ROLE newswire_monitor SET statement_timeout = '10s';
    END IF;
    GRANT pg_monitor TO newswire_monitor;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;
SELECT newswire.limit_reader('newswire_monitor', 10);
SELECT newswire.filter_topics() WHERE (SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = 'news.articles'::regclass)
    OR EXISTS (SELECT FROM news.consumers WHERE topics IS NOT NULL);

-- Tables of their own, in this database or in its temporary files, are nothing that readers need.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- All may call these as Postgres comes: advisory locks fill the table of locks, which all sessions share, large objects and
-- messages in the log fill the disk. Only a superuser may say otherwise; where there is none, that is left open. Workers of
-- versions before 0020_locks still take advisory locks while an upgrade runs.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT p.oid::regprocedure AS call, p.proname LIKE '%advisory%' AS of_locks FROM pg_proc p
               WHERE p.pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', p.oid, 'EXECUTE')
                 AND (p.proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$' OR p.proname = 'pg_logical_emit_message'
                      OR p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lowrite', 'lo_open', 'lo_truncate',
                                       'lo_truncate64', 'lo_unlink')) LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.call);
        IF one.of_locks THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO newswire_writer', one.call); END IF;
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;
