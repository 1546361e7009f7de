-- Our own half: feeds, hosts, items, entries, pages, and what workers remember. Consumers never see the schema newswire.
-- Postgres is the truth: a row is due when its time has come and nobody holds a live lease on it.

CREATE SCHEMA newswire;
COMMENT ON SCHEMA newswire IS 'Private to Newswire: work in hand. Consumers read the schema news.';

CREATE TYPE newswire.item_state AS ENUM ('pending', 'fetched', 'stored', 'duplicate', 'skipped', 'quarantined');
COMMENT ON TYPE newswire.item_state IS 'pending → fetched → one of the ends: stored, duplicate, skipped, quarantined.';

CREATE TABLE newswire.feeds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url text NOT NULL,
    url_hash bytea NOT NULL UNIQUE,
    source text NOT NULL,
    title text,
    site_url text,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'gone', 'quarantined')),
    free_only boolean NOT NULL DEFAULT false,
    etag text,
    last_modified text,
    body_hash bytea,
    interval_seconds double precision NOT NULL DEFAULT 900,
    shortest_seconds double precision,
    next_poll_at timestamptz NOT NULL DEFAULT now(),
    failures integer NOT NULL DEFAULT 0,
    moved_to text,
    moved_since timestamptz,
    moved_times integer NOT NULL DEFAULT 0,
    last_polled_at timestamptz,
    last_status text,
    last_error text,
    attempts integer NOT NULL DEFAULT 0,
    lease_token uuid,
    lease_until timestamptz,
    backend_pid integer,
    backend_started_at timestamptz,
    enqueued_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
COMMENT ON TABLE newswire.feeds IS 'Addresses that we poll.';
COMMENT ON COLUMN newswire.feeds.id IS 'Our number for the feed.';
COMMENT ON COLUMN newswire.feeds.url IS 'Address that is polled.';
COMMENT ON COLUMN newswire.feeds.url_hash IS 'sha256 of the address: a text index breaks at 2,704 bytes.';
COMMENT ON COLUMN newswire.feeds.source IS 'Name of the publisher, copied to its articles.';
COMMENT ON COLUMN newswire.feeds.title IS 'Title that the feed gives itself.';
COMMENT ON COLUMN newswire.feeds.site_url IS 'Home page that the feed names.';
COMMENT ON COLUMN newswire.feeds.state IS 'active, paused by an operator, gone (410), or quarantined (cannot be read at all).';
COMMENT ON COLUMN newswire.feeds.free_only IS 'Keep only the part that the publisher gives to everybody.';
COMMENT ON COLUMN newswire.feeds.etag IS 'ETag of the last answer, sent back verbatim.';
COMMENT ON COLUMN newswire.feeds.last_modified IS 'Last-Modified of the last answer, sent back verbatim.';
COMMENT ON COLUMN newswire.feeds.body_hash IS 'Hash of the last body: many servers send 200 with the same bytes.';
COMMENT ON COLUMN newswire.feeds.interval_seconds IS 'Present wait between polls; adapts to how often news comes.';
COMMENT ON COLUMN newswire.feeds.shortest_seconds IS 'Shortest wait between its polls; null for the usual five minutes.';
COMMENT ON COLUMN newswire.feeds.next_poll_at IS 'When the feed is due.';
COMMENT ON COLUMN newswire.feeds.failures IS 'Failed polls in a row.';
COMMENT ON COLUMN newswire.feeds.moved_to IS 'Where a permanent redirect leads, until it is believed.';
COMMENT ON COLUMN newswire.feeds.moved_since IS 'First time that redirect was seen.';
COMMENT ON COLUMN newswire.feeds.moved_times IS 'Polls in a row that were redirected there.';
COMMENT ON COLUMN newswire.feeds.last_polled_at IS 'When the last poll ended.';
COMMENT ON COLUMN newswire.feeds.last_status IS 'How the last poll ended: ok, unchanged, or the reason of its failure.';
COMMENT ON COLUMN newswire.feeds.last_error IS 'Message of the last failure; null after a success.';
COMMENT ON COLUMN newswire.feeds.attempts IS 'Claims since the last finished poll: counted before the risky work.';
COMMENT ON COLUMN newswire.feeds.lease_token IS 'Who works on it; every write is fenced by it.';
COMMENT ON COLUMN newswire.feeds.lease_until IS 'When that claim lapses, by the clock of this database.';
COMMENT ON COLUMN newswire.feeds.backend_pid IS 'Postgres backend of the session that claimed it: when that session ends, the claim ends.';
COMMENT ON COLUMN newswire.feeds.backend_started_at IS 'When that session began: process numbers come again.';
COMMENT ON COLUMN newswire.feeds.enqueued_at IS 'When its id was last sent to a queue.';
COMMENT ON COLUMN newswire.feeds.created_at IS 'When the operator added it.';
-- for queries/feeds.sql due_feeds
CREATE INDEX feeds_due ON newswire.feeds (next_poll_at) WHERE state = 'active';

