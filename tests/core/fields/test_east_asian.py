"""Bylines in Chinese, Japanese and Korean."""

import pytest

from worker.core.fields.east_asian import is_han, names, names_alone


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("作者：王小明", ("王小明",)),
        ("来源：海港日报 作者：王小明 编辑：李红", ("王小明",)),
        ("文/王小明", ("王小明",)),
        ("文｜王小明、李红", ("王小明", "李红")),
        ("撰文：王小明 摄影：李红", ("王小明",)),
        ("海港日报记者 王小明 李红", ("王小明", "李红")),
        ("本报记者 王小明 摄", ("王小明",)),
        ("海港讯（记者 王小明）码头昨日重新开放。", ("王小明",)),
        ("（记者王小明）码头昨日重新开放。", ("王小明",)),
        ("記者：王小明／台北報導", ("王小明",)),
        ("記者 王小明/台北報導", ("王小明",)),
        ("作者：阿卜杜·热合曼", ("阿卜杜·热合曼",)),
        ("（ 责任编辑：李红 ）", ("李红",)),
        ("编辑：李红", ("李红",)),
        ("记者近日从港口了解到，码头已经重新开放。", ()),
        ("记者 近日 从港口了解到", ()),
        ("作者：佚名", ()),
        ("（总台记者 王小明）", ("王小明",)),
        ("整合 海港日报·码头点记者 王小明", ("王小明",)),
        ("由王小明张贴 @ 2005-06-14 03:25", ("王小明",)),
        ("[港口]码头 xiaoming 发表于 2005-9-15 11:46:00", ("xiaoming",)),
        ("〓 港口 发布时间 2005/03/15 22:36:13 by xiaoming 〓", ("xiaoming",)),
        ("2004年7月16日08:19 [ 王明 ] 来源：[ 海港日报 ]", ("王明",)),
        ("2004年7月16日08:19 [ 王明 ]\ue5c2 来源：[ 海港日报 ]\ue5c2", ("王明",)),
        ("作者： 王小明 出自[海港出版社]", ("王小明",)),
        ('作者： size="20" 来源', ()),
        ("港が再開した。（山田太郎記者）", ("山田太郎",)),
        ("山田太郎記者", ("山田太郎",)),
        ("町は桟橋を建て直した。【山田太郎】", ("山田太郎",)),
        ("文：山田太郎", ("山田太郎",)),
        ("著者：山田太郎", ("山田太郎",)),
        ("홍길동 기자", ("홍길동",)),
        ("홍길동 기자 gildong@harbour.example", ("홍길동",)),
        ("(부산=항구뉴스) 홍길동 기자 = 부두가 다시 열렸다.", ("홍길동",)),
        ("홍길동·김철수 기자", ("홍길동", "김철수")),
        ("글 홍길동", ("홍길동",)),
        ("인턴 기자", ()),
        ("By Ann Grey", ()),
    ],
)
def test_a_label_or_a_post_tells_the_name(line: str, found: tuple[str, ...]) -> None:
    assert names(["港口", line]) == found


def test_a_reporter_goes_before_an_editor_wherever_they_stand() -> None:
    assert names(["编辑：李红", "码头昨日重新开放。", "记者 王小明"]) == ("王小明",)


def test_a_byline_in_the_middle_of_a_long_paragraph_is_a_quotation() -> None:
    assert names(["港" * 200 + "（记者 王小明）" + "港" * 200]) == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("王小明", ("王小明",)),
        ("（李红）", ("李红",)),
        ("王小明、李红", ("王小明", "李红")),
        ("港口新闻", ()),
        ("码头", ()),
        ("王家码头", ()),
        ("记者", ()),
        ("王小明报道", ()),
        ("Ann Grey", ()),
    ],
)
def test_a_line_of_chinese_names_alone_begins_each_with_a_family_name(line: str, found: tuple[str, ...]) -> None:
    assert names_alone(line) == found


def test_chinese_characters_are_known() -> None:
    assert [is_han(line) for line in ("码头", "Pier", "부두", "")] == [True, False, False, False]
