-- name: add_feed
-- Add a feed, or find the one with the same address, which takes the rhythm and group that are given; gives its id and
-- whether it is new.
INSERT INTO newswire.feeds (url, url_hash, source, title, free_only, shortest_seconds, interval_seconds, every_seconds,
                            group_name, backfill)
VALUES (%(url)s, sha256(convert_to(%(url)s, 'UTF8')), %(source)s, %(title)s, %(free_only)s, %(shortest)s::float8,
        coalesce(%(every)s::float8, %(shortest)s::float8, 900), %(every)s::float8, %(group)s, %(backfill)s)
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
        WHERE h.host = substring(f.url FROM '^https?://([^/]+)') AND h.blocked_until > now()) AS host_closed_until,
       (SELECT count(*) FROM newswire.entries e WHERE e.feed_id = f.id) AS entries
FROM newswire.feeds f
WHERE (%(feed)s::text IS NULL OR f.id::text = %(feed)s OR f.url = %(feed)s)
  AND (%(group)s::text IS NULL OR f.group_name = %(group)s OR starts_with(f.group_name, %(group)s || ' / '))
ORDER BY f.id

-- name: set_feed_state
-- Pause or resume a feed; resuming makes it due at once and forgets its failures. Either takes it out of quarantine.
WITH changed AS (
    UPDATE newswire.feeds
    SET state = %(state)s, failures = CASE WHEN %(state)s = 'active' THEN 0 ELSE failures END,
        attempts = 0, enqueued_at = NULL,
        next_poll_at = CASE WHEN %(state)s = 'active' THEN now() ELSE next_poll_at END
    WHERE id::text = %(feed)s OR url = %(feed)s
    RETURNING id),
released AS (DELETE FROM newswire.quarantine WHERE feed_id IN (SELECT id FROM changed))
SELECT id FROM changed

-- name: poll_feed_now
-- Let a feed that is polled be due at once; its rhythm stays. One that a worker has in hand is due when that has ended.
UPDATE newswire.feeds SET next_poll_at = now(), enqueued_at = NULL
WHERE id = %(id)s AND state IN ('active', 'gone') RETURNING id

-- name: backfill_feed
-- Let the next poll take a feed's old entries too, whole and at once.
UPDATE newswire.feeds SET backfill = true, etag = NULL, last_modified = NULL, next_poll_at = now(), enqueued_at = NULL,
    body_hash = CASE WHEN body_hash IS NULL THEN NULL ELSE ''::bytea END
WHERE id::text = %(feed)s OR url = %(feed)s
RETURNING id

-- name: remove_feed
-- Forget a feed and its entries; its articles stay.
DELETE FROM newswire.feeds WHERE id::text = %(feed)s OR url = %(feed)s RETURNING id

