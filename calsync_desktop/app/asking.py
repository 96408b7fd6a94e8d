"""How a command reaches an engine: the one that runs already, else our own for as long as the command takes."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from calsync_desktop import clock, door
from calsync_desktop.app import logs
from calsync_desktop.app.house import House, VaultMaker, doubt, open_house
from calsync_desktop.app.profile import Profile, prepare
from calsync_desktop.app.zone import machine_zone
from calsync_desktop.core.errors import Busy, DamagedDatabase, Usage

Told = Mapping[str, Any]
Hear = Callable[[Told], None]

PATIENCE = 60.0  # seconds that a profile may be held by somebody who does not answer
_SPOOLED = "spooled"


def ask(
    profile: Profile, verb: str, args: Told, hear: Hear, *, verbose: bool = False, vault_maker: VaultMaker | None = None
) -> Told:
    """The result of a command; ``hear`` gets the notices meanwhile. Busy when the profile is held and nobody answers."""
    prepare(profile)
    logs.start(profile, verbose)
    until = clock.monotonic() + PATIENCE
    while True:
        hold = door.take(profile.lock)
        if hold is not None:
            with hold:
                return asyncio.run(_alone(profile, verb, args, hear, vault_maker))
        try:
            return _forwarded(profile, verb, args, hear)
        except door.NobodyAnswersError as error:
            if clock.monotonic() > until:
                raise Busy(
                    "Another program holds this profile and does not answer.", "Close it, then try again."
                ) from error
        except Busy:
            if verb != "watch":  # which waits for the one command that is in the way
                raise
        clock.pause(0.05)


def answering(house: House, raise_window: Callable[[], None] | None = None) -> door.Answer:
    """What is answered at the door: commands, and "raise" where there is a window to be raised."""

    async def answer(verb: str, args: Told, caller: door.Caller) -> Told:
        from calsync_desktop.app.commands import carry_out

        if verb == "raise":
            return {"raised": _raised(raise_window)}
        if verb == _SPOOLED:
            request = _unspooled(house.profile, args["file"])
            return await carry_out(house, request["verb"], request["args"], caller)
        return await carry_out(house, verb, args, caller)

    return answer


async def _alone(profile: Profile, verb: str, args: Told, hear: Hear, vault_maker: VaultMaker | None) -> Told:
    from calsync_desktop.app.commands import carry_out, keep_syncing
    from calsync_desktop.app.told import notice_json

    house = open_house(profile, machine_zone(os.environ), vault_maker, scheduling=verb == "watch")
    caller = door.Caller(hear, asyncio.Event())
    try:
        if (news := await house.engine.news()) is not None:
            hear(notice_json(news))
        async with door.listening(profile.socket, answering(house)):
            return await (
                keep_syncing(house, args, caller) if house.scheduling else carry_out(house, verb, args, caller)
            )
    except DamagedDatabase:
        doubt(profile)
        raise
    finally:
        house.close()


def _forwarded(profile: Profile, verb: str, args: Told, hear: Hear) -> Told:
    request = {"verb": verb, "args": dict(args)}
    if len(json.dumps(request, ensure_ascii=False).encode()) < door.LONGEST_LINE - 1:
        return door.ask(profile.socket, verb, args, hear)
    name = _spool(profile, request)
    try:
        return door.ask(profile.socket, _SPOOLED, {"file": name}, hear)
    finally:
        with suppress(OSError):
            (profile.directory / name).unlink()


def _spool(profile: Profile, request: Told) -> str:
    """Put a request that is longer than a line beside the lock, for the user alone; the name of the file."""
    name = clock.new_id("request-")
    with os.fdopen(
        os.open(profile.directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(request, file, ensure_ascii=False)
    return name


def _unspooled(profile: Profile, name: str) -> dict[str, Any]:
    if not name.startswith("request-") or "/" in name or os.sep in name:
        raise Usage("This is not a request.")
    request: dict[str, Any] = json.loads((profile.directory / name).read_text("utf-8"))
    return request


def _raised(raise_window: Callable[[], None] | None) -> bool:
    if raise_window is not None:
        raise_window()
    return raise_window is not None
