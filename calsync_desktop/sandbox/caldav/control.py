"""The door for other processes: /control speaks JSON, asks for no password and lets a test steer and read the server.

| request | what it does |
| --- | --- |
| GET /control | counts: requests, mails, resources by calendar |
| GET /control/log, /control/mails | every request, every mail |
| GET /control/resource?path=… | the text and all versions of a resource |
| POST /control/faults [{"kind": …}] | adds faults (fields of faults.Fault); DELETE takes all away |
| POST /control/quirks {"page_size": 10} | changes quirks (fields of quirks.Quirks) |
| POST /control/calendar {"slug": …} | makes a calendar (and fields of store.Collection); answers its path |
| POST /control/put {"path", "text", "by"} | another device stores a text |
| POST /control/delete {"path", "by"} | another device deletes |
| POST /control/expire-tokens | every sync token is dead |
| POST /control/clear | empties log and mails |

What is not understood is answered 400 with a sentence.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from calsync_desktop.sandbox.caldav.faults import Fault
from calsync_desktop.sandbox.caldav.http import Answer, Request
from calsync_desktop.sandbox.caldav.world import World

Json: TypeAlias = Any
PREFIX: Final = "/control"


def control(world: World, request: Request, query: str = "") -> Answer:
    """The answer to a request below /control."""
    verb = VERBS.get((request.method, request.path.removeprefix(PREFIX).strip("/")))
    if verb is None:
        return _json(404, {"error": "there is no such control"})
    try:
        return _json(200, verb(world, _given(request, query)))
    except (KeyError, TypeError, ValueError) as trouble:
        return _json(400, {"error": f"{type(trouble).__name__}: {trouble}"})


def _json(status: int, content: Json) -> Answer:
    return Answer(status, (("Content-Type", "application/json"),), json.dumps(content, default=str).encode())


def _given(request: Request, query: str) -> Json:
    if request.method == "GET":
        return {name: values[-1] for name, values in parse_qs(query).items()}
    return json.loads(request.body) if request.body.strip() else {}


def _counts(world: World, _given: Json) -> Json:
    held = {path: sum(1 for _ in each.living()) for path, each in world.store.collections.items()}
    return {"requests": len(world.journal.entries), "mails": world.mail_count, "resources": held}


def _log(world: World, _given: Json) -> Json:
    return [asdict(each) for each in world.journal.entries]


def _mails(world: World, _given: Json) -> Json:
    return [asdict(each) for each in world.mails]


def _resource(world: World, given: Json) -> Json:
    versions = world.store.versions(given["path"])
    return {"text": versions[-1].text if versions else None, "versions": [asdict(each) for each in versions]}


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


def _calendar(world: World, given: Json) -> Json:
    return {"path": world.add_calendar(**given)}


def _put(world: World, given: Json) -> Json:
    made = world.store.put(given["path"], given["text"], by=given.get("by", "another device"))
    return {"etag": made.etag, "version": made.number}


def _delete(world: World, given: Json) -> Json:
    return {"version": world.store.delete(given["path"], by=given.get("by", "another device")).number}


def _expire(world: World, _given: Json) -> Json:
    world.store.expire_tokens()
    return {}


def _clear(world: World, _given: Json) -> Json:
    world.journal.clear()
    world.mails.clear()
    return {}


VERBS: Final[dict[tuple[str, str], Callable[[World, Json], Json]]] = {
    ("GET", ""): _counts,
    ("GET", "log"): _log,
    ("GET", "mails"): _mails,
    ("GET", "resource"): _resource,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _no_faults,
    ("POST", "quirks"): _quirks,
    ("POST", "calendar"): _calendar,
    ("POST", "put"): _put,
    ("POST", "delete"): _delete,
    ("POST", "expire-tokens"): _expire,
    ("POST", "clear"): _clear,
}
