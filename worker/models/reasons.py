"""Every reason that we give for how work ended or why it waits, each with its meaning and what to do about it.

The value is what Postgres, logs and counters hold; it never changes, or old rows lose their meaning. docs/reasons.md is
printed from this list.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

_NOTHING = "Nothing."
_AGAIN = "Nothing: it is tried again by itself; an item goes into quarantine after its fifth attempt."
_LATER = "Nothing: a stored article stays as it is; a new one is asked for five times, then its feed's text is taken."
_OPEN_IT = "Open the address in a browser; if the page is there, tell us or the publisher what is different for us."
_FEED = "Open the feed's address in a browser; if the publisher has another, add that one with `newswire feeds add`."
_ODD_FEED = "If a feed reader takes it, report it to us with the document; otherwise tell the publisher."


class Reason(StrEnum):
    """One constant word for counting."""

    _value_: str
    meaning: str
    """One sentence about the item, feed, entry or command that it is given for."""
    advice: str
    """What to do about it."""

    def __new__(cls, value: str, meaning: str = "", advice: str = _NOTHING) -> Self:
        """The value with its two sentences; the defaults are for looking up a member by its value."""
        member = str.__new__(cls, value)
        member._value_, member.meaning, member.advice = value, meaning, advice
        return member

    # ── a page or feed that may come later ────────────────────────────────────────────────────────────────────────────
    DNS = "dns", "Its host name could not be found.", _AGAIN
    CONNECT = "connect", "Its server does not take the connection.", _AGAIN
    CONNECTION = "connection", "The connection broke.", _AGAIN
    TLS = "tls", "The encrypted connection failed, or the server's certificate is not valid.", _AGAIN
    TIMEOUT = "timeout", "Its server did not answer in time.", f"{_AGAIN} NEWSWIRE_FETCH_TIMEOUT sets the time."
    CUT_SHORT = (
        "cut_short",
        "The answer ended before its announced length, or before the end of its compressed stream.",
        _AGAIN,
    )
    BAD_ENCODING = "bad_encoding", "The answer is compressed in a way that cannot be read.", _AGAIN
    BAD_ANSWER = "bad_answer", "What answered does not speak HTTP.", _AGAIN
    SERVER_ERROR = "server_error", "Its server reported a failure of its own (5xx).", _AGAIN
    NOT_READY = "not_ready", "Its server asked to come back (202, 425).", _AGAIN
    RATE_LIMITED = (
        "rate_limited",
        "Its server says that we ask too often (429).",
        "Nothing: we wait as long as it asks. If it stays so, raise NEWSWIRE_HOST_PACE.",
    )
    ROBOTS_UNREACHABLE = "robots_unreachable", "The host's robots.txt cannot be had, so nothing may be asked.", _AGAIN

    # ── a page or feed that is refused ────────────────────────────────────────────────────────────────────────────────
    ROBOTS = "robots", "The host's robots.txt does not allow the address.", "Nothing, or ask the publisher."
    UNAUTHORIZED = "unauthorized", "Its server wants a login (401).", "Nothing: we have no account with the publisher."
    PAYMENT_REQUIRED = "payment_required", "Its server wants a payment (402).", "Nothing: we have no subscription."
    FORBIDDEN = (
        "forbidden",
        "Its server refuses us (403).",
        "Set NEWSWIRE_CONTACT, so that the publisher sees who asks; then ask the publisher.",
    )
    NOT_FOUND = "not_found", "There is no page at the address (404).", _OPEN_IT
    GONE = "gone", "The publisher has taken it away for good (410).", _NOTHING
    UNAVAILABLE_FOR_LEGAL_REASONS = (
        "unavailable_for_legal_reasons",
        "It is withheld for legal reasons where we ask from (451).",
        "Nothing, or fetch from another country.",
    )
    BAD_STATUS = "bad_status", "Its server answered with a status that promises no page.", _OPEN_IT
    TOO_MANY_REDIRECTS = "too_many_redirects", "The address is redirected too often, or in a circle.", _OPEN_IT
    DOWNGRADE = (
        "downgrade",
        "It is redirected from https to http, where anybody on the way could have written the answer.",
        "Tell the publisher; we do not follow it.",
    )
    TOO_LARGE = "too_large", "The answer is larger than we take.", "Raise NEWSWIRE_MAX_PAGE_BYTES if you want it."
    NOT_A_PAGE = "not_a_page", "It is no page of text: a picture, a film or a file.", _NOTHING
    BAD_URL = "bad_url", "The address cannot be read.", "Look at the feed's entry: `newswire poll URL` shows it."
    FORBIDDEN_SCHEME = "forbidden_scheme", "The address is neither http nor https.", _NOTHING
    CREDENTIALS = "credentials", "The address carries a user name or password.", "Use an address without."
    FORBIDDEN_PORT = (
        "forbidden_port",
        "The address names a port that strangers' addresses may not lead us to.",
        "If you trust it: NEWSWIRE_ALLOW_ADDRESSES=ip:port for workers; `newswire retry --reason forbidden_port`.",
    )
    FORBIDDEN_ADDRESS = (
        "forbidden_address",
        "Its host lies in a private network, where strangers' addresses may not lead us.",
        "If you trust it: NEWSWIRE_ALLOW_ADDRESSES for the workers; `newswire retry --reason forbidden_address`.",
    )

    # ── a page that is no article, though its status says that all is well ────────────────────────────────────────────
    CHALLENGE_PAGE = (
        "challenge_page",
        "In place of an article came a test whether we are a person.",
        f"{_LATER} If it stays so, set NEWSWIRE_CONTACT and ask the publisher to let us in.",
    )
    CONSENT_PAGE = "consent_page", "In place of an article came a page that asks for consent to cookies.", _LATER
    LOGIN_PAGE = "login_page", "In place of an article came a page to log in.", _LATER
    MAINTENANCE_PAGE = "maintenance_page", "In place of an article the site says that it is down.", _LATER
    SOFT_NOT_FOUND = (
        "soft_not_found",
        "In place of an article came a page that says there is none, with a status that says there is one.",
        f"{_LATER} {_OPEN_IT}",
    )
    FRONT_PAGE = "front_page", "In place of an article came the front page or the list of a section.", _LATER
    OTHER_PAGE = (
        "other_page",
        "In place of an article came a page with next to nothing of the stored text, or sent for other addresses too.",
        f"{_LATER} {_OPEN_IT}",
    )

    # ── an item on its way ────────────────────────────────────────────────────────────────────────────────────────────
    PACED = "paced", "Its host has no free slot yet: we ask each host only so often.", _NOTHING
    BATCH_LATE = "batch_late", "Another item of its batch used up the time.", _NOTHING
    WORKER_STOPPED = "worker_stopped", "Its worker was told to stop.", _NOTHING
    RACE = "race", "Another session changed the same rows at the same moment.", _NOTHING
    ADDRESS_TAKEN = "address_taken", "Another item became an article at one of its addresses meanwhile.", _NOTHING

    # ── an item at its end ────────────────────────────────────────────────────────────────────────────────────────────
    UNCHANGED = "unchanged", "It has not changed since it was last asked for.", _NOTHING
    SAME_PAGE = "same_page", "It is the page of another article.", "Nothing: that article stands for it."
    SAME_ADDRESS = "same_address", "It is another spelling of an address that is there already.", _NOTHING
    NO_TEXT = (
        "no_text",
        "No article text is left of it once menus, walls and the like are gone.",
        "`newswire clean --explain URL` shows what became of each block.",
    )
    NOTHING_KEPT = (
        "nothing_kept",
        "Neither its page nor its entry is kept any more.",
        "Nothing; NEWSWIRE_PAGE_DAYS and NEWSWIRE_ENTRY_DAYS set how long they are kept.",
    )
    TIME_LIMIT = "time_limit", "The work on it took longer than a task may.", "Report it to us with the page."
    WORKER_DIED = (
        "worker_died",
        "Its worker died each time: killed, out of memory or over its time.",
        "Look into the worker's log; give it more memory, or report it to us with the page.",
    )
    BAD_VALUE = "bad_value", "Postgres refuses one of its values.", "Report it to us with the message."
    BAD_INPUT = "bad_input", "It is neither a page nor text.", "Give a web page or a text file."
    BUG = "bug", "We made a mistake.", "Report it to us with `newswire quarantine list --traceback`."

    # ── an entry of a feed ────────────────────────────────────────────────────────────────────────────────────────────
    LEFT_OUT = "left_out", "It stands behind the number of entries that we read of one document.", _NOTHING
    UNREADABLE = (
        "unreadable",
        "It stands in a damaged part of its document.",
        "Nothing; the next poll may bring it whole.",
    )
    NO_LINK_NO_CONTENT = "no_link_no_content", "The entry has neither a link nor text.", _NOTHING
    REPEATED = "repeated", "The feed lists it twice.", _NOTHING
    TOO_OLD = (
        "too_old",
        "It is older than we take, or was behind the newest ones when its feed was first read.",
        "`newswire feeds backfill` takes it; NEWSWIRE_ENTRY_MAX_DAYS and NEWSWIRE_FIRST_ENTRIES set the limits.",
    )
    VOLATILE = (
        "volatile",
        "It changes at every poll in words that mean nothing (a count, a clock), so its page is not asked for it.",
        _NOTHING,
    )

    # ── a poll ────────────────────────────────────────────────────────────────────────────────────────────────────────
    OK = "ok", "The feed was read.", _NOTHING
    NO_ENTRIES = "no_entries", "The feed was read and has no entries.", _FEED
    MOVED_ONTO_ANOTHER_FEED = (
        "moved_onto_another_feed",
        "The feed is redirected to the address of another of our feeds.",
        "Remove one of the two: `newswire feeds remove`.",
    )
    EMPTY = "empty", "The document is empty.", _FEED
    HTML_NOT_FEED = "html_not_feed", "It is a web page, not a feed.", _FEED
    SITEMAP_INDEX = (
        "sitemap_index",
        "It is a list of sitemaps, and none of those that it lists can be read.",
        "Add the news sitemap that it lists.",
    )
    NOT_A_FEED = "not_a_feed", "It is no feed that we can read.", _FEED
    NOT_OPML = "not_opml", "It is no subscription list (OPML).", "Export the list anew from where it came from."
    XML_ENTITIES = "xml_entities", "It declares XML entities, which can be used to attack readers.", _ODD_FEED
    TOO_DEEP = "too_deep", "Its elements or folders nest deeper than any real one does.", _ODD_FEED
    TOO_MANY_ATTRIBUTES = "too_many_attributes", "An element has more attributes than any real one.", _ODD_FEED
    TOO_MANY_ELEMENTS = "too_many_elements", "It has more elements than any real feed.", _ODD_FEED
    TOO_MANY_NAMESPACES = "too_many_namespaces", "It has more namespaces than any real feed.", _ODD_FEED

    # ── our own servers and commands ──────────────────────────────────────────────────────────────────────────────────
    REDIS_DOWN = "redis_down", "Redis does not answer.", "Start it; what is due is found again by itself."
    POSTGRES_DOWN = "postgres_down", "Postgres does not answer.", "Start it; what was in hand falls due by itself."
    TOO_SLOW = "too_slow", "Postgres took too long, or a lock was held.", "Look for long transactions and full disks."
    SERVICE_DOWN = "service_down", "A server of `newswire run` did not start.", "Look into its log."
    POSTGRES_DENIES = (
        "postgres_denies",
        "The role has no right to do that.",
        "Use NEWSWIRE_DATABASE_URL of a role that may; `newswire migrate` gives the rights.",
    )
    BEHIND_FLOOR = (
        "behind_floor",
        "The consumer stands before changes that have been deleted.",
        "Let it take a new copy; NEWSWIRE_CHANGE_DAYS sets how far the change feed reaches back.",
    )
    WEBHOOK_FAILED = "webhook_failed", "The webhook did not take the batch.", "Look into the receiver; it comes again."
    COMMAND_FAILED = "command_failed", "The command did not take the batch.", "Look into the command; it comes again."
    USAGE = "usage", "What was asked for cannot be done.", "The message says what to do instead."
