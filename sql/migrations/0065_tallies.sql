-- What is counted and measured for those who watch: totals that never go back, a day of minutes, and views that cost
-- little however much is stored.

CREATE TABLE newswire.tally_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    names text[] NOT NULL,
    labels text[] NOT NULL,
    amounts double precision[] NOT NULL
);
COMMENT ON TABLE newswire.tally_log IS 'What transactions have counted, a row each, until the dispatcher adds it up: nobody waits for the row of a total, and what was rolled back was not counted.';
COMMENT ON COLUMN newswire.tally_log.id IS 'Our number.';
COMMENT ON COLUMN newswire.tally_log.at IS 'When that transaction began.';
COMMENT ON COLUMN newswire.tally_log.names IS 'What was counted, once for each label.';
COMMENT ON COLUMN newswire.tally_log.labels IS 'Of which kind, in the same order.';
COMMENT ON COLUMN newswire.tally_log.amounts IS 'How much, in the same order.';

CREATE TABLE newswire.tallies (
    name text NOT NULL,
    label text NOT NULL,
    amount double precision NOT NULL,
    PRIMARY KEY (name, label)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.tallies IS 'Totals since this database was made; they only grow.';
COMMENT ON COLUMN newswire.tallies.name IS 'What is counted.';
COMMENT ON COLUMN newswire.tallies.label IS 'Of which kind; several words for several labels; empty for none. Of durations: the upper bound of a bucket, in seconds.';
COMMENT ON COLUMN newswire.tallies.amount IS 'How much.';

CREATE TABLE newswire.tally_minutes (
    minute timestamptz NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    amount double precision NOT NULL,
    PRIMARY KEY (minute, name, label)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.tally_minutes IS 'The same by minute, for a day.';
COMMENT ON COLUMN newswire.tally_minutes.minute IS 'The minute in which it was counted.';
COMMENT ON COLUMN newswire.tally_minutes.name IS 'What is counted.';
COMMENT ON COLUMN newswire.tally_minutes.label IS 'Of which kind.';
COMMENT ON COLUMN newswire.tally_minutes.amount IS 'How much.';

CREATE TABLE newswire.queue_samples (
    at timestamptz NOT NULL DEFAULT now(),
    step text NOT NULL CHECK (step IN ('poll', 'fetch', 'clean')),
    due bigint NOT NULL,
    in_hand bigint NOT NULL,
    waiting bigint NOT NULL,
    oldest_seconds double precision NOT NULL,
    PRIMARY KEY (at, step)
);
COMMENT ON TABLE newswire.queue_samples IS 'What waited at each step: counted whole by the dispatcher each 10 s, more rarely when that takes long; kept for a day.';
COMMENT ON COLUMN newswire.queue_samples.at IS 'When.';
COMMENT ON COLUMN newswire.queue_samples.step IS 'poll, fetch or clean.';
COMMENT ON COLUMN newswire.queue_samples.due IS 'Rows whose time has come and that nobody holds.';
COMMENT ON COLUMN newswire.queue_samples.in_hand IS 'Claimed by a worker.';
COMMENT ON COLUMN newswire.queue_samples.waiting IS 'Due later.';
COMMENT ON COLUMN newswire.queue_samples.oldest_seconds IS 'For how long the oldest of the due has been due.';

-- what was counted until now, so that the totals begin with it
INSERT INTO newswire.tallies (name, label, amount)
SELECT 'ended', concat_ws(' ', step, outcome, nullif(reason, '')), sum(items) FROM newswire.counters GROUP BY 2;
INSERT INTO newswire.tallies (name, label, amount)
SELECT name, step, sum(amount)
FROM newswire.costs, LATERAL (VALUES ('tasks', batches::float8), ('task_items', items::float8), ('task_seconds', seconds),
                                     ('task_cpu_seconds', cpu_seconds)) AS v(name, amount)
GROUP BY 1, 2;

-- also for the dispatcher, which looks each second for claims whose session has ended
CREATE INDEX feeds_held ON newswire.feeds (backend_pid) WHERE backend_pid IS NOT NULL;
CREATE INDEX hosts_blocked ON newswire.hosts (blocked_until) WHERE blocked_until IS NOT NULL;
CREATE INDEX hosts_without_robots ON newswire.hosts (robots_until) WHERE NOT robots_open;

-- Each view's rights are its owner's: newswire_monitor may read these and no table with an address or a text in it.

-- 5,000: an index entry with its row costs about 0.5 µs, so a step of any length costs under 5 ms
CREATE VIEW newswire.queue_depths AS
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
           (SELECT count(*) FROM (SELECT FROM to_poll WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_poll WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) w) AS waiting,
           (SELECT at FROM to_poll WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest
    UNION ALL
    SELECT 'fetch' AS step,
           (SELECT count(*) FROM (SELECT FROM to_fetch WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_fetch WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) w) AS waiting,
           (SELECT at FROM to_fetch WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest
    UNION ALL
    SELECT 'clean' AS step,
           (SELECT count(*) FROM (SELECT FROM to_clean WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) d) AS due,
           (SELECT count(*) FROM (SELECT FROM to_clean WHERE at > now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 5000) w) AS waiting,
           (SELECT at FROM to_clean WHERE at <= now() AND (lease_until IS NULL OR lease_until < now()) ORDER BY at LIMIT 1) AS oldest)
SELECT c.step,
       CASE c.due WHEN 5000 THEN greatest(c.due, s.due) ELSE c.due END AS due,
       coalesce(h.rows, 0) AS in_hand,
       CASE c.waiting WHEN 5000 THEN greatest(c.waiting, s.waiting) ELSE c.waiting END AS waiting,
       coalesce(extract(epoch FROM now() - c.oldest), 0)::float8 AS oldest_seconds
FROM counted c LEFT JOIN held h ON h.step = c.step
LEFT JOIN LATERAL (SELECT q.due, q.waiting FROM newswire.queue_samples q WHERE q.step = c.step ORDER BY q.at DESC LIMIT 1) s
       ON true;
COMMENT ON VIEW newswire.queue_depths IS 'What waits at each step now. Counted up to 5,000; beyond that as the dispatcher last counted it.';
COMMENT ON COLUMN newswire.queue_depths.step IS 'poll, fetch or clean.';
COMMENT ON COLUMN newswire.queue_depths.due IS 'Rows whose time has come and that nobody holds.';
COMMENT ON COLUMN newswire.queue_depths.in_hand IS 'Claimed by a worker.';
COMMENT ON COLUMN newswire.queue_depths.waiting IS 'Due later: the next poll, a retry, a slot at their host.';
COMMENT ON COLUMN newswire.queue_depths.oldest_seconds IS 'For how long the oldest of the due has been due.';

CREATE VIEW newswire.throughput AS
SELECT minute,
       sum(amount) FILTER (WHERE name = 'polls')::bigint AS polls,
       sum(amount) FILTER (WHERE name = 'ended' AND label LIKE 'poll new%')::bigint AS new_entries,
       sum(amount) FILTER (WHERE name = 'ended' AND label LIKE 'fetch fetched%')::bigint AS fetched,
       sum(amount) FILTER (WHERE name = 'changes' AND label = 'created')::bigint AS stored,
       sum(amount) FILTER (WHERE name = 'changes' AND label = 'revised')::bigint AS revised,
       sum(amount) FILTER (WHERE name = 'ended' AND label ~ '^\w+ (skipped|quarantined|duplicate)\M' AND label !~ '^poll')::bigint AS not_stored,
       sum(amount) FILTER (WHERE name = 'ended' AND label LIKE '% retry%')::bigint AS retries
FROM newswire.tally_minutes GROUP BY minute;
COMMENT ON VIEW newswire.throughput IS 'What was done in each minute of the last day; a minute without work is lacking.';
COMMENT ON COLUMN newswire.throughput.minute IS 'The minute.';
COMMENT ON COLUMN newswire.throughput.polls IS 'Polls that ended, well or not.';
COMMENT ON COLUMN newswire.throughput.new_entries IS 'Entries that polls found new.';
COMMENT ON COLUMN newswire.throughput.fetched IS 'Pages that came, or were stood in for.';
COMMENT ON COLUMN newswire.throughput.stored IS 'Articles that were created.';
COMMENT ON COLUMN newswire.throughput.revised IS 'Articles that were revised.';
COMMENT ON COLUMN newswire.throughput.not_stored IS 'Items that ended skipped, duplicate or quarantined.';
COMMENT ON COLUMN newswire.throughput.retries IS 'Attempts that failed and are made again.';

CREATE VIEW newswire.freshness AS
SELECT minute, name AS measure, label::float8 AS up_to_seconds, sum(amount)::bigint AS articles
FROM newswire.tally_minutes WHERE name IN ('published_to_stored', 'first_seen_to_stored') GROUP BY 1, 2, 3;
COMMENT ON VIEW newswire.freshness IS 'How late articles came, by minute of the last day: published_to_stored and first_seen_to_stored in buckets of seconds, each without those of the smaller ones.';
COMMENT ON COLUMN newswire.freshness.minute IS 'The minute.';
COMMENT ON COLUMN newswire.freshness.measure IS 'published_to_stored (of those that say the time of day) or first_seen_to_stored.';
COMMENT ON COLUMN newswire.freshness.up_to_seconds IS 'Upper bound of the bucket; Infinity for what is later than the largest.';
COMMENT ON COLUMN newswire.freshness.articles IS 'How many.';

CREATE VIEW newswire.feed_facts AS
SELECT id, state, last_status AS status, failures, interval_seconds, moved_to IS NOT NULL AS moving, last_news_at, news_seconds, whole_at
FROM newswire.feeds;
COMMENT ON VIEW newswire.feed_facts IS 'What the health of a feed hangs on, without its address.';
COMMENT ON COLUMN newswire.feed_facts.id IS 'Our number for the feed.';
COMMENT ON COLUMN newswire.feed_facts.state IS 'active, paused, gone or quarantined.';
COMMENT ON COLUMN newswire.feed_facts.status IS 'How the last poll ended.';
COMMENT ON COLUMN newswire.feed_facts.failures IS 'Failed polls in a row.';
COMMENT ON COLUMN newswire.feed_facts.interval_seconds IS 'Present wait between polls.';
COMMENT ON COLUMN newswire.feed_facts.moving IS 'Whether a permanent redirect leads elsewhere, not believed yet.';
COMMENT ON COLUMN newswire.feed_facts.last_news_at IS 'When a poll last brought a new entry.';
COMMENT ON COLUMN newswire.feed_facts.news_seconds IS 'Usual time between two polls with new entries.';
COMMENT ON COLUMN newswire.feed_facts.whole_at IS 'When it last sent its whole document.';

CREATE VIEW newswire.closed_hosts AS
SELECT 'asked' AS cause, count(*) AS hosts
FROM (SELECT FROM newswire.hosts WHERE blocked_until > now() LIMIT 5000) h
UNION ALL
SELECT 'robots' AS cause, count(*) AS hosts FROM (SELECT FROM newswire.hosts WHERE NOT robots_open AND robots_until > now() LIMIT 5000) h;
COMMENT ON VIEW newswire.closed_hosts IS 'Hosts that we ask nothing for the time being, up to 5,000: they asked for it (429, 503 with Retry-After), or their robots.txt cannot be had.';
COMMENT ON COLUMN newswire.closed_hosts.cause IS 'asked: it wants to be left alone for a while; robots: its robots.txt cannot be had.';
COMMENT ON COLUMN newswire.closed_hosts.hosts IS 'How many.';

CREATE VIEW newswire.quarantine_counts AS
SELECT q.step, coalesce(i.reason, f.last_status, '') AS reason, count(*) AS rows
FROM (SELECT * FROM newswire.quarantine ORDER BY id DESC LIMIT 5000) q
LEFT JOIN newswire.items i ON i.id = q.item_id LEFT JOIN newswire.feeds f ON f.id = q.feed_id GROUP BY 1, 2;
COMMENT ON VIEW newswire.quarantine_counts IS 'What sits in quarantine, by step and reason: of the newest 5,000.';
COMMENT ON COLUMN newswire.quarantine_counts.step IS 'poll, fetch or clean.';
COMMENT ON COLUMN newswire.quarantine_counts.reason IS 'Why.';
COMMENT ON COLUMN newswire.quarantine_counts.rows IS 'How many.';

CREATE VIEW newswire.consumer_lag AS
SELECT c.name, greatest(coalesce((SELECT max(position) FROM news.changes), f.position) - c.position, 0) AS waiting,
       coalesce(extract(epoch FROM now() - next.created_at), 0)::float8 AS oldest_seconds, c.position < f.position AS missed
FROM news.consumers c CROSS JOIN news.change_floor f
LEFT JOIN LATERAL (SELECT h.created_at FROM news.changes h WHERE h.position > c.position ORDER BY h.position LIMIT 1) next
       ON true;
COMMENT ON VIEW newswire.consumer_lag IS 'What each consumer has not acknowledged: how many changes, how old the oldest is, and whether some are no longer kept.';
COMMENT ON COLUMN newswire.consumer_lag.name IS 'The consumer.';
COMMENT ON COLUMN newswire.consumer_lag.waiting IS 'Changes that it has not acknowledged.';
COMMENT ON COLUMN newswire.consumer_lag.oldest_seconds IS 'Age of the oldest of them.';
COMMENT ON COLUMN newswire.consumer_lag.missed IS 'Whether some of them are no longer kept.';

CREATE VIEW newswire.processes AS
SELECT w.host, w.role, w.pid, w.restarts, extract(epoch FROM now() - w.progress_at)::float8 AS idle_seconds,
       w.seen_at > now() - interval '1 minute' AND EXISTS (SELECT FROM pg_stat_activity s
               WHERE s.pid = w.backend_pid AND coalesce(s.backend_start = w.backend_started_at, true)) AS alive
FROM newswire.workers w WHERE w.seen_at > now() - interval '1 hour';
COMMENT ON VIEW newswire.processes IS 'Processes of the last hour: whether each lives, and for how long it has got nothing done.';
COMMENT ON COLUMN newswire.processes.host IS 'Name of the machine or container.';
COMMENT ON COLUMN newswire.processes.role IS 'dispatcher, poll, fetch or clean.';
COMMENT ON COLUMN newswire.processes.pid IS 'Process id there.';
COMMENT ON COLUMN newswire.processes.restarts IS 'How often its kind has died on that host since one was last stopped in order.';
COMMENT ON COLUMN newswire.processes.idle_seconds IS 'For how long it has had work and got nothing done.';
COMMENT ON COLUMN newswire.processes.alive IS 'Whether its session lives and it has spoken within a minute.';
