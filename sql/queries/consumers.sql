-- name: read_changes
-- What a consumer has not acknowledged, each with the article as it stands now, as JSON text: nobody decodes it on the way
-- through. Changes that the filters leave out come without an article, so that their position can be acknowledged too;
-- an article that is no longer on the topic is left out only after the change that took it away.
-- Fewer when their texts are large: 500 of the largest pages would take all memory of a consumer, each time anew. The sum
-- of their lengths costs 1.5 µs a change (measured); the JSON of what does not fit is not made. position + 0, so that rows
-- are sorted once more and go out at once: a client that wakes up for each takes 3 µs of 13 more (measured).
SELECT position, document
FROM (SELECT c.position, coalesce(sum(octet_length(d.text)) OVER earlier, 0) < %(bytes)s AS fits,
             CASE WHEN coalesce(sum(octet_length(d.text)) OVER earlier, 0) < %(bytes)s AND d.id IS NOT NULL
                   AND (%(source)s::text IS NULL OR d.source = %(source)s)
                   AND (%(language)s::text IS NULL OR d.language = %(language)s)
                   AND (%(topic)s::text IS NULL OR %(topic)s = ANY(c.lost_topics)
                        OR EXISTS (SELECT FROM news.article_topics t WHERE t.article_id = d.id AND t.topic = %(topic)s))
             THEN (SELECT to_json(x)::text
                   FROM (SELECT c.position, c.kind, c.created_at AS changed_at, c.lost_topics, d.*) x)
             END AS document
      FROM news.read_changes(%(consumer)s, %(limit)s) c LEFT JOIN news.article_documents d ON d.id = c.article_id
      WINDOW earlier AS (ORDER BY c.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) r
WHERE fits ORDER BY position + 0

-- name: acknowledge
-- Save how far a consumer has read.
SELECT news.acknowledge(%(consumer)s, %(position)s)

-- name: export_articles
-- Articles in the order of their storing, a page at a time, as JSON text; fewer when their texts are large.
SELECT stored_at, id, document
FROM (SELECT d.stored_at, d.id, coalesce(sum(octet_length(d.text)) OVER earlier, 0) < %(bytes)s AS fits,
             CASE WHEN coalesce(sum(octet_length(d.text)) OVER earlier, 0) < %(bytes)s THEN to_json(d)::text END AS document
      FROM news.article_documents d
      WHERE (d.stored_at, d.id) > (%(stored_at)s, %(id)s)
        AND (%(source)s::text IS NULL OR d.source = %(source)s)
        AND (%(language)s::text IS NULL OR d.language = %(language)s)
        AND (%(topic)s::text IS NULL OR EXISTS (SELECT FROM news.article_topics t
                                                WHERE t.article_id = d.id AND t.topic = %(topic)s))
      WINDOW earlier AS (ORDER BY d.stored_at, d.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      ORDER BY d.stored_at, d.id LIMIT %(limit)s) r
WHERE fits ORDER BY stored_at, id

-- name: delete_old_changes
-- Changes past their retention, from the front of the feed; the function says how readers learn of it.
SELECT newswire.delete_changes(%(seconds)s, 5000)

-- name: claim_consumer
-- One process at a time hands over what a consumer has not had: two would do it twice. The claim ends with the session, so
-- another may take over at once when a process dies.
SELECT mine AS acquired, pid, application, client, since FROM news.claim_consumer(%(consumer)s)

-- name: list_consumers
-- Every consumer with what it has not read, and whether retention is about to pass it by.
SELECT c.name, c.owner::text, c.topics, c.position, c.acknowledged_at,
       greatest(news.last_position() - c.position, 0) AS waiting, next.created_at AS oldest_at,
       next.created_at + make_interval(secs => %(seconds)s) AS kept_until,
       CASE WHEN c.position < f.position THEN 'missed'
            WHEN next.created_at + make_interval(secs => 0.8 * %(seconds)s) < now() THEN 'soon' END AS state
FROM news.consumers c CROSS JOIN news.change_floor f
LEFT JOIN LATERAL (SELECT h.created_at FROM news.changes h WHERE h.position > c.position ORDER BY h.position LIMIT 1) next
       ON true
ORDER BY c.name

-- name: remove_consumer
-- Forget a consumer.
SELECT news.remove_consumer(%(consumer)s)

-- name: add_consumer
-- A role of its own for a consumer.
SELECT newswire.add_consumer(%(consumer)s, %(verifier)s, %(topics)s::text[])

-- name: set_consumer_password
-- Another password for the role of a consumer.
SELECT newswire.set_consumer_password(%(consumer)s, %(verifier)s)

-- name: consumer_exists
-- Whether a consumer is registered.
SELECT EXISTS (SELECT FROM news.consumers WHERE name = %(consumer)s)

-- name: has_own_role
-- Whether a consumer has a role of its own.
SELECT EXISTS (SELECT FROM news.consumers WHERE name = %(consumer)s AND own_role)

-- name: drop_consumer_role
-- The role of a consumer, before the consumer itself.
SELECT newswire.drop_consumer_role(%(consumer)s)

-- name: end_long_readers
-- Sessions that only read and hold an old snapshot; the function says why.
SELECT pid, role, application, since FROM newswire.end_long_readers(%(seconds)s)

-- name: topic_slugs
-- Every topic, with those that the taxonomy has dropped.
SELECT slug FROM news.topics

-- name: has_source
-- Whether an article has a source, by articles_by_source.
SELECT EXISTS (SELECT FROM news.articles WHERE source = %(source)s)

-- name: all_sources
-- Every source; those of feeds too, whose articles are yet to come.
SELECT news.sources()

-- name: has_language
-- Whether one of the newest articles has a language. No index has languages, and this asks for the rare ones only.
SELECT EXISTS (SELECT FROM (SELECT language FROM news.articles ORDER BY id DESC LIMIT 10000) a WHERE language = %(language)s)
