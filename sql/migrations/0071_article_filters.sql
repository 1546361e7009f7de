-- no transaction
-- The latest articles of a language and with a kind of wall, for whoever filters by them. A creation that broke off leaves an index
-- that nobody reads: hence the drops.
DROP INDEX CONCURRENTLY IF EXISTS news.articles_by_language;
CREATE INDEX CONCURRENTLY articles_by_language ON news.articles (language, stored_at DESC, id DESC);
DROP INDEX CONCURRENTLY IF EXISTS news.articles_by_wall;
CREATE INDEX CONCURRENTLY articles_by_wall ON news.articles (wall_kind, stored_at DESC, id DESC) WHERE wall_kind IS NOT NULL;
