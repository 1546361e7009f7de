"""newswire topics: the taxonomy."""

import sys

import click

from worker.cli.output import errors, json_option, print_json, print_table, services
from worker.core.topic_check import check as check_taxonomy


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
    with services() as made:
        taxonomy = made.taxonomy
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
        rows = [(problem.place, problem.topic, problem.kind, problem.message) for problem in shown]
        done = f"{len(taxonomy.topics)} topics, {examples} examples, version {taxonomy.version}"
        print_table(("place", "topic", "kind", "message"), rows, empty=f"All well: {done}.")
        notes = len(problems) - len(serious)
        if notes and not everything:
            errors.print(f"{notes} notes; --all shows them", highlight=False)
    sys.exit(1 if serious else 0)
