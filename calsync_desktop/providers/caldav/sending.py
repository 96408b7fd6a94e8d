"""Writes carried out conditionally, and what their answers mean (protocols 3.5 and 3.6)."""

from __future__ import annotations

import re

from calsync_desktop.core.errors import CalSyncError, Exists, Gone, NotAllowed, Refused, ServerTrouble, VersionMoved
from calsync_desktop.core.provider import Notify, Payload, Receipt, Verb
from calsync_desktop.providers.caldav import hrefs
from calsync_desktop.providers.caldav.problems import Refusal, failure, refusal
from calsync_desktop.providers.caldav.talk import Talk
from calsync_desktop.wire.client import Answer

CALENDAR_TYPE = "text/calendar; charset=utf-8"


async def send(talk: Talk, collection: str, payload: Payload) -> Receipt:
    """See ``core.provider.Provider.send``."""
    answer = await _once(talk, payload, payload.version)
    if answer.status == 412 and (bare := without_suffix(payload.version)):
        answer = await _once(talk, payload, bare)
    if _is_page(answer):
        raise ServerTrouble(
            f"{answer.host} answered with a page that is no calendar answer. Whether it did anything is looked up."
        )
    if answer.ok:
        return _receipt(talk, collection, payload, answer)
    if payload.verb is Verb.DELETE and answer.status in (404, 410):
        return Receipt(payload.remote_id, clock=answer.clock)
    error = _refused(talk, payload, answer)
    if isinstance(error, Exists) and not error.remote_id:
        raise Exists(error.message, remote_id=await talk.owner(collection, _uid(payload.body)))
    raise error


def _is_page(answer: Answer) -> bool:
    """A login page or a café's network answers whatever is asked with 200; a server that did what it was told says 201 or 204 (RFC 9110 section 9.3.4)."""
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


async def _once(talk: Talk, payload: Payload, version: str | None) -> Answer:
    if payload.verb is Verb.DELETE:
        # Without the user's word the organizer of an invitation is not told that it was thrown away (RFC 6638 section 8.1).
        quiet = {} if payload.notify is Notify.ALL else {"Schedule-Reply": "F"}
        return await talk.ask("DELETE", payload.remote_id, headers={"If-Match": _required(version), **quiet})
    condition = {"If-None-Match": "*"} if payload.verb is Verb.CREATE else {"If-Match": _required(version)}
    return await talk.ask(
        "PUT", payload.remote_id, payload.body.encode(), headers={"Content-Type": CALENDAR_TYPE, **condition}
    )


def _uid(text: str) -> str:
    """The UID of a text that we composed."""
    found = re.search(r"^UID:(.*(?:\r\n .*)*)", text, re.MULTILINE)
    return found[1].replace("\r\n ", "").strip() if found else ""


def _required(version: str | None) -> str:
    """No update or deletion goes out unconditionally; an unknown version means that the item must be read first."""
    if not version:
        raise VersionMoved("Its version on the server is not known yet.")
    return version


def without_suffix(version: str | None) -> str:
    """The etag that a compressing proxy has marked, unmarked: "" when it is not marked."""
    return version.replace('-gzip"', '"') if version and version.endswith('-gzip"') else ""


def _receipt(talk: Talk, collection: str, payload: Payload, answer: Answer) -> Receipt:
    """Under which id and version it stands. Without an ETag the server may have changed it: version None, to be read again."""
    if payload.verb is Verb.DELETE:
        return Receipt(payload.remote_id, clock=answer.clock)
    location = answer.headers.get("location", "")
    named = talk.identify(location, answer.url) if location else ""
    remote_id = named if hrefs.member_of(named, collection) else payload.remote_id
    return Receipt(remote_id, answer.headers.get("etag") or None, clock=answer.clock)


def _refused(talk: Talk, payload: Payload, answer: Answer) -> CalSyncError:
    """
    ======================  =======================  =====================
    answer                  creation                 update, deletion
    ======================  =======================  =====================
    no-uid-conflict         Exists (its owner)       Refused
    other precondition      Refused                  Refused
    412                     Exists (our own id)      VersionMoved
    409                     Gone (the calendar)      VersionMoved
    404, 410                Gone                     Gone
    403                     NotAllowed               NotAllowed
    ======================  =======================  =====================
    """
    body = refusal(answer)
    creating = payload.verb is Verb.CREATE
    if body.uid_taken and creating:
        owner = talk.identify(body.owner, answer.url) if body.owner else ""
        return Exists("The calendar already holds an appointment with this UID.", remote_id=owner)
    if body.reasons and answer.status in (400, 403, 409, 412, 413):
        return _objection(answer, body)
    if answer.status == 412 and creating:
        return Exists("It is on the server already.", remote_id=payload.remote_id)
    if answer.status == 409:
        moved = VersionMoved(f"It was changed on {answer.host} meanwhile.")
        return Gone(f"{answer.host} does not have the calendar any more.") if creating else moved
    return failure(answer)


def _objection(answer: Answer, body: Refusal) -> CalSyncError:
    """A precondition of the server's that this item will never meet, or a right that we do not have."""
    if answer.status == 403 and "need-privileges" in body.reasons:
        return NotAllowed(f"{answer.host} does not allow to write there.")
    if "max-resource-size" in body.reasons:
        return Refused(f"{answer.host} refuses it because it is too large.")
    return Refused(f"{answer.host} refuses it: {body.said}")
