-- for sql/consumers.sql
CREATE INDEX articles_truncated ON news.articles (stored_at DESC, id DESC) WHERE truncated;
CREATE INDEX articles_cut ON news.articles (source, stored_at DESC, id DESC) WHERE wall_kind IS NOT NULL;
-- hash, because a text longer than 2,704 bytes breaks a btree
CREATE INDEX articles_url ON news.articles USING hash (url);
