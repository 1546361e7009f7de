-- name: take_over_workers
-- Forget processes of this role on this host that ended without a word; gives how often each had been restarted.
DELETE FROM newswire.workers w
WHERE w.host = %(host)s AND w.role = %(role)s
  AND NOT EXISTS (SELECT FROM pg_stat_activity s
                  WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true))
RETURNING w.restarts

-- name: note_worker
-- A process says that it is there and since when it has got nothing done.
INSERT INTO newswire.workers AS w (host, role, pid, started_at, restarts, progress_at, allow_addresses, backend_pid,
                                   backend_started_at)
VALUES (%(host)s, %(role)s, %(pid)s, now() - make_interval(secs => %(age)s), %(restarts)s,
        now() - make_interval(secs => %(stuck_for)s), %(allow_addresses)s, pg_backend_pid(),
        (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()))
ON CONFLICT (host, role, pid) DO UPDATE
SET started_at = EXCLUDED.started_at, restarts = EXCLUDED.restarts, progress_at = EXCLUDED.progress_at, seen_at = now(),
    allow_addresses = EXCLUDED.allow_addresses,
    backend_pid = EXCLUDED.backend_pid, backend_started_at = EXCLUDED.backend_started_at

-- name: forget_worker
-- A process ends in order.
DELETE FROM newswire.workers WHERE host = %(host)s AND role = %(role)s AND pid = %(pid)s

-- name: forget_old_workers
-- Processes that nobody has heard of for an hour: containers have a new host name each time.
DELETE FROM newswire.workers WHERE seen_at < now() - interval '1 hour'

-- name: lacking_rights
-- What roles are denied that newswire migrate gives them: after a restore without roles, say. Who writes is asked for
-- everything of ours, who reads for the contract.
WITH asked AS (SELECT w.role, w.writes, r.oid FROM unnest(%(roles)s::name[], %(writes)s::boolean[]) AS w(role, writes)
               LEFT JOIN pg_roles r ON r.rolname = w.role),
     relations AS (SELECT c.oid, c.relnamespace = 'newswire'::regnamespace AS ours, c.relkind FROM pg_class c
                   WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND c.relname <> 'consumer_roles'
                     AND c.relnamespace IN ('news'::regnamespace, 'newswire'::regnamespace))
SELECT a.role::text, 'to be there' AS what FROM asked a WHERE a.oid IS NULL
UNION ALL
SELECT a.role::text, 'USAGE of schema ' || s.name FROM asked a, unnest('{news,newswire}'::text[]) AS s(name)
WHERE (s.name = 'news' OR a.writes) AND NOT has_schema_privilege(a.oid, s.name, 'USAGE')
UNION ALL
SELECT a.role::text, p.privilege || ' on ' || c.oid::regclass
FROM asked a, relations c, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS p(privilege)
WHERE (a.writes OR NOT c.ours AND p.privilege = 'SELECT') AND (c.relkind <> 'v' OR p.privilege = 'SELECT')
  AND NOT has_table_privilege(a.oid, c.oid, p.privilege)

-- name: present_role
-- Who we are logged in as.
SELECT current_user::text

-- name: allowed_addresses
-- What the living processes that ask publishers may ask in private networks.
SELECT DISTINCT w.allow_addresses FROM newswire.workers w
WHERE w.role IN ('poll', 'fetch')
  AND EXISTS (SELECT FROM pg_stat_activity s
              WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true))

-- name: list_workers
-- The processes, for people.
-- A process that has said nothing for a minute is frozen, however its session looks: it says so every 10 s.
SELECT w.host, w.role, w.pid, w.started_at, w.restarts, w.progress_at,
       extract(epoch FROM now() - w.progress_at)::float8 AS idle_seconds,
       w.seen_at > now() - interval '1 minute' AND EXISTS (SELECT FROM pg_stat_activity s
               WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true)) AS alive
FROM newswire.workers w WHERE w.seen_at > now() - interval '1 hour' ORDER BY w.host, w.started_at, w.role, w.pid
