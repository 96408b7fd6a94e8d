"""Each oddity of real servers can be switched on alone (protocols 3.1 to 3.6)."""

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import C, D, Dav, appointment, rows, token


async def test_a_put_may_return_no_etag(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(put_etag=False)
    assert "etag" not in (await dav.create(work + "a.ics", appointment())).headers
    assert (await dav.ask("GET", work + "a.ics")).headers["etag"]


async def test_a_server_that_corrects_stores_other_bytes_and_returns_no_etag(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    sandbox.quirks = Quirks(rewrites=True)
    assert "etag" not in (await dav.create(work + "a.ics", appointment(title="Tea, black"))).headers
    stored = (await dav.ask("GET", work + "a.ics")).text
    assert stored != appointment(title="Tea, black")
    assert sorted(stored.replace("X-SANDBOX-CORRECTED:1\r\n", "")) == sorted(appointment(title="Tea\\, black"))


async def test_a_server_may_choose_the_name_and_tell_it_in_location(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    sandbox.quirks = Quirks(renames=True)
    created = await dav.create(work + "a.ics", appointment())
    there = created.headers["location"]
    assert there.startswith(work)
    assert (await dav.ask("GET", work + "a.ics")).status_code == 404
    assert (await dav.ask("GET", there)).text == appointment()
    updated = await dav.update(there, appointment(title="2"), created.headers["etag"])
    assert (updated.status_code, "location" in updated.headers) == (204, False)


@pytest.mark.parametrize(
    ("quirks", "expected"),
    [
        (Quirks(), "/calendars/ana/work/a@b.ics"),
        (Quirks(href_encoding="strict"), "/calendars/ana/work/a%40b.ics"),
        (Quirks(href_encoding="lower"), "/calendars/ana/work/a%40b.ics"),
        (Quirks(absolute_hrefs=True), "http://sandbox.test/calendars/ana/work/a@b.ics"),
    ],
)
async def test_hrefs_are_written_in_the_servers_way_and_understood_in_any(
    sandbox: CalDavSandbox, dav: Dav, work: str, quirks: Quirks, expected: str
) -> None:
    sandbox.quirks = quirks
    sandbox.store.put(work + "a@b.ics", appointment())
    listed = [row.href for row in rows(await dav.sync(work))]
    assert listed == [expected]
    assert rows(await dav.multiget(work, *listed))[0].text(f"{C}calendar-data") == appointment()


async def test_percent_escapes_may_be_in_lower_case(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(href_encoding="lower")
    sandbox.store.put(work + "ñ.ics", appointment())
    assert [row.href for row in rows(await dav.sync(work))] == [work + "%c3%b1.ics"]


async def test_texts_may_come_as_cdata(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(cdata=True)
    sandbox.store.put(work + "a.ics", appointment(title="a < b"))
    answer = await dav.multiget(work, work + "a.ics")
    assert "<![CDATA[BEGIN:VCALENDAR" in answer.text
    text = rows(answer)[0].text(f"{C}calendar-data")
    assert text is not None
    assert text.splitlines() == appointment(title="a < b").splitlines()


@pytest.mark.parametrize("last", [False, True])
async def test_the_200_propstat_may_come_second(sandbox: CalDavSandbox, dav: Dav, work: str, last: bool) -> None:
    sandbox.quirks = Quirks(ok_last=last)
    text = (await dav.list(work, "D:displayname C:calendar-timezone", depth="0")).text
    assert (text.index("404 Not Found") < text.index("200 OK")) is last


async def test_the_calendar_itself_may_be_among_the_changes(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(collection_in_sync=True)
    (row,) = rows(await dav.sync(work))
    assert (row.href, bool(row.text(f"{D}getetag"))) == (work, True)


async def test_weak_etags_are_accepted_as_they_were_shown(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(weak_etags=True)
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    assert etag.startswith('W/"')
    assert rows(await dav.sync(work))[0].text(f"{D}getetag") == etag
    assert (await dav.update(work + "a.ics", appointment(title="2"), etag)).status_code == 204


async def test_a_proxys_gzip_suffix_never_matches(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(gzip_suffix=True)
    await dav.create(work + "a.ics", appointment())
    shown = (await dav.ask("GET", work + "a.ics")).headers["etag"]
    assert shown.endswith('-gzip"')
    assert (await dav.update(work + "a.ics", appointment(title="2"), shown)).status_code == 412
    assert (await dav.update(work + "a.ics", appointment(title="2"), shown.replace("-gzip", ""))).status_code == 204


async def test_a_strict_server_wants_every_overwrite_conditional(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(strict_preconditions=True)
    assert (await dav.ask("PUT", work + "a.ics", appointment())).status_code == 201
    assert (await dav.ask("PUT", work + "a.ics", appointment(title="2"))).status_code == 412


async def test_a_delete_may_answer_200_with_a_multistatus(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(delete_status=200)
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    answer = await dav.delete(work + "a.ics", etag)
    assert (answer.status_code, "multistatus" in answer.text) == (200, True)


@pytest.mark.parametrize("first", [False, True])
async def test_tokens_may_come_first_and_may_be_bare(sandbox: CalDavSandbox, dav: Dav, work: str, first: bool) -> None:
    sandbox.quirks = Quirks(token_first=first, bare_tokens=True)
    sandbox.store.put(work + "a.ics", appointment())
    answer = await dav.sync(work)
    assert ":" not in token(answer)
    assert (answer.text.index("sync-token>") < answer.text.index("response>")) is first
