-- Pages that are no article never replace one; and the fuller text of page and feed is the article.

ALTER TABLE newswire.items ADD COLUMN substitutes smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN newswire.items.substitutes IS
    'How many pages in a row were no article (a challenge, an error page): their retries begin anew with each fetch, this does not.';

-- A table of its own, not a second row in newswire.pages: workers of the version before, which know nothing of it, go on.
CREATE TABLE newswire.trial_pages (
    item_id bigint PRIMARY KEY REFERENCES newswire.items ON DELETE CASCADE,
    url text NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    size integer NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE newswire.trial_pages ALTER COLUMN body SET STORAGE EXTERNAL;
COMMENT ON TABLE newswire.trial_pages IS
    'New pages of articles that stand, until cleaning has judged them: then they replace those in newswire.pages, or go.';
COMMENT ON COLUMN newswire.trial_pages.item_id IS 'Item that it was fetched for.';
COMMENT ON COLUMN newswire.trial_pages.url IS 'Address that finally answered.';
COMMENT ON COLUMN newswire.trial_pages.status IS 'HTTP status.';
COMMENT ON COLUMN newswire.trial_pages.headers IS 'Response headers, lower-case names.';
COMMENT ON COLUMN newswire.trial_pages.body IS 'Body, compressed with Zstandard.';
COMMENT ON COLUMN newswire.trial_pages.size IS 'Bytes before compression.';
COMMENT ON COLUMN newswire.trial_pages.fetched_at IS 'When it was fetched.';
-- for queries/dispatch.sql delete_old_trial_pages
CREATE INDEX trial_pages_age ON newswire.trial_pages (fetched_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON newswire.trial_pages TO newswire_writer;

ALTER TABLE news.articles ADD COLUMN text_from text NOT NULL DEFAULT 'page' CHECK (text_from IN ('page', 'feed'));
COMMENT ON COLUMN news.articles.text_from IS
    'Whose text this is: page; feed: of the feed''s entry, because the page could not be had or shows only a part of it. wall_kind and wall_cuts tell of both, truncated of the text that is here.';
-- until now only pages that could not be had gave way to the feed, and those have no time of fetching
UPDATE news.articles SET text_from = 'feed' WHERE fetched_at IS NULL;

CREATE OR REPLACE VIEW news.article_documents AS
SELECT a.id, a.url, a.urls, a.source, a.title, a.summary, a.authors, a.published_at, a.published_precision,
       a.published_origin, a.modified_at, a.language, a.section, a.text, a.blocks, a.images, a.publisher_topics,
       coalesce((SELECT json_agg(json_build_object('topic', t.topic, 'source', t.source, 'score', t.score, 'evidence', t.evidence)
                                 ORDER BY t.topic, t.source)
                 FROM news.article_topics t WHERE t.article_id = a.id), '[]') AS topics,
       a.access_declared, a.access_evidence, a.wall_kind, a.wall_cuts, a.truncated, a.truncated_evidence, a.duplicate_of,
       a.similarity, a.wire_source, a.origins, a.revision, a.pipeline_version, a.fetched_at, a.stored_at, a.updated_at,
       a.withdrawn_at, a.text_from
FROM news.articles a;
COMMENT ON COLUMN news.article_documents.text_from IS
    'Whose text this is: page; feed: of the feed''s entry, because the page could not be had or shows only a part of it. wall_kind and wall_cuts tell of both, truncated of the text that is here.';
