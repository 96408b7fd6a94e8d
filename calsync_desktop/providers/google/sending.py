"""Writes carried out conditionally, and what their answers mean (protocols 1.6 and 1.8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from calsync_desktop.core.calendar import RemoteCalendar
from calsync_desktop.core.errors import CalSyncError, Exists, Gone, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.provider import Notify, Payload, Receipt, Verb
from calsync_desktop.providers.google.fetching import still_there
from calsync_desktop.providers.google.ids import TRIES, id_of, uid_in
from calsync_desktop.providers.google.mapping.read import View, piece
from calsync_desktop.providers.google.mapping.times import original_start, read_key
from calsync_desktop.providers.google.problems import failure
from calsync_desktop.providers.google.talk import Change, Json, Reply, Talk, events, read
from calsync_desktop.wire.client import Answer


@dataclass(frozen=True, slots=True)
class Post:
    """Where one payload goes: the calendar, and how what comes back is to be read."""

    talk: Talk
    calendar: RemoteCalendar
    view: View
    payload: Payload

    @property
    def home(self) -> str:
        """The calendar's id."""
        return self.calendar.remote_id

    @property
    def tells(self) -> dict[str, str]:
        """Guests are mailed as the user said, and never by default."""
        return {"sendUpdates": "all" if self.payload.notify is Notify.ALL else "none"}

    async def change(
        self, method: str, path: str, body: Json | None, version: str = "", query: Mapping[str, str] | None = None
    ) -> Answer:
        """One write."""
        own = dict(query or {}) | ({"supportsAttachments": "true"} if body and "attachments" in body else {})
        return await self.talk.write(self.home, Change(method, path, self.tells | own, body, version))

    def receipt(self, answer: Answer | Reply) -> Receipt:
        """The event as the answer shows it; ServerTrouble when it shows none, so that what happened is looked up."""
        reply = read(answer) if isinstance(answer, Answer) else answer
        item = reply.content
        if not isinstance(item.get("id"), str) or not isinstance(item.get("etag"), str):
            raise ServerTrouble("Google's answer to a change is not readable. Whether it did anything is looked up.")
        return Receipt(item["id"], item["etag"], piece(item, self.view), reply.clock)


async def send(post: Post) -> Receipt:
    """See ``core.provider.Provider.send``."""
    payload = post.payload
    body: Json = json.loads(payload.body) if payload.body else {}
    if payload.verb is Verb.CREATE:
        return await (_import(post, body) if "iCalUID" in body else _create(post, body))
    if "was" in body:
        return await _set_apart(post, body)
    if payload.verb is Verb.DELETE:
        return await _delete(post, payload.remote_id, _required(payload.version))
    return await _patch(post, payload.remote_id, body, _required(payload.version))


def _required(version: str | None) -> str:
    """No update or deletion goes out unconditionally; an unknown version means that the item must be read first."""
    if not version:
        raise VersionMoved("Its version at Google is not known yet.")
    return version


async def _create(post: Post, body: Json) -> Receipt:
    """Under the id that we chose. A deleted event keeps its id for ever, so a UID that lives again gets its next one."""
    uid = uid_in(body["id"])
    for attempt in range(len(TRIES)):
        chosen = id_of(uid, attempt) if uid is not None else body["id"]
        answer = await post.change("POST", events(post.home), body | {"id": chosen})
        if answer.ok:
            return post.receipt(answer)
        error = failure(answer)
        if not isinstance(error, Exists):
            raise error
        if uid is None or await _lives(post, chosen):
            raise Exists("It is at Google already.", remote_id=chosen)
    raise Refused("This appointment was deleted and made again too often; make a new one instead.")


async def _lives(post: Post, event: str) -> bool:
    """200 is no proof of life (protocols 1.4)."""
    answer = await post.talk.ask("GET", events(post.home, event), {})
    if not answer.ok and isinstance(failure(answer), Gone):
        return False
    return read(answer).content.get("status") != "cancelled"


async def _import(post: Post, body: Json) -> Receipt:
    """Somebody else's event keeps its UID and organizer. A second import would change the first, so it is looked for."""
    query = {"iCalUID": body["iCalUID"], "maxResults": "10", "singleEvents": "false"}
    items = (await post.talk.get(events(post.home), **query)).content.get("items") or []
    owner = next((str(each["id"]) for each in items if "recurringEventId" not in each), None)
    if owner is not None:
        raise Exists("It is at Google already.", remote_id=owner)
    answer = await post.talk.write(post.home, Change("POST", events(post.home, "import"), {}, body))
    return post.receipt(answer)


