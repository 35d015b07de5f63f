"""Our reader, as :mod:`bench.speed.within` calls it."""

from __future__ import annotations

from typing import Any

from bench.speed.stages import clocked


def reader(_name: str) -> Any:
    """Reads a text from its bytes to the JSON that the command prints, stage by stage under a clock."""
    return _Reader()


class _Reader:
    def __init__(self) -> None:
        self._clock = clocked()
        self._spent = self._clock.__enter__()

    def __call__(self, text: str, published: str) -> dict[str, Any]:
        from yanzhen.reading import read_bytes
        from yanzhen.reading.encode import page_json

        page = page_json(read_bytes(text.encode(), name="page.txt", published=published))
        return {part: page[part] for part in ("names", "statements")}

    def stages(self) -> dict[str, float]:
        """Seconds a stage since this was last asked."""
        spent = dict(self._spent)
        self._spent.update(dict.fromkeys(spent, 0.0))
        return spent
