"""Documents, made up by us, from which mutations start, and the words that mutations put in. Holds no real page."""

import json

SENTENCE = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours. "
_LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": ["NewsArticle"],
            "@id": "#a",
            "headline": "Town rebuilds its pier",
            "datePublished": "2024-05-03T08:30:00+02:00",
            "dateModified": "Fri, 03 May 2024 09:00:00 GMT",
            "author": [{"@type": "Person", "name": "By Ann Grey"}, "Ben Ash and Cy Elm"],
            "keywords": "Ports, Towns",
            "articleSection": ["Local"],
            "isAccessibleForFree": "False",
            "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"},
            "image": {"@type": "ImageObject", "url": "/pier.jpg", "caption": "The pier"},
            "articleBody": SENTENCE,
        }
    ],
}
_PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Town rebuilds its pier | Harbour</title>
<meta property="og:site_name" content="The Harbour"><meta property="og:title" content="Town rebuilds its pier">
<meta name="description" content="Nine hours of debate."><link rel="canonical" href="https://harbour.example/news/pier">
<meta property="og:image" content="/pier.jpg"><meta property="article:tag" content="Ports"><base href="/news/">
<meta property="article:published_time" content="2024-05-03"><meta name="author" content="Ann Grey, Ben Ash">
<script type="application/ld+json">{json.dumps(_LINKED)}</script><style>p{{}}</style></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>Town rebuilds its pier</h1><p class="byline">By Ann Grey</p>
<time datetime="2024-05-03T08:30">3 May</time><p>{SENTENCE * 3}</p><h2>What next</h2><p>{SENTENCE}<br>{SENTENCE}</p>
<blockquote>{SENTENCE}</blockquote><figure><img src="a.jpg" srcset="b.jpg 2x" alt=""><figcaption>The pier. Photo: Cy Elm
</figcaption></figure><ul><li>{SENTENCE}</li></ul><pre>x &lt; 1</pre><table><tr><td>1<td>2</table>
<div class="paywall"><p>Subscribe to continue reading.</p><p>Already a subscriber? <a href="/login">Log in</a></p></div>
</article><aside><p>Sign up for our newsletter</p></aside></main><footer>Imprint</footer></body></html>"""
_RUSSIAN = "Совет портового города проголосовал во вторник за восстановление старого причала. "

PAGES = (
    _PAGE,
    f"<p>{SENTENCE}</p><div>{SENTENCE}<p>Continue reading with a subscription</p>",
    f"<html><body><p>{_RUSSIAN * 3}<p>Чтобы читать дальше, оформите подписку.</p>",
    f'<html lang="ar" dir="rtl"><body><article><h1>مجلس المدينة</h1><p>{"صوّت مجلس المدينة يوم الثلاثاء. " * 6}</p>',
    f"<body><table><tr><td><font>{SENTENCE}</font><center><b>{SENTENCE}</b></center><!-- x --><![CDATA[y]]>",
)
TEXTS = (
    f"""Town rebuilds its pier
By Ann Grey
3 May 2024

{SENTENCE}

* one
* two

{SENTENCE}

