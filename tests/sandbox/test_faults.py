"""Faults on demand: each kind, whom it hits, how often, and what it leaves behind."""

import httpx
import pytest
from lxml import etree

from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, FaultPlan
from calsync_desktop.sandbox.caldav.http import Request
from tests.sandbox.dav import D, Dav, appointment, condition, rows
from tests.servers import sandbox_client


async def test_a_lost_request_had_no_effect(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("lose_request", method="PUT"))
    with pytest.raises(httpx.ConnectError):
        await dav.create(work + "a.ics", appointment())
    assert sandbox.store.texts(work) == {}
    assert (await dav.create(work + "a.ics", appointment())).status_code == 201


async def test_a_lost_answer_had_its_effect(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("lose_answer", method="PUT"))
    with pytest.raises(httpx.ReadError):
        await dav.create(work + "a.ics", appointment())
    assert sandbox.store.texts(work) == {"a.ics": appointment()}


@pytest.mark.parametrize(("kind", "stored"), [("status_before", {}), ("status_after", {"a.ics": appointment()})])
async def test_an_error_may_come_before_or_after_the_commit(
    sandbox: CalDavSandbox, dav: Dav, work: str, kind: str, stored: dict[str, str]
) -> None:
    sandbox.faults.add(Fault(kind, status=500))  # type: ignore[arg-type]
    assert (await dav.create(work + "a.ics", appointment())).status_code == 500
    assert sandbox.store.texts(work) == stored


@pytest.mark.parametrize("wait", ["30", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1000000000", None])
@pytest.mark.parametrize("status", [429, 503])
async def test_throttling_says_when_to_come_back_in_every_form(
    sandbox: CalDavSandbox, dav: Dav, work: str, status: int, wait: str | None
) -> None:
    sandbox.faults.add(Fault("status_before", status=status, retry_after=wait))
    answer = await dav.sync(work)
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, wait)


async def test_a_page_may_arrive_by_half_or_as_no_xml_at_all(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a.ics", appointment())
    for kind in ("truncated", "broken_xml"):
        sandbox.faults.add(Fault(kind))
        answer = await dav.sync(work)
        assert answer.status_code == 207
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(answer.content)


async def test_a_connection_may_break_in_the_middle_of_a_page(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("cut_off", cut=0.3))
    with pytest.raises(httpx.ReadError):
        await dav.sync(work)
    assert sandbox.journal.entries[-1].status is None


async def test_a_login_page_with_200_does_no_work(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("login_page"))
    answer = await dav.create(work + "a.ics", appointment())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert sandbox.store.texts(work) == {}


async def test_a_token_may_die_at_the_nth_report(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("dead_token", method="REPORT", body="sync-collection", nth=3, status=409))
    seen = [await dav.sync(work) for _ in range(4)]
    assert [each.status_code for each in seen] == [207, 207, 409, 207]
    assert condition(seen[2]) == f"{D}valid-sync-token"


async def test_rows_may_be_repeated_or_come_in_another_order(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    for uid in "abc":
        sandbox.store.put(f"{work}{uid}.ics", appointment(uid))
    usual = [row.href for row in rows(await dav.sync(work))]
    sandbox.faults.add(Fault("repeated"))
    assert [row.href for row in rows(await dav.sync(work))] == [href for href in usual for _ in range(2)]
    sandbox.faults.add(Fault("reordered"))
    answer = await dav.sync(work)
    assert [row.href for row in rows(answer)] == usual[::-1]
    assert "sync-token" in answer.text


async def test_a_slow_server_sleeps_on_the_clock_it_was_given() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    sandbox = CalDavSandbox(sleep=sleep)
    work = sandbox.add_calendar("work")
    sandbox.faults.add(Fault("slow", seconds=45.0))
    async with sandbox_client(sandbox) as http:
        assert (await Dav(http).sync(work)).status_code == 207
    assert slept == [45.0]


async def test_a_redirect_leads_elsewhere_without_work(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("redirect", status=307, location="https://evil.test/x"))
    answer = await dav.create(work + "a.ics", appointment())
    assert (answer.status_code, answer.headers["location"]) == (307, "https://evil.test/x")
    assert sandbox.store.texts(work) == {}


async def test_a_request_may_arrive_twice(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.faults.add(Fault("handled_twice"))
    assert (await dav.create(work + "a.ics", appointment())).status_code == 412
    assert len(sandbox.store.versions(work + "a.ics")) == 1


async def test_another_device_may_slip_in_before_or_after_the_work(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    etag = sandbox.store.put(work + "a.ics", appointment()).etag
    for kind, expected in (("call_after", 204), ("call_before", 412)):
        edit = Fault(kind, action=lambda: sandbox.store.edit(work + "a.ics", str.lower))  # type: ignore[arg-type]
        sandbox.faults.add(edit)
        answer = await dav.update(work + "a.ics", appointment(title="mine"), etag)
        assert answer.status_code == expected
        etag = answer.headers.get("etag", "")
    assert [each.committed for each in sandbox.journal.entries] == [True, False]


def test_a_fault_matches_by_method_path_and_body_and_counts_only_what_matches() -> None:
    plan = FaultPlan()
    plan.add(Fault("login_page", method="PUT", path="*/b.ics", body="Tea", nth=2, times=2))
    wanted = Request("PUT", "/c/b.ics", "/c/b.ics", "", body=b"..Tea..")
    others = [
        Request("GET", "/c/b.ics", "/c/b.ics", "", body=b"Tea"),
        Request("PUT", "/c/a.ics", "/c/a.ics", "", body=b"Tea"),
        Request("PUT", "/c/b.ics", "/c/b.ics", "", body=b"Coffee"),
    ]
    hits = []
    for _ in range(5):
        assert [plan.due(other) for other in others] == [()] * 3
        hits.append(len(plan.due(wanted)))
    assert hits == [0, 1, 1, 0, 0]
    assert plan.waiting == []


def test_a_persistent_fault_stays_until_it_is_taken_away() -> None:
    plan = FaultPlan()
    plan.add(Fault("login_page", times=None))
    request = Request("GET", "/", "/", "")
    assert [len(plan.due(request)) for _ in range(3)] == [1, 1, 1]
    plan.clear()
    assert plan.due(request) == ()
