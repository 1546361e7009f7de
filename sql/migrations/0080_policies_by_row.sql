-- Topics of consumers are asked row by row, by index. Without OFFSET the planner may put the topics or changes of all
-- articles into a hash table first (an alternative subplan, chosen without regard to the LIMIT above it).
ALTER POLICY own_topics ON news.changes
USING (lost_topics && (SELECT news.own_topics()) OR EXISTS (
    SELECT FROM news.article_topics t
    WHERE t.article_id = changes.article_id AND t.topic = ANY ((SELECT news.own_topics())::text[]) OFFSET 0));
ALTER POLICY own_topics ON news.articles
USING (EXISTS (SELECT FROM news.article_topics t
               WHERE t.article_id = articles.id AND t.topic = ANY ((SELECT news.own_topics())::text[]) OFFSET 0)
       OR EXISTS (SELECT FROM news.changes c
                  WHERE c.article_id = articles.id AND c.lost_topics && (SELECT news.own_topics()) OFFSET 0));
