-- The contract: what downstream services read. Changes to it only add.

CREATE SCHEMA news;
COMMENT ON SCHEMA news IS 'The contract with consumers: clean articles, their topics, and the feed of changes.';

-- Two articles a page instead of seven: most texts then lie with their article, and a reader fetches them from one place
-- (measured: 30 µs of 45 for a change with its text; a fortieth more room). A block says where it stands in the text instead of
-- repeating it: a change with its article costs a quarter less to read, and an article takes a sixth less room.
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
    published_origin text CHECK (published_origin IN ('jsonld', 'meta', 'html', 'text', 'feed', 'url')),
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
    wall_kind text
        CHECK (wall_kind IN ('registration', 'subscription', 'metered', 'newsletter', 'app', 'consent', 'plea')),
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
    taxonomy_version text NOT NULL DEFAULT '',
    wire_source text,
    body_deleted_at timestamptz
) WITH (toast_tuple_target = 4080);
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
COMMENT ON COLUMN news.articles.blocks IS
    'Body as ordered blocks: [{"kind", "start", "end"}], offsets in characters of text; a caption, which text leaves out: {"kind", "text"}.';
COMMENT ON COLUMN news.articles.images IS 'Images: [{"url", "caption", "credit"}], the lead image first.';
COMMENT ON COLUMN news.articles.publisher_topics IS 'Topics as the publisher printed them: [{"text", "origin"}].';
COMMENT ON COLUMN news.articles.access_declared IS 'What the publisher declares about who may read; says nothing about what we hold.';
COMMENT ON COLUMN news.articles.access_evidence IS 'Where that declaration stands.';
COMMENT ON COLUMN news.articles.wall_kind IS
    'What the wall that was cut asks for: registration (at no cost), subscription (payment), metered (the free articles are used up), newsletter, app, consent (to cookies or embedded content), plea (support); null when no wall was cut, even if wall_cuts has boilerplate.';
COMMENT ON COLUMN news.articles.wall_cuts IS
    'Removed runs: [{"text", "rule"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues.';
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
COMMENT ON COLUMN news.articles.taxonomy_version IS 'Version of the taxonomy that it was last compared with, whether or not that gave a tag.';
COMMENT ON COLUMN news.articles.wire_source IS 'News agency that the byline, the opening or the end names, for example Reuters; null when none is named.';
COMMENT ON COLUMN news.articles.body_deleted_at IS
    'When text and blocks passed their retention and were emptied; null while we hold them. The rest stays.';
CREATE INDEX articles_latest ON news.articles (stored_at DESC, id DESC);
CREATE INDEX articles_by_source ON news.articles (source, stored_at DESC, id DESC);
CREATE INDEX articles_by_content ON news.articles (content_hash);
CREATE INDEX articles_copies ON news.articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
-- for queries/maintenance.sql delete_old_bodies
CREATE INDEX articles_bodies ON news.articles (stored_at) WHERE body_deleted_at IS NULL;
-- for sql/consumers.sql; boilerplate that a source repeats is cut without being a wall
CREATE INDEX articles_truncated ON news.articles (stored_at DESC, id DESC) WHERE truncated;
CREATE INDEX articles_cuts ON news.articles (source, stored_at DESC, id DESC) WHERE wall_cuts <> '[]';
-- hash, because a text longer than 2,704 bytes breaks a btree
CREATE INDEX articles_url ON news.articles USING hash (url);

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
COMMENT ON COLUMN news.article_revisions.blocks IS 'Blocks then, with offsets in the text then.';
COMMENT ON COLUMN news.article_revisions.wall_cuts IS 'What was cut then.';
COMMENT ON COLUMN news.article_revisions.truncated IS 'Whether it was truncated then.';
COMMENT ON COLUMN news.article_revisions.changed IS
    'Columns that the next revision changed; content for text and blocks, when more than case, white space and punctuation differ.';
COMMENT ON COLUMN news.article_revisions.pipeline_version IS 'Version of the code and rules that made it.';
COMMENT ON COLUMN news.article_revisions.stored_at IS 'When this version was stored.';
COMMENT ON COLUMN news.article_revisions.superseded_at IS 'When the next one replaced it.';
-- for queries/maintenance.sql delete_old_revisions
CREATE INDEX article_revisions_age ON news.article_revisions (superseded_at);

