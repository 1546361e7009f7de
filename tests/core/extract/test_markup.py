"""What the tables say of tags and attributes agrees with itself."""

from worker.core.extract import markup
from worker.core.extract.class_hints import ClassHint


def test_what_is_skipped_is_not_inline_and_what_is_read_of_an_attribute_is_known_by_its_name() -> None:
    assert not markup.SKIPPED & markup.INLINE
    assert markup.SKIPPED < markup.SPECIAL
    assert markup.READ.issuperset(markup.NAMES | markup.HIDING.keys() | markup.TELLING_ATTRIBUTES)


def test_a_tag_hints_as_a_class_of_its_name_does() -> None:
    assert markup.TAG_HINTS["nav"] == (int(ClassHint.NAV), False)
    assert markup.TAG_HINTS["h1"] == (0, True), "its name is no hint"
