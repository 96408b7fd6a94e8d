"""The journal: an oracle can see every request, and every write that was blind or unconditional."""

from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks, blind_writes
from tests.sandbox.dav import Dav, appointment, token


async def test_every_request_is_written_down_and_no_password_with_it(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    await dav.update(work + "a.ics", appointment(title="2"), etag)
    await dav.update(work + "a.ics", appointment(title="3"), etag)
    await dav.sync(work)
    seen = [(each.method, each.status, each.before, each.after) for each in sandbox.journal.entries]
    assert seen == [("PUT", 201, None, 1), ("PUT", 204, 1, 2), ("PUT", 412, 2, 2), ("REPORT", 207, None, None)]
    assert sandbox.journal.entries[1].headers["if-match"] == etag
    assert sandbox.journal.entries[0].body_size == len(appointment())
    assert "secret" not in str(sandbox.journal.entries)
    assert {each.headers["authorization"] for each in sandbox.journal.entries} == {"…"}
    assert (sandbox.journal.count("PUT"), sandbox.journal.count(path="/principals")) == (3, 0)
    assert len(sandbox.journal.writes()) == 2


async def test_unconditional_writes_are_counted(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    etag = (await dav.create(work + "a.ics", appointment())).headers["etag"]
    await dav.update(work + "a.ics", appointment(title="2"), etag)
    assert sandbox.journal.unconditional_writes() == []
    await dav.ask("PUT", work + "a.ics", appointment(title="3"))
    await dav.ask("PUT", work + "b.ics", appointment("b"))
    await dav.ask("DELETE", work + "a.ics")
    assert [each.method for each in sandbox.journal.unconditional_writes()] == ["PUT", "PUT", "DELETE"]


async def test_a_write_over_a_version_that_was_never_read_is_blind(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    etag = sandbox.store.put(work + "a.ics", appointment()).etag
    await dav.sync(work)
    await dav.update(work + "a.ics", appointment(title="2"), etag)
    assert [each.before for each in sandbox.journal.blind_writes()] == [1]


async def test_reading_or_writing_a_version_opens_the_eyes(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    sandbox.store.put(work + "a.ics", appointment())
    etag = (await dav.ask("GET", work + "a.ics")).headers["etag"]
    etag = (await dav.update(work + "a.ics", appointment(title="2"), etag)).headers["etag"]
    await dav.update(work + "a.ics", appointment(title="3"), etag)
    newest = sandbox.store.edit(work + "a.ics", lambda text: text.replace("3", "4"))
    await dav.multiget(work, work + "a.ics")
    await dav.delete(work + "a.ics", newest.etag)
    assert len(sandbox.journal.writes()) == 3
    assert sandbox.journal.blind_writes() == []


async def test_an_answer_that_was_lost_opened_nobodys_eyes(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    etag = sandbox.store.put(work + "a.ics", appointment()).etag
    sandbox.faults.add(Fault("status_after", status=500))
    await dav.ask("GET", work + "a.ics")
    await dav.delete(work + "a.ics", etag)
    assert [each.method for each in sandbox.journal.blind_writes()] == ["DELETE"]
    assert sandbox.journal.entries[0].fault == "status_after"


async def test_what_a_correcting_server_stored_must_be_read_before_it_is_overwritten(
    sandbox: CalDavSandbox, dav: Dav, work: str
) -> None:
    sandbox.quirks = Quirks(rewrites=True)
    await dav.create(work + "a.ics", appointment())
    etag = sandbox.store.versions(work + "a.ics")[-1].etag
    await dav.update(work + "a.ics", appointment(title="2"), etag)
    assert len(sandbox.journal.blind_writes()) == 1


async def test_two_devices_can_be_told_apart_by_a_header(sandbox: CalDavSandbox, dav: Dav, work: str) -> None:
    await dav.ask("PUT", work + "a.ics", appointment(), If_None_Match="*", X_Device="one")
    etag = sandbox.store.versions(work + "a.ics")[-1].etag
    await dav.ask("DELETE", work + "a.ics", If_Match=etag, X_Device="two")
    assert sandbox.journal.blind_writes() == []
    two = [each for each in sandbox.journal.entries if each.headers.get("x-device") == "two"]
    assert len(blind_writes(two)) == 1


async def test_the_same_story_leaves_the_same_journal() -> None:
    async def story() -> list[str]:
        from tests.servers import sandbox_client

        sandbox = CalDavSandbox()
        work = sandbox.add_calendar("work")
        async with sandbox_client(sandbox) as http:
            etag = (await Dav(http).create(work + "a.ics", appointment())).headers["etag"]
            return [etag, token(await Dav(http).sync(work))]

    assert await story() == await story()
