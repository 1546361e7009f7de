-- Roles belong to the server: a consumer of the same name in another database there has taken the first name for its role.
-- SET FALSE came with Postgres 16; before it a consumer's role may also become newswire_reader, and gains nothing by that.

CREATE OR REPLACE FUNCTION newswire.make_consumer_role(role name, verifier text, with_topics boolean) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', role, verifier);
    EXECUTE format('GRANT %I TO %I', CASE WHEN with_topics THEN 'newswire_topic_reader' ELSE 'newswire_reader' END, role)
        || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
    PERFORM newswire.limit_reader(role, 20);
END $$;

CREATE OR REPLACE FUNCTION newswire.add_consumer(consumer text, verifier text, wanted text[]) RETURNS name
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    -- names of roles have 63 bytes
    role name := 'consumer_' || consumer;
BEGIN
    IF (consumer ~ '^[a-z0-9_-]{1,54}$') IS NOT TRUE THEN
        RAISE EXCEPTION '% is no name for a consumer with a role of its own: 1 to 54 of a-z, 0-9, _ and -',
            coalesce(quote_literal(consumer), 'null') USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT FROM newswire.consumer_roles r WHERE r.consumer = add_consumer.consumer) THEN
        RAISE EXCEPTION 'consumer % has a role already: `newswire consumers password %` gives it another password',
            consumer, consumer USING ERRCODE = 'object_in_use';
    END IF;
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        role := left('consumer_' || consumer || '_', 50) || left(md5(current_database()), 8);
    END IF;
    IF EXISTS (SELECT FROM pg_roles r WHERE r.rolname = role) THEN
        RAISE EXCEPTION 'roles consumer_% and % are there already, of other databases: take another name', consumer, role
            USING ERRCODE = 'object_in_use';
    END IF;
    IF wanted IS NOT NULL THEN PERFORM newswire.filter_topics(); END IF;
    PERFORM newswire.make_consumer_role(role, verifier, wanted IS NOT NULL);
    -- one that a shared role has read under until now keeps its position
    INSERT INTO news.consumers AS c (name, position, owner, own_role, topics)
    SELECT consumer, f.position, role, true, wanted FROM news.change_floor f
    ON CONFLICT (name) DO UPDATE SET owner = EXCLUDED.owner, own_role = true, topics = EXCLUDED.topics;
    INSERT INTO newswire.consumer_roles (role, consumer, verifier) VALUES (role, consumer, verifier);
    RETURN role;
END $$;
COMMENT ON FUNCTION newswire.add_consumer IS
    'Makes a consumer a role of its own; returns its name: consumer_ and the consumer''s, with a mark of this database behind it where another one on this server has that name.';
