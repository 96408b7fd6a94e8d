"""Writes that were decided: stored step by step before the first is sent, so that neither a crash nor a lost answer can lose or double one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.encoding import dumps
from calsync_desktop.core.provider import Notify, Payload, Verb
from calsync_desktop.store.copies import side_of
from calsync_desktop.store.moments import iso
from calsync_desktop.store.opening import Store

OPEN, SENDING, DONE = "open", "sending", "done"


@dataclass(frozen=True, slots=True)
class IntentStep:
    """One payload with its ``state``; ``content`` is what the piece holds when it is done (None: gone)."""

    n: int
    payload: Payload
    state: str
    content: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """One write of one appointment; ``sent`` is the text that becomes its base when every step is done."""

    id: str
    appointment: str
    sent: str
    attempts: int
    steps: tuple[IntentStep, ...] = ()


def store_intent(store: Store, intent: Intent, notify: Notify, now: datetime) -> None:
    """Write down an intent with all its steps."""
    sql = 'INSERT INTO intents (id, appointment, "group", notify, sent, attempts, created_at) VALUES (?,?,?,?,?,?,?)'
    values = (intent.id, intent.appointment, intent.id, str(notify), intent.sent, intent.attempts, iso(now))
    store.raw.execute(sql, values)
    sql = "INSERT INTO steps (intent, n, verb, series, remote_id, original_start, version, body, content) VALUES (?,?,?,?,?,?,?,?,?)"
    store.raw.executemany(sql, [_row(intent.id, step) for step in intent.steps])


def open_intents(store: Store, calendar: str) -> list[Intent]:
    """What was begun and not finished, oldest first."""
    sql = """
    SELECT i.id, i.appointment, i.sent, i.attempts FROM intents i JOIN appointments a ON a.id = i.appointment
    WHERE a.calendar = ? AND i.state != 'done' ORDER BY i.rowid
    """
    found = store.raw.execute(sql, (calendar,)).fetchall()
    return [Intent(id_, appointment, sent, attempts, _steps(store, id_)) for id_, appointment, sent, attempts in found]


def is_begun(store: Store, appointment: str) -> bool:
    """A write of this appointment was begun whose end is not known."""
    return bool(store.raw.execute("SELECT 1 FROM intents WHERE appointment = ?", (appointment,)).fetchone())


def sent_of(store: Store, appointment: str) -> str | None:
    """The text of this appointment whose sending was begun, if one was."""
    row = store.raw.execute("SELECT sent FROM intents WHERE appointment = ?", (appointment,)).fetchone()
    return row[0] if row else None


def mark_sending(store: Store, intent: str, n: int) -> None:
    """From here on the step may have arrived."""
    store.raw.execute("UPDATE steps SET state = ? WHERE intent = ? AND n = ?", (SENDING, intent, n))
    store.raw.execute("UPDATE intents SET attempts = attempts + 1 WHERE id = ?", (intent,))


def mark_open(store: Store, intent: str, n: int) -> None:
    """The step is known not to have arrived."""
    store.raw.execute("UPDATE steps SET state = ? WHERE intent = ? AND n = ?", (OPEN, intent, n))


def mark_done(store: Store, intent: str, n: int) -> None:
    """The step arrived."""
    store.raw.execute("UPDATE steps SET state = ? WHERE intent = ? AND n = ?", (DONE, intent, n))


def drop_intent(store: Store, intent: str) -> None:
    """The intent is finished, or overtaken; what it wrote is in the copies."""
    store.raw.execute("DELETE FROM intents WHERE id = ?", (intent,))


def drop_intents_of(store: Store, appointment: str) -> None:
    """Whatever was meant for this appointment is void."""
    store.raw.execute("DELETE FROM intents WHERE appointment = ?", (appointment,))


def _row(intent: str, step: IntentStep) -> tuple[object, ...]:
    p = step.payload
    content = dumps(step.content) if step.content is not None else None
    return (intent, step.n, str(p.verb), p.series, p.remote_id, p.original_start, p.version, p.body, content)


def _steps(store: Store, intent: str) -> tuple[IntentStep, ...]:
    sql = "SELECT n, verb, series, remote_id, original_start, version, body, state, content FROM steps WHERE intent = ? ORDER BY n"
    notify = Notify(store.raw.execute("SELECT notify FROM intents WHERE id = ?", (intent,)).fetchone()[0])
    return tuple(_step(row, notify) for row in store.raw.execute(sql, (intent,)).fetchall())


def _step(row: Sequence[str], notify: Notify) -> IntentStep:
    n, verb, series, remote_id, original_start, version, body, state, content = row
    return IntentStep(
        int(n), Payload(Verb(verb), series, remote_id, original_start, version, body, notify), state, side_of(content)
    )
