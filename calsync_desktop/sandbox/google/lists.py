"""The calls about calendars: the list of one's own, the colours it may have, and the calendars themselves."""

from typing import Final

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import labels, shapes
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import ROLES, Calendar, Entry, at_least
from calsync_desktop.sandbox.google.content import reminders
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Resource, as_json, compact
from calsync_desktop.sandbox.google.paging import Snapshot, page, snapshot
from calsync_desktop.sandbox.google.palette import CALENDAR_COLORS, EVENT_COLORS, HEX_COLOR, nearest
from calsync_desktop.sandbox.google.quota import did, may
from calsync_desktop.sandbox.google.times import zone
from calsync_desktop.sandbox.google.writes import merged

_OWN: Final = frozenset(
    {"summaryOverride", "colorId", "backgroundColor", "foregroundColor", "hidden", "selected", "defaultReminders"}
    | {"notificationSettings"}
)
_HEX: Final = frozenset({"backgroundColor", "foregroundColor"})
_LARGEST_PAGE: Final = 250
_FREE: Final = frozenset({"maxResults", "pageToken", "syncToken", "fields", "prettyPrint", "alt", "key", "quotaUser"})


def list_entries(ask: Ask) -> Answer:
    """A page of the calendar list, whole or what changed (protocols 1.2)."""
    least = ask.request.one("minAccessRole")
    token = ask.request.one("syncToken")
    if token is not None:
        _check_token_alone(ask)
    scope = f"calendarList/{ask.account.email}"
    params = tuple(sorted(pair for pair in ask.request.query if pair[0] not in _FREE))
    has_token = least is None and ask.request.one("showOwnOrganizationOnly") is None

    def take() -> Snapshot:
        since = ask.world.state_of(token, scope, params) if token is not None else None
        entries = [each for each in ask.account.entries.values() if _is_told(ask, each, since, least)]
        return Snapshot(scope, entries, ask.account.sequence, params, token, has_token)

    held = snapshot(ask, scope, params, take)
    size = min(ask.number("maxResults") or 100, _LARGEST_PAGE)
    head = {"kind": "calendar#calendarList", "etag": f'"p{ask.account.sequence}"'}
    return page(ask, held, size, head, lambda entry: compact(entry_told(ask, entry)))


def _check_token_alone(ask: Ask) -> None:
    alone = ask.request.one("minAccessRole") is None and ask.request.one("showOwnOrganizationOnly") is None
    if not alone or False in (ask.flag("showDeleted"), ask.flag("showHidden")):
        raise RefusedError("syncTokenWithRequestRestrictions")


def _is_told(ask: Ask, entry: Entry, since: int | None, least: str | None) -> bool:
    if since is not None:
        return entry.change > since
    if entry.deleted:
        return bool(ask.flag("showDeleted"))
    if entry.own.get("hidden") and not ask.flag("showHidden"):
        return False
    return least is None or at_least(_role(ask, entry), least)


def _role(ask: Ask, entry: Entry) -> str:
    calendar = ask.world.calendars.get(entry.calendar)
    return (
        calendar.roles.get(ask.account.email, calendar.roles.get("*", ROLES[0])) if calendar is not None else ROLES[0]
    )


def entry_told(ask: Ask, entry: Entry) -> Resource:
    """The entry as its user sees it; of a removed one little is left."""
    calendar = ask.world.calendars.get(entry.calendar)
    head = {"kind": "calendar#calendarListEntry", "etag": entry.etag, "id": entry.calendar}
    if entry.deleted or calendar is None:
        return head | {"deleted": True}
    told: Resource = {
        "summary": calendar.summary,
        "timeZone": calendar.zone,
        "accessRole": _role(ask, entry),
    } | _colors(entry)
    told |= {name: text for name in ("description", "location") if (text := getattr(calendar, name)) is not None}
    if calendar.id == ask.account.email:
        told["primary"] = True
    if calendar.id.endswith("@group.calendar.google.com"):
        told["dataOwner"] = calendar.owner
    own = {name: value for name, value in entry.own.items() if value is not False}
    told |= {"defaultReminders": [], "conferenceProperties": _CONFERENCES}
    return head | told | own


_CONFERENCES: Final = {"allowedConferenceSolutionTypes": ["hangoutsMeet"]}


def _colors(entry: Entry) -> Resource:
    number = entry.own.get("colorId", "14")
    return {"colorId": number, "backgroundColor": CALENDAR_COLORS[number], "foregroundColor": "#000000"}


def get_entry(ask: Ask) -> Answer:
    """One entry of the list."""
    return as_json(entry_told(ask, _entry(ask)))


def write_entry(ask: Ask) -> Answer:
    """PATCH and PUT: what this user says about the calendar."""
    entry, given = _entry(ask), shapes.given(ask.request, shapes.ENTRY)
    ask.only_if(entry.etag)
    own = merged(entry.own if ask.request.method == "PATCH" else {}, _said(ask, given))
    return as_json(entry_told(ask, ask.world.list_entry(ask.account, entry.calendar, own)))


def insert_entry(ask: Ask) -> Answer:
    """Put an existing calendar on the list."""
    given = shapes.given(ask.request, shapes.ENTRY)
    calendar, _ = ask.world.calendar_of(ask.account, str(given.get("id", "")))
    own = merged({}, _said(ask, given))
    return as_json(entry_told(ask, ask.world.list_entry(ask.account, calendar.id, own)))


