"""The request log that trust tests read: what was asked, what it changed, and what the client could have seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as it went.

    `status` is what the client was told (None: it heard nothing). `before` and `after` are the numbers of the version
    that lived at the path (None: nothing did). `served` are the (path, version) pairs whose content reached the client.
    `verbatim` says that a PUT was stored byte for byte. `fault` names what was done to it on purpose.
    """

    number: int
    at: datetime
    method: str
    path: str
    headers: Mapping[str, str]
    body_size: int
    status: int | None
    before: int | None = None
    after: int | None = None
    served: tuple[tuple[str, int], ...] = ()
    verbatim: bool = True
    mails: int = 0
    fault: str | None = None

    @property
    def committed(self) -> bool:
        """A resource was changed by this request."""
        return self.before != self.after

    @property
    def conditional(self) -> bool:
        """It named the version it meant: If-Match for what exists, If-None-Match for what must not."""
        return ("if-match" if self.before is not None else "if-none-match") in self.headers


@dataclass(slots=True)
class Journal:
    """Every request since the server was made or `clear` was called."""

    entries: list[Logged] = field(default_factory=list)

    def clear(self) -> None:
        self.entries.clear()

    def count(self, method: str | None = None, path: str = "") -> int:
        """How many requests of the method came in, below the path."""
        return sum(1 for each in self.entries if method in (None, each.method) and each.path.startswith(path))

    def writes(self) -> list[Logged]:
        """The requests that changed a resource."""
        return [each for each in self.entries if each.committed]

    def unconditional_writes(self) -> list[Logged]:
        """The writes that named no version (must be none: trust I2)."""
        return [each for each in self.writes() if not each.conditional]

    def blind_writes(self) -> list[Logged]:
        """The writes over a version that the client had neither read nor written itself (must be none: trust I2)."""
        return blind_writes(self.entries)


def blind_writes(entries: Iterable[Logged]) -> list[Logged]:
    """The same over chosen entries, for example those of one device (told apart by a header)."""
    seen: set[tuple[str, int]] = set()
    blind = []
    for each in entries:
        if each.committed and each.before is not None and (each.path, each.before) not in seen:
            blind.append(each)
        seen.update(each.served)
        if each.committed and each.after is not None and each.verbatim:
            seen.add((each.path, each.after))
    return blind
