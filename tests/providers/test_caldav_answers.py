"""Answers that mean harm, or that are merely odd: XML bombs, addresses that lead elsewhere, strange listings (trust X06, X08)."""

from __future__ import annotations

import time

import pytest

from calsync_desktop.core.calendar import Access
from calsync_desktop.core.errors import ServerTrouble
from calsync_desktop.providers.caldav import hrefs, listing, multistatus, xml
from calsync_desktop.sandbox.caldav import CalDavSandbox
from tests.providers.services import place_of, provider
from tests.servers import IN_PROCESS_URL, LossyTransport

BASE, URL, WORK = "https://dav.example/", "https://dav.example/c/work/", "/c/work/"

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "a billion laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><D:multistatus xmlns:D="DAV:">&a11;</D:multistatus>',
    "one long entity": f'<!DOCTYPE x [<!ENTITY a "{"x" * 100_000}">]><D:multistatus xmlns:D="DAV:">{"&a;" * 10_000}</D:multistatus>',
    "a file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>',
    "a stranger's definitions": '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><D:multistatus xmlns:D="DAV:"/>',
    "an empty definition": '<!DOCTYPE x><D:multistatus xmlns:D="DAV:"/>',
    "a million levels": "<a>" * 1_000_000,
    "three hundred levels": f'<D:multistatus xmlns:D="DAV:">{"<a>" * 300}{"</a>" * 300}</D:multistatus>',
    "no namespace": "<multistatus/>",
    "another namespace": '<multistatus xmlns="dav:"/>',
    "nothing": "",
    "two roots": '<D:multistatus xmlns:D="DAV:"/><D:multistatus xmlns:D="DAV:"/>',
    "half": '<D:multistatus xmlns:D="DAV:"><D:response>',
    "an undeclared prefix": "<D:multistatus/>",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_answer_can_harm_us(name: str) -> None:
    began = time.process_time()
    with pytest.raises(ServerTrouble) as trouble:
        multistatus.read(BOMBS[name].encode())
    assert time.process_time() - began < 1.0
    assert "root:" not in str(trouble.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_any_honest_encoding_is_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><D:multistatus xmlns:D="DAV:"><D:sync-token>ü</D:sync-token></D:multistatus>'
    assert multistatus.read(text.encode(encoding)).token == "ü"


MEMBERS = {
    "/c/work/a.ics": True,
    "https://dav.example/c/work/a.ics": True,
    "https://dav.example:443/c/work/a.ics": True,
    "a.ics": True,
    "/c/work/a%40b.ics": True,
    "/c/work/a@b.ics": True,
    "/c/work/": False,
    "/c/work": False,
    "/c/other/a.ics": False,
    "/c/work/deeper/a.ics": False,
    "https://evil.example/c/work/a.ics": False,
    "http://dav.example/c/work/a.ics": False,
    "https://dav.example:8443/c/work/a.ics": False,
    "https://ana:pw@dav.example/c/work/a.ics": False,
    "//evil.example/c/work/a.ics": False,
    "/c/work/../other/a.ics": False,
    "/c/work/%2e%2e/other/a.ics": False,
    "/c/work/..": False,
    "/c/work/%2E%2E": False,
    "/c/work/a%2Fb.ics": False,
    "/c/work/..%2fother.ics": False,
    "file:///etc/passwd": False,
    "javascript:alert(1)": False,
    "https://[broken/": False,
    "": False,
}


@pytest.mark.parametrize("href", MEMBERS)
def test_only_what_lies_in_the_collection_is_a_member(href: str) -> None:
    identity = hrefs.identify(href, URL, BASE)
    assert hrefs.member_of(identity, WORK) is MEMBERS[href]


@pytest.mark.parametrize(
    "href",
    ["/c/work/a@b%20c.ics", "/c/work/a%40b%20c.ics", "https://dav.example/c/work/%61@b%20c.ics", "a%40b%20c.ics"],
)
def test_every_spelling_of_a_path_is_one_id(href: str) -> None:
    identity = hrefs.identify(href, URL, BASE)
    assert identity == "/c/work/a@b%20c.ics"
    assert hrefs.identify(identity, URL, BASE) == identity


def test_an_id_on_another_origin_says_so() -> None:
    assert hrefs.identify("https://p42.example/x/", URL, BASE) == "https://p42.example:443/x/"
    assert hrefs.absolute("https://p42.example:443/x/", BASE) == "https://p42.example:443/x/"
    assert hrefs.path_of("https://p42.example:443/x/a.ics") == "/x/a.ics"


def response(*props: str, kind: str = "<D:collection/><C:calendar/>") -> multistatus.Response:
    names = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/" xmlns:N="http://nextcloud.com/ns"'
    inner = f"<D:resourcetype>{kind}</D:resourcetype>{''.join(props)}"
    absent = "<D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>"
    body = f"<D:multistatus {names}><D:response><D:href>/c/work</D:href>{absent}<D:propstat><D:prop>{inner}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>"
    return next(iter(multistatus.read(body.encode())))


@pytest.mark.parametrize(
    "kind",
    [
        "<D:collection/>",
        "<D:collection/><C:schedule-inbox/>",
        "<D:collection/><C:calendar/><C:schedule-outbox/>",
        "<D:collection/><CS:notification/>",
        "<D:collection/><C:calendar/><CS:subscribed/>",
        "<D:collection/><C:calendar/><N:trash-bin/>",
        "<D:collection/><C:calendar/><N:deleted-calendar/>",
        "",
    ],
)
def test_what_is_not_a_calendar_is_not_listed(kind: str) -> None:
    assert listing.calendar(response(kind=kind), URL, BASE, schedules=False) is None


@pytest.mark.parametrize(
    ("components", "listed"),
    [
        ("", True),
        ('<C:comp name="VEVENT"/>', True),
        ('<C:comp name="VTODO"/>', False),
        ('<C:comp name="VTODO"/><C:comp name="vevent"/>', True),
    ],
)
def test_lists_of_tasks_are_passed_over(components: str, listed: bool) -> None:
    inner = (
        f"<C:supported-calendar-component-set>{components}</C:supported-calendar-component-set>" if components else ""
    )
    assert (listing.calendar(response(inner), URL, BASE, schedules=False) is not None) is listed


def privileges(*names: str) -> str:
    inner = "".join(f"<D:privilege><D:{name}/></D:privilege>" for name in names)
    return f"<D:current-user-privilege-set>{inner}</D:current-user-privilege-set>"


@pytest.mark.parametrize(
    ("inner", "access"),
    [
        ("", Access.WRITE),
        (privileges("read"), Access.READ),
        (privileges(), Access.READ),
        (privileges("read", "write"), Access.WRITE),
        (privileges("all"), Access.WRITE),
        (privileges("read", "write-content", "bind"), Access.WRITE),
        (privileges("read", "write-content", "unbind"), Access.WRITE),
        (privileges("read", "write-content"), Access.READ),
        (privileges("read", "write-properties"), Access.READ),
    ],
)
def test_what_we_may_do_is_read_from_the_privileges(inner: str, access: Access) -> None:
    found = listing.calendar(response(inner), URL, BASE, schedules=True)
    assert found is not None
    assert found.access is access
    assert found.mails is (access is Access.WRITE)


@pytest.mark.parametrize(
    ("text", "color"), [("#112233", "#112233"), ("#aabbccff", "#AABBCC"), ("red", ""), ("", ""), ("#12", "")]
)
def test_colours_are_six_digits(text: str, color: str) -> None:
    found = listing.calendar(response(f"<A:calendar-color>{text}</A:calendar-color>"), URL, BASE, schedules=False)
    assert found is not None
    assert found.color == color
    assert found.remote_id == WORK
    assert found.name == "work"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        (
            "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nEND:VTIMEZONE\nEND:VCALENDAR",
            "Europe/Berlin",
        ),
        ("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:America/New_York\nEND:VTIMEZONE\nEND:VCALENDAR", "America/New_York"),
        ("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Nowhere\nEND:VTIMEZONE\nEND:VCALENDAR", ""),
        ("garbage", ""),
        ("", ""),
    ],
)
def test_the_calendars_zone_is_a_name_we_know(text: str, zone: str) -> None:
    assert listing.zone_of(text) == zone


