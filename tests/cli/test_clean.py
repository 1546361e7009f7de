"""newswire clean and tag: files, addresses and lines, odd ones among them."""

import json

import pytest

PAGE = (
    b"<html lang=en><head><title>Harbour board waits for stone</title></head><body><article><h1>Harbour board waits for"
    b" stone</h1>"
    + b"<p>The harbour board has put off its vote on the sea wall until the spring, as the quarry has closed.</p>"
    * 1
    + b"<p>The wall would cost nine million. The board meets again in March, when a quarry is to name its price.</p>"
    b"</article></body></html>"
)
TEXT = "A title for it\n\nThe harbour board has put off its vote on the sea wall until the spring. It meets in March.\n"


def test_clean_reads_files_and_standard_input(run, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    assert "Harbour board waits for stone" in run("clean", path).out
    said = run("clean", "--json", "-", stdin=PAGE)
    assert (said.code, said.json["title"], said.json["language"]) == (0, "Harbour board waits for stone", "en")
    assert said.json["wall"] == {"kind": None, "cuts": []}
    assert run("clean", "--json", "-", stdin=TEXT).json["title"] == "A title for it"


def test_clean_goes_on_after_a_file_that_cannot_be_read(run, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    said = run("clean", "--json", tmp_path / "none.html", path)
    assert said.code == 2
    assert said.err.count("none.html") == 1
    assert said.json["title"] == "Harbour board waits for stone"
    assert len(said.err.splitlines()) == 1


def test_clean_fetches_an_address_as_the_workers_would(run, site):
    address = site.url + "/meridian/2026/11/20/strait-talks"
    said = run("clean", "--json", address, ALLOW_ADDRESSES=f"127.0.0.1:{site.port}")
    assert said.json["wall"]["kind"] == "registration"
    refused = run("clean", site.url + "/broken/private/notes")
    assert (refused.code, "robots.txt" in refused.err, len(refused.err.splitlines())) == (1, True, 1)
    assert site.hits("/broken/private/notes") == 0
    forbidden = run("clean", address, ALLOW_ADDRESSES="")
    assert (forbidden.code, len(forbidden.err.splitlines())) == (1, 1)
    assert "NEWSWIRE_ALLOW_ADDRESSES=ip:port" in forbidden.err
    nobody = run("clean", "http://nobody.invalid/a")
    assert (nobody.code, "no such host" in nobody.err, len(nobody.err.splitlines())) == (1, True, 1)


@pytest.mark.parametrize("address", ["http://", "ftp://", "ftp://example.org/a", "file:///etc/passwd", "http://[::1"])
@pytest.mark.parametrize("command", ["clean", "tag"])
def test_what_looks_like_an_address_and_is_none_is_told(run, command, address):
    said = run(command, address)
    expected = f"newswire: {address}: not a web address: expected http:// or https:// and a host\n"
    assert (said.code, said.out, said.err) == (2, "", expected)


def test_an_empty_name_is_told(run):
    assert "an empty name" in run("clean", "").err


def test_clean_jsonl_keeps_the_order_and_goes_on_after_bad_lines(run):
    page = PAGE.decode()
    given = [
        json.dumps({"id": "a", "html": page, "url": "https://example.org/a"}),
        "not json",
        "",
        json.dumps({"id": "b", "html": ""}),
        json.dumps({"id": "c"}),
        json.dumps({"id": "d", "html": 7}),
        json.dumps([1]),
        json.dumps({"id": {"odd": [1]}, "text": TEXT}),
        json.dumps({"id": "e", "url": 7, "html": page}),
        json.dumps({"id": "f", "html": page.replace("stone</h1>", "st\ud800one &#xD800;</h1>")}),
        json.dumps({"id": "\ud800", "html": page}),
        json.dumps({"id": 10**30, "html": page}),
        '{"id": "deep", "html": ' + "[" * 100_000,
        json.dumps({"id": "z", "html": page}),
    ]
    said = run("clean", "--jsonl", stdin="\n".join(given))
    assert said.code == 0
    assert [line["id"] for line in said.lines] == [
        "a",
        None,
        "b",
        "c",
        "d",
        None,
        {"odd": [1]},
        "e",
        "f",
        *[None] * 3,
        "z",
    ]
    by_id = {str(line["id"]): line for line in said.lines}
    failed = {line["line"]: line for line in said.lines if "error" in line}
    assert {2, 4, 5, 6, 7, 11, 12, 13} <= set(failed)
    assert all(set(line) == {"id", "line", "error"} for line in failed.values())
    assert failed[5] == {"id": "c", "line": 5, "error": 'expected "html" or "text" in the line'}
    assert by_id["a"]["title"] == by_id["z"]["title"] == "Harbour board waits for stone"


def test_clean_jsonl_gives_what_is_promised(run):
    (line,) = run("clean", "--jsonl", stdin=json.dumps({"id": 1, "html": PAGE.decode()})).lines
    promised = "id title summary authors published published_precision language text blocks images publisher_topics"
    assert {*promised.split(), "access", "wall", "truncated"} <= set(line)
    assert set(line["access"]) == {"declared", "evidence"}
    assert set(line["wall"]) == {"kind", "cuts"}
    assert all(set(block) == {"kind", "text"} for block in line["blocks"])


def test_what_is_wrong_with_a_line_is_said_in_words_and_the_next_ones_are_answered(run):
    lines = [
        (b'{"id": 1, "url": 7, "html": "<p>x"}', '"url" is to be text, not a number'),
        (b'{"id": 2, "html": ["<p>x"]}', '"html" is to be text, not a list'),
        (b'{"id": 3, "text": "caf\xe9"}', "not UTF-8: byte 0xe9 at 23"),
        (b'{"id": 4, "text": ', "not JSON: Expecting value, at character 20"),
        (b"7", "expected a JSON object on each line, not a number"),
        (b'{"id": %d, "text": "x"}' % 10**30, '"id" is to be text, or a number of 64 bits'),
        (b'{"id": "\\ud800", "text": "x"}', '"id" is to be text, or a number of 64 bits'),
        (b"[" * 100_000, "not JSON that can be read: it nests too deep"),
    ]
    said = run(
        "clean", "--jsonl", stdin=b"\n".join([*(line for line, _ in lines), json.dumps({"text": TEXT}).encode()])
    )
    *failed, last = said.lines
    assert [(line["line"], line["error"]) for line in failed] == list(enumerate((error for _, error in lines), 1))
    assert (said.code, last["title"]) == (0, "A title for it")


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"title": 7, "text": "x"}, '"title" is to be text, not a number'),
        ({"text": "x", "language": True}, '"language" is to be text, not true or false'),
        (
            {"text": "x", "publisher_topics": 7},
            '"publisher_topics" is to be a list of texts, or of objects with "text"',
        ),
        (
            {"text": "x", "publisher_topics": [{}]},
            '"publisher_topics" is to be a list of texts, or of objects with "text"',
        ),
    ],
)
def test_what_is_wrong_with_a_line_to_tag_is_said_in_words(run, line, error):
    assert run("tag", "--jsonl", stdin=json.dumps(line)).lines == [{"id": None, "line": 1, "error": error}]


