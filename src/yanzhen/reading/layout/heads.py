"""The heads of articles: bylines with their roles, datelines, kickers, folios."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAPER = r"[\u4e00-\u9fff0-9]{2,8}(?:日报|晚报|早报|时报|晨报|商报|导报|周报|报道|报|新闻网|网|通讯社|社|电视台|杂志)"
_WHERE = rf"(?:本报|本刊|本网|本台|我报|{_PAPER})"
_REPORTER = (
    r"(?:全媒体|特约|见习|实习|特派|驻[\u4e00-\u9fff]{2,4}|首席|融媒体?|高级)?(?:记者|通讯员|评论员|实习生|特稿|撰稿人)"
)
_ROLE = re.compile(
    rf"(?:{_WHERE}[ \u3000]?)?(?:{_REPORTER}|实习生|供稿|撰文|作者|编辑|责编|摄影|摄|供图|制图|整理|采写|执笔)"
    r"|(?:文字?|图片?|摄影)(?=[/／])"
)
_SURNAME = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公万俟司马上官欧阳夏侯诸葛闻人东方赫连皇甫尉迟公羊覃谌肖闫付代仝佟岳帅农苑战"
_MARK = re.compile(r"^[■◆●▲□★◎◇▌▍▎▏┃◢▶►]+")
_FOLIO = re.compile(
    r"^(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)?\s*(?:星期[一二三四五六日天])?\s*(?:第?\s*[A-Z]?\d{1,3}\s*版)?\s*"
    r"(?:责编|责任编辑|编辑|版式|美编|校对|组版|E-?mail|电话|投稿)?[\u4e00-\u9fffA-Za-z0-9:：@. /、\u3000-]{0,30}$"
)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Head:
    """``text[:dateline_end]`` is the dateline, ``text[dateline_end:end]`` the bylines in brackets behind it."""

    dateline_end: int
    end: int
    people: tuple[Person, ...]


def bylines_of(text: str, *, bare: bool = False) -> tuple[Person, ...]:
    """The people of a byline, empty if the text is none.

    ``bare`` also takes names without any role (the line below a title).

    >>> bylines_of("洪恒飞 本报记者 江 耘")
    (Person(name='洪恒飞', role=''), Person(name='江耘', role='本报记者'))
    """
    text = text.strip().strip("()（）[]【】—-– \u3000").strip()
    if not text or len(text) > 60 or re.search(r"[。！？!?；;]", text):
        return ()
    return _parsed(text, bare=bare)


def _parsed(text: str, *, bare: bool) -> tuple[Person, ...]:
    people: list[Person] = []
    role, roles, at = "", 0, 0
    for found in _ROLE.finditer(text):
        before = _names(text[at : found.start()])
        if before is None:
            return ()
        people += [Person(n, role) for n in before]
        role, at, roles = re.sub(r"\s", "", found.group()), found.end(), roles + 1
    rest = _names(re.sub(r"(?:报道|文|图|摄|摄影|整理)[ /／]*$", "", text[at:].rstrip()))
    if rest is None or (not roles and not bare):
        return ()
    people += [Person(n, role) for n in rest]
    if not roles and not all(n.name[0] in _SURNAME for n in people):
        return ()
    return tuple(people)


def _names(text: str) -> list[str] | None:
    """The names in a stretch of a byline, or ``None`` where something else stands."""
    text = re.sub(
        r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff·])", r"\1\2", text
    )
    tokens = [t for t in re.split(r"[ \u3000\t/／、,，|｜:：;；&和]+", text.strip("()（） \u3000")) if t]
    names: list[str] = []
    for token in tokens:
        if (re.fullmatch(r"[\u4e00-\u9fff]{2,4}", token) and (token[0] in _SURNAME or len(token) >= 2)) or re.fullmatch(
            r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}", token
        ):
            names.append(token)
        else:
            return None
    return names


_DATELINE = re.compile(
    rf"^(?P<line>(?:(?:{_PAPER}|本报|本刊|本网|本台|中新社|新华社|中新网)[-—－]?){{1,2}}(?P<place>[ \u3000]?[\u4e00-\u9fff、]{{0,12}}?)"
    r"[ \u3000]?(?:(?:\d{1,2}月)?\d{1,2}日)?(?:讯|电))(?P<gap>[ \u3000]*)(?P<by>[(（][^()（）。]{2,50}[)）])?(?P<tail>[ \u3000]*(?:记者|通讯员)[^，。,：:]{2,30}报道[：:]?)?"
)
_REPORT = re.compile(
    rf"^(?P<line>(?:{_PAPER}|本报)[ \u3000]?(?:{_REPORTER})[ \u3000]+(?P<names>(?:[\u4e00-\u9fff]{{2,4}}[ \u3000]+)+)(?:[\u4e00-\u9fff]{{2,6}}报道)[:：]?)[ \u3000]*"
)


def head_of(text: str) -> Head | None:
    """The dateline head with which a brief or a wire report begins.

    >>> head_of("科技日报讯 (记者叶青 通讯员徐洁芹)继全国首支").people[1]
    Person(name='徐洁芹', role='通讯员')
    """
    found = _DATELINE.match(text)
    if found:
        by = found.group("by") or found.group("tail") or ""
        people = bylines_of(re.sub(r"报道[:：]?$", "", by.strip()), bare=True)
        known = people or not found.group("by")
        end = found.end() if known else found.end("line")
        if found.group("gap") or by or re.match(r"[ \u3000\d近日从在昨今据由]", text[found.end("line") :]):
            return Head(found.end("line"), end, people)
    found = _REPORT.match(text)
    if found:
        line = re.sub(r"[\u4e00-\u9fff]{2,6}报道[:：]?$", "", found.group("line").strip())
        return Head(found.end("line"), found.end("line"), bylines_of(line))
    return None


_SOURCE = re.compile(
    r"^(?:(?:发布|更新|发文)?(?:时间|日期)?[:：]?\s*\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?[\s\u3000]*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    r"[\s\u3000|]*(?=(?:稿件)?来源|作者|记者|编辑|浏览|阅读|字号|发布|信息)|(?:信息|稿件)?来源[:：])"
)
_CREDITED = re.compile(
    r"(作者|责任编辑|编辑|责编|本报记者|记者|通讯员)[:：\s\u3000]*([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)


def is_source_line(text: str) -> bool:
    """The line below a web page's title: 2024-03-18 09:12 来源：……"""
    return len(text) <= 90 and "。" not in text and bool(_SOURCE.match(text.strip()))


