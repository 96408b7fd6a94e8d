"""What the demo does without a window: connect two accounts, sync, change both sides, sync again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calsync_desktop.app.browser import new_attempt
from calsync_desktop.app.commands import carry_out
from calsync_desktop.app.demo.google import DemoGoogle, agree
from calsync_desktop.app.demo.server import USER, DemoServer
from calsync_desktop.app.demo.stranger import Stranger
from calsync_desktop.app.house import House
from calsync_desktop.app.reading import agenda, calendar_names, search, today
from calsync_desktop.door import Caller

SHOWN_DAYS = 14
PATIENCE = 60.0  # seconds that the pretend person at the browser has
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """What happened: the runs, the agenda afterwards, and sentences for people; ``calendars``: names by id."""

    runs: list[Told]
    occurrences: list[Told]
    sentences: list[str]
    calendars: Mapping[str, str]
    zone: str


@dataclass(frozen=True, slots=True)
class Teller:
    """This device's side of the story."""

    house: House
    caller: Caller

    async def do(self, verb: str, **args: Any) -> Told:
        """One command of the command line."""
        return await carry_out(self.house, verb, args, self.caller)

    async def sync(self) -> list[Told]:
        """The runs of one sync."""
        runs: list[Told] = (await self.do("sync", connections=[], preview=False, from_scratch=False))["runs"]
        return runs

    async def edit(self, title: str, **values: str) -> None:
        """Change the appointment with this title."""
        found = search(self.house.profile, title, self.house.zone)["occurrences"][0]["appointment"]
        await self.do(
            "edit", appointment=found, values=values, at=None, following=None, notify="none", local=self.house.zone
        )


async def connect(teller: Teller, server: DemoServer) -> None:
    """The account on the CalDAV server."""
    secret = {"user": USER, "password": server.password}
    await teller.do("connect", provider="caldav", secret=secret, options={"url": server.url})


async def connect_google(house: House, google: DemoGoogle) -> None:
    """The account on the pretend Google, through the real sign-in; nobody sits at a browser, so the demo agrees itself."""
    loop, consent = asyncio.get_running_loop(), list[asyncio.Future[None]]()

    def hear(notice: Told) -> None:
        if notice["notice"] == "SignInOpened":
            consent.append(loop.run_in_executor(None, agree, notice["url"], google.account))

    teller = Teller(house, Caller(hear, asyncio.Event()))
    wish = {"connection": None, "login_hint": google.account, "seconds": PATIENCE}
    await teller.do("authorize", provider="google", attempt=new_attempt(), **wish)
    await asyncio.gather(*consent)


async def tell(teller: Teller, server: DemoServer, google: DemoGoogle, stranger: Stranger) -> Story:
    """The whole story; CalSyncError when a part of it fails."""
    await connect(teller, server)
    await connect_google(teller.house, google)
    first = await teller.sync()
    sentences = [
        f"A first sync brought {_count(first, 'pulled')} appointments of {len(calendar_names(teller.house.profile))} calendars here."
    ]
    server.stop()
    await _change_here(teller)
    failed = await teller.sync()
    sentences += [
        "With the CalDAV server gone: Lunch with George was moved to 13:00, notes were added to the Roadmap review, and Dinner with Elin is new."
    ]
    sentences += [f"A sync said: {run['error']['message']}" for run in failed if run["error"]]
    sentences += [
        f"Google was there all the while, and was sent {_count(failed, 'pushed')}: the room of the valuation model's reading."
    ]
    server.start()
    _change_there(stranger)
    sentences += ["Back again, another device renamed the Steering committee, and gave the Roadmap review a room."]
    last = await teller.sync()
    sentences += [
        f"The next sync received {_count(last, 'pulled')}, sent {_count(last, 'pushed')} and merged {sum(run['merged'] for run in last)}."
    ]
    sentences += [_proof(stranger)]
    return _story(teller, [*first, *last], sentences)


async def _change_here(teller: Teller) -> None:
    lunch = search(teller.house.profile, "Lunch with George", "Europe/London")["occurrences"][0]
    await teller.edit("Lunch with George", start=f"{lunch['start'][:10]}T13:00")
    await teller.edit("Valuation model", location="New York, 40th floor")
    await teller.edit(
        "Roadmap review", notes="First half: what slipped. Second half: what is next.\nBring the figures of October."
    )
    words = {
        "calendar": "Personal",
        "title": "Dinner with Elin",
        "location": "Padella, Borough",
        "notes": "",
        "rrule": "",
        "guests": [],
        "notify": "none",
    }
    await teller.do(
        "add",
        **words,
        start=f"{lunch['start'][:10]}T19:30",
        end=None,
        zone="Europe/London",
        all_day=False,
        local=teller.house.zone,
    )


def _change_there(stranger: Stranger) -> None:
    stranger.change("Nordwind AG", "nordwind-steering", {"summary": "Steering committee: budget"})
    stranger.change("Helix Bio", "helix-roadmap", {"location": "Boston, room Darwin, and the call"})


def _proof(stranger: Stranger) -> str:
    there = stranger.reads("Helix Bio", "helix-roadmap")
    both = "figures of October" in there["DESCRIPTION"] and "Darwin" in there["LOCATION"]
    return (
        "The server now has both edits of the Roadmap review: the notes from here and the room from there."
        if both
        else "The edits were not merged."
    )


def _story(teller: Teller, runs: list[Told], sentences: list[str]) -> Story:
    profile, zone = teller.house.profile, teller.house.zone
    first = today(zone)
    occurrences = agenda(profile, first, first + timedelta(days=SHOWN_DAYS - 1), zone, None)["occurrences"]
    return Story(runs, occurrences, sentences, calendar_names(profile), zone)


def _count(runs: list[Told], direction: str) -> int:
    return sum(sum(run[direction].values()) for run in runs)
