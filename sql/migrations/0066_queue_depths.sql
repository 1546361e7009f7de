-- Counts to 1,000 and no further: a row that has been changed since its page was last vacuumed costs up to 10 µs, as all do in a
-- backlog, and a scrape may take 50 ms of database whatever waits.

CREATE OR REPLACE VIEW newswire.queue_depths AS
WITH to_fetch AS NOT MATERIALIZED (SELECT next_attempt_at AS at, lease_until FROM newswire.items WHERE state = 'pending'),
     to_clean AS NOT MATERIALIZED (SELECT next_attempt_at AS at, lease_until FROM newswire.items WHERE state = 'fetched'),
     to_poll AS NOT MATERIALIZED (SELECT next_poll_at AS at, lease_until FROM newswire.feeds WHERE state IN ('active', 'gone')),
     held AS (SELECT CASE state WHEN 'pending' THEN 'fetch' ELSE 'clean' END AS step, count(*) AS rows
              FROM newswire.items
              WHERE backend_pid IS NOT NULL AND state IN ('pending', 'fetched') AND lease_until >= now() GROUP BY 1
              UNION ALL SELECT 'poll' AS step, count(*) AS rows FROM newswire.feeds
              WHERE backend_pid IS NOT NULL AND lease_until >= now()),
     counted AS (
    SELECT 'poll' AS step,
           (SELECT count(*) FROM (SELECT FROM to_poll WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_poll WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) w) AS waiting,
           (SELECT at FROM to_poll WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest
    UNION ALL
    SELECT 'fetch' AS step,
           (SELECT count(*) FROM (SELECT FROM to_fetch WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_fetch WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) w) AS waiting,
           (SELECT at FROM to_fetch WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest
    UNION ALL
    SELECT 'clean' AS step,
           (SELECT count(*) FROM (SELECT FROM to_clean WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_clean WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1000) w) AS waiting,
           (SELECT at FROM to_clean WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest)
SELECT c.step,
       CASE c.due WHEN 1000 THEN greatest(c.due, s.due) ELSE c.due END AS due,
       coalesce(h.rows, 0) AS in_hand,
       CASE c.waiting WHEN 1000 THEN greatest(c.waiting, s.waiting) ELSE c.waiting END AS waiting,
       coalesce(extract(epoch FROM now() - c.oldest), 0)::float8 AS oldest_seconds
FROM counted c LEFT JOIN held h ON h.step = c.step
LEFT JOIN LATERAL (SELECT q.due, q.waiting FROM newswire.queue_samples q WHERE q.step = c.step ORDER BY q.at DESC LIMIT 1) s
       ON true;
COMMENT ON VIEW newswire.queue_depths IS 'What waits at each step now. Counted up to 1,000; beyond that as the dispatcher last counted it.';
