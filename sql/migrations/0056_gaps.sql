-- Where news may be missing is a fact that consumers can read.

CREATE TABLE news.gaps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL,
    feed_id bigint NOT NULL,
    since timestamptz NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    entries integer NOT NULL
);
COMMENT ON TABLE news.gaps IS
    'Times for which news of a publisher may be missing: a poll knew none of what its feed listed, and older pages, where there are any, did not lead back to what was known. Kept as long as entries (NEWSWIRE_ENTRY_DAYS).';
COMMENT ON COLUMN news.gaps.id IS 'Number of the gap.';
COMMENT ON COLUMN news.gaps.source IS 'Publisher, as with its articles.';
COMMENT ON COLUMN news.gaps.feed_id IS 'Number of the feed (newswire feeds show); it may be removed by now.';
COMMENT ON COLUMN news.gaps.since IS 'The poll before: what was published since then and is not there was missed.';
COMMENT ON COLUMN news.gaps.found_at IS 'The poll that found the gap.';
COMMENT ON COLUMN news.gaps.entries IS 'Entries that this poll brought, all of them new.';
-- for consumers.sql gaps, and for the retention
CREATE INDEX gaps_found ON news.gaps (found_at, source);
