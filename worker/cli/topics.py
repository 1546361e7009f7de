"""newswire topics: the taxonomy."""

import sys
from collections import Counter
from datetime import UTC, datetime

import click
from rich.text import Text

from worker.adapters import reprocessing
from worker.cli.filters import no_topic
from worker.cli.ids import Id
from worker.cli.output import console, errors, json_option, open_services, print_json, safe
from worker.cli.since import since_option
from worker.cli.table import print_table
from worker.core.topics.check import check as check_taxonomy
from worker.core.topics.suggest import near_miss, unused_phrases
from worker.core.topics.tag import Article, explain
from worker.core.topics.taxonomy import query_taxonomy
from worker.errors import UsageError
from worker.models import Evidence


@click.group()
def topics() -> None:
    """The taxonomy: check it, try it, explain it."""


@topics.command()
@json_option
@click.option("--all", "everything", is_flag=True, help="Show notes too: aliases of two topics, overlap.")
def check(as_json: bool, everything: bool) -> None:
    """Check all topics: examples, dead rules, conflicts of aliases, overlap.

    Exit code 1 when an example fails or a rule can do nothing; notes alone are no failure. Needs no database.
    """
    with open_services() as services:
        taxonomy = services.taxonomy
    problems = check_taxonomy(taxonomy)
    serious = [problem for problem in problems if problem.serious]
    examples = sum(len(topic.match) + len(topic.no_match) for topic in taxonomy.topics.values())
    if as_json:
        print_json(
            {
                "version": taxonomy.version,
                "topics": len(taxonomy.topics),
                "rules": sum(len(topic.rules) for topic in taxonomy.topics.values()),
                "examples": examples,
                "problems": problems,
            }
        )
    else:
        shown = problems if everything else serious
        rows = [(problem.location, problem.topic, problem.kind, problem.message) for problem in shown]
        done = f"{len(taxonomy.topics)} topics, {examples} examples, version {taxonomy.version}"
        print_table(("place", "topic", "kind", "message"), rows, empty=f"All well: {done}.", below=("message",))
        notes = len(problems) - len(serious)
        if notes and not everything:
            errors.print(f"{notes} notes; --all shows them", highlight=False)
    sys.exit(1 if serious else 0)


@topics.command()
@click.argument("query")
@since_option("articles stored")
@click.option(
    "--limit", default=2000, show_default=True, type=click.IntRange(1, 1_000_000), help="Latest articles to try it on."
)
@click.option(
    "--show", default=10, show_default=True, type=click.IntRange(0), help="Matches to show with their evidence."
)
@json_option
def test(query: str, *, since: datetime, limit: int, show: int, as_json: bool) -> None:
    """Try a rule on stored articles: what it matches and why, and how many a day.

    \b
    newswire topics test '"strait of hormuz" OR (iran* NEAR/8 tanker*)'
    """  # noqa: D301 - click wants the character itself
    with open_services() as services:
        trial = query_taxonomy(services.taxonomy, query)
        with services.db.transaction() as tx:
            rows = reprocessing.latest(tx, since=since, limit=limit)
    found = [(row, score) for row in rows for score in explain(trial, row.article) if score.tagged]
    days = Counter(row.stored_at.date() for row, _ in found)
    if as_json:
        matches = [{"id": row.id, "title": row.title, "points": r.points, "evidence": r.evidence} for row, r in found]
        print_json(
            {"tried": len(rows), "matches": matches, "per_day": {str(day): n for day, n in sorted(days.items())}}
        )
        return
    for row, score in sorted(found, key=lambda pair: -pair[1].points)[:show]:
        console.print(Text(f"{row.id} {safe(row.title)} ({score.points} points)", style="bold"))
        for one in score.evidence[:4]:
            console.print(_in_context(row.article, one))
    for day, number in sorted(days.items())[-14:]:
        console.print(f"{day} {'█' * round(40 * number / max(days.values()))} {number}", highlight=False)
    console.print(f"{len(found):,} of {len(rows):,} articles", highlight=False)


