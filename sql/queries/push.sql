-- name: withdraw_offers
-- A feed no longer names what it named before: what hangs on it is given up.
UPDATE newswire.subscriptions SET offered = false
WHERE feed_id = %(feed_id)s AND offered AND (hub, topic_url) IS DISTINCT FROM (%(hub)s::text, %(topic_url)s::text)

-- name: offer_subscription
-- A feed names who pushes it; one that is known stays as far as it has come.
INSERT INTO newswire.subscriptions (feed_id, hub, topic_url) VALUES (%(feed_id)s, %(hub)s, %(topic_url)s)
ON CONFLICT (feed_id, hub, topic_url) DO UPDATE SET offered = true WHERE NOT newswire.subscriptions.offered

-- name: count_miss
-- A poll found news that should have been pushed; after several in a row the subscription is given up for a while.
UPDATE newswire.subscriptions SET misses = misses + 1,
    state = CASE WHEN misses + 1 >= %(most)s THEN 'ending' ELSE state END,
    next_at = CASE WHEN misses + 1 >= %(most)s THEN now() ELSE next_at END,
    failures = CASE WHEN misses + 1 >= %(most)s THEN 0 ELSE failures END,
    last_error = CASE WHEN misses + 1 >= %(most)s THEN 'did not push what polls found' ELSE last_error END
WHERE feed_id = %(feed_id)s AND state = 'live'

-- name: end_unwanted_subscriptions
-- What no feed that is polled offers any more is given up.
UPDATE newswire.subscriptions s SET state = 'ending', next_at = now(), failures = 0
WHERE s.state IN ('asked', 'live') AND NOT EXISTS (
    SELECT FROM newswire.feeds f WHERE f.id = s.feed_id AND f.state = 'active' AND s.offered)

-- name: restart_lapsed_subscriptions
-- A lease that is over, or an address of ours that is another now, begins anew.
UPDATE newswire.subscriptions SET state = 'new', next_at = now(), failures = 0
WHERE (state = 'live' AND lease_until <= now())
   OR (state IN ('asked', 'live') AND callback_base IS DISTINCT FROM %(base)s)

-- name: revive_subscriptions
-- What was off or denied is asked for again when its time has come and its feed is polled.
UPDATE newswire.subscriptions s SET state = 'new', failures = 0, misses = 0
FROM newswire.feeds f
WHERE s.state IN ('off', 'denied') AND s.next_at <= now() AND f.id = s.feed_id AND f.state = 'active' AND s.offered

-- name: forget_subscriptions
-- What ended, or never began, for a feed that is gone or offers another.
DELETE FROM newswire.subscriptions WHERE state IN ('new', 'off', 'denied') AND (feed_id IS NULL OR NOT offered)

-- name: due_subscriptions
-- Take what is due, so that two of us do not ask twice; who dies meanwhile is followed ten minutes later.
UPDATE newswire.subscriptions s SET next_at = now() + interval '10 minutes'
WHERE id = ANY (ARRAY(
    SELECT s.id FROM newswire.subscriptions s LEFT JOIN newswire.feeds f ON f.id = s.feed_id
    WHERE s.next_at <= now() AND (s.state IN ('asked', 'live', 'ending') OR (s.state = 'new' AND f.state = 'active' AND s.offered))
    ORDER BY s.next_at LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED))
RETURNING s.id, s.feed_id, s.hub, s.topic_url, s.state, s.token, s.secret, s.lease_until, s.failures

-- name: begin_subscription
-- Kept before the hub is asked: it may verify before it answers. One that stands keeps its address and secret, so that
-- what comes while it is renewed is not lost.
UPDATE newswire.subscriptions
SET state = CASE WHEN state = 'new' THEN 'asked' ELSE state END, callback_base = %(base)s,
    token = CASE WHEN state = 'new' OR token IS NULL THEN %(token)s ELSE token END,
    secret = CASE WHEN state = 'new' OR secret IS NULL THEN %(secret)s ELSE secret END
WHERE id = %(id)s
RETURNING id, feed_id, hub, topic_url, state, token, secret, lease_until, failures

-- name: postpone_subscription
-- Its hub has no free slot now.
UPDATE newswire.subscriptions SET next_at = now() + make_interval(secs => %(wait)s) WHERE id = %(id)s

-- name: end_request
-- What became of a request. A hub that verified before it answered has the last word, and so has one that denied.
UPDATE newswire.subscriptions
SET state = %(state)s, failures = %(failures)s, next_at = now() + make_interval(secs => %(wait)s),
    last_error = CASE WHEN %(state)s IN ('ending', 'off') THEN coalesce(%(error)s, last_error) ELSE %(error)s END
WHERE id = %(id)s AND state = %(was)s AND failures = %(before)s
  AND NOT (state = 'live' AND lease_until IS DISTINCT FROM %(lease)s::timestamptz)

-- name: subscription_of
-- Whose address a hub has called.
SELECT id, feed_id, hub, topic_url, state, token, secret, lease_until, failures FROM newswire.subscriptions WHERE token = %(token)s

-- name: hold_feed_of_subscription
-- Hold a subscription's feed before it is written: a push and a poll take the two in this order, and another is a deadlock.
SELECT FROM newswire.feeds WHERE id = (SELECT feed_id FROM newswire.subscriptions WHERE id = %(id)s) FOR NO KEY UPDATE

-- name: verify_subscription
-- The hub has our word: it pushes from now on. A feed that is polled seldom because of it stays so for the new lease.
WITH verified AS (
    UPDATE newswire.subscriptions
    SET state = 'live', lease_until = now() + make_interval(secs => %(lease)s),
        next_at = now() + make_interval(secs => %(ask_again)s), failures = 0, last_error = NULL
    WHERE id = %(id)s AND state IN ('asked', 'live') RETURNING feed_id, lease_until)