async def _patch(post: Post, event: str, body: Json, version: str) -> Receipt:
    path = events(post.home, event)
    if not body:  # nothing of it can be said to Google
        reply = await post.talk.get(path)
        if reply.content.get("etag") != version:
            raise VersionMoved("It was changed at Google meanwhile.")
        return post.receipt(reply)
    answer = await post.change("PATCH", path, body, version)
    if answer.status == 404:
        await still_there(post.talk, post.calendar)
    return post.receipt(answer)


async def _delete(post: Post, event: str, version: str) -> Receipt:
    """Deleting what is gone succeeds, unless it is the calendar that is gone."""
    answer = await post.change("DELETE", events(post.home, event), None, version)
    if answer.ok and answer.body.strip():
        raise ServerTrouble("Google's answer to a deletion is not readable. Whether it did anything is looked up.")
    if not answer.ok:
        error: CalSyncError = failure(answer)
        if not isinstance(error, Gone):
            raise error
        if answer.status == 404:
            await still_there(post.talk, post.calendar)
    return Receipt(event, clock=answer.clock)


# --- an occurrence that was no piece of its own -------------------------------------------------------------------------


async def _set_apart(post: Post, body: Json) -> Receipt:
    """Change or leave out an occurrence, unless somebody has set it apart meanwhile.

    ==================  =======================================  ============================================
    it is found         to be changed or left out                to be brought back ("was": null)
    ==================  =======================================  ============================================
    ordinary            done, over the version just read         VersionMoved
    cancelled           left out: done; changed: VersionMoved    done, over the version just read
    set apart           VersionMoved                             VersionMoved
    not at all          left out: done; changed: VersionMoved    Refused: the series itself leaves it out
    ==================  =======================================  ============================================
    """
    found, was, wanted = await _occurrence(post), body["was"], body["set"]
    if found is None or found.get("status") == "cancelled":
        return await _set_absent_apart(post, found, was, wanted)
    if was is None or not _is_ordinary(post, found, was):
        raise VersionMoved("That occurrence was changed at Google meanwhile.")
    if wanted is None:
        return await _delete(post, found["id"], _required(found.get("etag")))
    return await _patch(post, found["id"], wanted, _required(found.get("etag")))


async def _set_absent_apart(post: Post, found: Json | None, was: Json | None, wanted: Json | None) -> Receipt:
    if wanted is None:
        return Receipt(found["id"] if found is not None else "", found.get("etag") if found is not None else None)
    if was is not None:
        raise VersionMoved("That occurrence was left out at Google meanwhile.")
    if found is None:
        raise Refused("Another program left this occurrence out of the series for good; Google does not bring it back.")
    return await _patch(post, found["id"], wanted, _required(found.get("etag")))


async def _occurrence(post: Post) -> Json | None:
    """The occurrence that the payload means, by its usual id or else by its original start; None when the series has none there.

    Gone when there is no such series.
    """
    payload = post.payload
    start = original_start(payload.original_start or "", post.view.zone)
    usual = f"{payload.series}_{start.replace('-', '').replace(':', '')}"
    answer = await post.talk.ask("GET", events(post.home, usual), {})
    if answer.ok and _is_meant(post, found := read(answer).content, start):
        return found
    query = {"originalStart": start, "showDeleted": "true", "maxResults": "10"}
    answer = await post.talk.ask("GET", events(post.home, payload.series, "instances"), query)
    if answer.status == 404:
        await still_there(post.talk, post.calendar)
    items = read(answer).content.get("items") or []
    return next((each for each in items if _is_meant(post, each, start)), None)


def _is_meant(post: Post, item: Json, start: str) -> bool:
    original = item.get("originalStartTime") or {}
    if item.get("recurringEventId") != post.payload.series or not original:
        return False
    return read_key(original, post.view.zone) == start.replace("-", "").replace(":", "")


def _is_ordinary(post: Post, item: Json, was: Json) -> bool:
    """It stands where the rule put it, and says what the series says."""
    unmoved = read_key(item["start"], post.view.zone) == read_key(item["originalStartTime"], post.view.zone)
    return unmoved and all((item.get(name) or "") == (value or "") for name, value in was.items())
