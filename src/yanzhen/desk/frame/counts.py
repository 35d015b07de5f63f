"""Counts of few firms are not told in shared views: a count of one or two can say who is meant.

A view is shared when its reader cannot open the rows behind the count: a comparison of regions, a printed page, a public answer of the API.
Inside a person's own scope the rows themselves can be read, and nothing is hidden.

Nought is told: that nobody is there names nobody. Which firms are few is the caller's to count; two views that differ by one
filter can still be subtracted from each other, so that a shared view offers no free filters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext
from markupsafe import Markup

LEAST = 3


@dataclass(frozen=True, slots=True)
class SharedCount:
    """A count as a shared view may show it: its number, or ``None`` where it is held back.

    ``below`` is the bound that may be told (``<3``); 0 where even that would give something away.
    """

    number: int | None
    below: int = 0

    @property
    def is_shown(self) -> bool:
        return self.number is not None

    @property
    def text(self) -> str:
        """``12``, ``<3``, or the word for what is held back: for exports and the API."""
        if self.number is not None:
            return f"{self.number:,d}"
        return f"<{self.below}" if self.below else gettext("held back")

    @property
    def why(self) -> str:
        """Why it is held back; nothing where it is shown."""
        if self.number is not None:
            return ""
        if self.below:
            return gettext("Fewer than %(least)s: not told, so that no single firm can be recognised.") % {
                "least": self.below
            }
        return gettext("Not told, since a count of very few firms could be worked out from it.")


@dataclass(frozen=True, slots=True)
class SharedCounts:
    """A list of counts with their total, from which no held-back count can be worked out."""

    cells: tuple[SharedCount, ...]
    total: SharedCount


def may_share(firms: int, least: int = LEAST) -> bool:
    """Whether a figure made of so many firms (a sum, a mean, a share) may stand in a shared view.

    >>> may_share(2), may_share(3), may_share(0)
    (False, True, True)
    """
    return not 0 < firms < _checked(least)


def shared_count(count: int, least: int = LEAST) -> SharedCount:
    """One count that stands alone; in a list beside its total use ``shared_counts``.

    >>> shared_count(12).text, shared_count(2).text, shared_count(0).text
    ('12', '<3', '0')
    """
    if count < 0:
        raise ValueError(f"a count of firms is not negative: {count}")
    return SharedCount(count) if may_share(count, least) else SharedCount(None, least)


def shared_counts(counts: Iterable[int], least: int = LEAST) -> SharedCounts:
    """Counts and their sum; where the sum would give a small count away, the next larger counts are held back with it.

    What is held back is always every count from 1 to some bound, among them two different ones. Exchanging any two of those changes nothing that is
    shown, neither the other counts nor the total, so that no held-back count is certain even to who knows this rule. Where no
    bound does it, because all counts above nought are the same small one, the total is held back.

    >>> [cell.text for cell in shared_counts([1, 2, 9]).cells], shared_counts([1, 2, 9]).total.text
    (['<3', '<3', '9'], '12')
    """
    numbers = tuple(counts)
    single = tuple(shared_count(number, least) for number in numbers)
    total = sum(numbers)
    if all(cell.is_shown for cell in single):
        return SharedCounts(single, SharedCount(total))
    bound = _bound(numbers, least)
    if bound is None or total < least:
        # Not even the total's bound is told: <3 would tell [1, 1] from [2, 2].
        return SharedCounts(single, SharedCount(None))
    told = SharedCount(None, least if bound < least else 0)
    cells = tuple(told if 0 < number <= bound else SharedCount(number) for number in numbers)
    return SharedCounts(cells, SharedCount(total))


def shared(count: int | SharedCount, unit: str = "", least: int = LEAST) -> Markup | str:
    """The count as a template shows it (filter ``shared``): a number, or ``<3`` with its reason in the title.

    ``{{ row.firms|shared }}``, ``{{ row.firms|shared(_("firms")) }}``
    """
    one = count if isinstance(count, SharedCount) else shared_count(count, least)
    text = f"{one.text} {unit}" if unit and (one.is_shown or one.below) else one.text
    if one.is_shown:
        return text
    return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(one.why, text)


def _bound(numbers: tuple[int, ...], least: int) -> int | None:
    """The smallest bound up to which there are two different counts; ``None`` where all counts above nought are the same."""
    steps = sorted({number for number in numbers if number > 0})
    return max(least - 1, steps[1]) if len(steps) > 1 else None


def _checked(least: int) -> int:
    if least < 3:
        raise ValueError(f"below {least} only one count is left, and hiding it would tell it: use 3 or more")
    return least
