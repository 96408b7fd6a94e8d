"""The commands of the contract, carried out by an engine that is ours, for this process or for who asks at the door."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from sqlite3 import Connection as Reading
from typing import Any

from calsync_desktop.app import edits, wording
from calsync_desktop.app.house import House
from calsync_desktop.app.reading import calendars_of, change_json, connections_of, status_of
from calsync_desktop.app.told import import_json, notice_json, sync_json, undone_json
from calsync_desktop.core.errors import Busy, Usage
from calsync_desktop.door import Caller
from calsync_desktop.store.appointments import appointment
from calsync_desktop.store.past import history
from calsync_desktop.store.reading import open_reading, resolve_id
from calsync_desktop.store.waiting import questions

Args = Mapping[str, Any]
Told = Mapping[str, Any]
Command = Callable[[House, Args, Caller], Awaitable[Told]]


async def carry_out(house: House, verb: str, args: Args, caller: Caller) -> Told:
    """The result of a command as the contract words it; its errors are CalSyncErrors. ``caller`` hears the notices meanwhile."""
    if verb not in COMMANDS:
        raise Usage("The running CalSync does not know this command.", "Quit it, so that the same version answers.")
    with house.listeners.hearing(lambda notice: caller.tell(notice_json(notice))):
        return await COMMANDS[verb](house, args, caller)


async def keep_syncing(house: House, args: Args, caller: Caller) -> Told:
    """The engine's own schedule, for so many ``seconds`` (None: until cancelled); a sync that was begun is ended, and the caller hears of it."""
    stop = asyncio.Event()
    with house.listeners.hearing(lambda notice: caller.tell(notice_json(notice))):
        running = asyncio.ensure_future(house.engine.run(stop))
        try:
            await asyncio.wait({running}, timeout=args["seconds"])
            stop.set()
            await running
        finally:
            running.cancel()
    return {}


@contextmanager
def reading(house: House) -> Iterator[Reading]:
    """The profile as it is committed, in a connection of its own."""
    with closing(open_reading(house.profile.database)) as conn:
        yield conn


def _named(house: House, table: str, word: str) -> str:
    with reading(house) as conn:
        return resolve_id(conn, table, word)


def _connection(house: House, id_: str) -> Told:
    with reading(house) as conn:
        return {"connection": next(row for row in connections_of(conn) if row["id"] == id_)}


def _calendars(house: House) -> Told:
    with reading(house) as conn:
        return {"calendars": calendars_of(conn)}


def _status(house: House) -> Told:
    with reading(house) as conn:
        return status_of(conn, house.profile.name)


async def _connect(house: House, args: Args, _: Caller) -> Told:
    return _connection(house, await house.engine.connect(args["provider"], args["secret"], args["options"]))


async def _authorize(house: House, args: Args, caller: Caller) -> Told:
    """Signing in in the browser, which the caller opens; when it hangs up, nobody waits any more."""
    from calsync_desktop.sync.signing import Asked

    again = _named(house, "connections", args["connection"]) if args["connection"] else None
    asked = Asked(args["provider"], args["attempt"], again, args["login_hint"], args["seconds"])
    gone = asyncio.ensure_future(caller.hung_up.wait())
    gone.add_done_callback(lambda _: house.engine.sign_ins.cancel(asked.attempt))
    try:
        return _connection(house, await house.engine.authorize(asked))
    finally:
        gone.cancel()


async def _cancel_sign_in(house: House, args: Args, _: Caller) -> Told:
    house.engine.sign_ins.cancel(args["attempt"])
    return {}


async def _reconnect(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "connections", args["connection"])
    held = {} if "user" in args["secret"] else await house.vault.get(id_)
    if held is None:
        raise Usage("The name to sign in with is not known any more.", "Give it with --user.")
    await house.engine.reconnect(id_, {**held, **args["secret"]})
    return _connection(house, id_)


async def _disconnect(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "connections", args["connection"])
    told = _connection(house, id_)
    await house.engine.disconnect(id_, keep=args["keep"])
    return told


async def _configure(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "connections", args["connection"])
    await house.engine.configure(id_, args["values"])
    return _connection(house, id_)


async def _create_calendar(house: House, args: Args, _: Caller) -> Told:
    await house.engine.create_calendar(_named(house, "connections", args["connection"]), args["name"])
    return _calendars(house)


async def _select(house: House, args: Args, _: Caller) -> Told:
    await house.engine.select([_named(house, "calendars", word) for word in args["calendars"]], args["selected"])
    return _calendars(house)


async def _sync(house: House, args: Args, _: Caller) -> Told:
    ids = [_named(house, "connections", word) for word in args["connections"]]
    reports = await house.engine.sync(ids, preview=args["preview"], from_scratch=args["from_scratch"])
    return sync_json(reports, args["preview"])


async def _watch(house: House, args: Args, caller: Caller) -> Told:
    """Nothing but waiting: the notices go to the caller as they come."""
    if not house.scheduling:
        raise Busy("Another command is using this profile.", "Try again when it is done.")
    try:
        async with asyncio.timeout(args["seconds"]):
            await caller.hung_up.wait()
    except TimeoutError:
        pass
    return {}


