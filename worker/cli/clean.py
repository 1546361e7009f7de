"""newswire clean, newswire tag: what would be stored of a page or text, without storing it."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.panel import Panel
from rich.text import Text

from worker.cli.explain import explain
from worker.cli.output import as_line, console, json_option, open_services, print_json, safe
from worker.core.topics.tag import Article, article_of
from worker.core.topics.tag import tag as tag_article
from worker.core.urls import source_of
from worker.errors import NewswireError, UsageError
from worker.models import Draft, Extraction, Label, Origin, Precision, PublisherTime, Tag
from worker.services import Services
from worker.steps.crawl import ask_now


@click.command()
@click.argument("sources", nargs=-1, metavar="[FILE|URL…]")
@click.option(
    "--jsonl", is_flag=True, help='Read lines {"id", "url"?, "html" or "text"} from standard input, write one each.'
)
@click.option("--no-walls", is_flag=True, help="Leave the walls in, for comparison.")
@click.option("--explain", "why", is_flag=True, help="Show every block with what became of it and why.")
@json_option
def clean(sources: tuple[str, ...], *, jsonl: bool, no_walls: bool, why: bool, as_json: bool) -> None:
    """Show the normalised result for pages or texts: title, authors, body, what was cut and why.

    \b
    newswire clean page.html                 a file; `-` is standard input
    newswire clean https://example.org/a     a page, fetched as the workers would
    newswire clean --jsonl <in >out          many, one JSON object a line

    A line that fails is answered with {"id", "line", "error"}, and --jsonl ends with 0 all the same.
    """  # noqa: D301 - click wants the character itself
    if jsonl and sources:
        raise UsageError("--jsonl reads standard input: leave the files out")
    with open_services() as services:
        _ = services.cleaner, services.taxonomy  # a mistake in the rules is told before the first page, and once
        if jsonl:
            each_line(lambda line: _clean_line(services, line, cut=not no_walls))
            return
        if not sources:
            raise UsageError("say what to clean: a file, a web address, - for standard input, or --jsonl")
        code = 0
        for source in sources:
            try:
                if why:
                    explain(services.cleaner, _read_source(services, source))
                    continue
                draft = _clean_source(services, source, cut=not no_walls)
            except NewswireError as error:
                code = max(code, _told(source, error))
                continue
            if as_json:
                print_json(draft_json(draft))
            else:
                _show(draft, _tags(services, draft))
    sys.exit(code)


@click.command()
@click.argument("file", type=click.Path(allow_dash=True), required=False)
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read lines {"id", "title", "text", "language"?, "publisher_topics"?}, write one each.',
)
@json_option
def tag(file: str | None, *, jsonl: bool, as_json: bool) -> None:
    """Show the topics of an article with the evidence for each. FILE is a page or text; `-` is standard input.

    With --jsonl a line that fails is answered with {"id", "line", "error"}, and the exit code is 0 all the same.
    """
    if jsonl and file:
        raise UsageError("--jsonl reads standard input: leave the file out")
    with open_services() as services:
        _ = services.cleaner, services.taxonomy  # as in clean
        if jsonl:
            each_line(lambda line: _tag_line(services, line))
            return
        if not file:
            raise UsageError("say what to tag: a file, - for standard input, or --jsonl")
        try:
            tags = _tags(services, _clean_source(services, file, cut=True))
        except NewswireError as error:
            sys.exit(_told(file, error))
    if as_json:
        print_json(tags)
        return
    _show_tags(tags)


def _told(source: str, error: NewswireError) -> int:
    """Say what is wrong with a source; return the exit code for it."""
    sys.stderr.write(f"newswire: {source}: {error}\n")
    return 2 if isinstance(error, UsageError) else 1


def each_line(work: Callable[[dict[str, Any]], dict[str, Any]], lines: Iterable[bytes] | None = None) -> None:
    """Answer every line with one line, in order; a line that fails is answered with its error and the rest goes on."""
    for number, raw in enumerate(sys.stdin.buffer if lines is None else lines, 1):
        if not raw.strip():
            continue
        key: Any = None
        try:
            line = json.loads(raw)  # forgives the lone surrogates that some corpora have
            if not isinstance(line, dict):
                raise UsageError("expected a JSON object on each line")
            as_line(line.get("id"))  # one that cannot be written is answered as null
            key = line.get("id")
            answer = as_line(work(line))
        except json.JSONDecodeError as error:
            answer = as_line({"id": key, "line": number, "error": f"not JSON: {error}"})
        except NewswireError as error:
            answer = as_line({"id": key, "line": number, "error": safe(str(error))})
        except Exception as error:  # noqa: BLE001 - one bad line must not end the stream
            answer = as_line({"id": key, "line": number, "error": safe(f"{type(error).__name__}: {error}")})
        sys.stdout.buffer.write(answer)
    sys.stdout.flush()


def _clean_line(services: Services, line: dict[str, Any], *, cut: bool) -> dict[str, Any]:
    url = line.get("url")
    if isinstance(line.get("html"), str):
        extraction = services.cleaner.read_html(line["html"], url=url, now=datetime.now(UTC))
    elif isinstance(line.get("text"), str):
        extraction = services.cleaner.read_text(line["text"], url=url, now=datetime.now(UTC))
    else:
        raise UsageError('expected "html" or "text" in the line')
    return {"id": line.get("id"), **draft_json(services.cleaner.finish(extraction, cut=cut))}


def _tag_line(services: Services, line: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(line.get("text"), str):
        raise UsageError('expected "title" and "text" in the line')
    labels = [
        Label(text=one if isinstance(one, str) else str(one.get("text", "")), origin=Origin.PAGE)
        for one in line.get("publisher_topics") or ()
    ]
    article = Article(title=line.get("title") or "", text=line["text"], labels=labels, language=line.get("language"))
    return {"id": line.get("id"), "topics": tag_article(services.taxonomy, article)}


def _clean_source(services: Services, source: str, *, cut: bool) -> Draft:
    return services.cleaner.finish(_read_source(services, source), cut=cut)


def _read_source(services: Services, source: str) -> Extraction:
    if source.startswith(("http://", "https://")):
        return services.cleaner.read_page(ask_now(services.http, source), now=datetime.now(UTC))
    data = _read(source, most=services.settings.max_page_bytes)
    return services.cleaner.read_file(data, now=datetime.now(UTC))


def _read(source: str, *, most: int) -> bytes:
    try:
        if source == "-":
            data = sys.stdin.buffer.read(most + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}") from error
    if len(data) > most:
        raise UsageError(f"larger than {most:,} bytes (NEWSWIRE_MAX_PAGE_BYTES)")
    return data


def _tags(services: Services, draft: Draft) -> tuple[Tag, ...]:
    return tag_article(
        services.taxonomy, article_of(draft, source_of(draft.canonical_url) if draft.canonical_url else None)
    )


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return a draft in the form that `clean` promises."""
    return {
        "title": draft.title,
        "summary": draft.summary,
        "authors": draft.authors,
        "published": _iso(draft.published),
        "published_precision": draft.published.precision if draft.published else None,
        "modified": _iso(draft.modified),
        "language": draft.language,
        "section": draft.section,
        "canonical_url": draft.canonical_url,
        "text": draft.text,
        "blocks": [{"kind": block.kind, "text": block.text} for block in draft.blocks],
        "images": draft.images,
        "publisher_topics": [label.text for label in draft.labels],
        "access": draft.access,
        "wall": {"kind": draft.wall, "cuts": draft.cuts},
        "truncated": draft.truncated,
        "truncated_evidence": draft.truncated_evidence,
    }


