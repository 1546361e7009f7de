"""How a page is divided: what stands with its title, under which heading, in how many like parts."""

import numpy as np

from worker.core.extract.layout import Columns, peers_of, read_tree
from worker.core.extract.outline import outline
from worker.core.extract.scanner import scan_html

LONG = "The council of the harbour town voted on Tuesday to rebuild the old pier."


def figures(html: str, headed: int = 0) -> Columns:
    scan = scan_html(html)
    tags = [scan.elements.tags[block.element] for block in scan.blocks]
    own = {
        "words": np.log1p([len(block.text.split()) for block in scan.blocks]),
        "link_share": np.array([block.link_chars / len(block.text) for block in scan.blocks]),
        "digit_share": np.array([sum(map(str.isdigit, block.text)) / len(block.text) for block in scan.blocks]),
    }
    own |= {"blocks_since_title": np.arange(len(tags)) - headed, "unlinked_words": np.expm1(own["words"])}
    own |= {f"near_tag_{tag}": np.array([float(one == tag) for one in tags]) for tag in ("h1", "h2", "h3")}
    tree = read_tree(scan)
    return outline(scan.blocks, tree, peers_of(scan, tree), own)


def test_a_block_is_apart_from_the_title_by_the_elements_that_they_do_not_share() -> None:
    columns = figures("<main><article><h1>Town</h1><p>one</p></article><p>two</p></main><footer>three</footer>")
    assert columns["title_apart"].tolist() == [0, 1, 2, 3]
    assert (columns["title_shared"] + columns["title_apart"]).tolist() == [columns["title_shared"][0]] * 4


def test_the_last_heading_of_each_kind_is_so_many_blocks_away() -> None:
    columns = figures(f"<h2>Town</h2><p>{LONG}</p><h3>3 Kommentare:</h3><p>{LONG}</p><p>{LONG}</p>")
    assert columns["since_heading"].tolist() == [0, 1, 0, 1, 2]
    assert columns["since_comments_heading"].tolist() == [60, 60, 0, 1, 2]
    assert columns["since_others"].tolist() == [60] * 5


def test_a_short_line_counts_as_heading_unless_it_is_a_link() -> None:
    html = f"<p>Read more</p><p>{LONG}</p>"
    assert figures(html)["since_others"].tolist() == [0, 1]
    assert figures(html)["since_others_heading"].tolist() == [60, 60]
    assert figures(html.replace("Read more", '<a href="/">Read more</a>'))["since_others"].tolist() == [60, 60]


def test_like_parts_side_by_side_are_counted_from_three_on() -> None:
    part = f"<li class=comment><b>Jo</b><p>{LONG}</p></li>"
    two, three = (figures(f"<p>{LONG}</p><ol>{part * times}</ol>") for times in (2, 3))
    assert two["parts"].tolist() == [0] * 5
    assert three["parts"].tolist() == [0, 3, 3, 3, 3, 3, 3]
    assert three["part_words"][1] == three["part_words_own"][1] > 0


def test_of_parts_within_parts_both_counts_are_told() -> None:
    inner = f"<li class=reply><b>Jo</b><p>{LONG}</p></li>" * 4
    columns = figures(f"<section class=thread><h3>One</h3><ul>{inner}</ul></section>" * 3)
    assert columns["parts"][:2].tolist() == [3, 4]
    assert columns["parts_outside"][:2].tolist() == [3, 3]


def test_stamps_and_labels_around_a_block_are_counted() -> None:
    columns = figures(f"<p>Jo</p><p>12:30</p><p>{LONG}</p><p>3 May 2024</p>")
    assert columns["stamps_before"].tolist() == [0, 0, 1, 1]
    assert columns["stamps_after"].tolist() == [2, 1, 1, 0]
    assert columns["labels_before"].tolist() == [0, 1, 2, 2]


def test_headings_of_the_first_rank_are_counted() -> None:
    columns = figures(f"<p>any</p><h1>Town</h1><p>{LONG}</p><h1>Boats</h1><p>{LONG}</p>")
    assert columns["h1_before"].tolist() == [0, 1, 1, 2, 2]
    assert columns["since_h1"].tolist() == [60, 0, 1, 0, 1]


STORY = f"<h1>Town</h1><p>{f'{LONG} ' * 7}</p>"


def test_a_story_after_that_of_the_title_is_another_one() -> None:
    columns = figures(f"<article>{STORY}</article><article>{STORY}</article><p>any</p>")
    assert columns["articles_before"].tolist() == [0, 0, 1, 1, 2]
    assert columns["in_titled_article"].tolist() == [1, 1, -1, -1, 0]
    assert columns["twins_before"].tolist() == columns["articles_before"].tolist()


def test_a_title_outside_of_all_stories_tells_nothing_of_them() -> None:
    columns = figures(f"<h1>Town</h1><article>{STORY}</article><article><p>{LONG}</p></article>")
    assert columns["in_titled_article"].tolist() == [0, 2, 2, 0]
    assert columns["in_titled_twin"].tolist() == [0] * 4


def test_stories_inside_one_do_not_count_beside_it() -> None:
    columns = figures(f"<article>{STORY}<article>{STORY}</article></article>")
    assert columns["articles_before"].tolist() == [0] * 4
    assert columns["in_titled_article"].tolist() == [1] * 4


def test_the_way_from_the_title_is_told_in_words_and_its_longest_stretch_without_text() -> None:
    columns = figures(f"<p>any</p><h1>Town</h1><p>{LONG * 2}</p><p>a</p><p>b</p><p>{LONG * 2}</p><p>c</p>", headed=1)
    assert columns["largest_gap"].tolist() == [0, 0, 0, 0, 0, 2, 2]
    assert np.allclose(columns["words_since_title"][:3], [-np.log1p(1), 0, np.log1p(1)])
    assert 0.99 > columns["share_since_title"][-1] > 0.9


def test_blocks_of_one_name_are_told_where_they_stand_and_how_many_have_more_text() -> None:
    columns = figures("<div><p class=a>a</p><p class=b>b c d</p><p class=a>e</p><p class=c>f g h i</p></div>")
    assert columns["peers_heavier"].tolist() == [2, 1, 2, 0]
    assert columns["peers_density"].tolist() == [np.float32(2 / 3), 1, np.float32(2 / 3), 1]
    assert columns["peers_since_first"].tolist() == [0, 0, 2, 0]
    assert columns["peers_to_last"].tolist() == [2, 0, 0, 0]
