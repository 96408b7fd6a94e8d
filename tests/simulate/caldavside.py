"""The CalDAV sandbox as the far side, reached by the real adapter in process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from calsync_desktop.auth.basic import PasswordAuth
from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.provider import SignIn
from calsync_desktop.providers.caldav.discover import site
from calsync_desktop.providers.caldav.mapping.read import read_resource
from calsync_desktop.providers.caldav.provider import CalDavProvider
from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, blind_writes
from calsync_desktop.sync.ground import Door
from calsync_desktop.wire.client import Client
from tests.fakes import Crash, FakeGround
from tests.simulate import ical
from tests.simulate.clock import DeviceGround
from tests.simulate.essence import Essence, of_text
from tests.simulate.far import Mailed, Object, Place
from tests.simulate.line import Known, Line, place
from tests.simulate.oddities import odd

HOME = "/calendars/ana/home/"
WORK = "/calendars/ana/work/"
METHODS = (None, None, "REPORT", "PROPFIND", "PUT", "PUT", "DELETE", "GET")
WRITES = ("PUT", "DELETE", "MOVE")


class CaldavSide:
    """See ``far.Far``."""

    def __init__(self, chance: Random, base: FakeGround) -> None:
        self.calendars: tuple[str, ...] = (HOME, WORK)
        self.quirks = odd(chance)
        self.sandbox = CalDavSandbox(quirks=self.quirks, clock=base.now, sleep=base.sleep)
        self.sandbox.add_calendar("home")
        self.sandbox.add_calendar("work")
        self.always_mails = self.quirks.auto_schedule
        self.alone = 1
        self.spoiled: dict[Place, str] = {}
        self.poisoned: list[Fault] = []
        self._touched = 0

    def door(self, device: str, ground: DeviceGround) -> Door:
        who = self.sandbox.users[0]

        def sign_in(secret: Mapping[str, str], options: Mapping[str, str]) -> SignIn:
            return Known(place(self.quirks.auto_schedule))

        def provider(connection: Connection, secret: Mapping[str, str]) -> CalDavProvider:
            auth = PasswordAuth(who.name, who.password)
            client = Client(
                site(connection.place).trust(),
                auth,
                ground.as_wire(),
                transport=Line(self.sandbox, ground),
                environment={},
            )
            return CalDavProvider(client, connection.place, connection.addresses, lambda: ground.new_id("k"))

        return Door(sign_in, provider)

    # --- somebody else ------------------------------------------------------------------------------------------------

    def objects(self) -> list[Object]:
        found = []
        for calendar in self.calendars:
            for resource, version in self.sandbox.store.collections[calendar].living():
                found.append(Object(calendar, version.uid or resource.name, version.text or ""))
        return found

    def read(self, place: Place) -> Appointment | None:
        path = self._path(place)
        reading = read_resource(self.sandbox.store.text(path), "") if path and place not in self.spoiled else None
        return reading.appointment if reading else None

    def create(self, place: Place, made: Appointment) -> None:
        when = made.content.when
        more = [f"RRULE:{made.recurrence.rule}"] if made.recurrence else []
        if made.content.location:
            more.append(f"LOCATION:{made.content.location}")
        if made.content.organizer:
            more.append(f"ORGANIZER:mailto:{made.content.organizer.email}")
            more += [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{a.email}" for a in made.content.attendees]
        text = ical.written(place[1], made.content.title, when.start, when.end - when.start, *more)
        self.sandbox.store.put(f"{place[0]}{place[1]}.ics", text)

    def change(self, place: Place, key: str | None, title: str = "", location: str = "", hours: int = 0) -> None:
        def edited(text: ical.Text) -> None:
            event = text.master if key is None else _apart(text, key)
            if title:
                ical.replace_line(event, "SUMMARY", f"SUMMARY:{title}")
            if location:
                ical.replace_line(event, "LOCATION", f"LOCATION:{location}")
            if hours:
                start = ical.moments(event, "DTSTART")[0][0]
                ical.place(event, _later(start, hours))

        self._edit(place, edited)

    def skip(self, place: Place, key: str) -> None:
        def edited(text: ical.Text) -> None:
            master = text.master
            start = ical.start_of(key, master)
            zone = ical.moments(master, "DTSTART")[0][1]
            if (gone := text.apart(key)) is not None:
                text.events.remove(gone)
            master.append(ical.stamp("EXDATE", start, zone))

        self._edit(place, edited)

    def delete(self, place: Place) -> None:
        self.spoiled.pop(place, None)
        self.sandbox.store.delete(self._path(place) or "")

    def carry(self, place: Place, target: str) -> None:
        path = self._path(place) or ""
        text = self.sandbox.store.text(path)
        self.sandbox.store.delete(path)
        self.sandbox.store.put(f"{target}{path.rpartition('/')[2]}", text)

    def touch(self, place: Place) -> None:
        self._touched += 1

        def edited(text: ical.Text) -> None:
            ical.replace_line(text.master, "X-TOUCHED", f"X-TOUCHED:{self._touched}")

        self._edit(place, edited)

    def spoil(self, place: Place, title: str) -> None:
        self.change(place, None, title=title)
        path = self._path(place) or ""
        self.spoiled[place] = self.sandbox.store.text(path)
        self.sandbox.store.put(path, self.spoiled[place].replace("DTSTART", "DTSTRAT"))

    def heal(self, place: Place) -> None:
        text, path = self.spoiled.pop(place), self._path(place)
        if path and self.sandbox.store.text(path) == text.replace("DTSTART", "DTSTRAT"):
            self.sandbox.store.put(path, text)

    def _edit(self, place: Place, change: Callable[[ical.Text], None]) -> None:
        path = self._path(place) or ""
        text = ical.parsed(self.sandbox.store.text(path))
        change(text)
        self.sandbox.store.put(path, str(text))

    def _path(self, place: Place) -> str | None:
        name = self.sandbox.store.collections[place[0]].owner_of_uid(place[1])
        return f"{place[0]}{name}" if name else None

    # --- what goes wrong ----------------------------------------------------------------------------------------------

    def trouble(self, chance: Random, act: Callable[[], None]) -> str:
        method, nth, times = chance.choice(METHODS), chance.randrange(1, 4), chance.choice([1, 1, 1, 3])
        at: dict[str, Any] = {"method": method, "nth": nth, "times": times}
        once: dict[str, Any] = {"method": method, "nth": nth}
        kinds: dict[str, Fault] = {
            "lost request": Fault("lose_request", **at),
            "lost answer": Fault("lose_answer", **at),
            "500 before": Fault("status_before", status=500, **at),
            "503 before": Fault("status_before", status=503, **at),
            "500 after": Fault("status_after", status=500, **at),
            "503 after": Fault("status_after", status=503, **at),
            "429": Fault("status_before", status=429, retry_after=chance.choice(["30", None]), **at),
            "401": Fault("status_before", status=401, **at),
            "calendar gone": Fault("status_before", status=chance.choice([404, 403]), path=chance.choice([HOME, WORK])),
            "login page": Fault("login_page", **at),
            "truncated": Fault("truncated", cut=chance.random(), **at),
            "cut off": Fault("cut_off", cut=chance.random(), **at),
            "broken xml": Fault("broken_xml", method="REPORT", nth=nth),
            "repeated": Fault("repeated", times=None),
            "reordered": Fault("reordered", times=None),
            "twice": Fault("handled_twice", **once),
            "dead token": Fault("dead_token", method="REPORT", body="sync-collection", nth=nth),
            "crash before": Fault("call_before", action=_crash, **once),
            "crash after": Fault("call_after", action=_crash, **once),
            "somebody before": Fault("call_before", action=act, **once),
            "somebody after": Fault("call_after", action=act, **once),
            "dead tokens": Fault("call_before", action=self.sandbox.store.expire_tokens, **once),
        }
        kind = chance.choice(list(kinds))
        if times > 1 and not self.quirks.sync_collection:
            # A café's network answers everything with a page; where versions alone tell what is there, that looks like emptiness.
            kind, kinds["café"] = "café", Fault("login_page", times=None)
        self.sandbox.faults.add(kinds[kind])
        return f"{kind} on {method or 'any'} #{nth} x{times}"

    def poison(self, uid: str) -> None:
        for method in ("PUT", "DELETE"):
            self.poisoned.append(Fault("status_before", method=method, path=f"*{uid}*", status=500, times=None))
        self.clear()

    def cure(self) -> None:
        self.poisoned.clear()
        self.clear()

    def down(self, chance: Random) -> float:
        seconds = chance.choice([0, 600])
        wait = str(seconds) if seconds else None
        self.sandbox.faults.add(Fault("status_before", status=503, retry_after=wait, times=None))
        return float(seconds)

    def clear(self) -> None:
        self.sandbox.faults.clear()
        self.sandbox.faults.add(*self.poisoned)

    # --- what happened ------------------------------------------------------------------------------------------------

    def essence(self) -> dict[Place, Essence]:
        return {(o.calendar, o.uid): of_text(o.text) for o in self.objects() if (o.calendar, o.uid) not in self.spoiled}

    def makers(self, uid: str) -> dict[str, str]:
        paths = {c: path for c in self.calendars if (path := self._path((c, uid)))}
        return {c: self._maker(path) for c, path in paths.items()}

    def _maker(self, path: str) -> str:
        """Whose request began the life of what lives at the path."""
        first = None
        for version in reversed(self.sandbox.store.versions(path)):
            if version.text is None:
                break
            first = version.number
        made = (e for e in self.sandbox.journal.entries if e.path == path and e.after == first)
        return next((e.headers.get("x-device", "") for e in made), "")

    def asked(self) -> int:
        return len(self.sandbox.journal.entries)

    def wrote(self) -> Sequence[tuple[str, str]]:
        entries = (e for e in self.sandbox.journal.entries if e.method in WRITES)
        return [(e.headers.get("x-device", ""), f"{e.method} {e.path}") for e in entries]

    def careless(self) -> list[str]:
        entries = self.sandbox.journal.entries
        bad = self.sandbox.journal.unconditional_writes()
        for device in sorted({e.headers.get("x-device", "") for e in entries}):
            bad += blind_writes(e for e in entries if e.headers.get("x-device") == device)
        return [f"{e.headers.get('x-device')} {e.method} {e.path} over version {e.before}" for e in bad]

    def mailed(self) -> list[Mailed]:
        mails = (e for e in self.sandbox.journal.entries if e.mails)
        return [Mailed(e.headers.get("x-device", ""), self._uid_at(e.path)) for e in mails]

    def _uid_at(self, path: str) -> str:
        versions = reversed(self.sandbox.store.versions(path))
        return next((v.uid for v in versions if v.uid), path.rpartition("/")[2].removesuffix(".ics"))

    def trace(self) -> list[str]:
        return [
            f"{e.headers.get('x-device')}: {e.method} {e.path} -> {e.status} ({e.before}>{e.after}) {e.fault or ''}"
            for e in self.sandbox.journal.entries
        ]


def _crash() -> None:
    raise Crash


def _apart(text: ical.Text, key: str) -> list[str]:
    """The event of one occurrence, made from the master when there is none yet."""
    found = text.apart(key)
    if found is not None:
        return found
    master = text.master
    start, zone = ical.start_of(key, master), ical.moments(master, "DTSTART")[0][1]
    event = [each for each in master if not each.startswith(("RRULE", "EXDATE", "RDATE"))]
    ical.place(event, start)
    event.insert(0, ical.stamp("RECURRENCE-ID", start, zone))
    text.events.append(event)
    return event


def _later(start: date, hours: int) -> date:
    return start + (timedelta(hours=hours) if isinstance(start, datetime) else timedelta(days=1))
