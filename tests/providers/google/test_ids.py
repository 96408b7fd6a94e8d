"""The ids that we choose: what Google allows, the same for the same UID, and the UID can be read back."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from calsync_desktop.providers.google.ids import TRIES, id_of, uid_in

ALLOWED = re.compile(r"[a-v0-9]{5,1024}")


@given(st.text(min_size=1, max_size=900), st.integers(0, len(TRIES) - 1))
def test_an_id_is_allowed_and_gives_its_uid_back(uid: str, attempt: int) -> None:
    made = id_of(uid, attempt)
    assert ALLOWED.fullmatch(made)
    assert uid_in(made) in (uid, None)
    if len(uid.encode("utf-8", "surrogatepass")) < 600:
        assert uid_in(made) == uid


def test_each_life_of_a_uid_has_an_id_of_its_own() -> None:
    assert len({id_of("uid-1", attempt) for attempt in range(len(TRIES))}) == len(TRIES)


def test_an_id_that_is_none_of_ours_gives_nothing() -> None:
    for other in ("", "cs", "cs0", "e0f1a2", "cszzzz", "cs0elkm8bbg64_20260314T130000Z", "3k2l1"):
        assert uid_in(other) is None, other


def test_a_uid_that_is_too_long_still_has_one_id() -> None:
    assert id_of("u" * 5000) == id_of("u" * 5000) != id_of("u" * 5001)
    assert ALLOWED.fullmatch(id_of("u" * 5000))
    assert uid_in(id_of("u" * 5000)) is None
