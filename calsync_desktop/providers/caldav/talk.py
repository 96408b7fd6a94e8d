"""The handful of requests that a connected account makes, each with its own errors and nothing decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from calsync_desktop.core.errors import CursorDead, Gone, ServerTrouble, SignInAgain
from calsync_desktop.providers.caldav import hrefs, multistatus, xml
from calsync_desktop.providers.caldav.discover import Site
from calsync_desktop.providers.caldav.multistatus import Multistatus, Response
from calsync_desktop.providers.caldav.presets import preset_of, sign_in_hint
from calsync_desktop.providers.caldav.problems import failure, refusal
from calsync_desktop.providers.caldav.xml import DAV
from calsync_desktop.wire.client import Answer, Client

SLICE = 500  # responses read between two breaths of the loop


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing names: versions of members, members that are gone, the new token, and whether there is more to ask for."""

    versions: dict[str, str]
    gone: tuple[str, ...] = ()
    token: str | None = None
    more: bool = False
    clock: timedelta = timedelta(0)


class Talk:
    """A client that knows where its account is served from. Ids are those of ``hrefs``."""

    def __init__(self, client: Client, site: Site) -> None:
        self.client = client
        self.site = site

    def url(self, identity: str) -> str:
        """The address of an id."""
        return hrefs.absolute(identity, self.site.base)

    def identify(self, href: str, url: str) -> str:
        """The id of an href in the answer to ``url``."""
        return hrefs.identify(href, url, self.site.base)

    async def ask(
        self,
        method: str,
        identity: str,
        body: bytes = b"",
        *,
        depth: str = "",
        headers: Mapping[str, str] | None = None,
        patient: bool = False,
    ) -> Answer:
        """Any answer but a refused password; a body is XML unless ``headers`` say otherwise."""
        sent = (xml.CONTENT if body else {}) | ({"Depth": depth} if depth else {}) | dict(headers or {})
        answer = await self.client.send(method, self.url(identity), body=body, headers=sent, patient=patient)
        if answer.status == 401:
            hint = sign_in_hint(preset_of(answer.url), answer.url, answer.headers.get("www-authenticate", ""))
            raise SignInAgain(f"{answer.host} does not accept the user name or password any more.", hint)
        return answer

    async def propfind(self, identity: str, depth: str, *names: str) -> tuple[Answer, tuple[Response, ...]]:
        """The responses of a PROPFIND; the error of any other status than 207."""
        answer = await self.ask("PROPFIND", identity, xml.propfind(*names), depth=depth)
        responses = tuple(_multistatus(answer))
        if len(responses) == 1 and responses[0].status == 404:  # xandikos says it inside
            raise Gone(f"{answer.host} does not have it any more.")
        return answer, responses

    async def sync(self, collection: str, token: str) -> Listing:
        """sync-collection (RFC 6578): what changed since ``token``, "" for everything. CursorDead when the server forgot the token.

        Depth 0 is the RFC's; where that is refused the drafts' Depth 1 is tried.
        """
        answer = await self.ask("REPORT", collection, xml.sync_collection(token), patient=not token, depth="0")
        if answer.status == 400 and not refusal(answer).dead_token:
            answer = await self.ask("REPORT", collection, xml.sync_collection(token), patient=not token, depth="1")
        if answer.status >= 400 and refusal(answer).dead_token:
            raise CursorDead(f"{answer.host} has forgotten where we were; everything is listed anew.")
        return await self._listing(collection, answer)

    async def etags(self, collection: str) -> Listing:
        """All members with their versions, by PROPFIND (no sync-token)."""
        answer = await self.ask(
            "PROPFIND", collection, xml.propfind("D:getetag", "D:resourcetype"), patient=True, depth="1"
        )
        return await self._listing(collection, answer)

    async def owner(self, collection: str, uid: str) -> str:
        """The id of the member that has a UID; "" when none is named. Text search is unreliable, so the answer must be a single one."""
        answer = await self.ask("REPORT", collection, xml.uid_query(uid), depth="1")
        if answer.status != 207:
            return ""
        listing = await self._listing(collection, answer)
        return next(iter(listing.versions)) if len(listing.versions) == 1 else ""

    async def query(self, collection: str, body: bytes) -> Listing:
        """The members that a calendar-query names; ``more`` when the server cut its answer off."""
        return await self._listing(collection, await self.ask("REPORT", collection, body, depth="1", patient=True))

    async def multiget(self, collection: str, ids: Sequence[str]) -> tuple[Answer, dict[str, Response]]:
        """calendar-multiget: the responses by id; only those of ids that were asked for."""
        answer = await self.ask("REPORT", collection, xml.multiget(hrefs.path_of(each) for each in ids), depth="1")
        asked = set(ids)
        found = ((self.identify(each.href, answer.url), each) for each in _multistatus(answer))
        return answer, {identity: response for identity, response in found if identity in asked}

    async def _listing(self, collection: str, answer: Answer) -> Listing:
        """Members only: the collection itself, deeper levels and strangers' addresses are passed over; 507 means there is more."""
        found = _multistatus(answer)
        versions: dict[str, str] = {}
        gone, more = [], False
        for number, response in enumerate(found, 1):
            if number % SLICE == 0:
                await asyncio.sleep(0)
            if response.status == 507:
                more = True
                continue
            identity = self.identify(response.href, answer.url)
            if response.status == 404 and hrefs.folder(identity) == collection:
                raise Gone(f"{answer.host} does not have this calendar any more.")
            if not hrefs.member_of(identity, collection) or response.has(f"{DAV}resourcetype", f"{DAV}collection"):
                continue
            if response.status == 404:
                gone.append(identity)
            elif response.status is None or 200 <= response.status < 300:
                versions[identity] = response.etag
        return Listing(versions, tuple(gone), found.token, more, answer.clock)


def _multistatus(answer: Answer) -> Multistatus:
    """The 207's content; ServerTrouble for a success that is none (a login page with 200)."""
    if answer.status == 207:
        return multistatus.read(answer.body)
    if answer.ok:
        raise ServerTrouble(f"{answer.host} answered with a page that is no calendar answer. Nothing was changed.")
    raise failure(answer)
