"""What people do: the user at one of his devices, and somebody at the server; each writes texts that nobody ever wrote before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Person, Recurrence, Reply
from calsync_desktop.core.edits import content_at
from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.recurrence import occurrences
from calsync_desktop.core.when import all_day, timed
from calsync_desktop.sync.editing import Edit
from tests.fakes import START
from tests.simulate.answering import Answering, later
from tests.simulate.device import Device, Seen, at_once
from tests.simulate.essence import marks_counted, marks_in
from tests.simulate.far import Far, Place
from tests.simulate.ical import ZONE
from tests.simulate.witness import Author, Marks, Witness, of_uid

SPAN = timedelta(days=120)
RULES = ("FREQ=WEEKLY;COUNT=6", "FREQ=DAILY;COUNT=5", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;COUNT=4")
ANCHOR = "anchor"
BOSS, GUEST = "boss@example.net", "guest@example.net"


@dataclass
class People(Answering):
    """``addresses``: the user's own. ``agrees``: how often he lets guests be mailed. ``consents``: device and UID of what he agreed to."""

    far: Far
    witness: Witness
    devices: list[Device]
    say: Callable[..., None]
    chance: Random
    me: str
    agrees: float = 0.0
    guests: float = 0.0
    spoils: float = 0.0
    consents: set[tuple[str, str]] = field(default_factory=set)
    poisoned: set[str] = field(default_factory=set)
    spoiled: set[Place] = field(default_factory=set)
    agreed: set[str] = field(default_factory=set)
    looked: int = 0

    # --- somebody at the server ---------------------------------------------------------------------------------------

    def marks(self) -> Marks:
        """What somebody at the server sees: everything there."""
        out: Marks = {}
        for one in self.far.objects():
            out.setdefault((one.calendar, one.uid), Counter()).update(marks_counted(one.text))
        return out

    def somebody(self) -> None:
        """One edit of somebody who looks at the server's own pages."""
        places = sorted({(o.calendar, o.uid) for o in self.far.objects() if not o.uid.startswith(ANCHOR)})
        doing = self.chance.random()
        with self.witness.writes(self):
            if not places or doing < 0.25:
                self._makes()
                return
            place = self.chance.choice(places)
            if place in self.spoiled:
                return
            if doing < 0.37:
                self._deletes(place)
            elif doing < 0.43:
                self._carries(place)
            elif doing < 0.48:
                self.say("somebody touches", place)
                self.far.touch(place)
            elif doing < 0.48 + self.spoils:
                self._spoils(place)
            else:
                self._changes(place)

    def _makes(self) -> None:
        uid = self.witness.mark("x").rstrip(".")
        place = (self.chance.choice(self.far.calendars), uid)
        made = Appointment(uid, self._content(invitation=self.chance.random() < self.guests))
        if self.chance.random() < 0.5:
            made = Appointment(uid, made.content, Recurrence(self.chance.choice(RULES)))
        self.say("somebody makes", place, made.content.title, made.recurrence and made.recurrence.rule)
        self.far.create(place, made)

    def deletes(self, place: Place) -> None:
        """Somebody throws this away, unless nobody may."""
        if not place[1].startswith(ANCHOR) and place not in self.spoiled:
            with self.witness.writes(self):
                self._deletes(place)

    def user_deletes(self, device: Device, one: Seen) -> None:
        """The user throws this away at a device."""
        with suppress(CalSyncError), self.witness.writes(device):
            self._removes(device, one, whole=True)

    def _deletes(self, place: Place) -> None:
        self.say("somebody deletes", place)
        newest = self._sees_newest(place[1], self, self.devices) and not self._pending(place[1])
        self.far.delete(place)
        self._deleted(place, newest)

    def _carries(self, place: Place) -> None:
        target = next(c for c in self.far.calendars if c != place[0])
        if any((o.calendar, o.uid) == (target, place[1]) for o in self.far.objects()):
            return
        self.say("somebody moves", place, "to", target)
        self.witness.wrote(place[1])
        self.far.carry(place, target)

    def _spoils(self, place: Place) -> None:
        title = self.witness.mark()
        self.say("somebody spoils", place, title)
        self.witness.wrote(place[1])
        self.far.spoil(place, title)
        self.spoiled.add(place)

    def _changes(self, place: Place) -> None:
        old = self.far.read(place)
        if old is None:
            return
        self.witness.wrote(place[1])
        key = self._key(old) if old.recurrence and self.chance.random() < 0.5 else None
        if key and self.chance.random() < 0.3:
            self.say("somebody skips", place, key)
            self.far.skip(place, key)
            return
        new = self._some_values()
        self.say("somebody changes", place, key, new)
        self.far.change(place, key, **new)

    def _some_values(self) -> dict[str, Any]:
        kind = self.chance.choice(["title", "title", "location", "when"])
        if kind == "title":
            return {"title": self.witness.mark()}
        hours = {"hours": self.chance.choice([-1, 1, 2, 24])} if kind == "when" else {}
        return {"location": self.witness.mark("l"), **hours}

    # --- the user at a device -----------------------------------------------------------------------------------------

    def user(self, device: Device) -> None:
        """One edit of the user, stored at once; what the program refuses with a sentence is no harm."""
        doing = self.chance.random()
        some = [s for s in device.seen() if not s.place[1].startswith(ANCHOR) and not s.detached]
        try:
            with self.witness.writes(device):
                if not some or doing < 0.22:
                    self._adds(device)
                else:
                    self._does(device, self.chance.choice(some), doing)
        except CalSyncError as refusal:
            self.say("  refused:", refusal.message)

    def _does(self, device: Device, one: Seen, doing: float) -> None:
        shown = one.appointment
        me = any(a.email == self.me for a in shown.content.attendees)
        if me and shown.content.organizer and shown.content.organizer.email != self.me:
            self._replies(device, one)
        elif doing < 0.37:
            self._removes(device, one)
        elif doing < 0.44:
            self._moves(device, one)
        elif doing < 0.50:
            self._undoes(device)
        else:
            self._edits(device, one)

    def _adds(self, device: Device) -> None:
        calendar = self.chance.choice(sorted(device.calendars().values()))
        rule = self.chance.choice(["", "", *RULES])
        content = self._content(guests=self.chance.random() < self.guests)
        notify = self._notify()
        id_ = at_once(device.engine.add(calendar, content, rule, notify))
        uid = self._uid(device, id_)
        self.say(device.name, "adds", uid, content.title, rule, [a.email for a in content.attendees], notify)
        self._consent(device, notify, uid)

    def _removes(self, device: Device, one: Seen, *, whole: bool = False) -> None:
        key = self._key(one.appointment) if one.appointment.recurrence and not whole else None
        at, following = self.chance.choice([(None, None), (key, None), (None, key)])
        self.say(device.name, "deletes", one.place, at, following)
        uid, whole = one.place[1], at is None and following is None
        others: list[Author] = [self, *(d for d in self.devices if d is not device)]
        newest = whole and self._sees_newest(uid, device, others) and not self._pending(uid, device) and self.up_to_date(device, one)
        notify = self._notify()
        at_once(device.engine.delete(one.id, at, following, notify))
        self._consent(device, notify, uid)
        self._deleted(one.place, newest)

    def _moves(self, device: Device, one: Seen) -> None:
        target = next(id_ for remote, id_ in sorted(device.calendars().items()) if remote != one.place[0])
        notify = self._notify()
        self.say(device.name, "moves", one.place, "to", target, notify)
        at_once(device.engine.edit(one.id, Edit({"calendar": target}), notify))
        self._consent(device, notify, one.place[1])

    def _undoes(self, device: Device) -> None:
        found = [id_ for (id_,) in device.rows("SELECT id FROM history WHERE NOT undone ORDER BY rowid DESC LIMIT 6")]
        if found:
            change = self.chance.choice(found)
            touched = device.rows(
                "SELECT a.uid FROM history h JOIN appointments a ON a.id = h.appointment WHERE h.id = ?", change
            )
            self.say(device.name, "undoes", change)
            notify = self._notify()
            self.witness.wrote(*(uid for (uid,) in touched))
            at_once(device.engine.undo(change, notify=notify))
            self._consent(
                device, notify, *(uid for (uid,) in touched), *self._all(device) if notify is Notify.ALL else ()
            )
            self.witness.wrote(*self._all(device))

    def _edits(self, device: Device, one: Seen) -> None:
        shown = one.appointment
        key = self._key(shown) if shown.recurrence else None
        at, following = self.chance.choice([(None, None), (None, None), (key, None), (None, key)])
        values = self._new_values(shown, at or following)
        notify = self._notify()
        self.say(device.name, "edits", one.place, at, following, values, notify)
        id_ = at_once(device.engine.edit(one.id, Edit(values, at, following), notify))
        self._consent(device, notify, one.place[1], self._uid(device, id_))

    def _new_values(self, shown: Appointment, key: str | None) -> dict[str, Any]:
        kind = self.chance.choice(["title", "title", "location", "when", "rule"])
        if kind == "title":
            return {"title": self.witness.mark()}
        values: dict[str, Any] = {"location": self.witness.mark("l")}
        if kind == "when":
            values["when"] = later(content_at(shown, key).when if key else shown.content.when, self.chance)
        elif kind == "rule" and key is None:
            values["rule"] = self.chance.choice(["", *RULES])
        return values

    def _replies(self, device: Device, one: Seen) -> None:
        answer = self.chance.choice([Reply.ACCEPTED, Reply.DECLINED, Reply.TENTATIVE])
        key = self._key(one.appointment) if one.appointment.recurrence and self.chance.random() < 0.4 else None
        notify = self._notify()
        self.say(device.name, "replies", one.place, key, answer, notify)
        at_once(device.engine.reply(one.id, answer, key, notify))
        self._consent(device, notify, one.place[1])

    # --- inside -------------------------------------------------------------------------------------------------------

    def _content(self, *, invitation: bool = False, guests: bool = False) -> Content:
        day, hour = self.chance.randrange(2, 28), self.chance.randrange(7, 18)
        whole = self.chance.random() < 0.15
        when = (
            all_day(date(2026, 3, day))
            if whole
            else timed(datetime(2026, 3, day, hour), datetime(2026, 3, day, hour + 1), ZONE)
        )
        people: dict[str, Any] = {}
        if invitation:
            people = {"organizer": Person(BOSS), "attendees": (Attendee(self.me), Attendee(GUEST))}
        elif guests:
            people = {"organizer": Person(self.me), "attendees": (Attendee(GUEST),)}
        return Content(when, self.witness.mark(), **people)

    def _notify(self) -> Notify:
        return Notify.ALL if self.chance.random() < self.agrees else Notify.NONE

    def _deleted(self, place: Place, newest: bool) -> None:
        """A UID that stands in another calendar too is not gone."""
        self.witness.thrown.add(place[1])
        authors: list[Author] = [self, *self.devices]
        seen = {p for author in authors for p in author.marks()}
        calendar, uid = place
        if newest and not any(other == uid and where != calendar for where, other in seen):
            self.witness.deleted.add(uid)
        elif not newest:
            self.witness.wrote(uid)

    def _sees_newest(self, uid: str, author: Author, others: Sequence[Author]) -> bool:
        """Somebody sees all that anybody wrote to it, but for what was overwritten knowingly or lost a clash."""
        known = of_uid(author.marks(), uid) | self.witness.superseded
        known |= marks_in("\n".join(d.losers() for d in self.devices))
        return all(of_uid(one.marks(), uid) <= known for one in others)

    def _pending(self, uid: str, but: Device | None = None) -> bool:
        """Some device has an edit of it that nobody else knows of."""
        sql = "SELECT 1 FROM appointments a WHERE uid = ? AND (ours IS NOT NULL OR detached OR EXISTS (SELECT 1 FROM intents WHERE appointment = a.id))"
        return any(d.rows(sql, uid) for d in self.devices if d is not but)

    def _key(self, appointment: Appointment) -> str | None:
        found = occurrences(appointment, START - SPAN, START + SPAN)
        return self.chance.choice(found).original_start if found else None

    def _uid(self, device: Device, id_: str) -> str:
        return str(device.rows("SELECT uid FROM appointments WHERE id = ?", id_)[0][0])

    def _all(self, device: Device) -> list[str]:
        return [uid for (uid,) in device.rows("SELECT uid FROM appointments")]
