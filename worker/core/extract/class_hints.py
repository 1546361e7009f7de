"""What an element's classes, ids and roles hint about its text: votes as bits, never a verdict."""

import re
from enum import IntFlag
from functools import lru_cache


class ClassHint(IntFlag):
    """One bit for each family of names."""

    BODY = 1
    RELATED = 2
    COMMENT = 4
    SHARE = 8
    NAV = 16
    FOOTER = 32
    ASIDE = 64
    AD = 128
    CAPTION = 256
    AUTHOR = 512
    DATE = 1024
    TOPIC = 2048
    WALL = 4096
    TITLE = 8192
    LEAD = 16384
    HIDDEN = 32768
    TEASER = 65536
    EMBED = 131072
    META = 262144
    HEADER = 524288


# A name is cut into words (`articleBody-text__main` → article, body, text, main); a family lists how its words begin.
_BEGINNINGS = {
    ClassHint.BODY: "body$ article articlebody content$ entry$ post$ story$ text$ prose wysiwyg richtext paragraph "
    "main$ copy$",
    ClassHint.RELATED: "relat recommend more$ readmore also$ popular trending mostread latest outbrain taboola similar "
    "suggest upnext next$ weitere mehr$ onward linked crosslink",
    ClassHint.COMMENT: "comment disqus dsq respond reply kommentar komment coral discussion reviews?$ talkback reaction"
    " debat trackback pingback guestbook acom$ diskussion",
    ClassHint.SHARE: "shar social facebook whatsapp follow bookmark print toolbar tools actions?$",
    ClassHint.NAV: "nav menu breadcrumb masthead pagination pager skip toc$ topbar sitemap contents$",
    ClassHint.FOOTER: "foot copyright legal imprint colophon disclaimer contentinfo",
    ClassHint.ASIDE: "aside side$ sidebar rail$ widget complementary infobox factbox facts?$ fakta box$"
    " secondary accordion expand collaps faq$ timeline",
    ClassHint.AD: "ads?$ adv$ advert sponsor promo banner werbung anzeige publicid dfp affiliate commercial shop "
    "deals?$",
    ClassHint.CAPTION: "caption credit gallery slide carousel figure image img photo picture media video player legend",
    ClassHint.AUTHOR: "author byline bio$ contributor writer journalist autor creator reporter redact profile person$",
    ClassHint.DATE: "date tarih fecha pubdate publish posted timestamp time$ updated modified datum",
    ClassHint.TOPIC: "tags?$ topic keyword categor labels?$ kicker eyebrow rubric section$",
    ClassHint.WALL: "paywall regwall subscri newsletter premium login signin signup register piano metered abo$ "
    "offer plus$ paid member donat support cta$ inscri",
    ClassHint.TITLE: "headline title hed$ heading",
    ClassHint.LEAD: "standfirst deck?$ lead$ lede$ subtitle subhead subheadline summary intro excerpt abstract chapo "
    "vorspann strapline entradilla preamble ingress sottotitolo description",
    ClassHint.HIDDEN: "hidden hide$ visually sr$ screen modal popup overlay cookie consent gdpr lightbox tooltip "
    "dialog toast offscreen accessib noprint privacy onetrust optanon cmp$ didomi",
    ClassHint.TEASER: "teaser cards?$ tile lists?$ feed$ grid river stream preview items?$ archive snippet thumb",
    ClassHint.EMBED: "embed twitter tweet instagram youtube iframe podcast audio quiz poll$ infogram datawrapper",
    ClassHint.META: "meta$ info$ details reading source$",
    ClassHint.HEADER: "header head$ banner description about$ logo claim$ slogan blogtitle",
}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SPACED = {code: " " for code in range(128) if not chr(code).islower()}


def _whole_and_begun() -> tuple[dict[str, int], dict[str, int]]:
    """Return the bits by whole word, for what ends in `$` (`tags?$` is two words), and by beginning."""
    whole: dict[str, int] = {}
    begun: dict[str, int] = {}
    for mark, starts in _BEGINNINGS.items():
        for start in starts.split():
            word = start.rstrip("?$")
            table = whole if start.endswith("$") else begun
            for form in {word, word[:-1]} if start.endswith("?$") else {word}:
                table[form] = table.get(form, 0) | int(mark)
    return whole, begun


WHOLE, BEGUN = _whole_and_begun()
_LENGTHS = range(min(map(len, BEGUN)), max(map(len, BEGUN)) + 1)


@lru_cache(maxsize=1 << 15)
def _word_marks(word: str) -> int:
    word = word.lower()
    bits = WHOLE.get(word, 0)
    for length in _LENGTHS:
        bits |= BEGUN.get(word[:length], 0)
    return bits


@lru_cache(maxsize=1 << 13)
def class_hints(names: str) -> int:
    """Bits of the families that a string of classes, ids and roles names; case tells words apart."""
    # Most names are in small letters, and then a split finds the words in a quarter of the time.
    plain = names.isascii() and names.islower()
    bits = 0
    for word in names.translate(_SPACED).split() if plain else _WORD.findall(names):
        bits |= _word_marks(word)
    return bits
