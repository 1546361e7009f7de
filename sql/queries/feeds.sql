-- name: add_feed
-- Add a feed, or find the one with the same address, which takes the rhythm and group that are given; gives its id and
-- whether it is new.
INSERT INTO newswire.feeds (url, url_hash, source, title, free_only, shortest_seconds, interval_seconds, every_seconds,
                            group_name, backfill, wanted, next_poll_at)
VALUES (%(url)s, sha256(convert_to(%(url)s, 'UTF8')), %(source)s, %(title)s, %(free_only)s, %(shortest)s::float8,
        coalesce(%(every)s::float8, %(shortest)s::float8, %(interval)s), %(every)s::float8, %(group)s, %(backfill)s,
        %(wanted)s, now() + make_interval(secs => %(wait)s))
ON CONFLICT (url_hash) DO UPDATE
SET title = coalesce(newswire.feeds.title, EXCLUDED.title),
    every_seconds = coalesce(EXCLUDED.every_seconds, newswire.feeds.every_seconds),
    group_name = coalesce(EXCLUDED.group_name, newswire.feeds.group_name),
    next_poll_at = CASE WHEN EXCLUDED.every_seconds IS NULL THEN newswire.feeds.next_poll_at ELSE now() END
RETURNING id, xmax = 0 AS is_new

-- name: list_feeds
-- Feeds for people, with how many items each has brought.
SELECT f.id, f.url, f.source, f.title, f.state, f.interval_seconds, f.next_poll_at, f.last_polled_at, f.last_status,
       f.last_error, f.failures, f.free_only, f.group_name, f.every_seconds, f.site_url, f.moved_to, f.whole_at,
       f.validators_hid_at, f.gaps, f.last_gap_at, f.last_news_at, f.news_seconds,
       (SELECT h.blocked_until FROM newswire.hosts h
        WHERE h.host = f.host AND h.blocked_until > now()) AS host_closed_until,
       (SELECT count(*) FROM newswire.entries e WHERE e.feed_id = f.id) AS entries
FROM newswire.feeds f
WHERE (%(feed)s::text IS NULL OR f.id::text = %(feed)s OR f.url = %(feed)s)
  AND (%(group)s::text IS NULL OR f.group_name = %(group)s OR starts_with(f.group_name, %(group)s || ' / '))
ORDER BY f.id

-- name: find_feeds
-- Which feeds these words name, by their ids or addresses; each is locked, so that all of a command is done or nothing.
WITH known AS (
    SELECT named, f.id FROM unnest(%(names)s::text[]) named
    JOIN newswire.feeds f ON f.url_hash = sha256(convert_to(named, 'UTF8'))
    UNION
    SELECT named, f.id FROM unnest(%(names)s::text[]) named
    JOIN newswire.feeds f ON f.id = CASE WHEN named ~ '^[1-9][0-9]{0,17}$' THEN named::bigint END)
SELECT known.named, f.id FROM known JOIN newswire.feeds f ON f.id = known.id
ORDER BY f.id FOR UPDATE OF f

-- name: feed_groups
-- The groups that feeds are in.
SELECT DISTINCT group_name FROM newswire.feeds WHERE group_name IS NOT NULL

-- name: set_feed_state
-- Pause or resume feeds; resuming makes them due at once and forgets their failures. Either takes them out of quarantine.
WITH changed AS (
    UPDATE newswire.feeds
    SET state = %(state)s, failures = CASE WHEN %(state)s = 'active' THEN 0 ELSE failures END,
        attempts = 0, wanted = %(state)s = 'active',
        next_poll_at = CASE WHEN %(state)s = 'active' THEN now() ELSE next_poll_at END
    WHERE id = ANY(%(ids)s)
    RETURNING id),
released AS (DELETE FROM newswire.quarantine WHERE feed_id IN (SELECT id FROM changed))
SELECT id FROM changed

-- name: poll_feed_now
-- Let a feed that is polled be due at once; its rhythm stays. One that a worker has in hand is due when that has ended.
UPDATE newswire.feeds SET next_poll_at = now(), wanted = true
WHERE id = %(id)s AND state IN ('active', 'gone') RETURNING id

-- name: backfill_feed
-- Let the next poll take a feed's old entries too, whole and at once.
UPDATE newswire.feeds SET backfill = true, etag = NULL, last_modified = NULL, next_poll_at = now(), wanted = true,
    body_hash = CASE WHEN body_hash IS NULL THEN NULL ELSE ''::bytea END
WHERE id = %(id)s

-- name: remove_feeds
-- Forget feeds and their entries; their articles stay.
DELETE FROM newswire.feeds WHERE id = ANY(%(ids)s)

