-- Who keeps the articles on a topic must hear of those that are no longer on it.
ALTER TABLE news.changes ADD COLUMN lost_topics text[];
COMMENT ON COLUMN news.changes.lost_topics IS 'Topics that the article had until then and has no longer; null when it lost none.';
