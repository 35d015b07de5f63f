"""Newspaper pages of our own text, set by Chromium, with the text in the order in which people read it."""

from __future__ import annotations

import html
import io
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

ARTICLES = Path(__file__).with_name("articles.txt")
CHROMIUM = os.environ.get("CHROMIUM", "chromium")

_STYLE = """
@page { size: %(width)dpx %(height)dpx; margin: 0 }
* { box-sizing: border-box; margin: 0; padding: 0 }
body { width: %(width)dpx; height: %(height)dpx; overflow: hidden; background: #fff; padding: 26px 30px;
       font: 13px/1.55 "Noto Serif CJK SC"; color: #111 }
.head { border-bottom: 2px solid #111; display: flex; justify-content: space-between; padding-bottom: 4px; margin-bottom: 14px }
.head b { font-size: 22px }
article { margin-bottom: 16px }
h1 { font: 700 27px/1.3 "Noto Sans CJK SC"; margin-bottom: 6px }
h2 { font: 700 18px/1.3 "Noto Sans CJK SC"; margin-bottom: 4px }
h3 { font: 700 14.5px/1.4 "Noto Sans CJK SC"; margin: 5px 0 3px }
.by { font: 12px/1.5 "Noto Sans CJK SC"; color: #333; margin-bottom: 4px }
p { text-indent: 2em; text-align: justify }
.c2, .c3, .c4 { column-gap: 22px } .c2 { column-count: 2 } .c3 { column-count: 3 } .c4 { column-count: 4 }
.row { display: flex; gap: 24px } .row > * { flex: 1 }
.box { border: 1px solid #444; padding: 10px 12px; background: #f6f6f2 }
"""


@dataclass(frozen=True, slots=True)
class Article:
    """Its lines in order, each with its kind: title, byline, subhead or paragraph."""

    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of it without white space between the lines."""
        return "".join(text for _, text in self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be set: its HTML and the text in reading order."""

    name: str
    width: int
    height: int
    markup: str
    truth: str

    @property
    def document(self) -> str:
        """The whole HTML document."""
        style = _STYLE % {"width": self.width, "height": self.height}
        return f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>{style}</style><body>{self.markup}</body></html>'


def articles() -> list[Article]:
    """The texts of ``articles.txt``."""
    text = "\n".join(line for line in ARTICLES.read_text(encoding="utf-8").splitlines() if not line.startswith("%"))
    return [Article(tuple(_line(line) for line in part.splitlines() if line.strip())) for part in text.split("===")]


def pages() -> list[Page]:
    """Pages of two, three and four columns, of one and of several articles."""
    feature, school, comment, post, kiln, library, market, river = articles()
    head = '<div class="head"><b>临溪日报</b><span>2023年8月4日　星期五　第3版　综合新闻</span></div>'
    mast = "临溪日报2023年8月4日星期五第3版综合新闻"
    briefs = [post, kiln, library]
    return [
        _page("half-four", 1290, 700, [(head, mast), _set(feature, "h1", "c4")]),
        _page(
            "four-and-briefs",
            1290,
            800,
            [(head, mast), _set(feature, "h1", "c4"), _row([_set(b, "h2") for b in briefs]), _set(school, "h2", "c4")],
        ),
        _page(
            "three-beside-box",
            1290,
            860,
            [
                (head, mast),
                _row([_set(feature, "h1", "c3"), _boxed(_set(comment, "h2"))], (3, 1)),
                _row([_set(market, "h2", "c2"), _set(river, "h2", "c2")]),
            ],
        ),
        _page("two", 900, 1100, [_set(school, "h1", "c2"), _set(market, "h2", "c2"), _set(river, "h2", "c2")]),
        _page(
            "stacked-in-columns",
            1290,
            760,
            [(head, mast), _row([_stack(school, post), _stack(comment, kiln), _stack(market), _stack(river)])],
        ),
        _page("narrow-gutters", 1290, 720, [_tight(_set(feature, "h1", "c4")), _tight(_set(school, "h2", "c3"))]),
        _page("spaced-paragraphs", 1000, 760, [_spaced(_set(market, "h1", "c2")), _spaced(_set(comment, "h2", "c3"))]),
        _page(
            "inset",
            1290,
            1060,
            [
                (head, mast),
                _row([_stack(market, post), _row([_set(river, "h2"), _set(comment, "h2")])], (1, 2)),
                _set(feature, "h2", "c4"),
            ],
        ),
        _page(
            "picture", 1290, 820, [_set(feature, "h1", "c4"), _picture("临溪河边的自动监测点"), _set(river, "h2", "c3")]
        ),
    ]