-- name: due_feeds
-- The one definition of a due feed: active or gone, its time come, and no live lease. First those that somebody waits for,
-- then the latest against their own rhythm: else a feed asked every five minutes would wait behind thousands of slow ones.
SELECT id, attempts FROM newswire.feeds
WHERE state IN ('active', 'gone') AND next_poll_at <= now() AND (lease_until IS NULL OR lease_until < now())
ORDER BY wanted DESC,
         extract(epoch FROM now() - next_poll_at) / greatest(coalesce(every_seconds, interval_seconds), 1) DESC, id
LIMIT %(limit)s

-- name: claim_feeds
-- Take feeds under a lease. Closes the race of two workers told about the same feed: one gets the row, the other skips it.
-- What failed before is taken only alone, as with items.
UPDATE newswire.feeds f
SET lease_token = %(lease)s, lease_until = now() + make_interval(secs => %(seconds)s), attempts = f.attempts + 1,
    backend_pid = pg_backend_pid(),
    backend_started_at = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()))
WHERE f.id IN (
    SELECT id FROM newswire.feeds
    WHERE id = ANY(%(ids)s) AND state IN ('active', 'gone') AND next_poll_at <= now() AND (lease_until IS NULL OR lease_until < now())
      AND (attempts = 0 OR cardinality(%(ids)s::bigint[]) = 1)
    ORDER BY id FOR UPDATE SKIP LOCKED)
RETURNING f.id, f.url, f.source, f.etag, f.last_modified, f.body_hash, f.interval_seconds,
          f.shortest_seconds, f.every_seconds, f.failures, f.attempts,
          f.lease_token AS lease, f.moved_to, f.moved_since, f.moved_times, f.title, f.last_polled_at, f.last_status,
          f.advice_seconds,
          f.skip_hours, f.skip_days, f.whole_at, f.conditional_polls, f.validators_hid_at, f.gaps, f.last_gap_at,
          f.last_news_at, f.news_seconds, f.gone_times, f.push_until, f.backfill

-- name: known_entries
-- What we hold of a feed's entries under these names, pages or GUIDs: to tell new from changed from known. Three lists put
-- together, because an OR of them would read all entries of the feed. Of those that share a page or GUID the last seen,
-- chosen by an expression, or the planner might go through the entries of all feeds by their age.
SELECT e.key, e.fingerprint, e.item_id, e.page_hash, e.guid_hash, e.title_hash, e.published_at, e.shares, e.held,
       e.changes
FROM newswire.entries e
WHERE e.feed_id = %(feed_id)s AND e.entry_hash IN (
    SELECT unnest(%(hashes)b::bytea[])
    UNION (SELECT entry_hash FROM newswire.entries WHERE feed_id = %(feed_id)s AND page_hash = ANY(%(pages)b)
           ORDER BY last_seen_at + interval '0' DESC LIMIT %(most)s)
    UNION (SELECT entry_hash FROM newswire.entries WHERE feed_id = %(feed_id)s AND guid_hash = ANY(%(guids)b)
           ORDER BY last_seen_at + interval '0' DESC LIMIT %(most)s))
ORDER BY e.first_seen_at, e.entry_hash

-- name: known_by_title
-- What we hold of a feed's entries under these titles, the last seen. Asked only where a document of a feed that has been
-- read before shows nothing that is known, or an old entry that is not, so it goes through the feed's entries without an
-- index of its own.
SELECT e.key, e.fingerprint, e.item_id, e.page_hash, e.guid_hash, e.title_hash, e.published_at, e.shares, e.held,
       e.changes
FROM newswire.entries e
WHERE e.feed_id = %(feed_id)s AND e.title_hash = ANY(%(titles)b)
ORDER BY e.last_seen_at DESC, e.entry_hash
LIMIT %(most)s

