"""Tokens as Google gives them (protocols 1.13): what they open, and everything that ends their lives."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from calsync_desktop.sandbox.google import Client, Fault, GoogleSandbox
from tests.sandbox.google.api import ANA, BEN, reason
from tests.sandbox.google.browser import EVENTS, LIST, Browser, dead


async def test_an_access_token_dies_and_a_refresh_brings_the_next(google: GoogleSandbox, browser: Browser) -> None:
    told = await browser.signed_in()
    google.advance(seconds=3599)
    assert reason(await browser.calendars(told["access_token"])) == (401, "authError")
    fresh = (await browser.refresh(told["refresh_token"])).json()
    assert "refresh_token" not in fresh
    assert (await browser.calendars(fresh["access_token"])).status_code == 200


async def test_a_client_in_testing_is_for_testers_and_seven_days(google: GoogleSandbox, browser: Browser) -> None:
    google.registry.client.testing = True
    google.registry.client.testers = frozenset({ANA})
    stranger = await browser.decide(account=BEN)
    assert (stranger.status_code, "access_denied" in stranger.text) == (403, True)
    told = await browser.signed_in()
    only_me = await browser.signed_in(scope="openid email", prompt="consent")
    google.advance(days=7, seconds=1)
    assert dead(await browser.refresh(told["refresh_token"]))
    assert (await browser.refresh(only_me["refresh_token"])).status_code == 200


async def test_a_refresh_token_dies_after_six_months_unused(google: GoogleSandbox, browser: Browser) -> None:
    token = (await browser.signed_in())["refresh_token"]
    google.advance(days=181)
    assert (await browser.refresh(token)).status_code == 200
    google.advance(days=183)
    assert dead(await browser.refresh(token))


async def test_of_more_than_a_hundred_refresh_tokens_the_oldest_dies(google: GoogleSandbox, browser: Browser) -> None:
    first = (await browser.signed_in())["refresh_token"]
    seat = (ANA, google.registry.client.id)
    for _ in range(99):
        google.registry.issue_refresh(seat, (EVENTS,))
    assert (await browser.refresh(first)).status_code == 200
    google.registry.issue_refresh(seat, (EVENTS,))
    assert dead(await browser.refresh(first))


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_any_token_ends_the_whole_grant(browser: Browser, which: str) -> None:
    told = await browser.signed_in()
    assert (await browser.http.post("/google/revoke", data={"token": told[which]})).status_code == 200
    assert (await browser.calendars(told["access_token"])).status_code == 401
    assert dead(await browser.refresh(told["refresh_token"]))
    again = await browser.http.post("/google/revoke", data={"token": told[which]})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")


async def test_userinfo_tells_what_the_scopes_allow(browser: Browser) -> None:
    told = await browser.signed_in()
    headers = {"Authorization": f"Bearer {told['access_token']}"}
    person = (await browser.http.get("/google/v1/userinfo", headers=headers)).json()
    sub = browser.google.accounts[ANA].sub
    assert person == {"sub": sub, "email": ANA, "email_verified": True}
    assert (await browser.http.get("/google/v1/userinfo")).status_code == 401
    held = await browser.http.get("/google/tokeninfo", params={"access_token": told["access_token"]})
    assert set(held.json()["scope"].split()) == {"openid", "email", EVENTS, LIST}


async def test_the_id_token_is_signed_with_a_published_key_and_names_who_signed_in(browser: Browser) -> None:
    told = await browser.signed_in(nonce="n1")
    head, claims, signature = told["id_token"].split(".")
    key = (await browser.http.get("/google/oauth2/v3/certs")).json()["keys"][0]
    n, e = (int.from_bytes(raw(key[name])) for name in ("n", "e"))
    RSAPublicNumbers(e, n).public_key().verify(raw(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
    said = json.loads(raw(claims))
    assert json.loads(raw(head))["alg"] == "RS256"
    assert (said["aud"], said["email"], said["nonce"]) == (browser.google.registry.client.id, ANA, "n1")
    assert said["sub"] == browser.google.accounts[ANA].sub


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_the_token_endpoint_can_lie_or_send_elsewhere(browser: Browser) -> None:
    browser.google.faults.add(Fault("altered", route="token", edit={"token_type": "mac", "refresh_token": None}))
    told = await browser.signed_in()
    assert (told["token_type"], "refresh_token" in told, "access_token" in told) == ("mac", False, True)
    browser.google.faults.add(Fault("redirect", route="token", location="http://evil.test/"))
    answer = await browser.refresh("x")
    assert (answer.status_code, answer.headers["location"]) == (302, "http://evil.test/")


async def test_the_token_endpoint_refuses_other_grants_and_can_be_made_to_fail(browser: Browser) -> None:
    assert (await browser.refresh("x", grant_type="password")).json()["error"] == "unsupported_grant_type"
    assert dead(await browser.refresh("never issued"))
    browser.google.faults.add(Fault("error_before", route="token", error="invalid_rapt"))
    assert (await browser.refresh("x")).json()["error"] == "invalid_rapt"


async def test_a_refresh_token_is_worth_nothing_to_another_client(google: GoogleSandbox, browser: Browser) -> None:
    told = await browser.signed_in()
    other = Client(id="other.apps.googleusercontent.com", secret="s")
    google.registry.clients[other.id] = other
    named = {"client_id": other.id, "client_secret": other.secret}
    assert dead(await browser.refresh(told["refresh_token"], **named))
    assert (await browser.refresh(told["refresh_token"])).status_code == 200


async def test_a_workspace_may_end_the_session_in_words_of_its_own(browser: Browser) -> None:
    told = await browser.signed_in()
    browser.google.faults.add(
        Fault("error_before", route="token", error="invalid_grant"),
        Fault("altered", route="token", edit={"error_subtype": "invalid_rapt"}),
    )
    answer = await browser.refresh(told["refresh_token"])
    assert (dead(answer), answer.json()["error_subtype"]) == (True, "invalid_rapt")


async def test_a_refresh_may_ask_for_less_and_never_for_more(browser: Browser) -> None:
    token = (await browser.signed_in())["refresh_token"]
    assert (await browser.refresh(token, scope=EVENTS)).json()["scope"] == EVENTS
    more = await browser.refresh(token, scope="https://www.googleapis.com/auth/calendar")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")
