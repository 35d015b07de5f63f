"""In which columns of a row the sources disagree."""

from __future__ import annotations

from yanzhen.desk.register.ledger.merging import by_source
from yanzhen.desk.register.ledger.voices import Imports, live_voices
from yanzhen.desk.register.models import Entry
from yanzhen.tables import Column, Table


def disputed_columns(table: Table, entry: Entry) -> list[Column]:
    """The columns of which two sources say different things now."""
    voices = live_voices(table.name, [entry.key], Imports()).get(entry.key, [])
    said: dict[str, set[str]] = {}
    for voiced in by_source(voices).values():
        for column, voice in voiced.items():
            said.setdefault(column, set()).add(str(voice.values[column]))
    return [column for column in table.columns if len(said.get(column.name, ())) > 1]
