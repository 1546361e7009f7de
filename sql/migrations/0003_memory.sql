-- Per-source memory: blocks that come again in other articles of a source are its boilerplate.

CREATE TABLE newswire.memory (
    source text NOT NULL,
    fingerprint bigint NOT NULL,
    articles bigint[] NOT NULL,
    seen_on date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
    PRIMARY KEY (source, fingerprint)
) WITH (fillfactor = 90);
COMMENT ON TABLE newswire.memory IS 'Blocks of text by source, and in which articles they stood; shared by all workers.';
COMMENT ON COLUMN newswire.memory.source IS 'Name of the publisher.';
COMMENT ON COLUMN newswire.memory.fingerprint IS 'Hash of the text without case and digits.';
COMMENT ON COLUMN newswire.memory.articles IS 'The first three articles that had it: more make no difference.';
COMMENT ON COLUMN newswire.memory.seen_on IS 'Day that it was last seen; what is not seen any more is forgotten.';
-- for queries/memory.sql forget_blocks
CREATE INDEX memory_age ON newswire.memory (seen_on);

GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.memory TO newswire_writer;
