"""Who signed in: by sub, from a token that is about us and this very attempt (O05, O12)."""

from __future__ import annotations

import pytest

from calsync_desktop.auth.google.identity import Person, claims, person_in
from calsync_desktop.core.errors import SignInAgain
from tests.auth.google_tokens import CLIENT, id_token


def test_sub_and_address_are_read() -> None:
    assert person_in(id_token(nonce="n"), CLIENT.id, "n") == Person("1", "ana@example.org")


def test_a_service_that_repeats_no_nonce_is_believed_because_the_verifier_binds_it() -> None:
    assert person_in(id_token(), CLIENT.id, "n") == Person("1", "ana@example.org")


@pytest.mark.parametrize("nonce", ["other", "", None, 7])
def test_o05_a_token_of_another_attempt_is_refused(nonce: object) -> None:
    with pytest.raises(SignInAgain, match="another sign-in"):
        person_in(id_token(nonce=nonce), CLIENT.id, "n")


@pytest.mark.parametrize("audience", ["other", None, ["other"], {}])
def test_a_token_for_another_client_says_nothing(audience: object) -> None:
    assert person_in(id_token(aud=audience), CLIENT.id, "n") is None


def test_an_audience_may_be_a_list() -> None:
    assert person_in(id_token(aud=["other", CLIENT.id]), CLIENT.id, "n") is not None


@pytest.mark.parametrize("sub", [None, "", [], {}])
def test_without_a_sub_nobody_is_known(sub: object) -> None:
    assert person_in(id_token(sub=sub), CLIENT.id, "n") is None


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.%%.c", "a.W10.c", "a.IjEi.c", "ä.ö.ü", "a.b.c.d"])
def test_what_is_no_token_has_no_claims(token: str) -> None:
    assert claims(token) == {}


def test_an_address_is_not_needed() -> None:
    assert person_in(id_token(email=None), CLIENT.id, "n") == Person("1", "")
