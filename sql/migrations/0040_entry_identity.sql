-- Page and GUID of an entry together say which news it is (core/feeds/identity.py). Rows from before are known by their key
-- until a poll meets them again, so nothing is written anew here.

ALTER TABLE newswire.entries
    ADD COLUMN page_hash bytea,
    ADD COLUMN guid_hash bytea,
    ADD COLUMN title_hash bytea,
    ADD COLUMN published_at timestamptz,
    ADD COLUMN shares boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN newswire.entries.key IS
    'Its name, given once: identity of the address of its page, or guid: and its GUID when it has none; both, when its page is that of other entries too.';
COMMENT ON COLUMN newswire.entries.page_hash IS 'sha256 of the identity of the page that it links to now; null when it links nowhere.';
COMMENT ON COLUMN newswire.entries.guid_hash IS 'sha256 of its GUID; null when that is only an address over again.';
COMMENT ON COLUMN newswire.entries.title_hash IS 'sha256 of its title without case, white space and punctuation.';
COMMENT ON COLUMN newswire.entries.published_at IS 'When it says it was published.';
COMMENT ON COLUMN newswire.entries.shares IS 'Its page is that of other entries too: its text is its own.';
-- for queries/feeds.sql known_entries
CREATE INDEX entries_page ON newswire.entries (feed_id, page_hash) WHERE page_hash IS NOT NULL;
CREATE INDEX entries_guid ON newswire.entries (feed_id, guid_hash) WHERE guid_hash IS NOT NULL;

ALTER TABLE newswire.items ADD COLUMN page_hash bytea;
COMMENT ON COLUMN newswire.items.url_hash IS
    'sha256 of the identity of the address (scheme, www, AMP and tracking parameters do not count) that it was first seen under, or of the key of an entry that shares its page or has none.';
COMMENT ON COLUMN newswire.items.page_hash IS
    'sha256 of the identity of the page that it shares with other items: it is fetched for the first of them, and their texts are their entries''; null when the page is its own.';
-- for queries/items.sql fetched_pages
CREATE INDEX items_page ON newswire.items (page_hash) WHERE page_hash IS NOT NULL;
