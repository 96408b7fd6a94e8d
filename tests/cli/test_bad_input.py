"""Bad input and bad circumstances: each gets a clear sentence and its exit code, everything else goes on, nothing is lost."""

import os
import shutil
import socket
import sqlite3
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from calsync_desktop.sandbox.caldav import Fault
from tests.cli.conftest import Served, Shell
from tests.servers import free_port

CONNECT = ("connect", "caldav", "--user", "ana", "--password-stdin", "--url")


class WebPage(BaseHTTPRequestHandler):
    """A web site that knows nothing of calendars."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Welcome</title>")

    do_GET = do_PROPFIND = do_OPTIONS = do_REPORT = answer  # noqa: N815 - as the library calls them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
        """Nothing."""


@pytest.fixture
def web_page() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), WebPage) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join(10)


def event(uid: str, title: str, *lines: str) -> str:
    text = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
    ]
    return "\r\n".join(
        [*text, *(lines or ("DTSTART:20260302T090000Z",)), f"SUMMARY:{title}", "END:VEVENT", "END:VCALENDAR", ""]
    )


def titles(shell: Shell) -> list[str]:
    return [row["title"] for row in shell.tell("agenda", "--from", "2026-03-02", "--to", "2026-03-02")["occurrences"]]


def test_a_wrong_password(shell: Shell, served: Served) -> None:
    error = shell.error(*CONNECT, served.url, stdin="wrong\n", code=3)
    assert error["kind"] == "sign-in"
    assert shell.tell("connections") == {"connections": []}
    assert shell.vault.records == {}


def test_an_address_where_nobody_listens(shell: Shell) -> None:
    assert shell.error(*CONNECT, f"http://127.0.0.1:{free_port()}/", stdin="x\n", code=1)["kind"] == "offline"


@pytest.mark.parametrize(
    "url", ["", "not an address", "ftp://example.org", "https://ana:secret@example.org/", "http://example.org/"]
)
def test_an_address_that_is_none_or_not_private(shell: Shell, url: str) -> None:
    ended = shell(*CONNECT, url, "--json", stdin="x\n")
    assert ended.code in (1, 2)
    assert ended.told["error"]["kind"] in ("usage", "untrusted")
    assert "secret" not in ended.out


def test_a_web_page_instead_of_a_calendar_server(shell: Shell, web_page: str) -> None:
    error = shell.error(*CONNECT, web_page, stdin="x\n", code=1)
    assert error["kind"] == "not-a-calendar"
    assert "web page" in error["message"]


def test_a_password_that_is_not_accepted_any_more(shell: Shell, served: Served, connected: str) -> None:
    shell.tell("add", "--calendar", "Work", "--title", "Kept", "--start", "2026-03-02T09:00")
    shell.vault.records[connected]["password"] = "changed there"
    ended = shell("sync", "--json")
    assert (ended.code, ended.told["runs"][0]["status"]) == (3, "sign-in")
    assert shell.tell("connections")["connections"][0]["status"] == "expired"
    assert shell.tell("status")["waiting"] == 1
    shell.tell("reconnect", connected, "--password-stdin", stdin="secret-ana\n")
    assert shell.tell("sync")["runs"][0]["pushed"]["created"] == 1


def test_a_locked_vault(shell: Shell, connected: str) -> None:
    shell.vault.locked = True
    assert shell("sync", "--json").code == 3
    assert titles(shell) == []


def test_no_place_for_a_password(shell: Shell, served: Served) -> None:
    shell.vault.missing = True
    assert shell.error(*CONNECT, served.url, stdin="secret-ana\n", code=1)["kind"] == "no-vault"


def test_a_server_that_is_gone(shell: Shell, served: Served, connected: str) -> None:
    shell.tell("add", "--calendar", "Work", "--title", "Offline", "--start", "2026-03-02T09:00")
    served.sandbox.faults.add(Fault("lose_request", times=None))
    ended = shell("sync", "--json")
    assert (ended.code, ended.told["runs"][0]["status"], ended.told["runs"][0]["error"]["kind"]) == (
        1,
        "offline",
        "offline",
    )
    assert titles(shell) == ["Offline"]
    served.sandbox.faults.clear()
    assert shell.tell("sync")["runs"][0]["pushed"]["created"] == 1


@pytest.mark.parametrize("kind", ["truncated", "cut_off", "broken_xml", "login_page", "status_before"])
def test_an_answer_that_is_broken(shell: Shell, served: Served, connected: str, kind: str) -> None:
    served.sandbox.store.put(f"{served.work}a.ics", event("a", "There"))
    served.sandbox.faults.add(Fault(kind, method="REPORT", times=None))  # type: ignore[arg-type]
    ended = shell("sync", "--json")
    assert ended.code == 1
    assert ended.told["runs"][0]["error"]["message"]
    served.sandbox.faults.clear()
    assert shell.tell("sync")["runs"][0]["status"] == "ok"
    assert titles(shell) == ["There"]


@pytest.mark.parametrize(
    "text",
    [
        "this is no calendar",
        event("bad", "No start", "LOCATION:x"),
        event("bad", "Never ending", "DTSTART:20260302T090000Z", "RRULE:FREQ=SECONDLY"),
        event("bad", "Nowhere", "DTSTART;TZID=Mars/Olympus:20260302T090000"),
    ],
    ids=["garbage", "no start", "secondly", "unknown zone"],
)
def test_one_appointment_that_cannot_be_read_stops_no_other(
    shell: Shell, served: Served, connected: str, text: str
) -> None:
    served.sandbox.store.put(f"{served.work}bad.ics", text)
    served.sandbox.store.put(f"{served.work}good.ics", event("good", "Good"))
    [run] = shell.tell("sync")["runs"]
    assert run["status"] == "ok"
    assert "Good" in titles(shell)


def test_an_id_that_does_not_exist(shell: Shell, connected: str) -> None:
    commands = [
        ("show", "zz"),
        ("edit", "zz", "title=x"),
        ("delete", "zz"),
        ("reply", "zz", "accept"),
        ("sync", "zz"),
        ("disconnect", "zz"),
    ]
    commands += [
        ("resolve", "zz", "--keep", "mine"),
        ("history", "--run", "zz"),
        ("agenda", "--calendar", "zz"),
        ("select", "zz"),
    ]
    commands += [("configure", "zz", "window_days=9"), ("reconnect", "zz", "--password-stdin")]
    for words in commands:
        assert shell.error(*words, code=2)["kind"] == "usage"


def test_an_empty_id_names_nothing(shell: Shell, connected: str) -> None:
    assert shell.error("disconnect", "", code=2)["kind"] == "usage"
    assert len(shell.tell("connections")["connections"]) == 1


def test_a_database_of_a_newer_version(shell: Shell, connected: str) -> None:
    with sqlite3.connect(shell.profile.database) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    for words in (("agenda",), ("sync",), ("status",)):
        assert shell.error(*words, code=1)["kind"] == "newer-database"


def test_a_file_that_is_no_database(shell: Shell, connected: str) -> None:
    for file in shell.profile.directory.glob("calsync.db*"):
        file.unlink()
    shell.profile.database.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    for words in (("agenda",), ("sync",)):
        assert shell.error(*words, code=1)["kind"] == "damaged-database"
    assert shell.profile.database.read_bytes().startswith(b"no database")


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("chattr"), reason="root writes everywhere")
def test_a_folder_that_takes_nothing(shell: Shell, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert shell.error("sync", code=1)["kind"] == "disk"


def test_a_folder_that_is_a_file(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "d").write_text("not a folder")
    assert shell.error("sync", code=1)["kind"] == "disk"
    assert shell.tell("agenda") == {"occurrences": []}


def test_a_proxy_port_that_hangs_up(shell: Shell) -> None:
    """Something answers, and hangs up at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def hang_up() -> None:
            server.settimeout(0.05)
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue

        thread = threading.Thread(target=hang_up)
        thread.start()
        error = shell.error(*CONNECT, f"http://127.0.0.1:{server.getsockname()[1]}/", stdin="x\n", code=1)
        stop.set()
        thread.join()
    assert error["kind"] in ("offline", "server", "not-a-calendar")