UPDATE newswire.feeds f SET push_until = v.lease_until FROM verified v WHERE f.id = v.feed_id AND f.push_until IS NOT NULL

-- name: end_subscription
-- The hub has our word that it shall stop, or has denied: the feed is polled by its rhythm again, at once if it is due by that.
WITH ended AS (
    UPDATE newswire.subscriptions
    SET state = %(state)s, next_at = now() + make_interval(secs => %(wait)s), failures = 0,
        last_error = coalesce(%(error)s, last_error)  -- why it ended
    WHERE id = %(id)s RETURNING feed_id)
UPDATE newswire.feeds f
SET push_until = NULL, next_poll_at = least(f.next_poll_at, now() + make_interval(secs => f.interval_seconds))
FROM ended e WHERE f.id = e.feed_id AND f.push_until IS NOT NULL

-- name: store_push
-- Kept before it is answered; a bounded number for each, so that nobody fills the disk. Gives nothing when that is reached.
WITH kept AS (
    INSERT INTO newswire.pushes (subscription_id, content_type, body)
    SELECT %(id)s, %(content_type)s, %(body)s
    WHERE (SELECT count(*) FROM newswire.pushes WHERE subscription_id = %(id)s) < %(most)s
    RETURNING subscription_id)
UPDATE newswire.subscriptions s SET last_push_at = now(), pushes = pushes + 1 FROM kept WHERE s.id = kept.subscription_id
RETURNING s.id

-- name: count_ignored
-- A push without the right signature.
UPDATE newswire.subscriptions SET ignored = ignored + 1 WHERE id = %(id)s

-- name: claim_push
-- The oldest push whose feed nobody polls now; the attempt is counted before the risky work. Failed ones come after the others.
UPDATE newswire.pushes p SET attempts = p.attempts + 1
FROM newswire.subscriptions s
WHERE s.id = p.subscription_id AND p.id = (
    SELECT p.id FROM newswire.pushes p JOIN newswire.subscriptions s ON s.id = p.subscription_id
    LEFT JOIN newswire.feeds f ON f.id = s.feed_id
    WHERE f.lease_until IS NULL OR f.lease_until < now()
    ORDER BY p.attempts, p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED)
RETURNING p.id, p.subscription_id, s.feed_id, s.topic_url, p.content_type, p.body, p.attempts

-- name: lock_feed
-- Hold a feed while what was pushed of it is written: no poll can claim it meanwhile, and one that has claimed it comes first.
-- Waits for who writes the row: a push that is skipped for that would be dropped as if nobody polled its feed.
SELECT f.id, f.url, f.source, f.etag, f.last_modified, f.body_hash, f.interval_seconds, f.shortest_seconds, f.every_seconds,
       f.failures, f.attempts, coalesce(f.lease_token, gen_random_uuid()) AS lease, f.moved_to, f.moved_since, f.moved_times, f.title,
       f.last_polled_at, f.last_status, f.advice_seconds, f.skip_hours, f.skip_days, f.whole_at, f.conditional_polls,
       f.validators_hid_at, f.gaps, f.last_gap_at, f.last_news_at, f.news_seconds, f.gone_times, f.push_until, f.backfill
FROM newswire.feeds f
WHERE f.id = %(id)s AND f.state = 'active' AND (f.lease_until IS NULL OR f.lease_until < now())
FOR UPDATE

-- name: record_push
-- What was pushed is written. A hub that brings news first has proved itself until the end of its lease; one that has
-- missed some does so with one push more for each miss.
WITH taken AS (
    DELETE FROM newswire.pushes WHERE id = %(push_id)s RETURNING subscription_id),
proved AS (
    SELECT s.lease_until FROM newswire.subscriptions s JOIN taken t ON t.subscription_id = s.id
    WHERE %(news)s AND s.state = 'live' AND s.misses = 0),
forgiven AS (
    UPDATE newswire.subscriptions s SET misses = greatest(s.misses - 1, 0) FROM taken t
    WHERE s.id = t.subscription_id AND %(news)s AND s.misses > 0)
UPDATE newswire.feeds f
SET last_news_at = %(last_news_at)s, news_seconds = %(news_seconds)s,
    push_until = coalesce((SELECT lease_until FROM proved), f.push_until)
WHERE f.id = %(feed_id)s

-- name: give_back_push
-- A poll has its feed: it is taken after that.
UPDATE newswire.pushes SET attempts = greatest(attempts - 1, 0) WHERE id = %(push_id)s

-- name: drop_push
-- It cannot be read, or nobody wants it any more.
DELETE FROM newswire.pushes WHERE id = %(push_id)s

-- name: poll_soon
-- A push that only says that there is news, or cannot be read: the feed is asked itself, at most once a minute because of it.
UPDATE newswire.feeds SET next_poll_at = least(next_poll_at, greatest(now(), last_polled_at + interval '1 minute'))
WHERE id = %(feed_id)s AND state = 'active'

-- name: list_subscriptions
-- For people: who pushes the feed with this id.
SELECT hub, topic_url, state, lease_until, last_push_at, pushes, ignored, misses, last_error
FROM newswire.subscriptions WHERE feed_id = %(feed_id)s ORDER BY offered DESC, id

-- name: feed_is_claimed
-- Whether a poll has the feed now.
SELECT EXISTS (SELECT FROM newswire.feeds WHERE id = %(id)s AND state = 'active' AND lease_until >= now())
