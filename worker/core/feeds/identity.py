"""Which entries are one piece of news: page and GUID together, each trusted as far as the feed's own use of it allows.

A page alone loses news: an overview, a ticker or a list of advisories is linked by many entries (50 of one real feed
became 7). A GUID alone loses it too: some feeds give one GUID to all their entries, or number them by their place in
the list. So each poll is read against itself and against what is known of the feed:

* one page, different GUIDs, or different titles or times where there are no GUIDs, or different texts where there is
  none of these (a log of short notes): different news, which *share* the page. Each is an item of its own, named by
  page and GUID, so that another feed of the site finds it under the same name; its text is its entry's, and the page is
  fetched for the first of them alone. The very same words a second time are `repeated`.
* a page that is known under one entry, and now comes under another GUID: the same news when the title or the
  published time is, when the GUID is only the address over again ("…/story#3"), or when this feed's GUIDs change by
  themselves; otherwise different news. Without GUIDs it is the same: headlines are rewritten.
* a GUID that is known, under a new page: the same news, *moved* (a new slug, a subdomain that flips, a counter's link),
  when the GUID stands once in the document and once in what is known, its old page is not shown under another GUID,
  and title or published time agree. Where neither does, most of the feed's known GUIDs have to be where they were:
  otherwise they are places in a list.
* a GUID used for more than two moments of one page, as by a ticker that gives all its posts its own, names nothing.
* a GUID used for two pages names nothing, and the pages decide; but one title and text at one time under one GUID is
  one piece of news, listed for two sections. (Warnings for many places may share all but the text.)
* a document of which no entry is known by any of these: all links have changed, and the news of one title and time is
  the same, moved. Titles alone are not enough: lists without times have the same ones over other news each day.
* a single page that comes under another address among known ones, with no GUID of its own, the title and time of one
  whose page is shown no more: its slug was corrected, and the same holds.
* an entry that looks as a known one did at last (page, GUID, title, time) is that one, before any of these rules: so a
  document said again brings nothing, whatever mix of pages and GUIDs it is. Then page, title and moment, where they
  stand once: GUIDs are made up at each request, or are places in a list. Surer rules go first over all entries.

What comes of it: the `key` of a row of `newswire.entries` names an entry and never changes; `page_hash`, `guid_hash`,
`title_hash` and `published_at` say what it was at last. An item's `url_hash` is that of its page or, when it shares
one, of its key, and `page_hash` says which it shares. A moved entry keeps its item: the item is fetched at the new
address, and the verdict adds the address to the article's, as a revision (core/dedupe/verdicts.py). Where the new
address is an item already, the entry goes over to that one. Rows from before this design have a key alone and are known
by it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from worker.core.feeds.names import (
    Shown,
    guid_hash,
    moment_of,
    own_guid,
    page_hash,
    place_on_page,
    plain_key,
    shared_key,
    shown_of,
    title_hash,
)
from worker.core.fields import titles
from worker.core.urls import identity
from worker.models import Entry, KnownEntry

# Not "3", "item-12": numbers of up to three digits with a word may be places in a list.
_PLACE = re.compile(r"[^\W\d]{0,8}[-_:#. ]?\d{0,3}")
_VERSIONS = 2
"""Entries of one page and GUID that may be its versions; more, each of its own moment, are different news."""

_Moment = tuple[bytes | None, bytes | None, datetime | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """An entry of this poll, and which it is."""

    entry: Entry
    key: str
    page_hash: bytes | None
    guid_hash: bytes | None
    """Also of a GUID that is not trusted: what it was used for is evidence against it."""
    title_hash: bytes | None
    known: KnownEntry | None
    """The entry of an earlier poll that it is."""
    shares: bool
    """Its page is that of other entries too."""
    moved: bool = False
    """It is known under another page."""


def sought(entries: Iterable[Entry]) -> tuple[list[str], list[bytes], list[bytes]]:
    """(keys, pages, GUIDs) under one of which each of the entries may be known."""
    keys: list[str] = []
    pages: list[bytes] = []
    guids: list[bytes] = []
    for entry in entries:
        keys += (plain_key(entry), shared_key(entry))
        pages += filter(None, [page_hash(entry)])
        guids += filter(None, [guid_hash(entry)])
    return list(dict.fromkeys(keys)), list(dict.fromkeys(pages)), list(dict.fromkeys(guids))


def sought_by_title(entries: Iterable[Entry], known: Sequence[KnownEntry]) -> list[bytes]:
    """Titles by which to look for entries of which none is known by name, as when a site has changed all its links; and
    for one that has no GUID of its own and is older than what is known, as when its address was corrected.
    """
    pages = {row.page_hash for row in known}
    newest = max((row.published_at for row in known if row.published_at), default=None)
    sought = (entry for entry in entries if not known or (_older(entry, newest) and page_hash(entry) not in pages))
    return list(dict.fromkeys(filter(None, map(title_hash, sought))))


def _older(entry: Entry, newest: datetime | None) -> bool:
    """Whether an entry without a GUID of its own is from before `newest`."""
    time = moment_of(entry)
    return time is not None and newest is not None and time < newest and not own_guid(entry)


def name_entries(entries: Sequence[Entry], known: Iterable[KnownEntry]) -> tuple[list[Named], int]:
    """(each piece of news once, in order; how many entries were listed a second time)."""
    singles, repeated = _singles(entries)
    return _Namer(singles, list(known)).run(), repeated


def _singles(entries: Sequence[Entry]) -> tuple[list[Entry], int]:
    met: set[tuple[object, ...]] = set()
    for_all = _for_all((page_hash(one), guid_hash(one), moment_of(one)) for one in entries)
    kept = []
    for entry in entries:
        page = identity(entry.url) if entry.url else None
        words = (entry.title, entry.summary, entry.content, entry.published, entry.modified)
        title, time = titles.key(entry.title or ""), entry.published.value if entry.published else None
        names: set[tuple[object, ...]] = {(page, "words", *words)}
        named = entry.guid if page is None or own_guid(entry) else place_on_page(entry)
        if named and guid_hash(entry) not in for_all:
            names.add((page, "name", named))
        else:
            # title and time name an entry of a page, if its text is another too: an hourly report is news each hour
            names.add((page, "text", title, entry.summary, entry.content))
            if title or time:
                names.add((page, "at", title, time))
        if own_guid(entry) and title and time:
            names.add(("said", entry.guid, title, time, entry.summary, entry.content))
        if not names & met:
            kept.append(entry)
        met |= names
    return kept, len(entries) - len(kept)


def _for_all(used: Iterable[tuple[bytes | None, bytes | None, datetime | None]]) -> set[bytes]:
    """The GUIDs that name none of the entries of their page; `used` is page, GUID and moment of each."""
    moments: dict[tuple[bytes, bytes], set[datetime]] = defaultdict(set)
    for page, guid, moment in used:
        if page is not None and guid is not None and moment is not None:
            moments[page, guid].add(moment)
    return {guid for (_, guid), each in moments.items() if len(each) > _VERSIONS}


class _Namer:
    """One poll's entries against what is known."""

    def __init__(self, entries: Sequence[Entry], known: Sequence[KnownEntry]) -> None:
        self.entries = entries
        self.by_key = {row.key: row for row in known}
        # Each way of asking has its index: a ticker's thousands of posts, all of one page, are looked up in these.
        self.by_page: dict[bytes | None, list[KnownEntry]] = defaultdict(list)
        self.by_guid: dict[bytes | None, list[KnownEntry]] = defaultdict(list)
        self.by_shown: dict[Shown, list[KnownEntry]] = defaultdict(list)
        self.by_name: dict[tuple[bytes | None, bytes], KnownEntry] = {}
        self.by_title: dict[tuple[bytes | None, bytes | None], list[KnownEntry]] = defaultdict(list)
        self.by_moment: dict[_Moment, list[KnownEntry]] = defaultdict(list)
        known_pages: dict[bytes | None, set[bytes | None]] = defaultdict(set)
        for row in known:
            self.by_shown[_looked(row)].append(row)
            self.by_page[row.page_hash].append(row)
            self.by_guid[row.guid_hash].append(row)
            self.by_moment[row.page_hash, row.title_hash, row.published_at].append(row)
            known_pages[row.guid_hash].add(row.page_hash)
            if row.guid_hash is None:
                self.by_title[row.page_hash, row.title_hash].append(row)
            else:
                self.by_name.setdefault((row.page_hash, row.guid_hash), row)
        self.known_titles = {(row.page_hash, row.title_hash) for row in known}
        self.shown = [shown_of(entry) for entry in entries]
        self.pages = [page for page, *_ in self.shown]
        pages_of: dict[bytes, set[bytes | None]] = defaultdict(set)
        for page, guid, *_ in self.shown:
            if guid is not None:
                pages_of[guid].add(page)
        self.for_all = _for_all(
            chain(
                ((page, guid, moment_of(one)) for one, (page, guid, *_) in zip(entries, self.shown, strict=True)),
                ((row.page_hash, row.guid_hash, row.published_at) for row in known),
            )
        )
        # a GUID used for two pages, here or before, names nothing
        self.guids = [
            guid
            if guid and guid not in self.for_all and len(pages_of[guid]) == 1 and len(known_pages[guid]) < 2
            else None
            for _, guid, *_ in self.shown
        ]
        self.moments = Counter((page, title, time) for page, _, title, time in self.shown)
        self.listed = Counter(self.pages)
        self.titled = Counter((page, title) for page, _, title, _ in self.shown)
        self.rows: list[KnownEntry | None] = [None] * len(entries)
        self.taken: set[str] = set()
        self.numbers: Counter[str] = Counter()

    def run(self) -> list[Named]:
        for find in (self._as_last_by_key, self._as_last, self._of_its_moment, self._standing):
            for place in range(len(self.entries)):
                self._take(place, find(place))
        moves = self._moves(steady=sum(row is not None and row.guid_hash is not None for row in self.rows))
        regenerated = self._regenerated()
        for place in range(len(self.entries)):
            self._take(place, self._same_page(place, regenerated=regenerated))
        moved = {place for place, row in moves.items() if self._take(place, row)}
        anew = not any(self.rows)
        moved |= {
            place
            for place, row in self._relinked().items()
            if (anew or self.shown[place][1] is row.guid_hash is None) and self._take(place, row)
        }
        return [self._named(place, moved=place in moved) for place in range(len(self.entries))]

    def _take(self, place: int, row: KnownEntry | None) -> bool:
        """Let an entry that has no row yet have this one, if it is free; say whether it got it."""
        if row is None or self.rows[place] is not None or row.key in self.taken:
            return False
        self.rows[place] = row
        self.taken.add(row.key)
        return True

    def _named(self, place: int, *, moved: bool) -> Named:
        entry, row = self.entries[place], self.rows[place]
        shares = self._shares(place) if row is None else row.shares
        key = row.key if row else self._free_key(place, shares=shares)
        self.taken.add(key)
        return Named(
            entry=entry,
            key=key,
            page_hash=self.pages[place],
            guid_hash=self.shown[place][1],
            title_hash=self.shown[place][2],
            known=row,
            shares=shares or (row is None and key != plain_key(entry) and entry.url is not None),
            moved=moved,
        )

    def _as_last(self, place: int) -> KnownEntry | None:
        """The row that was last written for an entry that looked just so. All that have a page alone look alike."""
        if not any(self.shown[place][1:]) or (place_on_page(self.entries[place]) and self.shown[place][3] is None):
            return None
        return self._first_free(self.by_shown[self.shown[place]])

    def _as_last_by_key(self, place: int) -> KnownEntry | None:
        """The same, when it has the entry's name too: posts of one page may look alike but for the place on it."""
        if self.shown[place] not in self.by_shown:
            return None
        named = (self.by_key.get(key) for key in (plain_key(self.entries[place]), shared_key(self.entries[place])))
        return next((row for row in named if row is not None and _looked(row) == self.shown[place]), None)

    def _of_its_moment(self, place: int) -> KnownEntry | None:
        """The one row of its page, title and time, whatever its GUID: some feeds make up GUIDs at each request."""
        page, _, title, time = self.shown[place]
        rows = self.by_moment[page, title, time]
        alone = page is not None and len(rows) == 1 == self.moments[page, title, time]
        return rows[0] if alone and moment_of(self.entries[place]) else None

    def _standing(self, place: int) -> KnownEntry | None:
        """The row that says the same of page and GUID, or of page and title where there is no GUID."""
        entry, page, guid = self.entries[place], self.pages[place], self.guids[place]
        if self.shown[place][1] in self.for_all:
            return None
        if page is None:
            lost = next((row for row in self.by_guid[guid] if guid and row.page_hash is None), None)
            return self.by_key.get(plain_key(entry)) or lost
        title = self.shown[place][2]
        alike = self.by_title[page, title]
        named = title or entry.published
        of_many = len(alike) + self.titled[page, title] > 2
        if guid is None and named and alike and not place_on_page(entry) and of_many:
            # of several entries that one page had under one title, that of the same time
            return self._first_free(self.by_shown[page, None, title, self.shown[place][3]])
        same = self.by_name.get((page, guid)) if guid else None
        by_name = self.by_key.get(shared_key(entry))
        if same is None and by_name is not None and by_name.page_hash == page:
            same = by_name
        if same is not None or guid is not None:
            return same
        return alike[0] if title and alike and not (of_many and place_on_page(entry)) else None

    def _first_free(self, rows: list[KnownEntry]) -> KnownEntry | None:
        """The first that no entry has taken; those before it are dropped, as none is ever given back."""
        free = next((index for index, row in enumerate(rows) if row.key not in self.taken), len(rows))
        del rows[:free]
        return rows[0] if rows else None

    def _same_page(self, place: int, *, regenerated: bool) -> KnownEntry | None:
        """The one entry known of this page, when this is it under another GUID or headline."""
        entry, page, guid = self.entries[place], self.pages[place], self.guids[place]
        if page is None:
            return None
        plain = self.by_key.get(plain_key(entry))
        if plain is not None and plain.page_hash is None and plain.guid_hash is None:
            # from before the columns: it is the first that shows its page
            return plain if plain.key not in self.taken else None
        rows = self.by_page[page]
        if len(rows) != 1 or self.listed[page] > 1:
            return None
        (row,) = rows
        if guid is None or row.guid_hash is None or regenerated or _agree(entry, row):
            return row
        return None

    def _regenerated(self) -> bool:
        """Whether this feed's GUIDs change by themselves: a page that kept its title has another one."""
        return any(
            len(rows) == 1 and guid is not None and rows[0].guid_hash not in {None, guid} and _agree(entry, rows[0])
            for entry, page, guid in zip(self.entries, self.pages, self.guids, strict=True)
            if page is not None and self.listed[page] == 1 and (rows := self.by_page[page])
        )

    def _moves(self, *, steady: int) -> dict[int, KnownEntry]:
        agreeing: dict[int, KnownEntry] = {}
        doubtful: dict[int, KnownEntry] = {}
        for place, entry in enumerate(self.entries):
            rows = self.by_guid[self.guids[place]] if self.guids[place] else []
            if self.rows[place] is not None or len(rows) != 1:
                continue
            if rows[0].page_hash is not None and self.listed[rows[0].page_hash]:
                continue  # its page is still shown, under another name
            (agreeing if _agree(entry, rows[0]) else doubtful)[place] = rows[0]
        if not doubtful:
            return agreeing
        names = sum(not _PLACE.fullmatch(self.entries[place].guid) for place in doubtful)
        trusted = steady + len(agreeing) >= len(doubtful) or (len(doubtful) == 1 == names)
        return agreeing | doubtful if trusted else agreeing

    def _relinked(self) -> dict[int, KnownEntry]:
        """Of entries that are not known by their names: which is which by title and time. Such links hold a session, or
        the site has a new address. Titles alone stand over other news each day: "Weather in Athens"; with
        a day beside them over that of noon and of night.
        """
        by_shown: dict[tuple[bytes | None, datetime], list[KnownEntry]] = defaultdict(list)
        for row in chain.from_iterable(self.by_page.values()):
            if row.published_at is not None and row.page_hash is not None and not self.listed[row.page_hash]:
                by_shown[row.title_hash, row.published_at].append(row)
        once = Counter((title, time) for *_, title, time in self.shown)
        found: dict[int, KnownEntry] = {}
        for place, (_, _, title, time) in enumerate(self.shown):
            moment = moment_of(self.entries[place])
            if title is None or moment is None or once[title, time] > 1 or self.pages[place] is None:
                continue
            rows = by_shown[title, moment]
            if len(rows) == 1:
                found[place] = rows[0]
        return found

    def _shares(self, place: int) -> bool:
        page = self.pages[place]
        return page is not None and (self.listed[page] > 1 or bool(self.by_page[page]))

    def _free_key(self, place: int, *, shares: bool) -> str:
        entry = self.entries[place]
        key = shared_key(entry) if shares else plain_key(entry)
        if key in self.by_key or key in self.taken:  # a row that has moved away keeps its name
            key = shared_key(entry)
        unnamed = not own_guid(entry) and not place_on_page(entry) and self._is_one_of_many(place)
        if shares and entry.published and (unnamed or self.shown[place][1] in self.for_all):
            # by its place among them, another feed of the site would give its name to the report of another hour
            key = f"{key} {entry.published.value.timestamp():.0f}"
        free = key
        while free in self.by_key or free in self.taken:
            self.numbers[key] += 1
            free = f"{key} {self.numbers[key] + 1}"
        return free

    def _is_one_of_many(self, place: int) -> bool:
        """Whether its page has, or had, others under its title."""
        page, _, title, _ = self.shown[place]
        return self.titled[page, title] > 1 or (page, title) in self.known_titles


def _looked(row: KnownEntry) -> Shown:
    return row.page_hash, row.guid_hash, row.title_hash, row.published_at


def _agree(entry: Entry, row: KnownEntry) -> bool:
    """Whether an entry says what a known one said at last: the title, or the time of publication."""
    title = title_hash(entry)
    if title is not None and title == row.title_hash:
        return True
    published = entry.published.value if entry.published else None
    return published is not None and published == row.published_at
