"""What the user did that cannot be done, said in one message.

::

    YanzhenError
    ├── InputError    a file, a row or a value that cannot be used (exit code 2)
    └── RefusalError       a question that has no meaningful answer here (exit code 2)
"""

from __future__ import annotations

EXIT_USER = 2
"""The exit code of a command that the user can put right, told in one message on standard error."""


class YanzhenError(Exception):
    """Root of every error that a user can put right.

    The message has one order everywhere: what (field, row), the value seen, what was
    expected, what to do.
    """

    def __init__(self, what: str, *, seen: str = "", expected: str = "", todo: str = "") -> None:
        super().__init__(what, seen, expected, todo)
        self.what, self.seen, self.expected, self.todo = what, seen, expected, todo

    @property
    def parts(self) -> dict[str, str]:
        """The four parts by their names, as a table of troubles keeps them."""
        return {"what": self.what, "seen": self.seen, "expected": self.expected, "todo": self.todo}

    def __str__(self) -> str:
        parts = [self.what]
        if self.seen:
            parts.append(f"seen: {self.seen}")
        if self.expected:
            parts.append(f"expected: {self.expected}")
        if self.todo:
            parts.append(f"what to do: {self.todo}")
        return "; ".join(parts)


class InputError(YanzhenError):
    """A file, a row or a value that cannot be used."""


class RefusalError(YanzhenError):
    """A question that has no meaningful answer here, with the reason."""