def delete_entry(ask: Ask) -> Answer:
    """Take it off the list; the calendar stays."""
    ask.world.list_entry(ask.account, _entry(ask).calendar, deleted=True)
    return Answer(204)


def _entry(ask: Ask) -> Entry:
    wanted = ask.args["calendarId"]
    entry = ask.account.entries.get(ask.account.email if wanted == "primary" else wanted)
    if entry is None or entry.deleted:
        raise RefusedError("notFound")
    return entry


def _said(ask: Ask, given: Resource) -> Resource:
    """What the user says about the calendar, null where it is taken back.

    Colours by hex count only with colorRgbFormat, the palette's number follows them; a new number ends them.
    """
    rgb = bool(ask.flag("colorRgbFormat"))
    said = {name: value for name, value in given.items() if name in (_OWN if rgb else _OWN - _HEX)}
    if not all(HEX_COLOR.fullmatch(said[name]) for name in _HEX & said.keys() if said[name] is not None):
        raise RefusedError("invalid", "Invalid color.")
    if said.get("backgroundColor") is not None:
        said["colorId"] = nearest(said["backgroundColor"])
    elif said.get("colorId", "14") not in (*CALENDAR_COLORS, None):
        raise RefusedError("invalid", "Invalid color.")
    elif "colorId" in said:
        said |= dict.fromkeys(_HEX)
    if said.get("defaultReminders") is not None:
        said["defaultReminders"] = reminders({"overrides": said["defaultReminders"]}).get("overrides", [])
    return said


def colors(_ask: Ask) -> Answer:
    """Both palettes (protocols 1.11)."""
    sides = {"calendar": CALENDAR_COLORS, "event": EVENT_COLORS}
    told = {
        side: {number: {"background": code, "foreground": "#1d1d1d"} for number, code in palette.items()}
        for side, palette in sides.items()
    }
    return as_json({"kind": "calendar#colors", "updated": "2012-02-14T00:00:00.000Z"} | told)


# --- the calendars themselves ---


def calendar_told(calendar: Calendar) -> Resource:
    """The calendar's own words, the same for everybody."""
    told: Resource = {"kind": "calendar#calendar", "etag": f'"{calendar.number}"', "id": calendar.id}
    told |= {"summary": calendar.summary, "timeZone": calendar.zone, "conferenceProperties": _CONFERENCES}
    if calendar.labels:
        told["labelProperties"] = {"eventLabels": calendar.labels}
    return told | {name: text for name in ("description", "location") if (text := getattr(calendar, name)) is not None}


def get_calendar(ask: Ask) -> Answer:
    """One calendar."""
    return as_json(calendar_told(ask.calendar))


def insert_calendar(ask: Ask) -> Answer:
    """A new secondary calendar of the account."""
    given = shapes.given(ask.request, shapes.CALENDAR)
    if not given.get("summary"):
        raise RefusedError("required", "Missing summary.")
    may(ask.world, "made", ask.account.email)
    made = ask.world.add_calendar(str(given["summary"]), owner=ask.account.email, zone=_zone(given))
    did(ask.world, "made", ask.account.email)
    calendar = ask.world.calendars[made]
    calendar.description, calendar.location = given.get("description"), given.get("location")
    calendar.labels = labels.settled(ask.world, given.get("labelProperties") or {})
    return as_json(calendar_told(calendar))


def write_calendar(ask: Ask) -> Answer:
    """PATCH and PUT by the owner. The lists of others do not report it (protocols 1.2)."""
    ask.must_be("owner")
    given, calendar = shapes.given(ask.request, shapes.CALENDAR), ask.calendar
    ask.only_if(f'"{calendar.number}"')
    whole = ask.request.method == "PUT"
    if (whole or "summary" in given) and not given.get("summary"):
        raise RefusedError("required", "Missing summary.")
    calendar.summary = str(given.get("summary", calendar.summary))
    calendar.zone = _zone(given) or calendar.zone
    if given.get("labelProperties") is not None:
        calendar.labels = labels.settled(ask.world, given["labelProperties"])
    for name in ("description", "location"):
        if whole or name in given:
            setattr(calendar, name, given.get(name))
    calendar.number = ask.world.number()
    ask.world.list_entry(ask.account, calendar.id)
    return as_json(calendar_told(calendar))


def delete_calendar(ask: Ask) -> Answer:
    """It is gone for everybody; a primary calendar stays."""
    ask.must_be("owner")
    if ask.calendar.id == ask.calendar.owner:
        raise RefusedError("forbidden", "A primary calendar cannot be deleted.")
    ask.world.remove_calendar(ask.calendar.id)
    return Answer(204)


def clear_calendar(ask: Ask) -> Answer:
    """Every event of a primary calendar is deleted."""
    ask.must_be("owner")
    if ask.calendar.id != ask.calendar.owner:
        raise RefusedError("invalid", "Only a primary calendar can be cleared.")
    for row in [*ask.calendar.rows.values()]:
        if not row.cancelled:
            ask.world.commit(ask.calendar, row.id, row.body | {"status": "cancelled"})
    return Answer(204)


def _zone(given: Resource) -> str:
    named = given.get("timeZone")
    return zone(str(named)).key if named else ""
