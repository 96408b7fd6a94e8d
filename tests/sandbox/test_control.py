"""The control door: what another process can do and see, in JSON."""

from typing import Any

from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.sandbox.dav import Dav, appointment


async def post(dav: Dav, verb: str, content: Any) -> Any:
    return (await dav.http.post(f"/control/{verb}", json=content)).json()


async def get(dav: Dav, verb: str) -> Any:
    return (await dav.http.get(f"/control/{verb}")).json()


async def test_another_process_can_make_a_calendar_and_be_another_device(dav: Dav) -> None:
    path = (await post(dav, "calendar", {"slug": "more", "name": "More"}))["path"]
    assert (await post(dav, "put", {"path": path + "a.ics", "text": appointment(), "by": "phone"}))["version"] == 1
    found = await get(dav, f"resource?path={path}a.ics")
    assert (found["text"], found["versions"][0]["by"]) == (appointment(), "phone")
    assert (await get(dav, ""))["resources"][path] == 1
    await post(dav, "delete", {"path": path + "a.ics"})
    assert (await dav.ask("GET", path + "a.ics")).status_code == 404


async def test_another_process_can_plan_faults_change_quirks_and_kill_tokens(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    await post(dav, "faults", [{"kind": "status_before", "status": 503, "retry_after": "9", "times": None}])
    assert (await dav.sync(work)).headers["retry-after"] == "9"
    await dav.http.delete("/control/faults")
    assert (await post(dav, "quirks", {"page_size": 5}))["page_size"] == 5
    assert sandbox.quirks.page_size == 5
    epoch = sandbox.store.epoch
    await post(dav, "expire-tokens", {})
    assert sandbox.store.epoch == epoch + 1


async def test_log_and_mails_can_be_read_and_emptied_and_control_itself_is_not_logged(dav: Dav, work: str) -> None:
    await post(dav, "quirks", {"auto_schedule": True})
    guests = ("ORGANIZER:mailto:ana@example.org", "ATTENDEE:mailto:bob@example.org")
    await dav.create(work + "a.ics", appointment("a", "Tea", *guests))
    assert [(each["method"], each["status"]) for each in await get(dav, "log")] == [("PUT", 201)]
    assert [each["to"] for each in await get(dav, "mails")] == ["bob@example.org"]
    await post(dav, "clear", {})
    found = await get(dav, "")
    assert (found["requests"], found["mails"]) == (0, 0)


async def test_what_is_not_understood_is_said_in_a_sentence(dav: Dav) -> None:
    for verb, content in (
        ("faults", [{"kid": 1}]),
        ("put", {"path": "/nowhere/a.ics", "text": ""}),
        ("quirks", {"x": 1}),
    ):
        answer = await dav.http.post(f"/control/{verb}", json=content)
        assert (answer.status_code, "error" in answer.json()) == (400, True)
    assert (await dav.http.get("/control/nothing")).status_code == 404