def test_a_lone_surrogate_in_a_page_does_not_end_the_stream(run):
    """JSON-LD may spell one; the line is answered and the next one too."""
    said = '{"@type": "NewsArticle", "headline": "Odd \\ud800 title", "keywords": ["\\udfff"]}'
    odd = f'<script type="application/ld+json">{said}</script>'
    lines = [{"id": n, "html": PAGE.decode().replace("</head>", odd + "</head>")} for n in (1, 2)]
    said = run("clean", "--jsonl", stdin="\n".join(map(json.dumps, lines)))
    assert [line["id"] for line in said.lines] == [1, 2]
    assert all("error" not in line for line in said.lines)


def test_tag_jsonl_says_why(run):
    article = {
        "id": 1,
        "title": "US and Iran talk",
        "text": "Iran and the United States met. Sanctions on Tehran stay. " * 9,
    }
    said = run("tag", "--jsonl", stdin="\n".join([json.dumps(article), "{", json.dumps({"id": 2})]))
    assert [line["id"] for line in said.lines] == [1, None, 2]
    (found, *errors) = said.lines
    assert "iran-us-tensions" in [topic["topic"] for topic in found["topics"]]
    assert all({"topic", "source", "score", "evidence"} <= set(topic) for topic in found["topics"])
    assert all(set(line) == {"id", "line", "error"} for line in errors)


@pytest.mark.parametrize("command", ["clean", "tag"])
@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (None, 2, "cannot be read: No such file or directory"),
        (b"x" * 2001, 2, "larger than 2,000 bytes (NEWSWIRE_MAX_PAGE_BYTES)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), 1, "not a page or text"),
        (bytes(range(1, 256)), 1, "not a page or text"),
    ],
)
def test_a_file_that_cannot_be_cleaned_is_told_alike(run, tmp_path, command, data, code, said):
    path = tmp_path / "given"
    if data is not None:
        path.write_bytes(data)
    got = run(command, path, MAX_PAGE_BYTES="2000")
    assert (got.code, got.out, got.err) == (code, "", f"newswire: {path}: {said}\n")


