"""What is dear to make and the same for many visits, kept in memory for a state of the desk: a chain graph, a network."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakSet

Held = TypeVar("Held")


class Memory(Generic[Held]):
    """At most ``most`` things by their key, the one that was not asked for longest goes first; each is made once at a time.

    The key names all that a thing depends on, the state of the register and the person's scope above all: nothing is ever taken back
    by hand.

    >>> memory = Memory(2)
    >>> [memory.of(key, lambda: key) for key in ("a", "b", "a", "c")], list(memory.keys())
    (['a', 'b', 'a', 'c'], ['a', 'c'])
    """

    every: ClassVar[WeakSet[Memory[Any]]] = WeakSet()
    """All memories of this process."""

    def __init__(self, most: int) -> None:
        self.every.add(self)
        self._most = most
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], Held]) -> Held:
        """The thing of that key; a second visit that comes while it is made waits for the first."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            turn = self._making.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._held:
                    return self._held[key]
            made = make()
            self._keep(key, made)
        return made

    def forget(self) -> None:
        """Hold nothing, as after a start: for tests, whose registers bear each other's numbers."""
        with self._lock:
            self._held.clear()

    def keys(self) -> tuple[Hashable, ...]:
        """What is held, the longest unasked first."""
        with self._lock:
            return tuple(self._held)

    def _keep(self, key: Hashable, made: Held) -> None:
        with self._lock:
            self._held[key] = made
            self._making.pop(key, None)
            while len(self._held) > self._most:
                self._held.popitem(last=False)


def forget_all() -> None:
    """Nothing is held by any memory of this process."""
    for memory in tuple(Memory.every):
        memory.forget()