CREATE TABLE newswire.hosts (
    host text PRIMARY KEY,
    pace double precision,
    next_request_at timestamptz NOT NULL DEFAULT now(),
    blocked_until timestamptz,
    crawl_delay double precision,
    robots_body bytea,
    robots_open boolean,
    robots_until timestamptz
) WITH (fillfactor = 70);
COMMENT ON TABLE newswire.hosts IS 'Pace, Retry-After and robots.txt of each host, kept to by all workers together.';
COMMENT ON COLUMN newswire.hosts.host IS 'Host, with its port when not the default one.';
COMMENT ON COLUMN newswire.hosts.pace IS 'Seconds between requests to it; null for the usual pace.';
COMMENT ON COLUMN newswire.hosts.next_request_at IS 'Earliest start of the next request to it.';
COMMENT ON COLUMN newswire.hosts.blocked_until IS 'It sent 429 or 503 with Retry-After: nothing is asked before this.';
COMMENT ON COLUMN newswire.hosts.crawl_delay IS 'Seconds between requests that its robots.txt asks for.';
COMMENT ON COLUMN newswire.hosts.robots_body IS 'Its robots.txt, at most 500 KiB (RFC 9309); null when it has none.';
COMMENT ON COLUMN newswire.hosts.robots_open IS 'false while robots.txt cannot be had: nothing may be asked then.';
COMMENT ON COLUMN newswire.hosts.robots_until IS 'When robots.txt is to be asked for again.';

CREATE TABLE newswire.items (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url text,
    url_hash bytea NOT NULL UNIQUE,
    host text NOT NULL,
    feed_id bigint REFERENCES newswire.feeds ON DELETE SET NULL,
    source text NOT NULL,
    state newswire.item_state NOT NULL DEFAULT 'pending',
    reason text,
    duplicate_of bigint,
    fetch_url text,
    hops smallint NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    lease_token uuid,
    lease_until timestamptz,
    backend_pid integer,
    backend_started_at timestamptz,
    enqueued_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    recheck_at timestamptz
) WITH (fillfactor = 80);
COMMENT ON TABLE newswire.items IS 'Our unit of work: one row per canonical URL; its id becomes the id of the article.';
COMMENT ON COLUMN newswire.items.id IS 'Our number; the article that comes of it has the same.';
COMMENT ON COLUMN newswire.items.url IS 'Canonical address; null for an entry that links nowhere but carries its text.';
COMMENT ON COLUMN newswire.items.url_hash IS 'sha256 of the identity of the address (scheme, www, AMP and tracking parameters do not count).';
COMMENT ON COLUMN newswire.items.host IS 'Host that is asked for the page.';
COMMENT ON COLUMN newswire.items.feed_id IS 'Feed that showed it first.';
COMMENT ON COLUMN newswire.items.source IS 'Name of the publisher, from the feed.';
COMMENT ON COLUMN newswire.items.state IS 'Where it is on its way.';
COMMENT ON COLUMN newswire.items.reason IS 'Why it ended there, or why the last attempt failed: one constant word.';
COMMENT ON COLUMN newswire.items.duplicate_of IS 'Article that this address turned out to be, when state is duplicate.';
COMMENT ON COLUMN newswire.items.fetch_url IS 'Where a redirect to another host led; that address is asked next.';
COMMENT ON COLUMN newswire.items.hops IS 'Redirects to another host so far.';
COMMENT ON COLUMN newswire.items.attempts IS 'Claims in the present state: counted before the risky work.';
COMMENT ON COLUMN newswire.items.next_attempt_at IS 'When it is due.';
COMMENT ON COLUMN newswire.items.lease_token IS 'Who works on it; every write is fenced by it.';
COMMENT ON COLUMN newswire.items.lease_until IS 'When that claim lapses, by the clock of this database.';
COMMENT ON COLUMN newswire.items.backend_pid IS 'Postgres backend of the session that claimed it: when that session ends, the claim ends.';
COMMENT ON COLUMN newswire.items.backend_started_at IS 'When that session began: process numbers come again.';
COMMENT ON COLUMN newswire.items.enqueued_at IS 'When its id was last sent to a queue.';
COMMENT ON COLUMN newswire.items.created_at IS 'When a feed first showed it.';
COMMENT ON COLUMN newswire.items.updated_at IS 'Last change of state.';
COMMENT ON COLUMN newswire.items.recheck_at IS
    'When the page of its article, while that is fresh, is to be fetched again; kept while that is under way; null when it is not to be.';