def credited(text: str) -> tuple[Person, ...]:
    """The people whom a source line names with their roles."""
    return tuple(Person(name.replace(" ", ""), role) for role, name in _CREDITED.findall(text))


def kicker_mark(text: str) -> int:
    """How many characters of ornament a kicker begins with (0: it is none)."""
    found = _MARK.match(text)
    return found.end() if found and found.end() < len(text) <= 24 else 0


def is_credit(text: str) -> bool:
    """新华社记者 张玉薇摄; 图片由县委宣传部提供."""
    text = text.strip("()（） \u3000")
    if len(text) > 40 or re.search(r"[。！？]", text):
        return False
    return bool(
        (
            re.search(r"(?:摄|摄影|供图|制图|绘图?)$", text)
            and (_ROLE.search(text) or re.search(r"新华社|中新社|视觉中国|资料|宣传部|/", text) or len(text) <= 12)
        )
        or re.match(r"^(?:图片|图)(?:由|来源|[/／:：])", text)
        or re.match(r"^(?:摄影|摄|供图)[/／:：]", text)
    )


def is_folio(text: str) -> bool:
    """The running line of a sheet: date, weekday, page, editors."""
    if len(text) > 60 or not re.search(r"\d{4}\s*年.*星期|第\s*[A-Z]?\d+\s*版|责编|责任编辑|版式|美编", text):
        return False
    return bool(_FOLIO.match(text.strip()))
