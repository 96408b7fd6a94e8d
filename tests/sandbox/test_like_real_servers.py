"""One conversation with the sandbox, Radicale and xandikos: the sandbox must answer in their shape, or it drifted."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

import httpx
import pytest

from calsync_desktop.sandbox.caldav import LIKE_RADICALE, LIKE_XANDIKOS, CalDavSandbox, Quirks
from tests.sandbox.dav import Dav, appointment, condition, mkcalendar, propfind, rename, rows, token
from tests.servers import RealServer, radicale, sandbox_client, xandikos

Member: TypeAlias = tuple[str, int | None, tuple[str, ...], tuple[str, ...]]  # href, status, found, absent
pytestmark = pytest.mark.real_server


@dataclass(frozen=True, slots=True)
class Shape:
    """What must agree between two servers: names, etags and sentences may differ, these may not."""

    step: str
    status: int
    etag: bool
    condition: str | None
    members: tuple[Member, ...] = ()
    token_first: bool | None = None


def shape(step: str, answer: httpx.Response, calendar: str) -> Shape:
    members: tuple[Member, ...] = ()
    first = None
    if answer.status_code == 207:
        found = [
            (_short(row.href, calendar), row.status, tuple(sorted(row.found)), tuple(sorted(row.absent)))
            for row in rows(answer)
        ]
        members = tuple(sorted(found, key=str))
        marks = [match.group(1) for match in re.finditer(r"<(?:\w+:)?(sync-token|response)>", answer.text)]
        first = marks[0] == "sync-token" if "sync-token" in marks and "response" in marks else None
    return Shape(step, answer.status_code, "etag" in answer.headers, condition(answer), members, first)


def _short(href: str, calendar: str) -> str:
    path = re.sub(r"^https?://[^/]+", "", href)
    return path.replace(calendar, "")


async def conversation(dav: Dav, home: str) -> list[Shape]:
    """Every core request once; the answers' shapes."""
    calendar = home + "talk/"
    heard: list[Shape] = []

    async def step(name: str, method: str, path: str, body: str = "", **headers: str) -> httpx.Response:
        answer = await dav.ask(method, path, body, **headers)
        heard.append(shape(name, answer, calendar))
        return answer

    await step("make a calendar", "MKCALENDAR", calendar, mkcalendar())
    await step("make it again", "MKCALENDAR", calendar, mkcalendar())
    await step("rename it", "PROPPATCH", calendar, rename("Talk"))
    wish = "D:resourcetype D:displayname D:sync-token D:current-user-privilege-set A:calendar-color D:nothing"
    await step("look at it", "PROPFIND", calendar, propfind(wish), Depth="0")
    made = await step("create", "PUT", calendar + "a.ics", appointment(), If_None_Match="*")
    await step("create again", "PUT", calendar + "a.ics", appointment(), If_None_Match="*")
    await step("create the same uid elsewhere", "PUT", calendar + "b.ics", appointment(), If_None_Match="*")
    await step("update a wrong version", "PUT", calendar + "a.ics", appointment(title="x"), If_Match='"no"')
    two = await step("update", "PUT", calendar + "a.ics", appointment(title="2"), If_Match=made.headers["etag"])
    await step("update what is gone", "PUT", calendar + "g.ics", appointment("g"), If_Match='"no"')
    await step("create without a calendar", "PUT", home + "none/a.ics", appointment("n"), If_None_Match="*")
    await step("read", "GET", calendar + "a.ics")
    await step("read nothing", "GET", calendar + "none.ics")
    await step("store garbage", "PUT", calendar + "c.ics", "hello", If_None_Match="*")
    listing = await dav.sync(calendar)
    heard.append(shape("first sync", listing, calendar))
    heard.append(shape("nothing changed", await dav.sync(calendar, token(listing)), calendar))
    await step("create another", "PUT", calendar + "e.ics", appointment("e"), If_None_Match="*")
    await step("create a brief one", "PUT", calendar + "f.ics", appointment("f"), If_None_Match="*")
    brief = await dav.ask("GET", calendar + "f.ics")
    await step("delete the brief one", "DELETE", calendar + "f.ics", If_Match=brief.headers["etag"])
    await step("delete a wrong version", "DELETE", calendar + "a.ics", If_Match='"no"')
    await step("delete", "DELETE", calendar + "a.ics", If_Match=two.headers["etag"])
    await step("delete it again", "DELETE", calendar + "a.ics", If_Match=two.headers["etag"])
    heard.append(shape("sync the changes", await dav.sync(calendar, token(listing)), calendar))
    dead = token(listing)[:-8] + "00000000"
    heard.append(shape("sync with a dead token", await dav.sync(calendar, dead), calendar))
    texts = await dav.multiget(calendar, calendar + "e.ics", calendar + "none.ics")
    heard.append(shape("multiget", texts, calendar))
    heard.append(shape("query", await dav.query(calendar, "20260301T000000Z", "20260401T000000Z"), calendar))
    heard.append(
        shape("query a time without", await dav.query(calendar, "20250101T000000Z", "20250201T000000Z"), calendar)
    )
    listed = await dav.list(calendar, "D:getetag D:getcontenttype")
    heard.append(shape("list", listed, calendar))
    await step("delete the calendar", "DELETE", calendar)
    heard.append(shape("look at nothing", await dav.list(calendar, "D:displayname", depth="0"), calendar))
    return heard


@pytest.mark.parametrize(("start", "quirks"), [(radicale, LIKE_RADICALE), (xandikos, LIKE_XANDIKOS)])
async def test_the_sandbox_answers_a_core_conversation_as_the_real_server_does(
    start: Callable[[], AbstractContextManager[RealServer]], quirks: Quirks
) -> None:
    with start() as server:
        async with server.client() as http:
            await http.request("PROPFIND", server.home, headers={"Depth": "0"})
            real = await conversation(Dav(http), server.home)
    async with sandbox_client(CalDavSandbox(quirks=quirks)) as http:
        pretended = await conversation(Dav(http), "/calendars/ana/")
    differing = [pair for pair in zip(real, pretended, strict=True) if pair[0] != pair[1]]
    assert differing == []
