-- no transaction
-- The latest news by when publishers say it was published: what people ask for first.
DROP INDEX CONCURRENTLY IF EXISTS news.articles_by_publication;
CREATE INDEX CONCURRENTLY articles_by_publication ON news.articles (published_at, id);
