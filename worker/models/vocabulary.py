"""The closed vocabularies that Postgres or consumers see; their values are part of the contract and never change.

Reasons have a module of their own; what an item is and what a block is stand beside their records.
"""

from enum import StrEnum


class Step(StrEnum):
    """What the workers do. The first three are queues, and the steps that can put work into quarantine."""

    POLL = "poll"
    FETCH = "fetch"
    CLEAN = "clean"
    RETAG = "retag"


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By the operator."""
    GONE = "gone"
    """It answered 410 for so long that it is asked weekly."""
    QUARANTINED = "quarantined"
    """Its worker died each time."""


class FeedKind(StrEnum):
    """What a feed is written in."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"
    SITEMAP = "sitemap"
    UNKNOWN = "unknown"
    """A link that does not say."""


class CounterOutcome(StrEnum):
    """What the counters count: of a poll its entries, of the other steps the states that items reached."""

    NEW = "new"
    CHANGED = "changed"
    PENDING = "pending"
    """Sent on to another host."""
    FETCHED = "fetched"
    STORED = "stored"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"
    RETRY = "retry"
    """Not at an end, and not done either: it is tried again."""


class Action(StrEnum):
    """What a draft means for what is stored."""

    CREATE = "create"
    REVISE = "revise"
    KEEP = "keep"
    """Nothing has changed."""
    DUPLICATE = "duplicate"
    """The address is another article's."""


class ChangeKind(StrEnum):
    """What the change feed tells of an article."""

    CREATED = "created"
    REVISED = "revised"
    RETAGGED = "retagged"
    WITHDRAWN = "withdrawn"
    """The publisher took it away."""


class AccessKind(StrEnum):
    """Who may read an article, as its publisher declares it."""

    FREE = "free"
    REGISTRATION = "registration"
    SUBSCRIPTION = "subscription"
    METERED = "metered"
    UNKNOWN = "unknown"


class WallKind(StrEnum):
    """What a wall asks for."""

    REGISTRATION = "registration"
    """An account, at no cost."""
    SUBSCRIPTION = "subscription"
    METERED = "metered"
    """A subscription, now that the free articles are used up."""
    NEWSLETTER = "newsletter"
    APP = "app"
    CONSENT = "consent"
    """To cookies, or to what others host."""
    PLEA = "plea"
    """Support."""


class Origin(StrEnum):
    """Where a time, a label or a field was read."""

    JSONLD = "jsonld"
    META = "meta"
    HTML = "html"
    TEXT = "text"
    FEED = "feed"
    FIRST_SEEN = "first_seen"
    """Not printed anywhere: the feed's date could not be right, and this is when the entry first stood in it."""
    URL = "url"
    H1 = "h1"
    HTML_TITLE = "html title"
    PAGE = "page"
    """Given beside the text: `newswire tag --jsonl`."""
    DECLARED = "declared"
    """Of a language: by the page or its feed, and the words do not speak against it."""
    DETECTED = "detected"
    """Of a language: by the words."""
    UNCERTAIN = "uncertain"
    """Of a language: nobody declares it, and the words are too few to tell."""


class TextFrom(StrEnum):
    """Whose text an article has."""

    PAGE = "page"
    FEED = "feed"
    """Of the feed's entry: its page could not be had, or showed only a part."""


class Precision(StrEnum):
    """How exactly a time is known."""

    DAY = "day"
    TIME = "time"


class TagSource(StrEnum):
    """Who says that an article has a topic."""

    PUBLISHER = "publisher"
    RULE = "rule"


class Tally(StrEnum):
    """What is counted for those who watch: names in newswire.tallies, each with what its labels are."""

    ENDED = "ended"
    """Step, outcome and reason: how work on items ended, and entries that polls met."""
    TASKS = "tasks"
    """Step."""
    TASK_ITEMS = "task_items"
    """Step."""
    TASK_SECONDS = "task_seconds"
    """Step; by the wall clock."""
    TASK_CPU_SECONDS = "task_cpu_seconds"
    """Step."""
    POLLS = "polls"
    """How the poll ended."""
    GAPS = "gaps"
    """None: polls that found none of the entries known."""
    CHANGES = "changes"
    """Kind of change."""
    TRUNCATED = "truncated"
    """true, false or unknown; of created articles, as all that follow."""
    WALLS = "walls"
    """Kind of wall, or none."""
    ACCESS = "access"
    """Access as declared."""
    LANGUAGES = "languages"
    """Language of two letters, other or unknown."""
    TAGS = "tags"
    """Topic."""
    PUBLISHED_TO_STORED = "published_to_stored"
    """Upper bound of a bucket in seconds; articles that say the time of day."""
    PUBLISHED_TO_STORED_SECONDS = "published_to_stored_seconds"
    FIRST_SEEN_TO_STORED = "first_seen_to_stored"
    """Upper bound of a bucket in seconds."""
    FIRST_SEEN_TO_STORED_SECONDS = "first_seen_to_stored_seconds"
    TICKS = "ticks"
    """None: of the dispatcher."""
    TICK_SECONDS = "tick_seconds"
    RESTARTS = "restarts"
    """Role of a process that ended without a word and runs again."""


class FeedHealth(StrEnum):
    """How a feed is, in one word."""

    FINE = "fine"
    SLOW = "slow"
    """Well, but polled so rarely that its news come late."""
    PAUSED = "paused"
    NEW = "new"
    """Not polled yet."""
    MOVED = "moved"
    SILENT = "silent"
    """Against its own rhythm."""
    TROUBLED = "troubled"
    """Its last poll failed, or brought something odd; or its host is closed to us."""
    GONE = "gone"
    FAILING = "failing"
    """Several polls in a row."""
    QUARANTINED = "quarantined"
