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
-- Processes that nobody has heard of for a day: containers have a new host name each time.
DELETE FROM newswire.workers WHERE seen_at < now() - interval '1 day'

-- name: allowed_addresses
-- What the living processes that ask publishers may ask in private networks.
SELECT DISTINCT w.allow_addresses FROM newswire.workers w
WHERE w.role IN ('poll', 'fetch')
  AND EXISTS (SELECT FROM pg_stat_activity s
              WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true))

-- name: list_workers
-- The processes, for people.
SELECT w.host, w.role, w.pid, w.started_at, w.restarts, w.progress_at,
       EXISTS (SELECT FROM pg_stat_activity s
               WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true)) AS alive
FROM newswire.workers w ORDER BY w.host, w.started_at, w.role, w.pid
