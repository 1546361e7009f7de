"""What a file is: a page, a fragment of one, plain text, or neither."""

import pytest

from worker.core.text.charset import decode
from worker.core.text.sniff import sniff


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\n <!DOCTYPE html>\n<title>Pier</title>", "html"),
        ('<?xml version="1.0"?>\n<!-- by hand -->\n<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("<!-- saved by a browser -->", "html"),
        ("<h1>Pier</h1>", "html"),
        ("The pier: <p>closed</p>", "html"),
        ("", "text"),
        ("The pier is closed.\n\n\tUntil March.", "text"),
        ("<pier> is what the plan calls it", "text"),
        ("a \x1b[31mred\x1b[0m word", "text"),
        ("GIF89a\0\x01", "binary"),
        ("\x01\x02\x03\x04 four of eight", "binary"),
    ],
)
def test_a_file_is_what_it_begins_like(text, kind):
    assert sniff(text) == kind


@pytest.mark.parametrize("data", [bytes(range(256)), b"\xff\xfe" + bytes(range(0xD8, 0xE0)) * 40])
def test_bytes_that_are_no_text_in_any_encoding_are_binary(data):
    assert sniff(decode(data, None)) == "binary"