-- name: record_polls
-- End polls, one or many at once; fenced by the lease, so that a worker that was slow cannot undo what a later one wrote.
UPDATE newswire.feeds f
SET next_poll_at = now() + make_interval(secs => r.wait), interval_seconds = r.interval, failures = r.failures,
    state = CASE f.state WHEN 'paused' THEN f.state ELSE r.state END,  -- the operator's word stands
    etag = r.etag, last_modified = r.last_modified, body_hash = r.body_hash,
    url = r.url, url_hash = CASE r.url WHEN f.url THEN f.url_hash ELSE sha256(convert_to(r.url, 'UTF8')) END,
    moved_to = r.moved_to, moved_since = r.moved_since, moved_times = r.moved_times,
    title = coalesce(r.title, f.title), site_url = coalesce(r.site_url, f.site_url),
    advice_seconds = r.advice_seconds, skip_hours = r.skip_hours, skip_days = r.skip_days,
    whole_at = r.whole_at, conditional_polls = r.conditional_polls, validators_hid_at = r.validators_hid_at,
    gaps = r.gaps, last_gap_at = r.last_gap_at, last_news_at = r.last_news_at, news_seconds = r.news_seconds,
    gone_times = r.gone_times, push_until = r.push_until, backfill = r.backfill,
    last_polled_at = now(), last_status = r.status, last_error = r.error,
    recent_polls = jsonb_path_query_array(jsonb_build_array(jsonb_build_object(
        'at', now(), 'status', r.status, 'error', r.error, 'new', r.new, 'changed', r.changed, 'gap', f.gaps < r.gaps))
        || f.recent_polls, '$[0 to 19]'),
    attempts = 0, lease_token = NULL, lease_until = NULL, backend_pid = NULL, wanted = false
FROM jsonb_to_recordset(%(polls)s::jsonb) AS r(
    id bigint, lease uuid, wait float8, interval float8, failures int, state text, status text, error text, url text,
    etag text, last_modified text, body_hash bytea, moved_to text, moved_since timestamptz, moved_times int, title text,
    site_url text, advice_seconds float8, skip_hours smallint[], skip_days smallint[], whole_at timestamptz,
    conditional_polls int, validators_hid_at timestamptz, gaps int, last_gap_at timestamptz, last_news_at timestamptz,
    news_seconds float8, gone_times int, push_until timestamptz, backfill boolean, new int, changed int)
WHERE f.id = r.id AND f.lease_token = r.lease
RETURNING f.id

-- name: add_gap
-- Tell consumers for which time news of a publisher may be missing.
INSERT INTO news.gaps (source, feed_id, since, entries) VALUES (%(source)s, %(feed_id)s, %(since)s, %(entries)s)

-- name: feed_address_taken
-- Whether another feed already has this address (a move onto it would break the unique key).
SELECT EXISTS (SELECT FROM newswire.feeds WHERE url_hash = sha256(convert_to(%(url)s, 'UTF8')) AND id <> %(id)s)

-- name: release_feeds
-- Give feeds back unpolled, due later; the attempts do not count.
UPDATE newswire.feeds f
SET attempts = greatest(f.attempts - 1, 0), lease_token = NULL, lease_until = NULL, backend_pid = NULL,
    next_poll_at = now() + make_interval(secs => r.wait)
FROM unnest(%(ids)s::bigint[], %(leases)s::uuid[], %(waits)s::float8[]) AS r(id, lease, wait)
WHERE f.id = r.id AND f.lease_token = r.lease

-- name: save_entries
-- Keep what the feed says now about pieces of news.
INSERT INTO newswire.entries (feed_id, entry_hash, key, fingerprint, item_id, payload, page_hash, guid_hash, title_hash,
                              published_at, shares, held, changes)
SELECT %(feed_id)s, e.hash, e.key, e.fingerprint,
       coalesce(e.item_id, (SELECT id FROM newswire.items WHERE url_hash = e.url_hash)), e.payload::jsonb,
       e.page_hash, e.guid_hash, e.title_hash, e.published_at, e.shares, e.held, e.changes
FROM unnest(%(hashes)b::bytea[], %(keys)b::text[], %(fingerprints)b::bytea[], %(item_ids)s::bigint[], %(url_hashes)b::bytea[],
            %(payloads)b::text[], %(page_hashes)b::bytea[], %(guid_hashes)b::bytea[], %(title_hashes)b::bytea[],
            %(published)s::timestamptz[], %(shares)s::boolean[], %(held)s::boolean[], %(changes)s::smallint[])
     AS e(hash, key, fingerprint, item_id, url_hash, payload, page_hash, guid_hash, title_hash, published_at, shares, held,
          changes)
ON CONFLICT (feed_id, entry_hash) DO UPDATE
SET fingerprint = EXCLUDED.fingerprint, payload = EXCLUDED.payload, item_id = EXCLUDED.item_id, last_seen_at = now(),
    page_hash = EXCLUDED.page_hash, guid_hash = EXCLUDED.guid_hash, title_hash = EXCLUDED.title_hash,
    published_at = EXCLUDED.published_at, shares = EXCLUDED.shares, held = EXCLUDED.held, changes = EXCLUDED.changes

-- name: unpolled_feeds
-- Active feeds that have never been polled to an end.
SELECT count(*) FROM newswire.feeds WHERE state = 'active' AND last_polled_at IS NULL
