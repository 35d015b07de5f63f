"""Why a file could not be read, in the language of the page. The reader of sheets says it in English, as the command line does."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

KNOWN = frozenset(
    {
        _("cannot be unpacked"),
        _("a whole, unlocked workbook"),
        _("fetch or send it again, or open it in Excel or WPS and save it as .xlsx"),
        _("no list of parts at its end"),
        _("a workbook as a spreadsheet program saves it"),
        _("open it in Excel or WPS, delete the empty formatted rows and columns, and save it again"),
        _("split it into several files"),
        _("no filled cell"),
        _("no filled cell in its first rows"),
        _("download the template and fill it in"),
        _("is locked by a password"),
        _("an encrypted file"),
        _("an encrypted workbook"),
        _("one without a password"),
        _("open it in Excel or WPS, take the password off (文件 → 信息 → 保护工作簿), and save it"),
        _("delete what is filled down beyond the table"),
        _("delete what stands far from the table"),
        _("delete what stands far from the table, or split the file"),
        _("split the file"),
        _("split it"),
        _("an empty file"),
        _("a workbook or a text table"),
        _("fetch it again"),
        _("is no workbook"),
        _("is neither a workbook nor a text table"),
        _("cannot be read as a workbook"),
        _("a ZIP file without a workbook in it"),
        _("xlsx, xls, ods, or CSV in UTF-8 or GBK"),
        _("xlsx, xls, ods or csv"),
        _("open it in Excel or WPS and save it as .xlsx"),
        _("open it in Excel or WPS and save it again"),
        _("save or export it as .xlsx"),
        _("save it as .xlsx"),
        _("a PDF"),
        _("a picture"),
        _("a RAR archive"),
        _("a Parquet file"),
        _("a database"),
        _("an empty ZIP file"),
        _("a web page that was saved under the name of a workbook"),
        _("an XML file"),
        _("a JSON file"),
        _("a sheet of figures"),
        _("a text table with its quotation marks in pairs"),
        _("a row of more than 8 MiB"),
    }
)
PATTERNS = (
    (re.compile(r"at most (?P<n>\d+)"), _("at most %(n)s")),
    (re.compile(r"(?P<n>\d+) bytes"), _("%(n)s bytes")),
    (re.compile(r"(?P<n>\d+) columns"), _("%(n)s columns")),
    (re.compile(r"(?P<n>\d+) sheets"), _("%(n)s sheets")),
    (re.compile(r"(?P<n>\d+) cells"), _("%(n)s cells")),
    (re.compile(r"at most (?P<n>\d+) columns and (?P<m>\d+) rows"), _("at most %(n)s columns and %(m)s rows")),
    (
        re.compile(r": no sheet with a header of the table (?P<n>\S+) \((?P<m>.+)\)"),
        _("no sheet with a header of the table %(m)s (%(n)s)"),
    ),
    (re.compile(r"a row of headers with (?P<n>.+)"), _("a row of headers with %(n)s")),
    (
        re.compile(r"use the headers of the template \(.*\), or say which column is which"),
        _("use the headers of the template, or say which column is which"),
    ),
)


def in_words(text: str) -> str:
    """The phrase in the language of the page; one that is not known as it is.

    >>> in_words("第3行"), in_words("")
    ('第3行', '')
    """
    if not text:
        return ""
    if text in KNOWN:
        return gettext(text)
    for pattern, words in PATTERNS:
        if found := pattern.fullmatch(text):
            return gettext(words) % found.groupdict()
    return gettext(text)
