-- name: add_items
-- One row per canonical URL: whoever comes second gets nothing back. Batches are sorted by hash, or two would deadlock.
-- The poll sends its id to a queue right after its commit, hence enqueued_at.
INSERT INTO newswire.items (url, url_hash, host, feed_id, source, state, page_hash, enqueued_at)
SELECT url, url_hash, host, feed_id, source, state::newswire.item_state, page_hash, now()
FROM unnest(%(urls)b::text[], %(hashes)b::bytea[], %(hosts)b::text[], %(feeds)s::bigint[], %(sources)b::text[],
            %(states)b::text[], %(pages)b::bytea[]) AS u(url, url_hash, host, feed_id, source, state, page_hash)
ON CONFLICT (url_hash) DO NOTHING

-- name: items_by_hash
-- Which items these addresses are.
SELECT id, url_hash, state::text FROM newswire.items WHERE url_hash = ANY(%(hashes)b)

-- name: recheck_items
-- The feed says something new about items that had ended as articles, or as nothing: fetch their pages again, where they have
-- one of their own.
UPDATE newswire.items
SET state = CASE WHEN url IS NULL OR page_hash IS NOT NULL THEN 'fetched' ELSE 'pending' END::newswire.item_state,
    reason = NULL, attempts = 0, hops = 0, fetch_url = NULL, next_attempt_at = now(), enqueued_at = now(),
    updated_at = now(), recheck_at = NULL
WHERE id IN (SELECT id FROM newswire.items WHERE id = ANY(%(ids)s) AND state IN ('stored', 'skipped') ORDER BY id FOR UPDATE)
RETURNING id, state::text

-- name: retry_items
-- The operator asks again for items that ended without an article of their own; only those that ended before the command
-- began, or what is refused anew would be asked for without an end.
UPDATE newswire.items
SET state = CASE WHEN url IS NULL OR page_hash IS NOT NULL THEN 'fetched' ELSE 'pending' END::newswire.item_state,
    reason = NULL, attempts = 0, hops = 0, fetch_url = NULL, duplicate_of = NULL, substitutes = 0, next_attempt_at = now(),
    enqueued_at = NULL, updated_at = now()
