-- Fresh articles are looked at again for a while.
ALTER TABLE newswire.items ADD COLUMN look_again_at timestamptz;
COMMENT ON COLUMN newswire.items.look_again_at IS
    'When its page is due for another look; kept while that look is under way; null when there is none to come.';
-- for queries/items.sql begin_looks
CREATE INDEX items_look_again ON newswire.items (look_again_at) WHERE state = 'stored' AND look_again_at IS NOT NULL;
