"""Bylines in Chinese, Japanese and Korean → names: a label or a post beside them tells them, as no capital does."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import NamedTuple

from worker.core.fields.newsrooms import KO_SECTION

_FAMILY_AND_GIVEN = 2
_LONG = 4
"""Letters of a Chinese name with a family name of two; so is many a section's."""
_LETTER = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_KANA = re.compile(r"[\u3040-\u30ff]{2}")
_LOOKED_AT = 3_000
"""Blocks that are read; bylines stand before, in or right after the text."""
_MARK = re.compile(
    r"作者|撰文|撰稿|文字|执笔|主笔|文[:：丨｜|/／・＝=\s]|采写|採訪|采访|编|編|著者|筆者|執筆|取材|ライター|记者|記者|责|。[【（(\[]"
    r"|表|贴|貼|布|来源|\d\s+by\s|기자|특파원|논설위원|통신원|글|작성자|취재"
)
"""One of these stands in every line that names somebody."""
_EDGE = 120
"""Characters at both ends of a block in which a byline in brackets stands."""
_HAN = r"[\u3400-\u9fff々〇]"
_FAMILIES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余"
    "杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧"
    "毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關"
)
"""Family names of nine in ten Chinese."""
_ZH_NAME = (
    rf"(?:(?!责任){_HAN}{{2,3}}(?=责任编辑|责编|编辑|来源|发布|摄影|翻译|校对)|{_HAN}{{1,6}}(?:[·・‧]{_HAN}{{1,8}}){{1,3}}|{_HAN}{{2,4}}(?![\u3400-\u9fff])"
    rf"|[A-Za-z][\w.&\u3400-\u9fff-]{{1,20}}(?![\w=])|{_HAN}{{2,4}}&{_HAN}{{2,4}})(?!\s*[:：])"
)
_GAP = r"(?:\s*[、，,/&＆]\s*|[\s\u3000]+)"
_COLON = r"\s*[:：丨｜|/／]\s*[\[【]?\s*"
_OFFICE = (
    r"(?:本报|本網|本网|本台|本刊|本社|总台|央视|特约|特約|实习|見習|见习|首席"
    rf"|(?:{_HAN}{{2,8}}(?:报|報|网|網|社|台|客户端|新闻)[·・]?)+(?:{_HAN}{{2,4}}点)?)?"
)
_ZH_LABELS = (
    r"(?:作者|撰文|撰稿(?:人)?|文字|(?<![\u3400-\u9fff])文|采写|採訪|采访|编译|編譯|原创|执笔|主笔|著者|筆者|執筆|取材・?文"
    r"|ライター)"
)
_WRITES_FOR = rf"(?:{_HAN}{{2,10}}(?:作者|记者|記者|评论员|評論員|撰稿人)[\s\u3000]+)?"
_ZH_AUTHOR = rf"{_ZH_LABELS}(?:{_COLON}|[・＝=]\s*){_WRITES_FOR}(?P<names>{_ZH_NAME}(?:{_GAP}{_ZH_NAME}){{0,4}})"
"""作者：…, 文/…, 文・…: a label, a mark, names; or whom they write for, before them."""
_ZH_PIECE = rf"[|｜]\s*作者\s?(?P<names>{_HAN}{{2,3}})\s*(?:$|[|｜])"
"""2014-08-24| 来源…| 作者…: one of several in a line, without a mark."""
_ZH_REPORTER = (
    rf"(?:^|[（(\[【|｜\s]){_OFFICE}(?:记者|記者)(?:{_COLON}|[\s\u3000]+)(?P<names>{_ZH_NAME}(?:{_GAP}{_ZH_NAME}){{0,4}})"
    r"(?=\s*(?:$|[）)\]】|｜／]|报道|報道|報導|摄|攝|通讯员|通訊員|文|电|電))|"
    rf"[（(【]{_OFFICE}(?:记者|記者)(?P<close>{_HAN}{{2,4}})(?:\s+(?:整合|整理|综合|编译|报道|報道|文))?[）)】]"
)
"""…报记者 …: at the end of a line or of a bracket, for "reporters recently learnt" begins in the same way."""
_OWN_NAME = rf"[{_FAMILIES}]{_HAN}{{1,2}}"
_ZH_TIGHT = (
    rf"(?:^|[（(\[【〔｜\s社]){_OFFICE}(?:记者|記者)(?P<names>{_OWN_NAME}(?:[、／/]{_OWN_NAME}){{0,4}}?)"
    rf"(?=\s*(?:[／/]|(?:{_HAN}{{2,3}})?(?:\d{{1,2}}日)?(?:报道|報道|报导|報導|电|電)|[）)】〕\]]|$))"
)
"""本报记者…, 記者…台北報導, （记者…、…）: without a gap a family name must begin each."""
_POSTED = r"(?:发表|發表|发布|發布|张贴|張貼|贴|貼)"
_ZH_POSTER = (
    rf"由\s*(?P<names>[^\s\d，。：:]{{2,16}}?)\s*{_POSTED}"
    rf"|(?:^|[\s\u3000»】\]>])(?P<before>{_ZH_NAME})\s*{_POSTED}(?:于|於|在)?\s*[:：]?\s*(?:19|20)\d\d[-/.年]"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d\d(?::\d\d)?\s+by\s+(?P<after>[^\s〓|]{2,20})"
)
"""由…发表, … 发表于 2005-9-15, 2005/03/15 22:36 by …: who posted, on boards and blogs."""
_ZH_SOURCE = (
    rf"(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日.{{0,10}}[\[【]\s*(?P<names>{_HAN}{{2,3}})\s*[\]】][\s\ue000-\uf8ff]*来源"
)
"""2004年7月16日08:19 [ … ] 来源：…"""
_JA_REPORTER = (
    rf"(?:^|[（(【\[\s])(?P<names>{_HAN}{{1,4}}[\s\u3000]?[\u3040-\u30ff\u3400-\u9fff]{{1,4}})"
    r"記者(?=\s*(?:$|[）)】\]／/]))"
)
_JA_SIGNED = (
    rf"。[【（(\[](?P<names>{_HAN}{{2,3}}[\s\u3000]?{_HAN}{{1,3}}"
    rf"(?:、{_HAN}{{2,3}}[\s\u3000]?{_HAN}{{1,3}}){{0,4}})[】）)\]]$"
)
"""Some papers close the first paragraph or the text with the name in brackets."""
_KO_NAME = rf"(?!{KO_SECTION}(?:\s|$))[가-힣]{{2,4}}"
_KO_REPORTER = (
    rf"(?:^|[\s\])=(/|·])(?P<names>{_KO_NAME}(?:[·,]\s?{_KO_NAME}){{0,4}})\s?"
    r"(?:[가-힣]{2,4}\s?)?(?:기자|특파원|논설위원|통신원)(?=\s*(?:$|[\s=|/)\]<(a-zA-Z@·]|입력|등록|승인))"
    rf"|(?:^|\s)(?:기자|글(?:[·ㆍ]사진)?|작성자|취재)(?:\s?[:=]\s?|\s)(?P<after>{_KO_NAME})(?=\s*(?:$|[|/<(\[]))"
)
_EDITOR = (
    rf"(?:(?:责任编辑|責任編輯|责编|編輯|编辑|编审){_COLON}|^责编[\s\u3000]+)"
    rf"(?P<names>{_ZH_NAME}(?:{_GAP}{_ZH_NAME}){{0,3}})"
)
"""Who signs where nobody else does."""
_ALONE = re.compile(rf"[（(]?(?P<names>{_HAN}{{2,4}}(?:\s*[、，,\s]\s*{_HAN}{{2,4}}){{0,3}})[）)]?")
_NOT_NAMES = frozenset({
    "近日", "日前", "昨日", "今日", "今天", "昨天", "获悉", "了解", "报道", "採訪", "采访", "摄影", "编辑", "记者",
    "综合", "通讯员", "佚名", "本报", "本站", "原创", "网络", "未知", "匿名", "不详", "来源", "责任编辑", "出自",
    "网络整理", "网络转载", "互联网", "转载", "整理", "本站原创", "视觉中国", "公安机关", "有关部门",
    "發表", "发表", "发布", "인턴", "취재", "사진", "전문", "스포츠", "본지", "담당", "선임", "수습", "온라인",
    "디지털", "객원", "시민", "편집",
})  # fmt: skip
"""What stands where a name would: adverbs of a sentence, other posts, words for nobody."""
_SECTION = re.compile(rf"(?:^|(?<=\s))[\[(]?{KO_SECTION}[\])]?(?=\s|$)")
_ROLE = r"(?:记者|記者|文字?|撰文|撰稿|采写|編輯|编辑|责编|責編|图片?|圖片?|摄影|攝影|摄|攝|翻译|报道|報導|報道)"
_SLASHED = re.compile(rf"{_ROLE}\s*[/／]|[/／]\s*{_ROLE}(?![\u3400-\u9fff])")
_OF_ROLE = re.compile(
    rf"({_ROLE})\s*[/／]\s*({_HAN}{{2,4}}(?:[、，,]{_HAN}{{2,4}})*)|({_HAN}{{2,4}}(?:[、，,]{_HAN}{{2,4}})*)\s*[/／]\s*({_ROLE})"
)
_WRITING = re.compile(r"记者|記者|文字?$|撰文|撰稿|采写|报道|報導|報道")
_REPORTS = ("报道", "報道", "報導", "摄", "攝")
"""How the place ends from which somebody reports, and what says who took the picture."""
_NO_NAME = re.compile(rf"[我你您他她它请請已的是不了在有这這那]|[A-Z]{{1,4}}_?[A-Z]*\d+$|{KO_SECTION}$")
"""How phrases begin, and by what numbers newsrooms know their editors."""
_PAPERS = re.compile(
    rf"(?:网易|新浪|搜狐|腾讯|凤凰|澎湃|财新|虎嗅|界面|央视|央广|新华|中新|光明|人民|环球|南都|南方|新京报)"
    rf"|{_HAN}{{2,}}(?:报|報|网|網|社|台)$"
)
"""Whom they write for, before a name."""
_BETWEEN = re.compile(r"[、，,/·]\s*|[\s\u3000]+")
_LATIN = re.compile(r"[A-Z][a-z]+\s[A-Z][a-z]+")
_KEEPS_DOT = re.compile(rf"{_HAN}+[·・‧]{_HAN}+")


