"""Articles as a Parquet file, by pyarrow, which is an extra; knows the columns of news.article_documents."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import orjson

from worker.errors import UsageError

# Readers skip by row groups and unpack one at a time: some 6,000 articles each.
_GROUP_BYTES = 32_000_000
_TIMES = ("published_at", "modified_at", "fetched_at", "stored_at", "updated_at", "withdrawn_at")
COLUMNS = (
    "id", "url", "urls", "source", "title", "summary", "authors", "published_at", "published_precision",
    "published_origin", "modified_at", "language", "section", "text", "blocks", "images", "publisher_topics", "topics",
    "access_declared", "access_evidence", "wall_kind", "wall_cuts", "truncated", "truncated_evidence", "duplicate_of",
    "similarity", "wire_source", "origins", "revision", "pipeline_version", "fetched_at", "stored_at", "updated_at",
    "withdrawn_at", "text_from",
)  # fmt: skip
"""As the view has them; a test holds it."""


@contextmanager
def writer(out: io.RawIOBase | io.BytesIO) -> Iterator[Callable[[Sequence[str]], None]]:
    """Give what takes documents, as news.article_documents has them, each JSON; the file is whole when the block ends.

    Raises UsageError where pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("--format parquet needs pyarrow: pip install 'pyarrow>=24'") from error
    schema = _schema(pa)
    with ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as file:
        waiting: list[dict[str, Any]] = []
        size = 0

        def write(documents: Sequence[str]) -> None:
            nonlocal size
            for document in documents:
                waiting.append(_row(document))
                size += len(document)
                if size >= _GROUP_BYTES:
                    put()

        def put() -> None:
            nonlocal size
            file.write_table(pa.Table.from_pylist(waiting, schema))
            waiting.clear()
            size = 0

        yield write
        if waiting:
            put()


def _row(document: str) -> dict[str, Any]:
    row: dict[str, Any] = orjson.loads(document)
    row["origins"] = list(row["origins"].items())
    return row | {name: row[name] and datetime.fromisoformat(row[name]) for name in _TIMES}


def _schema(pa: Any) -> Any:
    text, number, place = pa.string(), pa.int64(), pa.int32()

    def each(**fields: Any) -> Any:
        return pa.list_(pa.struct(list(fields.items())))

    evidence = each(field=text, start=place, end=place, text=text, rule=text)
    kinds = {
        **dict.fromkeys(_TIMES, pa.timestamp("us", "UTC")),
        "id": number,
        "duplicate_of": number,
        "revision": place,
        "similarity": pa.float32(),
        "truncated": pa.bool_(),
        "urls": pa.list_(text),
        "authors": pa.list_(text),
        "blocks": each(kind=text, start=place, end=place, text=text),
        "images": each(url=text, caption=text, credit=text),
        "publisher_topics": each(text=text, origin=text),
        "topics": each(topic=text, source=text, score=pa.float32(), evidence=evidence),
        "wall_cuts": each(text=text, rule=text, at=place),
        "origins": pa.map_(text, text),
    }
    return pa.schema([(name, kinds.get(name, text)) for name in COLUMNS])
