"""Google's own sign-in (InstalledAppFlow, google-auth) against the sandbox; runs with the peers' Python, like clients.py.

Usage: sign_in.py ADDRESSES, a JSON object with api, auth_uri, token_uri, revoke_uri, client_id and client_secret. Prints
one JSON object: the name of each story, with "" or what went wrong. Only the peers are used here.
"""

import importlib
import json
import os
import re
import sys
import threading
import traceback
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Callable
from typing import Any

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # the sandbox speaks plain HTTP on loopback

import google.auth.exceptions
import google.auth.transport.requests
import google_auth_oauthlib.flow
import googleapiclient.discovery
import googleapiclient.errors

AT = json.loads(sys.argv[1])
DENIED: type[Exception] = importlib.import_module("oauthlib.oauth2").AccessDeniedError
SCOPES = [
    "https://www.googleapis.com/auth/calendar.events",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
]


def calendars(credentials: Any) -> Any:
    """A request for the calendars of whoever signed in."""
    options = {"api_endpoint": f"{AT['api']}/"}
    api = googleapiclient.discovery.build("calendar", "v3", credentials=credentials, client_options=options)
    return api.calendarList().list()


class Robot(webbrowser.BaseBrowser):
    """A browser that fills in the form; in a thread, because the flow waits for its redirect."""

    def __init__(self, name: str, decision: str = "allow", boxes: int | None = None) -> None:
        super().__init__(name)
        self.decision, self.boxes = decision, boxes

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
        threading.Thread(target=self.visit, args=(url,), daemon=True).start()
        return True

    def visit(self, url: str) -> None:
        page = urllib.request.urlopen(url, timeout=10).read().decode()
        boxes = re.findall(r'name="granted" value="([^"]+)"', page)[: self.boxes]
        account = re.findall(r'name="account" value="([^"]+)" checked', page)[0]
        pairs = [
            ("account", account),
            ("decision", self.decision),
            ("tick", "each"),
            *(("granted", each) for each in boxes),
        ]
        urllib.request.urlopen(url, urllib.parse.urlencode(pairs).encode(), timeout=10).read()


def signed_in(robot: Robot, **words: str) -> Any:
    webbrowser.register(robot.name, None, robot)
    names = ("client_id", "client_secret", "auth_uri", "token_uri")
    flow = google_auth_oauthlib.flow.InstalledAppFlow.from_client_config(
        {"installed": {name: AT[name] for name in names}}, scopes=["openid", *SCOPES]
    )
    return flow.run_local_server(
        host="127.0.0.1", port=0, browser=robot.name, authorization_prompt_message=None, timeout_seconds=20, **words
    )


def the_installed_app_flow_signs_in() -> None:
    got = signed_in(Robot("robot"), prompt="consent")
    assert got.refresh_token
    assert got.id_token
    before = got.token
    got.refresh(google.auth.transport.requests.Request())
    assert got.token != before
    assert calendars(got).execute()["items"]
    again = signed_in(Robot("robot"))
    assert (bool(again.token), again.refresh_token) == (True, None)


def the_installed_app_flow_is_told_of_a_denial() -> None:
    try:
        signed_in(Robot("refuser", "deny"), prompt="consent")
    except DENIED:
        return
    raise AssertionError("it was not denied")


def the_installed_app_flow_is_told_of_fewer_scopes() -> None:
    told = ""
    try:
        signed_in(Robot("picker", boxes=1), prompt="consent")
    except Warning as warning:
        told = str(warning)
    assert "Scope has changed" in told
    os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"
    got = signed_in(Robot("picker", boxes=1), prompt="consent")
    assert set(got.granted_scopes) == {"openid", SCOPES[0]}
    try:
        calendars(got).execute()
    except googleapiclient.errors.HttpError as error:
        told = error.error_details[0]["reason"]
    assert told == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def a_revoked_grant_cannot_be_refreshed() -> None:
    told: Any = None
    got = signed_in(Robot("robot"), prompt="consent")
    body = urllib.parse.urlencode({"token": got.refresh_token}).encode()
    assert urllib.request.urlopen(AT["revoke_uri"], body, timeout=10).status == 200
    try:
        got.refresh(google.auth.transport.requests.Request())
    except google.auth.exceptions.RefreshError as error:
        told = error.args[1]["error"], error.retryable
    assert told == ("invalid_grant", False)


STORIES: tuple[Callable[[], None], ...] = (
    the_installed_app_flow_signs_in, the_installed_app_flow_is_told_of_a_denial,
    the_installed_app_flow_is_told_of_fewer_scopes, a_revoked_grant_cannot_be_refreshed,
)  # fmt: skip


def result(story: Callable[[], None]) -> str:
    try:
        story()
    except Exception:  # noqa: BLE001 - whatever a story stumbles over is its result
        return traceback.format_exc()
    return ""


if __name__ == "__main__":
    print(json.dumps({story.__name__: result(story) for story in STORIES}))
