"""A robot at the sign-in page: reads the form, ticks what it is told to, posts it, and exchanges what comes back."""

import base64
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from lxml import html

from calsync_desktop.sandbox.google import GoogleSandbox
from tests.sandbox.google.api import ANA, Json

AUTH, TOKEN = "/google/o/oauth2/v2/auth", "/google/token"
REDIRECT = "http://127.0.0.1:49152/back"
EVENTS = "https://www.googleapis.com/auth/calendar.events"
LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


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


def came_back(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"].startswith(REDIRECT)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def dead(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and answer.json()["error"] == "invalid_grant"
