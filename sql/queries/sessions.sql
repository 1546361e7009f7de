-- name: backend
-- Which session of Postgres this is; a pooler in between has told another number at the start.
SELECT pg_backend_pid()

-- name: remember_for_session
-- Something that lasts as long as a session of Postgres.
SELECT set_config('newswire.probe', %(word)s, false)

-- name: remembered_for_session
-- Whether it is still the same one.
SELECT current_setting('newswire.probe', true)

-- name: limit_session
-- The limits that a pooler was told to ignore when the session began.
SELECT set_config(name, value, false) FROM unnest(%(names)s::text[], %(values)s::text[]) AS s(name, value)
