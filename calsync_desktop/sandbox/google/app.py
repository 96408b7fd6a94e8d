"""The service as an ASGI application: read the request, let the faults have their way, answer, write the journal."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Final
from urllib.parse import parse_qsl, unquote

from calsync_desktop.sandbox.caldav.app import Receive, Scope, Send
from calsync_desktop.sandbox.caldav.faults import AnswerLostError, RequestLostError
from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.caldav.world import Sleep
from calsync_desktop.sandbox.google import conference, faults, hand
from calsync_desktop.sandbox.google.calendars import Row
from calsync_desktop.sandbox.google.control import PREFIX as CONTROL
from calsync_desktop.sandbox.google.control import control
from calsync_desktop.sandbox.google.errors import RefusedError, refused
from calsync_desktop.sandbox.google.events import find
from calsync_desktop.sandbox.google.faults import Fault
from calsync_desktop.sandbox.google.fields import partial
from calsync_desktop.sandbox.google.gate import admitted, who
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.journal import Call
from calsync_desktop.sandbox.google.reads import event_path
from calsync_desktop.sandbox.google.routes import Route, route_of
from calsync_desktop.sandbox.google.signin import page, tokens
from calsync_desktop.sandbox.google.world import World

BASE: Final = "/google"
API: Final = f"{BASE}/calendar/v3/"
_DOORS: Final[dict[tuple[str, str], tuple[str, Callable[[World, Request], Answer]]]] = {
    # The older address still stands in client_secret.json; `addresses` names the newer one, which comes after it.
    ("GET", f"{BASE}/o/oauth2/auth"): ("authorize", page.show),
    ("POST", f"{BASE}/o/oauth2/auth"): ("authorize.decide", page.decide),
    ("GET", f"{BASE}/o/oauth2/v2/auth"): ("authorize", page.show),
    ("POST", f"{BASE}/o/oauth2/v2/auth"): ("authorize.decide", page.decide),
    ("POST", f"{BASE}/token"): ("token", tokens.token),
    ("POST", f"{BASE}/revoke"): ("revoke", tokens.revoke),
    ("GET", f"{BASE}/v1/userinfo"): ("userinfo", tokens.userinfo),
    ("GET", f"{BASE}/tokeninfo"): ("tokeninfo", tokens.tokeninfo),
    ("GET", f"{BASE}/oauth2/v3/certs"): ("certs", tokens.certs),
}
_SECRETS: Final = ("access_token", "oauth_token", "token")


def addresses(base: str) -> dict[str, str]:
    """Where everything is when the sandbox answers at `base` (no slash at its end)."""
    names = {name: path for (_, path), (name, _) in _DOORS.items()}
    return {
        "api": f"{base}{API}".rstrip("/"),
        "auth_uri": base + names["authorize"],
        "token_uri": base + names["token"],
        "revoke_uri": base + names["revoke"],
        "userinfo_uri": base + names["userinfo"],
    }


@dataclass(slots=True)
class Way:
    """Where a request leads: to a call of the API, to a door of the sign-in, or nowhere."""

    name: str
    route: Route | None
    args: dict[str, str]
    door: Callable[[World, Request], Answer] | None = None


@dataclass(kw_only=True)
class GoogleSandbox(World):
    """A World that answers HTTP. See the package's docstring for how to build and use one."""

    sleep: Sleep = asyncio.sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await _read(scope, receive)
        if request.path.startswith(CONTROL):
            answer = control(self, request)
        else:
            answer = await self.handle(request)
        await _deliver(answer.with_header("Date", format_datetime(self.now(), usegmt=True)), send)

    async def handle(self, request: Request) -> Answer:
        """The answer to one request, journal entry written; what was lost on purpose goes through as its error."""
        way = _way(request)
        due = self.faults.due(way.name, unquote(request.path))
        work = Work()
        self.served = []
        answer: Answer | None = None
        try:
            answer = await self._suffer(request, way, due, work)
        finally:
            self._note(request, way, answer, due, work)
        return answer

    async def _suffer(self, request: Request, way: Way, due: tuple[Fault, ...], work: "Work") -> Answer:
        for fault in due:
            if fault.kind == "slow":
                await self.sleep(fault.seconds)
        self._slip_in(due, "edit_before")
        answer = next((made for fault in due if (made := faults.instead(fault)) is not None), None)
        if answer is None:
            answer = self._work(faults.with_empty_page(request, due), way, work)
        self._slip_in(due, "edit_after")
        for fault in due:
            answer = faults.spoil(fault, answer)
        return answer

    def _slip_in(self, due: tuple[Fault, ...], kind: str) -> None:
        for fault in due:
            if fault.kind == kind and fault.action is not None:
                fault.action()
            if fault.kind == kind and fault.edit is not None:
                hand.slip_in(self, fault.edit)

    def _work(self, request: Request, way: Way, work: "Work") -> Answer:
        """Do it, and see how the event stood right before and right after."""
        mails = len(self.mails)
        try:
            answer = self._answer(request, way, work)
        except RefusedError as refusal:
            answer, work.reason = refusal.answer, refusal.refusal.reason
            work.after = work.before
        work.mails = len(self.mails) - mails
        return answer

    def _answer(self, request: Request, way: Way, work: "Work") -> Answer:
        if way.door is not None:
            return way.door(self, request)
        if way.route is None:
            return refused("notFound")
        ask = admitted(self, way.route, way.args, request)
        if ask.at is not None:
            conference.settle(self, ask.calendar)
        wanted = way.args.get("eventId")
        before = find(ask.calendar, wanted) if wanted is not None and way.route.is_write else None
        if way.name == "events.import":  # it may change what has the UID already
            before = ask.calendar.by_uid(str(request.resource().get("iCalUID")))
        work.before = _living(before)
        made = way.route.act(ask)
        if way.route.is_write and way.name.startswith("events."):
            work.see(ask.calendar.id, wanted, find(ask.calendar, wanted) if wanted is not None else None, self.served)
            work.chosen = wanted is None and any(name in request.body for name in (b'"id"', b'"iCalUID"'))
        return partial(made, request.one("fields"))

    def _note(self, request: Request, way: Way, answer: Answer | None, due: tuple[Fault, ...], work: "Work") -> None:
        account = who(self, request)
        heard = answer is not None and answer.cut is None
        headers = {name: "…" if name == "authorization" else value for name, value in request.headers.items()}
        self.journal.entries.append(
            Call(
                number=len(self.journal.entries) + 1,
                at=self.now(),
                method=request.method,
                path=work.path or unquote(request.path),
                headers=headers,
                body_size=len(request.body),
                status=answer.status if answer is not None and heard else None,
                before=work.before,
                after=work.after,
                served=tuple(self.served) if answer is not None and heard and answer.status < 300 else (),
                verbatim=False,
                mails=work.mails,
                fault=",".join(fault.kind for fault in due) or None,
                route=way.name,
                query="&".join(f"{name}={'…' if name in _SECRETS else value}" for name, value in request.query),
                account=account.email if account is not None else None,
                reason=work.reason,
                chosen=work.chosen,
            )
        )


