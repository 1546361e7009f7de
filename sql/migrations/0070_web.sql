-- What the web page shows that no row told until now, and what it finds articles by.
ALTER TABLE newswire.feeds ADD COLUMN recent_polls jsonb DEFAULT '[]'::jsonb NOT NULL;
COMMENT ON COLUMN newswire.feeds.recent_polls IS
    'Its last 20 polls, the latest first: [{"at", "status", "error", "new", "changed", "gap"}], new and changed in entries.';
COMMENT ON COLUMN news.articles.wall_cuts IS
    'Removed runs: [{"text", "rule", "at"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues. at: where in text it stood, in characters; null when that is not known.';
COMMENT ON COLUMN news.article_documents.wall_cuts IS
    'Removed runs: [{"text", "rule", "at"}]. A rule begins with where it stood: tail (after the last paragraph), inside (before or between paragraphs), repeated (boilerplate: it stands in other articles of the source); after that come the families of cues. at: where in text it stood, in characters; null when that is not known.';