WHERE id = ANY (ARRAY(SELECT id FROM newswire.items
             WHERE state IN ('skipped', 'duplicate') AND updated_at < %(before)s
               AND (%(ids)s::bigint[] IS NULL OR id = ANY(%(ids)s)) AND (%(reason)s::text IS NULL OR reason = %(reason)s)
             ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id

-- name: reasons_of_ends
-- Why items ended without an article of their own.
SELECT DISTINCT reason FROM newswire.items WHERE state IN ('skipped', 'duplicate') AND reason IS NOT NULL

-- name: move_items
-- The feed shows these items under new addresses: they are fetched there, also when the old ones were refused. What a worker
-- holds ends as it would; the next word of the feed brings it there.
UPDATE newswire.items i
SET url = u.url, host = u.host, page_hash = u.page_hash, fetch_url = NULL, hops = 0, reason = NULL, attempts = 0,
    state = CASE WHEN i.state NOT IN ('stored', 'skipped', 'pending') THEN i.state
                 WHEN u.page_hash IS NOT NULL THEN 'fetched' ELSE 'pending' END::newswire.item_state,
    next_attempt_at = now(), enqueued_at = now(), updated_at = now(), recheck_at = NULL
FROM unnest(%(ids)s::bigint[], %(urls)s::text[], %(hosts)s::text[], %(pages)s::bytea[]) AS u(id, url, host, page_hash)
WHERE i.id = u.id AND i.lease_token IS NULL
RETURNING i.id, i.state::text

-- name: fetched_pages
-- Which of these pages an item already stands for, or was fetched for one of those that share it.
SELECT url_hash FROM newswire.items WHERE url_hash = ANY(%(hashes)b)
UNION SELECT page_hash FROM newswire.items WHERE page_hash = ANY(%(hashes)b)

-- name: due_items
-- The one definition of a due item: not at an end, its time come, no live lease, and its id not just sent.
UPDATE newswire.items SET enqueued_at = now()
WHERE id = ANY (ARRAY(
    SELECT id FROM newswire.items
    WHERE state = %(state)s::newswire.item_state AND next_attempt_at <= now()
      AND (lease_until IS NULL OR lease_until < now())
      AND (enqueued_at IS NULL OR enqueued_at < now() - make_interval(secs => %(quiet)s))
    ORDER BY next_attempt_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
RETURNING id, attempts

-- name: claim_items
-- Take items under a lease. Closes the race of two workers told about the same item: one gets the row, the other skips it.
-- The attempt is counted here, before the risky work: what kills its process cannot come back for ever. What failed before
-- is taken only alone: a message that comes again after its task was killed would else take the killer's whole batch down
-- with it each time, and into quarantine.
UPDATE newswire.items i
SET lease_token = %(lease)s, lease_until = now() + make_interval(secs => %(seconds)s), attempts = i.attempts + 1,
    backend_pid = pg_backend_pid(),
    -- not of pg_stat_activity: to plan that view takes 0.2 ms
    backend_started_at = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()))
FROM (SELECT id FROM newswire.items
      WHERE id = ANY(%(ids)s) AND state = %(state)s::newswire.item_state AND next_attempt_at <= now()
        AND (lease_until IS NULL OR lease_until < now()) AND (attempts = 0 OR cardinality(%(ids)s::bigint[]) = 1)
      ORDER BY id FOR UPDATE SKIP LOCKED) mine
WHERE i.id = mine.id
RETURNING i.id, coalesce(i.fetch_url, i.url) AS url, i.url AS known_url, i.host, i.source, i.attempts, i.hops,
          i.substitutes, i.lease_token AS lease, EXISTS (SELECT FROM news.articles a WHERE a.id = i.id) AS stored,
          CASE WHEN i.page_hash IS NOT NULL THEN i.url_hash END AS own_key, i.recheck_at IS NOT NULL AS recheck,
          extract(epoch FROM now() - i.created_at)::float8 AS age,
          coalesce((SELECT f.free_only FROM newswire.feeds f WHERE f.id = i.feed_id), false) AS free_only

-- name: finish_items
-- End a claim: reach a state, or wait for the next attempt. Fenced by the lease; says which rows were still ours, and for how
-- many seconds we have known of each.
UPDATE newswire.items i
SET state = u.state::newswire.item_state, reason = u.reason, duplicate_of = u.duplicate_of,
    attempts = CASE WHEN i.state::text = u.state THEN i.attempts - u.given_back ELSE 0 END,
    next_attempt_at = now() + make_interval(secs => u.wait),
    -- who only waits, waits where the last redirect led: from the start again, each wait would cost another hop
    fetch_url = CASE WHEN u.state = 'pending' THEN coalesce(u.fetch_url, i.fetch_url) END,
    host = coalesce(u.host, i.host), substitutes = coalesce(u.substitutes, i.substitutes),
    -- a page that is asked for anew, from cleaning, may be redirected as often again
    hops = CASE WHEN i.state = 'fetched' AND u.state = 'pending' THEN 0 ELSE i.hops + u.hop END,
    recheck_at = CASE WHEN u.state = 'stored' THEN now() + make_interval(secs => u.recheck) ELSE i.recheck_at END,
    lease_token = NULL, lease_until = NULL, backend_pid = NULL, updated_at = now(),
    -- what is due at once, the task itself enqueues; but not what goes alone
    enqueued_at = CASE WHEN u.wait = 0 AND (i.state::text <> u.state OR i.attempts <= u.given_back) THEN now() END
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(duplicates)s::bigint[], %(waits)s::float8[],
            %(fetch_urls)s::text[], %(hosts)s::text[], %(hops)s::int[], %(given_back)s::int[],
            %(rechecks)s::float8[], %(substitutes)s::smallint[])
     AS u(id, state, reason, duplicate_of, wait, fetch_url, host, hop, given_back, recheck, substitutes)
WHERE i.id = u.id AND i.lease_token = %(lease)s
RETURNING i.id, extract(epoch FROM clock_timestamp() - i.created_at)::float8 AS age

-- name: item_journeys
-- What stays the same on an item's way from a poll to its end, and is another on the next one: its trace is named by it.
SELECT i.id AS item_id, i.created_at, i.recheck_at,
       coalesce((SELECT a.revision FROM news.articles a WHERE a.id = i.id), 0) AS revision,
       (SELECT e.fingerprint FROM newswire.entries e WHERE e.item_id = i.id AND e.feed_id = i.feed_id
        ORDER BY e.entry_hash LIMIT 1) AS fingerprint
FROM newswire.items i WHERE i.id = ANY(%(ids)s)

-- name: begin_rechecks
-- Articles whose page is due to be fetched again go back to it; the row locks let two dispatchers share them.
UPDATE newswire.items
SET state = 'pending', reason = NULL, attempts = 0, hops = 0, fetch_url = NULL, next_attempt_at = now(), enqueued_at = NULL,
    updated_at = now()
WHERE id = ANY (ARRAY(SELECT id FROM newswire.items WHERE state = 'stored' AND recheck_at <= now()
             ORDER BY recheck_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED))

-- name: page_validators
-- What servers gave with the pages that we hold. Not those of articles that were taken away: a page that is back as it was
-- has to come whole, or nobody would be told that the article stands again.
SELECT item_id, headers->>'etag' AS etag, headers->>'last-modified' AS last_modified
FROM newswire.pages p WHERE item_id = ANY(%(ids)s)
  AND NOT EXISTS (SELECT FROM news.articles a WHERE a.id = p.item_id AND a.withdrawn_at IS NOT NULL)

-- name: save_pages
-- Keep what servers sent; sorted, or two batches would deadlock.
INSERT INTO newswire.pages (item_id, url, status, headers, body, size)
SELECT item_id, url, status, headers::jsonb, body, size
FROM unnest(%(ids)s::bigint[], %(urls)b::text[], %(statuses)s::smallint[], %(headers)b::text[], %(bodies)b::bytea[],
            %(sizes)s::int[]) AS u(item_id, url, status, headers, body, size)
ON CONFLICT (item_id) DO UPDATE
SET url = EXCLUDED.url, status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, size = EXCLUDED.size,
    fetched_at = now()

-- name: save_trial_pages
-- Keep what servers sent for articles that stand, until it is judged: the pages before stay as good as they were.
INSERT INTO newswire.trial_pages (item_id, url, status, headers, body, size)
SELECT item_id, url, status, headers::jsonb, body, size
FROM unnest(%(ids)s::bigint[], %(urls)b::text[], %(statuses)s::smallint[], %(headers)b::text[], %(bodies)b::bytea[],
            %(sizes)s::int[]) AS u(item_id, url, status, headers, body, size)
ON CONFLICT (item_id) DO UPDATE
SET url = EXCLUDED.url, status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, size = EXCLUDED.size,
    fetched_at = now()

-- name: accept_trial_pages
-- They are articles: they replace the pages before them.
WITH came AS (DELETE FROM newswire.trial_pages WHERE item_id = ANY(%(ids)s)
              RETURNING item_id, url, status, headers, body, size, fetched_at)
INSERT INTO newswire.pages (item_id, url, status, headers, body, size, fetched_at) SELECT * FROM came ORDER BY item_id
ON CONFLICT (item_id) DO UPDATE
SET url = EXCLUDED.url, status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, size = EXCLUDED.size,
    fetched_at = EXCLUDED.fetched_at

-- name: drop_trial_pages
-- Nothing came of them: the pages before them stay.
DELETE FROM newswire.trial_pages WHERE item_id = ANY(%(ids)s)

-- name: drop_pages
-- They are no articles, and the feed's text stands in: cleaning them again would find the same.
DELETE FROM newswire.pages WHERE item_id = ANY(%(ids)s)

-- name: load_pages
-- Stored pages of items; those that are still to be judged before the others.
SELECT DISTINCT ON (item_id) item_id, url, status, headers, body, fetched_at, trial
FROM (SELECT item_id, url, status, headers, body, fetched_at, true AS trial
      FROM newswire.trial_pages WHERE item_id = ANY(%(ids)s)
      UNION ALL
      SELECT item_id, url, status, headers, body, fetched_at, false FROM newswire.pages WHERE item_id = ANY(%(ids)s)) kept
ORDER BY item_id, trial DESC

-- name: entries_of_items
-- The latest word of a feed about each item, and when one first spoke of it.
SELECT DISTINCT ON (item_id) item_id, payload, min(first_seen_at) OVER (PARTITION BY item_id) FROM newswire.entries
WHERE item_id = ANY(%(ids)s) ORDER BY item_id, last_seen_at DESC

-- name: quarantine_item
-- Keep why we gave up.
INSERT INTO newswire.quarantine (item_id, step, error, message, traceback, attempts)
VALUES (%(item_id)s, %(step)s, %(error)s, %(message)s, %(traceback)s, %(attempts)s)
ON CONFLICT (item_id) DO UPDATE
SET step = EXCLUDED.step, error = EXCLUDED.error, message = EXCLUDED.message, traceback = EXCLUDED.traceback,
    attempts = EXCLUDED.attempts, quarantined_at = now()

-- name: quarantine_feed
-- Keep why we gave up on a feed.
INSERT INTO newswire.quarantine (feed_id, step, error, message, traceback, attempts)
VALUES (%(feed_id)s, 'poll', %(error)s, %(message)s, %(traceback)s, %(attempts)s)
ON CONFLICT (feed_id) DO UPDATE
SET error = EXCLUDED.error, message = EXCLUDED.message, traceback = EXCLUDED.traceback, attempts = EXCLUDED.attempts,
    quarantined_at = now()

-- name: exhausted_items
-- Items whose process died so often that no worker may take them again: they kill what touches them.
WITH dead AS (
    SELECT id, state::text AS step, attempts FROM newswire.items
    WHERE state IN ('pending', 'fetched') AND attempts >= %(max_attempts)s
      AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())
    ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED)
