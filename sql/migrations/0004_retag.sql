-- What has been tagged by which taxonomy, so that retagging can stop and go on.

ALTER TABLE news.articles ADD COLUMN taxonomy_version text NOT NULL DEFAULT '';
COMMENT ON COLUMN news.articles.taxonomy_version IS 'Version of the taxonomy that last looked at it, whether or not it gave a tag.';
