"""Connecting Google from a terminal: the page in a browser, one JSON object at the end, and a sentence for whatever goes wrong."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from calsync_desktop.cli.ending import run
from calsync_desktop.cli.scene import Scene
from calsync_desktop.sandbox.google import Fault, GoogleSandbox
from tests import robot
from tests.cli.conftest import Ended, Shell, early_in_march
from tests.cli.google import SomebodyWatching, pretend_google
from tests.robot import ANA, BEN


class GoogleShell(Shell):
    """A shell with somebody at the browser; the browser itself is never started."""

    google: GoogleSandbox
    somebody: SomebodyWatching

    def __call__(self, *words: str, stdin: str = "") -> Ended:
        self._capsys.readouterr()
        code = run(words, Scene(asker=self.somebody))
        captured = self._capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    def connect(self, *words: str) -> Any:
        """The connection that came of signing in."""
        ended = self("connect", "google", "--no-browser", "--json", *words)
        assert ended.code == 0, ended
        return json.loads(ended.out.splitlines()[1])["connection"]

    def trouble(self, *words: str, code: int) -> dict[str, str]:
        """The error of a command that may have printed an address first."""
        ended = self(*words, "--no-browser", "--json")
        assert ended.code == code, ended
        error: dict[str, str] = json.loads(ended.out.splitlines()[-1])["error"]
        assert error["message"].endswith((".", "?"))
        return error


@pytest.fixture
def google() -> GoogleSandbox:
    made = GoogleSandbox(clock=early_in_march)
    made.add_account(ANA, name="Ana Ruiz")
    made.add_account(BEN, name="Ben Okoro")
    made.add_calendar("Work", owner=ANA)
    return made


@pytest.fixture
def desk(shell: Shell, google: GoogleSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleShell]:
    made = GoogleShell(shell._capsys, shell._monkeypatch, shell.profile)
    made.google, made.somebody = google, SomebodyWatching(made._ask)
    with pretend_google(google) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("GOOGLE_CALENDAR_REDIRECT_URI", raising=False)
        yield made


def test_an_account_is_connected_and_syncs(desk: GoogleShell) -> None:
    connection = desk.connect()
    assert (connection["provider"], connection["account"], connection["status"]) == ("google", ANA, "active")
    assert {each["name"] for each in desk.tell("calendars")["calendars"]} == {"Ana Ruiz", "Work"}
    assert desk.tell("sync")["runs"][0]["status"] == "ok"


def test_without_a_browser_the_address_is_the_first_line_and_the_result_the_second(desk: GoogleShell) -> None:
    ended = desk("connect", "google", "--no-browser", "--json")
    first, second = ended.out.splitlines()
    assert json.loads(first) == {"open": desk.somebody.opened[0]}
    assert json.loads(second).keys() == {"connection"}


def test_a_hint_is_passed_on_and_another_account_is_said_to_be_another(desk: GoogleShell) -> None:
    ended = desk("connect", "google", "--no-browser", "--login-hint", BEN)
    assert "login_hint=ben%40example.org" in desk.somebody.opened[0]
    assert ended.code == 0
    assert f"This is the account {ANA}, not {BEN}." in ended.err


def test_consent_denied_is_a_sentence_and_nothing_is_connected(desk: GoogleShell) -> None:
    desk.somebody.person = lambda url: robot.sign_in(url, decision="deny")
    error = desk.trouble("connect", "google", code=3)
    assert "Access was not given" in error["message"]
    assert desk.tell("connections") == {"connections": []}
    assert desk.vault.records == {}


def test_a_box_that_was_not_ticked_is_explained(desk: GoogleShell) -> None:
    box = "https://www.googleapis.com/auth/calendar.events"
    desk.somebody.person = lambda url: robot.sign_in(url, untick=(box,))
    error = desk.trouble("connect", "google", code=3)
    assert "was not ticked" in error["message"]
    assert desk.tell("connections") == {"connections": []}


def test_nobody_answering_ends_after_the_time_that_was_given(desk: GoogleShell) -> None:
    desk.somebody.person = lambda url: None
    began = time.monotonic()
    error = desk.trouble("connect", "google", "--timeout", "1", code=3)
    assert time.monotonic() - began < 30
    assert "in time" in error["message"]
    assert "Desktop app" in error["hint"]


def test_the_same_account_is_not_connected_twice(desk: GoogleShell) -> None:
    first = desk.connect()
    error = desk.trouble("connect", "google", code=2)
    assert "already" in error["message"]
    assert list(desk.vault.records) == [first["id"]]
    assert desk.tell("sync")["runs"][0]["status"] == "ok"


def test_reconnecting_signs_in_again_and_what_waited_is_sent(desk: GoogleShell) -> None:
    id_ = desk.connect()["id"]
    desk.tell("sync")
    desk.google.registry.end((ANA, desk.google.registry.client.id))
    desk.tell("add", "--calendar", "Work", "--title", "Plan", "--start", "2026-03-02T09:00")
    ended = desk("sync", "--json")
    assert ended.code == 3
    assert desk.tell("connections")["connections"][0]["status"] == "expired"
    ended = desk("reconnect", id_, "--no-browser", "--json")
    assert ended.code == 0, ended
    assert "prompt=consent" in desk.somebody.opened[-1]
    assert desk.tell("sync")["runs"][0]["pushed"]["created"] == 1


def test_reconnecting_as_somebody_else_is_refused_and_changes_nothing(desk: GoogleShell) -> None:
    id_ = desk.connect()["id"]
    desk.somebody.person = lambda url: robot.sign_in(url, account=BEN)
    error = desk.trouble("reconnect", id_, code=2)
    assert "another account" in error["message"]
    assert desk.tell("sync")["runs"][0]["status"] == "ok"


def test_disconnecting_ends_the_grant_at_google(desk: GoogleShell) -> None:
    id_ = desk.connect()["id"]
    desk.tell("disconnect", id_)
    assert desk.google.registry.refresh == {}
    assert desk.vault.records == {}


def test_disconnecting_while_google_is_away_works_and_says_so(desk: GoogleShell) -> None:
    id_ = desk.connect()["id"]
    desk.google.faults.add(Fault("lose_request", route="revoke"))
    ended = desk("disconnect", id_, "--json")
    assert ended.code == 0
    assert "still counts as allowed" in ended.err
    assert desk.vault.records == {}
    assert desk.tell("connections") == {"connections": []}


def test_without_a_client_id_there_is_a_sentence_that_says_how_to_get_one(
    desk: GoogleShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GOOGLE_CALENDAR_CLIENT_ID")
    error = desk.trouble("connect", "google", code=2)
    assert "client id" in error["message"]
    assert "Desktop app" in error["hint"]


def test_a_wrong_secret_is_told_as_one(desk: GoogleShell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CALENDAR_CLIENT_SECRET", "wrong")
    error = desk.trouble("connect", "google", code=2)
    assert "its secret is another one" in error["message"]


@pytest.mark.parametrize(
    "uri", ["http://evil.test/", "https://127.0.0.1/", "http://127.0.0.1:0/", "http://a@127.0.0.1/", "x"]
)
def test_a_redirect_that_leaves_this_computer_is_refused(
    desk: GoogleShell, monkeypatch: pytest.MonkeyPatch, uri: str
) -> None:
    monkeypatch.setenv("GOOGLE_CALENDAR_REDIRECT_URI", uri)
    assert "GOOGLE_CALENDAR_REDIRECT_URI" in desk.trouble("connect", "google", code=2)["message"]


@pytest.mark.parametrize("name", ["API", "AUTH_URI", "TOKEN_URI", "REVOKE_URI", "USERINFO_URI"])
def test_an_endpoint_in_the_clear_is_refused_before_anything_is_sent(
    desk: GoogleShell, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"CALSYNC_GOOGLE_{name}", "http://gateway.example.com/x")
    assert f"CALSYNC_GOOGLE_{name}" in desk.trouble("connect", "google", code=2)["message"]
    assert desk.google.journal.entries == []


def test_no_secret_of_a_sign_in_reaches_the_log_or_the_terminal(desk: GoogleShell) -> None:
    backs: list[str] = []

    def person(url: str) -> None:
        backs.append(robot.decide(url))
        robot.go_back(backs[0])

    desk.somebody.person = person
    ended = desk("-v", "connect", "google", "--no-browser", "--json")
    assert desk("-v", "sync", "--json").code == 0
    (record,) = desk.vault.records.values()
    said = desk.profile.log.read_text() + ended.err
    for canary in (record["access_token"], record["refresh_token"], record["client_secret"], ANA, backs[0][-40:]):
        assert canary not in said
    assert "state=" not in said
    assert "code=" not in said
