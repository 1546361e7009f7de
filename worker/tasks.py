"""The tasks: ids in, ids out. What they do stands in pipeline.py, what wraps them in app.py."""

from worker import pipeline
from worker.app import app, run_step


@app.task(name="newswire.poll")  # type: ignore[untyped-decorator]  # Celery has no types
def poll(ids: list[int]) -> None:
    run_step("poll", pipeline.poll_feeds, ids)


@app.task(name="newswire.fetch")  # type: ignore[untyped-decorator]
def fetch(ids: list[int]) -> None:
    run_step("fetch", pipeline.fetch_pages, ids)


@app.task(name="newswire.clean")  # type: ignore[untyped-decorator]
def clean(ids: list[int]) -> None:
    run_step("clean", pipeline.clean_pages, ids)


@app.task(name="newswire.retag")  # type: ignore[untyped-decorator]
def retag(ids: list[int]) -> None:
    run_step("retag", pipeline.retag_articles, ids)