class _Form(NamedTuple):
    """A form of bylines."""

    mark: re.Pattern[str]
    """What stands in each line of the form, and in few others: each form costs up to 15 ms of CPU to compile."""
    pattern: str


_LABELLED = r"\s*[:：丨｜|/／・＝=]"
_FORMS = (
    (
        _Form(
            re.compile(
                r"(?:作者|撰文|撰稿人?|文字?|采写|採訪|采访|编译|編譯|原创|执笔|主笔|著者|筆者|執筆|取材・?文|ライター)"
                + _LABELLED
            ),
            _ZH_AUTHOR,
        ),
        _Form(re.compile(r"[|｜]\s*作者\s?[\u3400-\u9fff]"), _ZH_PIECE),
        _Form(re.compile(rf"(?:记者|記者)(?:[\s:：丨｜|/／]|{_HAN}{{2,4}}[\s）)】])"), _ZH_REPORTER),
        _Form(re.compile(r"(?:记者|記者)[\u3400-\u9fff]{2}"), _ZH_TIGHT),
        _Form(re.compile(r"기자|특파원|논설위원|통신원|글|작성자|취재"), _KO_REPORTER),
        _Form(re.compile(r"記者\s*(?:$|[）)】\]／/])"), _JA_REPORTER),
    ),
    (_Form(re.compile(r"。[【（(\[][^。]{3,39}[】）)\]]$"), _JA_SIGNED),),
    (
        _Form(
            re.compile(
                rf"由\s*[^\s\d，。：:]{{2,16}}?\s*{_POSTED}|{_POSTED}(?:于|於|在)?\s*[:：]?\s*(?:19|20)\d\d|\d\s+by\s"
            ),
            _ZH_POSTER,
        ),
        _Form(re.compile(r"[\]】][\s\ue000-\uf8ff]*来源"), _ZH_SOURCE),
    ),
    (_Form(re.compile(r"(?:编辑|編輯|责编|编审)(?:" + _LABELLED + r"|\s)"), _EDITOR),),
)
"""The surest first."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def names(lines: Iterable[str]) -> tuple[str, ...]:
    """The names of the first byline among the lines of a page; those of its editor where there is no other."""
    texts = list(islice(lines, _LOOKED_AT))
    if not any(not text.isascii() and _LETTER.search(text) for text in texts[:200]):
        return ()
    japanese = any(map(_KANA.search, texts[:200]))
    edges = [
        text if len(text) <= 2 * _EDGE else f"{text[:_EDGE]}\n{text[-_EDGE:]}" for text in texts if _MARK.search(text)
    ]
    for forms in _FORMS:
        for text in edges:
            for form in forms:
                found = form.mark.search(text) and _compiled(form.pattern).search(text)
                if found and (each := _each(next(filter(None, found.groups()), ""), japanese=japanese)):
                    return each
    return ()


def is_han(line: str) -> bool:
    """Whether a line has Chinese characters."""
    return not line.isascii() and re.search(_HAN, line) is not None


def labelled(line: str) -> tuple[str, ...]:
    """The names of a line of roles and names with slashes between, 文/… 图/… or …/记者: of who wrote, if any did."""
    if line.isascii() or ("/" not in line and "／" not in line):
        return ()
    if tight := _compiled(_ZH_TIGHT).search(line):
        return _each(tight["names"])
    if not _SLASHED.search(line):
        return ()
    pairs = [(found[1] or found[4], found[2] or found[3]) for found in _OF_ROLE.finditer(line)]
    wrote = [printed for role, printed in pairs if _WRITING.match(role)]
    each = [name for printed in wrote or [printed for _, printed in pairs] for name in _each(printed)]
    return tuple(dict.fromkeys(each))


def without_section(name: str) -> str:
    """A Korean name without the section beside it; a section alone stays."""
    return _SECTION.sub("", name).strip() or name


def names_alone(line: str) -> tuple[str, ...]:
    """The Chinese names of a line that holds nothing else."""
    found = _ALONE.fullmatch(line)
    each = _each(found["names"]) if found else ()
    return each if each and all(name[0] in _FAMILIES and len(name) < _LONG for name in each) else ()


def _each(printed: str, *, japanese: bool = False) -> tuple[str, ...]:
    whole = _KEEPS_DOT.fullmatch(printed) or "&" in printed or _LATIN.fullmatch(printed)
    parts = [printed] if whole else _BETWEEN.split(printed)
    short = {*map(len, parts)}
    if len(parts) == _FAMILY_AND_GIVEN and _LETTER.match(printed) and {1, 2} >= short and (short != {2} or japanese):
        # A family name and a given name with a space between, as Japanese papers print them.
        parts = ["".join(parts)]
    if len(parts) == _FAMILY_AND_GIVEN and parts[0][0] not in _FAMILIES and _PAPERS.match(parts[0]):
        parts = parts[1:]
    return tuple(
        part
        for part in parts
        if len(part) > 1 and part not in _NOT_NAMES and not _NO_NAME.match(part) and not part.endswith(_REPORTS)
    )
