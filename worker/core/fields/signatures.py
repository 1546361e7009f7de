"""What a printed line says of who wrote the piece: a signature → its names as printed; knows no page."""

import re
from collections.abc import Sequence
from functools import lru_cache

_VERBS = (
    r"(?:(?:this (?:article|blog|essay|piece|post|story) was )?(?:re)?written"
    r"|authored|posted|published|reported|story|words|photos? and (?:text|words)|edited|compiled"
    r"|contributed|analysis|opinion|review|column|perspective|commentary|essay|(?:a )?guest (?:post|column|essay)"
    r"|insights"
    r"|geschrieben|verfasst|eingestellt|veröffentlicht|gepostet|erstellt|eingetragen"
    r"|(?:eine? |der |die )?(?:beitrag|artikel|(?:gast|blog)[- ]?(?:beitrag|kommentar)|kommentar|interview|essay|text"
    r"|bericht|analyse|glosse|reportage|rezension|kritik|kolumne|porträt)"
    r"|(?:article |texte )?rédigé|publié|posté|écrit|propos recueillis"
    r"|escrito|publicado|por|redactado|reportaje|reportagem|scritto|pubblicato|postato|inserito"
    r"|geschreven|geplaatst|gepost|opublikowane|napisane|skrevet|publisert|skriven|publicerad|scris"
    r"|публикувано|опубліковано)"
)
_PREPOSITIONS = r"(?:by|from|von|vom|durch|par|por|da|di|de|door|przez|av|af|от)"
_BY = (
    rf"(?:{_VERBS}\s+{_PREPOSITIONS}\b|(?:by|von|vom|par|por|door|a cura di)\b|przez\b"
    r"|(?-i:di|[Aa][vf]|A[VF](?=\s[A-ZÆØÅÄÖ]+\s[A-ZÆØÅÄÖ]+$))\s|(?-i:By(?=[A-Z]\.?\s?[A-Za-z]))"
    r"|dal(?:l['’]| nostro | nostra )?(?:inviat[oa]|corrispondente)\b)\s*[:\-–—]?\s*"
    r"(?:(?:unser(?:e[mnr]?)?|onze|nuestr[oa]|nostr[oa])\s[^\W\d_]+\s)?"
)
"""A verb or a preposition, and "our correspondent"."""
_SIGN = "[\ue000-\uf8ff\u2700-\u27bf\U0001f300-\U0001faff]"
"""A little picture, of a pen, a head, a calendar."""
_LABEL = (
    r"(?:by|written by|authors?|words|story|text|reporter|interview|journalist|contributors?"
    r"|von|autor(?:in|en|innen|es|a|e|i|/ica)?|verfasser(?:in)?|(?:text|bild|fotos?)\s*(?:&|und|\+|/|,)\s*(?:fotos?|bild(?:er)?"
    r"|text)|redaktion(?=:)|auteure?s?|autrices?|texte|texto(?: y fotos?)?|redacción(?=:\s\w+\s\w)|testo"
    r"|tekst|skribent|forfatter|höfundur|tekijä|kirjoittaja|teksti|autorzy|opracowała?|oprac\.?|napsala?|píše|piše"
    r"|írta|szerzők?|autorius|autors|yazar|yazan|haber|muhabir|συντάκτης|συντάκτρια|γράφει (?:ο|η)|επιμέλεια"
    r"|автор(?:ы)?|автор статт?[ьіи]|тексты?|материал подготовила?"
    r"|oleh|penulis|tác giả|bài và ảnh|ผู้เขียน|โดย|เรื่อง|लेखक|प्रस्तुति|লেখক)\s*[:：|]\s*"
)
_LABEL_ALONE = (
    r"(?:γράφει (?:ο|η)|โดย|द्वारा|kirjoittanut|toimittaja|píše|piše|oprac\.|opr\."
    r"|(?-i:Автор|Беседовала?|Подготовила?|Penulis))\s+"
)
"""Labels that need no colon, for they say nothing else."""
_RIGHT_TO_LEFT = r"(?:بقلم|كتبت?|تأليف|نویسنده|نوشته|به قلم|خبرنگار|إعداد|מאת|כתב)\s*[:：/|-]?\s+"
_OPENS = re.compile(rf"^(?:{_SIGN}\s?)?(?:{_BY}|{_LABEL}|{_LABEL_ALONE}|{_RIGHT_TO_LEFT})(?=[^\W\d_])", re.IGNORECASE)
"""How a line begins that goes on with a name: a verb or a preposition, a label, right-to-left ones."""
_FIRST_TWO = (
    "a |ab|af|an|ar|au|av|be|bi|bl|by|co|da|de|di|do|ed|ei|er|es|fo|ga|ge|gl|gu|ha|in|jo|ki|ko|kr|mu|na|ol|op|pa|pe|ph"
    "|pi|po|pr|pu|re|sc|sk|st|sz|te|th|to|ve|vo|wo|wr|ya"
)
_BEGINNINGS = frozenset(_FIRST_TWO.split("|"))
"""The first two letters of what `_OPENS` and `_ANNOUNCES` may begin with, as far as they are ASCII: few lines of a page
begin so, and both ask each of their words in turn."""
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
_ANNOUNCES = re.compile(
    rf"^(?:{_VERBS}\s+{_PREPOSITIONS}|by|von|par|por|door|about the authors?|authors?|autor(?:in|en|a|es|e)?|auteure?s?"
    r"|über den autor|über die autorin)\s*[:\-–—]?$",
    re.IGNORECASE,
)
"""A line after which the name stands in the next."""
_MONTHS = (
    r"(?:jan|ene|gen|feb|fév|mar|mär|mrt|apr|abr|avr|ma[iyj]|mag|jui?n|giu|juil?|lug|aug|aoû|ago|sep|set|out|o[ck]t|nov"
    r"|de[czs]|déc|dic)"
)
_DATED = re.compile(
    rf"^(?=.{{0,100}}(?:\d{{4}}|\d\s?[:./h]\s?\d\d|\d\s(?:[ap]m|min)\b|\b{_MONTHS}\w*\.?\s+\d|\d\.?\s+{_MONTHS}))"
    r"[^a-zà-ÿ]*(?:[^\d]{0,40}\d[^|]{0,60}?)\b(?:by|von|vom|par|por|door)\s+"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
"""A date that comes first: "Published on 3 May 2024 by"; no number ("UPDATE 5-Closed by")."""
_LABELLED = re.compile(
    r"[\d\s|/](?:autor(?:in)?|authors?|auteure?|autore|verfasser(?:in)?)\s?:\s*([^:]{3,60}?)(?=\s+[^\W\d_]{3,12}\s?:|\s*[|/]|$)",
    re.IGNORECASE,
)
"""One pair of several in a line: "Datum: 3.5.2024 Autor: Jane Doe Quelle: Hafenpost"."""
_INSIDE = re.compile(r"\b(?:by|vo[nm]|par|por|d(?:a|oor)|przez|av)\s", re.IGNORECASE)
"""What stands in all that `_DATED` and `_BY_ON` match, which take long to find out that they do not."""
_CREDITED = re.compile(
    r"\W{0,2}(?:reporting|reported|written|story|report|bericht|geschrieben|rédigé|reportage|reportagem|reportaje|reporte"
    r"|información|servizio)\s+(?:by|von|par|por|de|di)\s*:?\s+(?P<names>[^;|()]{4,160}?)"
    r"(?=\s*(?:[;|()]|$|[.,]\s+(?:additional|editing|edited|writing|compiled|redigiert|edité|édité|edición|editado|edição)))",
    re.IGNORECASE,
)
_CREDITS_BEGIN = frozenset(("repo", "writ", "stor", "beri", "gesc", "rédi", "info", "serv"))
"""How such lines begin; to look for it first is five times faster."""
_ALSO = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|und|et|y|e)\s+")
_BETWEEN = re.compile(
    rf"\s*{_SIGN}\s*"
    r"|\s+[|•·∙●–—/-]\s+|\s*[|•·∙●]\s*|\s{3,}|(?<=\d{4})\s+-\s*|(?<=[^\W\d_]{3})/(?=[A-Z]{2})"
)
_CUT = re.compile(
    r"\s*(?:\d|[|•·–—,]\s*\d|\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|on\s+[A-Z][a-z]+\s\d|"
    r"last\s|updated|published|posted|veröffentlicht|publié|publicado|aktualisiert|hace\s|in\s+(?-i:(?!(?:der|den|['’]t|de)\s)[A-ZÀ-Þ])|(?:for|aus|à|from)\s+(?-i:(?:[Tt]he\s)?[A-ZÀ-Þ])|berichtet\b|(?:min|(?:mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?day)?)\b(?!\s(?!"
    + _MONTHS
    + r"\w*\W{1,3}\d)(?-i:[A-Z][a-z]))|says\b|stand\b|"
    r"(?:mo|di|mi|do|fr|sa|so)\.?,?\s+\d|am\s+(?:mo|di|mi|do|fr|sa|so)\w*|am\s+\d|vor\s+\d|il y a\s|hace\s+\d|"
    r"(?:alle|mehr|weitere)\s+(?:artikel|beiträge|von)|zur\s+artikel\w*|show\s+all|view\s+all|see\s+all|all\s+posts|"
    r"more\s+(?:from|by)|on behalf of|reviewed\s+by|edited\s+by|medically\s+reviewed|fact.checked|follow\b|share\b"
    r"|photography\s+by|photos?\s+by|fotos?:|(?:avec|mit|con|com|with)\s+(?:afp|dpa|ap|reuters|efe|ansa|lusa|agen[ct])\w*)).*$",
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
_PARTICLES = (
    r"(?:de[lnmr]?|d[aiou]|d[ao]s|de[ls]l[aeo]|dei|degli|dal(?:la)?|l[aeo]|l[ao]s|van|v[ao][nm]|zu[mr]?|ter?|ten|tot|op|het|aan|['’][tns]"
    r"|af|av|til|till|in|bin|bint|ibn|ben|bat|bar|abu|al|el|ul|ud|von und zu)"
)
"""Small words that stand within names: van 't Haven, von und zu, de la, bin."""
_TIED = r"(?:(?:d|l|dell|dall|nell|all|sant|t|m|al|el|as|ash|ar|at|ad|az|an|ibn|bin|ben|bar)['’-])?"
"""What is tied to a family name: d'Ormont, dell'Acqua, al-Harbi."""
_NAME = re.compile(
    rf"[^\W\d_a-zß-öø-ÿ]{_LETTERS}*(?:,?\s+(?:{_TIED}[^\W\d_a-zß-öø-ÿ]{_LETTERS}*|&|and|und|et|y|e|och|og|(?!in\s){_PARTICLES}(?=\s)"
    r"|in (?:der|den|['’]t)(?=\s\w{2,6}$)|im Gespräch mit)){0,11}$"
)
"""Words that begin with a capital, or stand between such."""
_PERSON = re.compile(
    rf"(?!.*[a-z][A-Z]{{2}})[^\W\d_a-z]{_LETTERS}+"
    rf"(?:\s+(?:{_PARTICLES}\s+){{0,3}}{_TIED}[^\W\d_a-z]{_LETTERS}*){{1,3}}$"
)
_HANDLE = re.compile(
    r"[a-z][\w-]{1,29}$|(?:der|die|das|the)\s+[A-Z]\w+$"
    r"|(?!\w*(?:ago|all|about|more|read|leave|comments?|posts?|no|our|your|the|by|for|in|on|and|to|of|view|min|hours?|days?)\b)"
    r"[a-z]{2,15}\s(?!(?:ago|all|about|more|read|comments?|posts?|team|staff|min|on|in|by|us|me)\b)[a-z]{2,15}$"
)
"""What a writer calls himself on a blog, and who writes her name small: bell hooks."""
_GLUED = re.compile(
    r"(?<=[a-zß-öø-ÿ])(?=(?:Published|Updated|Posted|Modified|Erstellt|Veröffentlicht|Aktualisiert|Publié|Publicado|Korrespondent"
    r"|Reporter|Correspondent|Editor|Writer|Senior|Staff|Contributor|Bio|Follow)\b"
    r"|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?\s\d)"
    r"|(?<=[A-Z)]{1})(?=(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s\d)"
)
"""Where a name meets what only the page's style keeps apart: Ann GreyPublished, ANN GREYMay 3."""
_ASIDE = re.compile(r"(?<=\w)\s+\([^()]{1,40}\)")
_TEAM = re.compile(
    r"(?!(?:our|meet|join|my|your|about|contact|support|sales)\b|the\s\w+$)(?:the\s)?\w+(?:\s\w+)?"
    r"\s(?:staff|team|newsroom|redaktion)(?:\sreports?)?$",
    re.IGNORECASE,
)
"""Those who sign together: Harbour Staff."""
_WORD = re.compile(r"[^\W\d_]+")
_REMEMBERED = 1 << 11
"""Lines whose answer is kept: a page asks twice for those around its headline, and a site prints the same on each."""
_FEW_WORDS = 4
"""Words beside names and date of a byline: By, posted on, a month, a zone."""
_LABELS = re.compile(
    r"^(?:select|ask|skip|get|view|reply|antworten|répondre|responder|rispondi|beiträge|posts|enlarge|my|your|best|follow|sign|log|subscribe|read|home|about|contact|privacy|search|menu|written|posted"
    r"|authors?|autor(?:en|innen)?|von|by|welcome|quelle|source|zeige|show|der|die|das|the|more|mehr|alle|share|published|updated|credit|photo|image|foto|bild|getty|date|data|datum|cr[ée]ditos|credits|size|cookies?|invitation|reset|tweet|reading|time"
    r"|registriert|registered|contributing|article|artikel|articles|beitrag|products?|latest|news|blog|reviews?|podcast|advertisement|anzeige|sponsored)\b"
    r"(?:\s+(?:page|question|to|profile|sellers?|us|in|out|up|more|by|on|von|images?|time|content|tags?|password|this|liability)\b.*)?$",
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
    if not _DIGIT.search(line) or not _INSIDE.search(line):
        return None
    if dated := _DATED.match(line):
        return name_of(line[dated.end() :], handles=True)
    between = _BY_ON.search(line)
    return name_of(between["name"], handles=True) if between else None


def credited(line: str) -> list[str]:
    """The names of a wire's closing credit, which says who reported, who edited and from where."""
    if line.lstrip("([ ")[:4].lower() not in _CREDITS_BEGIN:
        return []
    found = _CREDITED.match(line)
    parts = _ALSO.split(found["names"].rstrip(".")) if found else ()
    return [name for part in parts if (name := name_of(part)) and is_person(name)]


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
    if not opened and _DIGIT.search(line) and _INSIDE.search(line):
        opened = _DATED.match(line)
    line = _GLUED.sub(" | ", line[opened.end() :] if opened else line)
    if "(" in line and all(
        map(is_person, _ALSO.split(_BETWEEN.split(bare := _ASIDE.sub(" | ", line))[0].strip(_EDGES)))
    ):
        line = bare
    for part in _BETWEEN.split(line):
        if _TEAM.match(part) and not _LABELS.match(part):
            return part
        text = _DANGLING.sub("", _POST.sub("", _CUT.sub("", part)).strip(_EDGES)).rstrip(_EDGES)
        # "Ann Grey, head of the harbour office": the post goes with the comma.
        for name in (text, text.partition(",")[0].rstrip(_EDGES)):
            if name and not _LABELS.match(name) and (_NAME.match(name) or (handles and _HANDLE.match(name))):
                return name
    return None


def is_person(text: str) -> bool:
    """Whether it can be one person's name: two to four words that begin with a capital."""
    return _PERSON.match(text) is not None