Subscribe to read on""",
    # More distinct signs than any language has: what is done once for each of them must not cost the whole text.
    SENTENCE + "".join(map(chr, range(0x2010, 0x2C00))),
    f"HARBOUR (Agency) - {SENTENCE}\r\n{SENTENCE}\r\n\r\n> quoted\n-- \nCopyright",
)
_ITEM = """<item><title>A &amp; B</title><link>https://e.example/1?utm_source=x</link><guid isPermaLink='false'>1</guid>
<pubDate>Fri, 03 May 2024 08:30:00 +0200</pubDate><dc:creator>Ann Grey</dc:creator><category>Ports</category>
<description>&lt;p&gt;Short&lt;/p&gt;</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>"""
_RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>T</title><link>https://e.example/</link>
<language>en-GB</language><ttl>30</ttl>{_ITEM}{_ITEM}</channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://e.example/"><title>T</title>
<entry><id>tag:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A<b>B</b></div></title>
<link rel="alternate" href="one"/><updated>2024-05-03T08:30:00Z</updated><author><name>Ann</name></author>
<content type="html">&lt;p&gt;x</content><category term="t" label="Ports"/></entry></feed>"""
_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>T</title></channel><item rdf:about="https://e.example/1"><title>A</title>
<link>https://e.example/1</link><dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2024-05-03</dc:date></item>
</rdf:RDF>"""
_JSON_FEED = """{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":1,"url":"https://e.example/1",
"title":"A","content_html":"<p>x","date_published":"2024-05-03T08:30:00Z","authors":[{"name":"Ann"}],"tags":["Ports"]}]}"""
_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://e.example/1</loc><news:news>
<news:publication><news:name>N</news:name><news:language>en</news:language></news:publication>
<news:title>A</news:title><news:publication_date>2024-05-03</news:publication_date>
<news:keywords>a, b</news:keywords></news:news></url></urlset>"""
FEEDS = (_RSS, _ATOM, _RDF, _JSON_FEED, _SITEMAP)
OPML = """<opml version="2.0"><head><title>T</title></head><body><outline text="Folder"><outline type="rss" text="A"
xmlUrl="https://e.example/rss" htmlUrl="https://e.example/"/></outline></body></opml>"""
SITE = """<html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" title="News" href="feed.xml">
<link rel="alternate" type="application/feed+json" href="/feed.json"></head><a href="/rss/">RSS</a></html>"""
ROBOTS = """User-agent: *
Disallow: /private/*.pdf$
Allow: /private/a
Crawl-delay: 2.5

user-agent: newswire
User-agent: other
Disallow: /a%2fb?c=*&d
Sitemap: https://e.example/s.xml
# end"""
URLS = (
    "https://User@Exam\u2460ple.com:443/a/../b/%7Ec;jsessionid=1?utm_source=x&a=1&&b=%zz#!/x",
    "http://[::ffff:127.0.0.1]:8080/%e3%81?q=\u00fc",
    "//xn--mnchen-3ya.example./path/amp/?amp=1",
    "http://0x7f.1/ http://2130706433 http://0177.0.0.1",
)

_MARKUP = """\
<article> </article> <p> </p> <script> </script> <!-- --> <![CDATA[ ]]> <table> <td> <svg> <math> <template>
<noscript> <iframe> <textarea> <plaintext> <select> <li> <br> <h1> <blockquote> <figcaption> <base> <item> <entry>
<link> <guid> <pubDate> <rss> <feed> class=" charset=" href=" rel="canonical" content=" property=" itemprop="
datetime=" xmlns:a=" xml:base=" xml:lang=" type="application/ld+json" encoding=" utf-16 utf-7 iso-2022-jp windows-1251
<?xml <!DOCTYPE <!ENTITY &#0; &#xD800; &#x110000; &amp;amp; &nbsp; &#99999999999; NaN Infinity 1e999 null [[[[ {"a":
@graph @type datePublished articleBody isAccessibleForFree author 9999-12-31T23:59:60+99:99 0000-00-00 24:60 -0001 32
99999 javascript: data:text/html, http://[::1] %00 %2e%2e/ /../ //. :@ User-agent: Disallow: Allow: Crawl-delay: *$
subscribe newsletter log in Continue"""
# Direction, invisible, astral, decomposed, and letters that grow or shrink when their case is folded.
_CHARACTERS = ("\u202e", "\u200b", "\ufeff", "\x00", "\U0001f600", "e\u0301", "\u0130", "\u1e9e", "\ufb03")
WORDS = (*_MARKUP.split(), *_CHARACTERS)


def dictionary() -> str:
    """Return WORDS as a dictionary file of libFuzzer."""
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS)
    return "\n".join(f'"{word}"' for word in quoted)
