"""What goes wrong (protocols 1.8, 1.9): every error in its envelope, faults by rule, quotas, the log, the control door."""

import httpx
import pytest

from calsync_desktop.sandbox.google import REFUSALS, Fault, GoogleSandbox, Quirks, hand
from calsync_desktop.sandbox.google.faults import FaultPlan
from tests.sandbox.google.api import ANA, BASE, BEN, Api, client, meeting, reason
from tests.servers import LossyTransport, on_socket

CHOSEN = "abcde12345"


@pytest.mark.parametrize("name", REFUSALS)
async def test_every_refusal_has_the_envelope_google_gives_it(google: GoogleSandbox, ana: Api, name: str) -> None:
    google.faults.add(Fault("error_before", error=name))
    answer, row = await ana.list(), REFUSALS[name]
    error = answer.json()["error"]
    first = error["errors"][0]
    assert (answer.status_code, error["code"]) == (row.code, row.code)
    assert (first["domain"], first["reason"], first["message"]) == (row.domain, row.reason, row.message)
    assert (first.get("locationType"), first.get("location")) == (row.place or (None, None))
    assert answer.headers["content-type"].startswith("application/json")
    assert (await ana.list()).status_code == 200


@pytest.mark.parametrize("status", [500, 502, 503, 504, 418])
async def test_any_status_can_be_had(google: GoogleSandbox, ana: Api, status: int) -> None:
    google.faults.add(Fault("error_before", status=status))
    assert (await ana.list()).status_code == status


@pytest.mark.parametrize("wait", ["30", "Wed, 21 Oct 2026 07:28:00 GMT", None])
async def test_429_comes_with_and_without_retry_after(google: GoogleSandbox, ana: Api, wait: str | None) -> None:
    google.faults.add(Fault("error_before", error="tooManyRequests", retry_after=wait))
    answer = await ana.list()
    assert (answer.status_code, answer.headers.get("retry-after")) == (429, wait)


async def test_newer_front_ends_leave_the_list_of_errors_out(google: GoogleSandbox, ana: Api) -> None:
    newer = {"error": {"code": 403, "message": "Quota exceeded.", "status": "RESOURCE_EXHAUSTED"}}
    google.faults.add(Fault("error_before", error="rateLimitExceeded"), Fault("altered", edit=newer))
    answer = await ana.list()
    assert (answer.status_code, answer.json()) == (403, newer)


async def test_a_creation_whose_answer_was_lost_is_found_by_the_id_that_was_chosen(
    google: GoogleSandbox, ana: Api
) -> None:
    google.faults.add(Fault("lose_answer", route="events.insert"))
    with pytest.raises(httpx.TransportError):
        await ana.insert(meeting("Mine", id=CHOSEN))
    assert reason(await ana.insert(meeting("Mine", id=CHOSEN))) == (409, "duplicate")
    assert (await ana.get(CHOSEN)).json()["summary"] == "Mine"
    for _ in range(2):  # without an id every try makes another one
        google.faults.add(Fault("lose_answer", route="events.insert"))
        with pytest.raises(httpx.TransportError):
            await ana.insert(meeting("Twice"))
    assert [each["summary"] for each in await ana.items()] == ["Mine", "Twice", "Twice"]


async def test_401_once_and_then_all_is_well(google: GoogleSandbox, ana: Api) -> None:
    google.faults.add(Fault("error_before", error="authError"))
    assert [(await ana.list()).status_code for _ in range(2)] == [401, 200]


@pytest.mark.parametrize(("kind", "kept"), [("error_before", False), ("error_after", True)])
async def test_an_error_may_come_before_or_after_the_commit(
    google: GoogleSandbox, ana: Api, kind: str, kept: bool
) -> None:
    google.faults.add(Fault(kind, route="events.insert", error="backendError"))  # type: ignore[arg-type]
    assert (await ana.insert(meeting(id=CHOSEN))).status_code == 500
    assert (hand.look(google, ANA, CHOSEN) is not None) is kept


