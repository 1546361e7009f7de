"""What a printed line says of who wrote the piece: a signature → its names as printed; knows no page."""

import re
from collections.abc import Sequence
from functools import lru_cache

_VERBS = (
    r"(?:(?:re)?written|authored|posted|published|reported|story|words|photos? and (?:text|words)|edited|compiled"
    r"|contributed|geschrieben|verfasst|eingestellt|veröffentlicht|gepostet|erstellt|eingetragen"
    r"|(?:ein |der )?(?:beitrag|artikel|(?:gast|blog)[- ]?beitrag|kommentar|interview|essay|text|bericht)"
    r"|rédigé|publié|posté|écrit|propos recueillis|escrito"
    r"|publicado|por|redactado|scritto|pubblicato|postato|inserito|geschreven|geplaatst|gepost|opublikowane"
    r"|napisane|skrevet|publisert|skriven|publicerad|skrivet|insights|a guest post)"
)
_PREPOSITIONS = r"(?:by|from|von|vom|durch|par|por|da|di|door|przez|av|af)"
_OPENS = re.compile(
    rf"^(?:(?:{_VERBS}\s+{_PREPOSITIONS}\b|(?:by|von|vom|par|por|door|przez)\b|(?-i:di|[Aa][vf])\s|(?-i:By(?=[A-Z]\.?\s?[A-Za-z])))\s*[:\-–—]?\s*"
    r"|(?:by|von|authors?|autor(?:in|en|innen|es|a|e|i)?|auteure?s?|autrices?|text|texte|texto|testo|tekst|words|story"
    r"|reporter|interview|(?:text|bild|fotos?)\s*(?:&|und|\+|/|,)\s*(?:fotos?|bild(?:er)?|text)|redaktion(?=:)"
    r"|written by|verfasser(?:in)?|yazar|haber|автор(?:ы)?|текст|autorzy|tekijä|skribent|journalist|forfatter"
    r"|contributors?|írta|szerző|συντάκτης|συντάκτρια|γράφει (?:ο|η)|oleh|penulis|tác giả|ผู้เขียน|लेखक|autorius|autors"
    r"|kirjoittaja)\s*[:：|]\s*|(?:γράφει (?:ο|η)|โดย|द्वारा)\s+"
    r"|(?:بقلم|كتبت?|تأليف|نویسنده|نوشته|به قلم|מאת|כתב)\s*[:：/|]?\s+)(?=[^\W\d_])",
    re.IGNORECASE,
)
"""How a line begins that goes on with a name: a verb or a preposition, a label, right-to-left ones."""
_POSTED = (
    r"(?:posted|published|written|created|submitted|added|gespeichert|erstellt|veröffentlicht|geschrieben|eingestellt"
    r"|verfasst|publié|posté|rédigé|publicado|escrito|pubblicato|scritto|postato|inserito|geplaatst|geschreven|gepost"
    r"|opublikowane|dodane|skrevet|publisert|skriven|publicerad)"
)
_BY_ON = re.compile(
    rf"(?:^{_POSTED}\b.{{0,60}}?|\b{_POSTED})\s(?:by|von|par|por|da|door|przez|av)\s+"
    r"(?P<name>[^\W\d][\w.-]+(?:\s[\w.-]+){0,3}?),?\s+(?:on|am|le|el|il|op|dnia|den)\s(?=(?:[^\W\d]+[ ,.]+){0,2}\d)",
    re.IGNORECASE,
)
"""Between other things: "Posted in Ports by ann on 3 May 2024", "Gespeichert von ann am 3. Mai 2024"."""
_CREDITS = re.compile(
    r"\b(?:reviewed|edited|checked|verified|approved|photos?|photograph(?:y|s|ed)|illustrat\w+|contribut\w+|translated|cover"
    r"|geprüft|lektoriert|fotos?|bilder|redigiert|übersetzt|relu|traduit|revisado|editado|traducido|tradotto)"
    r"\s*(?:by|from|von|par|por|da)?\s*[:\-–—]?\s*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FIRST_TWO = (
    "a |ab|af|ar|au|av|be|bi|bl|by|co|da|de|di|do|ed|ei|er|es|fo|ga|ge|ha|in|jo|ki|ko|na|ol|op|pa|pe|ph|po|pr|pu|re|sc"
    "|sk|st|sz|te|ve|vo|wo|wr|ya"
)
_BEGINNINGS = frozenset(_FIRST_TWO.split("|"))
"""The first two letters of what `_OPENS` and `_ANNOUNCES` may begin with, as far as they are ASCII: few lines of a page
begin so, and both ask each of their words in turn."""
_ANNOUNCES = re.compile(
    rf"^(?:{_VERBS}\s+{_PREPOSITIONS}|by|von|par|por|door|about the authors?|authors?|autor(?:in|en|a|es|e)?|auteure?s?"
    r"|über den autor|über die autorin)\s*[:\-–—]?$",
    re.IGNORECASE,
)
"""A line after which the name stands in the next."""
_DATED = re.compile(
    r"^[^a-zà-ÿ]*(?:[^\d]{0,40}\d[^|]{0,60}?)\b(?:by|von|vom|par|por|door)\s+(?=[^\W\d_])", re.IGNORECASE
)
"""A date that comes first: "Published on 3 May 2024 by"."""
_LABELLED = re.compile(
    r"[\d\s|/](?:autor(?:in)?|authors?|auteure?|autore|verfasser(?:in)?)\s?:\s*([^:]{3,60}?)(?=\s+[^\W\d_]{3,12}\s?:|\s*[|/]|$)",
    re.IGNORECASE,
)
"""One pair of several in a line: "Datum: 3.5.2024 Autor: Jane Doe Quelle: Hafenpost"."""
_BY = re.compile(r"\b(?:by|vo[nm]|par|por|d(?:a|oor)|przez|av)\s", re.IGNORECASE)
"""What stands in all that `_DATED` and `_BY_ON` match, which take long to find out that they do not."""
_BETWEEN = re.compile(r"\s+[|•·∙●–—/-]\s+|\s*[|•·∙●]\s*|\s{3,}|(?<=\d{4})\s+-\s*|(?<=[^\W\d_]{3})/(?=[A-Z]{2})")
_CUT = re.compile(
    r"\s*(?:\d|[|•·–—,]\s*\d|\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|on\s+[A-Z][a-z]+\s\d|"
    r"last\s|updated|published|posted|veröffentlicht|publié|publicado|aktualisiert|hace\s|in\s+[A-Z]|min\b|(?:mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day)?\b|says\b|stand\b|"
    r"(?:mo|di|mi|do|fr|sa|so)\.?,?\s+\d|am\s+(?:mo|di|mi|do|fr|sa|so)\w*|am\s+\d|vor\s+\d|il y a\s|hace\s+\d|"
    r"(?:alle|mehr|weitere)\s+(?:artikel|beiträge|von)|zur\s+artikel\w*|show\s+all|view\s+all|see\s+all|all\s+posts|"
    r"more\s+(?:from|by)|on behalf of|reviewed\s+by|edited\s+by|medically\s+reviewed|fact.checked|follow\b|share\b"
    r"|photography\s+by)).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Where the name ends and the date, the section, the reading time or another's part begins."""
_POST = re.compile(
    r"(?<=[^\W\d_]{2})\s+(?:(?:senior|former|chief|staff|deputy|managing|contributing|guest|opinion|associate|lead|freelance|tech"
    r"|news|political|business|sports?)\s+)*(?:writer|editor|reporter|correspondent|journalist|columnist|contributor"
    r"|author|producer|director|manager|redakteur(?:in)?|autor(?:in)?|journaliste|consultant|staff)\b.*$|(?<=[^\W\d_]{2})\s+\w+\s+staff$",
    re.IGNORECASE,
)
_EDGES = " ,;:–—-|/"
_DANGLING = re.compile(
    r"(?:\s+(?:le|la|el|de|am|um|il|on|at|den|der|vom|von|und|and|et|y|by|il y a|hace|view|follow|share|in))+$",
    re.IGNORECASE,
)
"""What stood before a date that was cut."""
_LETTERS = r"[\w.'’\u0900-\u0d7f\u0e31-\u0e4e-]"
"""What goes on in a name; in Indic scripts and Thai vowels are signs that are no letters."""
_NAME = re.compile(
    rf"[^\W\d_a-zß-öø-ÿ]{_LETTERS}*(?:,?\s+(?:[^\W\d_a-zß-öø-ÿ]{_LETTERS}*|&|and|und|et|y|e|och|og|de|van|von|der|den|da|di"
    r"|do|dos|du|la|le|el|bin|ibn|al|ter|ten|zu|zum|af|av|im Gespräch mit)){0,11}$"
)
"""Words that begin with a capital, or stand between such."""
_PERSON = re.compile(
    rf"(?!.*[a-z][A-Z]{{2}})[^\W\d_a-z]{_LETTERS}+"
    rf"(?:\s+(?:(?:de|van|von|der|da|di|la|le|el|bin|al)\s+)*[^\W\d_a-z]{_LETTERS}*){{1,3}}$"
)
_HANDLE = re.compile(r"[a-z][\w-]{1,29}$|(?:der|die|das|the)\s+[A-Z]\w+$")
"""What a writer calls himself on a blog."""
_WORD = re.compile(r"[^\W\d_]+")
_REMEMBERED = 1 << 11
"""Lines whose answer is kept: a page asks twice for those around its headline, and a site prints the same on each."""
_FEW_WORDS = 4
"""Words beside names and date of a byline: By, posted on, a month, a zone."""
_LABELS = re.compile(
    r"^(?:select|skip|get|view|reply|antworten|répondre|responder|rispondi|beiträge|posts|enlarge|my|your|best|follow|sign|log|subscribe|read|home|about|contact|privacy|search|menu|written|posted"
    r"|authors?|autor(?:en|innen)?|von|by|welcome|quelle|source|zeige|show|der|die|das|the|more|mehr|alle|share|published|updated|credit|photo|image|foto|bild|getty|date|data|datum|cr[ée]ditos|credits|size|cookies?|invitation|reset|tweet|reading|time"
    r"|registriert|registered|contributing|article|artikel|articles|beitrag|products?|latest|news|blog|reviews?|podcast|advertisement|anzeige|sponsored)\b"
    r"(?:\s+(?:page|to|profile|sellers?|us|in|out|up|more|by|on|von|images?|time|content|tags?|password|this|liability)\b.*)?$",
    re.IGNORECASE,
)
"""What stands on buttons and over boxes, and looks like a name."""


@lru_cache(maxsize=_REMEMBERED)
def opened(line: str) -> str | None:
    """The names of a line that begins as a byline does."""
    found = _OPENS.match(line) if _may_begin(line) else None
    return name_of(line[found.end() :]) if found else None


@lru_cache(maxsize=_REMEMBERED)
def signed(line: str) -> str | None:
    """The names of a line that says itself that it is a byline, at its beginning or behind a date."""
    if name := opened(line):
        return name
    if name := labelled(line):
        return name
    if not _DIGIT.search(line) or not _BY.search(line):
        return None
    if dated := _DATED.match(line):
        return name_of(line[dated.end() :], handles=True)
    between = _BY_ON.search(line)
    return name_of(between["name"], handles=True) if between else None


def labelled(line: str) -> str | None:
    """The names behind a label inside a line."""
    found = _LABELLED.search(line) if ":" in line else None
    return name_of(found[1]) if found else None


def only_names(line: str, names: Sequence[str]) -> bool:
    """Whether the line says who wrote the piece and when, and nothing else: `names` are the authors, as found."""
    rest = line
    for name in names:
        rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest, flags=re.IGNORECASE)
    if rest == line:
        return False
    left = len(_WORD.findall(rest))
    return not left or (left <= _FEW_WORDS and (signed(line) is not None or _DIGIT.search(rest) is not None))


