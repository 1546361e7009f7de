-- A consumer that compares versions of a text needs to know whose each was.

ALTER TABLE news.article_revisions ADD COLUMN text_from text CHECK (text_from IN ('page', 'feed'));
COMMENT ON COLUMN news.article_revisions.text_from IS
    'Whose text this version had: page, or feed where the page could not be had or showed only a part; null: stored before this was kept.';
