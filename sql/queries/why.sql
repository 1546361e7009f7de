-- name: item_of_address
-- The item that an address leads to: its own, else the article that stands under it, else one that was redirected there.
SELECT i.id, i.url, i.state::text, i.reason, i.attempts, i.next_attempt_at, i.next_attempt_at <= now() AS due,
       coalesce(i.lease_until >= now(), false) AS in_hand, i.fetch_url, i.created_at, i.updated_at,
       p.url AS page_url, p.status AS page_status, p.fetched_at AS page_at,
       q.id AS quarantine_id, q.step AS quarantine_step, q.error AS quarantine_error, q.message AS quarantine_message,
       q.attempts AS quarantine_attempts,
       a.id AS article_id, a.title AS article_title, a.stored_at, a.withdrawn_at, a.duplicate_of AS copy_of,
       o.id AS other_id, o.url AS other_url, o.title AS other_title
FROM (SELECT id, 1 AS rank FROM newswire.items WHERE url_hash = %(hash)s
      UNION ALL
      SELECT article_id, 2 FROM news.article_urls WHERE url_hash = %(hash)s
      UNION ALL
      SELECT id, 3 FROM newswire.items WHERE state = 'pending' AND fetch_url = ANY(%(spellings)s)) found
JOIN newswire.items i USING (id)
LEFT JOIN newswire.pages p ON p.item_id = i.id
LEFT JOIN newswire.quarantine q ON q.item_id = i.id
LEFT JOIN news.articles a ON a.id = i.id
LEFT JOIN news.articles o ON o.id = i.duplicate_of
ORDER BY found.rank, i.id LIMIT 1

-- name: sightings_of_item
-- Which feeds have shown an item, as far as their entries are still kept.
SELECT e.feed_id, f.url, e.first_seen_at, e.last_seen_at
FROM newswire.entries e JOIN newswire.feeds f ON f.id = e.feed_id
WHERE e.item_id = %(id)s ORDER BY e.first_seen_at LIMIT 20

-- name: feeds_and_sites
-- Every feed with how its last poll ended, to find those of a site.
SELECT f.id, f.url, f.site_url, f.state, f.last_polled_at, f.last_status, f.last_error, f.next_poll_at,
       q.id AS quarantine_id
FROM newswire.feeds f LEFT JOIN newswire.quarantine q ON q.feed_id = f.id
ORDER BY f.id
