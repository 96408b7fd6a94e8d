"""The token endpoint: what is sent, what is believed, and what each refusal means (O06, O14)."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from calsync_desktop.core.errors import CalSyncError, Offline, ServerTrouble, SignInAgain, Throttled, TryLater, Usage
from tests.auth.google_tokens import CLIENT, TokenServer, granted, refusal

BACK = "http://127.0.0.1:49152/x"


async def test_a_code_goes_with_its_verifier_its_redirect_and_the_client() -> None:
    server = TokenServer([granted(refresh_token="rt", id_token="a.b.c", refresh_token_expires_in=604800)])
    tokens = await server.desk().exchange(CLIENT, "code", "verifier", BACK)
    assert server.asked == [
        (
            "/token",
            {
                "grant_type": "authorization_code",
                "code": "code",
                "code_verifier": "verifier",
                "redirect_uri": BACK,
                "client_id": CLIENT.id,
                "client_secret": CLIENT.secret,
            },
        )
    ]
    assert (tokens.access, tokens.refresh, tokens.expires_in, tokens.lives) == ("at-2", "rt", 3599, 604800)
    assert tokens.scopes == frozenset({"openid"})


async def test_a_refresh_names_the_client_in_the_form() -> None:
    server = TokenServer()
    await server.desk().refresh(CLIENT, "rt")
    assert server.refreshes == [
        {"grant_type": "refresh_token", "refresh_token": "rt", "client_id": CLIENT.id, "client_secret": CLIENT.secret}
    ]


@pytest.mark.parametrize(
    ("expires", "seconds"),
    [(3599, 3599), ("3599", 3599), (None, None), ("soon", None), (-1, None), (1e99, None), ([], None)],
)
async def test_a_life_that_makes_no_sense_is_unknown(expires: object, seconds: float | None) -> None:
    assert (await TokenServer([granted(expires_in=expires)]).desk().refresh(CLIENT, "rt")).expires_in == seconds


BAD = {
    "a web page": httpx.Response(200, text="<html>Sign in to the hotel's network</html>"),
    "nothing": httpx.Response(200),
    "no token": httpx.Response(200, json={"token_type": "Bearer"}),
    "an empty token": httpx.Response(200, json=granted(access_token="")),
    "a token that is no text": httpx.Response(200, json=granted(access_token=["at"])),
    "another type of token": httpx.Response(200, json=granted(token_type="mac")),
    "no type of token": httpx.Response(200, json=granted(token_type=None)),
    "a list": httpx.Response(200, json=[granted()]),
    "half of it": httpx.Response(200, text='{"access_token": "at-'),
    "very deep": httpx.Response(200, text="[" * 100_000),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
async def test_o14_what_is_no_token_answer_is_refused_without_signing_anybody_out(answer: httpx.Response) -> None:
    for asked in (
        TokenServer([answer]).desk().refresh(CLIENT, "rt"),
        TokenServer([answer]).desk().exchange(CLIENT, "c", "v", BACK),
    ):
        with pytest.raises(ServerTrouble):
            await asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_o14_the_endpoint_never_sends_us_elsewhere(status: int) -> None:
    server = TokenServer([httpx.Response(status, headers={"Location": "https://oauth2.googleapis.com/other"})])
    with pytest.raises(CalSyncError) as refused:
        await server.desk().exchange(CLIENT, "code", "verifier", BACK)
    assert not isinstance(refused.value, SignInAgain)
    assert len(server.asked) == 1


async def test_o14_an_endpoint_that_stalls_is_given_up() -> None:
    server = TokenServer(gate=asyncio.Event())
    with pytest.raises(Offline, match="did not answer in time"):
        await server.desk(patience=0.01).refresh(CLIENT, "rt")


LATER = {
    "an error": (httpx.Response(500), ServerTrouble),
    "an error with JSON": (refusal("invalid_grant", 503), ServerTrouble),
    "an error with a page": (httpx.Response(502, text="<html>Bad gateway</html>"), ServerTrouble),
    "too many": (httpx.Response(429, headers={"Retry-After": "7"}), Throttled),
    "closed for a while": (httpx.Response(503, headers={"Retry-After": "7"}), Throttled),
    "a page with 400": (httpx.Response(400, text="<html>Proxy</html>"), TryLater),
    "a page with 401": (httpx.Response(401, text="<html>Proxy</html>"), TryLater),
    "a page with 403": (httpx.Response(403, text="<html>Blocked</html>"), TryLater),
    "another word": (refusal("invalid_scope"), ServerTrouble),
    "a client that is gone": (refusal("invalid_client", 401), ServerTrouble),
    "a client that was deleted": (refusal("deleted_client", 401), ServerTrouble),
    "no network": (httpx.ConnectError("no route"), Offline),
    "silence": (httpx.ReadTimeout("silence"), Offline),
    "a line that broke": (httpx.ReadError("reset"), Offline),
}


@pytest.mark.parametrize(("answer", "error"), LATER.values(), ids=LATER)
async def test_nothing_but_a_dead_grant_signs_anybody_out(
    answer: httpx.Response | Exception, error: type[CalSyncError]
) -> None:
    server = TokenServer([answer])
    with pytest.raises(error) as raised:
        await server.desk().refresh(CLIENT, "rt")
    assert isinstance(raised.value, TryLater)
    assert "c4n4ry" not in f"{raised.value.message} {raised.value.hint}"
    assert len(server.asked) == 1


@pytest.mark.parametrize("more", [{}, {"error_subtype": "invalid_rapt"}])
async def test_a_dead_grant_means_sign_in_again(more: dict[str, str]) -> None:
    with pytest.raises(SignInAgain) as raised:
        await TokenServer([refusal("invalid_grant", 400, **more)]).desk().refresh(CLIENT, "rt")
    assert ("organisation" in raised.value.message) == bool(more)


REFUSED = {
    "used or old": (refusal("invalid_grant"), SignInAgain, "used before"),
    "an unknown client": (refusal("invalid_client", 401), Usage, "does not know this client id"),
    "a web client": (refusal("unauthorized_client", 401), Usage, "does not know this client id"),
    "another redirect": (refusal("redirect_uri_mismatch"), Usage, "come back to this computer"),
    "another word": (refusal("invalid_request"), SignInAgain, "invalid_request"),
    "a word that is markup": (refusal("<b>c4n4ry</b>"), SignInAgain, "unknown error"),
    "later": (httpx.Response(503), TryLater, "error"),
}


@pytest.mark.parametrize(("answer", "error", "says"), REFUSED.values(), ids=REFUSED)
async def test_a_code_that_brings_nothing_is_explained(
    answer: httpx.Response, error: type[CalSyncError], says: str
) -> None:
    with pytest.raises(error, match=says) as raised:
        await TokenServer([answer]).desk().exchange(CLIENT, "code", "verifier", BACK)
    assert raised.value.hint
    assert "c4n4ry" not in raised.value.message + raised.value.hint


async def test_revoking_what_is_dead_already_is_fine() -> None:
    server = TokenServer([refusal("invalid_token")])
    await server.desk().revoke("rt")
    assert server.asked == [("/revoke", {"token": "rt"})]


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.Response(400), httpx.ConnectError("no"), httpx.Response(302)]
)
async def test_revoking_in_vain_is_told(answer: httpx.Response | Exception) -> None:
    with pytest.raises(CalSyncError):
        await TokenServer([answer]).desk().revoke("rt")


async def test_who_it_is_comes_from_userinfo_when_need_be() -> None:
    person = await TokenServer([{"sub": "117", "email": "ana@example.org"}]).desk().person("at")
    assert (person.sub, person.email) == ("117", "ana@example.org")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"email": "x"}),
        httpx.Response(401),
        httpx.Response(500),
    ],
)
async def test_userinfo_that_says_nothing_is_trouble_and_no_reason_to_sign_out(answer: httpx.Response) -> None:
    with pytest.raises(ServerTrouble):
        await TokenServer([answer]).desk().person("at")
