"""The summary of a run, for people: where every page ended and what it cost."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from worker.cli.table import print_table


def show_summary(result: Mapping[str, Any], console: Console) -> None:
    """Print what `runtime.progress.summary` has counted."""
    console.print()
    rows: list[tuple[Any, ...]] = [("stored", None, result["stored"])]
    for state in ("duplicate", "skipped", "quarantined", "waiting"):
        rows += [(state, reason, number) for reason, number in sorted(result[state].items())]
    print_table(("ended", "reason", "pages"), rows, empty="")
    if result["pages"] is not None:
        verdict = "every page is accounted for" if result["complete"] else "NOT every page is accounted for"
        console.print(f"{result['accounted']:,} of {result['pages']:,} pages: {verdict}", highlight=False)
    console.print(
        f"{result['seconds']} s, {result['articles_per_second']} articles per second; CPU ms per article: "
        + ", ".join(f"{step} {ms}" for step, ms in result["cpu_ms_per_article"].items()),
        highlight=False,
    )
    if any(result["peak_mb"].values()):
        console.print("peak MB: " + ", ".join(f"{k} {v}" for k, v in result["peak_mb"].items()), highlight=False)
