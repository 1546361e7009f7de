"""newswire clean, newswire tag: what would be stored of a page or text, without storing it."""

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.panel import Panel
from rich.text import Text

from worker.cli.exits import told
from worker.cli.explain import Explained, explain, show_explained
from worker.cli.output import as_line, console, json_option, open_services, print_json, safe
from worker.core.topics.tag import Article, article_of
from worker.core.topics.tag import tag as tag_article
from worker.core.urls import canonical_url, source_of
from worker.errors import BadInput, NewswireError, UsageError
from worker.models import Draft, Extraction, Label, Origin, Precision, PublisherTime, Reason, Tag
from worker.services import Services
from worker.steps.crawl import ask_now

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


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
    if why and (jsonl or no_walls):
        other = "--jsonl" if jsonl else "--no-walls"
        raise UsageError(f"--explain shows the walls of pages that are named: leave {other} out")
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
                read = _read_source(services, source)
                found = explain(services.cleaner, read) if why else services.cleaner.finish(read, cut=not no_walls)
            except NewswireError as error:
                code = max(code, told(error, source or "''"))
                continue
            if isinstance(found, Explained):
                (print_json if as_json else show_explained)(found)
            elif as_json:
                print_json(draft_json(found))
            else:
                _show(found, _tags(services, found))
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
            sys.exit(told(error, file))
    if as_json:
        print_json(tags)
        return
    _show_tags(tags)


def each_line(work: Callable[[dict[str, Any]], dict[str, Any]], lines: Iterable[bytes] | None = None) -> None:
    """Answer every line with one line, in order; a line that fails is answered with its error and the rest goes on."""
    for number, raw in enumerate(sys.stdin.buffer if lines is None else lines, 1):
        if not raw.strip():
            continue
        key: Any = None
        try:
            line = _object(raw)
            key = _id(line)
            answer = as_line(work(line))
        except NewswireError as error:
            answer = as_line({"id": key, "line": number, "error": safe(str(error))})
        except Exception as error:  # noqa: BLE001 - one bad line must not end the stream
            answer = as_line({"id": key, "line": number, "error": safe(f"{type(error).__name__}: {error}")})
        sys.stdout.buffer.write(answer)
    sys.stdout.flush()


def _object(raw: bytes) -> dict[str, Any]:
    """A line as a JSON object. Raises BadInput."""
    try:
        line = json.loads(raw.decode("utf-8-sig", "surrogatepass"))  # some corpora have lone surrogates
    except UnicodeDecodeError as error:
        said = f"not UTF-8: byte 0x{raw[error.start]:02x} at {error.start + 1}"
    except json.JSONDecodeError as error:
        said = f"not JSON: {error.msg}, at character {error.pos + 1}"
    except RecursionError:
        said = "not JSON that can be read: it nests too deep"
    else:
        if isinstance(line, dict):
            return line
        said = f"expected a JSON object on each line, not {_kind(line)}"
    raise BadInput(said, reason=Reason.BAD_INPUT)


def _id(line: dict[str, Any]) -> Any:
    """The id of a line, to answer it with. Raises BadInput for one that cannot be written again."""
    try:
        as_line(line.get("id"))
    except (TypeError, ValueError) as error:
        raise BadInput('"id" is to be text, or a number of 64 bits', reason=Reason.BAD_INPUT) from error
    return line.get("id")


def _text(line: dict[str, Any], name: str) -> str | None:
    """What a line has under a name; None where it has nothing. Raises BadInput when that is no text."""
    value = line.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f'"{name}" is to be text, not {_kind(value)}', reason=Reason.BAD_INPUT)


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")


def _clean_line(services: Services, line: dict[str, Any], *, cut: bool) -> dict[str, Any]:
    url, html, text = (_text(line, name) for name in ("url", "html", "text"))
    if html is not None:
        extraction = services.cleaner.read_html(html, url=url, now=datetime.now(UTC))
    elif text is not None:
        extraction = services.cleaner.read_text(text, url=url, now=datetime.now(UTC))
    else:
        raise BadInput('expected "html" or "text" in the line', reason=Reason.BAD_INPUT)
    return {"id": line.get("id"), **draft_json(services.cleaner.finish(extraction, cut=cut))}


def _tag_line(services: Services, line: dict[str, Any]) -> dict[str, Any]:
    text = _text(line, "text")
    if text is None:
        raise BadInput('expected "title" and "text" in the line', reason=Reason.BAD_INPUT)
    labels = [Label(text=one, origin=Origin.PAGE) for one in _labels(line.get("publisher_topics") or ())]
    article = Article(title=_text(line, "title") or "", text=text, labels=labels, language=_text(line, "language"))
    return {"id": line.get("id"), "topics": tag_article(services.taxonomy, article)}


def _labels(given: Any) -> list[str]:
    """The publisher's topics of a line, texts or objects with one. Raises BadInput for what is neither."""
    if isinstance(given, list | tuple):
        texts = [one.get("text") if isinstance(one, dict) else one for one in given]
        labels = [one for one in texts if isinstance(one, str)]
        if len(labels) == len(texts):
            return labels
    raise BadInput('"publisher_topics" is to be a list of texts, or of objects with "text"', reason=Reason.BAD_INPUT)


def _clean_source(services: Services, source: str, *, cut: bool) -> Draft:
    return services.cleaner.finish(_read_source(services, source), cut=cut)


def _read_source(services: Services, source: str) -> Extraction:
    if _SCHEME.match(source):
        address = canonical_url(source, tracking=services.tracking)
        if address is None:
            raise UsageError("not a web address: expected http:// or https:// and a host")
        return services.cleaner.read_page(ask_now(services.http, address), now=datetime.now(UTC))
    if not source:
        raise UsageError("an empty name: say a file, a web address, or - for standard input")
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
