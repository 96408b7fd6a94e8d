"""What pieces amount to when some are missing, unreadable, deleted or only skeletons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from calsync_desktop.core.appointment import Appointment
from calsync_desktop.core.provider import Piece
from calsync_desktop.core.series import content_at, fold, orphaned
from tests.core.small_series import ADDED, KEYS, SEED, added, apart, edited, skipped, three_sides, unmade
from tests.core.test_series import apart_from

K0, K1, K2, K3 = KEYS[:4]


def test_exceptions_without_their_master_are_orphans_and_fold_to_nothing() -> None:
    pieces = apart_from(edited(SEED, [apart(K1, title="own"), skipped(K2)]))
    lone = [p for k, p in pieces.items() if k is not None]
    assert orphaned(lone)
    assert fold(lone) is None
    assert not orphaned(pieces.values())
    assert not orphaned([])


def test_a_skeleton_says_nothing_about_its_occurrence() -> None:
    pieces = apart_from(SEED)
    assert fold([*pieces.values(), Piece("s", "o1", K1, "v", skeleton=True)]) == SEED


def test_an_occurrence_that_cannot_be_read_is_shown_as_the_series_has_it() -> None:
    pieces = apart_from(SEED)
    assert fold([*pieces.values(), Piece("s", "o1", K1, "v", problem="garbled")]) == SEED


def test_a_master_that_is_gone_or_unreadable_folds_to_nothing() -> None:
    assert fold([Piece("s", "s")]) is None
    assert fold([Piece("s", "s", None, "v", problem="garbled")]) is None
    assert fold([]) is None


def test_a_deleted_exception_of_a_resource_is_skipped() -> None:
    """Some services keep skips in the master, others as pieces: both are heard."""
    master = skipped(K2)(SEED)
    folded = fold([Piece("s", "s", None, "v", master), Piece("s", "o", K1, "v")])
    assert folded == edited(SEED, [skipped(K1), skipped(K2)])


def test_an_exception_that_came_back_is_not_skipped() -> None:
    master = skipped(K1)(SEED)
    one = apart(K1, title="own")(SEED)
    folded = fold(
        [Piece("s", "s", None, "v", master), Piece("s", "o", K1, "v", Appointment("u", one.overrides[0].content))]
    )
    assert folded == one


@pytest.mark.parametrize("key", [K1, ADDED])
def test_the_content_of_an_occurrence_is_the_override_s_or_the_series_at_its_start(key: str) -> None:
    base = added(SEED)
    content = content_at(base, key)
    assert content is not None
    assert (content.when.key, content.title) == (key, "A")
    assert content_at(skipped(key)(base), key) is None
    own = content_at(apart(key, title="own")(base), key)
    assert own is not None
    assert own.title == "own"


def test_what_is_left_apart_of_a_former_series_does_not_make_it_one_again() -> None:
    pieces = apart_from(edited(SEED, [apart(K1, title="own"), skipped(K2)]))
    single = unmade(SEED)
    assert fold([replace(pieces[None], content=single), *(p for k, p in pieces.items() if k)]) == single


@given(three_sides())
def test_the_order_in_which_pieces_come_does_not_matter(sides: tuple[Appointment, ...]) -> None:
    pieces = list(apart_from(sides[0]).values())
    turned = list(reversed(pieces))
    assert fold(turned) == fold(pieces) == fold([*pieces, *turned])
