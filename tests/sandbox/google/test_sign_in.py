"""Sign-in as Google does it (protocols 1.13): the page, the code, the tokens, and everything that ends them."""

import base64
import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import html

from calsync_desktop.sandbox.google import Fault, GoogleSandbox
from tests.sandbox.google.api import ANA, BASE, BEN, Json, reason
from tests.servers import LossyTransport

AUTH, TOKEN = "/google/o/oauth2/v2/auth", "/google/token"
REDIRECT = "http://127.0.0.1:49152/back"
EVENTS = "https://www.googleapis.com/auth/calendar.events"
LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
async def http(google: GoogleSandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=LossyTransport(google), base_url=BASE) as made:
        yield made


def wish(google: GoogleSandbox, **more: str) -> dict[str, str]:
    usual = {
        "client_id": google.registry.client.id, "redirect_uri": REDIRECT, "response_type": "code",
        "scope": f"openid email {EVENTS} {LIST}", "state": "s1", "access_type": "offline",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    return usual | more


class Browser:
    """A robot at the page: reads the form, changes what it is told to, posts it."""

    def __init__(self, http: httpx.AsyncClient, google: GoogleSandbox) -> None:
        self.http, self.google = http, google

    async def see(self, **more: str) -> httpx.Response:
        return await self.http.get(AUTH, params=wish(self.google, **more))

    async def decide(
        self, decision: str = "allow", account: str = ANA, untick: tuple[str, ...] = (), **more: str
    ) -> httpx.Response:
        page = await self.see(**more)
        assert page.status_code == 200, page.text
        form = html.fromstring(page.text).forms[0]
        fields = [(name, value) for name, value in form.form_values() if value not in untick and name != "account"]
        body = urlencode([*fields, ("account", account), ("decision", decision)])
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.http.post(str(page.request.url), content=body, headers=headers)

    async def code(self, *, untick: tuple[str, ...] = (), account: str = ANA, **more: str) -> str:
        return came_back(await self.decide(untick=untick, account=account, **more))["code"]

    async def exchange(self, code: str, *, basic: bool = False, **changes: Any) -> httpx.Response:
        client = self.google.registry.client
        given = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER,
        } | ({} if basic else {"client_id": client.id, "client_secret": client.secret})  # fmt: skip
        form = {name: value for name, value in (given | changes).items() if value is not None}
        auth = httpx.BasicAuth(client.id, client.secret) if basic else httpx.USE_CLIENT_DEFAULT
        return await self.http.post(TOKEN, data=form, auth=auth)

    async def signed_in(self, **more: Any) -> Json:
        answer = await self.exchange(await self.code(**more))
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    async def refresh(self, token: str, **changes: str) -> httpx.Response:
        client = self.google.registry.client
        form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client.id}
        return await self.http.post(TOKEN, data=form | {"client_secret": client.secret} | changes)

    async def calendars(self, access: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {access}"}
        return await self.http.get("/google/calendar/v3/users/me/calendarList", headers=headers)


@pytest.fixture
def browser(http: httpx.AsyncClient, google: GoogleSandbox) -> Browser:
    return Browser(http, google)


def came_back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def dead(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and answer.json()["error"] == "invalid_grant"


async def test_the_page_offers_every_account_and_a_box_for_each_scope_but_signing_in(browser: Browser) -> None:
    form = html.fromstring((await browser.see(login_hint=BEN)).text).forms[0]
    assert form.xpath('.//input[@name="account"]/@value') == [ANA, BEN]
    assert form.xpath('.//input[@name="account"][@checked]/@value') == [BEN]
    assert form.xpath('.//input[@name="granted"]/@value') == [EVENTS, LIST]


async def test_a_code_becomes_tokens_that_open_the_calendars(browser: Browser) -> None:
    back = came_back(await browser.decide())
    assert back["state"] == "s1"
    told = (await browser.exchange(back["code"])).json()
    assert set(told) == {"access_token", "refresh_token", "expires_in", "scope", "token_type", "id_token"}
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3599)
    assert (await browser.calendars(told["access_token"])).status_code == 200


@pytest.mark.parametrize("basic", [True, False])
async def test_a_client_may_name_itself_by_basic_or_in_the_form(browser: Browser, basic: bool) -> None:
    assert (await browser.exchange(await browser.code(), basic=basic)).status_code == 200


@pytest.mark.parametrize("verifier", ["w" * 64, None])
async def test_a_code_is_worth_nothing_without_its_verifier(browser: Browser, verifier: str | None) -> None:
    assert dead(await browser.exchange(await browser.code(), code_verifier=verifier))


async def test_a_code_works_once_for_ten_minutes(google: GoogleSandbox, browser: Browser) -> None:
    code = await browser.code()
    assert (await browser.exchange(code)).status_code == 200
    assert dead(await browser.exchange(code))
    late = await browser.code()
    google.advance(minutes=11)
    assert dead(await browser.exchange(late))


async def test_a_code_is_bound_to_its_redirect(browser: Browser) -> None:
    answer = await browser.exchange(await browser.code(), redirect_uri="http://127.0.0.1:1/back")
    assert (answer.status_code, answer.json()["error"]) == (400, "redirect_uri_mismatch")


@pytest.mark.parametrize(
    "redirect",
    ["http://evil.test/", "https://127.0.0.1/", "urn:ietf:wg:oauth:2.0:oob", "myapp:/back", "http://a@127.0.0.1/", ""],
)
async def test_another_redirect_than_loopback_is_told_to_the_person_only(browser: Browser, redirect: str) -> None:
    page = await browser.see(redirect_uri=redirect)
    assert page.status_code == 400
    assert "redirect_uri_mismatch" in page.text


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:1", "http://localhost:65535/x", "http://[::1]:8080/"])
async def test_any_loopback_redirect_is_fine(browser: Browser, redirect: str) -> None:
    assert (await browser.see(redirect_uri=redirect)).status_code == 200


async def test_denial_reaches_the_redirect_with_the_state(browser: Browser) -> None:
    assert came_back(await browser.decide("deny")) == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize("error", ["admin_policy_enforced", "org_internal", "deleted_client"])
async def test_a_blocked_client_never_reaches_the_redirect(google: GoogleSandbox, browser: Browser, error: str) -> None:
    google.registry.client.blocked = error
    page = await browser.see()
    assert page.status_code == 400
    assert error in page.text


async def test_an_embedded_web_view_is_not_let_in(browser: Browser) -> None:
    headers = {"User-Agent": "Mozilla/5.0 QtWebEngine/6.11"}
    page = await browser.http.get(AUTH, params=wish(browser.google), headers=headers)
    assert "disallowed_useragent" in page.text


async def test_the_page_shows_nothing_of_the_request_as_markup(browser: Browser) -> None:
    page = await browser.see(state='"><script>alert(1)</script>', scope=f"{EVENTS} <b>x</b>")
    assert "<script>" not in page.text
    assert "<b>" not in page.text


async def test_an_unknown_client_or_a_wrong_secret_is_401(browser: Browser) -> None:
    assert "invalid_client" in (await browser.see(client_id="nobody")).text
    code = await browser.code()
    answer = await browser.exchange(code, client_secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_unticked_scopes_are_missing_and_the_token_is_issued_all_the_same(browser: Browser) -> None:
    told = await browser.signed_in(untick=(LIST,))
    assert told["scope"].split() == ["openid", "email", EVENTS]
    assert reason(await browser.calendars(told["access_token"])) == (403, "insufficientPermissions")


async def test_a_single_scope_has_no_box_to_untick(browser: Browser) -> None:
    told = await browser.signed_in(scope=f"openid {EVENTS}", untick=(EVENTS,))
    assert told["scope"].split() == ["openid", EVENTS]


async def test_the_second_sign_in_brings_no_refresh_token_unless_consent_is_asked_for(browser: Browser) -> None:
    assert "refresh_token" in await browser.signed_in()
    assert "refresh_token" not in await browser.signed_in()
    assert "refresh_token" in await browser.signed_in(prompt="consent")


async def test_without_offline_access_there_is_no_refresh_token(browser: Browser) -> None:
    assert "refresh_token" not in await browser.signed_in(access_type="online")


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


async def test_the_token_endpoint_refuses_other_grants_and_can_be_made_to_fail(browser: Browser) -> None:
    assert (await browser.refresh("x", grant_type="password")).json()["error"] == "unsupported_grant_type"
    assert dead(await browser.refresh("never issued"))
    browser.google.faults.add(Fault("error_before", route="token", error="invalid_rapt"))
    assert (await browser.refresh("x")).json()["error"] == "invalid_rapt"
