"""Newswire: feeds in, clean tagged articles out of Postgres, nothing lost, nothing doubled.

The way of a piece of news, which ``pipeline.py`` follows line by line::

    feeds due → poll → entries → new items(pending)          core.poll.parse, core.poll.decide, core.poll.schedule
    items pending → robots, pace → page(fetched)             adapters.http, adapters.hosts
    pages → extract → cut walls → normalize                  core.extract.page, core.walls.cut, core.normalize
          → dedupe → tag → save article and change           core.dedupe.verdicts, core.topics.tag, adapters.articles
    changes → published in commit order → consumers          adapters.changes

The floors; imports only point down, and ``make check`` holds it:

    cli            what people type
    tasks          five-line Celery tasks: ids in, ids out
    app            the Celery app     embedded  servers from wheels     sample  a loopback news site
    pipeline       the story, in order; decides nothing     dispatch  rings the messages for what is due
    watchdog       ends a process of ours that has work and gets nothing done
    visit          robots.txt, then a slot at the host's pace, then the request
    services       composition root: Settings → Services
    adapters       IO, one outside thing a module; decides nothing
    settings       one frozen Settings; nothing below reads the environment
    core           pure: values in, values out; the clock, chance and the rules are arguments
    errors         what may go wrong, each with its reason
    models         the words: records, reasons, vocabularies
"""

__version__ = "0.1.0"