@topics.command("explain")
@click.argument("article", type=Id("an article"), metavar="ARTICLE")
@json_option
def explain_(article: int, *, as_json: bool) -> None:
    """Show for an article what every topic's rules found in it, tagged or not."""
    with open_services() as services:
        with services.db.transaction() as tx:
            rows = reprocessing.latest(tx, since=datetime.min.replace(tzinfo=UTC), limit=1, article_id=article)
        if not rows:
            raise UsageError(f"no article {article}: `newswire articles` shows the latest")
        scores = explain(services.taxonomy, rows[0].article)
    if as_json:
        keys = ("points", "threshold", "tagged", "active", "evidence")
        print_json([{"topic": r.topic.slug, **{key: getattr(r, key) for key in keys}} for r in scores])
        return
    for score in scores:
        verdict = "tagged" if score.tagged else "not tagged" if score.active else "out of its dates"
        style = "green" if score.tagged else "dim"
        console.print(Text(f"{score.topic.slug}: {score.points} of {score.threshold} points, {verdict}", style=style))
        for one in score.evidence[:6]:
            console.print(_in_context(rows[0].article, one))
    if not scores:
        console.print("no topic's rules found anything in it")


@topics.command()
@json_option
def stats(*, as_json: bool) -> None:
    """How much each topic is used."""
    with open_services() as services, services.db.transaction() as tx:
        rows = reprocessing.topic_stats(tx)
    if as_json:
        print_json(rows)
        return
    lines = [(row.slug, row.by_rule, row.by_publisher, row.last_week, row.latest) for row in rows]
    columns = ("topic", "by rule", "by publisher", "last week", "latest")
    print_table(columns, lines, empty="no topics yet: they come with the first article")


@topics.command()
@click.argument("topic")
@since_option("articles stored")
@click.option(
    "--limit", default=2000, show_default=True, type=click.IntRange(1, 1_000_000), help="Latest articles to read."
)
@json_option
def suggest(topic: str, *, since: datetime, limit: int, as_json: bool) -> None:
    """Show what a topic's rules may lack: articles just below its threshold, frequent phrases that no rule uses."""
    with open_services() as services:
        known = services.taxonomy.topics.get(topic)
        if known is None:
            raise no_topic(topic, services.taxonomy.topics)
        with services.db.transaction() as tx:
            rows = reprocessing.latest(tx, since=since, limit=limit)
        scores = {row.id: {r.topic.slug: r for r in explain(services.taxonomy, row.article)} for row in rows}
    scored = [(row, scores[row.id][topic]) for row in rows if topic in scores[row.id]]
    misses = sorted(((row, r) for row, r in scored if near_miss(r)), key=lambda pair: -pair[1].points)[:20]
    tagged = {row.id for row, score in scored if score.tagged}
    phrases = unused_phrases(
        known, [row.text for row in rows if row.id in tagged], [row.text for row in rows if row.id not in tagged]
    )
    if as_json:
        below = [{"id": row.id, "title": row.title, "points": r.points, "threshold": r.threshold} for row, r in misses]
        print_json({"below": below, "phrases": phrases})
        return
    lines = [(str(row.id), row.title, score.points, score.threshold) for row, score in misses]
    print_table(
        ("id", "just below", "points", "threshold"),
        lines,
        empty="no article is just below the threshold",
        below=("just below",),
    )
    console.print()
    words = [(phrase.text, phrase.articles, phrase.elsewhere, phrase.lift) for phrase in phrases]
    print_table(("phrase that no rule uses", "tagged", "others", "lift"), words, empty="no phrase stands out")


def _in_context(article: Article, found: Evidence) -> Text:
    """Return a line of the article with what was found in it marked."""
    if found.field == "label":
        return Text.assemble("   label ", (safe(found.text), "bold yellow"))
    whole = article.title if found.field == "title" else article.text
    before, after = whole[max(found.start - 50, 0) : found.start], whole[found.end : found.end + 50]
    marked = (safe(whole[found.start : found.end]).replace("\n", " "), "bold yellow")
    return Text.assemble(
        f"   {found.field:5} ", safe(before).replace("\n", " "), marked, safe(after).replace("\n", " "), no_wrap=True
    )
