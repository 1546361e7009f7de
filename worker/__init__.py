"""Newswire: feeds in, clean tagged articles out of Postgres, nothing lost, nothing doubled.

The way of a piece of news, which the modules of ``steps`` follow line by line::

    feeds due → poll → entries → new items(pending)          core.feeds.parse, core.feeds.changes, core.feeds.schedule
    items pending → robots, pace → page(fetched)             steps.crawl, core.fetch.transitions, adapters.http
    pages → extract → cut walls → normalize                  core.extract.page, core.walls.cut, core.normalize
          → dedupe → tag → save article and change           core.dedupe.verdicts, core.topics.tag, adapters.articles
    changes → published in commit order → consumers          adapters.changes, delivery.consumer

The floors; imports only point down, and ``make check`` holds it:

    cli            what people type: parse, call, print
    runtime        Celery app and tasks; the dispatcher, which enqueues what is due; watchdog, supervisor, progress
    delivery       from the change feed on     embedded  servers from wheels     sample  a loopback news site
    web            the web page: shows what adapters read, does what commands do
    steps          what happens, in order; decides nothing
    services       composition root: Settings → Services
    adapters       IO, one outside thing a module; decides nothing
    settings       one frozen Settings; nothing below reads the environment
    core           pure: values in, values out; the clock, chance and the rules are arguments
    errors         what may go wrong, each with its reason
    models         the words: records, reasons, vocabularies

docs/architecture.md has the states of feed, item and article, and where each change of them is written.
"""

__version__ = "0.1.0"