async def test_several_homes_are_listed_together() -> None:
    from dataclasses import replace

    from calsync_desktop.sandbox.caldav import User

    sandbox = CalDavSandbox(users=(replace(User(), extra_homes=("/shared/ana/",)),))
    sandbox.add_calendar("work", name="Work")
    sandbox.add_calendar("tasks", components=("VTODO",))
    sandbox.add_calendar("holidays", read_only=True)
    for kind in ("inbox", "outbox", "subscription", "notifications", "trash"):
        sandbox.add_calendar(kind, kind=kind)
    place = await place_of(f"{IN_PROCESS_URL}/", "ana", "secret-ana", LossyTransport(sandbox))
    opened = provider(place, "ana", "secret-ana", LossyTransport(sandbox))
    found = {each.remote_id: each.access for each in await opened.calendars()}
    assert found == {"/calendars/ana/work/": Access.WRITE, "/calendars/ana/holidays/": Access.READ}
    assert opened.requests == 2
    await opened.aclose()


def test_what_we_send_cannot_be_broken_out_of() -> None:
    for body in (
        xml.sync_collection("]]><x a='&'/>"),
        xml.multiget(["/a?<&>\"'"]),
        xml.mkcalendar('<b>&"\x00', "#1<"),
        xml.uid_query("<&>"),
    ):
        root = xml.parse(body)
        assert not root.xpath("//b")
        assert not root.xpath("//x")
