-- An article, its feed and a line of quarantine, all of whose texts are %(h)s.

INSERT INTO news.articles (
    id, url, urls, source, title, summary, authors, language, section, text, blocks, images, publisher_topics,
    access_evidence, wall_kind, wall_cuts, truncated, truncated_evidence, content_hash, wire_source, origins,
    pipeline_version, revision, fetched_at)
VALUES (
    %(id)s, 'javascript:alert(3)', ARRAY['javascript:alert(3)'], %(h)s, %(h)s, %(h)s, ARRAY[%(h)s], 'en" onload="x', %(h)s,
    %(h)s,
    jsonb_build_array(jsonb_build_object('kind', 'paragraph', 'start', 0, 'end', length(%(h)s)),
                      jsonb_build_object('kind', 'caption', 'text', %(h)s::text)),
    jsonb_build_array(jsonb_build_object('url', 'javascript:alert(4)', 'caption', %(h)s::text, 'credit', %(h)s::text)),
    jsonb_build_array(jsonb_build_object('text', %(h)s::text, 'origin', 'page')),
    %(h)s, 'registration',
    jsonb_build_array(jsonb_build_object('text', %(h)s::text, 'rule', %(h)s::text, 'at', 0),
                      jsonb_build_object('text', 'of an older version', 'rule', 'r')),
    true, %(h)s, '\x00', %(h)s, jsonb_build_object('title', %(h)s::text), %(h)s, 2, now());

INSERT INTO news.article_topics
VALUES (%(id)s, 'iran-us-tensions', 'rule', 5,
        jsonb_build_array(jsonb_build_object('field', 'lead', 'start', 0, 'end', 8, 'text', %(h)s::text, 'rule', %(h)s::text),
                          jsonb_build_object('field', 'label', 'start', 0, 'end', 8, 'text', %(h)s::text, 'rule', %(h)s::text)),
        '1', now());

INSERT INTO news.article_revisions (article_id, revision, title, summary, authors, text, blocks, wall_cuts, changed,
                                    pipeline_version, stored_at)
VALUES (%(id)s, 1, %(h)s || ' old', %(h)s, '{}', 'old ' || %(h)s, '[]', '[]', '{title,content}', '1', now());

UPDATE newswire.feeds
SET source = %(h)s, title = %(h)s, group_name = %(h)s, last_error = %(h)s, last_status = 'forbidden', moved_to = %(h)s,
    site_url = 'javascript:alert(5)', failures = 4, last_polled_at = now(),
    recent_polls = jsonb_build_array(jsonb_build_object(
        'at', now(), 'status', %(h)s::text, 'error', %(h)s::text, 'new', 1, 'changed', 0, 'gap', true));

UPDATE newswire.items SET source = %(h)s, state = 'stored' WHERE id = %(id)s;

UPDATE newswire.items SET state = 'quarantined', reason = 'unexpected', url = %(h)s WHERE id = %(quarantined)s;

INSERT INTO newswire.quarantine (item_id, step, error, message, traceback, attempts)
VALUES (%(quarantined)s, 'clean', %(h)s, %(h)s, %(h)s, 5)
