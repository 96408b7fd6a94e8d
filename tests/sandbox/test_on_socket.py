"""The sandbox behind a real socket: the same answers, really broken connections, and the line that announces it."""

import io
import json
import signal
import subprocess
import sys

import httpx
import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault
from calsync_desktop.sandbox.seed import anas_calendars
from tests.sandbox.dav import Dav, appointment, rows, token
from tests.servers import on_socket


def client(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, auth=("ana", "secret-ana"), trust_env=False)


async def test_a_client_can_write_sync_and_delete_over_the_network(sandbox: CalDavSandbox, work: str) -> None:
    with on_socket(sandbox) as url:
        async with client(url) as http:
            dav = Dav(http)
            since = token(await dav.sync(work))
            etag = (await dav.create(work + "a%20b.ics", appointment())).headers["etag"]
            assert [row.href for row in rows(await dav.sync(work, since))] == [work + "a%20b.ics"]
            assert (await dav.delete(work + "a%20b.ics", etag)).status_code == 204
    assert sandbox.journal.count() == 4


@pytest.mark.parametrize("kind", ["lose_request", "lose_answer", "cut_off"])
async def test_what_is_lost_on_purpose_breaks_the_connection(sandbox: CalDavSandbox, work: str, kind: str) -> None:
    with on_socket(sandbox) as url:
        async with client(url) as http:
            sandbox.faults.add(Fault(kind))  # type: ignore[arg-type]
            with pytest.raises(httpx.TransportError):
                await Dav(http).create(work + "a.ics", appointment()) if kind != "cut_off" else await Dav(http).sync(
                    work
                )
            assert (await Dav(http).sync(work)).status_code == 207
    assert bool(sandbox.store.texts(work)) is (kind == "lose_answer")


def test_the_program_says_in_one_line_of_json_where_it_listens_and_stops_when_asked() -> None:
    command = [sys.executable, "-m", "calsync_desktop.sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = json.loads(child.stdout.readline())
        caldav = said["caldav"]
        auth = (caldav["user"], caldav["password"])
        home = httpx.request(
            "PROPFIND", caldav["url"] + "calendars/ana/", headers={"Depth": "1"}, auth=auth, trust_env=False
        )
        counts = httpx.get(said["control"], trust_env=False).json()
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0
    assert set(said) == {"google", "microsoft", "caldav", "control"}
    assert (home.status_code, home.text.count("<D:response>")) == (207, 7)
    assert counts["requests"] == 1


async def test_the_seed_holds_every_kind_of_calendar_and_appointments_the_server_itself_accepts() -> None:
    sandbox = CalDavSandbox()
    anas_calendars(sandbox)
    texts = {path: text for home in sandbox.store.collections for path, text in sandbox.store.texts(home).items()}
    assert len(texts) == 4
    copies = sandbox.add_calendar("copies")
    with on_socket(sandbox) as url:
        async with client(url) as http:
            for name, text in texts.items():
                assert (await Dav(http).create(copies + name, text)).status_code == 201


def test_a_taken_port_is_an_os_error() -> None:
    from calsync_desktop.sandbox.serve import open_door, serve

    door = open_door(0)
    with pytest.raises(OSError, match="in use"):
        serve(door.getsockname()[1], out=io.StringIO())
    door.close()
