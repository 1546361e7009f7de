-- Poll workers take what is due by themselves, in a rolling window: queries/feeds.sql due_feeds, claim_feeds.

ALTER TABLE newswire.feeds
    DROP COLUMN enqueued_at,
    ADD COLUMN wanted boolean NOT NULL DEFAULT false,
    ADD COLUMN host text GENERATED ALWAYS AS (substring(url FROM '^https?://([^/?#]+)')) STORED;
COMMENT ON COLUMN newswire.feeds.wanted IS 'Somebody waits for its next poll (it was just added, resumed or told to backfill): it goes first.';
COMMENT ON COLUMN newswire.feeds.host IS 'Whom we ask for it: the key of newswire.hosts.';
-- for reserve_slots: how many feeds wait for a host
CREATE INDEX feeds_of_host ON newswire.feeds (host);

-- As before, but a host that is known costs no INSERT, and feeds count among those who wait for it.
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
        SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO newswire.hosts AS h (host) VALUES (want.host) ON CONFLICT DO NOTHING;
            SELECT * INTO present FROM newswire.hosts h WHERE h.host = want.host FOR UPDATE;
        END IF;
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
            FROM (SELECT FROM newswire.items i WHERE i.host = want.host AND i.state = 'pending'
                  UNION ALL
                  SELECT FROM newswire.feeds f WHERE f.host = want.host AND f.next_poll_at <= now()
                  LIMIT 10000) waiting;
        END IF;
        IF granted > 0 AND spacing > 0 THEN
            UPDATE newswire.hosts h SET next_request_at = starts + make_interval(secs => granted * spacing)
            WHERE h.host = want.host;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;
COMMENT ON FUNCTION newswire.reserve_slots IS
    'For each host: how many of the wanted requests may start within the horizon (seconds), when the first, how far apart, and how many items and feeds wait behind them.';
