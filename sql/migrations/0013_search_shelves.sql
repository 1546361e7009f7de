-- no transaction
-- For news.search_newest; it serves search @@ … alone as well.
DROP INDEX CONCURRENTLY IF EXISTS news.articles_search_newest;
CREATE INDEX CONCURRENTLY articles_search_newest ON news.articles USING gin (search, (ARRAY[id / 4096]));
DROP INDEX CONCURRENTLY IF EXISTS news.articles_search;
