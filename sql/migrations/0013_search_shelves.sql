-- no transaction
-- For news.search_newest; it serves search @@ … alone as well.
DROP INDEX CONCURRENTLY IF EXISTS news.articles_search_newest;
CREATE INDEX CONCURRENTLY articles_search_newest ON news.articles USING gin (search, (ARRAY[id / 4096]));
DROP INDEX CONCURRENTLY IF EXISTS news.articles_search;
-- For news.titles_newest; its operators lie wherever the extension was put.
SELECT set_config('search_path', quote_ident(n.nspname), false) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_trgm';
DROP INDEX CONCURRENTLY IF EXISTS news.articles_titles_newest;
CREATE INDEX CONCURRENTLY articles_titles_newest ON news.articles USING gin (title gin_trgm_ops, (ARRAY[id / 4096]));
DROP INDEX CONCURRENTLY IF EXISTS news.articles_title_parts;
RESET search_path;
