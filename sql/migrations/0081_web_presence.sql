-- The web page is a process that may die like the others, and says that it is there as they do.
ALTER TABLE newswire.workers DROP CONSTRAINT workers_role_check;
ALTER TABLE newswire.workers ADD CONSTRAINT workers_role_check
    CHECK (role IN ('dispatcher', 'poll', 'fetch', 'clean', 'push', 'web'));
COMMENT ON COLUMN newswire.workers.role IS 'dispatcher, poll, fetch, clean, push or web.';
COMMENT ON COLUMN newswire.processes.role IS 'dispatcher, poll, fetch, clean, push or web.';