def _iso(when: PublisherTime | None) -> str | None:
    if when is None:
        return None
    return when.value.date().isoformat() if when.precision is Precision.DAY else when.value.isoformat()


def _show(draft: Draft, tags: tuple[Tag, ...]) -> None:
    console.print(Text(safe(draft.title), style="bold"))
    about = (", ".join(draft.authors), _iso(draft.published), draft.language, draft.section)
    console.print(Text(" · ".join(safe(part) for part in about if part), style="dim"))
    if draft.summary:
        console.print(Text(safe(draft.summary), style="italic"))
    console.print(Text("\n" + safe(draft.text) + "\n"))
    for image in draft.images[:3]:
        console.print(
            Text(f"image: {safe(image.caption or image.url)}" + (f" ({safe(image.credit)})" if image.credit else ""))
        )
    for cut in draft.cuts:
        console.print(Panel(Text(safe(cut.text)), title=f"cut: {cut.rule}", style="red", title_align="left"))
    truncated = {True: "yes", False: "no", None: "not known"}[draft.truncated]
    console.print(f"wall: {draft.wall or 'none'} · truncated: {truncated} · access declared: {draft.access.declared}")
    for label in draft.labels:
        console.print(Text(f"publisher topic: {safe(label.text)} ({label.origin})"))
    _show_tags(tags)


def _show_tags(tags: tuple[Tag, ...]) -> None:
    for one in tags:
        why = "; ".join(f"{e.field} {e.start}–{e.end} “{safe(e.text)}”" for e in one.evidence[:5])
        console.print(Text(f"topic: {one.topic} ({one.source}, {one.score:.2f}): {why}"))