UPDATE newswire.items i
SET state = 'quarantined', reason = 'worker_died', lease_token = NULL, lease_until = NULL, backend_pid = NULL, updated_at = now()
FROM dead
WHERE i.id = dead.id
RETURNING i.id, dead.step, dead.attempts, i.url

-- name: exhausted_feeds
-- Feeds whose process died so often that no worker may take them again.
WITH dead AS (
    SELECT id, attempts FROM newswire.feeds
    WHERE state = 'active' AND attempts >= %(max_attempts)s AND (lease_until IS NULL OR lease_until < now())
    ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED)
UPDATE newswire.feeds f
SET state = 'quarantined', last_status = 'worker_died', lease_token = NULL, lease_until = NULL, backend_pid = NULL
FROM dead
WHERE f.id = dead.id
RETURNING f.id, dead.attempts, f.url

-- name: list_quarantine
-- What we gave up on, for people.
SELECT q.id, q.item_id, q.feed_id, coalesce(i.url, f.url) AS url, q.step, coalesce(i.reason, f.last_status) AS reason,
       q.error, q.message, q.traceback, q.attempts, q.quarantined_at
FROM newswire.quarantine q
LEFT JOIN newswire.items i ON i.id = q.item_id
LEFT JOIN newswire.feeds f ON f.id = q.feed_id
WHERE (%(reason)s::text IS NULL OR coalesce(i.reason, f.last_status) = %(reason)s)
  AND (%(id)s::bigint IS NULL OR q.id = %(id)s)
  AND (%(before)s::bigint IS NULL OR q.id < %(before)s)
