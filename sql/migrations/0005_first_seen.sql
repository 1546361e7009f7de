-- no transaction
-- A feed's date that cannot be right gives way to the time of the first poll that showed the entry.
ALTER TABLE news.articles DROP CONSTRAINT IF EXISTS articles_published_origin_check;
-- Not valid at first, as reading the whole table under the lock of this statement would stop all writing.
ALTER TABLE news.articles ADD CONSTRAINT articles_published_origin_check
    CHECK (published_origin IN ('jsonld', 'meta', 'html', 'text', 'feed', 'first_seen', 'url')) NOT VALID;
ALTER TABLE news.articles VALIDATE CONSTRAINT articles_published_origin_check;
COMMENT ON COLUMN news.articles.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url; first_seen: when its entry was first polled, as what the feed said cannot be.';
COMMENT ON COLUMN news.article_documents.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url; first_seen: when its entry was first polled, as what the feed said cannot be.';
