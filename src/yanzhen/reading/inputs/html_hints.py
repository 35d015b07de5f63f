"""What HTML's own markup says a text is: heading, list, caption, navigation, the line of source and day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from yanzhen.reading.inputs.lines import names

SILENT = names("script style template noscript iframe noframes noembed object audio video canvas map")
BLOCKS = names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup"
    " option p pre search section select summary table tbody td textarea tfoot th thead title tr ul xmp"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BY_TAG = {"li": "list", "dt": "list", "dd": "list", "figcaption": "caption", "caption": "caption"}
_FRAME_TAGS = names("nav title select option button textarea label menu svg")
_TITLE_WORDS = frozenset(("title", "headline", "biaoti", "maintitle", "arttitle", "articletitle", "newstitle"))
_SUBHEAD_WORDS = frozenset(("subtitle", "subhead", "subheading", "futitle"))
_CAPTION_WORDS = frozenset(("caption", "figcaption", "tuzhu", "imgdesc", "picdesc", "photodesc"))
_FRAME_WORDS = names(
    "nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs footer copyright pager pagination share toolbar"
    " login search sidebar friendlink friendlinks topbar"
)
_HEADS = {"title", "subhead"}
_WHOLE_PAGE = frozenset(("html", "body", "main", "article", "form"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_OWN_LINE = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.I)
_POSITION = re.compile(r"^(?:您?的?(?:当前|现在|所在)?的?位置|首页)\s*[:：>›»]|^您?(?:现在)?的位置")
_LABEL = re.compile(
    r"(?:来\s*源|稿\s*源|作\s*者|记者|通讯员|编\s*辑|责\s*编|审核|发布(?:时间|日期|机构|单位|者)|发文日期|成文日期|浏览(?:次数|量)?|点击(?:次数|量)?|阅读(?:次数|量)?|字号|字体)\s*[:：]"
)
_TIMED = re.compile(r"(?:日|\d[-/.]\d{1,2})\s*\d{1,2}\s*[:：]\s*\d\d")
_SENTENCE = re.compile(r"[。？！?!]")
_BYLINE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Frame:
    """What an open element gives to the text in it, with what it inherits."""

    tag: str = ""
    hint: str | None = None
    level: int | None = None
    silent: bool = False
    framed: str | None = None
    """Why the text is furniture: ``tag``, ``hidden`` or ``class`` (a class name may err)."""
    kept: bool = False
    linked: bool = False
    raised: bool = False
    own_line: bool = False


def inner_frame(outer: Frame, tag: str, attributes: Mapping[str, str]) -> Frame:
    """The frame of an element that stands in ``outer``."""
    words = _words(attributes)
    hint, level = _hint(outer, tag, words)
    return replace(
        outer,
        tag=tag,
        hint=hint,
        level=level,
        silent=outer.silent or tag in SILENT,
        framed=outer.framed or _framed(outer, tag, attributes, words),
        kept=outer.kept or tag in ("pre", "textarea", "xmp"),
        linked=outer.linked or tag == "a",
        raised=tag == "sup" or (outer.raised and tag not in BLOCKS),
        own_line=tag in BLOCKS or bool(_OWN_LINE.search(attributes.get("style", ""))) or hint in _HEADS - {outer.hint},
    )


def text_hint(text: str) -> str | None:
    """``furniture`` for "where you are" lines, ``byline`` for lines of source, author or time of publication."""
    if _POSITION.search(text):
        return "furniture"
    if len(text) > _BYLINE_CHARACTERS or _SENTENCE.search(text):
        return None
    return "byline" if _LABEL.search(text) or _TIMED.search(text) else None


def _words(attributes: Mapping[str, str]) -> frozenset[str]:
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    parts = [re.findall(_WORD, name) for name in re.split(r"[\s]+", names)]
    return frozenset(word.lower() for part in parts for word in (*part, "".join(part)))


def _hint(outer: Frame, tag: str, words: frozenset[str]) -> tuple[str | None, int | None]:
    if tag in _HEADINGS:
        return ("headline" if words & _TITLE_WORDS else "heading"), _HEADINGS[tag]
    if tag in _BY_TAG:
        return _BY_TAG[tag], None
    if tag in ("td", "th", "table", "body", "article", "main", "section"):
        return None, None
    if words & _CAPTION_WORDS:
        return "caption", None
    if words & _SUBHEAD_WORDS:
        return "subhead", 2
    if words & _TITLE_WORDS and tag in ("div", "p", "span", "strong", "b", "font", "header"):
        return "title", 1
    return outer.hint, outer.level


def _framed(outer: Frame, tag: str, attributes: Mapping[str, str], words: frozenset[str]) -> str | None:
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
        return "hidden"
    if tag in _FRAME_TAGS or (tag == "footer" and outer.tag != "article"):
        return "tag"
    return "class" if words & _FRAME_WORDS and tag not in _WHOLE_PAGE else None
