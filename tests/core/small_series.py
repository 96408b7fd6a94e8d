"""A small world of weekly series, with the edits that a person makes to them, for the laws of merging and folding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Content, Override, Recurrence
from calsync_desktop.core.fields import lay_out
from calsync_desktop.core.recurrence import occurrences
from calsync_desktop.core.series import content_at
from calsync_desktop.core.starts import gives
from calsync_desktop.core.when import key_of, start_of_key, timed

FIRST = datetime(2026, 3, 9, 9)  # the weeks before and after the clock change of 29 March in Europe/Berlin
NINE = timed(FIRST, FIRST + timedelta(hours=1), "Europe/Berlin")
KEYS = tuple(key_of(FIRST + timedelta(weeks=n), "Europe/Berlin") for n in range(7))
ADDED = key_of(FIRST + timedelta(days=2), "Europe/Berlin")
SEED = Appointment("u", Content(NINE, title="A", location="here"), Recurrence("FREQ=WEEKLY;COUNT=6"))
Edit = Callable[[Appointment], Appointment]


def shown(appointment: Appointment | None) -> dict[str, dict[str, Any]]:
    """What a person sees of it: each occurrence by its key, laid out."""
    if appointment is None:
        return {}
    found = occurrences(appointment, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    return {o.original_start: lay_out(Appointment("", replace(o.content, when=o.when))) for o in found}


def has(appointment: Appointment, key: str) -> bool:
    return key in shown(appointment)


# --- edits: each leaves alone what it does not fit -------------------------------------------------------------------


def says(**values: Any) -> Edit:
    """The whole series says something else; overrides keep their own words."""
    return lambda a: replace(a, content=replace(a.content, **values))


def lengthened(a: Appointment) -> Appointment:
    when = a.content.when
    return replace(a, content=replace(a.content, when=replace(when, end=when.end + timedelta(minutes=30))))


def moved(a: Appointment) -> Appointment:
    """All an hour later, with what is apart moving along."""
    when, hour = a.content.when, timedelta(hours=1)

    def later(key: str) -> str:
        return key_of(start_of_key(key, when) + hour, when.zone)

    content = replace(a.content, when=when.moved_to(when.start + hour))
    if a.recurrence is None:
        return replace(a, content=content)
    extra, skipped = (tuple(later(k) for k in keys) for keys in (a.recurrence.extra, a.recurrence.skipped))
    overrides = tuple(
        Override(later(o.original_start), replace(o.content, when=o.content.when.moved_to(o.content.when.start + hour)))
        for o in a.overrides
    )
    return Appointment(a.uid, content, Recurrence(a.recurrence.rule, extra, skipped), overrides)


def ruled(rule: str) -> Edit:
    """Another rule; what is apart and has no start any more goes."""

    def edit(a: Appointment) -> Appointment:
        if a.recurrence is None:
            return a
        made = replace(a, recurrence=replace(a.recurrence, rule=rule))
        skipped = tuple(k for k in a.recurrence.skipped if gives(made, k))
        recurrence = Recurrence(rule, a.recurrence.extra, skipped)
        return replace(
            made, recurrence=recurrence, overrides=tuple(o for o in a.overrides if gives(made, o.original_start))
        )

    return edit


def unmade(a: Appointment) -> Appointment:
    """No series any more."""
    return replace(a, recurrence=None, overrides=())


def added(a: Appointment) -> Appointment:
    """One more date."""
    if a.recurrence is None or gives(a, ADDED):
        return a
    return replace(a, recurrence=replace(a.recurrence, extra=tuple(sorted({*a.recurrence.extra, ADDED}))))


def apart(key: str, **values: Any) -> Edit:
    """One occurrence says something else."""

    def edit(a: Appointment) -> Appointment:
        content = content_at(a, key) if has(a, key) and a.recurrence is not None else None
        if content is None:
            return a
        others = tuple(o for o in a.overrides if o.original_start != key)
        made = (*others, Override(key, replace(content, **values)))
        return replace(a, overrides=tuple(sorted(made, key=lambda o: o.original_start)))

    return edit


def skipped(key: str) -> Edit:
    """One occurrence does not take place."""

    def edit(a: Appointment) -> Appointment:
        if a.recurrence is None or not gives(a, key):
            return a
        skips = tuple(sorted({*a.recurrence.skipped, key}))
        overrides = tuple(o for o in a.overrides if o.original_start != key)
        return replace(a, recurrence=replace(a.recurrence, skipped=skips), overrides=overrides)

    return edit


def ordinary(key: str) -> Edit:
    """One occurrence is like the others again."""

    def edit(a: Appointment) -> Appointment:
        if a.recurrence is None:
            return a
        skips = tuple(k for k in a.recurrence.skipped if k != key)
        overrides = tuple(o for o in a.overrides if o.original_start != key)
        return replace(a, recurrence=replace(a.recurrence, skipped=skips), overrides=overrides)

    return edit


titles, places, some_keys = (
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["here", "there"]),
    st.sampled_from([*KEYS[:4], ADDED]),
)
tame = st.one_of(
    st.builds(lambda t: says(title=t), titles),
    st.builds(lambda p: says(location=p), places),
    st.builds(lambda k, t: apart(k, title=t), some_keys, titles),
    st.builds(lambda k, p: apart(k, location=p), some_keys, places),
    st.builds(
        lambda k: apart(k, when=timed(FIRST + timedelta(days=40), FIRST + timedelta(days=40, hours=1), "UTC")),
        some_keys,
    ),
    st.builds(skipped, some_keys),
    st.builds(ordinary, some_keys),
    st.just(lengthened),
)
wild = st.one_of(
    tame,
    st.just(moved),
    st.just(unmade),
    st.just(added),
    st.builds(ruled, st.sampled_from(["FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;COUNT=7", "FREQ=WEEKLY;INTERVAL=2;COUNT=6"])),
)


def edited(appointment: Appointment, edits: list[Edit]) -> Appointment:
    for edit in edits:
        appointment = edit(appointment)
    return appointment


@st.composite
def three_sides(draw: st.DrawFn, edits: st.SearchStrategy[Edit] = wild) -> tuple[Appointment, Appointment, Appointment]:
    """A base, and what two people made of it."""
    base = edited(SEED, draw(st.lists(edits, max_size=3)))
    ours, theirs = (edited(base, draw(st.lists(edits, max_size=3))) for _ in range(2))
    return base, ours, theirs
