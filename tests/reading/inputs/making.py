"""Files for the tests, made by hand: a PDF that any reader opens, a DOCX of the parts given."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

Line = tuple[float, float, float, str]
"""Left edge and baseline from the page's upper left corner, size, text; in points."""

_DOCUMENT = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(
    pages: Sequence[Sequence[Line]],
    *,
    width: int = 600,
    height: int = 800,
    rotate: int = 0,
    turn: int = 0,
    trailer: str = "",
) -> bytes:
    """A PDF whose text is set in a font that it names but does not hold (Adobe-GB1).

    ``rotate`` turns the page as it is shown, ``turn`` the text on it (about the page's middle, anticlockwise).
    """
    matrix = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[turn]
    middle = min(width, height) / 2
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    ]
    for number, lines in enumerate(pages):
        content = "".join(
            f"BT /F1 {size} Tf {matrix} {' '.join(map(str, _turned(x, height - y, turn, middle)))} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in lines
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Rotate {rotate}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}endstream",
        ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}").encode("ascii")


ENCRYPTED = f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
"""A trailer's entries that ask for a password which nobody has."""


def _turned(x: float, y: float, turn: int, middle: float) -> tuple[float, float]:
    for _ in range(turn // 90):
        x, y = middle - (y - middle), middle + (x - middle)
    return x, y


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body; ``styles``, ``numbering``, ``footnotes``, ``header1`` are its other parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _part("document", f"<w:body>{body}</w:body>"))
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", _part(name.rstrip("0123456789"), content))
    return packed.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def archive(**members: bytes) -> bytes:
    """A packed archive; a double underscore in a name stands for a stroke, a single one for a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def _part(root: str, content: str) -> str:
    return f'<w:{root} xmlns:w="{_DOCUMENT}">{content}</w:{root}>'
