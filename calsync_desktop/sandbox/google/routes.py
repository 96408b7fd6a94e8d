"""The calls of the Calendar API: where each is, which scopes open it, which parameters it knows (protocols 1.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google import busy, edits, lists, reads
from calsync_desktop.sandbox.google.ask import Ask

Act: TypeAlias = Callable[[Ask], Answer]
# Parameters that every call knows.
GLOBAL: Final = frozenset({"alt", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "userIp"})

_FULL: Final = "calendar"
_READ: Final = f"{_FULL} calendar.readonly"
_LIST: Final = f"{_READ} calendar.calendarlist calendar.calendarlist.readonly"
_LIST_WRITE: Final = "calendar calendar.calendarlist calendar.app.created"
_CALENDARS: Final = "calendar calendar.calendars calendar.app.created"
_WRITE: Final = "calendar calendar.events calendar.events.owned calendar.app.created"
_EVENTS: Final = (
    f"{_READ} calendar.app.created calendar.events calendar.events.freebusy calendar.events.owned "
    "calendar.events.owned.readonly calendar.events.public.readonly calendar.events.readonly"
)
_COLORS: Final = (
    f"{_LIST} calendar.app.created calendar.events.freebusy calendar.events.owned "
    "calendar.events.owned.readonly calendar.events.public.readonly"
)
_SETTINGS: Final = f"{_READ} calendar.settings calendar.settings.readonly"
_MAIL: Final = "sendNotifications sendUpdates"
_BODY: Final = "conferenceDataVersion eventLabelVersion supportsAttachments"
_VIEW: Final = "alwaysIncludeEmail maxAttendees"
_LISTING: Final = (
    f"{_VIEW} eventTypes iCalUID maxResults orderBy pageToken privateExtendedProperty q sharedExtendedProperty "
    "showDeleted showHiddenInvitations singleEvents syncToken timeMax timeMin timeZone updatedMin"
)
_INSTANCES: Final = f"{_VIEW} maxResults originalStart pageToken showDeleted timeMax timeMin timeZone"
_LIST_LISTING: Final = "maxResults minAccessRole pageToken showDeleted showHidden showOwnOrganizationOnly syncToken"


@dataclass(frozen=True, slots=True)
class Route:
    """One call; `scopes` and `params` are its own, without prefix and without the global ones."""

    name: str
    verb: str
    path: str
    scopes: frozenset[str]
    params: frozenset[str]
    act: Act

    @property
    def is_write(self) -> bool:
        return self.verb != "GET" and self.name != "freebusy.query"

    def args(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The parts of the path by name, or None when it is another path."""
        wanted = self.path.split("/")
        if len(wanted) != len(segments):
            return None
        pairs = list(zip(wanted, segments, strict=True))
        if any(name != given for name, given in pairs if not name.startswith("{")):
            return None
        return {name[1:-1]: given for name, given in pairs if name.startswith("{")}


def _row(call: str, path: str, scopes: str, params: str, act: Act) -> Route:
    name, verb = call.split()
    return Route(name, verb, path, frozenset(scopes.split()), frozenset(params.split()), act)


_ENTRY: Final = "users/me/calendarList/{calendarId}"
_CALENDAR: Final = "calendars/{calendarId}"
_IN: Final = "calendars/{calendarId}/events"
_ONE: Final = "calendars/{calendarId}/events/{eventId}"

ROUTES: Final = (
    _row("calendarList.list GET", "users/me/calendarList", _LIST, _LIST_LISTING, lists.list_entries),
    _row("calendarList.insert POST", "users/me/calendarList", "calendar calendar.calendarlist", "colorRgbFormat", lists.insert_entry),
    _row("calendarList.get GET", _ENTRY, f"{_LIST} calendar.app.created", "", lists.get_entry),
    _row("calendarList.patch PATCH", _ENTRY, _LIST_WRITE, "colorRgbFormat", lists.write_entry),
    _row("calendarList.update PUT", _ENTRY, _LIST_WRITE, "colorRgbFormat", lists.write_entry),
    _row("calendarList.delete DELETE", _ENTRY, _LIST_WRITE, "", lists.delete_entry),
    _row("calendars.insert POST", "calendars", _CALENDARS, "", lists.insert_calendar),
    _row("calendars.get GET", _CALENDAR, f"{_CALENDARS} calendar.readonly calendar.calendars.readonly", "", lists.get_calendar),
    _row("calendars.patch PATCH", _CALENDAR, _CALENDARS, "", lists.write_calendar),
    _row("calendars.update PUT", _CALENDAR, _CALENDARS, "", lists.write_calendar),
    _row("calendars.delete DELETE", _CALENDAR, _CALENDARS, "", lists.delete_calendar),
    _row("calendars.clear POST", f"{_CALENDAR}/clear", "calendar calendar.calendars", "", lists.clear_calendar),
    _row("events.list GET", _IN, _EVENTS, _LISTING, reads.list_events),
    _row("events.insert POST", _IN, _WRITE, f"{_MAIL} {_BODY} maxAttendees", edits.insert_event),
    _row("events.import POST", f"{_IN}/import", _WRITE, _BODY, edits.import_event),
    _row("events.quickAdd POST", f"{_IN}/quickAdd", _WRITE, f"{_MAIL} text", edits.quick_add),
    _row("events.get GET", _ONE, _EVENTS, f"{_VIEW} timeZone", reads.get_event),
    _row("events.patch PATCH", _ONE, _WRITE, f"{_MAIL} {_BODY} {_VIEW}", edits.patch_event),
    _row("events.update PUT", _ONE, _WRITE, f"{_MAIL} {_BODY} {_VIEW}", edits.update_event),
    _row("events.delete DELETE", _ONE, _WRITE, _MAIL, edits.delete_event),
    _row("events.instances GET", f"{_ONE}/instances", _EVENTS, _INSTANCES, reads.list_instances),
    _row("events.move POST", f"{_ONE}/move", "calendar calendar.events calendar.events.owned", f"{_MAIL} destination", edits.move_event),
    _row("colors.get GET", "colors", _COLORS, "", lists.colors),
    _row("freebusy.query POST", "freeBusy", f"{_READ} calendar.freebusy calendar.events.freebusy", "", busy.query),
    _row("settings.list GET", "users/me/settings", _SETTINGS, "maxResults pageToken syncToken", busy.list_settings),
    _row("settings.get GET", "users/me/settings/{setting}", _SETTINGS, "", busy.get_setting),
)  # fmt: skip


def route_of(verb: str, segments: tuple[str, ...]) -> tuple[Route, dict[str, str]] | None:
    """The call that a verb and a path below the API's base name, with the parts of the path."""
    for route in ROUTES:
        if route.verb == verb and (args := route.args(segments)) is not None:
            return route, args
    return None
