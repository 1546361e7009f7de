"""Harm by what is fed: pages that kill or hang what reads them, rows that Postgres cannot hold."""

import json
from dataclasses import replace

from benchmarks.chaos.site import FEEDS, Site
from benchmarks.chaos.stack import Lab, Row, Stack

_POISONED = {"poison": True, "limits": (3.0, 5.0), "retries": 1.0}


def poison_alone(lab: Lab) -> Row:
    """Pages that kill, hang or stall their process end in quarantine, each alone at its feed."""
    class_hints = {0: "POISON-KILL", 1: "POISON-HANG", 2: "POISON-SLEEP"}
    with Stack(
        lab=lab, name="poison_alone", hooks=_POISONED, site=Site(items=3, class_hints=class_hints), items=3
    ) as stack:
        return _reasons(stack, stack.settle(quarantined=3), worker_died=2, time_limit=1)


def poison_in_batches(lab: Lab) -> Row:
    """The same among many others, which are all stored."""
    every = lab.items // 6
    words = ("POISON-KILL", "POISON-HANG", "POISON-SLEEP")
    class_hints = {3 + number * every: words[number % 3] for number in range(6)}
    site = Site(items=lab.items, class_hints=class_hints)
    with Stack(lab=lab, name="poison_in_batches", hooks=_POISONED, slow=0.0, site=site) as stack:
        return _reasons(stack, stack.settle(quarantined=len(class_hints)), worker_died=4, time_limit=2)


def poison_feed(lab: Lab) -> Row:
    """A feed that kills its reader ends in quarantine; the others are polled on."""
    site = Site(items=lab.items, entries=("<item><title>POISON-FEED</title></item>",))
    with Stack(lab=lab, name="poison_feed", hooks=_POISONED, site=site, slow=0.0) as stack:
        why = "SELECT FROM newswire.feeds f JOIN newswire.quarantine ON feed_id = f.id WHERE state = 'quarantined'"
        put_away = stack.wait(lambda _: bool(stack.query(why)))
        row = stack.settle(missing=lab.items // FEEDS)
        row.verdict.lost += not put_away
        return row


def feeds_removed(lab: Lab) -> Row:
    """Feeds are removed, being polled or not, while their items are on the way: what was found is stored."""
    with Stack(lab=lab, name="feeds_removed") as stack:
        stack.wait(lambda now: now.total >= stack.items)
        for feed in stack.site.feeds[:3] if stack.site else ():
            stack.query(f"DELETE FROM newswire.feeds WHERE url = '{feed}' RETURNING id")
            stack.advance(lab.items // 10)
        return stack.settle()


def rows_that_do_not_fit(lab: Lab) -> Row:
    """NUL, lone surrogates, NaN, an address of 10 KB and a page of 3 MB sink nobody else."""
    words = "The harbour council met at noon and settled the budget of the ferry line for the coming year. "
    ld = {"@type": "NewsArticle", "headline": "Nul \u0000 and half \ud800 a pair", "datePublished": float("nan"),
          "author": {"name": "A\u0000nn \udfff"}, "keywords": ["\ud83d", "NaN"]}  # fmt: skip
    hard = (
        '<html><head><title>Nul &#0; &#xD800; \x00 end</title><script type="application/ld+json">'
        f"{json.dumps(ld)}</script></head><body><article><h1>Odd \x00 \x01 page</h1>"
        + "".join(f"<p>{number}: {words * 3}\x00</p>" for number in range(6))
    )
    large = "<html><body><article><h1>Long</h1>" + "".join(f"<p>Part {n}. {words * 8}</p>" for n in range(3800))
    bodies = {0: hard.encode("utf-8", "surrogatepass"), 1: hard.encode("utf-16", "surrogatepass"), 2: large.encode()}
    entries = (
        "<item><title>Nul &#0; \x00 title</title><link>http://ADDRESS/news/900001</link><guid>\x00</guid></item>",
        f"<item><title>Far</title><link>http://ADDRESS/news/900002?{'x' * 10_000}</link><guid>far</guid></item>",
    )
    site = Site(items=lab.items, bodies=bodies, entries=entries)
    with Stack(lab=lab, name="rows_that_do_not_fit", site=site, items=lab.items + 1, slow=0.0) as stack:
        return stack.settle(
            extra=lambda: f"3 MB stored as {_longest(stack)} characters; 10 KB address: {_left_out(stack)}"
        )


def _reasons(stack: Stack, row: Row, **expected: int) -> Row:
    """Say for which reasons items were put away, and insist on the right ones."""
    query = "SELECT reason, count(*) FROM newswire.items WHERE state = 'quarantined' GROUP BY 1 ORDER BY 1"
    counted = dict(stack.query(query))
    row.verdict.lost += counted != expected
    return replace(row, extra=", ".join(f"{reason} {number}" for reason, number in counted.items()))


def _longest(stack: Stack) -> int:
    return int(stack.query("SELECT max(length(text)) FROM news.articles")[0][0])


def _left_out(stack: Stack) -> str:
    found = stack.query("SELECT reason FROM newswire.counters WHERE step = 'poll' AND outcome = 'skipped' LIMIT 1")
    return str(found[0][0]) if found else "not counted"
