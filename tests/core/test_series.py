"""Pieces and series: folding and unfolding are inverse, and as little as possible is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync_desktop.core.appointment import Appointment, Override
from calsync_desktop.core.errors import Refused
from calsync_desktop.core.fields import changed, gather, lay_out
from calsync_desktop.core.provider import Notify, Piece, PieceWrite, Shape, Verb
from calsync_desktop.core.series import HeldPiece, content_at, fold, unfold
from calsync_desktop.core.starts import gives
from tests.core.small_series import (
    ADDED,
    KEYS,
    SEED,
    added,
    apart,
    edited,
    moved,
    ordinary,
    ruled,
    says,
    shown,
    skipped,
    three_sides,
    unmade,
)
from tests.strategies import appointments

K0, K1, K2, K3 = KEYS[:4]
Pieces = Mapping[str | None, Piece]


# --- a service that keeps pieces, in a dictionary --------------------------------------------------------------------


def apply(pieces: Pieces, writes: list[PieceWrite], shape: Shape) -> dict[str | None, Piece]:
    """What stands there after the writes: only the named fields change; an exception without a start goes with its rule."""
    there = dict(pieces)
    for n, write in enumerate(writes):
        key, old = write.original_start, there.get(write.original_start)
        assert (write.verb is Verb.CREATE) is (key is None and old is None)
        assert old is None or write.version == old.version
        assert old is not None or write.version is None or write.verb is Verb.DELETE
        if write.verb is Verb.DELETE and key is None:
            return {}
        content = None if write.verb is Verb.DELETE else sent(there, write, old, shape)
        there[key] = Piece("s", old.remote_id if old else f"{key}", key, f"v{n}+", content)
        there = {k: piece for k, piece in there.items() if k is None or fits(there[None], k)}
    return there


def sent(there: Pieces, write: PieceWrite, old: Piece | None, shape: Shape) -> Appointment:
    """The piece with the fields that a write names, and no other; a resource is written whole."""
    assert write.after is not None
    if shape is Shape.RESOURCE:
        return write.after
    before = old.content if old else None
    if before is None and write.original_start is not None:
        master = there[None].content
        assert master is not None
        assert gives(master, write.original_start), "there is no such occurrence to change"
        content = content_at(master, write.original_start)
        assert content is not None
        before = Appointment(master.uid, content)
    now, wanted = lay_out(before) if before else {}, lay_out(write.after)
    return gather(
        write.after.uid,
        {p: v for p, v in now.items() if p not in write.fields} | {p: wanted[p] for p in write.fields if p in wanted},
    )


def fits(master: Piece, key: str) -> bool:
    return master.content is not None and gives(master.content, key)


def held(pieces: Pieces) -> dict[str | None, HeldPiece]:
    return {key: HeldPiece(p.remote_id, p.version) for key, p in pieces.items()}


def apart_from(appointment: Appointment) -> dict[str | None, Piece]:
    """Master and exceptions as a service of pieces lists them."""
    recurrence = appointment.recurrence and replace(appointment.recurrence, skipped=())
    master = replace(appointment, overrides=(), recurrence=recurrence)
    found: dict[str | None, Appointment | None] = {None: master}
    found |= {o.original_start: Appointment(appointment.uid, o.content) for o in appointment.overrides}
    found |= dict.fromkeys(appointment.recurrence.skipped if appointment.recurrence else ())
    return {
        key: Piece("s", "s" if key is None else f"s_{key}", key, f"v{key}", content) for key, content in found.items()
    }


def there_of(appointment: Appointment | None, shape: Shape) -> dict[str | None, Piece]:
    if appointment is None:
        return {}
    return apart_from(appointment) if shape is Shape.PIECES else {None: Piece("s", "s", None, "v", appointment)}


def written(before: Appointment | None, after: Appointment | None, shape: Shape) -> list[PieceWrite]:
    return unfold(before, after, held(there_of(before, shape)), shape=shape, series="s", notify=Notify.NONE)


def plain(appointment: Appointment | None) -> object:
    """An appointment up to overrides that say what the series says, and to skips of what is no start."""
    if appointment is None or appointment.recurrence is None:
        return appointment and lay_out(appointment)
    skips = tuple(k for k in appointment.recurrence.skipped if gives(appointment, k))
    bare = replace(appointment, overrides=(), recurrence=replace(appointment.recurrence, skipped=skips))
    kept = [
        o
        for o in appointment.overrides
        if Override(o.original_start, content_at(bare, o.original_start) or o.content) != o or o.original_start in skips
    ]
    return lay_out(replace(bare, overrides=tuple(kept)))


# --- laws ------------------------------------------------------------------------------------------------------------


@given(three_sides(), st.sampled_from(Shape), st.sampled_from([(0, 1), (0, None), (None, 1)]))
def test_what_was_unfolded_and_applied_folds_to_what_was_wanted(
    sides: tuple[Appointment, ...], shape: Shape, which: tuple[int | None, int | None]
) -> None:
    before, after = (None if n is None else sides[n] for n in which)
    result = fold(apply(there_of(before, shape), written(before, after, shape), shape).values())
    assert plain(result) == plain(after)
    assert shown(result) == shown(after)


@settings(max_examples=50)
@given(appointments().filter(lambda a: not a.masterless), st.sampled_from(Shape))
def test_any_appointment_taken_apart_folds_to_itself(appointment: Appointment, shape: Shape) -> None:
    folded = fold(there_of(appointment, shape).values())
    assert folded is not None
    assert changed(lay_out(folded), lay_out(appointment)) == frozenset()


@given(three_sides(), st.sampled_from(Shape))
def test_what_did_not_change_is_not_written(sides: tuple[Appointment, ...], shape: Shape) -> None:
    before, after, _ = sides
    writes = written(before, after, shape)
    assert all(w.fields and w.before != w.after for w in writes)
    assert len({w.original_start for w in writes}) == len(writes)
    if shape is Shape.PIECES and all(p.startswith("instances/") for p in changed(lay_out(before), lay_out(after))):
        assert None not in {w.original_start for w in writes}


@given(three_sides())
def test_the_master_is_written_before_its_occurrences(sides: tuple[Appointment, ...]) -> None:
    for before, after in ((None, sides[0]), (sides[0], sides[1])):
        starts = [w.original_start for w in written(before, after, Shape.PIECES)]
        assert None not in starts[1:]


@pytest.mark.parametrize("shape", Shape)
def test_nothing_is_written_for_nothing(shape: Shape) -> None:
    assert written(None, None, shape) == []
    assert written(SEED, SEED, shape) == []


# --- one by one ------------------------------------------------------------------------------------------------------


def verbs(before: Appointment | None, after: Appointment | None) -> list[tuple[Verb, str | None]]:
    return [(w.verb, w.original_start) for w in written(before, after, Shape.PIECES)]


def test_a_renamed_series_is_one_write_of_its_title() -> None:
    (write,) = written(apart(K1, title="own")(SEED), apart(K1, title="own")(says(title="B")(SEED)), Shape.PIECES)
    assert write.original_start is None
    assert write.fields == {"title"}


def test_a_skipped_occurrence_is_one_deletion() -> None:
    assert verbs(SEED, skipped(K1)(SEED)) == [(Verb.DELETE, K1)]


def test_an_occurrence_that_takes_place_again_is_written_in_full() -> None:
    (write,) = written(skipped(K1)(SEED), SEED, Shape.PIECES)
    assert (write.verb, write.original_start, write.before) == (Verb.UPDATE, K1, None)
    assert {"title", "when", "location"} <= write.fields


def test_an_occurrence_that_keeps_the_old_title_of_a_renamed_series_is_written_with_it() -> None:
    master, one = written(SEED, says(title="B")(apart(K1, title="A")(SEED)), Shape.PIECES)
    assert (master.original_start, one.original_start) == (None, K1)
    assert one.fields == {"title"}


def test_a_trimmed_series_deletes_the_exceptions_that_it_cuts_off_and_makes_none_ordinary() -> None:
    before = edited(SEED, [apart(K3, title="own"), skipped(K2), apart(K0, title="first")])
    after = ruled("FREQ=WEEKLY;COUNT=2")(before)
    assert verbs(before, after) == [(Verb.UPDATE, None), (Verb.DELETE, K3)]


def test_a_moved_series_takes_its_exceptions_along() -> None:
    before = edited(SEED, [apart(K1, title="own"), skipped(K2)])
    writes = written(before, moved(before), Shape.PIECES)
    assert writes[0].original_start is None
    assert {w.original_start for w in writes[1:] if w.verb is Verb.DELETE} >= {K1}
    assert not any(w.verb is Verb.UPDATE and w.original_start in KEYS for w in writes)


def test_a_series_that_becomes_a_single_event_leaves_no_exception_behind() -> None:
    before = apart(K1, title="own")(SEED)
    assert verbs(before, unmade(before)) == [(Verb.UPDATE, None), (Verb.DELETE, K1)]


def test_a_deleted_series_is_one_deletion_in_either_shape() -> None:
    before = edited(SEED, [apart(K1, title="own"), skipped(K2)])
    assert verbs(before, None) == [(Verb.DELETE, None)]
    (whole,) = written(before, None, Shape.RESOURCE)
    assert (whole.verb, whole.version) == (Verb.DELETE, "v")


def test_a_new_series_is_its_master_and_then_what_is_apart() -> None:
    after = edited(SEED, [apart(K1, title="own"), skipped(K2), added])
    writes = written(None, after, Shape.PIECES)
    assert [(w.verb, w.original_start) for w in writes] == [(Verb.CREATE, None), (Verb.UPDATE, K1), (Verb.DELETE, K2)]
    assert writes[0].after is not None
    assert writes[0].after.recurrence is not None
    assert (writes[0].after.overrides, writes[0].after.recurrence.skipped) == ((), ())
    assert writes[0].after.recurrence.extra == (ADDED,)


def test_a_write_names_the_piece_its_version_and_its_text() -> None:
    before = apart(K1, title="own")(SEED)
    known = {None: HeldPiece("s", "v1", "master"), K1: HeldPiece("s_1", "v2", "exception")}
    after = says(location="there")(apart(K1, title="new")(before))
    writes = unfold(before, after, known, shape=Shape.PIECES, series="s", notify=Notify.ALL)
    assert [(w.remote_id, w.version, w.raw, w.notify) for w in writes] == [
        ("s", "v1", "master", "all"),
        ("s_1", "v2", "exception", "all"),
    ]


def test_an_occurrence_made_ordinary_gets_the_words_of_the_series() -> None:
    before = apart(K1, title="own")(SEED)
    (write,) = written(before, ordinary(K1)(before), Shape.PIECES)
    assert write.fields == {"title"}
    assert write.after is not None
    assert write.after.content.title == "A"


def test_an_occurrence_that_is_no_piece_and_has_no_start_any_more_is_not_written() -> None:
    before = apart(K3, title="own")(SEED)
    known: dict[str | None, HeldPiece] = {None: HeldPiece("s", "v1")}
    after = ruled("FREQ=WEEKLY;COUNT=2")(before)
    writes = unfold(before, after, known, shape=Shape.PIECES, series="s", notify=Notify.NONE)
    assert [w.original_start for w in writes] == [None]


def test_an_occurrence_that_is_changed_where_the_series_has_none_is_refused_by_a_service_that_keeps_them_apart() -> None:
    """Sent, it would be answered by "there is none" for ever."""
    stray = replace(SEED, overrides=(Override(ADDED, replace(SEED.content, title="stray")),))
    assert unfold(None, stray, {}, shape=Shape.RESOURCE, series="s", notify=Notify.NONE)
    with pytest.raises(Refused):
        unfold(None, stray, {}, shape=Shape.PIECES, series="s", notify=Notify.NONE)
