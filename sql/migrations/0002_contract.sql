-- The contract: what downstream services read. Changes to it only add.

CREATE SCHEMA news;
COMMENT ON SCHEMA news IS 'The contract with consumers: clean articles, their topics, and the feed of changes.';

-- Trigrams find titles by a part of a word, and with a typo in it.
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
    RAISE EXCEPTION 'the extension pg_trgm is not there and this role may not create it: %', SQLERRM
        USING HINT = 'Let a superuser run CREATE EXTENSION pg_trgm in this database (it comes with Postgres, as the package postgresql-contrib where that is apart), then run newswire migrate again.';
END $$;

-- One place says which language is searched how; a language without a dictionary is searched by its plain words.
CREATE FUNCTION news.search_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE language
        WHEN 'ar' THEN 'pg_catalog.arabic' WHEN 'ca' THEN 'pg_catalog.catalan' WHEN 'da' THEN 'pg_catalog.danish'
        WHEN 'de' THEN 'pg_catalog.german' WHEN 'el' THEN 'pg_catalog.greek' WHEN 'en' THEN 'pg_catalog.english'
        WHEN 'es' THEN 'pg_catalog.spanish' WHEN 'fi' THEN 'pg_catalog.finnish' WHEN 'fr' THEN 'pg_catalog.french'
        WHEN 'ga' THEN 'pg_catalog.irish' WHEN 'hi' THEN 'pg_catalog.hindi' WHEN 'hu' THEN 'pg_catalog.hungarian'
        WHEN 'id' THEN 'pg_catalog.indonesian' WHEN 'it' THEN 'pg_catalog.italian' WHEN 'nl' THEN 'pg_catalog.dutch'
        WHEN 'no' THEN 'pg_catalog.norwegian' WHEN 'pt' THEN 'pg_catalog.portuguese' WHEN 'ro' THEN 'pg_catalog.romanian'
        WHEN 'ru' THEN 'pg_catalog.russian' WHEN 'sv' THEN 'pg_catalog.swedish' WHEN 'tr' THEN 'pg_catalog.turkish'
        ELSE 'pg_catalog.simple' END::regconfig
$$;
COMMENT ON FUNCTION news.search_config IS 'Text search configuration of a language.';

