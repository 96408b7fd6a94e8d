"""Appointments out of nothing: what hypothesis may draw wherever a law about them is proven."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from calsync_desktop.core.appointment import (
    Appointment,
    Attachment,
    Attendee,
    Content,
    EventStatus,
    Override,
    Person,
    Recurrence,
    Reminder,
    Reply,
    ShowAs,
    Visibility,
)
from calsync_desktop.core.when import Kind, When, all_day, floating, key_of, timed

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=7",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=YEARLY",
    "",
)

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
emails = st.from_regex(r"[a-z0-9.+/'-]{1,8}@[a-z0-9]{1,6}\.(com|example)", fullmatch=True)
dates = st.dates(date(1995, 1, 1), date(2040, 12, 31))
moments = st.datetimes(datetime(1995, 1, 1), datetime(2040, 12, 31)).map(lambda m: m.replace(microsecond=0, fold=0))
lengths = st.integers(0, 3 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
reminders = st.builds(Reminder, st.integers(-600, 40_000), st.sampled_from(["popup", "email"]))
people = st.builds(Person, emails, texts)
attendees = st.builds(Attendee, emails, texts, st.sampled_from(Reply), st.booleans())
attachments = st.builds(Attachment, names, texts)


@st.composite
def whens(draw: st.DrawFn, kind: Kind | None = None) -> When:
    """A time of any kind, or of the one that is named; the end is never before the start in wall time."""
    kind = kind or draw(st.sampled_from(Kind))
    if kind is Kind.ALL_DAY:
        start = draw(dates)
        return all_day(start, start + timedelta(days=draw(st.integers(1, 9))))
    moment, length = draw(moments), draw(lengths)
    if kind is Kind.FLOATING:
        return floating(moment, moment + length)
    zone = draw(st.sampled_from(ZONES))
    return timed(moment, moment + length, zone, draw(st.sampled_from(["", "", "", *ZONES])))


def contents(when: st.SearchStrategy[When] | None = None) -> st.SearchStrategy[Content]:
    """Content whose lists hold nothing twice (guests by e-mail address, attachments by URL)."""
    return st.builds(
        Content,
        when=when if when is not None else whens(),
        title=texts,
        notes=texts,
        notes_html=texts,
        location=texts,
        status=st.sampled_from(EventStatus),
        show_as=st.sampled_from(ShowAs),
        visibility=st.sampled_from(Visibility),
        reminders=st.lists(reminders, max_size=3, unique=True).map(tuple),
        attendees=st.lists(attendees, max_size=3, unique_by=lambda a: a.email).map(tuple),
        organizer=st.none() | people,
        categories=st.lists(names, max_size=3, unique=True).map(tuple),
        color=texts,
        url=texts,
        meeting_url=texts,
        attachments=st.lists(attachments, max_size=2, unique_by=lambda a: a.url).map(tuple),
    )


def keys(like: When, at_most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """Sorted keys of starts within 60 days after ``like``, at its time of day; any of them may fail the rule."""
    days = st.lists(st.integers(0, 60), max_size=at_most, unique=True)
    return days.map(lambda found: tuple(sorted({key_of(like.start + timedelta(days=n), like.zone) for n in found})))


@st.composite
def series(draw: st.DrawFn, kind: Kind | None = None) -> Appointment:
    """A series whose overrides, skipped and added starts never share a key."""
    content = draw(contents(whens(kind)))
    drawn = draw(keys(content.when, 4))
    parts = draw(st.lists(st.integers(0, 2), min_size=len(drawn), max_size=len(drawn)))
    skipped, extra, changed = (tuple(k for k, p in zip(drawn, parts, strict=True) if p == n) for n in range(3))
    overrides = tuple(Override(key, draw(contents(whens(content.when.kind)))) for key in changed)
    recurrence = Recurrence(draw(st.sampled_from(RULES)), extra, skipped)
    return Appointment(draw(names), content, recurrence, overrides)


@st.composite
def strays(draw: st.DrawFn) -> Appointment:
    """Single occurrences of a series whose master is not known."""
    first = draw(contents())
    others = draw(keys(first.when).filter(bool))
    overrides = tuple(Override(key, first) for key in others)
    return Appointment(draw(names), first, overrides=overrides, masterless=True)


def singles(kind: Kind | None = None) -> st.SearchStrategy[Appointment]:
    """One event that does not repeat."""
    return st.builds(Appointment, names, contents(whens(kind)))


def appointments() -> st.SearchStrategy[Appointment]:
    """Any appointment."""
    return singles() | series() | strays()