@pytest.mark.parametrize(("kind", "kept"), [("lose_request", False), ("lose_answer", True), ("cut_off", True)])
async def test_a_connection_may_break_before_after_or_in_the_middle(
    google: GoogleSandbox, ana: Api, kind: str, kept: bool
) -> None:
    google.faults.add(Fault(kind, route="events.insert"))  # type: ignore[arg-type]
    with pytest.raises(httpx.TransportError):
        await ana.insert(meeting(id=CHOSEN))
    assert (hand.look(google, ANA, CHOSEN) is not None) is kept
    assert google.journal.entries[-1].status is None


async def test_a_body_may_be_cut_be_no_json_or_be_nothing(google: GoogleSandbox, ana: Api) -> None:
    google.faults.add(Fault("truncated"))
    with pytest.raises(ValueError, match="line 1 column"):
        (await ana.list()).json()
    google.faults.add(Fault("html", status=502))
    answer = await ana.list()
    assert (answer.status_code, answer.text[:9]) == (502, "<!DOCTYPE")
    google.faults.add(Fault("empty", status=403))
    answer = await ana.list()
    assert (answer.status_code, answer.content) == (403, b"")


async def test_a_hang_sleeps_on_the_clock_it_was_given() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    google = GoogleSandbox(sleep=sleep)
    google.add_account(ANA)
    google.faults.add(Fault("slow", seconds=3600.0))
    async with client(google) as http:
        assert (await Api(http).list()).status_code == 200
    assert slept == [3600.0]


def test_there_is_no_fault_of_an_unknown_kind() -> None:
    with pytest.raises(ValueError, match="no fault of the kind hiccup"):
        Fault("hiccup")  # type: ignore[arg-type]


def test_a_fault_counts_only_what_it_matches() -> None:
    plan = FaultPlan()
    plan.add(Fault("html", route="events.*", path="*/a/events", nth=2, times=2))
    hits = []
    for _ in range(5):
        assert plan.due("calendars.get", "x/a/events") == plan.due("events.list", "x/b/events") == ()
        hits.append(len(plan.due("events.list", "x/a/events")))
    assert (hits, plan.waiting) == ([0, 1, 1, 0, 0], [])


def test_chance_is_the_same_for_the_same_seed() -> None:
    def hits(seed: int) -> list[int]:
        plan = FaultPlan(seed)
        plan.add(Fault("html", probability=0.3, times=None))
        return [len(plan.due("events.list", "")) for _ in range(200)]

    assert hits(1) == hits(1) != hits(2)
    assert 30 < sum(hits(1)) < 90


async def test_a_scope_that_was_not_granted_says_so_in_every_dialect(google: GoogleSandbox) -> None:
    async with client(google, ANA, "calendar.events") as http:
        answer = await Api(http).ask("GET", "users/me/calendarList")
        assert (await Api(http).list()).status_code == 200
        assert reason(await Api(http).ask("GET", "colors")) == (403, "insufficientPermissions")
    assert reason(answer) == (403, "insufficientPermissions")
    error = answer.json()["error"]
    assert (error["status"], error["details"][0]["reason"]) == ("PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer made-up", "Basic YTpi"])
