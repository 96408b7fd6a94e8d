"""A person sees at a glance how every connection stands."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

from calsync_desktop.store import overview, tables
from calsync_desktop.store.opening import Store
from calsync_desktop.store.overview import Circumstances, calendars, connections, paused_until, shown_status, status
from tests.store.seeding import AT, NOW, Seed, at

ORDER = ("revoked", "expired", "error", "attention", "paused", "offline", "syncing", "active")


def test_of_all_that_applies_the_first_is_shown() -> None:
    for stored, flags in product(("active", "revoked", "expired", "error"), product((False, True), repeat=4)):
        circumstances = Circumstances(*flags)
        applies = {stored, *(name for name in ORDER if getattr(circumstances, name, False))}
        assert shown_status(stored, circumstances) == next(name for name in ORDER if name in applies)


def test_a_connection_tells_its_settings_and_its_counts(store: Store, seed: Seed) -> None:
    connection = seed.connection(
        account="me", window_days=90, interval_minutes=15, on_conflict="ask", on_remote_delete="keep"
    )
    one = seed.calendar(connection)
    seed.calendar(connection, selected=False)
    seed.appointment(one, at(2), ours="{}")
    seed.appointment(one, at(2), theirs="{}")
    seed.appointment(one, at(2))
    (row,) = connections(store.raw, NOW)
    assert (row.id, row.provider, row.account, row.status, row.stored) == (
        connection,
        "caldav",
        "me",
        "active",
        "active",
    )
    assert (row.window_days, row.interval_minutes, row.on_conflict, row.on_remote_delete) == (90, 15, "ask", "keep")
    assert (row.calendars, row.waiting, row.sync_enabled, row.last_sync_at) == (1, 1, True, None)


def test_what_waits_for_the_user_asks_for_attention(store: Store, seed: Seed) -> None:
    for name in ("conflict", "refused", "question", "answered"):
        connection = seed.connection(account=name)
        calendar = seed.calendar(connection)
        if name in ("conflict", "refused"):
            seed.row(tables.parked, "p", calendar=calendar, kind=name, reason="", since=AT)
        else:
            seed.row(
                tables.questions,
                "q",
                connection=connection,
                kind="delete",
                since=AT,
                answer="keep" if name == "answered" else None,
            )
    rows = connections(store.raw, NOW)
    assert [(r.status, r.conflicts, r.parked, r.questions) for r in rows] == [
        ("attention", 1, 0, 0),
        ("attention", 0, 1, 0),
        ("attention", 0, 0, 1),
        ("active", 0, 0, 0),
    ]
    whole = status(store.raw, NOW)
    assert (whole.conflicts, whole.parked, whole.questions, whole.waiting, whole.connections) == (
        1,
        1,
        1,
        0,
        tuple(rows),
    )


def test_offline_is_what_the_last_run_that_ended_found(store: Store, seed: Seed) -> None:
    connection = seed.connection()
    shown = []
    for number, outcome in enumerate(("ok", "offline", "running", "ok")):
        seed.row(tables.runs, "r", connection=connection, started_at=f"2026-03-01T00:0{number}:00Z", status=outcome)
        shown.append(connections(store.raw, NOW)[0].status)
    assert shown == ["active", "offline", "offline", "active"]
    assert connections(store.raw, NOW, syncing=frozenset({connection}))[0].status == "syncing"


def test_a_pause_ends_by_itself_and_disabled_syncing_is_a_pause(store: Store, seed: Seed) -> None:
    seed.connection()
    seed.connection(sync_enabled=False)
    seed.setting("paused_until", "2026-03-01T00:30:00Z")
    assert [row.status for row in connections(store.raw, NOW)] == ["paused", "paused"]
    assert status(store.raw, NOW).paused_until == "2026-03-01T00:30:00Z"
    later = NOW + timedelta(minutes=30)
    assert [row.status for row in connections(store.raw, later)] == ["active", "paused"]
    assert paused_until(store.raw, later) is None


def test_calendars_are_listed_by_connection_and_name(store: Store, seed: Seed) -> None:
    first, second = (
        seed.connection(created_at="2026-01-01T00:00:00Z"),
        seed.connection(created_at="2025-01-01T00:00:00Z"),
    )
    for connection, name in ((first, "b"), (first, "A"), (second, "z")):
        seed.calendar(connection, name=name, access="read", color="#000000", selected=name != "b", missing=name == "z")
    rows = calendars(store.raw)
    assert [(r.connection, r.name, r.selected, r.missing) for r in rows] == [
        (second, "z", True, True),
        (first, "A", True, False),
        (first, "b", False, False),
    ]
    assert replace(rows[0], id="c3").access == "read"


def test_counting_what_waits_looks_only_at_what_is_not_at_rest(store: Store) -> None:
    plan = [row[3] for row in store.raw.execute(f"EXPLAIN QUERY PLAN {overview._CONNECTIONS}")]
    assert [step.partition("INDEX ")[2] for step in plan if step.startswith(("SCAN a ", "SEARCH a "))] == [
        "appointments_not_at_rest"
    ]
