"""Google's own description of its API, read from its client in the peers' environment; every answer is held against it."""

import json
import os
import re
import subprocess
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from calsync_desktop.sandbox.google import GoogleSandbox
from tests.servers import LossyTransport

ROOT = Path(__file__).parent.parent.parent.parent
FIND = "import googleapiclient as g, pathlib as p; print(p.Path(g.__file__).parent / 'discovery_cache' / 'documents')"
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
FORMS: Final = {"date-time": (DATE_TIME, datetime.fromisoformat), "date": (DATE, date.fromisoformat)}
API = "/google/calendar/v3/"

_LISTING: Final = "kind etag summary updated timeZone accessRole defaultReminders items"
_EVENT: Final = "kind etag id status"
_ENTRY: Final = "kind etag id summary timeZone accessRole defaultReminders colorId"
_CALENDAR: Final = "kind etag id summary timeZone"
# The members that an answer of each call must have (an event's own: below).
MUST: Final = {
    "calendar.events.list": _LISTING,
    "calendar.events.instances": _LISTING,
    "calendar.calendarList.list": "kind etag items",
    "calendar.colors.get": "kind updated calendar event",
    "calendar.freebusy.query": "kind timeMin timeMax calendars",
    "calendar.settings.list": "kind etag items",
    "calendar.settings.get": "kind etag id value",
} | {
    f"calendar.calendarList.{name}": _ENTRY for name in ("get", "insert", "patch", "update")
} | {
    f"calendar.calendars.{name}": _CALENDAR for name in ("get", "insert", "patch", "update")
} | {
    f"calendar.events.{name}": _EVENT
    for name in ("get", "insert", "patch", "update", "move", "import", "quickAdd")
}  # fmt: skip
LIVING: Final = [
    "htmlLink",
    "created",
    "updated",
    "creator",
    "organizer",
    "start",
    "end",
    "iCalUID",
    "sequence",
    "reminders",
    "eventType",
]
HIDDEN: Final = ["start", "end", "visibility", "eventType"]
PERSONAL: Final = ("htmlLink", "summary")


def peers_python() -> Path:
    """The Python of the peers' environment, whether it is there or not."""
    given = os.environ.get("CALSYNC_PEERS_PYTHON")
    return Path(given) if given else ROOT / ".venv-peers" / "bin" / "python"


def need_peers() -> Path:
    """That Python; without it the test is skipped, and with CI set it fails."""
    python = peers_python()
    if not python.exists():
        said = f"the peers' environment is missing ({python.parent.parent.name}); packaging/run test makes it"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    return python


