"""How dates are written; own observation, with GB/T 7408.1-2023 for the numeric forms."""

from __future__ import annotations

import re

_CHINESE_YEAR = "[一二][〇零一二三四五六七八九]{3}"
_NOT_YEAR = "(?!轻|龄|级|薪|均|画|货|以上|以下|左右|历史|文明|的历史|时间|寿命|之久)"


def _year(mark: str = "") -> str:
    return (
        rf"(?:(?<![\d.近约逾余达])(?<!\d,)(?P<y{mark}>1\d{{3}}|20\d{{2}}|21\d{{2}}) ?年{_NOT_YEAR}(?:度(?!过))?"
        rf"|(?P<c{mark}>{_CHINESE_YEAR})年|(?P<r{mark}>今年|去年|前年|明年|本年度?(?=\d|以来|[上下]半|第?[一二三四]季)|当年(?=\d)))"
    )


def _month(mark: str = "") -> str:
    return rf"(?P<m{mark}>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"


def _day(mark: str = "") -> str:
    return rf"(?P<d{mark}>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"


_TO = r" ?(?:至|到|[-–—~～]{1,2}) ?"
_DAY_SIGN = r" ?(?:日|号(?![线楼院门文令段公望召码]))"
_CLEAR = r"(?<![\d.第一二三四五六七八九十百])"
_PART = r"(?P<part>上旬|中旬|下旬|底|末|初)"

PATTERNS: dict[str, str] = {
    "iso": r"(?<![\d.-])(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d.]\d|\d)",
    "days": rf"{_CLEAR}(?:{_year()} ?)?{_month()} ?月 ?{_day()}(?:{_DAY_SIGN})?{_TO}(?:{_year('2')} ?)?(?:{_month('2')} ?月 ?)?{_day('2')}{_DAY_SIGN}",
    "day": rf"{_CLEAR}(?:{_year()} ?)?{_month()} ?月 ?{_day()}{_DAY_SIGN}",
    "months": rf"(?:{_year()} ?|{_CLEAR}(?=\d)){_month()} ?月?(?:份)?{_TO}(?:{_year('2')} ?)?{_month('2')} ?月(?!亮|球|季|饼)份?",
    "month": rf"(?:{_year()} ?|{_CLEAR}(?=\d)){_month()} ?月(?!亮|球|季|饼|桂)份?{_PART}?",
    "span": rf"(?:{_year()}的? ?)?(?:前(?P<fm>\d{{1,2}}|[二两三四五六七八九十]|十一)个月|前(?P<fq>[两二三23])个?季度|(?<![学干住待练培])(?P<h>[上下]半年)(?!度?报)|第?(?P<q>[一二三四1-4])(?:(?:至|到|、|[-—~])第?(?P<q2>[二三四2-4]))?季度(?!末|报))",
    "years": rf"(?<![\d.,])(?P<y>(?:1[89]|20)\d{{2}}) ?年?(?:度)?{_TO}(?P<y2>(?:1[89]|20)\d{{2}}) ?年度?",
    "year": rf"{_year()}(?:的?(?P<edge>年?末|年?底|年初|初(?![步中])|年中)|全年)?",
    "plan": r"[\"“]?(?P<plan>十[一二三四]五|十五五|十五|九五|八五)[\"”]?(?P<when>规划期?(?:末|内)|期间|时期|期末|末|以来|开局之年|收官之年)",
    "decade": r"(?:(?P<century>上个?|本|\d{2}|[一二]?十[一九八]?)世纪)?(?P<decade>\d0|[二三四五六七八九]十)年代(?:初期?|中期|末期?|后期|中后期|以来)?",
    "recent": r"(?:(?P<near>近(?=[\d一二三四五六七八九十两]))|(?P<past>最近|过去)|(?P<next>未来|今后))(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<u>年|个月|天|日|周)",
    "relative_day": rf"(?P<word>上个?月|本月|下个?月) ?{_day()}{_DAY_SIGN}(?:{_TO}{_day('2')}{_DAY_SIGN})?",
    "relative": r"(?P<word>昨天|昨日|明天|明日|前天|前日|(?<!的)(?:今天|今日)(?=上午|下午|晚|中午|,|发布|举行|召开|从)|当日(?!常)|当天|上个?月(?![底初末球])|本月(?=以来|新|共|已|底|初|末|\d|中|上|下|起|,|份|内)|下个?月|[上本下]周(?:[一二三四五六日天](?![\u4e00-\u9fff]?[年期级]))?|(?<!\d)同年)(?P<part>底|末|初|上旬|中旬|下旬)?",
    "bare_day": rf"(?<![\d.第零至到]){{0}}(?P<d>3[01]|[12]\d|[1-9])日(?:{_TO}(?P<d2>3[01]|[12]\d|[1-9])日)?(?!内|以内|之内|以上|以下|均|游|龄|志|元|语|军|产|夜|电视)".replace(
        "{0}", ""
    ),
}


def _without_names(pattern: str) -> str:
    """The pattern with its groups unnamed, so that all can stand in one alternation."""
    return re.sub(r"\(\?P<\w+>", "(?:", re.sub(r"\(\?P=\w+\)", "[-/.]", pattern))


COMPILED = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
ANY = re.compile("|".join(f"(?P<{kind}>{_without_names(pattern)})" for kind, pattern in PATTERNS.items()))
COMPARISON = re.compile(r"(?:去年|上年|前年|往年|历年|上月|上季度)(?:同期|同月|末|底|年末)?|同期")
AFTER = re.compile(
    r"(?P<since>以来|至今|开始至今)|(?P<on>起(?!草|来|步|点|诉|因|到)|开始|以后|之后|后(?![期年端续来备天勤者]))|(?P<until>(?:年)?(?:以前|之前|前(?![列三四五十期后来往景端沿置夕瞻任\d])|底前|止))"
)
AS_OF = re.compile(r"(?:截至|截止到?|截止至)(?:目前)?[::]? ?$")
COMPARED = re.compile(r"(?:比|较|与|同|和|超过|高于|低于)$")
NOT_A_DAY = re.compile(
    r"(?:为期|历时|共|至少|不少于|不超过|不得超过|不足|满|逾|提前|之日起|超过|达|每|近|约|第|连续|至|前|后|仅|只|有|用时|耗时|累计|长达|计|、|期限为)$"
)
FUTURE = re.compile(r"将|拟于|预计|力争|争取|确保|截止|报名|有望|届时")
EVERY = re.compile(r"(?:每|每个|历|逐|次|翌)[年月]?(?:的|度)?(?:[^,。;]{0,4}[、和])?$")