-- name: due_feeds
-- The one definition of a due feed: active or gone, its time come, no live lease, and its id not just sent.
-- Ids that were sent stay quiet for a while, or a backlog would be sent every second; SKIP LOCKED lets two dispatchers share.
UPDATE newswire.feeds SET enqueued_at = now()
WHERE id IN (
    SELECT id FROM newswire.feeds
    WHERE state IN ('active', 'gone') AND next_poll_at <= now() AND (lease_until IS NULL OR lease_until < now())
      AND (enqueued_at IS NULL OR enqueued_at < now() - make_interval(secs => %(quiet)s))
    ORDER BY next_poll_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id, attempts

-- name: claim_feeds
-- Take feeds under a lease. Closes the race of two workers told about the same feed: one gets the row, the other skips it.
-- What failed before is taken only alone, as with items.
UPDATE newswire.feeds f
SET lease_token = %(lease)s, lease_until = now() + make_interval(secs => %(seconds)s), attempts = f.attempts + 1,
    backend_pid = pg_backend_pid(),
    backend_started_at = (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())
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
-- together, because an OR of them would read all entries of the feed.
SELECT e.key, e.fingerprint, e.item_id, e.page_hash, e.guid_hash, e.title_hash, e.published_at, e.shares, e.held,
       e.changes
FROM newswire.entries e
WHERE e.feed_id = %(feed_id)s AND e.entry_hash IN (
    SELECT unnest(%(hashes)s::bytea[])
    UNION SELECT entry_hash FROM newswire.entries WHERE feed_id = %(feed_id)s AND page_hash = ANY(%(pages)s)
    UNION SELECT entry_hash FROM newswire.entries WHERE feed_id = %(feed_id)s AND guid_hash = ANY(%(guids)s))
ORDER BY e.first_seen_at, e.entry_hash

-- name: record_poll
-- End a poll; fenced by the lease, so that a worker that was slow cannot undo what a later one wrote.
UPDATE newswire.feeds
SET next_poll_at = now() + make_interval(secs => %(wait)s), interval_seconds = %(interval)s, failures = %(failures)s,
    state = CASE state WHEN 'paused' THEN state ELSE %(state)s END,  -- the operator's word stands
    etag = %(etag)s, last_modified = %(last_modified)s, body_hash = %(body_hash)s,
    url = %(url)s, url_hash = sha256(convert_to(%(url)s, 'UTF8')),
    moved_to = %(moved_to)s, moved_since = %(moved_since)s, moved_times = %(moved_times)s,
    title = coalesce(%(title)s, title), site_url = coalesce(%(site_url)s, site_url),
    advice_seconds = %(advice_seconds)s, skip_hours = %(skip_hours)s::smallint[], skip_days = %(skip_days)s::smallint[],
    whole_at = %(whole_at)s, conditional_polls = %(conditional_polls)s, validators_hid_at = %(validators_hid_at)s,
    gaps = %(gaps)s, last_gap_at = %(last_gap_at)s, last_news_at = %(last_news_at)s, news_seconds = %(news_seconds)s,
    gone_times = %(gone_times)s, push_until = %(push_until)s, backfill = %(backfill)s,
    last_polled_at = now(), last_status = %(status)s, last_error = %(error)s,
    recent_polls = jsonb_path_query_array(jsonb_build_array(jsonb_build_object(
        'at', now(), 'status', %(status)s::text, 'error', %(error)s::text, 'new', %(new)s::int, 'changed', %(changed)s::int,
        'gap', gaps < %(gaps)s)) || recent_polls, '$[0 to 19]'),
    attempts = 0, lease_token = NULL, lease_until = NULL, backend_pid = NULL, enqueued_at = NULL
WHERE id = %(id)s AND lease_token = %(lease)s
RETURNING id

-- name: feed_address_taken
-- Whether another feed already has this address (a move onto it would break the unique key).
SELECT EXISTS (SELECT FROM newswire.feeds WHERE url_hash = sha256(convert_to(%(url)s, 'UTF8')) AND id <> %(id)s)

-- name: release_feed
-- Give a feed back unpolled, due later; the attempt does not count.
UPDATE newswire.feeds
SET attempts = greatest(attempts - 1, 0), lease_token = NULL, lease_until = NULL, backend_pid = NULL, enqueued_at = NULL,
    next_poll_at = now() + make_interval(secs => %(wait)s)
WHERE id = %(id)s AND lease_token = %(lease)s

-- name: save_entry
-- Keep what the feed says now about one piece of news.
INSERT INTO newswire.entries (feed_id, entry_hash, key, fingerprint, item_id, payload, page_hash, guid_hash, title_hash,
                              published_at, shares, held, changes)
VALUES (%(feed_id)s, %(entry_hash)s, %(key)s, %(fingerprint)s,
        coalesce(%(item_id)s::bigint, (SELECT id FROM newswire.items WHERE url_hash = %(url_hash)s)), %(payload)s,
        %(page_hash)s, %(guid_hash)s, %(title_hash)s, %(published_at)s, %(shares)s, %(held)s, %(changes)s)
ON CONFLICT (feed_id, entry_hash) DO UPDATE
SET fingerprint = EXCLUDED.fingerprint, payload = EXCLUDED.payload, item_id = EXCLUDED.item_id, last_seen_at = now(),
    page_hash = EXCLUDED.page_hash, guid_hash = EXCLUDED.guid_hash, title_hash = EXCLUDED.title_hash,
    published_at = EXCLUDED.published_at, shares = EXCLUDED.shares, held = EXCLUDED.held, changes = EXCLUDED.changes

-- name: unpolled_feeds
-- Active feeds that have never been polled to an end.
SELECT count(*) FROM newswire.feeds WHERE state = 'active' AND last_polled_at IS NULL
