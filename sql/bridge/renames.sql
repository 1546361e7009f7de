-- Brings a database that holds the 22 migrations of before the baseline over to it, with its data: what was made once gets its
-- name of today, what takes the place of older functions goes. Then `newswire migrate` runs all of the baseline that can be run
-- again (functions, triggers, comments, grants) and notes it as applied, in the same transaction. Nothing is written anew: it takes
-- seconds, however many articles there are, and needs the workers stopped, whose queries ask for the old names.

-- triggers and functions with other names or parameters
DROP TRIGGER add_words ON news.articles;
DROP TRIGGER change_words ON news.articles;
DROP TRIGGER delete_words ON news.articles;
DROP FUNCTION newswire.add_words, newswire.change_words, newswire.make_buckets, newswire.make_bucket, news.shelves_from;
-- in the expressions of indexes
ALTER FUNCTION news.shelves RENAME TO id_blocks;

ALTER TABLE newswire.feeds RENAME COLUMN holder TO backend_pid;
ALTER TABLE newswire.feeds RENAME COLUMN holder_since TO backend_started_at;
ALTER TABLE newswire.feeds RENAME COLUMN rung_at TO enqueued_at;
ALTER TABLE newswire.items RENAME COLUMN holder TO backend_pid;
ALTER TABLE newswire.items RENAME COLUMN holder_since TO backend_started_at;
ALTER TABLE newswire.items RENAME COLUMN rung_at TO enqueued_at;
ALTER TABLE newswire.items RENAME COLUMN look_again_at TO recheck_at;
ALTER INDEX newswire.items_held RENAME TO items_by_backend;
ALTER INDEX newswire.items_look_again RENAME TO items_recheck;
ALTER TABLE newswire.workers RENAME COLUMN holder TO backend_pid;
ALTER TABLE newswire.workers RENAME COLUMN holder_since TO backend_started_at;
ALTER TABLE newswire.memory RENAME TO repeated_blocks;
ALTER INDEX newswire.memory_pkey RENAME TO repeated_blocks_pkey;
ALTER INDEX newswire.memory_age RENAME TO repeated_blocks_age;
ALTER TABLE news.article_words RENAME TO article_search;
ALTER TABLE news.article_search RENAME COLUMN bucket TO partition;
ALTER INDEX news.words_by_search RENAME TO article_search_by_words;
ALTER INDEX news.words_by_title_parts RENAME TO article_search_by_title_parts;

-- Partitions, their indexes, and constraints: as Postgres and newswire.make_partition would name them today. NOT NULL is a
-- constraint with a name since Postgres 18; those of partitions follow their table's.
DO $$
DECLARE
    old record;
BEGIN
    FOR old IN SELECT c.oid::regclass AS name, c.relkind, replace(replace(c.relname, 'article_words', 'article_search'), 'shelves', 'id_blocks') AS now
               FROM pg_class c WHERE c.relkind IN ('r', 'i', 'I') AND c.relname LIKE 'article\_words\_%'
                 AND c.relnamespace IN ('news'::regnamespace, 'newswire'::regnamespace) LOOP
        EXECUTE format('ALTER %s %s RENAME TO %I', CASE old.relkind WHEN 'r' THEN 'TABLE' ELSE 'INDEX' END, old.name, old.now);
    END LOOP;
    FOR old IN SELECT c.conrelid::regclass AS name, c.conname, format('%s_%s_not_null', t.relname, a.attname) AS now
               FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
               WHERE c.contype = 'n' AND c.conislocal AND c.conname <> format('%s_%s_not_null', t.relname, a.attname)
                 AND c.connamespace IN ('news'::regnamespace, 'newswire'::regnamespace) LOOP
        EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', old.name, old.conname, old.now);
    END LOOP;
END $$;

-- Closed vocabularies that were only in the comments. Articles are read whole for it, without their texts.
ALTER TABLE newswire.quarantine ADD CHECK (step IN ('poll', 'fetch', 'clean'));
ALTER TABLE newswire.counters ADD CHECK (step IN ('poll', 'fetch', 'clean')), ADD CHECK (outcome IN (
    'new', 'changed', 'pending', 'fetched', 'stored', 'duplicate', 'skipped', 'quarantined', 'retry'));
ALTER TABLE newswire.costs ADD CHECK (step IN ('poll', 'fetch', 'clean', 'retag'));
ALTER TABLE newswire.workers ADD CHECK (role IN ('dispatcher', 'poll', 'fetch', 'clean'));
ALTER TABLE news.articles ADD CHECK (published_origin IN ('jsonld', 'meta', 'html', 'text', 'feed', 'url')),
    ADD CHECK (wall_kind IN ('registration', 'subscription', 'metered', 'newsletter', 'app', 'consent', 'plea'));