def render_png(page: Page, scale: float = 2.0) -> Image.Image:
    """The page as a picture of ``scale`` times its CSS pixels."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.png"
        _chromium(page, folder, f"--screenshot={target}", f"--force-device-scale-factor={scale}")
        return Image.open(io.BytesIO(target.read_bytes())).convert("RGB")


def render_pdf(page: Page) -> bytes:
    """The page as a PDF with a text layer."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.pdf"
        _chromium(page, folder, f"--print-to-pdf={target}", "--no-pdf-header-footer")
        return target.read_bytes()


def degraded(picture: Image.Image, seed: int, degrees: float = 0.6, quality: int = 60) -> bytes:
    """The picture as a poor scan: turned, blurred, noisy, packed as JPEG."""
    turned = picture.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(252, 251, 247))
    blurred = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    noise = np.random.default_rng(seed).normal(0, 9, blurred.shape)
    packed = io.BytesIO()
    Image.fromarray(np.clip(blurred + noise, 0, 255).astype(np.uint8)).save(packed, "JPEG", quality=quality)
    return packed.getvalue()


def _chromium(page: Page, folder: str, *options: str) -> None:
    source = Path(folder) / "page.html"
    source.write_text(page.document, encoding="utf-8")
    fixed = ("--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", f"--user-data-dir={folder}/profile")
    subprocess.run(
        [CHROMIUM, *fixed, *options, f"--window-size={page.width},{page.height}", source.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )


Part = tuple[str, str]


def _page(name: str, width: int, height: int, parts: list[Part]) -> Page:
    return Page(name, width, height, "".join(m for m, _ in parts), "".join(t for _, t in parts).replace("\u3000", ""))


def _set(article: Article, heading: str, columns: str = "") -> Part:
    tags = {"title": heading, "byline": "div class=by", "subhead": "h3", "paragraph": "p"}
    title, *rest = [f"<{tags[kind]}>{html.escape(text)}</{tags[kind].split()[0]}>" for kind, text in article.lines]
    return f'<article>{title}<div class="{columns}">{"".join(rest)}</div></article>', article.text


def _row(parts: list[Part], widths: tuple[int, ...] = ()) -> Part:
    widths = widths or (1,) * len(parts)
    cells = "".join(f'<div style="flex:{w} {w} 0">{m}</div>' for (m, _), w in zip(parts, widths, strict=True))
    return f'<div class="row">{cells}</div>', "".join(text for _, text in parts)


def _stack(*stacked: Article) -> Part:
    parts = [_set(article, "h2") for article in stacked]
    return "".join(m for m, _ in parts), "".join(t for _, t in parts)


def _tight(part: Part) -> Part:
    return part[0].replace('class="c', 'style="column-gap:14px" class="c'), part[1]


def _spaced(part: Part) -> Part:
    return part[0].replace("<p>", '<p style="margin-bottom:10px">'), part[1]


def _picture(caption: str) -> Part:
    frame = '<div style="width:560px;margin:0 auto 12px"><div style="height:120px;background:#9ab"></div>'
    return f'{frame}<div class="by">{caption}</div></div>', caption


def _boxed(part: Part) -> Part:
    return f'<div class="box">{part[0]}</div>', part[1]


def _line(line: str) -> tuple[str, str]:
    for mark, kind in (("## ", "subhead"), ("# ", "title"), ("@ ", "byline")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    return "paragraph", line
