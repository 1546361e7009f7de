"""What names of elements hint: each word for itself, as bits."""

import pytest

from worker.core.extract.class_hints import _BEGINNINGS, ClassHint, class_hints


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ("articleBody-text__main", ClassHint.BODY),
        ("c-related-links", ClassHint.RELATED),
        ("ArticleFooter", ClassHint.FOOTER),
        ("paywall-box", ClassHint.WALL),
        ("tag", ClassHint.TOPIC),
        ("tags", ClassHint.TOPIC),
        ("recommended", ClassHint.RELATED),
        ("SHARE-BAR", ClassHint.SHARE),
    ],
)
def test_names_are_read_word_by_word(names: str, mark: ClassHint) -> None:
    assert class_hints(names) & mark


@pytest.mark.parametrize(
    ("names", "bits"),
    [
        ("", 0),
        ("x1 y_z", 0),
        ("author", ClassHint.AUTHOR),
        ("authors", ClassHint.AUTHOR),
        ("story", ClassHint.BODY),
        ("storyline", 0),
        ("stagger", 0),
        ("tagged", 0),
        ("adv", ClassHint.AD),
        ("ad", ClassHint.AD),
        ("ads", ClassHint.AD),
        ("adsense", 0),
        ("advertisement", ClassHint.AD),
        ("site-nav hidden", ClassHint.NAV | ClassHint.HIDDEN),
        ("siteNav Hidden", ClassHint.NAV | ClassHint.HIDDEN),
        ("mainNAV", ClassHint.BODY | ClassHint.NAV),
        ("sitenav", 0),
        ("picture1caption", ClassHint.CAPTION),
        ("pubdate", ClassHint.DATE),
        ("standfirst", ClassHint.LEAD),
        ("Überschrift-nav", ClassHint.NAV),
    ],
)
def test_a_word_hints_as_a_whole_or_by_how_it_begins(names: str, bits: int) -> None:
    assert class_hints(names) == bits


@pytest.mark.parametrize(("mark", "words"), _BEGINNINGS.items(), ids=lambda one: str(one)[:20])
def test_each_word_of_a_family_hints_it(mark: ClassHint, words: str) -> None:
    for word in words.split():
        plain = word.rstrip("?$")
        assert class_hints(plain) & mark, word
        assert class_hints(plain.title()) & mark, word
        assert bool(class_hints(f"{plain}xyz") & mark) is not word.endswith("$"), word
        if word.endswith("?$"):
            assert class_hints(plain[:-1]) & mark, word


def test_case_alone_changes_nothing_where_it_does_not_tell_words_apart() -> None:
    for names in ("article-body", "share bar", "newsletter_box", "teaser card"):
        assert class_hints(names) == class_hints(names.title()) == class_hints(names.upper()) != 0
