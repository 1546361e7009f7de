-- Articles as consumers usually want them: one row with its topics, and without what only searching needs.
CREATE VIEW news.article_documents AS
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
    one record;
BEGIN
    FOR one IN SELECT v.attname, col_description(t.attrelid, t.attnum) AS said
               FROM pg_attribute v JOIN pg_attribute t ON t.attname = v.attname AND t.attrelid = 'news.articles'::regclass
               WHERE v.attrelid = 'news.article_documents'::regclass AND v.attnum > 0 LOOP
        EXECUTE format('COMMENT ON COLUMN news.article_documents.%I IS %L', one.attname, one.said);
    END LOOP;
END $$;
COMMENT ON COLUMN news.article_documents.topics IS 'Tags: [{"topic", "source", "score", "evidence"}], as in news.article_topics.';
GRANT SELECT ON news.article_documents TO newswire_reader, newswire_writer;
