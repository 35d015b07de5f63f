"""A file's own name, as far as it may be shown and given back."""

from __future__ import annotations

from pathlib import PurePath

NAME_LENGTH = 200


def file_name(given: str) -> str:
    """The name without folders and control characters.

    >>> file_name("C:\\\\work\\\\企业 2025.xlsx"), file_name("../..")
    ('企业 2025.xlsx', 'sheet')
    """
    name = "".join(c for c in PurePath(given.replace("\\", "/")).name if c.isprintable()).strip(". ") or "sheet"
    suffix = PurePath(name).suffix[:20]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(suffix)] + suffix
