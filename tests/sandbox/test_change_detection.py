"""sync-collection, ctag and etag listings: how a client learns what changed (protocols 3.2)."""

import pytest

from calsync_desktop.sandbox.caldav import CalDavSandbox, Quirks
from tests.sandbox.dav import D, Dav, Row, appointment, condition, rows, token

CTAG = "{http://calendarserver.org/ns/}getctag"


def fill(sandbox: CalDavSandbox, calendar: str, *uids: str) -> None:
    for uid in uids:
        sandbox.store.put(f"{calendar}{uid}.ics", appointment(uid))


def names(found: list[Row], status: int | None = None) -> set[str]:
    return {row.href.rsplit("/", 1)[1] for row in found if row.status == status}


async def test_an_empty_token_lists_everything_and_no_removals(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    fill(sandbox, work, "a", "b", "c")
    sandbox.store.delete(work + "c.ics")
    found = rows(await dav.sync(work))
    assert names(found) == {"a.ics", "b.ics"}
    assert names(found, 404) == set()
    assert all(row.text(f"{D}getetag") for row in found)


async def test_later_each_change_comes_once_and_each_removal_as_a_bare_404(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    fill(sandbox, work, "kept", "changed", "removed")
    since = token(await dav.sync(work))
    sandbox.store.edit(work + "changed.ics", lambda text: text.replace("Tea", "1"))
    sandbox.store.edit(work + "changed.ics", lambda text: text.replace("Tea", "2"))
    sandbox.store.delete(work + "removed.ics")
    fill(sandbox, work, "new", "brief")
    sandbox.store.delete(work + "brief.ics")
    answer = await dav.sync(work, since)
    assert names(rows(answer)) == {"changed.ics", "new.ics"}
    assert names(rows(answer), 404) == {"removed.ics", "brief.ics"}
    assert rows(await dav.sync(work, token(answer))) == []


async def test_ones_own_writes_come_back(dav: Dav, work: str) -> None:
    since = token(await dav.sync(work))
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    assert [row.text(f"{D}getetag") for row in rows(await dav.sync(work, since))] == [etag]


async def test_an_unchanged_calendar_keeps_its_token_and_a_token_may_be_used_again(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    fill(sandbox, work, "a")
    first = token(await dav.sync(work))
    assert token(await dav.sync(work, first)) == first
    fill(sandbox, work, "b")
    assert [names(rows(await dav.sync(work, first))) for _ in range(2)] == [{"b.ics"}, {"b.ics"}]
    listed = rows(await dav.list("/calendars/ana/", "D:sync-token"))[1]
    assert listed.text(f"{D}sync-token") == token(await dav.sync(work, first))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
async def test_a_truncated_answer_says_507_for_the_calendar_and_its_token_goes_on(
    sandbox: CalDavSandbox, dav: Dav, work: str, size: int
) -> None:
    sandbox.quirks = Quirks(page_size=size)
    fill(sandbox, work, "a", "b", "c", "d")
    seen: list[str] = []
    since, pages = "", 0
    while True:
        answer = await dav.sync(work, since)
        found, since, pages = rows(answer), token(answer), pages + 1
        seen += sorted(names(found))
        if not any(row.status == 507 and row.href == work for row in found):
            break
        assert "number-of-matches-within-limits" in answer.text
    assert (sorted(seen), pages) == (["a.ics", "b.ics", "c.ics", "d.ics"], -(-4 // size))


async def test_what_changes_between_two_pages_is_not_lost(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.quirks = Quirks(page_size=2)
    fill(sandbox, work, "a", "b", "c")
    first = await dav.sync(work)
    sandbox.store.edit(work + "a.ics", lambda text: text.replace("Tea", "1"))
    sandbox.store.delete(work + "c.ics")
    second = await dav.sync(work, token(first))
    assert names(rows(second)) == {"a.ics"}
    assert names(rows(second), 404) == {"c.ics"}


@pytest.mark.parametrize("status", [403, 409, 412])
async def test_a_dead_token_is_refused_by_name(sandbox: CalDavSandbox, dav: Dav, work: str, status: int) -> None:
    sandbox.quirks = Quirks(dead_token_status=status)
    since = token(await dav.sync(work))
    sandbox.store.expire_tokens()
    answer = await dav.sync(work, since)
    assert (answer.status_code, condition(answer)) == (status, f"{D}valid-sync-token")
    assert token(await dav.sync(work)) != since


async def test_a_token_is_good_for_its_own_calendar_only(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    other = sandbox.add_calendar("other")
    assert (await dav.sync(work, token(await dav.sync(other)))).status_code == 403


async def test_a_calendar_made_again_under_the_same_name_does_not_know_the_old_tokens(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    since = token(await dav.sync(work))
    sandbox.store.remove_collection(work)
    sandbox.add_calendar("work")
    assert (await dav.sync(work, since)).status_code == 403


async def test_the_report_wants_depth_0_and_level_1(dav: Dav, work: str) -> None:
    body = '<D:sync-collection xmlns:D="DAV:"><D:sync-token/><D:prop><D:getetag/></D:prop></D:sync-collection>'
    assert (await dav.ask("REPORT", work, body, Depth="0")).status_code == 400
    whole = body.replace("<D:prop>", "<D:sync-level>1</D:sync-level><D:prop>")
    assert (await dav.ask("REPORT", work, whole, Depth="1")).status_code == 400
    assert (await dav.ask("REPORT", work, whole, Depth="0")).status_code == 207


async def test_without_sync_collection_there_is_no_token_and_the_report_is_unknown(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    sandbox.quirks = Quirks(sync_collection=False)
    calendar = rows(await dav.list(work, "D:sync-token CS:getctag D:supported-report-set", depth="0"))[0]
    assert calendar.absent == {f"{D}sync-token"}
    assert "sync-collection" not in str([each.tag for each in calendar.found[f"{D}supported-report-set"].iter()])
    assert condition(await dav.sync(work)) == f"{D}supported-report"


async def test_the_ctag_changes_with_every_member_and_only_then(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    async def ctag() -> str | None:
        return rows(await dav.list(work, "CS:getctag", depth="0"))[0].text(CTAG)

    seen = [await ctag(), await ctag()]
    assert seen[0] == seen[1]
    fill(sandbox, work, "a")
    seen.append(await ctag())
    sandbox.store.delete(work + "a.ics")
    seen.append(await ctag())
    assert len(set(seen)) == 3
    sandbox.quirks = Quirks(ctag=False)
    assert rows(await dav.list(work, "CS:getctag", depth="0"))[0].absent == {CTAG}


async def test_a_listing_at_depth_1_gives_the_etag_of_every_member(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    fill(sandbox, work, "a", "b")
    found = rows(await dav.list(work, "D:getetag D:getcontenttype"))
    assert found[0].absent == {f"{D}getetag", f"{D}getcontenttype"}
    assert names(found[1:]) == {"a.ics", "b.ics"}
    assert all(row.text(f"{D}getcontenttype") == "text/calendar; charset=utf-8" for row in found[1:])


async def test_what_came_and_went_may_be_mentioned_or_not(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    fill(sandbox, work, "old")
    since = token(await dav.sync(work))
    fill(sandbox, work, "brief")
    for uid in ("old", "brief"):
        sandbox.store.delete(f"{work}{uid}.ics")
    for quirks, expected in ((Quirks(), {"old.ics", "brief.ics"}), (Quirks(brief_as_404=False), {"old.ics"})):
        sandbox.quirks = quirks
        assert names(rows(await dav.sync(work, since)), 404) == expected
