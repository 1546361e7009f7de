"""The tasks: ids in, ids out. What they do stands in `steps`, what wraps them in `app`."""

from worker.models import Step
from worker.runtime.app import POLL_HARD_SECONDS, POLL_SOFT_SECONDS, app, run_step
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages
from worker.steps.poll import poll_feeds
from worker.steps.retag import retag_articles


@app.task(name="newswire.poll", soft_time_limit=POLL_SOFT_SECONDS, time_limit=POLL_HARD_SECONDS)  # type: ignore[untyped-decorator]  # Celery has no types
def poll(_ids: list[int]) -> None:
    run_step(Step.POLL, poll_feeds, set())  # which takes what is due by itself, and keeps the set to what it holds


@app.task(name="newswire.fetch")  # type: ignore[untyped-decorator]
def fetch(ids: list[int]) -> None:
    run_step(Step.FETCH, fetch_pages, ids)


@app.task(name="newswire.clean")  # type: ignore[untyped-decorator]
def clean(ids: list[int]) -> None:
    run_step(Step.CLEAN, clean_pages, ids)


@app.task(name="newswire.retag")  # type: ignore[untyped-decorator]
def retag(ids: list[int]) -> None:
    run_step(Step.RETAG, retag_articles, ids)
