"""Places in an order: 全球最大的生产基地, 唯一的造纸项目, 全国首单, 居全省首位, 跃居全国前三强."""

from __future__ import annotations

import re
from functools import cache

from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import FoundRanking
from yanzhen.reading.statements.lexicons import load_toml
from yanzhen.reading.statements.namings import TITLE, Mask


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = load_toml("rankings.toml")["words"]
    scope, steps = words["scope"], words["steps"]
    return {
        "place": re.compile(words["place"]),
        "top": re.compile(words["top"]),
        "superlative": re.compile(rf"(?P<scope>{scope}){steps}(?P<words>{words['superlative']})"),
        "peak": re.compile(rf"[“\"](?P<words>{words['superlative']})[”\"]"),
        "only": re.compile(rf"(?:(?P<scope>{scope}){steps})?(?P<words>{words['only']})"),
        "first": re.compile(rf"(?:(?P<scope>{scope}){steps})?(?P<words>{words['first']})"),
        "first_time": re.compile(rf"(?P<scope>{scope}){steps}(?P<words>{words['first_time']}|首批)"),
        "scope": re.compile(scope),
    }


_STARTS = re.compile("最|唯一|独|首|第|前|排|居|列|率先|领跑|拔")
_KINDS = ("place", "top", "superlative", "peak", "only", "first", "first_time")


def find_rankings(text: str) -> list[FoundRanking]:
    """The rankings of ``text`` in order; a superlative needs the whole that it is drawn from (全球最大).

    >>> [found.words for found in find_rankings("这是全国首单产品，企业是全球最大的生产基地")]
    ['全国首单', '全球最大']
    """
    folded = fold(text)
    if not _STARTS.search(folded):
        return []
    mask = Mask(len(folded), [match.span() for match in TITLE.finditer(folded)])
    found, taken = [], 0
    for start, end, scope in sorted(_matches(folded), key=lambda item: (item[0], -item[1])):
        if start >= taken and not mask.touches(start, end):
            taken = end
            found.append(FoundRanking(start, end, text[start:end].strip('“”"'), scope))
    return found


def _matches(text: str) -> list[tuple[int, int, str | None]]:
    patterns = _patterns()
    found = []
    for kind in _KINDS:
        for match in patterns[kind].finditer(text):
            scope = match.groupdict().get("scope")
            if scope is None:
                inside = patterns["scope"].search(match[0])
                scope = inside[0] if inside else None
            found.append((match.start(), match.end(), scope))
    return found
