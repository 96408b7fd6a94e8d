"""The request log that trust tests read: what was asked of Google, by whom, and what it changed."""

from dataclasses import dataclass, field
from datetime import datetime

from calsync_desktop.sandbox.caldav.journal import Logged, blind_writes


@dataclass(frozen=True, slots=True)
class Call(Logged):
    """One call. `path` of an event is /calendars/ID/events/ID, `before` and `after` are the numbers of its etags.

    A creation is conditional when the client chose the id (`chosen`), because then a repetition is refused; what brings
    a cancelled event back names its version, as any other change.
    """

    route: str = ""
    query: str = ""
    account: str | None = None
    reason: str | None = None
    chosen: bool = False

    @property
    def conditional(self) -> bool:
        return "if-match" in self.headers or (self.before is None and self.chosen)


@dataclass(slots=True)
class Journal:
    """Every call since the sandbox was made or `clear` was called."""

    entries: list[Call] = field(default_factory=list)

    def clear(self) -> None:
        self.entries.clear()

    def count(self, route: str | None = None) -> int:
        """How many calls of the route came in."""
        return sum(1 for each in self.entries if route in (None, each.route))

    def since(self, moment: datetime) -> list[Call]:
        """The calls that came after that moment."""
        return [each for each in self.entries if each.at > moment]

    def writes(self) -> list[Call]:
        """The calls that changed an event."""
        return [each for each in self.entries if each.committed]

    def unconditional_writes(self) -> list[Call]:
        """The writes that named no version (must be none: trust I2)."""
        return [each for each in self.writes() if not each.conditional]

    def blind_writes(self) -> list[Logged]:
        """The writes over a version that the client had neither read nor written itself (must be none: trust I2)."""
        return blind_writes(self.entries)
