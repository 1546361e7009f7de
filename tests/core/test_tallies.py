"""What is counted of new articles, and into which bucket a duration falls."""

from datetime import timedelta

import pytest

from tests.support.builders import NOW, cleaned, draft, item
from worker.core.tallies import BEYOND, BUCKETS, bound_of, of_articles
from worker.models import Access, PublisherTime, Tag, Tally


@pytest.mark.parametrize(
    ("seconds", "label"),
    [(-5.0, "5"), (0.0, "5"), (5.0, "5"), (5.001, "15"), (86400.0, "86400"), (86400.1, BEYOND), (float("inf"), BEYOND)],
)
def test_a_duration_falls_into_the_smallest_bucket_that_holds_it(seconds, label):
    assert bound_of(seconds) == label


def test_every_bound_is_told_apart_as_a_label():
    assert sorted(float(bound_of(bound)) for bound in BUCKETS) == list(BUCKETS)


def counted(**fields):
    one = cleaned(item(id=7), draft(**fields))
    return of_articles([one], known_for={7: 42.0}, now=NOW + timedelta(minutes=3))


def test_an_article_counts_once_in_each_family():
    counts = counted(truncated=True, wall="metered", access=Access(declared="subscription"), language="pt-BR")
    assert counts == {
        (Tally.TRUNCATED, "true"): 1,
        (Tally.WALLS, "metered"): 1,
        (Tally.ACCESS, "subscription"): 1,
        (Tally.LANGUAGES, "pt"): 1,
        (Tally.FIRST_SEEN_TO_STORED, "60"): 1,
        (Tally.FIRST_SEEN_TO_STORED_SECONDS, ""): 42.0,
        (Tally.PUBLISHED_TO_STORED, "300"): 1,
        (Tally.PUBLISHED_TO_STORED_SECONDS, ""): 180.0,
    }


@pytest.mark.parametrize(("said", "label"), [(None, "unknown"), ("", "unknown"), ("xx-evil", "other"), ("EN", "en")])
def test_a_language_is_one_of_few_labels_whatever_a_page_declares(said, label):
    assert counted(language=said)[Tally.LANGUAGES, label] == 1


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (None, None),
        (PublisherTime(value=NOW, precision="day", origin="meta"), None),
        (PublisherTime(value=NOW + timedelta(hours=1), precision="time", origin="meta"), 0.0),
    ],
)
def test_only_a_time_of_day_says_how_late_an_article_is_and_never_less_than_nothing(published, expected):
    assert counted(published=published).get((Tally.PUBLISHED_TO_STORED_SECONDS, "")) == expected


def test_a_topic_counts_once_however_many_say_it():
    tags = tuple(Tag(topic="storm", source=source, score=1.0, evidence=()) for source in ("rule", "publisher"))
    one = cleaned(item(id=7), draft(), tags=tags)
    assert of_articles([one], known_for={7: 1.0}, now=NOW)[Tally.TAGS, "storm"] == 1