ENCODINGS = ["utf-8-sig", *(f"utf-{width}{order}" for width in (16, 32) for order in ("", "-le", "-be")), "iso2022_jp"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_is_decoded_as_a_page_from_a_server_is(run, tmp_path, encoding):
    path, page = tmp_path / "given", PAGE.decode().replace("stone", "stone 石", 2)
    path.write_bytes(page.encode(encoding))
    said = run("clean", "--json", path).json
    assert (said["title"], len(said["blocks"])) == ("Harbour board waits for stone 石", 2)
    path.write_bytes(TEXT.encode(encoding))
    assert run("clean", "--json", path).json == run("clean", "--json", "-", stdin=TEXT).json


@pytest.mark.parametrize("command", ["clean", "tag"])
def test_lines_and_files_are_not_read_together(run, command):
    assert run(command, "--jsonl", "page.html").code == 2


@pytest.mark.parametrize("name", ["WALLS", "TOPICS"])
def test_a_mistake_in_the_rules_is_not_blamed_on_the_page(run, name):
    for arguments in (("clean", "-"), ("clean", "--jsonl"), ("tag", "-")):
        said = run(*arguments, stdin=TEXT, **{name: "/nowhere"})
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f"newswire: NEWSWIRE_{name}=/nowhere: ")


def test_explain_shows_every_block_with_what_became_of_it(run, tmp_path):
    path = tmp_path / "page.html"
    gate = b"<p>Register for free to continue reading this article</p>"
    path.write_bytes(PAGE.replace(b"</article>", b"<p>The board meets again soon.</p>" + gate + b"</article>"))
    said = run("clean", "--explain", path)
    assert (said.code, said.err) == (0, "")
    head, *lines = said.out.splitlines()
    assert head.split() == ["label", "body", "wall", "kind", "why"]
    blocks = {below.strip(): above for above, below in zip(lines[::2], lines[1::2], strict=True)}
    assert blocks["Harbour board waits for stone"].startswith("dropped")
    assert "the title" in blocks["Harbour board waits for stone"]
    story = next(above for below, above in blocks.items() if below.startswith("The harbour board has put off"))
    assert story.split()[0] == "article"
    assert story.split()[2:] == ["0.0", "paragraph"]
    wall = blocks["Register for free to continue reading this article"]
    assert wall.startswith("wall")
    assert "tail: gate (en: " in wall
    assert float(wall.split()[2]) >= 3


def test_explain_says_of_a_page_that_is_all_wall_that_it_was_cut_and_by_what(run):
    said = run(
        "clean", "--explain", "-", stdin="<p>Subscribe to continue reading.</p><p>Already a subscriber? Log in</p>"
    )
    assert said.out.count("\nwall ") == 2
    assert "not cut" not in said.out


def test_explain_says_that_nothing_is_left_and_still_shows_the_blocks(run):
    said = run("clean", "--explain", "-", stdin="<p>Register for free to continue reading this article</p>")
    assert said.code == 0
    assert said.out.startswith("no article text is left of it")
    assert "Register for free to continue reading this article" in said.out


def test_explain_says_the_same_to_programs(run):
    gate = "<p>Register for free to continue reading this article</p>"
    ((first, *_),) = [
        said["blocks"] for said in run("clean", "--explain", "--json", "-", stdin=gate + PAGE.decode()).lines
    ]
    assert set(first) == {"label", "body", "wall", "kind", "why", "text"}
    nothing = run("clean", "--explain", "--json", "-", stdin=gate).json
    assert nothing["nothing"] == "no article text is left of it"
    assert [(block["label"], block["why"].split(":")[0]) for block in nothing["blocks"]] == [("wall", "tail")]


@pytest.mark.parametrize("option", ["--jsonl", "--no-walls"])
def test_explain_does_not_pass_over_another_wish(run, option):
    said = run("clean", "--explain", option)
    assert (said.code, option in said.err) == (2, True)


def test_explain_goes_on_after_a_file_that_cannot_be_read(run, tmp_path):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    said = run("clean", "--explain", tmp_path / "none.html", path)
    assert (said.code, said.err.count("none.html")) == (2, 1)
    assert "article" in said.out