-- for queries/items.sql due_items; the ends are not in it, so it stays small
CREATE INDEX items_due ON newswire.items (state, next_attempt_at) WHERE state IN ('pending', 'fetched');
-- for reserve_slots: how many wait for a host
CREATE INDEX items_of_host ON newswire.items (host) WHERE state = 'pending';
-- for feeds remove, which sets it to null
CREATE INDEX items_feed ON newswire.items (feed_id);
-- for queries/dispatch.sql rescue_orphaned_items
CREATE INDEX items_by_backend ON newswire.items (backend_pid) WHERE backend_pid IS NOT NULL;
-- for newswire status and quarantine list
CREATE INDEX items_ended ON newswire.items (state, reason, updated_at) WHERE state IN ('skipped', 'quarantined');
-- for queries/items.sql begin_rechecks
CREATE INDEX items_recheck ON newswire.items (recheck_at) WHERE state = 'stored' AND recheck_at IS NOT NULL;

CREATE TABLE newswire.entries (
    feed_id bigint NOT NULL REFERENCES newswire.feeds ON DELETE CASCADE,
    entry_hash bytea NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    item_id bigint REFERENCES newswire.items ON DELETE SET NULL,
    payload jsonb NOT NULL,
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (feed_id, entry_hash)
);
COMMENT ON TABLE newswire.entries IS 'What feeds said about each piece of news.';
COMMENT ON COLUMN newswire.entries.feed_id IS 'Feed that said it.';
COMMENT ON COLUMN newswire.entries.entry_hash IS 'sha256 of the key: a text index breaks at 2,704 bytes.';
COMMENT ON COLUMN newswire.entries.key IS
    'Identity of the address of its page, or guid: and its GUID when it has none: one page under two GUIDs is one entry, one GUID on two pages is two.';
COMMENT ON COLUMN newswire.entries.fingerprint IS 'Hash of what it said: when it changes, the page is rechecked.';
COMMENT ON COLUMN newswire.entries.item_id IS 'Item that it belongs to.';
COMMENT ON COLUMN newswire.entries.payload IS 'The entry: title, authors, times, summary, content, labels, language.';
COMMENT ON COLUMN newswire.entries.first_seen_at IS 'First poll that showed it.';
COMMENT ON COLUMN newswire.entries.last_seen_at IS 'When a poll last found it new or changed.';
-- for queries/items.sql entries_of_items
CREATE INDEX entries_item ON newswire.entries (item_id);
-- for queries/maintenance.sql delete_old_entries
CREATE INDEX entries_age ON newswire.entries (last_seen_at);