@dataclass(slots=True)
class Work:
    """What one request did; empty as long as it did nothing."""

    before: int | None = None
    after: int | None = None
    path: str = ""
    mails: int = 0
    reason: str | None = None
    chosen: bool = False

    def see(self, calendar_id: str, event_id: str | None, row: Row | None, served: list[tuple[str, int]]) -> None:
        """How the event stands now: the one that was named, else the one that was made."""
        if event_id is not None:
            self.path, self.after = event_path(calendar_id, event_id), _living(row)
        elif served:
            self.path, self.after = served[-1]


def _living(row: Row | None) -> int | None:
    return row.number if row is not None and not row.cancelled else None


def _way(request: Request) -> Way:
    if request.path.startswith(API):
        found = route_of(request.method, tuple(unquote(part) for part in request.path.removeprefix(API).split("/")))
        return Way(found[0].name, *found) if found is not None else Way("unknown", None, {})
    name, door = _DOORS.get((request.method, request.path), ("unknown", None))
    return Way(name, None, {}, door)


async def _read(scope: Scope, receive: Receive) -> Request:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestLostError("the client went away")
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    target = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    base = f"{scope.get('scheme', 'http')}://{headers.get('host', 'sandbox.test')}"
    query = tuple(parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True))
    return Request(scope["method"], target, base, query, headers, body)


async def _deliver(answer: Answer, send: Send) -> None:
    length = [("Content-Length", str(len(answer.body)))] if answer.status not in (204, 304) else []
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in [*answer.headers, *length]]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.cut is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    part = answer.body[: int(len(answer.body) * answer.cut)]
    await send({"type": "http.response.body", "body": part, "more_body": True})
    raise AnswerLostError("the sandbox cut this answer on purpose")
