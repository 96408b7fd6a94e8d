"""What is written is read back the same, and an edit changes what it names and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Attendee, Content, EventStatus, Override, Recurrence, Reminder
from calsync_desktop.core.fields import changed, lay_out
from calsync_desktop.core.provider import PieceWrite, Verb
from calsync_desktop.core.recurrence import gate, normalise
from calsync_desktop.core.when import Kind
from calsync_desktop.providers.caldav.mapping.compose import compose
from calsync_desktop.providers.caldav.mapping.edit import shifted
from calsync_desktop.providers.caldav.mapping.read import read_resource
from tests.strategies import series, singles

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def held(content: Content) -> Content:
    """A content as iCalendar can hold it: clean texts, web links, one comma-free spelling."""
    link = content.meeting_url.strip().replace("\xad", "")
    return replace(
        content,
        when=replace(content.when, end=max(content.when.start, content.when.end), end_zone=""),
        color=content.color.strip().lower(),
        url="".join(c for c in content.url if c.isprintable()).strip(),
        meeting_url=f"https://meet.example/{len(link)}" if link else "",
        categories=tuple(sorted({c.strip() for c in content.categories if c.strip()})),
        attachments=tuple(
            replace(a, url=f"https://files.example/{n}", name=_plain(a.name)) for n, a in enumerate(content.attachments)
        ),
        attendees=tuple(sorted((replace(a, name=_plain(a.name)) for a in content.attendees), key=lambda a: a.email)),
        organizer=replace(content.organizer, name=_plain(content.organizer.name)) if content.organizer else None,
        reminders=tuple(sorted(content.reminders, key=lambda r: (r.minutes, r.method))),
    )


def _plain(name: str) -> str:
    return name.strip('"')


def holdable(appointment: Appointment) -> Appointment:
    """An appointment as a service of this kind can hold it."""
    overrides = tuple(
        replace(o, content=replace(held(o.content), status=EventStatus.CONFIRMED))
        for o in appointment.overrides
        if o.content.when.kind is appointment.content.when.kind
    )
    recurrence = appointment.recurrence
    if recurrence is not None and not recurrence.rule and not recurrence.extra and not overrides:
        recurrence, overrides = None, ()
    if recurrence is not None:
        recurrence = replace(
            recurrence, rule=normalise(recurrence.rule, appointment.content.when) if recurrence.rule else ""
        )
    uid = "".join(c for c in appointment.uid if c.isprintable()).strip() or "u"
    return replace(appointment, uid=uid, content=held(appointment.content), recurrence=recurrence, overrides=overrides)


appointments = (singles() | series()).map(holdable)


def written(after: Appointment) -> str:
    return compose(
        PieceWrite(Verb.CREATE, "/a", "/a", after=after, fields=frozenset(lay_out(after))), NOW, "", frozenset()
    )


def edited(raw: str, before: Appointment, after: Appointment) -> str:
    fields = changed(lay_out(before), lay_out(after))
    return compose(PieceWrite(Verb.UPDATE, "/a", "/a", None, '"1"', before, after, fields, raw), NOW, "", frozenset())


def read(text: str) -> Appointment:
    reading = read_resource(text)
    assert reading is not None
    assert reading.appointment is not None, reading.problem
    return reading.appointment


def differences(one: Appointment, other: Appointment) -> dict[str, object]:
    mine, theirs = lay_out(one), lay_out(other)
    return {path: (mine.get(path), theirs.get(path)) for path in changed(mine, theirs)}


@given(appointments)
@settings(max_examples=60, deadline=None)
def test_a_new_appointment_is_read_back_as_it_was_written(after: Appointment) -> None:
    assume(not gate(after))
    assert differences(read(written(after)), after) == {}


@given(appointments, st.data())
@settings(max_examples=60, deadline=None)
def test_any_edit_is_read_back_as_it_was_wanted(before: Appointment, data: st.DataObject) -> None:
    other = data.draw(appointments)
    keep = data.draw(st.booleans())
    after = replace(other, uid=before.uid)
    if keep:  # the times stay, all else changes
        like = before.content.when
        after = replace(before, content=replace(other.content, when=like))
    assume(not gate(before) and not gate(after))
    assert differences(read(edited(written(before), before, after)), after) == {}


@given(series(Kind.TIMED).map(holdable), st.integers(-3, 3), st.integers(-600, 600))
@settings(max_examples=60, deadline=None)
def test_a_moved_series_takes_its_overrides_and_skipped_starts_along(
    before: Appointment, days: int, minutes: int
) -> None:
    when = before.content.when
    moved = when.moved_to(when.start + timedelta(days=days, minutes=minutes))
    assume(before.recurrence is not None)
    assert before.recurrence is not None
    keys = {shifted(o.original_start, when, moved) for o in before.overrides}
    assume(len(keys) == len(before.overrides))
    recurrence = Recurrence(
        before.recurrence.rule,
        tuple(sorted({shifted(k, when, moved) for k in before.recurrence.extra})),
        tuple(sorted({shifted(k, when, moved) for k in before.recurrence.skipped} - keys)),
    )
    overrides = tuple(
        sorted(
            (Override(shifted(o.original_start, when, moved), o.content) for o in before.overrides),
            key=lambda o: o.original_start,
        )
    )
    after = replace(before, content=replace(before.content, when=moved), recurrence=recurrence, overrides=overrides)
    assume(not gate(before) and not gate(after))
    raw = written(before).replace("END:VEVENT", "X-KEPT:yes\r\nEND:VEVENT")
    text = edited(raw, before, after)
    assert differences(read(text), after) == {}
    assert text.count("X-KEPT:yes") == 1 + len(overrides)


@given(appointments)
@settings(max_examples=60, deadline=None)
def test_lines_that_we_do_not_know_survive_every_edit(before: Appointment) -> None:
    assume(not gate(before))
    raw = written(before).replace("END:VEVENT", 'X-OTHER;X-P="a:b":kept\\, as it is\r\nGEO:1.5;2.5\r\nEND:VEVENT')
    content = replace(
        before.content, title="Another", reminders=(Reminder(7),), attendees=(Attendee("new@example.org"),)
    )
    after = replace(before, content=content)
    text = edited(raw, before, after)
    assert differences(read(text), after) == {}
    assert text.count('X-OTHER;X-P="a:b":kept\\, as it is\r\n') == raw.count("X-OTHER")
    assert text.count("GEO:1.5;2.5") == raw.count("GEO:1.5")