CREATE TABLE newswire.pages (
    item_id bigint PRIMARY KEY REFERENCES newswire.items ON DELETE CASCADE,
    url text NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    size integer NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE newswire.pages ALTER COLUMN body SET STORAGE EXTERNAL;
COMMENT ON TABLE newswire.pages IS 'What the server sent, kept for a while so that a better rule can be applied without asking again.';
COMMENT ON COLUMN newswire.pages.item_id IS 'Item that it was fetched for.';
COMMENT ON COLUMN newswire.pages.url IS 'Address that finally answered.';
COMMENT ON COLUMN newswire.pages.status IS 'HTTP status.';
COMMENT ON COLUMN newswire.pages.headers IS 'Response headers, lower-case names.';
COMMENT ON COLUMN newswire.pages.body IS 'Body, compressed with Zstandard.';
COMMENT ON COLUMN newswire.pages.size IS 'Bytes before compression.';
COMMENT ON COLUMN newswire.pages.fetched_at IS 'When it was fetched.';
-- for queries/dispatch.sql delete_old_pages
CREATE INDEX pages_age ON newswire.pages (fetched_at);

CREATE TABLE newswire.quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id bigint UNIQUE REFERENCES newswire.items ON DELETE CASCADE,
    feed_id bigint UNIQUE REFERENCES newswire.feeds ON DELETE CASCADE,
    step text NOT NULL CHECK (step IN ('poll', 'fetch', 'clean')),
    error text NOT NULL,
    message text NOT NULL,
    traceback text,
    attempts integer NOT NULL,
    quarantined_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((item_id IS NULL) <> (feed_id IS NULL))
);
COMMENT ON TABLE newswire.quarantine IS 'Work that we could not do, with why: newswire quarantine list | retry.';
COMMENT ON COLUMN newswire.quarantine.id IS 'Number for newswire quarantine retry.';
COMMENT ON COLUMN newswire.quarantine.item_id IS 'The item, or null when it is a feed.';
COMMENT ON COLUMN newswire.quarantine.feed_id IS 'The feed, or null when it is an item.';
COMMENT ON COLUMN newswire.quarantine.step IS 'poll, fetch or clean.';
COMMENT ON COLUMN newswire.quarantine.error IS 'Class of the error.';
COMMENT ON COLUMN newswire.quarantine.message IS 'What it said.';
COMMENT ON COLUMN newswire.quarantine.traceback IS 'Where it happened; null when the process was killed.';
COMMENT ON COLUMN newswire.quarantine.attempts IS 'Attempts before we gave up.';
COMMENT ON COLUMN newswire.quarantine.quarantined_at IS 'When we gave up.';

