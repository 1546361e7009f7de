-- name: create_migrations_table
-- Where applied migrations are noted.
CREATE TABLE IF NOT EXISTS public.newswire_migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)

-- name: applied_migrations
-- What has been applied, with the checksum it had then.
SELECT name, checksum FROM public.newswire_migrations

-- name: record_migration
-- Note one as applied, in its own transaction.
INSERT INTO public.newswire_migrations (name, checksum) VALUES (%(name)s, %(checksum)s)

-- name: forget_migrations
-- Before the baseline takes the place of all of them.
DELETE FROM public.newswire_migrations

-- name: create_migration_lock
-- Which session migrates. Before all migrations, and in no schema that a role of ours may use: it is nobody else's to lock.
CREATE TABLE IF NOT EXISTS public.newswire_migration_lock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    role name,
    backend_pid integer,
    backend_started_at timestamptz,
    application text,
    client text,
    since timestamptz
)

-- name: fill_migration_lock
-- Its one row.
INSERT INTO public.newswire_migration_lock DEFAULT VALUES ON CONFLICT DO NOTHING

-- name: try_migration_row
-- The row, to decide who migrates; whoever meets it locked asks again, because a session that waits for a lock deadlocks with
-- another's CREATE INDEX CONCURRENTLY.
SELECT FROM public.newswire_migration_lock FOR UPDATE SKIP LOCKED

-- name: take_migration_lock
-- One migrate at a time in this database: taken unless a session that lives holds it. After try_migration_row, as a
-- statement of its own, so that it sees what the last holder committed and which sessions live now.
UPDATE public.newswire_migration_lock l
SET role = own.usename, backend_pid = own.pid, backend_started_at = own.backend_start, application = own.application_name,
    client = coalesce(host(inet_client_addr()), 'local'), since = now()
FROM pg_stat_activity own
WHERE own.pid = pg_backend_pid()
  AND NOT EXISTS (SELECT FROM pg_stat_activity s WHERE s.pid = l.backend_pid AND s.usename = l.role AND s.application_name = l.application
                  AND coalesce(s.backend_start = l.backend_started_at, true))

-- name: migration_lock
-- Who migrates, for people.
SELECT false AS acquired, backend_pid AS pid, application, client, since FROM public.newswire_migration_lock

-- name: release_migration_lock
-- The other half of take_migration_lock.
UPDATE public.newswire_migration_lock SET backend_pid = NULL WHERE backend_pid = pg_backend_pid()

-- name: blockers
-- Sessions that hold another one up, what it waits for, and whether their role only reads: such a one may be ended for it.
-- As newswire.only_reads has it, which is not there yet when the first migrations run; until there are items, nobody is one.
SELECT s.pid, s.usename::text AS role, s.application_name AS application, s.state, s.xact_start AS since,
       (SELECT l.locktype FROM pg_locks l WHERE l.pid = %(pid)s AND NOT l.granted LIMIT 1) AS waits_for,
       NOT r.rolsuper AND NOT coalesce(has_table_privilege(r.oid, to_regclass('newswire.items'), 'UPDATE'), true)
           AND NOT pg_has_role(r.oid, 'pg_read_all_data', 'USAGE') AS only_reads
FROM unnest(pg_blocking_pids(%(pid)s)) AS b(pid) JOIN pg_stat_activity s USING (pid) JOIN pg_roles r ON r.oid = s.usesysid

-- name: end_session
-- End a session; fails where its role is not ours to end.
SELECT pg_terminate_backend(%(pid)s)