ORDER BY q.id DESC LIMIT %(limit)s

-- name: reasons_of_quarantine
-- Why items and feeds are in quarantine.
SELECT DISTINCT coalesce(i.reason, f.last_status)
FROM newswire.quarantine q
LEFT JOIN newswire.items i ON i.id = q.item_id
LEFT JOIN newswire.feeds f ON f.id = q.feed_id
WHERE coalesce(i.reason, f.last_status) IS NOT NULL

-- name: in_quarantine
-- Which of these lines there are. Locks them: what another session takes out meanwhile would make this one do half.
SELECT id FROM newswire.quarantine WHERE id = ANY(%(ids)s::bigint[]) FOR UPDATE

-- name: release_quarantine
-- Take rows out of quarantine; gives what they were.
DELETE FROM newswire.quarantine q
WHERE (%(ids)s::bigint[] IS NULL OR q.id = ANY(%(ids)s))
  AND (%(reason)s::text IS NULL
       OR EXISTS (SELECT FROM newswire.items i WHERE i.id = q.item_id AND i.reason = %(reason)s)
       OR EXISTS (SELECT FROM newswire.feeds f WHERE f.id = q.feed_id AND f.last_status = %(reason)s))
RETURNING q.item_id, q.feed_id

-- name: revive_items
-- Back to the step that failed: to clean when its page is still kept, else to fetch.
UPDATE newswire.items i
SET state = CASE WHEN i.url IS NULL OR i.page_hash IS NOT NULL OR EXISTS (SELECT FROM newswire.pages p WHERE p.item_id = i.id)
                 THEN 'fetched' ELSE 'pending' END::newswire.item_state,
    reason = NULL, attempts = 0, hops = 0, fetch_url = NULL, next_attempt_at = now(), enqueued_at = NULL, updated_at = now()
