"""What goes wrong between a client and the pretend server, on the call that the test names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from calsync_desktop.core.errors import Offline, ServerTrouble, Throttled


class Crash(BaseException):
    """The process ends here: no ``except Exception`` sees it."""


@dataclass(slots=True)
class Fault:
    """``act`` runs (and may raise) at calls ``nth`` to ``nth + times - 1`` of those whose name begins with ``on``."""

    act: Callable[[], object]
    on: str
    after: bool
    nth: int
    times: int
    met: int = 0

    def due(self, call: str, after: bool) -> bool:
        if after != self.after or not call.startswith(self.on):
            return False
        self.met += 1
        return self.nth <= self.met < self.nth + self.times


class Faults:
    """Names of calls: ``calendars``, ``changes``, ``fetch``, ``send create``, ``send update``, ``send delete``, ``create_calendar``; ``""`` is any."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def act(
        self, act: Callable[[], object], on: str = "send", *, after: bool = False, nth: int = 1, times: int = 1
    ) -> None:
        """Run ``act`` before (or after) the server does what is asked: another device's edit, or any error."""
        self.planned.append(Fault(act, on, after, nth, times))

    def fail(
        self, error: BaseException, on: str = "send", *, after: bool = False, nth: int = 1, times: int = 1
    ) -> None:
        """Raise ``error`` instead of (or after) the nth call from now on."""
        self.act(_raising(error), on, after=after, nth=nth, times=times)

    def lose_request(self, on: str = "send", *, nth: int = 1, times: int = 1) -> None:
        """It never arrives."""
        self.fail(Offline("The server does not answer."), on, nth=nth, times=times)

    def lose_answer(self, on: str = "send", *, nth: int = 1, times: int = 1) -> None:
        """It is carried out, and nobody hears of it."""
        self.fail(Offline("The server does not answer."), on, after=True, nth=nth, times=times)

    def throttle(self, on: str = "", *, seconds: float = 30.0, nth: int = 1, times: int = 1) -> None:
        self.fail(Throttled("The server asks to wait.", after=seconds), on, nth=nth, times=times)

    def break_down(self, on: str = "", *, nth: int = 1, times: int = 1) -> None:
        self.fail(ServerTrouble("The server answered 500."), on, nth=nth, times=times)

    def crash(self, on: str = "send", *, after: bool = False, nth: int = 1) -> None:
        """The client's process dies just before or just after the server acted."""
        self.fail(Crash(), on, after=after, nth=nth)

    def clear(self) -> None:
        self.planned.clear()

    def meet(self, call: str, *, after: bool) -> None:
        """Let whatever is planned for this call happen."""
        for fault in [f for f in self.planned if f.due(call, after)]:
            fault.act()


def _raising(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act
