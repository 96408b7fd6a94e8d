"""What is shown of each appointment: its faces (master and overrides), the occurrences of each, and the words to find it by.

Times of timed occurrences are epoch seconds; those of all-day and floating ones are local wall time read as if it were UTC, with ``local`` set.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from calsync_desktop.core.appointment import Appointment, Content
from calsync_desktop.core.errors import Refused
from calsync_desktop.store.opening import Store
from calsync_desktop.store.spans import span

DAYS_BACK, DAYS_AHEAD = 400, 800

_FACE = """
INSERT INTO faces (id, appointment, original_start, title, location, zone, status, show_as, visibility, my_reply, categories, all_day, series)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
"""
_OCCURRENCE = 'INSERT INTO occurrences (face, start, "end", local, original_start) VALUES (?,?,?,?,?)'
_SEARCH = "INSERT INTO search (rowid, title, notes, location, people) VALUES (?,?,?,?,?)"


@dataclass(frozen=True, slots=True)
class Horizon:
    """Between which days occurrences are kept, and in which zone dates are read."""

    start: date
    end: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The same as UTC moments, with a day to spare on either side for every zone."""
        spare = timedelta(days=1)
        one, two = (datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (self.start, self.end))
        return one - spare, two + spare


@dataclass(frozen=True, slots=True)
class Shown:
    """An appointment to be shown; ``addresses`` are the user's own."""

    id: str
    appointment: Appointment
    addresses: Collection[str] = ()


def horizon_at(today: date) -> Horizon:
    """400 days back, 800 ahead."""
    return Horizon(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))


def hide(store: Store, ids: Iterable[str]) -> None:
    """Nothing of these is shown or found any more (their words go with them, by a trigger)."""
    store.raw.executemany("DELETE FROM faces WHERE appointment = ?", [(id_,) for id_ in ids])


def show(store: Store, shown: Sequence[Shown], horizon: Horizon, *, fresh: bool = False) -> list[tuple[str, str]]:
    """Build the faces and occurrences anew (``fresh``: there are none yet). Ids and reasons of what cannot be shown come back."""
    if not fresh:
        hide(store, [s.id for s in shown])
    next_id = store.raw.execute("SELECT coalesce(max(id), 0) + 1 FROM faces").fetchone()[0]
    faces: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    times: list[tuple[object, ...]] = []
    failed: list[tuple[str, str]] = []
    for one in shown:
        ids = {key: next_id + n for n, (key, _) in enumerate(_contents(one.appointment))}
        next_id += len(ids)
        for key, content in _contents(one.appointment):
            faces.append(_face(ids[key], one, key, content))
            words.append((ids[key], content.title, content.notes, content.location, _people(content)))
        try:
            times += _times(one.appointment, ids, horizon)
        except Refused as refusal:
            failed.append((one.id, refusal.message))
    store.raw.executemany(_FACE, faces)
    store.raw.executemany(_SEARCH, words)
    store.raw.executemany(_OCCURRENCE, times)
    return failed


def _contents(appointment: Appointment) -> list[tuple[str | None, Content]]:
    overrides: list[tuple[str | None, Content]] = [(o.original_start, o.content) for o in appointment.overrides]
    return overrides if appointment.masterless else [(None, appointment.content), *overrides]


def _face(id_: int, one: Shown, key: str | None, content: Content) -> tuple[object, ...]:
    reply = next((str(a.reply) for a in content.attendees if a.email in one.addresses), "")
    when = content.when
    choices = (str(content.status), str(content.show_as), str(content.visibility))
    categories = "\n".join(content.categories)
    return (
        id_,
        one.id,
        key,
        content.title,
        content.location,
        when.zone,
        *choices,
        reply,
        categories,
        when.all_day,
        one.appointment.series,
    )


def _people(content: Content) -> str:
    people = [f"{a.name} {a.email}" for a in content.attendees]
    return "\n".join([*people, f"{content.organizer.name} {content.organizer.email}"] if content.organizer else people)


def _times(appointment: Appointment, ids: dict[str | None, int], horizon: Horizon) -> list[tuple[object, ...]]:
    if not appointment.series:
        return [(ids[None], *span(appointment.content.when), None)]
    # Rules are only needed where something repeats.
    from calsync_desktop.core.recurrence import occurrences

    start, end = horizon.bounds
    found = occurrences(appointment, start, end)
    return [(ids.get(o.original_start, ids.get(None)), *span(o.when), o.original_start) for o in found]