WHERE i.id = ANY(%(ids)s)

-- name: revive_feeds
-- Poll them again.
UPDATE newswire.feeds SET state = 'active', attempts = 0, failures = 0, next_poll_at = now(), wanted = true
WHERE id = ANY(%(ids)s)

-- name: count_items
-- Items by state and reason, for the summary of a run and for newswire status.
SELECT state::text, coalesce(reason, '') AS reason, count(*) FROM newswire.items GROUP BY 1, 2 ORDER BY 1, 2

-- name: limit_statements
-- For this transaction: no statement takes longer.
SELECT set_config('statement_timeout', %(milliseconds)s, true)

-- name: queue_state
-- What waits at each step: due now, in hand, waiting for a later attempt, and for how long the oldest has been due.
SELECT CASE state WHEN 'pending' THEN 'fetch' ELSE 'clean' END AS step,
       count(*) FILTER (WHERE next_attempt_at <= now() AND (lease_until IS NULL OR lease_until < now())) AS due,
       count(*) FILTER (WHERE lease_until >= now()) AS in_hand,
       count(*) FILTER (WHERE next_attempt_at > now() AND (lease_until IS NULL OR lease_until < now())) AS waiting,
       coalesce(extract(epoch FROM now() - min(next_attempt_at) FILTER (WHERE next_attempt_at <= now())), 0)::float8
           AS oldest_seconds
FROM newswire.items WHERE state IN ('pending', 'fetched') GROUP BY state
UNION ALL
SELECT 'poll',
       count(*) FILTER (WHERE next_poll_at <= now() AND (lease_until IS NULL OR lease_until < now())),
       count(*) FILTER (WHERE lease_until >= now()),
       count(*) FILTER (WHERE next_poll_at > now() AND (lease_until IS NULL OR lease_until < now())),
       coalesce(extract(epoch FROM now() - min(next_poll_at) FILTER (WHERE next_poll_at <= now())), 0)::float8
FROM newswire.feeds WHERE state = 'active'

-- name: count_outcome
-- Counts that outlive the items; sorted by key, or two batches would deadlock.
INSERT INTO newswire.counters AS c (day, step, outcome, reason, items)
VALUES ((now() AT TIME ZONE 'UTC')::date, %(step)s, %(outcome)s, %(reason)s, %(items)s)
ON CONFLICT (day, step, outcome, reason) DO UPDATE SET items = c.items + EXCLUDED.items

-- name: add_cost
-- What a task cost; a long one tells it in parts, of which only the last counts as a batch.
INSERT INTO newswire.costs AS c (day, step, batches, items, cpu_seconds, seconds)
VALUES ((now() AT TIME ZONE 'UTC')::date, %(step)s, %(batches)s, %(items)s, %(cpu_seconds)s, %(seconds)s)
ON CONFLICT (day, step) DO UPDATE
SET batches = c.batches + EXCLUDED.batches, items = c.items + EXCLUDED.items,
    cpu_seconds = c.cpu_seconds + EXCLUDED.cpu_seconds, seconds = c.seconds + EXCLUDED.seconds

-- name: list_costs
-- What each step has cost over the last days.
SELECT step, sum(batches)::bigint AS batches, sum(items)::bigint AS items, sum(cpu_seconds) AS cpu_seconds,
       sum(seconds) AS seconds
FROM newswire.costs WHERE day > (now() AT TIME ZONE 'UTC')::date - %(days)s::int GROUP BY step ORDER BY step

-- name: list_counters
-- Outcomes over the last days.
SELECT step, outcome, reason, sum(items)::bigint AS items
FROM newswire.counters WHERE day > (now() AT TIME ZONE 'UTC')::date - %(days)s::int
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
