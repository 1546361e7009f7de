"""Pictures with their captions and credits."""

import pytest

from worker.core.extract.images import collect, split_credit
from worker.core.extract.scanner import scan_html
from worker.models import Image

CREDIT = '<span class="credit">Photo: Jo Doe</span>'
FIGURE = f'<figure><img src="/pier-small.jpg"><figcaption>The old pier. {CREDIT}</figcaption></figure>'
BASE = "https://harbour.example/news/"


def test_a_captioned_picture_of_the_body_is_kept_apart_from_others() -> None:
    scan = scan_html(f"<p>Text.</p>{FIGURE}<p>More.</p><figure><img src='b.jpg'></figure>")
    assert collect(scan, (), url=BASE, body=(0, 2)) == (
        Image(url="https://harbour.example/pier-small.jpg", caption="The old pier.", credit="Jo Doe"),
    )


@pytest.mark.parametrize("root", ["html", "body"])
def test_a_page_that_calls_itself_a_gallery_is_no_figure(root: str) -> None:
    caption = "<div><figcaption>A pier.</figcaption></div>"
    page = f'<{root} class="gallery"><p>Text.</p><img src="/logo.png"><p>More.</p>{caption}'
    assert collect(scan_html(page), (), url=BASE, body=(0, 2)) == ()


def test_the_lead_picture_takes_the_caption_above_the_text() -> None:
    scan = scan_html(f"{FIGURE}<p>Text.</p>")
    (lead,) = collect(scan, [("/og.jpg", None, None), ("/crop.jpg", None, None)], url=BASE, body=(1, 1))
    assert (lead.url, lead.caption, lead.credit) == ("https://harbour.example/og.jpg", "The old pier.", "Jo Doe")


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A pier. Photo by REUTERS/Jo Doe.", "A pier.", "REUTERS/Jo Doe"),
        ("A pier (Foto: dpa)", "A pier", "dpa"),
        ("A pier © Jo Doe", "A pier", "Jo Doe"),
        ("Photo: Jo Doe", None, "Jo Doe"),
        ("A pier.", "A pier.", None),
        ("Photographers on the pier.", "Photographers on the pier.", None),
    ],
)
def test_the_credit_is_parted_from_the_caption(text: str, caption: str | None, credit: str | None) -> None:
    assert split_credit(text) == (caption, credit)
