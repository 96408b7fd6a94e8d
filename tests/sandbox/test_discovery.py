"""Discovery: from a host to the list of calendars (protocols 3.1)."""

from dataclasses import replace

import httpx
import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import C, D, Dav, appointment, rows
from tests.servers import LossyTransport

CS = "{http://calendarserver.org/ns/}"
A = "{http://apple.com/ns/ical/}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_well_known_address_redirects_before_anybody_signed_in(sandbox: CalDavSandbox, status: int) -> None:
    sandbox.quirks = Quirks(well_known_status=status, well_known_target="https://other.test/dav/")
    async with httpx.AsyncClient(transport=LossyTransport(sandbox), base_url="http://sandbox.test") as nobody:
        answer = await nobody.request("PROPFIND", "/.well-known/caldav")
    assert (answer.status_code, answer.headers["location"]) == (status, "https://other.test/dav/")


async def test_a_missing_well_known_address_is_404(sandbox: CalDavSandbox, dav: Dav) -> None:
    sandbox.quirks = Quirks(well_known_status=404)
    assert (await dav.ask("PROPFIND", "/.well-known/caldav")).status_code == 404


async def test_the_root_names_the_principal_and_the_principal_names_home_addresses_and_outbox(
    sandbox: CalDavSandbox, dav: Dav
) -> None:
    sandbox.add_calendar("outbox", kind="outbox")
    root = rows(await dav.list("/dav/", "D:current-user-principal", depth="0"))[0]
    assert root.text(f"{D}current-user-principal") == "/principals/ana/"
    asked = "C:calendar-home-set C:calendar-user-address-set D:displayname C:schedule-outbox-URL"
    principal = rows(await dav.list("/principals/ana/", asked, depth="0"))[0]
    assert principal.text(f"{C}calendar-home-set") == "/calendars/ana/"
    assert principal.text(f"{C}calendar-user-address-set") == "mailto:ana@example.org"
    assert principal.text(f"{D}displayname") == "Ana Ruiz"
    assert principal.text(f"{C}schedule-outbox-URL") == "/calendars/ana/outbox/"


async def test_a_user_may_have_several_homes(dav: Dav, sandbox: CalDavSandbox) -> None:
    sandbox.users = (replace(sandbox.users[0], extra_homes=("/shared/team/",)),)
    sandbox.store.add_collection("/shared/team/plan/", name="Plan")
    homes = rows(await dav.list("/principals/ana/", "C:calendar-home-set", depth="0"))[0]
    assert [each.text for each in homes.found[f"{C}calendar-home-set"]] == ["/calendars/ana/", "/shared/team/"]
    assert [row.href for row in rows(await dav.list("/shared/team/"))] == ["/shared/team/", "/shared/team/plan/"]


async def test_homes_may_live_on_another_host(dav: Dav, sandbox: CalDavSandbox) -> None:
    sandbox.quirks = Quirks(home_base="https://p42.sandbox.test:443")
    principal = rows(await dav.list("/principals/ana/", "C:calendar-home-set", depth="0"))[0]
    assert principal.text(f"{C}calendar-home-set") == "https://p42.sandbox.test:443/calendars/ana/"


async def test_without_credentials_the_root_may_answer_that_nobody_asked(sandbox: CalDavSandbox) -> None:
    sandbox.quirks = Quirks(anonymous_root=True)
    async with httpx.AsyncClient(transport=LossyTransport(sandbox), base_url="http://sandbox.test") as nobody:
        root = rows(await Dav(nobody).list("/dav/", "D:current-user-principal", depth="0"))[0]
        refused = await nobody.request("PROPFIND", "/calendars/ana/", headers={"Depth": "1"})
    assert root.tags(f"{D}current-user-principal") == [f"{D}unauthenticated"]
    assert refused.status_code == 401


