-- WebSub (W3C Recommendation, 2018): which hubs push us which feeds, and what they have pushed that is not taken yet.

CREATE TABLE newswire.subscriptions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed_id bigint REFERENCES newswire.feeds ON DELETE SET NULL,
    hub text NOT NULL,
    topic_url text NOT NULL,
    offered boolean NOT NULL DEFAULT true,
    state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'asked', 'live', 'denied', 'ending', 'off')),
    callback_base text,
    token text UNIQUE,
    secret text,
    lease_until timestamptz,
    next_at timestamptz NOT NULL DEFAULT now(),
    failures smallint NOT NULL DEFAULT 0,
    last_error text,
    pushes bigint NOT NULL DEFAULT 0,
    ignored bigint NOT NULL DEFAULT 0,
    last_push_at timestamptz,
    misses smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE newswire.subscriptions IS 'Hubs that push us a feed (WebSub): newswire push asks them, and takes what they send.';
COMMENT ON COLUMN newswire.subscriptions.id IS 'Our number for the subscription.';
COMMENT ON COLUMN newswire.subscriptions.feed_id IS 'Feed that offers it; null when that was removed.';
COMMENT ON COLUMN newswire.subscriptions.hub IS 'Address of the hub.';
COMMENT ON COLUMN newswire.subscriptions.topic_url IS 'Address under which the hub knows the feed: its rel=self.';
COMMENT ON COLUMN newswire.subscriptions.offered IS 'The feed named this hub and topic_url when it was last read.';
COMMENT ON COLUMN newswire.subscriptions.state IS
    'new: to be asked for; asked: the hub has not verified it yet; live; denied by the hub; ending: to be given up; off: given up, or not to be had.';
COMMENT ON COLUMN newswire.subscriptions.callback_base IS 'NEWSWIRE_PUSH_URL as it was when it was last asked for.';
COMMENT ON COLUMN newswire.subscriptions.token IS 'Last part of the address that the hub pushes to; nobody else knows it.';
COMMENT ON COLUMN newswire.subscriptions.secret IS 'With what the hub signs what it pushes.';
COMMENT ON COLUMN newswire.subscriptions.lease_until IS 'When the hub stops pushing unless asked again.';
COMMENT ON COLUMN newswire.subscriptions.next_at IS 'When something is due: asking, renewing, asking again.';
COMMENT ON COLUMN newswire.subscriptions.failures IS 'Requests to the hub in a row that it refused, or never verified.';
COMMENT ON COLUMN newswire.subscriptions.last_error IS 'What the hub said at last when it refused or denied; null after a success.';
COMMENT ON COLUMN newswire.subscriptions.pushes IS 'Pushes that were taken in.';
COMMENT ON COLUMN newswire.subscriptions.ignored IS 'Pushes that were ignored: without the right signature.';
COMMENT ON COLUMN newswire.subscriptions.last_push_at IS 'When one last came.';
COMMENT ON COLUMN newswire.subscriptions.misses IS 'Polls in a row that found news which had not been pushed.';
COMMENT ON COLUMN newswire.subscriptions.created_at IS 'When the feed first offered it.';
-- a feed offers a hub once; for feeds remove too, which sets it to null
CREATE UNIQUE INDEX subscriptions_feed ON newswire.subscriptions (feed_id, hub, topic_url);
-- for queries/push.sql due_subscriptions
CREATE INDEX subscriptions_due ON newswire.subscriptions (next_at);

CREATE TABLE newswire.pushes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id bigint NOT NULL REFERENCES newswire.subscriptions ON DELETE CASCADE,
    content_type text,
    body bytea NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE newswire.pushes IS 'What hubs have pushed and was answered with 2xx, until it is taken.';
COMMENT ON COLUMN newswire.pushes.id IS 'Our number for it.';
COMMENT ON COLUMN newswire.pushes.subscription_id IS 'Whose it is.';
COMMENT ON COLUMN newswire.pushes.content_type IS 'Content-Type that came with it.';
COMMENT ON COLUMN newswire.pushes.body IS 'As it came.';
COMMENT ON COLUMN newswire.pushes.attempts IS 'How often it was begun: counted before the risky work.';
COMMENT ON COLUMN newswire.pushes.received_at IS 'When it came.';
CREATE INDEX pushes_subscription ON newswire.pushes (subscription_id);

ALTER TABLE newswire.feeds ADD COLUMN push_until timestamptz;
COMMENT ON COLUMN newswire.feeds.push_until IS
    'Its hub has proved that it pushes, and is to go on until then: it is polled seldom. Null when it is polled by its rhythm.';

ALTER TABLE newswire.workers DROP CONSTRAINT workers_role_check;
ALTER TABLE newswire.workers ADD CONSTRAINT workers_role_check CHECK (role IN ('dispatcher', 'poll', 'fetch', 'clean', 'push'));
