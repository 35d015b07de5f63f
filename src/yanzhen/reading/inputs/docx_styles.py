"""What a Word paragraph's style says: heading depth, caption, list, size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
_BODY_POINTS = 10.5


@dataclass(frozen=True, slots=True)
class Style:
    """``level`` 0 is the document's title, 1 the highest heading; sizes are in points."""

    level: int | None = None
    caption: bool = False
    centred: bool = False
    points: float = _BODY_POINTS
    list_id: str = ""
    list_depth: int = 0


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default: Style = field(default_factory=Style)

    def of(self, properties: Element | None) -> Style:
        """The style of a paragraph with these properties (w:pPr), its own outline level counted."""
        style = self.by_id.get(value(properties, "pStyle"), self.default)
        outline = value(properties, "outlineLvl")
        if style.level is None and outline.isdigit() and int(outline) < 9:
            return Style(int(outline) + 1, style.caption, style.centred, style.points, style.list_id, style.list_depth)
        return style

    def numbered(self, properties: Element | None, style: Style) -> tuple[str, int]:
        """The list that a paragraph belongs to and its depth there; no list is the empty id."""
        numbers = first(properties, "numPr")
        if numbers is None:
            return style.list_id, style.list_depth
        list_id, depth = value(numbers, "numId") or style.list_id, value(numbers, "ilvl")
        return ("" if list_id == "0" else list_id), int(depth) if depth.isdigit() else style.list_depth

    def centred(self, paragraph: Element, style: Style) -> bool:
        """Whether the paragraph is set in the middle."""
        return (value(first(paragraph, "pPr"), "jc") or ("center" if style.centred else "")) == "center"

    def points(self, paragraph: Element, style: Style) -> float:
        """The largest type in the paragraph."""
        sizes = [_points(first(run, "rPr")) for run in paragraph if name(run) == "r"]
        return max((size for size in sizes if size), default=style.points)


def read_styles(root: Element | None) -> Styles:
    """The styles that ``word/styles.xml`` declares, each with what it inherits."""
    elements = {get(e, "styleId"): e for e in root if name(e) == "style"} if root is not None else {}
    styles = Styles({key: _style(element, elements) for key, element in elements.items()})
    normal = (
        key for key, e in elements.items() if get(e, "default") in ("1", "true") and get(e, "type") == "paragraph"
    )
    styles.default = styles.by_id.get(next(normal, ""), Style())
    return styles


def name(element: Element) -> str:
    """The element's name without its namespace (transitional and strict documents differ in it)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def get(element: Element, key: str) -> str:
    """The attribute of this name in whatever namespace, or nothing."""
    return next((text for full, text in element.attrib.items() if full.rpartition("}")[2] == key), "")


def first(element: Element | None, wanted: str) -> Element | None:
    """The first child of this name."""
    return next((child for child in element if name(child) == wanted), None) if element is not None else None


def value(element: Element | None, wanted: str) -> str:
    """The ``val`` of the first child of this name, or nothing."""
    child = first(element, wanted)
    return get(child, "val") if child is not None else ""


def _style(element: Element, elements: dict[str, Element]) -> Style:
    chain = list(_chain(element, elements))
    properties = [found for link in chain if (found := first(link, "pPr")) is not None]
    level = next((depth for link in chain if (depth := _level(value(link, "name"))) is not None), None)
    outline = next((text for p in properties if (text := value(p, "outlineLvl")).isdigit()), "")
    if level is None and outline and int(outline) < 9:
        level = int(outline) + 1
    numbers = next((found for p in properties if (found := first(p, "numPr")) is not None), None)
    list_depth = value(numbers, "ilvl")
    return Style(
        level,
        value(element, "name").lower() in ("caption", "题注"),
        next((text for p in properties if (text := value(p, "jc"))), "") == "center",
        next((size for link in chain if (size := _points(first(link, "rPr")))), _BODY_POINTS),
        value(numbers, "numId"),
        int(list_depth) if list_depth.isdigit() else 0,
    )


def _chain(element: Element, elements: dict[str, Element]) -> Iterator[Element]:
    """The style and those that it is based on; a circle ends after twenty."""
    for _ in range(20):
        yield element
        parent = elements.get(value(element, "basedOn"))
        if parent is None:
            return
        element = parent


def _level(style_name: str) -> int | None:
    if style_name.lower() in ("title", "标题"):
        return 0
    found = _HEADING.match(style_name)
    return int(found[1]) if found else None


def _points(properties: Element | None) -> float:
    half = value(properties, "sz")
    return int(half) / 2 if half.isdigit() and len(half) < 5 else 0.0
