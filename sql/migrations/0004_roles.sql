-- Who may do what: newswire_writer is our workers, newswire_reader every consumer. Who brings the database to its schema owns it.

-- Roles belong to the cluster, not to this database: another database here may have made them already.
DO $$ BEGIN CREATE ROLE newswire_writer NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE newswire_reader NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

-- Functions may be called by whom they are granted to, not by all as Postgres has it.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA news, newswire FROM PUBLIC;

GRANT USAGE ON SCHEMA news TO newswire_reader, newswire_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA news TO newswire_reader, newswire_writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA news TO newswire_reader, newswire_writer;

GRANT INSERT, UPDATE, DELETE ON news.articles, news.article_urls, news.article_revisions, news.article_search, news.topics,
    news.article_topics, news.changes, news.change_floor, news.consumers TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA news TO newswire_writer;

GRANT USAGE ON SCHEMA newswire TO newswire_writer;
-- by name, for partitions of news.article_search lie here too, and are reached through it
GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.feeds, newswire.hosts, newswire.items, newswire.entries, newswire.pages,
    newswire.quarantine, newswire.counters, newswire.costs, newswire.workers, newswire.repeated_blocks, newswire.sketches
    TO newswire_writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA newswire TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA newswire TO newswire_writer;
