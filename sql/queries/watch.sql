-- name: log_tallies
-- What a transaction has counted, as one row that nobody else touches: totals written here would be rows that all wait for.
INSERT INTO newswire.tally_log (names, labels, amounts) VALUES (%(names)s::text[], %(labels)s::text[], %(amounts)s::float8[])

-- name: add_up_tallies
-- Add what was counted to the totals and to its minutes. Two who do it at once share the rows, and each waits for the other's
-- totals in one order.
WITH taken AS (
    DELETE FROM newswire.tally_log
    WHERE id = ANY (ARRAY(SELECT id FROM newswire.tally_log ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED))
    RETURNING at, names, labels, amounts),
counted AS (
    SELECT date_trunc('minute', t.at) AS minute, u.name, u.label, sum(u.amount) AS amount
    FROM taken t, unnest(t.names, t.labels, t.amounts) AS u(name, label, amount) GROUP BY 1, 2, 3),
total AS (
    INSERT INTO newswire.tallies AS t (name, label, amount)
    SELECT name, label, sum(amount) FROM counted GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (name, label) DO UPDATE SET amount = t.amount + EXCLUDED.amount),
of_minutes AS (
    INSERT INTO newswire.tally_minutes AS t (minute, name, label, amount)
    SELECT minute, name, label, amount FROM counted WHERE name = ANY(%(by_minute)s::text[]) ORDER BY 1, 2, 3
    ON CONFLICT (minute, name, label) DO UPDATE SET amount = t.amount + EXCLUDED.amount)
SELECT count(*) FROM taken

-- name: save_queue_sample
-- What waits at a step, for the chart of it and for counts that are too large to be made each time.
INSERT INTO newswire.queue_samples (step, due, in_hand, waiting, oldest_seconds)
VALUES (%(step)s, %(due)s, %(in_hand)s, %(waiting)s, %(oldest_seconds)s) ON CONFLICT DO NOTHING

-- name: delete_old_samples
-- A day of them is kept; Prometheus keeps the rest.
WITH gone AS (DELETE FROM newswire.queue_samples WHERE at < now() - interval '1 day')
DELETE FROM newswire.tally_minutes WHERE minute < now() - interval '1 day'

-- name: totals
-- Everything that is counted.
SELECT name, label, amount FROM newswire.tallies

-- name: read_by_index
-- For this transaction: a backlog that no statistics know of yet would be read whole and sorted (seen: 94 ms of CPU at 120,000).
SELECT set_config(name, 'off', true) FROM unnest('{enable_sort,enable_bitmapscan,enable_seqscan}'::text[]) name

-- name: queue_depths
-- What waits at each step; costs no more however much it is.
SELECT step, due, in_hand, waiting, oldest_seconds FROM newswire.queue_depths

-- name: queue_history
-- What waited at each step, for charts: the last of each slice of so many seconds.
SELECT DISTINCT ON (slot, step) to_timestamp(slot * %(slice)s) AS at, step, due, in_hand, waiting, oldest_seconds
FROM (SELECT *, floor(extract(epoch FROM at) / %(slice)s) AS slot FROM newswire.queue_samples
      WHERE at > now() - make_interval(secs => %(seconds)s)) s
ORDER BY slot, step, s.at DESC

-- name: throughput
-- What was done in each minute, for charts.
SELECT minute, coalesce(polls, 0) AS polls, coalesce(new_entries, 0) AS new_entries, coalesce(fetched, 0) AS fetched,
       coalesce(stored, 0) AS stored, coalesce(revised, 0) AS revised, coalesce(not_stored, 0) AS not_stored,
       coalesce(retries, 0) AS retries
FROM newswire.throughput WHERE minute > now() - make_interval(secs => %(seconds)s) ORDER BY minute

-- name: freshness
-- How late the articles of the last seconds came: how many in each bucket.
SELECT measure, up_to_seconds, sum(articles)::bigint AS articles FROM newswire.freshness
WHERE minute > now() - make_interval(secs => %(seconds)s) GROUP BY 1, 2 ORDER BY 1, 2

-- name: feed_facts
-- What the health of feeds hangs on, a piece at a time: all of them at once may be too many for a scrape.
SELECT id, state, status, failures, interval_seconds, moving, last_news_at, news_seconds, whole_at
FROM newswire.feed_facts WHERE id > %(after)s ORDER BY id LIMIT %(limit)s

-- name: closed_hosts
-- How many hosts we ask nothing for the time being.
SELECT cause, hosts FROM newswire.closed_hosts

-- name: quarantine_counts
-- What sits in quarantine.
SELECT step, reason, rows FROM newswire.quarantine_counts

-- name: consumer_lag
-- The consumers that are furthest behind; readers may register any number of names.
SELECT name, waiting, oldest_seconds, missed FROM newswire.consumer_lag ORDER BY missed DESC, oldest_seconds DESC, name LIMIT 100

-- name: watched_processes
-- Processes of each kind: how many live, and for how long the one that is stuck has got nothing done.
SELECT role, count(*) FILTER (WHERE alive) AS alive, coalesce(max(idle_seconds) FILTER (WHERE alive), 0) AS idle_seconds
FROM newswire.processes GROUP BY role
