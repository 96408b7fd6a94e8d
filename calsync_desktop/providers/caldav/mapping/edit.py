"""An edit of a whole resource: the text that the server has, with exactly the changed paths brought to what we want.

Unknown lines, other overrides, alarms and VTIMEZONEs that no changed path names stay (protocols 3.4). When the master's start moves, every
RECURRENCE-ID, EXDATE and RDATE is rewritten in the new form, and an override keeps its block under its new key.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment, Content, Override
from calsync_desktop.core.fields import changed
from calsync_desktop.core.recurrence import normalise
from calsync_desktop.core.when import When, key_of, start_of_key
from calsync_desktop.providers.caldav.mapping.fields import Names, layout, write_fields, write_when
from calsync_desktop.providers.caldav.mapping.lines import Component, Line
from calsync_desktop.providers.caldav.mapping.read import master_of, read_content, sequence
from calsync_desktop.providers.caldav.mapping.times import Zones, read_keys, read_when, stamp, write_key

RESCHEDULING = frozenset({"when", "location", "rule", "extra", "instances", "status"})
SERIES_LINES = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")


class Edit:
    """One edit of one VCALENDAR; ``carry_out`` changes it in place."""

    def __init__(self, calendar: Component, after: Appointment, zone: str, now: datetime) -> None:
        """``zone`` reads floating times; ``now`` is aware and becomes DTSTAMP and LAST-MODIFIED of the blocks that change."""
        self._calendar = calendar
        self._after = after
        self._zone = zone or "UTC"
        self._now = now
        self._named = Zones(calendar, zone)
        self._names = Names(self._named)
        events = [part for part in calendar.parts if part.name == "VEVENT"]
        self._master = master_of(events)
        like = self._master or next(iter(events), None)
        self._series = read_when(like, self._named) if like is not None else after.content.when
        self._blocks = {key: event for event in events if (key := self._key(event))}
        self._touched: dict[int, tuple[Component, set[str]]] = {}

    def carry_out(self, paths: Iterable[str], *, reschedules: bool) -> None:
        """Apply the changed ``paths`` (core.fields); ``reschedules``: SEQUENCE is ours to count (we are the organizer, or nobody is)."""
        own = {path for path in paths if not path.startswith("instances/")}
        instances = {path.split("/")[1] for path in paths if path.startswith("instances/")}
        moved = "when" in own and self._master is not None
        before = self._series
        if self._master is not None and own:
            contents = {path for path in own if path.partition("/")[0] not in ("rule", "extra", "masterless")}
            self._write(self._master, contents, self._after.content, before)
        if moved:
            self._series = self._after.content.when
            self._rebase(before)
        if self._master is not None:
            self._repeat(own, moved)
        for key in sorted(instances):
            within = {path.split("/", 2)[2] for path in paths if path.startswith(f"instances/{key}/")}
            self._instance(key, set() if moved else within)
        for event, fields in self._touched.values():
            self._stamp(event, reschedules and bool(fields & RESCHEDULING))

    def _key(self, event: Component) -> str:
        line = event.first("RECURRENCE-ID")
        return next(iter(read_keys([line], self._series, self._named)), "") if line is not None else ""

    def _write(self, event: Component, paths: set[str], content: Content, before: When) -> None:
        write_fields(event, paths, content, self._names, before=before, zone=self._zone)
        self._touch(event, paths)

    def _touch(self, event: Component, paths: Iterable[str]) -> None:
        self._touched.setdefault(id(event), (event, set()))[1].update(path.partition("/")[0] for path in paths)

    def _line(self, name: str, key: str) -> Line:
        return write_key(name, key, self._series, self._names.tzid(self._series.zone))

    # --- the series ---------------------------------------------------------------------------------------------------

    def _rebase(self, before: When) -> None:
        """The master starts elsewhere: the starts that other lines name move along."""
        moves = self._moves(before)
        blocks = {now: self._blocks[key] for key, now in moves.items()}
        gone = [event for key, event in self._blocks.items() if key not in moves]
        self._calendar.parts = [part for part in self._calendar.parts if not any(part is each for each in gone)]
        for key, event in blocks.items():
            line = self._line("RECURRENCE-ID", key)
            event.put(line.name, line.value, line.params)
            self._touch(event, ("instances",))
        self._blocks = blocks

    def _moves(self, before: When) -> dict[str, str]:
        """Old key to new key of the overrides that stay: all moved by the same distance, or each where it is still wanted."""
        wanted = {override.original_start for override in self._after.overrides}
        all_moved = {key: shifted(key, before, self._series) for key in self._blocks}
        if wanted.issuperset(all_moved.values()) and len(set(all_moved.values())) == len(all_moved):
            return all_moved
        stay = {key: key for key in self._blocks if key in wanted}
        return stay | {
            key: now for key, now in all_moved.items() if key not in stay and now in wanted and now not in stay
        }

    def _repeat(self, own: set[str], moved: bool) -> None:
        """RRULE, RDATE and, after a move, EXDATE. EXRULE goes with the first change of the rule: we neither show nor keep it true."""
        assert self._master is not None
        master, recurrence = self._master, self._after.recurrence
        extra = recurrence.extra if recurrence else ()
        if "rule" in own or moved:
            master.drop("RRULE", "EXRULE") if "rule" in own else None
            if recurrence and recurrence.rule:
                master.put("RRULE", normalise(recurrence.rule, self._series))
        if moved:
            master.drop("EXDATE", "RDATE")
            master.lines += [self._line("RDATE", key) for key in extra]
            master.lines += [self._line("EXDATE", key) for key in (recurrence.skipped if recurrence else ())]
        else:
            for key in (path.partition("/")[2] for path in own if path.startswith("extra/")):
                self._take_date(master, "RDATE", key)
                master.lines += [self._line("RDATE", key)] if key in extra else []
        if recurrence is None:
            master.drop(*SERIES_LINES)
        repeating = own & RESCHEDULING | {path for path in own if path.startswith("extra/")}
        if repeating:
            self._touch(master, repeating)

    def _take_date(self, event: Component, name: str, key: str) -> None:
        """Take one start out of whichever line names it."""
        kept = []
        for line in event.lines:
            if line.name == name and key in read_keys([line], self._series, self._named):
                rest = [text for text in line.value.split(",") if key not in self._keys_of(line, text)]
                line.value = ",".join(rest)
            if line.name != name or line.value:
                kept.append(line)
        event.lines = kept

    def _keys_of(self, line: Line, text: str) -> list[str]:
        return read_keys([Line(line.name, line.params, text)], self._series, self._named)

    # --- one occurrence -----------------------------------------------------------------------------------------------

    def _instance(self, key: str, paths: set[str]) -> None:
        """
        ===============  ===========================================================
        wanted           what is done
        ===============  ===========================================================
        an override      its block is changed or made; no EXDATE names it
        skipped          no block; an EXDATE names it
        neither          no block, no EXDATE: the occurrence is as the series says
        ===============  ===========================================================
        """
        override = self._after.override(key)
        if override is not None:
            self._override(override, paths)
            return
        block = self._blocks.pop(key, None)
        if block is not None:
            self._calendar.parts = [part for part in self._calendar.parts if part is not block]
        if self._master is None:
            return
        self._take_date(self._master, "EXDATE", key)
        if self._after.recurrence is not None and key in self._after.recurrence.skipped:
            self._master.lines.append(self._line("EXDATE", key))
        self._touch(self._master, ("instances",))

    def _override(self, override: Override, paths: set[str]) -> None:
        if self._master is not None:
            self._take_date(self._master, "EXDATE", override.original_start)
        block = self._blocks.get(override.original_start)
        if block is None:
            block = self._new_block(override.original_start)
            paths = set()
        was = read_content(block, read_when(block, self._named), self._zone)
        differs = changed(layout(was), layout(override.content))
        self._write(block, set(differs if not paths else differs & paths), override.content, was.when)
        self._touch(block, ("instances",))

    def _new_block(self, key: str) -> Component:
        """A copy of the master at the start that the series gives it; a plain block where no master is known."""
        start = start_of_key(key, self._series)
        if self._master is not None:
            block = self._master.copy()
            block.drop(*SERIES_LINES)
        else:
            block = Component("VEVENT", [Line("UID", "", self._after.uid)])
        line = self._line("RECURRENCE-ID", key)
        block.put(line.name, line.value, line.params)
        write_when(block, self._series.moved_to(start), self._names)
        self._calendar.parts.append(block)
        self._blocks[key] = block
        return block

    def _stamp(self, event: Component, counts: bool) -> None:
        moment = stamp(self._now)
        event.put("DTSTAMP", moment)
        event.put("LAST-MODIFIED", moment)
        if counts:
            event.put("SEQUENCE", str(sequence(event) + 1))


def shifted(key: str, before: When, after: When) -> str:
    """The key that an occurrence has after its series moved: the same distance from the first start, in wall time or whole days."""
    old = start_of_key(key, before)
    if before.kind is after.kind:
        return key_of(after.start + (old - before.start), after.zone)
    return key_of(after.start + timedelta(days=(_day(old) - _day(before.start)).days), after.zone)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