@cache
def document() -> dict[str, Any] | None:
    """The description of Calendar v3 as it ships with Google's client; None without the peers' environment."""
    if not peers_python().exists():
        return None
    told = subprocess.run([peers_python(), "-I", "-c", FIND], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads((Path(told.stdout.strip()) / "calendar.v3.json").read_text("utf-8"))
    return found


@cache
def methods() -> dict[str, dict[str, Any]]:
    """Every call of the document by its id."""
    resources = (document() or {"resources": {}})["resources"]
    return {method["id"]: method for resource in resources.values() for method in resource["methods"].values()}


def method_of(verb: str, path: str) -> dict[str, Any] | None:
    """The call that a request is, by its verb and its encoded path below the base; fixed words before names."""
    ranked = sorted(methods().values(), key=lambda method: method["path"].count("{"))
    return next((each for each in ranked if each["httpMethod"] == verb and _fits(each["path"], path)), None)


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None


def faults_of(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What of the value the schema does not allow: unknown members, other types, other formats."""
    if "$ref" in schema:
        return faults_of(value, (document() or {})["schemas"][schema["$ref"]], at)
    match schema.get("type"):
        case "object":
            return _object_faults(value, schema, at)
        case "array":
            inner = [faults_of(each, schema["items"], f"{at}[{n}]") for n, each in enumerate(value)]
            return [fault for faults in inner for fault in faults] if isinstance(value, list) else [f"{at}: no list"]
        case "string":
            return _text_faults(value, schema, at)
        case "boolean":
            return [] if isinstance(value, bool) else [f"{at}: no boolean"]
        case "integer":
            fits = isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
            return [] if fits else [f"{at}: no int32"]
    return []


def _object_faults(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at}: no object"]
    known, other = schema.get("properties", {}), schema.get("additionalProperties")
    faults = []
    for name, inner in value.items():
        wanted = known.get(name, other)
        faults += [f"{at}.{name}: unknown"] if wanted is None else faults_of(inner, wanted, f"{at}.{name}")
    return faults


def _text_faults(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    if not isinstance(value, str):
        return [f"{at}: no string"]
    if schema.get("format") in FORMS and not _has_form(value, schema["format"]):
        return [f"{at}: not a {schema['format']}: {value}"]
    return [f"{at}: not one of {schema['enum']}"] if "enum" in schema and value not in schema["enum"] else []


def _has_form(value: str, name: str) -> bool:
    """It looks like one, and there is such a day and time."""
    form, read = FORMS[name]
    try:
        return form.fullmatch(value) is not None and read(value) is not None
    except ValueError:
        return False


def missing(call: str, told: dict[str, Any]) -> list[str]:
    """What an answer of this call must have and has not."""
    found = [name for name in MUST.get(call, "").split() if name not in told]
    if call.startswith("calendar.events."):
        for event in told.get("items", [told] if "items" not in MUST.get(call, "") else []):
            found += [f"{event.get('id')}: {name}" for name in _members(event) if name not in event]
    if call == "calendar.events.list" and ("nextPageToken" in told) and ("nextSyncToken" in told):
        found.append("either nextPageToken or nextSyncToken")
    return found


def _members(event: dict[str, Any]) -> list[str]:
    if event["status"] == "cancelled":
        series = "recurringEventId" in event
        return [*_EVENT.split(), *(["recurringEventId", "originalStartTime"] if series else [])]
    return [*_EVENT.split(), *(HIDDEN if not set(PERSONAL) & event.keys() else LIVING)]


def check(request: httpx.Request, answer: httpx.Response) -> None:
    """AssertionError unless the answer is one that Google's description allows for this request."""
    path = request.url.raw_path.decode().partition("?")[0]
    if not path.startswith(API) or answer.status_code == 304:
        return
    if not 200 <= answer.status_code < 300:
        check_refusal(answer)
        return
    method = method_of(request.method, path.removeprefix(API))
    assert method is not None, f"Google knows no {request.method} {path}"
    known = method.get("parameters", {}).keys() | (document() or {})["parameters"].keys()
    assert set(request.url.params) <= known, f"{method['id']} knows no {set(request.url.params) - known}"
    if "response" not in method:
        assert not answer.content
        return
    told = answer.json()
    assert faults_of(told, method["response"]) == []
    if "fields" not in request.url.params:
        assert missing(method["id"], told) == []


def check_refusal(answer: httpx.Response) -> None:
    """AssertionError unless it is an error in Google's envelope (protocols 1.8)."""
    error = answer.json()["error"]
    assert error.keys() - {"status", "details"} == {"code", "message", "errors"}
    assert error["code"] == answer.status_code
    [first] = error["errors"]
    assert first.keys() - {"locationType", "location"} == {"domain", "reason", "message"}
    assert ("locationType" in first) == ("location" in first)
    assert all(isinstance(text, str) and text for text in [error["message"], *first.values()])


class CheckedTransport(httpx.AsyncBaseTransport):
    """The sandbox in-process, whose every answer is held against Google's description (unless it was spoiled)."""

    def __init__(self, google: GoogleSandbox) -> None:
        self._google, self._inner = google, LossyTransport(google)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        await answer.aread()
        entries = self._google.journal.entries
        if document() is not None and not (entries and entries[-1].fault):
            check(request, answer)
        return answer
