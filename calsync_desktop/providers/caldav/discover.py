"""Where an account is served from: from what a person typed to the principal, its calendar homes and addresses (RFC 6764, 5397, 4791)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from calsync_desktop.core.errors import Gone, NotCalendar, Offline, Refused, ServerTrouble, SignInAgain, Untrusted
from calsync_desktop.core.provider import Place
from calsync_desktop.providers.caldav import hrefs, multistatus, xml
from calsync_desktop.providers.caldav.addresses import Start, starts
from calsync_desktop.providers.caldav.multistatus import Response
from calsync_desktop.providers.caldav.presets import Preset, sign_in_hint
from calsync_desktop.providers.caldav.problems import failure
from calsync_desktop.providers.caldav.xml import CAL, DAV
from calsync_desktop.wire.client import Answer, Client
from calsync_desktop.wire.hosts import Trust, trust
from calsync_desktop.wire.redirects import stranger

PRINCIPAL = ("D:current-user-principal", "D:resourcetype", "C:calendar-home-set")
HOMES = ("C:calendar-home-set", "C:calendar-user-address-set", "D:displayname")


@dataclass(frozen=True, slots=True)
class Site:
    """What the provider needs to go there again; kept as the place's JSON. Ids as in ``hrefs``; ``schedules``: RFC 6638 is offered."""

    base: str
    principal: str
    homes: tuple[str, ...]
    suffixes: tuple[str, ...] = ()
    schedules: bool = False

    def trust(self) -> Trust:
        """The origins that the user confirmed by connecting."""
        return trust(self.base, self.suffixes)

    def dumps(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))


def site(place: str) -> Site:
    """The inverse of ``Site.dumps``."""
    value = json.loads(place)
    return Site(value["base"], value["principal"], tuple(value["homes"]), tuple(value["suffixes"]), value["schedules"])


async def discover(open_client: Callable[[Trust], Client], text: str, user: str) -> Place:
    """The place of an account; ``open_client`` makes a client that carries the credentials to one origin and nowhere else.

    SignInAgain, NotCalendar, Untrusted, Offline, Usage: each with a sentence. DNS SRV records are not asked.
    """
    tried = starts(text)
    for start in tried[:-1]:
        try:
            return await _at(open_client, start, user)
        except (Offline, Untrusted):  # no TLS there: the same host in the clear, which is allowed at home only
            continue
    return await _at(open_client, tried[-1], user)


async def _at(open_client: Callable[[Trust], Client], start: Start, user: str) -> Place:
    client = open_client(trust(start.base, start.preset.suffixes))
    try:
        return await Search(client, start).place(user)
    finally:
        await client.aclose()


class Search:
    """One search on one server, credentials in the client."""

    def __init__(self, client: Client, start: Start) -> None:
        self._client = client
        self._start = start

    async def place(self, user: str) -> Place:
        """Ask address after address until one names the principal, then read where its calendars are."""
        where, found = await self._principal()
        base = _base(where)
        principal = await self._home_of(where, found)
        homes = self._homes(principal)
        addresses = _addresses(principal[1], user)
        schedules = await self._schedules(hrefs.absolute(homes[0], base))
        place = Site(base, hrefs.identify(principal[0], where, base), homes, self._start.preset.suffixes, schedules)
        return Place(user or next(iter(addresses), place.base), place.dumps(), addresses)

    async def _principal(self) -> tuple[str, Response]:
        """The URL that answered and its response, which names a principal or a home; NotCalendar when none does."""
        page = False
        for url in self._start.urls:
            try:
                answer = await self._propfind(url, PRINCIPAL)
                found = _first(answer)
            except (Gone, Refused, ServerTrouble) as error:
                page = page or isinstance(error, _Page)
                continue
            if found is not None and (
                found.hrefs(f"{DAV}current-user-principal") or found.hrefs(f"{CAL}calendar-home-set")
            ):
                return answer.url, found
            if found is not None and found.has(f"{DAV}current-user-principal", f"{DAV}unauthenticated"):
                raise self._refused(answer)
        what = "answers with a web page, not as a calendar server" if page else "answers, but not as a CalDAV server"
        raise NotCalendar(f"{_host(self._start.base)} {what}.", _elsewhere(self._start.preset))

    async def _home_of(self, where: str, found: Response) -> tuple[str, Response]:
        """The principal's URL and its properties."""
        named = found.hrefs(f"{DAV}current-user-principal")
        url = hrefs.absolute(hrefs.identify(named[0], where, where), where) if named else where
        self._admit(where, url)
        answer = await self._propfind(url, HOMES)
        response = _first(answer)
        if response is None or not response.hrefs(f"{CAL}calendar-home-set"):
            raise NotCalendar(f"{_host(where)} knows this account, but has no calendars for it.")
        return answer.url, response

    def _homes(self, principal: tuple[str, Response]) -> tuple[str, ...]:
        where, response = principal
        base = _base(where)
        found = [
            hrefs.folder(each)
            for href in response.hrefs(f"{CAL}calendar-home-set")
            if (each := hrefs.identify(href, where, base))
        ]
        homes = tuple(
            dict.fromkeys(home for home in found if hrefs.admitted(hrefs.absolute(home, base), self._client.trust))
        )
        if not homes:
            raise stranger(where, hrefs.absolute(found[0], base) if found else where)
        return homes

    async def _schedules(self, home: str) -> bool:
        """Whether the server mails guests itself (RFC 6638 section 2)."""
        answer = await self._client.send("OPTIONS", home)
        return "calendar-auto-schedule" in answer.headers.get("dav", "").lower()

    async def _propfind(self, url: str, names: tuple[str, ...]) -> Answer:
        """A 207; SignInAgain at once, whatever else is wrong with an address as an error of its own."""
        headers = {**xml.CONTENT, "Depth": "0"}
        answer = await self._client.send("PROPFIND", url, body=xml.propfind(*names), headers=headers, discovery=True)
        if answer.status == 401:
            raise self._refused(answer)
        if answer.status == 429 or (answer.status == 503 and answer.after is not None):
            raise failure(answer)
        if answer.status != 207:
            raise _Page() if answer.ok else failure(answer)
        return answer

    def _refused(self, answer: Answer) -> SignInAgain:
        hint = sign_in_hint(self._start.preset, answer.url, answer.headers.get("www-authenticate", ""))
        return SignInAgain(f"{answer.host} does not accept the user name or password.", hint)

    def _admit(self, where: str, url: str) -> None:
        if not hrefs.admitted(url, self._client.trust):
            raise stranger(where, url)


class _Page(ServerTrouble):
    """Something that is no WebDAV answered."""

    def __init__(self) -> None:
        super().__init__("A web page answered.")


def _first(answer: Answer) -> Response | None:
    return next(iter(multistatus.read(answer.body)), None)


def _addresses(response: Response, user: str) -> tuple[str, ...]:
    """The account's e-mail addresses (RFC 6638 section 2.4.1), which tell who "me" is among attendees."""
    named = [
        each[7:].strip().lower()
        for each in response.hrefs(f"{CAL}calendar-user-address-set")
        if each[:7].lower() == "mailto:"
    ]
    typed = [user.strip().lower()] if "@" in user else []
    return tuple(dict.fromkeys(each for each in [*named, *typed] if each))


def _base(url: str) -> str:
    return hrefs.absolute("/", url)


def _host(url: str) -> str:
    return url.partition("://")[2].strip("/")


def _elsewhere(preset: Preset) -> str:
    return "" if preset.address else NotCalendar.default_hint