CREATE TABLE newswire.counters (
    day date NOT NULL,
    step text NOT NULL CHECK (step IN ('poll', 'fetch', 'clean')),
    outcome text NOT NULL CHECK (outcome IN (
        'new', 'changed', 'pending', 'fetched', 'stored', 'duplicate', 'skipped', 'quarantined', 'retry')),
    reason text NOT NULL,
    items bigint NOT NULL,
    PRIMARY KEY (day, step, outcome, reason)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.counters IS 'How many items ended how, by day: outlives the items themselves.';
COMMENT ON COLUMN newswire.counters.day IS 'Day (UTC).';
COMMENT ON COLUMN newswire.counters.step IS 'poll, fetch or clean.';
COMMENT ON COLUMN newswire.counters.outcome IS 'State that was reached, or retry when it waits for another attempt; of entries that a poll met: new, changed or skipped.';
COMMENT ON COLUMN newswire.counters.reason IS 'Reason, or empty.';
COMMENT ON COLUMN newswire.counters.items IS 'How many.';

CREATE TABLE newswire.costs (
    day date NOT NULL,
    step text NOT NULL CHECK (step IN ('poll', 'fetch', 'clean', 'retag')),
    batches bigint NOT NULL,
    items bigint NOT NULL,
    cpu_seconds double precision NOT NULL,
    seconds double precision NOT NULL,
    PRIMARY KEY (day, step)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.costs IS 'What each step cost, by day.';
COMMENT ON COLUMN newswire.costs.day IS 'Day (UTC).';
COMMENT ON COLUMN newswire.costs.step IS 'poll, fetch, clean or retag.';
COMMENT ON COLUMN newswire.costs.batches IS 'Tasks that ran.';
COMMENT ON COLUMN newswire.costs.items IS 'Items that they claimed.';
COMMENT ON COLUMN newswire.costs.cpu_seconds IS 'CPU seconds of the worker processes in those tasks.';
COMMENT ON COLUMN newswire.costs.seconds IS 'Seconds by the wall clock.';

CREATE TABLE newswire.workers (
    host text NOT NULL,
    role text NOT NULL CHECK (role IN ('dispatcher', 'poll', 'fetch', 'clean')),
    pid integer NOT NULL,
    started_at timestamptz NOT NULL,
    restarts integer NOT NULL,
    progress_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    backend_pid integer NOT NULL,
    backend_started_at timestamptz,
    PRIMARY KEY (host, role, pid)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.workers IS 'Processes of ours: for newswire status, and to tell what died from what was stopped.';
COMMENT ON COLUMN newswire.workers.host IS 'Name of the machine or container.';
COMMENT ON COLUMN newswire.workers.role IS 'dispatcher, poll, fetch or clean.';
COMMENT ON COLUMN newswire.workers.pid IS 'Process id there.';
COMMENT ON COLUMN newswire.workers.started_at IS 'When it started.';
COMMENT ON COLUMN newswire.workers.restarts IS 'How often its kind has died on that host since one was last stopped in order.';
COMMENT ON COLUMN newswire.workers.progress_at IS 'When it last got something done or had nothing to do.';
COMMENT ON COLUMN newswire.workers.seen_at IS 'When it last said so.';
COMMENT ON COLUMN newswire.workers.backend_pid IS 'Postgres backend of its session: when that session ends, it is gone.';
COMMENT ON COLUMN newswire.workers.backend_started_at IS 'When that session began: process numbers come again.';

-- The name of the source is in the key, one number: beside it, it was half of the table and of the cost of an insert.
CREATE TABLE newswire.repeated_blocks (
    key bigint PRIMARY KEY,
    articles bigint[] NOT NULL,
    seen_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date
) WITH (fillfactor = 90);
COMMENT ON TABLE newswire.repeated_blocks IS
    'Blocks of text by source, and in which articles they stood: what comes again in other articles of its source is boilerplate. Shared by all workers.';
COMMENT ON COLUMN newswire.repeated_blocks.key IS
    'Hash of the text without case, and without digits where it is no sentence, xor the first eight bytes of sha256 of the source.';
COMMENT ON COLUMN newswire.repeated_blocks.articles IS 'The first three articles that had it: more make no difference.';
COMMENT ON COLUMN newswire.repeated_blocks.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';
-- for queries/repeated_blocks.sql delete_old_repeated_blocks
CREATE INDEX repeated_blocks_age ON newswire.repeated_blocks (seen_on);

-- No foreign key: rows live a month, articles for years, and an article is never deleted before its sketch.
CREATE TABLE newswire.sketches (
    article_id bigint PRIMARY KEY,
    original bigint NOT NULL,
    keys bigint[] NOT NULL,
    hashes bytea NOT NULL,
    numbers bytea NOT NULL,
    shingles integer NOT NULL,
    news_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE newswire.sketches IS 'Sketches of the articles of the last weeks, to find copies by; core/dedupe/sketch.py makes them.';
COMMENT ON COLUMN newswire.sketches.article_id IS 'The article.';
COMMENT ON COLUMN newswire.sketches.original IS 'The article that it is a copy of, or itself.';
COMMENT ON COLUMN newswire.sketches.keys IS 'Smallest hashes of its shingles: copies share one of them.';
COMMENT ON COLUMN newswire.sketches.hashes IS 'Smallest hashes of its shingles, 32 bits each, rising.';
COMMENT ON COLUMN newswire.sketches.numbers IS 'Smallest hashes of the numbers in it, 32 bits each, rising.';
COMMENT ON COLUMN newswire.sketches.shingles IS 'How many shingles it has.';
COMMENT ON COLUMN newswire.sketches.news_at IS 'Published time, else stored time.';
COMMENT ON COLUMN newswire.sketches.stored_at IS 'When it was stored; retention goes by it.';
-- for newswire.sketches_near; without fastupdate, whose list of pending rows each lookup would read through
CREATE INDEX sketches_keys ON newswire.sketches USING gin (keys) WITH (fastupdate = off);
-- for queries/sketches.sql delete_old_sketches
CREATE INDEX sketches_age ON newswire.sketches (stored_at);

-- For the keys of all articles of a batch at once. Boilerplate that cleaning left in thousands of articles makes a key common.
-- Then each key is asked by itself for twenty rows: a real copy shares rare keys too and is found by them (six keys that
-- 30,000 articles share cost 250 ms otherwise). Bitmap scans only, because an estimate that is off by much would read the
-- whole table.
CREATE OR REPLACE FUNCTION newswire.sketches_near(wanted bigint[]) RETURNS SETOF newswire.sketches
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    found bigint[] := ARRAY(SELECT s.article_id FROM newswire.sketches s WHERE s.keys && wanted LIMIT 1001);
BEGIN
    IF cardinality(found) > 1000 THEN
        found := ARRAY(SELECT DISTINCT few.article_id FROM unnest(wanted) AS key
                       CROSS JOIN LATERAL (SELECT s.article_id FROM newswire.sketches s WHERE s.keys @> ARRAY[key] LIMIT 20) few);
    END IF;
    RETURN QUERY SELECT s.* FROM newswire.sketches s WHERE s.article_id = ANY(found);
END $$;
COMMENT ON FUNCTION newswire.sketches_near IS 'Sketches that share a key with these.';

-- Gives each host's next free slots to a batch. The row lock closes the race of two workers that ask for the same host;
-- hosts are taken in sorted order, the one that Python sorts in too, or two batches with the same hosts would deadlock.
CREATE OR REPLACE FUNCTION newswire.reserve_slots(wanted_hosts text[], wanted integer[], usual_pace double precision, horizon double precision)
RETURNS TABLE (host text, granted integer, first_in double precision, spacing double precision, behind integer)
LANGUAGE plpgsql AS $$
DECLARE
    want record;
    present newswire.hosts;
    starts timestamptz;
    latest timestamptz := clock_timestamp() + make_interval(secs => horizon);
BEGIN
    FOR want IN SELECT w.host, w.n FROM unnest(wanted_hosts, wanted) AS w(host, n) ORDER BY w.host COLLATE "C" LOOP
        INSERT INTO newswire.hosts AS h (host) VALUES (want.host) ON CONFLICT DO NOTHING;
        SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        -- a pace of 0 is a test's own site, which is asked as fast as it answers
        spacing := coalesce(present.pace, usual_pace);
        IF spacing > 0 THEN spacing := greatest(spacing, coalesce(present.crawl_delay, 0)); END IF;
        starts := greatest(clock_timestamp(), present.blocked_until,
                           CASE WHEN spacing > 0 THEN present.next_request_at END);
        host := want.host;
        first_in := extract(epoch FROM starts - clock_timestamp());
        granted := CASE
            WHEN starts > latest THEN 0
            WHEN spacing = 0 THEN want.n
            ELSE least(want.n, 1 + floor(extract(epoch FROM latest - starts) / spacing)::int) END;
        behind := 0;
        IF granted < want.n THEN
            SELECT count(*) INTO behind
            FROM (SELECT FROM newswire.items i WHERE i.host = want.host AND i.state = 'pending' LIMIT 10000) waiting;
        END IF;
        IF granted > 0 AND spacing > 0 THEN
            UPDATE newswire.hosts h SET next_request_at = starts + make_interval(secs => granted * spacing)
            WHERE h.host = want.host;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION newswire.reserve_slots IS
    'For each host: how many of the wanted requests may start within the horizon (seconds), when the first, how far apart, and how many items wait behind them.';
