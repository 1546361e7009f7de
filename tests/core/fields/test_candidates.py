"""A candidate is a value: made once, compared by what it says."""

import dataclasses

import pytest

from worker.core.fields.candidates import Candidate
from worker.models import Origin


def test_a_candidate_cannot_change_and_is_equal_to_one_that_says_the_same() -> None:
    one = Candidate(texts=("Ann Grey",), origin=Origin.META)
    assert one == Candidate(texts=("Ann Grey",), origin=Origin.META)
    assert one != dataclasses.replace(one, declared=True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.origin = Origin.HTML  # type: ignore[misc]