-- lz4 where this Postgres was built with it, as the one from wheels is not (measured on news: 34 µs a text instead of 154, and
-- an eighth more room).
DO $$ BEGIN
    ALTER TABLE news.articles ALTER COLUMN text SET COMPRESSION lz4, ALTER COLUMN blocks SET COMPRESSION lz4;
    ALTER TABLE news.article_revisions ALTER COLUMN text SET COMPRESSION lz4, ALTER COLUMN blocks SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;

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
COMMENT ON COLUMN news.article_topics.evidence IS
    'Why: [{"field", "start", "end", "text", "rule"}], start and end in characters from 0, end not included: of title where field is title, of text where it is lead (the beginning) or body, of the text of one of publisher_topics where it is label.';
COMMENT ON COLUMN news.article_topics.taxonomy_version IS 'Version of the taxonomy that gave the tag.';
COMMENT ON COLUMN news.article_topics.article_time IS 'Published time of the article, else stored time: makes the latest of a topic one index scan.';
CREATE INDEX article_topics_latest ON news.article_topics (topic, article_time DESC, article_id DESC);

-- Articles as consumers usually want them: one row with its topics.
CREATE OR REPLACE VIEW news.article_documents AS
SELECT a.id, a.url, a.urls, a.source, a.title, a.summary, a.authors, a.published_at, a.published_precision,
       a.published_origin, a.modified_at, a.language, a.section, a.text, a.blocks, a.images, a.publisher_topics,
       coalesce((SELECT json_agg(json_build_object('topic', t.topic, 'source', t.source, 'score', t.score, 'evidence', t.evidence)
                                 ORDER BY t.topic, t.source)
                 FROM news.article_topics t WHERE t.article_id = a.id), '[]') AS topics,
       a.access_declared, a.access_evidence, a.wall_kind, a.wall_cuts, a.truncated, a.truncated_evidence, a.duplicate_of,
       a.similarity, a.wire_source, a.origins, a.revision, a.pipeline_version, a.fetched_at, a.stored_at, a.updated_at,
       a.withdrawn_at
FROM news.articles a;
COMMENT ON VIEW news.article_documents IS 'Articles with their topics, as newswire consume and newswire export give them.';
-- its columns are those of the table, and mean the same
DO $$
DECLARE
    col record;
BEGIN
    FOR col IN SELECT v.attname, col_description(t.attrelid, t.attnum) AS said
               FROM pg_attribute v JOIN pg_attribute t ON t.attname = v.attname AND t.attrelid = 'news.articles'::regclass
               WHERE v.attrelid = 'news.article_documents'::regclass AND v.attnum > 0 LOOP
        EXECUTE format('COMMENT ON COLUMN news.article_documents.%I IS %L', col.attname, col.said);
    END LOOP;
END $$;
COMMENT ON COLUMN news.article_documents.topics IS 'Tags: [{"topic", "source", "score", "evidence"}], as in news.article_topics.';

CREATE TABLE news.changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position bigint,
    article_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('created', 'revised', 'retagged', 'withdrawn')),
    revision integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    lost_topics text[]
);
COMMENT ON TABLE news.changes IS 'The change feed: one line per thing that happened to an article. Read it by position.';
COMMENT ON COLUMN news.changes.id IS 'Our number; says nothing about order.';
COMMENT ON COLUMN news.changes.position IS
    'Place in the feed, given after commit: what comes later stands after everything that a reader has had; null for an instant before.';
COMMENT ON COLUMN news.changes.article_id IS 'The article.';
COMMENT ON COLUMN news.changes.kind IS 'created, revised, retagged or withdrawn.';
COMMENT ON COLUMN news.changes.revision IS 'Revision that this made.';
COMMENT ON COLUMN news.changes.created_at IS 'When it happened.';
COMMENT ON COLUMN news.changes.lost_topics IS 'Topics that the article had until then and has no longer; null when it lost none.';
CREATE UNIQUE INDEX changes_position ON news.changes (position) WHERE position IS NOT NULL;
CREATE INDEX changes_unpublished ON news.changes (id) WHERE position IS NULL;
CREATE INDEX changes_article ON news.changes (article_id);
CREATE SEQUENCE newswire.change_positions;

