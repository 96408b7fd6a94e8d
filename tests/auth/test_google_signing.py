"""One attempt from the listener to the credentials, with the browser's part played by hand (O05, O06, O07, O12, O13)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from calsync_desktop.auth.google.consent import EVENTS, LIST
from calsync_desktop.auth.google.signing import Chance, GoogleAuthorization, GoogleSignIn, authorize
from calsync_desktop.core.errors import CalSyncError, ServerTrouble, SignInAgain, Usage
from calsync_desktop.core.provider import Authorization, SignInWish
from tests.auth.google_tokens import CLIENT, NOW, TokenServer, granted, id_token

CHANCE = Chance("state-of-ours", "nonce-of-ours", "random")
SCOPE = f"openid email {EVENTS} {LIST}"
KEPT = {**CLIENT.words, "refresh_token": "old", "sub": "1", "consented_at": "2026-02-01T00:00:00+00:00", "lives": ""}


def tokens(**changes: Any) -> dict[str, Any]:
    return granted(**{"refresh_token": "new", "scope": SCOPE, "id_token": id_token(nonce=CHANCE.nonce)} | changes)


@asynccontextmanager
async def attempt(
    server: TokenServer, wish: SignInWish | None = None, redirect: str = ""
) -> AsyncIterator[GoogleAuthorization]:
    made = await authorize(
        server.desk(), CLIENT, wish or SignInWish(), chance=CHANCE, now=lambda: NOW, redirect=redirect
    )
    try:
        yield made
    finally:
        await made.aclose()


async def come_back(made: Authorization, query: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(f"{made.redirect_uri}?{query}")).status_code


async def credentials(answer: Mapping[str, Any], wish: SignInWish | None = None) -> Mapping[str, str]:
    async with attempt(TokenServer([answer]), wish) as made:
        await come_back(made, "code=4%2F0A&state=state-of-ours")
        await made.answered()
        return await made.secret()


async def test_an_answer_becomes_credentials_that_say_who_and_since_when() -> None:
    server = TokenServer([tokens(refresh_token_expires_in=604800)])
    async with attempt(server) as made:
        assert urlsplit(made.redirect_uri).path == "/random"
        assert await come_back(made, "code=4%2F0A&state=state-of-ours") == 200
        await made.answered()
        secret = await made.secret()
    assert secret == {
        **CLIENT.words,
        "refresh_token": "new",
        "access_token": "at-2",
        "scope": " ".join(sorted(SCOPE.split())),
        "sub": "1",
        "email": "ana@example.org",
        "consented_at": NOW.isoformat(),
        "lives": "604800.0",
    }
    ((_, form),) = server.asked
    assert form["code"] == "4/0A"
    assert form["redirect_uri"] == made.redirect_uri
    assert form["code_verifier"] == made.page.verifier


async def test_o06_without_verifier_or_code_there_is_no_way_round() -> None:
    server = TokenServer([tokens()])
    async with attempt(server) as made:
        with pytest.raises(SignInAgain, match="interrupted"):
            await made.secret()
        await come_back(made, "code=x&state=state-of-ours")
        await made.answered()
        made.page = type(made.page)(made.url, "")
        with pytest.raises(SignInAgain, match="interrupted"):
            await made.secret()
    assert server.asked == []


async def test_a_code_is_used_once() -> None:
    async with attempt(TokenServer([tokens()])) as made:
        await come_back(made, "code=x&state=state-of-ours")
        await made.answered()
        await made.secret()
        with pytest.raises(SignInAgain):
            await made.secret()


async def test_o05_the_token_of_another_attempt_is_thrown_away() -> None:
    with pytest.raises(SignInAgain, match="another sign-in"):
        await credentials(tokens(id_token=id_token(nonce="theirs")))


@pytest.mark.parametrize("scope", ["openid email", f"openid email {EVENTS}", f"openid email {LIST}"])
async def test_o12_a_box_that_was_not_ticked_is_explained(scope: str) -> None:
    with pytest.raises(SignInAgain, match="not ticked"):
        await credentials(tokens(scope=scope))


async def test_a_server_that_names_no_scopes_granted_what_was_asked_for() -> None:
    assert (await credentials(tokens(scope=None)))["scope"] == " ".join(sorted(SCOPE.split()))


async def test_without_an_id_token_userinfo_says_who_it_is() -> None:
    server = TokenServer([tokens(id_token=None), {"sub": "117", "email": "ana@example.org"}])
    async with attempt(server) as made:
        await come_back(made, "code=x&state=state-of-ours")
        await made.answered()
        assert (await made.secret())["sub"] == "117"
    assert [path for path, _ in server.asked] == ["/token", "/v1/userinfo"]


async def test_o14_access_for_an_hour_only_is_refused() -> None:
    with pytest.raises(SignInAgain, match="an hour only"):
        await credentials(tokens(refresh_token=None))


async def test_the_refresh_token_that_lives_goes_on_for_the_same_person() -> None:
    wish = SignInWish(kept=KEPT)
    secret = await credentials(tokens(refresh_token=None), wish)
    assert (secret["refresh_token"], secret["consented_at"]) == ("old", KEPT["consented_at"])


async def test_somebody_elses_refresh_token_is_never_mixed_in() -> None:
    other = id_token(nonce=CHANCE.nonce, sub="2")
    secret = await credentials(tokens(refresh_token=None, id_token=other), SignInWish(kept=KEPT))
    assert (secret["sub"], secret["refresh_token"]) == ("2", "")


@pytest.mark.parametrize(
    ("kept", "again"),
    [(None, True), (KEPT, False), ({**KEPT, "client_id": "another"}, True), ({**KEPT, "refresh_token": ""}, True)],
)
async def test_consent_is_asked_for_when_no_refresh_token_is_kept(kept: Mapping[str, str] | None, again: bool) -> None:
    async with attempt(TokenServer(), SignInWish(kept=kept)) as made:
        assert ("prompt" in parse_qs(urlsplit(made.url).query)) == again


REFUSALS = {
    "access_denied": (SignInAgain, "Access was not given"),
    "admin_policy_enforced": (SignInAgain, "organisation"),
    "temporarily_unavailable": (ServerTrouble, "trouble at the moment"),
    "invalid_request": (SignInAgain, "invalid_request"),
    "<b>c4n4ry</b>": (SignInAgain, "an unknown error"),
}


@pytest.mark.parametrize(("word", "error", "says"), [(w, *rest) for w, rest in REFUSALS.items()])
async def test_o13_a_refusal_of_the_page_is_a_sentence(word: str, error: type[CalSyncError], says: str) -> None:
    async with attempt(TokenServer()) as made:
        await come_back(made, f"error={quote(word)}&error_description=c4n4ry&state=state-of-ours")
        with pytest.raises(error, match=says) as raised:
            await made.answered()
    assert "c4n4ry" not in raised.value.message + raised.value.hint


async def test_o13_nobody_answering_says_what_the_browser_may_have_shown() -> None:
    async with attempt(TokenServer()) as made:
        error = made.nobody_answered()
    assert "redirect_uri_mismatch" in error.hint


async def test_o07_a_configured_address_is_used_exactly(unused_tcp_port: int) -> None:
    configured = f"http://localhost:{unused_tcp_port}/oauth2callback"
    async with attempt(TokenServer(), redirect=configured) as made:
        assert made.redirect_uri == configured
        assert parse_qs(urlsplit(made.url).query)["redirect_uri"] == [configured]
        assert await come_back(made, "code=x&state=state-of-ours") == 200


async def test_an_address_that_leads_elsewhere_opens_nothing() -> None:
    with pytest.raises(Usage, match="GOOGLE_CALENDAR_REDIRECT_URI"):
        async with attempt(TokenServer(), redirect="http://evil.example.com/"):
            pass


async def test_what_an_account_is_called_may_change_who_it_is_does_not() -> None:
    place = await GoogleSignIn({"sub": "1", "email": "ana@example.org"}).place()
    assert (place.account, place.identity, place.addresses) == ("ana@example.org", "1", ("ana@example.org",))
    nameless = await GoogleSignIn({"sub": "1", "email": ""}).place()
    assert (nameless.account, nameless.addresses) == ("1", ())


async def test_a_password_is_no_sign_in_here() -> None:
    with pytest.raises(SignInAgain, match="browser"):
        await GoogleSignIn({"user": "ana", "password": "x"}).place()


async def test_nothing_secret_is_in_a_text_of_an_attempt() -> None:
    async with attempt(
        TokenServer([tokens()]), SignInWish(kept={"refresh_token": "c4n4ry"}, client={"s": "c4n4ry"})
    ) as made:
        await come_back(made, "code=c4n4ry&state=state-of-ours")
        await made.answered()
        said = repr(made)
    for secret in ("c4n4ry", made.page.verifier, CLIENT.secret, "nonce-of-ours"):
        assert secret not in said
