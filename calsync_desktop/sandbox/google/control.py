"""The door for other processes: /control/google speaks JSON, asks for no password and lets a test steer and read.

| request | what it does |
| --- | --- |
| GET /control/google | counts: calls, mails, events by calendar |
| GET …/log, …/mails | every call, every mail |
| GET …/events?calendar=… | every living event of the calendar, as its owner sees it |
| POST …/faults [{"kind": …}] | adds faults (fields of faults.Fault); DELETE takes all away |
| POST …/quirks {"page_size": 10} | changes quirks (fields of quirks.Quirks) |
| POST …/client {"testing": true} | changes the client (fields of signin.grants.Client) |
| POST …/account {"email": …} | somebody new (arguments of World.add_account) |
| POST …/calendar {"summary", "owner"} | makes a calendar (arguments of World.add_calendar); answers its id |
| POST …/share {"calendar", "email", "role"} | gives a role, null takes it away; sync tokens of the calendar die |
| POST …/put {"calendar", "event"} | another client makes an event; answers its id |
| POST …/edit {"calendar", "id", "changes"} | another client changes one |
| POST …/delete {"calendar", "id"} | another client deletes one |
| POST …/split {"calendar", "id"} | another client cuts a series before this occurrence; answers the new series' id |
| POST …/expire-tokens {"calendar": …} | every sync token (of the calendar) is dead |
| POST …/expire-access {} | every access token is dead; refresh tokens live |
| POST …/revoke {"email": …} | the user takes back every grant |
| POST …/clock {"advance": seconds} | time passes |
| POST …/clear | empties log and mails |

What is not understood is answered 400 with a sentence.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final, TypeAlias

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import hand
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.faults import Fault
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.world import World

Json: TypeAlias = Any
PREFIX: Final = "/control/google"


def control(world: World, request: Request) -> Answer:
    """The answer to a request below /control/google."""
    verb = VERBS.get((request.method, request.path.removeprefix(PREFIX).strip("/")))
    if verb is None:
        return _json(404, {"error": "there is no such control"})
    try:
        return _json(200, verb(world, _given(request)))
    except (KeyError, TypeError, ValueError, RefusedError) as trouble:
        return _json(400, {"error": f"{type(trouble).__name__}: {trouble}"})


def _json(status: int, content: Json) -> Answer:
    return Answer(status, (("Content-Type", "application/json"),), json.dumps(content, default=str).encode())


def _given(request: Request) -> Json:
    if request.method == "GET":
        return dict(request.query)
    return json.loads(request.body) if request.body.strip() else {}


def _counts(world: World, _given: Json) -> Json:
    held = {each.id: sum(1 for row in each.rows.values() if not row.cancelled) for each in world.calendars.values()}
    return {"requests": len(world.journal.entries), "mails": len(world.mails), "events": held}


def _log(world: World, _given: Json) -> Json:
    return [asdict(each) for each in world.journal.entries]


def _mails(world: World, _given: Json) -> Json:
    return [asdict(each) for each in world.mails]


def _events(world: World, given: Json) -> Json:
    return hand.living(world, given["calendar"])


def _add_faults(world: World, given: Json) -> Json:
    made = [Fault(**each) for each in given]
    world.faults.add(*made)
    return {"waiting": len(world.faults.waiting)}


def _no_faults(world: World, _given: Json) -> Json:
    world.faults.clear()
    return {"waiting": 0}


def _quirks(world: World, given: Json) -> Json:
    world.quirks = replace(world.quirks, **given)
    return asdict(world.quirks)


def _client(world: World, given: Json) -> Json:
    client = world.registry.client
    for name, value in given.items():
        if name not in ("testing", "testers", "blocked", "secret"):
            raise TypeError(f"a client has no {name}")
        setattr(client, name, frozenset(value) if name == "testers" else value)
    return {"client_id": client.id, "testing": client.testing, "testers": sorted(client.testers)}


def _account(world: World, given: Json) -> Json:
    made = world.add_account(**given)
    return {"email": made.email, "sub": made.sub}


def _calendar(world: World, given: Json) -> Json:
    return {"id": world.add_calendar(given.pop("summary"), **given)}


def _share(world: World, given: Json) -> Json:
    world.share(given["calendar"], given["email"], given["role"])
    return {}


def _put(world: World, given: Json) -> Json:
    return {"id": hand.put(world, given["calendar"], given["event"])}


def _edit(world: World, given: Json) -> Json:
    return {"etag": hand.edit(world, given["calendar"], given["id"], given["changes"])}


def _delete(world: World, given: Json) -> Json:
    hand.remove(world, given["calendar"], given["id"])
    return {}


def _split(world: World, given: Json) -> Json:
    return {"id": hand.split(world, given["calendar"], given["id"])}


def _expire(world: World, given: Json) -> Json:
    world.expire_tokens(given.get("calendar"))
    return {}


def _expire_access(world: World, _given: Json) -> Json:
    world.registry.access.clear()
    return {}


def _revoke(world: World, given: Json) -> Json:
    for client in world.registry.clients:
        world.registry.end((given["email"], client))
    return {}


def _clock(world: World, given: Json) -> Json:
    world.advance(seconds=given["advance"])
    return {"now": world.now()}


def _clear(world: World, _given: Json) -> Json:
    world.journal.clear()
    world.mails.clear()
    return {}


VERBS: Final[dict[tuple[str, str], Callable[[World, Json], Json]]] = {
    ("GET", ""): _counts,
    ("GET", "log"): _log,
    ("GET", "mails"): _mails,
    ("GET", "events"): _events,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _no_faults,
    ("POST", "quirks"): _quirks,
    ("POST", "client"): _client,
    ("POST", "account"): _account,
    ("POST", "calendar"): _calendar,
    ("POST", "share"): _share,
    ("POST", "put"): _put,
    ("POST", "edit"): _edit,
    ("POST", "delete"): _delete,
    ("POST", "split"): _split,
    ("POST", "expire-tokens"): _expire,
    ("POST", "expire-access"): _expire_access,
    ("POST", "revoke"): _revoke,
    ("POST", "clock"): _clock,
    ("POST", "clear"): _clear,
}