-- No constraint on the name: newswire.consumer holds the rule, which names that were taken before it need not keep.
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
COMMENT ON COLUMN news.consumers.owner IS 'Database role that registered it; only that role reads under its name and moves its position.';
COMMENT ON COLUMN news.consumers.created_at IS 'When it first asked.';
COMMENT ON COLUMN news.consumers.acknowledged_at IS 'When it last acknowledged.';

-- Gives positions to committed changes. The lock is taken by a statement of its own, so that the next statement's snapshot
-- is newer than everything that the last publisher committed; without that a late commit could get a smaller position.
CREATE OR REPLACE FUNCTION newswire.publish_changes(max_rows integer DEFAULT 1000) RETURNS integer
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
COMMENT ON COLUMN news.change_floor.position IS 'Last deleted position; a consumer that stands before it has missed something and is told so.';

CREATE OR REPLACE FUNCTION news.last_position() RETURNS bigint
LANGUAGE sql STABLE AS $$ SELECT coalesce((SELECT max(position) FROM news.changes), (SELECT position FROM news.change_floor)) $$;
COMMENT ON FUNCTION news.last_position IS
    'End of the change feed. A copy of everything without a gap: take this, read news.articles, then acknowledge it.';

CREATE OR REPLACE FUNCTION newswire.check_floor(reader text, at bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    lowest bigint := (SELECT f.position FROM news.change_floor f);
BEGIN
    IF at < lowest THEN
        RAISE EXCEPTION '% stands at position %, and changes up to % are no longer kept', coalesce(reader, 'the reader'), at, lowest
            USING ERRCODE = 'NW001',
                  HINT = CASE WHEN reader IS NULL
                      THEN 'take a new copy: SELECT news.last_position(), read news.articles whole, then go on from that position'
                      ELSE format('take a new copy with `newswire export --for %s`; in SQL: SELECT news.last_position(), read '
                                  'news.articles whole, then news.acknowledge(%L, that position)', reader, reader) END;
    END IF;
END $$;
COMMENT ON FUNCTION newswire.check_floor IS 'Fails with SQLSTATE NW001 when changes after a position have been deleted.';

-- The floor is locked before a new name is put there: a deletion that is at it is waited for, and none begins before the
-- first changes are read.
CREATE OR REPLACE FUNCTION newswire.consumer(consumer text, at_floor boolean) RETURNS news.consumers
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    reader news.consumers;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    IF NOT FOUND THEN
        IF (consumer ~ '^[a-z0-9_-]{1,63}$') IS NOT TRUE THEN
            RAISE EXCEPTION '% is no name for a consumer: 1 to 63 of a-z, 0-9, _ and -', coalesce(quote_literal(consumer), 'null')
                USING ERRCODE = 'invalid_parameter_value';
        END IF;
        INSERT INTO news.consumers (name, position)
        SELECT consumer, CASE WHEN at_floor THEN f.position ELSE 0 END FROM news.change_floor f FOR SHARE
        ON CONFLICT DO NOTHING;
        SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer;
    END IF;
    IF reader.owner <> session_user THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN reader;
END $$;
COMMENT ON FUNCTION newswire.consumer IS
    'The consumer of this name; registers a new one, at the floor of the feed or before everything. Refuses those of other roles.';

-- STABLE, so that the floor and the changes are read in one snapshot: a deletion in between cannot make a gap.
CREATE OR REPLACE FUNCTION news.changes_after(after bigint, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- max(position) of what a reader has not begun to keep; nothing comes after it, and the reader would wait for ever
    IF after IS NULL THEN
        RAISE EXCEPTION 'the position is null: the feed begins after 0' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM newswire.check_floor(NULL, after);
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > after ORDER BY c.position LIMIT max_rows;
END $$;
COMMENT ON FUNCTION news.changes_after IS
    'Changes after a position, in order. Never skips, never repeats; SQLSTATE NW001 when some of them are no longer kept.';

CREATE OR REPLACE FUNCTION news.read_changes(consumer text, max_rows integer DEFAULT 500)
RETURNS SETOF news.changes LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers := newswire.consumer(consumer, at_floor => true);
BEGIN
    RETURN QUERY SELECT * FROM news.changes c WHERE c.position > reader.position ORDER BY c.position LIMIT max_rows;
    -- after the reading: each statement here sees what is newer, so whatever was deleted before it is noticed
    PERFORM newswire.check_floor(consumer, reader.position);
END $$;
COMMENT ON FUNCTION news.read_changes IS
    'Changes that this consumer has not acknowledged. A new name is registered for this role and begins with the oldest change that is kept; for everything, take a copy first. SQLSTATE NW001 when changes that it was to read are no longer kept, 42501 when it belongs to another role.';

CREATE OR REPLACE FUNCTION news.acknowledge(consumer text, upto bigint)
RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
BEGIN
    -- the last position of a batch that was empty
    IF upto IS NULL THEN
        RAISE EXCEPTION 'the position to acknowledge is null' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- by what is committed: the sequence also counts what a publisher has in hand, and 1 before there is anything
    IF upto > news.last_position() THEN
        RAISE EXCEPTION 'position % comes after the end of the change feed', upto USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- who claims to have read up to here and is new may have missed what was deleted since: not at the floor
    reader := newswire.consumer(consumer, at_floor => false);
    -- acknowledging late or twice never moves it back
    UPDATE news.consumers c SET position = greatest(c.position, upto), acknowledged_at = now()
    WHERE c.name = consumer
    RETURNING c.position INTO reader.position;
    RETURN reader.position;
END $$;
COMMENT ON FUNCTION news.acknowledge IS 'Saves how far a consumer has read; returns its position. Registers a consumer that begins with a copy of everything.';

CREATE OR REPLACE FUNCTION news.remove_consumer(consumer text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    reader news.consumers;
BEGIN
    SELECT * INTO reader FROM news.consumers c WHERE c.name = consumer FOR UPDATE;
    IF reader.owner <> session_user AND NOT has_table_privilege(session_user, 'news.consumers', 'DELETE') THEN
        RAISE EXCEPTION 'consumer % belongs to role %', consumer, reader.owner USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM news.consumers c WHERE c.name = consumer;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION news.remove_consumer IS
    'Forgets a consumer and its position; says whether there was one. Read again, the name is a new one.';

-- Deletes from the front of the feed only, up to the first change that is young enough, and moves the floor with it; later,
-- when a new consumer is just being put at the floor, however long its transaction stays open.
CREATE OR REPLACE FUNCTION newswire.delete_changes(older_than double precision, max_rows integer) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    upto bigint;
    deleted integer;
BEGIN
    PERFORM FROM news.change_floor FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN RETURN 0; END IF;
    SELECT coalesce(min(c.position) FILTER (WHERE c.created_at >= now() - make_interval(secs => older_than)) - 1, max(c.position))
    INTO upto FROM (SELECT * FROM news.changes WHERE position IS NOT NULL ORDER BY position LIMIT max_rows) c;
    DELETE FROM news.changes WHERE position <= upto;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    IF deleted > 0 THEN UPDATE news.change_floor SET position = upto; END IF;
    RETURN deleted;
END $$;
COMMENT ON FUNCTION newswire.delete_changes IS 'Deletes at most so many changes that are older than so many seconds; returns how many.';

-- Each step jumps to the next publisher in articles_by_source: its cost follows their number, not that of the articles.
CREATE OR REPLACE FUNCTION news.sources() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE found AS (
        (SELECT a.source FROM news.articles a ORDER BY a.source LIMIT 1)
        UNION ALL
        SELECT (SELECT a.source FROM news.articles a WHERE a.source > f.source ORDER BY a.source LIMIT 1)
        FROM found f WHERE f.source IS NOT NULL)
    SELECT f.source FROM found f WHERE f.source IS NOT NULL UNION SELECT f.source FROM newswire.feeds f ORDER BY 1
$$;
COMMENT ON FUNCTION news.sources IS 'Every publisher that an article or a feed has.';
