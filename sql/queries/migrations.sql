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

-- name: try_migration_lock
-- One migrate at a time in this database.
SELECT pg_try_advisory_lock(hashtext('newswire.migrate'))

-- name: release_migration_lock
-- The other half of try_migration_lock.
SELECT pg_advisory_unlock(hashtext('newswire.migrate'))
