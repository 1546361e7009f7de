"""Parquet: what is read back is what the database holds, of each column."""

import io
import json
import sys
from datetime import UTC, datetime

import psycopg
import pytest
from pyarrow.parquet import ParquetFile

from tests.support.builders import NOW, cleaned, draft, item
from worker.adapters import articles, consumers, parquet, topics
from worker.adapters.consumers import Filters
from worker.adapters.db import Database
from worker.core.topics.tag import compile_taxonomy
from worker.errors import UsageError
from worker.models import Action, Block, BlockKind, Cut, Evidence, Image, Label, Tag, Verdict

TOPIC = '[topic.harbour]\nlabel = { en = "Harbour" }\ndescription = "Of harbours."\nrules = ["harbour"]\n'
RICH = {
    "title": "Piece \u0085 of \U0001f6a2 “quotes”",
    "text": "First.\n\nSecond.",
    "blocks": (
        Block(kind=BlockKind.PARAGRAPH, text="First."),
        Block(kind=BlockKind.CAPTION, text="A quay"),
        Block(kind=BlockKind.QUOTE, text="Second."),
    ),
    "images": (Image(url="https://example.org/i.jpg", caption="The quay"),),
    "labels": (Label(text="Harbour", origin="page"),),
    "cuts": (Cut(text="Register", rule="r"),),
    "wall": "registration",
    "truncated": True,
    "origins": (("title", "jsonld"), ("text", "page")),
}
TAG = Tag(
    topic="harbour",
    source="rule",
    score=0.5,
    evidence=(Evidence(field="title", start=0, end=5, text="Piece", rule="harbour"),),
)


@pytest.fixture
def documents(database):
    """A whole article and a bare one, as JSON."""
    db = Database(database)
    with db.transaction() as tx:
        topics.sync(tx, list(compile_taxonomy({"t.toml": TOPIC}).topics.values()), version="1")
        for number, fields, tags in ((1, RICH, (TAG,)), (2, {}, ())):
            one = cleaned(item(id=number, url=f"https://site{number}.example/a"), draft(**fields), tags=tags)
            created = Verdict(action=Action.CREATE, article_id=number)
            articles.save(tx, [(one, created)], version="1", taxonomy_version="1")
    with db.transaction() as tx:
        start = datetime.min.replace(tzinfo=UTC)
        found = consumers.articles_after(tx, start, -1, Filters(), limit=9)
    db.close()
    return [row.document for row in found]


def written(*batches: list[str]) -> ParquetFile:
    out = io.BytesIO()
    with parquet.writer(out) as write:
        for batch in batches:
            write(batch)
    return ParquetFile(io.BytesIO(out.getvalue()))


def test_each_column_is_read_back_as_it_is(documents):
    whole, bare = written(documents).read().to_pylist()
    for found, document in ((whole, documents[0]), (bare, documents[1])):
        wanted = json.loads(document)
        found["origins"] = dict(found["origins"])
        for block in found["blocks"]:
            for name in [name for name, value in block.items() if value is None]:
                del block[name]
        for name in ("published_at", "modified_at", "fetched_at", "stored_at", "updated_at", "withdrawn_at"):
            wanted[name] = wanted[name] and datetime.fromisoformat(wanted[name])
        assert found == wanted
    assert whole["published_at"] == NOW or whole["published_at"].tzinfo is not None


def test_the_columns_are_those_of_the_view(database):
    with psycopg.connect(database) as connection:
        view = connection.execute("SELECT * FROM news.article_documents").description
    assert tuple(column.name for column in view) == parquet.COLUMNS


def test_a_file_of_nothing_has_its_columns():
    file = written()
    assert file.metadata.num_rows == 0
    assert file.schema_arrow.names == list(parquet.COLUMNS)


def test_articles_go_out_in_groups_as_they_come(documents, monkeypatch):
    monkeypatch.setattr(parquet, "_GROUP_BYTES", 2 * len(documents[1]))
    file = written(documents * 3, documents)
    assert file.metadata.num_row_groups > 2
    assert [row["id"] for row in file.read(columns=["id"]).to_pylist()] == [1, 2] * 4


def test_without_pyarrow_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'pyarrow>="):
        written()
