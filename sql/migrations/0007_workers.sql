-- Which processes are at work: role and pid by host, with when each last got on.

CREATE TABLE newswire.workers (
    host text NOT NULL,
    role text NOT NULL,
    pid integer NOT NULL,
    started_at timestamptz NOT NULL,
    restarts integer NOT NULL,
    progress_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    holder integer NOT NULL,
    holder_since timestamptz,
    PRIMARY KEY (host, role, pid)
) WITH (fillfactor = 50);
COMMENT ON TABLE newswire.workers IS 'Processes of ours: for newswire status, and to tell what died from what was stopped.';
COMMENT ON COLUMN newswire.workers.host IS 'Name of the machine or container.';
COMMENT ON COLUMN newswire.workers.role IS 'dispatcher, poll, fetch or clean.';
COMMENT ON COLUMN newswire.workers.pid IS 'Process id there.';
COMMENT ON COLUMN newswire.workers.started_at IS 'When it started.';
COMMENT ON COLUMN newswire.workers.restarts IS 'How often its kind has died on that host since one was last stopped in order.';
COMMENT ON COLUMN newswire.workers.progress_at IS 'When it last got something done or had nothing to do.';
COMMENT ON COLUMN newswire.workers.seen_at IS 'When it last said so.';
COMMENT ON COLUMN newswire.workers.holder IS 'Server process of its session: when that session ends, it is gone.';
COMMENT ON COLUMN newswire.workers.holder_since IS 'When that session began: process numbers come again.';

GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.workers TO newswire_writer;
