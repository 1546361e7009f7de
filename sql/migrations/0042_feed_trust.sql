-- What a feed has done so far, and what follows from it: core/feeds/trust.py, schedule.py, health.py.

ALTER TABLE newswire.feeds
    ADD COLUMN advice_seconds double precision,
    ADD COLUMN skip_hours smallint[] NOT NULL DEFAULT '{}',
    ADD COLUMN skip_days smallint[] NOT NULL DEFAULT '{}',
    ADD COLUMN whole_at timestamptz,
    ADD COLUMN conditional_polls integer NOT NULL DEFAULT 0,
    ADD COLUMN validators_hid_at timestamptz,
    ADD COLUMN gaps integer NOT NULL DEFAULT 0,
    ADD COLUMN last_gap_at timestamptz,
    ADD COLUMN last_news_at timestamptz,
    ADD COLUMN news_seconds double precision,
    ADD COLUMN gone_times integer NOT NULL DEFAULT 0,
    ADD COLUMN backfill boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN newswire.feeds.state IS 'active, paused by an operator, gone (410; asked weekly), or quarantined (cannot be read at all).';
COMMENT ON COLUMN newswire.feeds.advice_seconds IS 'Wait between polls that its last document asked for (ttl, sy:updatePeriod); null for none.';
COMMENT ON COLUMN newswire.feeds.skip_hours IS 'Hours (UTC) in which its last document asked not to be polled.';
COMMENT ON COLUMN newswire.feeds.skip_days IS 'Days in which its last document asked not to be polled, Monday is 0.';
COMMENT ON COLUMN newswire.feeds.whole_at IS 'When it last sent its whole document.';
COMMENT ON COLUMN newswire.feeds.conditional_polls IS 'Polls answered with 304 since then.';
COMMENT ON COLUMN newswire.feeds.validators_hid_at IS
    'When an unconditional request brought news that its ETag or Last-Modified had hidden: they are not sent any more; null while they are.';
COMMENT ON COLUMN newswire.feeds.gaps IS 'Polls that found none of the entries known: some may have come and gone between two of them.';
COMMENT ON COLUMN newswire.feeds.last_gap_at IS 'When that was last so.';
COMMENT ON COLUMN newswire.feeds.last_news_at IS 'When a poll last brought a new entry.';
COMMENT ON COLUMN newswire.feeds.news_seconds IS 'Usual time between two polls with new entries; null until there were two.';
COMMENT ON COLUMN newswire.feeds.gone_times IS '410 so many times in a row.';
COMMENT ON COLUMN newswire.feeds.backfill IS 'The next poll takes the old entries too (newswire feeds backfill).';

ALTER TABLE newswire.entries
    ADD COLUMN held boolean NOT NULL DEFAULT false,
    ADD COLUMN changes smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN newswire.entries.held IS 'Too old when it was first seen: no item was made of it.';
COMMENT ON COLUMN newswire.entries.changes IS 'Polls in a row that found it changed under the same title.';

-- for queries/feeds.sql due_feeds; what is gone is asked weekly
DROP INDEX newswire.feeds_due;
CREATE INDEX feeds_due ON newswire.feeds (next_poll_at) WHERE state IN ('active', 'gone');
