"""The sandbox against Google's own description: it knows the same calls, parameters and scopes, and says nothing else.

That every single answer fits is checked in all tests of this folder, by the transport they use (discovery.py).
"""

from typing import Any

import pytest

from calsync_desktop.sandbox.google import GoogleSandbox, words
from calsync_desktop.sandbox.google.listing import FORBIDDEN
from calsync_desktop.sandbox.google.routes import GLOBAL, ROUTES, Route
from calsync_desktop.sandbox.google.signin.grants import SCOPE_PREFIX
from tests.sandbox.google import discovery
from tests.sandbox.google.api import Api, meeting, reason

# Calls of Google's that the sandbox does not answer: sharing and push are none of a sync's business.
NOT_ANSWERED = {"calendar.channels.stop", "calendar.calendars.transferOwnership"}


@pytest.fixture(autouse=True)
def _described() -> None:
    discovery.need_peers()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_call_is_where_google_has_it_with_the_same_parameters_and_scopes(route: Route) -> None:
    method = discovery.methods()[f"calendar.{route.name}"]
    parameters = {name for name, each in method.get("parameters", {}).items() if each["location"] == "query"}
    assert (method["httpMethod"], method["path"]) == (route.verb, route.path)
    assert parameters == route.params
    assert set(method["scopes"]) == {f"{SCOPE_PREFIX}{scope}" for scope in route.scopes}


def test_every_call_of_google_is_answered_but_sharing_and_push() -> None:
    answered = {f"calendar.{route.name}" for route in ROUTES}
    left = {name for name in discovery.methods() if name not in answered and not name.endswith(".watch")}
    assert {name for name in left if not name.startswith("calendar.acl.")} == NOT_ANSWERED


def test_the_global_parameters_are_googles() -> None:
    assert set((discovery.document() or {})["parameters"]) == GLOBAL


def test_every_answer_has_members_that_it_must_have() -> None:
    answering = {f"calendar.{route.name}" for route in ROUTES}
    assert {name for name in answering if "response" in discovery.methods()[name]} == discovery.MUST.keys()


def test_what_a_parameter_may_be_is_what_google_lets_it_be() -> None:
    shared = (discovery.document() or {})["parameters"]
    for route in ROUTES:
        for name, each in (discovery.methods()[f"calendar.{route.name}"].get("parameters", {}) | shared).items():
            if each.get("location") != "query":
                continue
            assert (each["type"] == "boolean") == (name in words.FLAGS), name
            assert (each["type"] == "integer") == (name in words.COUNTS), name
            assert set(each.get("enum", ())) == set(words.CHOICES.get(name, ())), name
            assert (each.get("format") == "date-time") == (name in words.MOMENTS), name
            least, most = words.COUNTS.get(name, (0, 0))
            assert int(each.get("minimum", least)) == least, name
            assert int(each.get("maximum", most)) == most, name


WRONG = (
    dict.fromkeys(words.FLAGS, "perhaps") | dict.fromkeys(words.COUNTS, "many") | dict.fromkeys(words.CHOICES, "other")
    | dict.fromkeys(words.MOMENTS, "2026-05-04T09:00:00") | {"timeZone": "Mars/Base", "quotaUser": "u" * 41}
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
async def test_a_parameter_of_another_type_is_refused_whatever_the_call(ana: Api, work: str, route: Route) -> None:
    named = {"{calendarId}": work, "{eventId}": "nothing", "{setting}": "timezone"}
    path = "/".join(named.get(part, part) for part in route.path.split("/"))
    for name in sorted((route.params | GLOBAL) & WRONG.keys()):
        answer = await ana.ask(route.verb, path, **{name: WRONG[name]})
        assert answer.status_code == 400, name
        if name != "timeZone":
            assert answer.json()["error"]["errors"][0]["location"] == name


@pytest.mark.parametrize("name", sorted(words.COUNTS))
async def test_a_number_has_bounds(ana: Api, name: str) -> None:
    least, most = words.COUNTS[name]
    verb, path = ("POST", ana.path()) if name.endswith("Version") else ("GET", ana.path())
    for value, status in ((least, 200), (most, 200), (least - 1, 400), (most + 1, 400)):
        query: dict[str, Any] = {name: value}
        answer = await ana.ask(verb, path, meeting() if verb == "POST" else None, **query)
        assert answer.status_code == status, value


async def test_a_parameter_that_the_description_does_not_know_is_refused(ana: Api) -> None:
    assert reason(await ana.list(singleEvent=True)) == (400, "badRequest")
    assert reason(await ana.insert(meeting(), notify="all")) == (400, "badRequest")


def test_what_a_sync_token_forbids_are_parameters_google_knows() -> None:
    parameters = discovery.methods()["calendar.events.list"]["parameters"]
    assert set(FORBIDDEN) <= parameters.keys()
    for name in FORBIDDEN:
        assert name in parameters["syncToken"]["description"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, ".colour: unknown"),
        ({"summary": 5}, ".summary: no string"),
        ({"created": "yesterday"}, ".created: not a date-time: yesterday"),
        ({"start": {"date": "1 May"}}, ".start.date: not a date: 1 May"),
        ({"start": {"date": "2026-02-30"}}, ".start.date: not a date: 2026-02-30"),
        ({"sequence": "1"}, ".sequence: no int32"),
        ({"locked": "yes"}, ".locked: no boolean"),
        ({"attendees": [{"name": "x"}]}, ".attendees[0].name: unknown"),
        ({"extendedProperties": {"private": {"k": 1}}}, ".extendedProperties.private.k: no string"),
    ],
)
async def test_the_check_sees_what_does_not_fit(ana: Api, change: dict[str, Any], said: str) -> None:
    event = await ana.made(meeting())
    assert discovery.faults_of(event, {"$ref": "Event"}) == []
    assert discovery.faults_of(event | change, {"$ref": "Event"}) == [said]


async def test_the_check_sees_what_is_missing(google: GoogleSandbox, ana: Api) -> None:
    event = await ana.made(meeting())
    told = {name: value for name, value in event.items() if name != "iCalUID"}
    assert discovery.missing("calendar.events.get", told) == [f"{event['id']}: iCalUID"]