-- Chinese, Japanese and Thai write no spaces: each of their characters is a word of its own, and a search for a word of
-- them is one for a phrase.
CREATE FUNCTION news.search_spaced(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(words, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g')
$$;
COMMENT ON FUNCTION news.search_spaced IS 'The text with each character of a script without spaces standing apart.';

-- A tsvector holds 1 MB at most; 40,000 characters of the worst text stay below half of it, so no body fails the insert.
CREATE FUNCTION news.search_vector(language text, title text, summary text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    config regconfig := news.search_config(language);
BEGIN
    title := left(title, 2000);
    summary := left(coalesce(summary, ''), 4000);
    body := left(body, 40000);
    IF language IN ('zh', 'ja', 'th', 'lo', 'km', 'my') THEN
        title := news.search_spaced(title);
        summary := news.search_spaced(summary);
        body := news.search_spaced(body);
    END IF;
    RETURN setweight(to_tsvector(config, title), 'A') || setweight(to_tsvector(config, summary), 'B')
        || setweight(to_tsvector(config, body), 'C');
END $$;
COMMENT ON FUNCTION news.search_vector IS 'What news.articles.search holds: title A, summary B, text C.';

CREATE FUNCTION news.search_query(words text, language text DEFAULT NULL) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET client_min_messages = warning AS $$
DECLARE
    found tsquery;
    one text;
    wanted tsquery;
    seen tsquery[] := '{}';
BEGIN
    IF words ~ '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]' THEN
        RETURN phraseto_tsquery('pg_catalog.simple', news.search_spaced(words));
    END IF;
    IF language IS NOT NULL THEN RETURN websearch_to_tsquery(news.search_config(language), words); END IF;
    -- without a language the words are looked for as each of the languages would write them
    FOREACH one IN ARRAY '{xx,ar,ca,da,de,el,en,es,fi,fr,ga,hi,hu,id,it,nl,no,pt,ro,ru,sv,tr}'::text[] LOOP
        wanted := websearch_to_tsquery(news.search_config(one), words);
        IF NOT wanted = ANY(seen) THEN
            found := CASE WHEN found IS NULL THEN wanted ELSE found || wanted END;
            seen := seen || wanted;
        END IF;
    END LOOP;
    RETURN found;
END $$;
COMMENT ON FUNCTION news.search_query IS
    'What to look for in news.articles.search: words, "a phrase", or; in one language, or in any. With -without, name the language.';

CREATE TABLE news.articles (
    id bigint PRIMARY KEY,
    url text NOT NULL,
    urls text[] NOT NULL,
    source text NOT NULL,
    title text NOT NULL,
    summary text,
    authors text[] NOT NULL DEFAULT '{}',
    published_at timestamptz,
    published_precision text CHECK (published_precision IN ('day', 'time')),
    published_origin text,
    modified_at timestamptz,
    language text,
    section text,
    text text NOT NULL,
    blocks jsonb NOT NULL,
    images jsonb NOT NULL DEFAULT '[]',
    publisher_topics jsonb NOT NULL DEFAULT '[]',
    access_declared text NOT NULL DEFAULT 'unknown'
        CHECK (access_declared IN ('free', 'registration', 'subscription', 'metered', 'unknown')),
    access_evidence text,
    wall_kind text,
    wall_cuts jsonb NOT NULL DEFAULT '[]',
    truncated boolean,
    truncated_evidence text,
    duplicate_of bigint REFERENCES news.articles,
    similarity real,
    content_hash bytea NOT NULL,
    origins jsonb NOT NULL DEFAULT '{}',
    revision integer NOT NULL DEFAULT 1,
    pipeline_version text NOT NULL,
    fetched_at timestamptz,
    stored_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    search tsvector GENERATED ALWAYS AS (news.search_vector(language, title, summary, text)) STORED
);
COMMENT ON TABLE news.articles IS 'Normalised articles, each stored once; the latest revision.';
COMMENT ON COLUMN news.articles.id IS 'Stable number of the article.';
COMMENT ON COLUMN news.articles.url IS 'Canonical address.';
COMMENT ON COLUMN news.articles.urls IS 'Every address under which it was seen.';
COMMENT ON COLUMN news.articles.source IS 'Name of the publisher.';
COMMENT ON COLUMN news.articles.title IS 'Headline, without the name of the site.';
COMMENT ON COLUMN news.articles.summary IS 'Standfirst or description, plain text; null when there is none.';
COMMENT ON COLUMN news.articles.authors IS 'People who wrote it, in printed order.';
COMMENT ON COLUMN news.articles.published_at IS 'When the publisher says it was published; null when it says nothing.';
COMMENT ON COLUMN news.articles.published_precision IS 'day: only the date is known (midnight UTC); time: to the minute or better.';
COMMENT ON COLUMN news.articles.published_origin IS 'Where that time was read: jsonld, meta, html, text, feed or url.';
COMMENT ON COLUMN news.articles.modified_at IS 'When the publisher says it was last changed.';
COMMENT ON COLUMN news.articles.language IS 'BCP 47 primary language, for example en; null when unsure.';
COMMENT ON COLUMN news.articles.section IS 'Section of the site, as printed.';
COMMENT ON COLUMN news.articles.text IS 'Body as plain text: paragraphs parted by a blank line, captions and walls left out.';
COMMENT ON COLUMN news.articles.blocks IS 'Body as ordered blocks: [{"kind", "text"}].';
COMMENT ON COLUMN news.articles.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';
COMMENT ON COLUMN news.articles.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';
COMMENT ON COLUMN news.articles.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';
COMMENT ON COLUMN news.articles.access_evidence IS 'Where that declaration stands.';
COMMENT ON COLUMN news.articles.wall_kind IS 'Kind of wall that was cut: registration, subscription, metered, newsletter, app, consent, plea; null for none.';
COMMENT ON COLUMN news.articles.wall_cuts IS 'Removed runs: [{"text", "rule"}].';
COMMENT ON COLUMN news.articles.truncated IS 'true: the server sent only part of the body; false: all of it; null: not known.';
COMMENT ON COLUMN news.articles.truncated_evidence IS 'What that rests on.';
COMMENT ON COLUMN news.articles.duplicate_of IS 'Earlier article that this is a copy of (syndication); null for an original.';
COMMENT ON COLUMN news.articles.similarity IS 'How much of the shorter text the two share, 0 to 1.';
COMMENT ON COLUMN news.articles.content_hash IS 'sha256 of the text without case, white space and punctuation.';
COMMENT ON COLUMN news.articles.origins IS 'Which source each metadata field was read from.';
COMMENT ON COLUMN news.articles.revision IS 'Number of the latest revision, from 1.';
COMMENT ON COLUMN news.articles.pipeline_version IS 'Version of the code and rules that made it.';
COMMENT ON COLUMN news.articles.fetched_at IS 'When the page was fetched; null when the text came with the feed.';
COMMENT ON COLUMN news.articles.stored_at IS 'When it was first stored.';
COMMENT ON COLUMN news.articles.updated_at IS 'When the latest revision was stored.';
COMMENT ON COLUMN news.articles.withdrawn_at IS 'When the publisher took it away; null while it stands.';
COMMENT ON COLUMN news.articles.search IS 'Words of title (A), summary (B) and text (C): search @@ news.search_query(''words'').';
CREATE INDEX articles_latest ON news.articles (stored_at DESC, id DESC);
CREATE INDEX articles_by_source ON news.articles (source, stored_at DESC, id DESC);
CREATE INDEX articles_by_content ON news.articles (content_hash);
CREATE INDEX articles_search ON news.articles USING gin (search);
-- title ILIKE '%part%', or title % 'tyop'
DO $$ BEGIN  -- an operator may have put the extension into a schema of its own
    EXECUTE format('CREATE INDEX articles_title_parts ON news.articles USING gin (title %I.gin_trgm_ops)',
                   (SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'pg_trgm'));
END $$;
CREATE INDEX articles_copies ON news.articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE news.article_urls (
    url_hash bytea PRIMARY KEY,
    article_id bigint NOT NULL REFERENCES news.articles ON DELETE CASCADE
);
COMMENT ON TABLE news.article_urls IS 'Identity of every address of every article; its key makes one news one article.';
COMMENT ON COLUMN news.article_urls.url_hash IS 'sha256 of the identity of the address.';
COMMENT ON COLUMN news.article_urls.article_id IS 'The article.';
CREATE INDEX article_urls_article ON news.article_urls (article_id);

CREATE TABLE news.article_revisions (
    article_id bigint NOT NULL REFERENCES news.articles ON DELETE CASCADE,
    revision integer NOT NULL,
    title text NOT NULL,
    summary text,
    authors text[] NOT NULL,
    published_at timestamptz,
    modified_at timestamptz,
    text text NOT NULL,
    blocks jsonb NOT NULL,
    wall_cuts jsonb NOT NULL,
    truncated boolean,
    changed text[] NOT NULL,
    pipeline_version text NOT NULL,
    stored_at timestamptz NOT NULL,
    superseded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (article_id, revision)
);
COMMENT ON TABLE news.article_revisions IS 'Earlier versions of articles that have changed since; the latest stands in news.articles.';
COMMENT ON COLUMN news.article_revisions.article_id IS 'The article.';
COMMENT ON COLUMN news.article_revisions.revision IS 'Number of this version, from 1.';
COMMENT ON COLUMN news.article_revisions.title IS 'Headline then.';
COMMENT ON COLUMN news.article_revisions.summary IS 'Summary then.';
COMMENT ON COLUMN news.article_revisions.authors IS 'Authors then.';
COMMENT ON COLUMN news.article_revisions.published_at IS 'Published time then.';
COMMENT ON COLUMN news.article_revisions.modified_at IS 'Modified time then.';
COMMENT ON COLUMN news.article_revisions.text IS 'Body then.';
COMMENT ON COLUMN news.article_revisions.blocks IS 'Blocks then.';
COMMENT ON COLUMN news.article_revisions.wall_cuts IS 'What was cut then.';
COMMENT ON COLUMN news.article_revisions.truncated IS 'Whether it was truncated then.';
COMMENT ON COLUMN news.article_revisions.changed IS 'Fields that the next revision changed.';
COMMENT ON COLUMN news.article_revisions.pipeline_version IS 'Version of the code and rules that made it.';
COMMENT ON COLUMN news.article_revisions.stored_at IS 'When this version was stored.';
COMMENT ON COLUMN news.article_revisions.superseded_at IS 'When the next one replaced it.';

CREATE TABLE news.topics (
    slug text PRIMARY KEY,
    label jsonb NOT NULL,
    description text NOT NULL,
    broader text[] NOT NULL DEFAULT '{}',
    taxonomy_version text NOT NULL,
    retired_at timestamptz
);
COMMENT ON TABLE news.topics IS 'The taxonomy.';
COMMENT ON COLUMN news.topics.slug IS 'Stable name, for example iran-us-tensions.';
COMMENT ON COLUMN news.topics.label IS 'Name for people by language: {"en": "Iran-US tensions"}.';
COMMENT ON COLUMN news.topics.description IS 'What belongs to it.';
COMMENT ON COLUMN news.topics.broader IS 'Broader concepts: IPTC Media Topics codes or other slugs.';
COMMENT ON COLUMN news.topics.taxonomy_version IS 'Version of the taxonomy that last had it.';
COMMENT ON COLUMN news.topics.retired_at IS 'When the taxonomy dropped it; its tags stay.';

CREATE TABLE news.article_topics (
    article_id bigint NOT NULL REFERENCES news.articles ON DELETE CASCADE,
    topic text NOT NULL REFERENCES news.topics,
    source text NOT NULL CHECK (source IN ('publisher', 'rule')),
    score real NOT NULL,
    evidence jsonb NOT NULL,
    taxonomy_version text NOT NULL,
    article_time timestamptz NOT NULL,
    PRIMARY KEY (article_id, topic, source)
);
COMMENT ON TABLE news.article_topics IS 'Tags: topics on articles, with why.';
COMMENT ON COLUMN news.article_topics.article_id IS 'The article.';
COMMENT ON COLUMN news.article_topics.topic IS 'Slug of the topic.';
COMMENT ON COLUMN news.article_topics.source IS 'publisher: the publisher printed it; rule: a rule of the taxonomy matched.';
COMMENT ON COLUMN news.article_topics.score IS 'Strength by the scoring of the taxonomy; comparable within one topic.';
COMMENT ON COLUMN news.article_topics.evidence IS 'Why: [{"field", "start", "end", "text", "rule"}], offsets in characters.';
COMMENT ON COLUMN news.article_topics.taxonomy_version IS 'Version of the taxonomy that gave the tag.';
COMMENT ON COLUMN news.article_topics.article_time IS 'Published time of the article, else stored time: makes the latest of a topic one index scan.';
CREATE INDEX article_topics_latest ON news.article_topics (topic, article_time DESC, article_id DESC);

CREATE TABLE news.changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position bigint,
    article_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('created', 'revised', 'retagged', 'withdrawn')),
    revision integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE news.changes IS 'The change feed: one line per thing that happened to an article. Read it by position.';
COMMENT ON COLUMN news.changes.id IS 'Our number; says nothing about order.';
COMMENT ON COLUMN news.changes.position IS 'Place in the feed, given after commit, so that nothing appears behind a reader; null for an instant before.';
COMMENT ON COLUMN news.changes.article_id IS 'The article.';
COMMENT ON COLUMN news.changes.kind IS 'created, revised, retagged or withdrawn.';
COMMENT ON COLUMN news.changes.revision IS 'Revision that this made.';
COMMENT ON COLUMN news.changes.created_at IS 'When it happened.';
CREATE UNIQUE INDEX changes_position ON news.changes (position) WHERE position IS NOT NULL;
CREATE INDEX changes_unpublished ON news.changes (id) WHERE position IS NULL;
CREATE INDEX changes_article ON news.changes (article_id);
CREATE SEQUENCE newswire.change_positions;

CREATE TABLE news.consumers (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    owner name NOT NULL DEFAULT session_user,
    created_at timestamptz NOT NULL DEFAULT now(),
    acknowledged_at timestamptz
);
COMMENT ON TABLE news.consumers IS 'Downstream services and how far each has read.';
COMMENT ON COLUMN news.consumers.name IS 'Name of the service.';
COMMENT ON COLUMN news.consumers.position IS 'Last position that it has acknowledged.';
COMMENT ON COLUMN news.consumers.owner IS 'Database role that registered it; only that role moves its position.';
COMMENT ON COLUMN news.consumers.created_at IS 'When it first asked.';
COMMENT ON COLUMN news.consumers.acknowledged_at IS 'When it last acknowledged.';

-- Gives positions to committed changes. The lock is taken by a statement of its own, so that the next statement's snapshot
-- is newer than everything that the last publisher committed; without that a late commit could get a smaller position.
CREATE FUNCTION newswire.publish_changes(max_rows integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    published integer;
    last bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('newswire.publish_changes')) THEN RETURN -1; END IF;
    WITH todo AS (SELECT id FROM news.changes WHERE position IS NULL ORDER BY id LIMIT max_rows),
         numbered AS (SELECT id, nextval('newswire.change_positions') AS position FROM (SELECT id FROM todo ORDER BY id) t),
         done AS (UPDATE news.changes c SET position = n.position FROM numbered n WHERE c.id = n.id RETURNING c.position)
    SELECT count(*), max(position) INTO published, last FROM done;
    IF published > 0 THEN PERFORM pg_notify('news_changes', last::text); END IF;
    RETURN published;
END $$;
COMMENT ON FUNCTION newswire.publish_changes IS 'Publishes committed changes and wakes consumers; -1 when another publisher is at it.';

CREATE TABLE news.change_floor (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position bigint NOT NULL DEFAULT 0
);
INSERT INTO news.change_floor DEFAULT VALUES;
COMMENT ON TABLE news.change_floor IS 'How far the change feed has been deleted: changes up to here have passed their retention.';
COMMENT ON COLUMN news.change_floor.only_row IS 'There is one row.';
COMMENT ON COLUMN news.change_floor.position IS 'Last deleted position; who stands before it has missed something and is told so.';

CREATE FUNCTION news.last_position() RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT coalesce((SELECT max(position) FROM news.changes), (SELECT position FROM news.change_floor)) $$;
COMMENT ON FUNCTION news.last_position IS
    'End of the change feed. A copy of everything without a gap: take this, read news.articles, then acknowledge it.';

CREATE FUNCTION newswire.check_floor(reader text, at bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    lowest bigint := (SELECT f.position FROM news.change_floor f);
BEGIN
    IF at < lowest THEN
        RAISE EXCEPTION '% stands at position %, and changes up to % are no longer kept', reader, at, lowest
            USING ERRCODE = 'NW001',
                  HINT = 'Take SELECT news.last_position(), read news.articles whole, then news.acknowledge(consumer, that position); newswire export --for NAME does this.';
    END IF;
END $$;
COMMENT ON FUNCTION newswire.check_floor IS 'Fails with SQLSTATE NW001 when changes behind a position have been deleted.';

-- STABLE, so that the floor and the changes are read in one snapshot: a deletion in between cannot make a gap.
CREATE FUNCTION news.changes_after(after bigint, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM newswire.check_floor('the reader', after);
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > after ORDER BY c.position LIMIT max_rows;
END $$;
COMMENT ON FUNCTION news.changes_after IS
    'Changes behind a position, in order. Never skips, never repeats; SQLSTATE NW001 when some of them are no longer kept.';

CREATE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
BEGIN
    INSERT INTO news.consumers (name) VALUES (consumer) ON CONFLICT DO NOTHING;
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;
COMMENT ON FUNCTION news.read_changes IS
    'Changes that this consumer has not acknowledged; registers it at the start of the feed the first time. SQLSTATE NW001 when some of them are no longer kept.';

CREATE FUNCTION news.acknowledge(consumer text, upto bigint)
RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
BEGIN
    IF upto > (SELECT last_value FROM newswire.change_positions) THEN
        RAISE EXCEPTION 'position % lies behind the end of the change feed', upto USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO news.consumers (name) VALUES (consumer) ON CONFLICT DO NOTHING;
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- acknowledging late or twice never moves it back, and nothing that is still to come can be acknowledged
    UPDATE news.consumers c
    SET position = greatest(c.position, least(upto, (SELECT max(position) FROM news.changes))), acknowledged_at = now()
    WHERE c.name = consumer
    RETURNING c.position INTO reader.position;
    RETURN reader.position;
END $$;
COMMENT ON FUNCTION news.acknowledge IS 'Saves how far a consumer has read; returns its position. Registers a consumer that begins with a copy of everything.';

-- Deletes from the front of the feed only, up to the first change that is young enough, and moves the floor with it.
CREATE FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    upto bigint;
    deleted integer;
BEGIN
    PERFORM FROM news.change_floor FOR UPDATE;
    SELECT coalesce(min(c.position) FILTER (WHERE c.created_at >= now() - make_interval(secs => older_than)) - 1, max(c.position))
    INTO upto FROM (SELECT * FROM news.changes WHERE position IS NOT NULL ORDER BY position LIMIT max_rows) c;
    DELETE FROM news.changes WHERE position <= upto;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    IF deleted > 0 THEN UPDATE news.change_floor SET position = upto; END IF;
    RETURN deleted;
END $$;
COMMENT ON FUNCTION newswire.delete_changes IS 'Deletes at most so many changes that are older than so many seconds; returns how many.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA news, newswire FROM PUBLIC;
GRANT USAGE ON SCHEMA news TO newswire_reader, newswire_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA news TO newswire_reader;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA news TO newswire_reader, newswire_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA news TO newswire_writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA newswire TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA newswire TO newswire_writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA news TO newswire_writer;
