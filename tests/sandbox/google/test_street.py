"""Google and CalDAV behind one door, as `calsync sandbox` starts them and announces them in its first line."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, hand
from calsync_desktop.sandbox.seed_google import ANA, BEN, anas_google
from tests.sandbox.google.api import Api, Json, client


@pytest.fixture(scope="module")
def said() -> Iterator[Json]:
    """What the program announced; it is interrupted at the end and must end well."""
    with subprocess.Popen(
        [sys.executable, "-m", "calsync_desktop.sandbox"], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        yield json.loads(child.stdout.readline())
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0


def test_the_line_names_what_the_command_lines_contract_names(said: Json) -> None:
    names = {"api", "auth_uri", "token_uri", "revoke_uri", "userinfo_uri", "client_id", "client_secret", "ca_file"}
    assert said["google"].keys() == names | {"accounts"}
    assert said["google"]["accounts"] == [{"email": ANA}, {"email": BEN}]
    assert said["google"]["ca_file"] is None


def test_everything_is_where_the_line_says(said: Json) -> None:
    at = said["google"]
    form = {"scope": "https://www.googleapis.com/auth/calendar", "response_type": "code", "access_type": "offline"}
    form |= {"client_id": at["client_id"], "redirect_uri": "http://127.0.0.1:1/", "account": ANA, "decision": "allow"}
    with httpx.Client(trust_env=False) as http:
        back = http.post(at["auth_uri"], data=form)
        code = httpx.URL(back.headers["location"]).params["code"]
        words = {"grant_type": "authorization_code", "code": code, "redirect_uri": form["redirect_uri"]}
        secret = {name: at[name] for name in ("client_id", "client_secret")}
        told = http.post(at["token_uri"], data=words | secret).json()
        headers = {"Authorization": f"Bearer {told['access_token']}"}
        assert http.get(f"{at['api']}/users/me/calendarList", headers=headers).json()["items"]
        assert http.get(at["userinfo_uri"], headers=headers).json()["sub"]
        assert http.get(f"{said['control']}/google").json()["events"][ANA] == 2
        assert http.get(said["control"]).json()["requests"] == 0
        assert http.post(at["revoke_uri"], data={"token": told["refresh_token"]}).status_code == 200


async def test_the_seed_has_a_calendar_of_each_kind_and_events_of_each_form() -> None:
    google = GoogleSandbox()
    anas_google(google)
    async with client(google) as http:
        entries = (await Api(http).ask("GET", "users/me/calendarList")).json()["items"]
        assert [each["accessRole"] for each in entries] == ["owner", "owner", "reader", "freeBusyReader"]
        for entry in entries:
            assert (await Api(http, entry["id"]).list()).status_code == 200
    assert sum(len(hand.living(google, each)) for each in google.calendars) == 5
