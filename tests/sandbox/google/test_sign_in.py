"""Sign-in as Google does it (protocols 1.13): the page, the code, and what is granted."""

import pytest
from lxml import html

from calsync_desktop.sandbox.google import GoogleSandbox
from tests.sandbox.google.api import ANA, BEN, reason
from tests.sandbox.google.browser import AUTH, EVENTS, LIST, Browser, came_back, dead, wish


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


async def test_the_older_address_of_the_page_still_works(browser: Browser) -> None:
    page = await browser.http.get("/google/o/oauth2/auth", params=wish(browser.google))
    form = dict(html.fromstring(page.text).forms[0].form_values()) | {"decision": "allow"}
    assert "code" in came_back(await browser.http.post(str(page.request.url), data=form))


@pytest.mark.parametrize(
    "more",
    [
        {"response_type": "token"},
        {"scope": ""},
        {"code_challenge": ""},
        {"code_challenge_method": "S512"},
    ],
)
async def test_a_request_that_is_wrong_is_told_to_the_person_only(browser: Browser, more: dict[str, str]) -> None:
    page = await browser.see(**more)
    assert (page.status_code, "invalid_request" in page.text) == (400, True)


async def test_an_account_that_is_not_there_is_told_to_the_person_only(browser: Browser) -> None:
    answer = await browser.decide(account="nobody@example.org")
    assert (answer.status_code, "invalid_request" in answer.text) == (400, True)


async def test_without_a_page_only_what_was_granted_before_comes_back(browser: Browser) -> None:
    quiet = {"prompt": "none", "login_hint": ANA}
    assert came_back(await browser.see(**quiet))["error"] == "interaction_required"
    await browser.signed_in()
    told = (await browser.exchange(came_back(await browser.see(**quiet))["code"])).json()
    assert "refresh_token" not in told
