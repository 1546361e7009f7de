-- Retention of bodies: what is left of an old article when its text may go.
ALTER TABLE news.articles ADD COLUMN body_deleted_at timestamptz;
COMMENT ON COLUMN news.articles.body_deleted_at IS
    'When text and blocks passed their retention and were emptied; null while we hold them. The rest stays.';
-- for queries/upkeep.sql delete_old_bodies
CREATE INDEX articles_bodies ON news.articles (stored_at) WHERE body_deleted_at IS NULL;
CREATE INDEX article_revisions_age ON news.article_revisions (superseded_at);
CREATE INDEX entries_age ON newswire.entries (last_seen_at);
