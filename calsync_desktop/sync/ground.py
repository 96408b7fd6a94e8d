"""What the engine stands on: clock, sleep, ids, chance and the makers of providers, all given from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import Authorization, Provider, SignIn, SignInWish


@dataclass(frozen=True, slots=True)
class Ground:
    """``now`` is aware UTC; ``monotonic`` and ``sleep`` in seconds; ``new_id(prefix)`` short and unique; ``random`` in [0, 1); ``zone`` the machine's."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    new_id: Callable[[str], str]
    random: Callable[[], float]
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Door:
    """How one kind of service is entered: signing in with a secret and options, and a ready provider for a connection.

    Where people sign in through the browser: ``authorize`` begins an attempt, ``revoke`` ends what a secret grants (best effort, any CalSyncError), and
    ``registration`` checks the words of the user's own client (Usage) and gives them back as they are to be kept.
    """

    sign_in: Callable[[Mapping[str, str], Mapping[str, str]], SignIn]
    provider: Callable[[Connection, Mapping[str, str]], Provider]
    authorize: Callable[[SignInWish], Awaitable[Authorization]] | None = None
    revoke: Callable[[Mapping[str, str]], Awaitable[None]] | None = None
    registration: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
