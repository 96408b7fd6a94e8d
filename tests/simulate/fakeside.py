"""The three-tempered fake as the far side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from calsync_desktop.core.appointment import Appointment, Content, Override
from calsync_desktop.core.calendar import Connection
from calsync_desktop.core.edits import content_at, skip
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.errors import Gone, ServerTrouble, SignInAgain
from calsync_desktop.core.provider import Delta, Mails, Payload, Verb
from calsync_desktop.core.recurrence import Occurrence, occurrences
from calsync_desktop.core.when import timed
from calsync_desktop.sync.ground import Door
from tests.fakes import START, FakeGround, FakeProvider, FakeServer, Temper
from tests.fakes.listing import FUTURE, PAST
from tests.fakes.shapes import occurs, ordinary
from tests.fakes.shelf import Record
from tests.simulate.clock import DeviceGround
from tests.simulate.essence import Essence, marks_in, of_value
from tests.simulate.fakeline import Line
from tests.simulate.far import Mailed, Object, Place

ANYTIME = timed(datetime(2026, 3, 1, 9), datetime(2026, 3, 1, 10), "UTC")
ON = ("", "changes", "fetch", "send", "send create", "send update", "send delete")


class FakeSide:
    """See ``far.Far``."""

    alone = 1

    def __init__(self, temper: Temper, chance: Random, base: FakeGround) -> None:
        mails = chance.choice([Mails.NEVER, Mails.NEVER, Mails.ALWAYS, Mails.TOLD])
        self.server = FakeServer(temper, mails=mails, now=base.now)
        self.server.add_calendar("work")
        self.server.page_size = chance.choice([2, 3, 100])
        self.server.names_versions = chance.random() < 0.8
        self.server.answers_pieces = temper is not Temper.RESOURCE and chance.random() < 0.7
        self.server.reads_masters = True
        self.calendars: tuple[str, ...] = ("home", "work")
        self.always_mails = mails is Mails.ALWAYS
        self.apart = temper is not Temper.RESOURCE
        self.dropped = set[str]()
        self.poisons: tuple[str, ...] = ()
        self.reborn = False
        self.garbles, self.spoiled = "", dict[Place, Appointment]()
        self._known: dict[str, tuple[list[Record], list[Object]]] = {}
        self.mails: list[Mailed] = []
        self.made_by: dict[Place, str] = {}
        self.asked_to_write: list[tuple[str, str]] = []
        self.lines: list[str] = []

    def door(self, device: str, ground: DeviceGround) -> Door:
        self.server.wrong_clocks[device] = ground.off
        inner = self.server.door(device)

        def provider(connection: Connection, secret: Mapping[str, str]) -> Line:
            made = inner.provider(connection, secret)
            assert isinstance(made, FakeProvider)
            return Line(self, made, ground)

        return Door(inner.sign_in, provider)

    def said(self, device: str, what: str) -> None:
        self.lines.append(f"{device}: {what}")

    def unseen_exceptions(self, device: str, calendar: str, payload: Payload) -> set[str]:
        """The texts of exceptions that a write of their master may drop though its device was never told of them: its version does not name them."""
        if not self.apart or payload.original_start is not None or payload.verb is Verb.CREATE:
            self._may_be_born_again(calendar, payload)
            return set()
        family = self.server.shelf(calendar).family(payload.series).values()
        told = self.server.told[device]
        unseen = [r.content for r in family if r.original_start and r.content and (r.remote_id, r.version) not in told]
        return marks_in("".join(dumps(content) for content in unseen))

    def _may_be_born_again(self, calendar: str, payload: Payload) -> None:
        if payload.verb is Verb.CREATE and payload.remote_id in self.server.shelf(calendar).records:
            self.reborn = True

    def garbled(self, delta: Delta) -> Delta:
        """The page twice, or the other way round, as the trouble of the hour is."""
        if self.garbles == "repeated":
            return replace(delta, pieces=(*delta.pieces, *delta.pieces))
        if self.garbles == "reordered":
            return replace(delta, pieces=delta.pieces[::-1])
        return delta

    # --- somebody else ------------------------------------------------------------------------------------------------

    def objects(self) -> list[Object]:
        return [one for calendar in self.calendars for one in self._objects_of(calendar)]

    def _objects_of(self, calendar: str) -> list[Object]:
        """Those of one calendar; remembered as long as all its records are the same."""
        records = list(self.server.shelf(calendar).records.values())
        if self._known.get(calendar, ([], []))[0] != records:
            found = self.server.everything(calendar).items()
            objects = [Object(calendar, uid, dumps(a) + self.record_text(calendar, uid)) for uid, a in found]
            self._known[calendar] = (records, objects)
        return self._known[calendar][1]

    def record_text(self, calendar: str, uid: str) -> str:
        """What is only this service's."""
        return self.server.record(uid, calendar).foreign

    def read(self, place: Place) -> Appointment | None:
        return None if place in self.spoiled else self.server.find(place[1], place[0])

    def create(self, place: Place, made: Appointment) -> None:
        self.made_by[place] = ""
        self.server.put(made, place[0])

    def change(self, place: Place, key: str | None, title: str = "", location: str = "", hours: int = 0) -> None:
        old = self.server.read(place[1], place[0])
        content = old.content if key is None else content_at(old, key)
        content = replace(content, title=title or content.title, location=location or content.location)
        if hours:
            content = replace(content, when=content.when.moved_to(content.when.start + timedelta(hours=hours)))
        if key is None:
            self.server.put(self._without_strays(replace(old, content=content)), place[0])
            return
        others = [o for o in old.overrides if o.original_start != key]
        overrides = sorted([*others, Override(key, content)], key=lambda o: o.original_start)
        self.server.put(replace(old, overrides=tuple(overrides)), place[0])

    def _without_strays(self, whole: Appointment) -> Appointment:
        """Where exceptions are kept apart they go when their start goes, whoever moves the series (as ``Shelf`` has it for devices)."""
        kept = tuple(o for o in whole.overrides if not self.apart or occurs(whole, o.original_start))
        return replace(whole, overrides=kept)

    def skip(self, place: Place, key: str) -> None:
        self.server.put(skip(self.server.read(place[1], place[0]), key), place[0])

    def delete(self, place: Place) -> None:
        self.spoiled.pop(place, None)
        self.server.remove(place[1], place[0])

    def carry(self, place: Place, target: str) -> None:
        moved = self.server.read(place[1], place[0])
        self.reborn = self.reborn or self.server.shelf(target).id_of(place[1]) in self.server.shelf(target).records
        self.server.remove(place[1], place[0])
        self.made_by[target, place[1]] = ""
        self.server.put(moved, target)

    def touch(self, place: Place) -> None:
        self.server.put(self.server.read(place[1], place[0]), place[0], foreign=f"touched {self.server.requests}")

    def spoil(self, place: Place, title: str) -> None:
        old = self.server.read(place[1], place[0])
        self.spoiled[place] = replace(old, content=replace(old.content, title=title))
        self.server.put(self.spoiled[place], place[0])
        self.server.spoil(place[1], calendar=place[0])

    def heal(self, place: Place) -> None:
        del self.spoiled[place]
        master = self.server.shelf(place[0]).master_of(place[1])
        if master is not None and master.problem:  # a device may have skipped an occurrence of it meanwhile
            self.server.put(self.server.read(place[1], place[0]), place[0], foreign="healed")

    # --- what goes wrong ----------------------------------------------------------------------------------------------

    def trouble(self, chance: Random, act: Callable[[], None]) -> str:
        faults, on, nth = self.server.faults, chance.choice(ON), chance.randrange(1, 4)
        times = chance.choice([1, 1, 1, 3])
        kinds: dict[str, Callable[[], None]] = {
            "lost request": lambda: faults.lose_request(on, nth=nth, times=times),
            "lost answer": lambda: faults.lose_answer(on, nth=nth, times=times),
            "500 before": lambda: faults.break_down(on, nth=nth, times=times),
            "500 after": lambda: faults.fail(ServerTrouble("500"), on, after=True, nth=nth, times=times),
            "calendar gone": lambda: faults.fail(Gone("404"), "changes", nth=nth),
            "429": lambda: faults.throttle(on, nth=nth),
            "401": lambda: faults.fail(SignInAgain("The password is not accepted."), on, nth=nth),
            "crash before": lambda: faults.crash(on, nth=nth),
            "crash after": lambda: faults.crash(on, after=True, nth=nth),
            "somebody before": lambda: faults.act(act, on, nth=nth),
            "somebody after": lambda: faults.act(act, on, after=True, nth=nth),
            "dead cursor": self.server.forget_cursors,
            "dead cursor later": lambda: faults.act(self.server.forget_cursors, on, nth=nth),
            "repeated": lambda: self._garble("repeated"),
            "reordered": lambda: self._garble("reordered"),
        }
        kind = chance.choice(list(kinds))
        kinds[kind]()
        return f"{kind} on {on or 'any'} #{nth} x{times}"

    def _garble(self, how: str) -> None:
        self.garbles = how

    def poison(self, uid: str) -> None:
        self.poisons = (f"{uid}.ics", f"m{uid.encode().hex()}")

    def cure(self) -> None:
        self.poisons = ()

    def down(self, chance: Random) -> float:
        seconds = chance.choice([0.0, 600.0])
        if seconds:
            self.server.faults.throttle("", seconds=seconds, times=10**9)
        else:
            self.server.faults.break_down("", times=10**9)
        return seconds

    def clear(self) -> None:
        self.server.faults.clear()
        self.garbles = ""

    # --- what happened ------------------------------------------------------------------------------------------------

    def essence(self) -> dict[Place, Essence]:
        return {
            (c, uid): of_value(self.tidied(a)) for c in self.calendars for uid, a in self.server.everything(c).items()
        }

    def tidied(self, appointment: Appointment) -> Appointment:
        """What both sides must agree on.

        Skips where nothing starts say nothing, and where occurrences are written one by one they cannot be taken out. A listing in a frozen window
        is one of occurrences (design.md, section 3: a Delta states its scope): a change of the master that none of them shows is in none.
        """
        recurrence = appointment.recurrence
        if recurrence is None or not self.apart:
            return appointment
        if self.server.temper is Temper.FROZEN:
            shown = [Override(o.original_start, replace(o.content, when=o.when)) for o in self._in_window(appointment)]
            return Appointment(appointment.uid, Content(ANYTIME), None, tuple(shown))
        skipped = tuple(key for key in recurrence.skipped if occurs(appointment, key))
        # An exception that says what its series says is none: nothing tells it from an ordinary occurrence but how it is kept.
        plain = [o for o in appointment.overrides if ordinary(appointment, o.original_start).content == o.content]
        kept = tuple(o for o in appointment.overrides if o not in plain)
        return replace(appointment, recurrence=replace(recurrence, skipped=skipped), overrides=kept)

    def _in_window(self, appointment: Appointment) -> list[Occurrence]:
        return occurrences(appointment, START - PAST, START + FUTURE)

    def never_listed(self, place: Place) -> bool:
        """A listing in a frozen window is one of occurrences: what has none is in no listing, and only who knew it before can ask for it."""
        standing = self.server.find(place[1], place[0])
        return standing is not None and self.server.temper is Temper.FROZEN and not self._in_window(standing)

    def standing(self, calendar: str, remote_id: str) -> str:
        """The UID of what stands under an id; "" for nothing."""
        record = self.server.shelf(calendar).records.get(remote_id)
        return record.uid if record is not None and record.content is not None else ""

    def makers(self, uid: str) -> dict[str, str]:
        return {c: self.made_by.get((c, uid), "") for c in self.calendars if self.server.find(uid, c) is not None}

    def asked(self) -> int:
        return self.server.requests

    def wrote(self) -> Sequence[tuple[str, str]]:
        return self.asked_to_write

    def careless(self) -> list[str]:
        bad = [w for w in self.server.writes if (w.unconditional or w.blind) and w.outcome == "done"]
        return [f"{w.device} {w.verb} {w.remote_id} names {w.named}, found {w.found}" for w in bad]

    def mailed(self) -> list[Mailed]:
        return self.mails

    def trace(self) -> list[str]:
        return self.lines
