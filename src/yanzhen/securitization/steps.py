"""The steps of a waterfall, as a lawyer reads them: ``fee service``, ``interest A``, ``principal A + B``, ``residual``.

Step kinds, Chinese beside English: fee 费用 · interest 利息 · principal 本金 · all principal 全部本金 · reserve 储备金 ·
reimburse 偿还 · residual 剩余. Names joined by ``+`` (or 、) are paid pro rata to what is due to each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yanzhen.errors import InputError

KINDS: dict[str, str] = {
    "all principal": "全部本金",
    "fee": "费用",
    "interest": "利息",
    "principal": "本金",
    "reserve": "储备金",
    "reimburse": "偿还",
    "residual": "剩余",
}
"""Kind of step to its Chinese word; longer words first, so that none hides another."""

MEANINGS: dict[str, str] = {
    "fee": "what is due of the fee",
    "interest": "the interest due to the classes, with what was carried",
    "principal": "the principal due to the classes by their own rule",
    "all principal": "principal to the classes until they are repaid, whatever their rule",
    "reserve": "tops the reserve account up to its target",
    "reimburse": "gives the supporter back what it has paid",
    "residual": "all cash that is left, to the holder of the residual",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its kind and the names that it pays."""

    kind: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {' + '.join(self.names)}".strip()


Waterfall = tuple[Step, ...]


def read_step(text: str, *, place: str) -> Step:
    """The step that a text names.

    >>> read_step("principal A + B", place="waterfall[0]")
    Step(kind='principal', names=('A', 'B'))
    >>> str(read_step("利息 A", place="waterfall[0]"))
    'interest A'
    """
    stripped = " ".join(text.split())
    for kind, chinese in KINDS.items():
        for word in (kind, chinese):
            if stripped == word or stripped.startswith(word + " "):
                return _named(kind, stripped[len(word) :].strip(), text, place)
    raise InputError(f"{place}: unknown step", seen=repr(text), expected=_expected(), todo="name a step that exists")


def _named(kind: str, rest: str, text: str, place: str) -> Step:
    names = tuple(name.strip() for name in re.split(r"[+＋、]", rest)) if rest else ()
    if (kind == "residual") == bool(names) or not all(names):
        wanted = "residual alone" if kind == "residual" else f"{kind} NAME"
        raise InputError(
            f"{place}: a step without its name", seen=repr(text), expected=wanted, todo="complete the step"
        )
    if len(set(names)) < len(names):
        raise InputError(
            f"{place}: a name twice in one step", seen=repr(text), expected="each name once", todo="remove one"
        )
    return Step(kind, names)


def _expected() -> str:
    return ", ".join(kind if kind == "residual" else f"{kind} NAME" for kind in KINDS)
