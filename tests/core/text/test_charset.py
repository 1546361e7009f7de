"""Bytes → text, as browsers decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.text.charset import decode

META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("é".encode(), None, "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=latin-1", "é"),
        ("é".encode("utf-16-le"), None, None),
        (b"\xff\xfe" + "é".encode("utf-16-le"), None, "é"),
        (b"\xe9\x80", "text/html; charset=ISO-8859-1", "é€"),
        ("é".encode(), "text/html; charset=ISO-8859-1", "é"),
        ((META.format("windows-1251") + "да").encode("cp1251"), None, META.format("windows-1251") + "да"),
        (b'<html lang="ru">' + "да".encode("cp1251"), None, '<html lang="ru">да'),
        (b"\xe9", None, "é"),
        (b"\xe9", "text/html; charset=nonsense", "é"),
        ((META.format("gb2312") + "镕").encode("gb18030"), None, META.format("gb2312") + "镕"),
        (META.format("utf-16").encode() + b"\xc3\xa9 \xff" + b"\xc3\xa9" * 40, None, None),
        # labels that Python has under another name, or not at all
        ("ไทย".encode("cp874"), "text/html; charset=windows-874", "ไทย"),
        ("日本①".encode("cp932"), "text/html; charset=x-sjis", "日本①"),
        ("да".encode("cp1251"), "text/html; charset=x-cp1251", "да"),
        ("של".encode("iso8859-8"), "text/html; charset=ISO-8859-8-I", "של"),
        ("да".encode("mac-cyrillic"), "text/html; charset=x-mac-cyrillic", "да"),
        (b"a\x80\xff", "text/html; charset=x-user-defined", "a\uf780\uf7ff"),
        (META.format("x-user-defined").encode() + b"\x80\xff", None, META.format("x-user-defined") + "€ÿ"),
        # seven bits
        ("会議は<b>今日".encode("iso2022_jp"), "text/html; charset=ISO-2022-JP", "会議は<b>今日"),
        ("会議は<b>今日".encode("iso2022_jp"), None, "会議は<b>今日"),
        ("회의".encode("iso2022_kr"), "text/html; charset=iso-2022-kr", "회의"),
        ("会议~".encode("hz"), "text/html; charset=hz-gb-2312", "会议~"),
        (b"a ~{1}~ b", "text/html", "a ~{1}~ b"),
        # UTF-16 without a BOM
        ("<p>é".encode("utf-16-le"), None, "<p>é"),
        ("\r\n<p>é".encode("utf-16-be"), None, "\r\n<p>é"),
        ("<p>é".encode("utf-16-be"), "text/html; charset=utf-16", "<p>é"),
        ("Die Fähre".encode("utf-16-le"), "text/plain; charset=utf-16", "Die Fähre"),
        ("轮渡".encode("utf-16-be"), "text/plain; charset=utf-16be", "轮渡"),
        ("<p>é".encode(), "text/html; charset=utf-16", "<p>é"),
        (b"<p>e", "text/html; charset=utf-16le", "<p>e"),
        # and without markup, where its zeros are those of spaces
        (b"\n\n{\n" + b'\t\t\t\t"a": 1,\n' * 30 + b"\0", None, "\n\n{\n" + '\t\t\t\t"a": 1,\n' * 30 + "\0"),
        ("The ferry is back.\r\n".encode("utf-16-le"), None, "The ferry is back.\r\n"),
        ("Паром вернулся в порт.".encode("utf-16-be"), None, "Паром вернулся в порт."),
        ("Паром вернулся в порт.".encode("utf-16-le"), "text/plain; charset=utf-8", "Паром вернулся в порт."),
        (b"a list\0of names", None, "a list\0of names"),
        # UTF-32, which no browser knows
        ("<p>é 轮渡 😀".encode("utf-32"), None, "<p>é 轮渡 😀"),
        (b"\0\0\xfe\xff" + "轮渡".encode("utf-32-be"), "text/html; charset=utf-8", "轮渡"),
        ("<p>轮渡 😀".encode("utf-32-le"), None, "<p>轮渡 😀"),
        ("轮渡 back".encode("utf-32-be"), None, "轮渡 back"),
        # BOM, then header, then meta
        (b"\xef\xbb\xbf" + META.format("gbk").encode() + b"\xc3\xa9", "a/b; charset=gbk", META.format("gbk") + "é"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "text/html; charset=utf-8", "é"),
        (META.format("koi8-r").encode() + b"\xc4\xc0", "text/html; charset=cp1251", META.format("koi8-r") + "ДА"),
        (META.format("koi8-r").encode() + b"\xc4\xc0", "text/html, charset=cp1251", META.format("koi8-r") + "дю"),
        (b"\xc4\xc0", "text/html, charset=cp1251", "ДА"),  # where no type may be said, but nothing else is
        # what is declared and cannot be
        ("Паром вернулся".encode() + b"\x98", "text/html; charset=windows-1251", "Паром вернулся\ufffd"),
        ("Zürich".encode() + b" \xe9", "text/html; charset=utf-8", "Zürich \ufffd"),
        (
            META.format("utf-8").encode() + "да".encode("cp1251"),
            "text/html; charset=cp1251",
            META.format("utf-8") + "да",
        ),
        (
            META.format("cp1251").encode() + "да".encode("cp1251"),
            "text/html; charset=utf-8",
            META.format("cp1251") + "да",
        ),
    ],
)
def test_the_encoding_is_found(body: bytes, content_type: str | None, text: str | None) -> None:
    decoded = decode(body, content_type)
    assert decoded == text if text is not None else decoded


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Городской совет отложил открытие тоннеля: инженеры нашли новые трещины в обделке."),
        ("koi8-r", "Городской совет отложил открытие тоннеля: инженеры нашли новые трещины в обделке."),
        ("cp1256", "قرر مجلس المدينة مساء الثلاثاء تأجيل إعادة افتتاح نفق الوادي بعد العثور على تشققات"),
        ("cp1255", "מועצת העיר החליטה ביום שלישי בערב לדחות את פתיחת המנהרה לאחר שנמצאו סדקים"),
        ("cp932", "市議会は火曜日の夜、谷川トンネルの再開を延期することを決めた。商店主らは客足が減ったと話す。"),
        ("cp949", "시의회는 화요일 밤 골짜기 터널의 재개통을 연기하기로 결정했다. 상인들은 손님이 줄었다고 한다."),
        ("gb18030", "市议会周二晚间决定推迟重新开放青谷隧道,此前工程师发现了新的裂缝。商户抱怨客流减少。"),
        ("cp1252", "Le conseil municipal a voté le report de la rénovation après la découverte de fissures à l'été."),
    ],
)
def test_a_page_that_declares_nothing_is_read_by_its_words(encoding: str, text: str) -> None:
    page = f"<html><body class='story'><script>var language = 1;</script><p>{text}</p></body></html>"

    assert decode(page.encode(encoding), "text/html") == page


@pytest.mark.parametrize(("said", "xml", "text"), [("koi8-r", False, "дю"), ("cp1251", True, "ДА")])
def test_of_two_declarations_a_page_believes_meta_and_a_feed_its_first_line(said: str, xml: bool, text: str) -> None:
    head = '<?xml version="1.0" encoding="windows-1251"?><x><meta charset="koi8-r"/>'
    assert decode(head.encode() + b"\xc4\xc0", None, xml=xml) == head + text, said


@pytest.mark.parametrize(
    ("piece", "end"),
    [
        (b"<", b"\xe9"),
        (bytes(range(128, 256)), b""),
        (b"\xff<script", b""),
        (b"\x1b$B", b"!!"),
        (b"<!--", b"\xe9"),
        (b"<meta '", b"\xe9"),
        (b"<meta a=", b"\xe9"),
    ],
    ids=["tags", "bytes", "scripts", "escapes", "comments", "metas", "attributes"],
)
def test_a_guess_costs_what_the_length_does(piece: bytes, end: bytes) -> None:
    assert decode(piece * 100 + end, None)
    assert growth(lambda times: decode(piece * times + end, None), 120_000 // len(piece)) < LINEAR


@given(
    st.binary(max_size=300), st.sampled_from([None, "text/html; charset=shift_jis", "x; charset=utf-7", "charset=\x00"])
)
def test_no_bytes_raise(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"na\xefve \x93caf\xe9s\x94 \x96 it\x92s" + "é".encode() * 20, "naïve “cafés” – it’s" + "é" * 20),
        ("渡輪停".encode()[:-1] + b"<p>" + "渡輪".encode() * 9, "渡輪\ufffd<p>" + "渡輪" * 9),
        (b"caf\xc3 <p>" + "é".encode() * 20, "caf\ufffd <p>" + "é" * 20),
    ],
)
def test_a_letter_of_windows_in_a_feed_of_utf8_is_that_letter_and_a_cut_one_is_none(body: bytes, text: str) -> None:
    assert decode(body, None, xml=True) == text
    assert decode(body, None).count("\ufffd") >= text.count("\ufffd")
