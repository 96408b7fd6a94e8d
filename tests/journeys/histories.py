"""Random mini-histories: two devices and somebody at the server edit the same calendar while everything goes wrong, drawn from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from calsync_desktop.core.appointment import Appointment, Override
from calsync_desktop.core.edits import content_at, skip
from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.recurrence import occurrences
from calsync_desktop.core.when import When
from calsync_desktop.store.copies import Row
from calsync_desktop.sync import writing
from calsync_desktop.sync.editing import Edit
from tests.fakes import START, Crash, FakeGround, FakeServer, Temper
from tests.journeys.house import House, call, house, reopened, series

CALLS = ("", "changes", "fetch", "send", "send create", "send update", "send delete")
SPAN = timedelta(days=120)
ANCHOR = "anchor"


@dataclass
class History:
    """One seed's world. ``unseen``: titles that a device or the server wrote and that nobody who knew them has overwritten."""

    temper: Temper
    random: random.Random
    devices: list[House]
    server: FakeServer
    ground: FakeGround
    unseen: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    counter: int = 0

    @property
    def skips(self) -> bool:
        """The frozen listing tells of a skipped occurrence by an id that names no series: the last ordinary one would go unnoticed."""
        return self.temper is not Temper.FROZEN

    def say(self, *words: Any) -> None:
        self.log.append(" ".join(str(w) for w in words))

    def title(self) -> str:
        """A text that nobody ever wrote before."""
        self.counter += 1
        text = f"t{self.counter}."
        self.unseen.add(text)
        return text

    # --- somebody at the server ---------------------------------------------------------------------------------------

    def at_server(self) -> None:
        """One edit of somebody who looks at the server's own pages."""
        known = {uid: a for uid, a in self.server.everything().items() if uid != ANCHOR}
        choice = self.random.random()
        if not known or choice < 0.2:
            self._put_new()
            return
        uid = self.random.choice(sorted(known))
        old = known[uid]
        if choice < 0.35:
            self.say("server removes", uid)
            self._forgive(old)
            self.server.remove(uid)
            return
        new = self._changed_there(old)
        if new is not None:
            self.say(
                "server changes", uid, new.content.title, [(o.original_start, o.content.title) for o in new.overrides]
            )
            self._forgive(old, new)
            self.server.put(new)

    def _put_new(self) -> None:
        uid, title = f"s{self.counter}", self.title()
        day = self.random.randrange(2, 28)
        made = call(title, uid, day=day) if self.random.random() < 0.5 else series(title, uid, "FREQ=WEEKLY;COUNT=6")
        self.say("server puts", uid, title)
        self.server.put(made)

    def _changed_there(self, old: Appointment) -> Appointment | None:
        kind = self.random.choice(["title", "location", "when", "at", "skip"])
        if kind == "location":
            return replace(old, content=replace(old.content, location=f"room {self.counter}"))
        if kind in ("at", "skip") and old.recurrence is not None:
            return self._occurrence_there(old, kind)
        if kind == "when" and old.recurrence is None:
            return replace(old, content=replace(old.content, when=_later(old.content.when, self.random)))
        return replace(old, content=replace(old.content, title=self.title()))

    def _occurrence_there(self, old: Appointment, kind: str) -> Appointment | None:
        key = self._key(old)
        if key is None:
            return None
        if kind == "skip":
            return skip(old, key) if self.skips and len(occurrences(old, START - SPAN, START + SPAN)) > 1 else None
        content = replace(content_at(old, key), title=self.title())
        if self.temper is not Temper.RESOURCE:
            # An exception's version is its own: moving or deleting the master takes along one that nobody but the server saw yet.
            self.unseen.discard(content.title)
        others = [o for o in old.overrides if o.original_start != key]
        return replace(old, overrides=tuple(sorted([*others, Override(key, content)], key=lambda o: o.original_start)))

    def _forgive(self, old: Appointment, new: Appointment | None = None) -> None:
        """Whoever removes or rewrites what is there has seen it."""
        self.unseen -= titles_of(old) - (titles_of(new) if new else set())

    def _key(self, appointment: Appointment) -> str | None:
        found = occurrences(appointment, START - SPAN, START + SPAN)
        return self.random.choice(found).original_start if found else None

    # --- at a device --------------------------------------------------------------------------------------------------

    def at_device(self, home: House) -> None:
        """One edit of the user, stored at once."""
        rows = [row for row in home.rows() if row.shown is not None and row.uid != ANCHOR]
        choice = self.random.random()
        with suppress(CalSyncError):
            if not rows or choice < 0.2:
                self._add(home)
            elif choice < 0.35:
                self._delete(home, self.random.choice(rows))
            else:
                self._edit(home, self.random.choice(rows))

    def _add(self, home: House) -> None:
        title = self.title()
        rule = self.random.choice(["", "FREQ=WEEKLY;COUNT=6"])
        content = call(title, day=self.random.randrange(2, 28)).content
        self.say(self.name(home), "adds", title, rule)
        writing.add(home.engine._desk(), home.calendar(), content, rule, Notify.NONE)

    def _delete(self, home: House, row: Row) -> None:
        shown = row.shown
        assert shown is not None
        key = self._key(shown) if shown.recurrence else None
        at, following = self.random.choice([(None, None), (key if self.skips else None, None), (None, key)])
        self.say(self.name(home), "deletes", row.uid, at, following)
        writing.delete(home.engine._desk(), row.id, at, following, Notify.NONE)

    def _edit(self, home: House, row: Row) -> None:
        shown = row.shown
        assert shown is not None
        key = self._key(shown) if shown.recurrence else None
        at, following = self.random.choice([(None, None), (None, None), (key, None), (None, key)])
        kind = self.random.choice(["title", "title", "location", "when"])
        if kind == "title":
            values: dict[str, Any] = {"title": self.title()}
        elif kind == "location":
            values = {"location": f"room {self.counter}"}
        else:
            base = content_at(shown, key).when if key and (at or following) else shown.content.when
            values = {"when": _later(base, self.random)}
        self.say(self.name(home), "edits", row.uid, at, following, values)
        try:
            writing.edit(home.engine._desk(), row.id, Edit(values, at, following), Notify.NONE)
        except CalSyncError:
            self.unseen.discard(str(values.get("title")))
            raise

    # --- syncing ------------------------------------------------------------------------------------------------------

    async def sync(self, n: int) -> None:
        """One sync of a device, with whatever goes wrong or happens meanwhile."""
        home = self.devices[n]
        self._plan_trouble(home)
        try:
            report = await home.sync(from_scratch=self.random.random() < 0.05)
            self.say(self.name(home), "syncs", report.status, report.pulled, report.pushed, report.error)
        except Crash:
            self.say(self.name(home), "crashes")
            self.devices[n] = reopened(home, home.device)
        self.server.faults.clear()

    def _plan_trouble(self, home: House) -> None:
        faults, on, nth = self.server.faults, self.random.choice(CALLS), self.random.randrange(1, 4)
        trouble: list[tuple[str, Callable[[], None]]] = [
            ("lost request", lambda: faults.lose_request(on, nth=nth)),
            ("lost answer", lambda: faults.lose_answer(on, nth=nth)),
            ("500", lambda: faults.break_down(on, nth=nth)),
            ("500 after", lambda: faults.fail(_trouble(), on, after=True, nth=nth)),
            ("429", lambda: faults.throttle(on, nth=nth)),
            ("crash", lambda: faults.crash(on, nth=nth)),
            ("crash after", lambda: faults.crash(on, after=True, nth=nth)),
            ("server edit", lambda: faults.act(self.at_server, on, nth=nth)),
            ("server edit after", lambda: faults.act(self.at_server, on, after=True, nth=nth)),
            ("own edit", lambda: faults.act(lambda: self.at_device(home), on, nth=nth)),
            ("own edit after", lambda: faults.act(lambda: self.at_device(home), on, after=True, nth=nth)),
            ("cursors dead", self.server.forget_cursors),
        ]
        if self.random.random() < 0.6:
            name, plan = self.random.choice(trouble)
            self.say("  trouble", name, on, nth)
            plan()

    def name(self, home: House) -> str:
        return home.device

    async def live(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(steps):
            self.ground.pass_time(self.random.randrange(1, 100))
            choice = self.random.random()
            n = self.random.randrange(len(self.devices))
            if choice < 0.25:
                self.at_server()
            elif choice < 0.6:
                self.at_device(self.devices[n])
            else:
                await self.sync(n)

    async def rest(self) -> None:
        """Nothing goes wrong any more: every device syncs until all agree."""
        for _ in range(3):
            for home in self.devices:
                report = await home.sync()
                self.say(self.name(home), "rests", report.status, report.pulled, report.pushed, report.error)
                assert report.status == "ok"
        if self.temper is not Temper.RESOURCE:
            # Exceptions go with their master without a word, and removed ordinary occurrences name no series: a full listing tells.
            for home in self.devices:
                await home.sync(from_scratch=True)

    def agree(self) -> None:
        """Both devices and the server say the same, nothing waits and no write was careless."""
        for home in self.devices:
            if self.temper is Temper.FROZEN:
                self._agree_on_what_is_seen(home)
            else:
                home.check()

    def _agree_on_what_is_seen(self, home: House) -> None:
        """The frozen listing shows no master, only occurrences; and what it refuses (bringing a skipped one back) stays apart."""
        self.server.assert_careful()
        if home.parked():
            assert {kind for kind, _ in home.parked()} == {"refused"}
            return
        assert home.at_rest()
        here = {row.uid: seen(row.shown) for row in home.rows() if row.shown is not None}
        assert here == {uid: seen(a) for uid, a in self.server.everything().items()}

    def lost(self) -> set[str]:
        """Titles that are neither anywhere nor in any history."""
        texts = [str(a) for a in self.server.everything().values()]
        for home in self.devices:
            rows = home.store.raw.execute("SELECT before, after, loser FROM history").fetchall()
            texts += [text for row in rows for text in row if text]
        everything = "\n".join(texts)
        return {title for title in self.unseen if title not in everything}


def seen(appointment: Appointment) -> list[tuple[str, When, str, str]]:
    """What a person sees of an appointment in the months of these histories."""
    found = occurrences(appointment, START - SPAN, START + SPAN)
    return [(o.original_start, o.when, o.content.title, o.content.location) for o in found]


def titles_of(appointment: Appointment) -> set[str]:
    """Every title in a series."""
    return {appointment.content.title, *(o.content.title for o in appointment.overrides)}


def _later(when: When, chance: random.Random) -> When:
    return when.moved_to(when.start + timedelta(hours=chance.choice([-1, 1, 2, 24])))


def _trouble() -> CalSyncError:
    from calsync_desktop.core.errors import ServerTrouble

    return ServerTrouble("The server answered 500.")


async def history(seed: int, temper: Temper) -> History:
    """A world of two devices, empty."""
    chance = random.Random(seed)
    ground = FakeGround()
    server = FakeServer(temper, now=ground.now)
    server.page_size = chance.choice([2, 3, 100])
    server.names_versions = temper is not Temper.RESOURCE or chance.random() < 0.7
    # A listing of nothing proves nothing, so somebody's first appointment always stays.
    server.put(call("anchor", ANCHOR, day=1))
    devices = [
        await house(temper, server=server, device=name, ground=ground, window_days="365")
        for name in ("laptop", "desktop")
    ]
    return History(temper, chance, devices, server, ground)
