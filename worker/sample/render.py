"""Makes HTML of a story: the page, its AMP variant, an outlet's front page and what a feed carries; no HTTP."""

import json
from collections.abc import Sequence
from functools import cache
from html import escape
from string import Template

from worker.sample.outlets import Outlet
from worker.sample.stories import PAGES, Story


def page(outlet: Outlet, story: Story, base: str, *, related: Sequence[Story], amp: bool = False) -> str:
    """The page of a story; `base` is scheme and host, from the request."""
    address = base + story.path
    return _file("templates", "amp" if amp else outlet.template).substitute(
        language=outlet.language,
        direction="rtl" if outlet.language == "ar" else "ltr",
        site=escape(outlet.name),
        home=f"{base}/{outlet.key}/",
        feed=base + outlet.feed_path,
        address=address,
        title=escape(story.title),
        standfirst=escape(story.standfirst),
        byline=escape(story.byline),
        published=story.published.isoformat(),
        modified=story.modified.isoformat(),
        day=f"{story.published:%b} {story.published.day}, {story.published.year}",
        section=escape(story.section),
        topics=escape(", ".join(story.topics)),
        topic_links="\n".join(f'<a href="{base}/{outlet.key}/topic">{escape(topic)}</a>' for topic in story.topics),
        figure=_figure(outlet, story, base),
        body=body(story),
        related="\n".join(f'<li><a href="{base}{other.path}">{escape(other.title)}</a></li>' for other in related),
        metadata=_metadata(outlet, story, base),
    )


def body(story: Story) -> str:
    """The text of a story as HTML, its wall where the story says."""
    parts = [_block(block) for block in story.body[: story.page_shows]]
    if story.wall:
        parts.insert(len(parts) if story.wall_after is None else story.wall_after, _file("walls", story.wall).template)
    return "\n".join(parts)


def feed_content(outlet: Outlet, story: Story, base: str) -> str:
    """What a feed with full content carries: picture, byline as printed on the page, text and wall."""
    carried = body(story) if story.page_shows is None else "\n".join(map(_block, story.body))
    return f"{_figure(outlet, story, base)}\n<p>{escape(story.byline)}</p>\n{carried}"


def front_page(outlet: Outlet, stories: Sequence[Story], base: str) -> str:
    """An outlet's front page; it names the feed for those who look for it."""
    return _file("templates", "front").substitute(
        language=outlet.language,
        site=escape(outlet.name),
        feed=base + outlet.feed_path,
        links="\n".join(f'<li><a href="{base}{story.path}">{escape(story.title)}</a></li>' for story in stories),
    )


@cache
def _file(folder: str, name: str) -> Template:
    return Template((PAGES / folder / f"{name}.html").read_text(encoding="utf-8"))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{escape(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in block.splitlines()) + "</ul>"
    return f"<p>{escape(block, quote=False)}</p>"


def _figure(outlet: Outlet, story: Story, base: str) -> str:
    if not story.caption:
        return ""
    return (
        f'<figure><img src="{_picture(outlet, story, base)}" alt="">'
        f'<figcaption>{escape(story.caption)} <span class="credit">{escape(story.credit)}</span></figcaption></figure>'
    )


def _picture(outlet: Outlet, story: Story, base: str) -> str:
    return f"{base}/{outlet.key}/pictures/{story.slug}.jpg"


def _metadata(outlet: Outlet, story: Story, base: str) -> str:
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "description": story.standfirst,
        "inLanguage": outlet.language,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat(),
        "author": [{"@type": "Person", "name": story.byline}],
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
        "articleSection": story.section,
        "keywords": list(story.topics),
        "mainEntityOfPage": base + story.path,
    }
    if story.caption:
        said["image"] = {"@type": "ImageObject", "url": _picture(outlet, story, base), "caption": story.caption}
    if story.free is not None:
        said["isAccessibleForFree"] = story.free
    # '<' would end the script element; JSON has another way to write it.
    return json.dumps(said, ensure_ascii=False, indent=1).replace("<", "\\u003c")