async def _pause(house: House, args: Args, _: Caller) -> Told:
    await house.engine.pause(args["minutes"])
    return _status(house)


async def _resume(house: House, _args: Args, _: Caller) -> Told:
    await house.engine.resume()
    return _status(house)


async def _resolve(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "conflicts", args["conflict"])
    with reading(house) as conn:
        mark = history_mark(conn)
    await house.engine.resolve(id_, args["keep"], args["fields"], args["version"])
    with reading(house) as conn:
        return {"changes": changes_since(conn, mark), "waiting": _waits(conn)}


async def _answer(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "questions", args["question"])
    with reading(house) as conn:
        asked = next(row for row in questions(conn) if row.id == id_)
        mark = history_mark(conn)
    await house.engine.answer(id_, args["word"])
    about = [item["appointment"] for item in asked.detail.get("items", ())]
    with reading(house) as conn:
        return {"changes": changes_since(conn, mark), "waiting": any(_waits(conn, each) for each in about)}


async def _undo(house: House, args: Args, _: Caller) -> Told:
    id_ = _named(house, "undoable", args["change"])
    with reading(house) as conn:
        mark = history_mark(conn)
    undone = await house.engine.undo(id_, notify=wording.notify(args["notify"]), preview=args["preview"])
    with reading(house) as conn:
        changes = undone_json(conn, undone) if args["preview"] else changes_since(conn, mark)
        return {"changes": changes, "waiting": any(_waits(conn, row["appointment"]) for row in changes)}


async def _doctor(house: House, _args: Args, _: Caller) -> Told:
    from calsync_desktop.app.examining import examined

    return await examined(house)


async def _import(house: House, args: Args, _: Caller) -> Told:
    from calsync_desktop.providers.caldav.mapping.read import read_calendar

    calendar = _named(house, "calendars", args["calendar"])
    appointments, problems = read_calendar(args["text"])
    told = import_json(await house.engine.import_(calendar, appointments, preview=args["preview"]))
    broken = [{"uid": uid, "reason": reason} for uid, reason in problems]
    return told | {"failed": [*broken, *told["failed"]]}


async def _add(house: House, args: Args, _: Caller) -> Told:
    with reading(house) as conn:
        calendar = resolve_id(conn, "calendars", args["calendar"])
        content, rule, notify = edits.new_content(conn, calendar, args)
    id_ = await house.engine.add(calendar, content, rule, notify)
    return _appointment(house, id_, args["local"])


async def _edit(house: House, args: Args, _: Caller) -> Told:
    with reading(house) as conn:
        row = appointment(conn, args["appointment"])
        change, notify = edits.edit_of(conn, row, args)
    return _appointment(house, await house.engine.edit(row.id, change, notify), args["local"])


async def _delete(house: House, args: Args, _: Caller) -> Told:
    with reading(house) as conn:
        row, mark = appointment(conn, args["appointment"]), history_mark(conn)
    at, following, notify = edits.span_of(row, args)
    await house.engine.delete(row.id, at, following, notify)
    with reading(house) as conn:
        return {"changes": changes_since(conn, mark), "waiting": _waits(conn, row.id)}


async def _reply(house: House, args: Args, _: Caller) -> Told:
    with reading(house) as conn:
        row = appointment(conn, args["appointment"])
    at, _following, notify = edits.span_of(row, args)
    await house.engine.reply(row.id, edits.answer_of(args["answer"]), at, notify)
    return _appointment(house, row.id, args["local"])


def _appointment(house: House, id_: str, zone: str) -> Told:
    from calsync_desktop.app.reading import appointment_of

    with reading(house) as conn:
        return {"appointment": appointment_of(conn, id_, zone)}


def history_mark(conn: Reading) -> int:
    """Where the history ends now."""
    mark: int = conn.execute("SELECT coalesce(max(rowid), 0) FROM history").fetchone()[0]
    return mark


def changes_since(conn: Reading, mark: int) -> list[dict[str, Any]]:
    """What was written to the history after ``mark``, the latest first."""
    new = {row[0] for row in conn.execute("SELECT id FROM history WHERE rowid > ?", (mark,))}
    return [change_json(row) for row in history(conn, limit=max(len(new), 1)) if row.id in new]


def _waits(conn: Reading, id_: str | None = None) -> bool:
    """Whether an edit (of this appointment) did not arrive yet."""
    query = "SELECT EXISTS (SELECT 1 FROM appointments WHERE ours IS NOT NULL AND (?1 IS NULL OR id = ?1))"
    return bool(conn.execute(query, (id_,)).fetchone()[0])


COMMANDS: Mapping[str, Command] = {
    "connect": _connect,
    "authorize": _authorize,
    "cancel-sign-in": _cancel_sign_in,
    "reconnect": _reconnect,
    "disconnect": _disconnect,
    "configure": _configure,
    "create-calendar": _create_calendar,
    "select": _select,
    "sync": _sync,
    "watch": _watch,
    "pause": _pause,
    "resume": _resume,
    "add": _add,
    "edit": _edit,
    "delete": _delete,
    "reply": _reply,
    "resolve": _resolve,
    "answer": _answer,
    "undo": _undo,
    "doctor": _doctor,
    "import": _import,
}
