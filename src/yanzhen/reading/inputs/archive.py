"""The XML parts of a DOCX archive, unpacked only as far as is safe."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree

from yanzhen.errors import InputError
from yanzhen.reading.inputs import limits

_OTHERS = (
    ("xl/workbook.xml", "a spreadsheet (.xlsx)", "import it with `yanzhen import`"),
    ("ppt/presentation.xml", "a presentation (.pptx)", "save it as PDF"),
    ("content.xml", "an OpenDocument file", "save it as .docx"),
    ("META-INF/container.xml", "an e-book (.epub)", "save it as HTML"),
)
_RATIO_FREE = 1_000_000


class Archive:
    """An opened DOCX; parts are read by their name within it."""

    def __init__(self, raw: bytes) -> None:
        """Raises :class:`InputError` for a damaged or encrypted archive, a bomb, or another kind of document."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, EOFError):
            raise _damaged("its directory is missing: the file was cut off") from None
        self.names = frozenset(self._zip.namelist())
        self._refuse_bombs()
        self._refuse_others()

    def xml(self, name: str) -> ElementTree.Element | None:
        """The root element of a part, ``None`` where the document has no such part."""
        if name not in self.names:
            return None
        content = self._content(name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
            raise _damaged(f"{name} declares entities, which no office program writes")
        try:
            return ElementTree.fromstring(content)
        except ElementTree.ParseError as error:
            raise _damaged(f"{name}: {error}") from None

    def _content(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                # The directory may lie about sizes; what is read here is counted.
                content = part.read(limits.UNPACKED_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise _damaged(f"{name}: {error}") from None
        if len(content) > limits.UNPACKED_BYTES:
            raise _bomb(len(content))
        return content

    def _refuse_bombs(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise InputError("the file is encrypted", expected="a document without a password", todo="remove it")
        total = sum(part.file_size for part in parts)
        swollen = (p for p in parts if p.file_size > max(_RATIO_FREE, p.compress_size * limits.UNPACKED_RATIO))
        if total > limits.UNPACKED_BYTES or len(parts) > 10_000 or any(swollen):
            raise _bomb(total)

    def _refuse_others(self) -> None:
        if "word/document.xml" in self.names:
            return
        for part, name, todo in _OTHERS:
            if part in self.names:
                raise InputError("this kind of file is not read", seen=name, expected="DOCX", todo=todo)
        raise InputError("the archive holds no Word document", seen=", ".join(sorted(self.names)[:3]), todo="unpack it")


def _damaged(seen: str) -> InputError:
    return InputError("the DOCX file is damaged", seen=seen, expected="a whole document", todo="save it anew")


def _bomb(size: int) -> InputError:
    return InputError(
        "the archive unpacks to too much",
        seen=f"{size / 1e6:.0f} MB unpacked, or one part packed beyond 1 : {limits.UNPACKED_RATIO}",
        expected=f"at most {limits.UNPACKED_BYTES / 1e6:.0f} MB",
    )
