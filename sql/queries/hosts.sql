-- name: load_hosts
-- What is known of these hosts: robots.txt, and whether it must be asked for again.
SELECT host, robots_body, robots_open, robots_until > now() AS robots_fresh FROM newswire.hosts WHERE host = ANY(%(hosts)s)

-- name: save_robots
-- Keep a host's robots.txt for a while.
INSERT INTO newswire.hosts (host, robots_body, robots_open, robots_until, crawl_delay)
VALUES (%(host)s, %(body)s, %(is_open)s, now() + make_interval(secs => %(keep)s), %(crawl_delay)s)
ON CONFLICT (host) DO UPDATE
SET robots_body = EXCLUDED.robots_body, robots_open = EXCLUDED.robots_open, robots_until = EXCLUDED.robots_until,
    crawl_delay = EXCLUDED.crawl_delay

-- name: reserve_slots
-- The next free slots of each host; the function says which race it closes.
SELECT host, granted, first_in, spacing, behind
FROM newswire.reserve_slots(%(hosts)s::text[], %(counts)s::int[], %(pace)s, %(horizon)s)

-- name: block_host
-- The host asked us to stay away for a while.
INSERT INTO newswire.hosts (host, blocked_until) VALUES (%(host)s, now() + make_interval(secs => %(seconds)s))
ON CONFLICT (host) DO UPDATE SET blocked_until = greatest(newswire.hosts.blocked_until, EXCLUDED.blocked_until)

-- name: set_pace
-- An own pace for one host.
INSERT INTO newswire.hosts (host, pace) VALUES (%(host)s, %(pace)s) ON CONFLICT (host) DO UPDATE SET pace = EXCLUDED.pace

-- name: park_host
-- Nothing of a host falls due until it is let go: our own site does not run now, and asking it would end what waits. Gives
-- the feeds that were polled. The year is what unpark_host knows them by.
WITH waiting AS (UPDATE newswire.items SET next_attempt_at = '2999-01-01 00:00Z' WHERE host = %(host)s AND state = 'pending'),
rechecks AS (UPDATE newswire.items SET recheck_at = '2999-01-01 00:00Z'
             WHERE host = %(host)s AND state <> 'pending' AND recheck_at IS NOT NULL)
UPDATE newswire.feeds SET next_poll_at = '2999-01-01 00:00Z'
WHERE state = 'active' AND substring(url FROM '^https?://([^/]+)') = %(host)s
RETURNING id

-- name: unpark_host
-- Let go of what park_host held; gives the feeds.
WITH waiting AS (UPDATE newswire.items SET next_attempt_at = now(), enqueued_at = NULL
                 WHERE host = %(host)s AND state = 'pending' AND next_attempt_at = '2999-01-01 00:00Z'),
rechecks AS (UPDATE newswire.items SET recheck_at = now()
             WHERE host = %(host)s AND state <> 'pending' AND recheck_at = '2999-01-01 00:00Z')
UPDATE newswire.feeds SET next_poll_at = now()
WHERE substring(url FROM '^https?://([^/]+)') = %(host)s AND next_poll_at = '2999-01-01 00:00Z'
RETURNING id