async def test_without_a_living_token_it_is_401(google: GoogleSandbox, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    async with httpx.AsyncClient(transport=LossyTransport(google), base_url=BASE, headers=headers) as http:
        answer = await Api(http).list()
    assert reason(answer) == (401, "authError")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_project_without_the_api_is_told_so(google: GoogleSandbox, ana: Api) -> None:
    google.quirks = Quirks(enabled=False)
    assert reason(await ana.list()) == (403, "accessNotConfigured")


async def test_what_is_no_call_is_404(ana: Api) -> None:
    assert reason(await ana.ask("GET", "calendars/primary/nothing")) == (404, "notFound")
    assert (await ana.http.get("/google/elsewhere")).status_code == 404


async def test_the_log_tells_conditional_from_blind_writes_and_shows_no_token(google: GoogleSandbox, ana: Api) -> None:
    made = await ana.made(meeting(id=CHOSEN))
    await ana.patch(CHOSEN, {"summary": "a"}, made["etag"])
    assert google.journal.unconditional_writes() == google.journal.blind_writes() == []
    hand.edit(google, ANA, CHOSEN, {"summary": "b"})
    await ana.delete(CHOSEN)
    await ana.http.get("/google/tokeninfo", params={"access_token": google.bearer(ANA)})
    [blind] = google.journal.blind_writes()
    assert (blind.method, blind.path, blind.after) == ("DELETE", f"/calendars/{ANA}/events/{CHOSEN}", None)
    assert [each.route for each in google.journal.unconditional_writes()] == ["events.delete"]
    assert "ya29" not in repr(google.journal.entries)
    assert (google.journal.count("events.patch"), google.journal.entries[0].account) == (1, ANA)


async def test_everything_can_be_steered_from_another_process(google: GoogleSandbox, ana: Api) -> None:
    async def say(verb: str, name: str, body: object = None) -> object:
        answer = await ana.http.request(verb, f"/control/google{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    await say("POST", "/account", {"email": "cleo@example.org"})
    work = (await say("POST", "/calendar", {"summary": "Work", "owner": ANA}))["id"]  # type: ignore[index]
    await say("POST", "/share", {"calendar": work, "email": BEN, "role": "reader"})
    event = (await say("POST", "/put", {"calendar": work, "event": meeting()}))["id"]  # type: ignore[index]
    token = await ana.at(work).token()
    await say("POST", "/edit", {"calendar": work, "id": event, "changes": {"summary": "Coffee"}})
    assert (await ana.at(work).items(syncToken=token))[0]["summary"] == "Coffee"
    assert (await ana.http.get("/control/google/events", params={"calendar": work})).json()[event][
        "summary"
    ] == "Coffee"
    await say("POST", "/delete", {"calendar": work, "id": event})
    await say("POST", "/faults", [{"kind": "html"}])
    assert (await say("DELETE", "/faults")) == {"waiting": 0}
    assert (await say("POST", "/quirks", {"page_size": 3}))["page_size"] == 3  # type: ignore[index]
    await say("POST", "/client", {"testing": True, "testers": [ANA]})
    await say("POST", "/expire-tokens", {"calendar": work})
    assert reason(await ana.at(work).list(syncToken=token)) == (410, "fullSyncRequired")
    await say("POST", "/clock", {"advance": 7200})
    assert (await ana.list()).status_code == 401
    await say("POST", "/expire-access")
    await say("POST", "/revoke", {"email": ANA})
    assert len(await say("GET", "/log")) == google.journal.count()  # type: ignore[arg-type]
    assert await say("GET", "/mails") == []
    await say("POST", "/clear")
    assert (await say("GET", ""))["requests"] == 0  # type: ignore[index]
    assert (await ana.http.post("/control/google/put", json={"calendar": work})).status_code == 400
    assert (await ana.http.get("/control/google/nothing")).status_code == 404


async def test_on_a_socket_lost_answers_are_broken_connections(google: GoogleSandbox) -> None:
    headers = {"Authorization": f"Bearer {google.bearer(ANA)}"}
    with on_socket(google) as url:
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:
            api = Api(http)
            for kind in ("lose_request", "lose_answer", "cut_off"):
                google.faults.add(Fault(kind, route="events.insert"))
                with pytest.raises(httpx.TransportError):
                    await api.insert(meeting())
            assert len(await api.items()) == 2


async def test_the_service_says_what_time_it_is(google: GoogleSandbox, ana: Api) -> None:
    google.advance(minutes=30)
    assert (await ana.list()).headers["date"] == "Fri, 01 May 2026 12:30:00 GMT"
