"""What the engine tells whoever listens: frozen values that carry ids, never things to draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from calsync_desktop.sync.reports import RunReport


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A sync of one connection began."""

    connection: str


@dataclass(frozen=True, slots=True)
class RunProgress:
    """``done`` pieces of a calendar were observed; ``total`` None while nobody knows."""

    connection: str
    calendar: str
    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A sync of one connection ended, well or badly."""

    connection: str
    report: RunReport


@dataclass(frozen=True, slots=True)
class AppointmentsChanged:
    """What is shown of these appointments changed; an empty tuple means any of the calendar's."""

    calendar: str
    appointments: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CalendarsChanged:
    """The list of calendars, or what is selected, changed."""

    connection: str


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """A connection came, went, or its settings or status changed."""

    connection: str


@dataclass(frozen=True, slots=True)
class ConflictsChanged:
    """A conflict came, grew or was settled."""


@dataclass(frozen=True, slots=True)
class ParkedChanged:
    """An item was parked, or came free."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Background syncing rests until a moment; ``resumed`` when it goes on. ``until`` None: until the user says so."""

    until: datetime | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Fell:
    """Something failed that the user should know of, in the words of ``core.errors``."""

    kind: str
    message: str
    hint: str
    connection: str | None = None


@dataclass(frozen=True, slots=True)
class SignInOpened:
    """Somebody is to sign in at ``url`` within ``seconds`` from now. ``attempt`` is the asker's own id for it; ``connection`` None: a new account."""

    attempt: str
    provider: str
    url: str = field(repr=False)
    seconds: float
    connection: str | None = None


@dataclass(frozen=True, slots=True)
class SignInAnswered:
    """The browser brought the answer, which is being looked at: whoever asked may come to the front."""

    attempt: str


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """An attempt is over. ``connection``: what was connected; None when it came to nothing, which the asker was told as an error."""

    attempt: str
    connection: str | None = None


Notice = (
    RunStarted
    | RunProgress
    | RunEnded
    | AppointmentsChanged
    | CalendarsChanged
    | ConnectionChanged
    | ConflictsChanged
    | ParkedChanged
    | Paused
    | Fell
    | SignInOpened
    | SignInAnswered
    | SignInEnded
)
Tell = Callable[[Notice], None]
