"""What is sent in bodies: members of another type are refused, unknown ones count for nothing, and nothing breaks."""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, Quirks, shapes
from tests.sandbox.google import discovery
from tests.sandbox.google.api import ANA, Api, Json, meeting, reason, weekly

SHAPES: Final = {
    "Event": shapes.EVENT,
    "Calendar": shapes.CALENDAR,
    "CalendarListEntry": shapes.ENTRY,
    "FreeBusyRequest": shapes.BUSY,
}
TYPES: Final = {"string": str, "integer": int, "boolean": bool}
ODD: Final[tuple[Any, ...]] = (5, "x", "", ["x"], {"x": None}, None)


def shape_of(schema: Json) -> Any:
    """Google's description in the words of the sandbox's table."""
    if "$ref" in schema:
        return shape_of((discovery.document() or {})["schemas"][schema["$ref"]])
    match schema.get("type"):
        case "object" if "additionalProperties" in schema:
            return {"*": shape_of(schema["additionalProperties"])}
        case "object":
            return {name: shape_of(each) for name, each in schema["properties"].items()}
        case "array":
            return [shape_of(schema["items"])]
    return TYPES.get(schema["type"])


def places(shape: Any) -> Iterator[tuple[str | int, ...]]:
    """Every place in a body, from the whole to the smallest."""
    yield ()
    if isinstance(shape, dict):
        for name, inner in shape.items():
            yield from ((name.replace("*", "k"), *rest) for rest in places(inner))
    elif isinstance(shape, list):
        yield from ((0, *rest) for rest in places(shape[0]))


def holding(place: tuple[str | int, ...], value: Any) -> Any:
    """A body that holds nothing but the value at its place."""
    for name in reversed(place):
        value = [value] if name == 0 else {name: value}
    return value


@pytest.mark.parametrize("name", SHAPES)
def test_the_types_of_members_are_googles(name: str) -> None:
    discovery.need_peers()
    assert shape_of({"$ref": name}) == SHAPES[name]


CALLS: Final = {
    "insert": ("Event", "POST", "calendars/primary/events"),
    "import": ("Event", "POST", "calendars/primary/events/import"),
    "patch": ("Event", "PATCH", "calendars/primary/events/s1ng0"),
    "patch a series": ("Event", "PATCH", "calendars/primary/events/ser1es"),
    "update": ("Event", "PUT", "calendars/primary/events/s1ng0"),
    "insert a calendar": ("Calendar", "POST", "calendars"),
    "patch a calendar": ("Calendar", "PATCH", "calendars/primary"),
    "insert an entry": ("CalendarListEntry", "POST", "users/me/calendarList"),
    "patch an entry": ("CalendarListEntry", "PATCH", "users/me/calendarList/primary"),
    "ask who is busy": ("FreeBusyRequest", "POST", "freeBusy"),
}
USUAL: Final = {
    "Event": meeting(iCalUID="u@example.com"),
    "Calendar": {"summary": "New"},
    "CalendarListEntry": {"id": ANA},
    "FreeBusyRequest": {"timeMin": "2026-05-04T00:00:00Z", "timeMax": "2026-05-05T00:00:00Z", "items": []},
}
MORE: Final[dict[str, Any]] = {"conferenceDataVersion": 1, "supportsAttachments": True, "eventLabelVersion": 1}


@pytest.mark.parametrize("call", CALLS)
async def test_nothing_odd_in_a_body_breaks_the_service_or_what_it_says(
    google: GoogleSandbox, ana: Api, call: str
) -> None:
    """Every answer is an answer of Google's or a refusal of the request: the transport of these tests sees to it."""
    google.quirks = Quirks(user_per_minute=None, made_per_day=None)
    for body, event in ((meeting(), "s1ng0"), (weekly(), "ser1es")):
        await ana.made(body | {"id": event})
    name, verb, path = CALLS[call]
    query = MORE if name == "Event" else {"colorRgbFormat": True} if name == "CalendarListEntry" else {}
    for place in places(SHAPES[name]):
        for value in ODD:
            odd = holding(place, value)
            body = {**({} if verb == "PATCH" else USUAL[name]), **odd} if isinstance(odd, dict) else odd
            assert (await ana.ask(verb, path, body, **query)).status_code in (200, 400, 404, 409), (place, value)
    assert (await ana.list(maxResults=2500)).status_code == 200
    assert (await ana.ask("GET", "users/me/calendarList")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"summary": 5}, "summary"),
        ({"attendees": ["x"]}, "attendees"),
        ({"attendees": [None]}, "attendees"),
        ({"start": "2026-05-04"}, "start"),
        ({"sequence": True}, "sequence"),
        ({"sequence": 2**31}, "sequence"),
        ({"locked": "yes"}, "locked"),
        ({"extendedProperties": {"private": {"k": 1}}}, "extendedProperties.private.k"),
    ],
)
async def test_a_member_of_another_type_is_named(ana: Api, changes: Json, place: str) -> None:
    answer = await ana.insert(meeting() | changes)
    assert reason(answer) == (400, "invalid")
    assert answer.json()["error"]["message"] == f"Invalid value for {place}."


async def test_a_member_that_google_does_not_know_counts_for_nothing(ana: Api) -> None:
    made = await ana.made(meeting(colour="red", source={"url": "https://x.test", "by": "me"}))
    assert ("colour" in made, made["source"]) == (False, {"url": "https://x.test"})
    changed = (await ana.patch(made["id"], {"colour": "blue"})).json()
    assert changed["summary"] == "Tea"


@pytest.mark.parametrize("body", [b"[]", b"5", b"[" * 100_000, b'{"summary": "\\ud800"}', b"\xff"])
async def test_what_is_no_object_or_no_text_is_refused(ana: Api, body: bytes) -> None:
    answer = await ana.http.post("/google/calendar/v3/" + ana.path(), content=body)
    assert reason(answer) == (400, "parseError")
