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
