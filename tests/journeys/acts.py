"""What a user (and somebody at the server) does before a sync that then goes wrong."""

from __future__ import annotations

from dataclasses import replace

from calsync_desktop.core.appointment import Appointment, Attendee, Content, Person, Reply
from calsync_desktop.core.edits import content_at, override
from calsync_desktop.sync.editing import Edit
from tests.fakes import Temper
from tests.journeys.crashing import Act
from tests.journeys.house import House, call, house, relocated, retitled, series

SECOND, FOURTH = "20260309T090000Z", "20260323T090000Z"


async def create(home: House) -> None:
    await home.engine.add(home.calendar(), call("Made here").content)


async def create_series(home: House) -> None:
    """A series of which one occurrence is different and one is skipped, all before it was ever sent."""
    id_ = await home.engine.add(home.calendar(), call("Made here").content, "FREQ=WEEKLY;COUNT=6")
    await home.engine.edit(id_, Edit({"title": "Other"}, at=SECOND))
    await home.engine.delete(id_, at=FOURTH)


async def update(home: House) -> None:
    await home.edit("call", title="Ours", location="Room 7")


async def delete(home: House) -> None:
    await home.engine.delete(home.row("call").id)


async def exception(home: House) -> None:
    await home.engine.edit(home.row("series").id, Edit({"title": "Ours"}, at=SECOND))


async def all_and_one(home: House) -> None:
    await home.edit("series", title="All")
    await exception(home)


async def skip(home: House) -> None:
    await home.engine.delete(home.row("series").id, at=SECOND)


async def split(home: House) -> None:
    await home.engine.edit(home.row("series").id, Edit({"title": "Ours"}, following=FOURTH))


async def trim(home: House) -> None:
    await home.engine.delete(home.row("series").id, following=FOURTH)


async def move(home: House) -> None:
    await home.edit("call", calendar=home.calendar("work"))


async def split_and_move(home: House) -> None:
    await home.engine.edit(
        home.row("series").id, Edit({"title": "Ours", "calendar": home.calendar("work")}, following=FOURTH)
    )


async def reply(home: House) -> None:
    await home.engine.reply(home.row("invitation").id, Reply.ACCEPTED)


async def merge(home: House) -> None:
    await update(home)
    home.server.change("call", lambda old: replace(old, content=replace(old.content, notes="Theirs")))


async def clash(home: House) -> None:
    await update(home)
    home.ground.pass_time(60)
    home.server.change("call", retitled("Theirs"))


async def edit_against_delete(home: House) -> None:
    await update(home)
    home.server.remove("call")


async def delete_against_edit(home: House) -> None:
    await delete(home)
    home.server.change("call", retitled("Theirs"))


async def moved_there(home: House) -> None:
    await update(home)
    there = home.server.read("call")
    home.server.remove("call")
    home.server.put(there, "work")


async def listing(home: House) -> None:
    """A dead cursor, in pages, while both sides changed something."""
    await update(home)
    home.server.page_size = 2
    for n in range(4):
        home.server.put(call(f"New {n}", f"new{n}", day=4 + n))
    home.server.remove("third")
    home.server.change("series", relocated("Room 8"))
    home.server.forget_cursors()


async def many(home: House) -> None:
    """One of each kind at once."""
    for act in (create, update, exception):
        await act(home)
    await home.engine.delete(home.row("third").id)
    home.server.put(call("New there", "new", day=5))


ACTS: tuple[Act, ...] = (
    create, create_series, update, delete, exception, all_and_one, skip, split, trim, move, split_and_move, reply, merge, clash,
    edit_against_delete, delete_against_edit, moved_there, listing, many,
)  # fmt: skip


# The frozen temper differs from the one with pieces only in how series are listed.
_OF_FROZEN = (create, create_series, delete, exception, all_and_one, skip, split, listing)
CASES = [(t, a) for t in Temper for a in ACTS if t is not Temper.FROZEN or a in _OF_FROZEN]


def name_of(case: tuple[Temper, Act]) -> str:
    """How a test of this case is called."""
    return f"{case[0]}-{case[1].__name__}"


def invitation() -> Appointment:
    """Somebody else's meeting, to which we have not answered yet."""
    content: Content = replace(
        call("Invitation", day=6).content,
        organizer=Person("grace@example.com", "Grace"),
        attendees=(Attendee("ada@example.com", "Ada"), Attendee("grace@example.com", "Grace", Reply.ACCEPTED)),
    )
    return Appointment("invitation", content)


async def furnished(temper: Temper) -> House:
    """A house with two calendars and something of each kind, at rest."""
    home = await house(temper)
    home.server.add_calendar("work")
    home.server.put(call())
    home.server.put(call("Third", "third", day=3))
    apart = series()
    home.server.put(override(apart, FOURTH, replace(content_at(apart, FOURTH), location="Room 4")))
    home.server.put(invitation())
    await home.engine.create_calendar(home.connection, "Third")
    await home.sync()
    home.ground.pass_time(60)
    return home
