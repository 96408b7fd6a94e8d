"""One calendar of the pretend server: its records, each with a version that moves whenever it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.calendar import Access, RemoteCalendar
from calsync_desktop.core.errors import Exists, Gone, NotAllowed, Refused, VersionMoved
from calsync_desktop.core.provider import Payload, Piece, Verb
from tests.fakes.shapes import Temper, join, occurs, ordinary, split
from tests.fakes.wording import foreign_of, raw_of, worded


@dataclass(frozen=True, slots=True)
class Record:
    """What the server keeps under one id; ``content`` None: deleted, or a cancelled occurrence. ``number`` orders all changes."""

    remote_id: str
    series: str
    original_start: str | None
    uid: str
    content: Appointment | None
    number: int
    modified: datetime
    foreign: str = ""
    problem: str = ""

    @property
    def version(self) -> str:
        return f'"{self.number}-{sum(self.remote_id.encode()):x}"'

    @property
    def piece(self) -> Piece:
        content = None if self.problem else self.content
        raw = raw_of(self.foreign) if self.content else ""
        there = self.content is not None or self.original_start is not None
        version = self.version if there else None
        return Piece(
            self.series, self.remote_id, self.original_start, version, content, raw, self.modified, self.problem
        )


class Shelf:
    """Records by id, and the rules of the service's temper for changing them."""

    def __init__(
        self,
        temper: Temper,
        calendar: RemoteCalendar,
        now: Callable[[], datetime],
        numbers: Iterator[int],
        tidy: Callable[[Appointment], Appointment],
    ) -> None:
        self.temper, self.calendar, self.now, self.numbers, self.tidy = temper, calendar, now, numbers, tidy
        self.records: dict[str, Record] = {}
        self.number = 0
        self.occurrences: dict[str, tuple[str, str]] = {}

    # --- ids ---------------------------------------------------------------------------------------------------------

    def id_of(self, uid: str) -> str:
        """Where an appointment with this UID is created: always the same."""
        return f"{uid}.ics" if self.temper is Temper.RESOURCE else f"m{uid.encode().hex()}"

    def occurrence_id(self, series: str, key: str) -> str:
        """The id of one occurrence; nobody but the server can take it apart."""
        made = f"{series}_{key}" if self.temper is Temper.PIECES else f"o{key.encode().hex()}{series[::-1]}"
        self.occurrences[made] = (series, key)
        return made

    # --- reading -----------------------------------------------------------------------------------------------------

    def master_of(self, uid: str) -> Record | None:
        """The living record of an appointment or of a series' master."""
        found = (r for r in self.records.values() if r.uid == uid and r.original_start is None)
        return next((r for r in found if r.content is not None), None)

    def family(self, series: str) -> dict[str | None, Record]:
        """All records of one series by original start."""
        return {r.original_start: r for r in self.records.values() if r.series == series}

    def whole(self, series: str) -> Appointment | None:
        """A series as its records say it."""
        return join({key: record.content for key, record in self.family(series).items()})

    def fetch(self, remote_id: str) -> Piece:
        """What stands under an id; an ordinary occurrence is a skeleton."""
        if record := self.records.get(remote_id):
            return record.piece
        return self.skeleton(*self.occurrences.get(remote_id, ("", ""))) or Piece(remote_id, remote_id)

    def skeleton(self, series: str, key: str) -> Piece | None:
        """An occurrence that is not apart from its series, if there is one."""
        master = self.records.get(series)
        if master is None or master.content is None or not occurs(master.content, key):
            return None
        if master.content.recurrence and key in master.content.recurrence.skipped:
            return None
        version = f"{master.version}@{key}" if self.temper is Temper.FROZEN else None
        return Piece(series, self.occurrence_id(series, key), key, version, skeleton=True)

    # --- writing, as a client asks for it ----------------------------------------------------------------------------

    def write(self, payload: Payload) -> Record | None:
        """Carry out a payload if its version still stands; None when nothing stands there afterwards."""
        if self.calendar.access is Access.READ:
            raise NotAllowed("This calendar is read-only.")
        if payload.original_start is not None:
            return self._write_occurrence(payload, payload.original_start)
        record = self.records.get(payload.remote_id)
        if payload.verb is Verb.CREATE:
            return self._create(payload, record)
        if record is None or record.content is None:
            return _nothing(payload)
        if payload.version not in (None, record.version):
            raise VersionMoved("It was changed meanwhile.")
        if payload.verb is Verb.UPDATE:
            return self._update(record, payload.body)
        self._remove(record)
        return None

    def _create(self, payload: Payload, record: Record | None) -> Record:
        made = self.tidy(worded(payload.body, None))
        owner = self.master_of(made.uid) or (record if record and record.content else None)
        if owner is not None:
            raise Exists("There is one already.", remote_id=owner.remote_id)
        foreign = _foreign_in(payload.body, "")
        return self._keep(Record(payload.remote_id, payload.remote_id, None, made.uid, made, 0, self.now(), foreign))

    def _update(self, record: Record, body: str) -> Record:
        made = self.tidy(worded(body, record.content))
        if made.uid != record.uid:
            raise Refused("The UID of an appointment never changes.")
        kept = self._keep(replace(record, content=made, foreign=_foreign_in(body, record.foreign), problem=""))
        self._drop_strays(kept)
        return kept

    def _remove(self, record: Record) -> None:
        for other in [r for r in self.records.values() if r.series == record.series and r is not record]:
            del self.records[other.remote_id]
        self._keep(replace(record, content=None, problem=""))

    def _write_occurrence(self, payload: Payload, key: str) -> Record | None:
        master = self.records.get(payload.series)
        if master is None or master.content is None:
            return _nothing(payload)
        remote_id = payload.remote_id or self.occurrence_id(payload.series, key)
        record = self.records.get(remote_id)
        plain = self.skeleton(payload.series, key)
        if record is None and plain is None:
            return _nothing(payload)
        if payload.verb is Verb.DELETE and record and record.content is None:
            return record
        if payload.version not in ({record.version} if record else {None, plain and plain.version}):
            raise VersionMoved("That occurrence was changed meanwhile.")
        if payload.verb is Verb.DELETE:
            return self._cancel(master, key, remote_id)
        base = record.content if record and record.content else ordinary(master.content, key)
        made = self.tidy(worded(payload.body, base))
        return self._keep(Record(remote_id, payload.series, key, master.uid, made, 0, self.now()))

    def _cancel(self, master: Record, key: str, remote_id: str) -> Record | None:
        if self.temper is Temper.PIECES:
            return self._keep(Record(remote_id, master.series, key, master.uid, None, 0, self.now()))
        self.records.pop(remote_id, None)
        whole = join({None: master.content, key: None})
        self._keep(replace(master, content=replace(whole, overrides=()) if whole else None))
        return None

    def _drop_strays(self, master: Record) -> None:
        """Exceptions whose start the rule does not give any more are cancelled with it."""
        for key, record in self.family(master.series).items():
            if key is None or record.content is None or (master.content and occurs(master.content, key)):
                continue
            if self.temper is Temper.PIECES:
                self._keep(replace(record, content=None))
            else:
                del self.records[record.remote_id]

    # --- writing, as somebody at the server --------------------------------------------------------------------------

    def put(self, appointment: Appointment, foreign: str | None = None) -> None:
        """Make the appointment stand here exactly so, moving only the versions of records that change."""
        master = self.master_of(appointment.uid)
        series = master.series if master else self.id_of(appointment.uid)
        parts, old = split(appointment, self.temper), self.family(series)
        for key, record in old.items():
            if key is not None and key not in parts:
                self._unmake(appointment, key, record)
        for key, part in parts.items():
            remote_id = series if key is None else self.occurrence_id(series, key)
            self._settle(Record(remote_id, series, key, appointment.uid, part, 0, self.now()), old.get(key), foreign)

    def _settle(self, made: Record, old: Record | None, foreign: str | None) -> None:
        """Keep what was made unless it says what stood there already."""
        kept = old.foreign if old else ""
        made = replace(made, foreign=foreign if foreign is not None and made.original_start is None else kept)
        if old is None or (old.content, old.foreign, old.problem) != (made.content, made.foreign, ""):
            self._keep(made)

    def _unmake(self, whole: Appointment, key: str, old: Record) -> None:
        """An exception became ordinary again; where records never vanish it says what the rule says."""
        if self.temper is Temper.FROZEN:
            del self.records[old.remote_id]
        elif occurs(whole, key):
            plain = ordinary(whole, key)
            if old.content != plain:
                self._keep(replace(old, content=plain))
        elif old.content is not None:
            self._keep(replace(old, content=None))

    def remove(self, uid: str) -> None:
        """Delete a whole appointment."""
        master = self.master_of(uid)
        if master is None:
            raise Gone(f"No appointment {uid}.")
        self._remove(master)

    def spoil(self, uid: str, problem: str) -> None:
        """Make it unreadable: it is there, with a new version, but nobody can say what it is."""
        master = self.master_of(uid)
        if master is None:
            raise Gone(f"No appointment {uid}.")
        self._keep(replace(master, problem=problem))

    def _keep(self, record: Record) -> Record:
        self.number = next(self.numbers)
        kept = replace(record, number=self.number, modified=self.now())
        self.records[kept.remote_id] = kept
        return kept


def _nothing(payload: Payload) -> Record | None:
    """What a write finds that comes too late: there is nothing left to delete, and nothing to change."""
    if payload.verb is not Verb.DELETE:
        raise Gone("It is not there any more.")
    return None


def _foreign_in(body: str, before: str) -> str:
    return foreign_of(body) if '"whole"' in body else before