def is_credit(before: str) -> bool:
    """Whether what stands before a name says that its bearer did something else than to write."""
    return _CREDITS.search(before) is not None


def announces(line: str) -> bool:
    """Whether the line says that the next is a byline."""
    return _may_begin(line) and _ANNOUNCES.match(line) is not None


def _may_begin(line: str) -> bool:
    first = line[:2]
    return first.lower() in _BEGINNINGS or not first.isascii()


@lru_cache(maxsize=_REMEMBERED)
def name_of(line: str, *, handles: bool = False) -> str | None:
    """The names of a line that may be a byline, without date, post and label; None if it has none."""
    opened = _OPENS.match(line) if _may_begin(line) else None
    if not opened and _DIGIT.search(line) and _BY.search(line):
        opened = _DATED.match(line)
    line = line[opened.end() :] if opened else line
    for part in _BETWEEN.split(line):
        text = _DANGLING.sub("", _POST.sub("", _CUT.sub("", part)).strip(_EDGES)).rstrip(_EDGES)
        # "Ann Grey, head of the harbour office": the post goes with the comma.
        for name in (text, text.partition(",")[0].rstrip(_EDGES)):
            if name and not _LABELS.match(name) and (_NAME.match(name) or (handles and _HANDLE.match(name))):
                return name
    return None


def is_person(text: str) -> bool:
    """Whether it can be one person's name: two to four words that begin with a capital."""
    return _PERSON.match(text) is not None
