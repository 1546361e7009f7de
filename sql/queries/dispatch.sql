-- name: take_dispatch
-- One dispatcher at a time; a second one waits in reserve. A frozen one (a paused container, a host out of memory) must not
-- hold the lock for ever: Postgres ends a session that has said nothing for 20 s, twenty times as long as a tick.
SELECT t.mine AS acquired, (t.held).backend_pid AS pid, (t.held).application, (t.held).client, (t.held).since
FROM set_config('idle_session_timeout', '20s', false), newswire.take_lock('dispatch') t

-- name: rescue_orphaned_items
-- A claim lives as long as the session that made it: a killed worker's items fall due at once, not when the lease lapses.
-- The fence still holds against a worker that lost only its connection. When a session of another role began is hidden
-- from us (null) unless we may read all statistics: then its number has to do.
UPDATE newswire.items i SET lease_until = NULL, lease_token = NULL, backend_pid = NULL, enqueued_at = NULL
WHERE i.backend_pid IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_stat_activity s
                  WHERE s.pid = i.backend_pid AND coalesce(s.backend_start = i.backend_started_at, true))

-- name: rescue_orphaned_feeds
-- The same for feeds.
UPDATE newswire.feeds f SET lease_until = NULL, lease_token = NULL, backend_pid = NULL
WHERE f.backend_pid IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_stat_activity s
                  WHERE s.pid = f.backend_pid AND coalesce(s.backend_start = f.backend_started_at, true))

-- name: delete_old_pages
-- Pages past their retention, oldest first, a bounded number at a time.
DELETE FROM newswire.pages WHERE item_id = ANY (ARRAY(
    SELECT item_id FROM newswire.pages WHERE fetched_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY fetched_at LIMIT 1000 FOR UPDATE SKIP LOCKED))

-- name: delete_old_trial_pages
-- The same for pages that nobody judged: their items are in quarantine.
DELETE FROM newswire.trial_pages WHERE item_id = ANY (ARRAY(
    SELECT item_id FROM newswire.trial_pages WHERE fetched_at < now() - make_interval(secs => %(seconds)s)
    ORDER BY fetched_at LIMIT 1000 FOR UPDATE SKIP LOCKED))

-- name: give_back_item_attempts
-- Give an attempt back. Whoever has claimed a row meanwhile keeps it; its count is one lower, which harms nobody.
UPDATE newswire.items SET attempts = attempts - 1
WHERE id IN (SELECT id FROM newswire.items WHERE id = ANY(%(ids)s) AND state = %(state)s::newswire.item_state
             AND attempts > 0 ORDER BY id FOR UPDATE)

-- name: give_back_feed_attempts
-- The same for feeds.
UPDATE newswire.feeds SET attempts = attempts - 1
WHERE id IN (SELECT id FROM newswire.feeds WHERE id = ANY(%(ids)s) AND attempts > 0 ORDER BY id FOR UPDATE)

-- name: mark_items_unsent
-- Their ids did not reach the queue.
UPDATE newswire.items SET enqueued_at = NULL
WHERE id IN (SELECT id FROM newswire.items WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE)