async def test_the_home_lists_every_property_and_the_absent_ones_in_a_404_propstat(dav: Dav, work: str) -> None:
    home, calendar = rows(await dav.list("/calendars/ana/"))
    assert (home.href, home.tags(f"{D}resourcetype")) == ("/calendars/ana/", [f"{D}collection"])
    assert calendar.href == work
    assert calendar.tags(f"{D}resourcetype") == [f"{D}collection", f"{C}calendar"]
    assert calendar.text(f"{D}displayname") == "Work"
    assert calendar.text(f"{A}calendar-color") == "#3367d6"
    assert [each.get("name") for each in calendar.found[f"{C}supported-calendar-component-set"]] == ["VEVENT"]
    assert calendar.text(f"{D}sync-token")
    assert calendar.text(f"{CS}getctag")
    reports = {each.tag for each in calendar.found[f"{D}supported-report-set"].iter()}
    assert {f"{D}sync-collection", f"{C}calendar-multiget", f"{C}calendar-query"} <= reports
    assert {f"{D}write", f"{D}bind", f"{D}unbind"} <= {
        each.tag for each in calendar.found[f"{D}current-user-privilege-set"].iter()
    }
    assert calendar.absent == {f"{C}calendar-timezone", f"{C}calendar-description", f"{A}calendar-order"}


async def test_collections_that_are_no_calendars_can_be_told_apart(sandbox: CalDavSandbox, dav: Dav) -> None:
    for kind in ("inbox", "outbox", "notifications", "trash", "subscription"):
        sandbox.add_calendar(kind, kind=kind)
    sandbox.add_calendar("tasks", components=("VTODO",))
    sandbox.add_calendar("holidays", read_only=True)
    found = {row.href.split("/")[3]: row for row in rows(await dav.list("/calendars/ana/"))[1:]}
    kinds = {name: row.tags(f"{D}resourcetype")[1:] for name, row in found.items()}
    assert kinds["inbox"] == [f"{C}schedule-inbox"]
    assert kinds["outbox"] == [f"{C}schedule-outbox"]
    assert kinds["notifications"] == [f"{CS}notification"]
    assert kinds["trash"] == ["{http://nextcloud.com/ns}trash-bin"]
    assert kinds["subscription"] == [f"{C}calendar", f"{CS}subscribed"]
    assert [each.get("name") for each in found["tasks"].found[f"{C}supported-calendar-component-set"]] == ["VTODO"]
    rights = {each.tag for each in found["holidays"].found[f"{D}current-user-privilege-set"].iter()}
    assert f"{D}read" in rights
    assert f"{D}write" not in rights


@pytest.mark.parametrize(("auto", "expected"), [(False, False), (True, True)])
async def test_options_says_what_the_server_does(sandbox: CalDavSandbox, dav: Dav, auto: bool, expected: bool) -> None:
    sandbox.quirks = Quirks(auto_schedule=auto)
    classes = (await dav.ask("OPTIONS", "/calendars/ana/")).headers["dav"]
    assert "calendar-access" in classes
    assert ("calendar-auto-schedule" in classes) is expected


async def test_an_unlimited_depth_is_refused(dav: Dav) -> None:
    for headers in ({}, {"Depth": "infinity"}):
        assert (await dav.ask("PROPFIND", "/calendars/ana/", **headers)).status_code == 403


async def test_another_users_calendars_are_not_there(sandbox: CalDavSandbox, dav: Dav) -> None:
    secret = sandbox.add_calendar("secret", user="bob")
    etag = sandbox.store.put(secret + "a.ics", appointment()).etag
    assert (await dav.list(secret)).status_code == 404
    assert (await dav.ask("GET", secret + "a.ics")).status_code == 404
    assert (await dav.delete(secret + "a.ics", etag)).status_code == 404
    assert (await dav.create(secret + "b.ics", appointment("b"))).status_code == 409
    assert len(sandbox.store.versions(secret + "a.ics")) == 1


async def test_a_document_type_or_broken_xml_is_refused(dav: Dav) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><D:propfind xmlns:D="DAV:"><D:prop><D:owner/></D:prop></D:propfind>'
    for body in (bomb, "<D:propfind"):
        assert (await dav.ask("PROPFIND", "/dav/", body, Depth="0")).status_code == 400


async def test_what_is_not_there_is_404_or_a_207_that_says_so(sandbox: CalDavSandbox, dav: Dav) -> None:
    assert (await dav.list("/calendars/ana/nothing/")).status_code == 404
    sandbox.quirks = Quirks(missing_as_207=True)
    assert [row.status for row in rows(await dav.list("/calendars/ana/nothing/"))] == [404]


async def test_a_principal_may_refuse_depth_1(sandbox: CalDavSandbox, dav: Dav) -> None:
    sandbox.quirks = Quirks(principal_depth_1=False)
    assert (await dav.list("/principals/ana/", "D:displayname", depth="1")).status_code == 400
    assert (await dav.list("/principals/ana/", "D:displayname", depth="0")).status_code == 207
