-- no transaction
-- For the cuts of sql/consumers.sql: boilerplate that a source repeats is cut without being a wall. It takes the place of
-- articles_cut, which knew walls only.
DROP INDEX CONCURRENTLY IF EXISTS news.articles_cuts;
CREATE INDEX CONCURRENTLY articles_cuts ON news.articles (source, stored_at DESC, id DESC) WHERE wall_cuts <> '[]';
DROP INDEX CONCURRENTLY IF EXISTS news.articles_cut;
