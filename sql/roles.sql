-- The roles of ours, before anything is granted to them: run by each newswire migrate, and by newswire migrate --roles before a
-- restore, since a dump of a database has no roles. They belong to the server: another database here may have made them already.
DO $$ BEGIN CREATE ROLE newswire_writer NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE newswire_reader NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE newswire_topic_reader NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE newswire_monitor NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
