"""The account's calendar list as calendars of ours (protocols 1.2)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import quote

from calsync_desktop.core.calendar import Access, RemoteCalendar
from calsync_desktop.core.errors import NotAllowed, ServerTrouble
from calsync_desktop.core.zones import resolve
from calsync_desktop.providers.google.palette import CALENDAR_COLORS
from calsync_desktop.providers.google.problems import lacks_scope
from calsync_desktop.providers.google.talk import Json, Talk, read

PATH = "users/me/calendarList"
PAGES = 1000
# Any other role, also one that Google may add, only reads.
WRITERS = frozenset({"owner", "writer", "writerWithoutPrivateAccess"})
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


async def entries(talk: Talk) -> AsyncIterator[Json]:
    """Every calendar on the account's list, hidden ones too."""
    page: dict[str, str] = {}
    for _ in range(PAGES):
        content = (await talk.get(PATH, maxResults="250", showHidden="true", **page)).content
        items = content.get("items")
        if not isinstance(items, list):
            raise ServerTrouble("Google's list of calendars is not readable. Nothing was changed.")
        for each in items:
            if isinstance(each, dict) and isinstance(each.get("id"), str) and not each.get("deleted"):
                yield each
        if not content.get("nextPageToken"):
            return
        page = {"pageToken": str(content["nextPageToken"])}
    raise ServerTrouble("Google's list of calendars does not end. Nothing was changed.")


def calendar(entry: Json) -> RemoteCalendar:
    """One entry; the user's own name and colour come first. Google mails guests only when told to, so ``mails`` is false."""
    color = str(entry.get("backgroundColor") or CALENDAR_COLORS.get(str(entry.get("colorId")), ""))
    return RemoteCalendar(
        remote_id=entry["id"],
        name=str(entry.get("summaryOverride") or entry.get("summary") or entry["id"]),
        color=color.upper() if _HEX.fullmatch(color) else "",
        access=Access.WRITE if entry.get("accessRole") in WRITERS else Access.READ,
        hidden=bool(entry.get("hidden")),
        zone=resolve(str(entry.get("timeZone") or "")),
    )


async def create(talk: Talk, name: str, color: str) -> RemoteCalendar:
    """A new calendar; NotAllowed in words where the account was signed in without the right to make one."""
    answer = await talk.ask("POST", "calendars", {}, {"summary": name})
    if lacks_scope(answer):
        raise NotAllowed(
            "CalSync was not given leave to make calendars at Google.",
            "Make it on calendar.google.com; it is here after the next listing of the account.",
        )
    made = read(answer).content
    entry = await _colored(talk, str(made.get("id")), color)
    return calendar({"accessRole": "owner", **made, **entry})


async def _colored(talk: Talk, remote_id: str, color: str) -> Json:
    """The list's entry with the user's colour; a refusal costs only the colour."""
    if not _HEX.fullmatch(color):
        return {}
    words = {"backgroundColor": color, "foregroundColor": "#000000"}
    answer = await talk.ask("PATCH", f"{PATH}/{quote(remote_id, safe='')}", {"colorRgbFormat": "true"}, words)
    return read(answer).content if answer.ok else {}
