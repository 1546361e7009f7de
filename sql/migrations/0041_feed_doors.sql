-- Groups of feeds, a rhythm that the operator gives, and what each worker may ask.

ALTER TABLE newswire.feeds
    ADD COLUMN group_name text,
    ADD COLUMN every_seconds double precision CHECK (every_seconds > 0);
COMMENT ON COLUMN newswire.feeds.group_name IS 'Folder that the operator put it into; null for none. Folders inside folders are parted by " / ".';
COMMENT ON COLUMN newswire.feeds.every_seconds IS 'Wait between its polls that the operator wants; null for one that adapts.';
-- for queries/feeds.sql list_feeds of one group
CREATE INDEX feeds_group ON newswire.feeds (group_name) WHERE group_name IS NOT NULL;

ALTER TABLE newswire.workers ADD COLUMN allow_addresses text NOT NULL DEFAULT '';
COMMENT ON COLUMN newswire.workers.allow_addresses IS 'Private networks that it may ask (NEWSWIRE_ALLOW_ADDRESSES): newswire feeds add tells of a feed that it may not.';
