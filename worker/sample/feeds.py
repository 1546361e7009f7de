"""Writes the stories of an outlet as RSS, Atom, RDF, JSON Feed or a news sitemap; never chooses which."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from worker.sample.outlets import Outlet
from worker.sample.render import feed_content
from worker.sample.stories import Story


def write(
    outlet: Outlet, stories: Sequence[Story], base: str, *, extra: Sequence[tuple[str, str]] = ()
) -> tuple[str, str]:
    """The feed document and its content type; `base` is scheme and host, `extra` are bare (title, path) entries."""
    kind = outlet.feed
    if kind == "index.rdf":
        return _rdf(outlet, stories, base), "application/rdf+xml; charset=utf-8"
    if kind == "atom.xml":
        return _atom(outlet, stories, base), "application/atom+xml; charset=utf-8"
    if kind == "feed.json":
        return _json(outlet, stories, base), "application/feed+json"
    if kind == "news-sitemap.xml":
        return _sitemap(outlet, stories, base), "application/xml"
    return _rss(outlet, stories, base, extra), "application/rss+xml; charset=utf-8"


def _link(story: Story, base: str) -> str:
    return base + story.path + story.link_query


def _newest(stories: Sequence[Story]) -> datetime:
    return max((story.modified for story in stories), default=datetime(2026, 1, 1, tzinfo=UTC))


def _cdata(html: str) -> str:
    return "<![CDATA[" + html.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _rss(outlet: Outlet, stories: Sequence[Story], base: str, extra: Sequence[tuple[str, str]]) -> str:
    items = []
    for story in stories:
        content = (
            f"<content:encoded>{_cdata(feed_content(outlet, story, base))}</content:encoded>"
            if outlet.full_content
            else ""
        )
        amp = [f"{base}{story.path}/amp"] if story.amp else []
        items += [
            f"<item><title>{escape(story.title)}</title><link>{escape(link)}</link>"
            f'<guid isPermaLink="false">{escape(link.partition("?")[0].removeprefix(base))}</guid>'
            f"<pubDate>{format_datetime(story.published)}</pubDate><dc:creator>{escape(story.byline)}</dc:creator>"
            + (f"<atom:updated>{story.modified.isoformat()}</atom:updated>" if story.modified > story.published else "")
            + "".join(f"<category>{escape(topic)}</category>" for topic in story.topics)
            + f"<description>{escape(story.standfirst)}</description>{content}</item>"
            for link in (_link(story, base), *amp)
        ]
    items += [f"<item><title>{escape(title)}</title><link>{base}{escape(path)}</link></item>" for title, path in extra]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{escape(outlet.name)}</title><link>{base}/{outlet.key}/</link>"
        f"<description>News of {escape(outlet.name)}</description><language>{outlet.language}</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def _atom(outlet: Outlet, stories: Sequence[Story], base: str) -> str:
    entries = "\n".join(
        f"<entry><id>tag:{outlet.key}.example,2026:{escape(story.slug)}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="{escape(_link(story, base))}"/>'
        f"<published>{story.published.isoformat()}</published><updated>{story.modified.isoformat()}</updated>"
        f"<author><name>{escape(story.byline)}</name></author>"
        + "".join(f'<category term="{escape(topic)}"/>' for topic in story.topics)
        + f"<summary>{escape(story.standfirst)}</summary>"
        + (f'<content type="html">{escape(feed_content(outlet, story, base))}</content>' if outlet.full_content else "")
        + "</entry>"
        for story in stories
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="{outlet.language}"><id>tag:{outlet.key}.example,2026:feed</id><title>{escape(outlet.name)}</title>'
        f'<link rel="self" href="{base}{outlet.feed_path}"/><link rel="alternate" href="{base}/{outlet.key}/"/>'
        f"<updated>{_newest(stories).isoformat()}</updated>\n{entries}\n</feed>\n"
    )


def _rdf(outlet: Outlet, stories: Sequence[Story], base: str) -> str:
    links = [escape(_link(story, base)) for story in stories]
    items = "\n".join(
        f'<item rdf:about="{link}"><title>{escape(story.title)}</title><link>{link}</link>'
        f"<description>{escape(story.standfirst)}</description><dc:date>{story.modified.isoformat()}</dc:date>"
        f"<dc:creator>{escape(story.byline)}</dc:creator>"
        + "".join(f"<dc:subject>{escape(topic)}</dc:subject>" for topic in story.topics)
        + "</item>"
        for link, story in zip(links, stories, strict=True)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">\n'
        f'<channel rdf:about="{base}/{outlet.key}/"><title>{escape(outlet.name)}</title>'
        f"<link>{base}/{outlet.key}/</link><description>{escape(outlet.name)}</description><dc:language>{outlet.language}</dc:language>"
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><items><rdf:Seq>"
        + "".join(f'<rdf:li resource="{link}"/>' for link in links)
        + f"</rdf:Seq></items></channel>\n{items}\n</rdf:RDF>\n"
    )


def _json(outlet: Outlet, stories: Sequence[Story], base: str) -> str:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet.name,
            "home_page_url": f"{base}/{outlet.key}/",
            "feed_url": base + outlet.feed_path,
            "language": outlet.language,
            "items": [
                {
                    "id": story.path,
                    "url": _link(story, base),
                    "title": story.title,
                    "summary": story.standfirst,
                    "date_published": story.published.isoformat(),
                    "date_modified": story.modified.isoformat(),
                    "authors": [{"name": story.byline}],
                    "tags": list(story.topics),
                }
                for story in stories
            ],
        },
        ensure_ascii=False,
    )


def _sitemap(outlet: Outlet, stories: Sequence[Story], base: str) -> str:
    """Google's news sitemap: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""
    urls = "\n".join(
        f"<url><loc>{escape(_link(story, base))}</loc><news:news><news:publication><news:name>{escape(outlet.name)}"
        f"</news:name><news:language>{outlet.language}</news:language></news:publication>"
        f"<news:publication_date>{story.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(story.title)}</news:title></news:news></url>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}\n</urlset>\n'
    )
