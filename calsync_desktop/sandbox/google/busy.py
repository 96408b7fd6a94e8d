"""Who is busy when, and the settings of the user."""

from datetime import datetime
from typing import Final

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.calendars import Calendar, Row
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.events import instances, overlaps, span, whole
from calsync_desktop.sandbox.google.http import Resource, as_json
from calsync_desktop.sandbox.google.shapes import BUSY, given
from calsync_desktop.sandbox.google.times import instant_of, zone

_MOST: Final = 50


def query(ask: Ask) -> Answer:
    """freeBusy: merged opaque spans of each calendar, or why there are none (protocols 1.11)."""
    asked = given(ask.request, BUSY)
    if not asked.get("timeMin") or not asked.get("timeMax"):
        raise RefusedError("required", "Missing timeMin or timeMax.")
    after, before = instant_of(asked["timeMin"], "timeMin"), instant_of(asked["timeMax"], "timeMax")
    if before <= after:
        raise RefusedError("timeRangeEmpty")
    wanted = [each.get("id") or "" for each in asked.get("items") or []]
    home = zone(asked.get("timeZone") or "UTC")
    told: Resource = {}
    for position, calendar_id in enumerate(wanted):
        told[calendar_id] = _busy(ask, calendar_id, after, before, position)
        told[calendar_id]["busy"] = [
            {"start": _written(begin.astimezone(home)), "end": _written(end.astimezone(home))}
            for begin, end in told[calendar_id]["busy"]
        ]
    head = {"kind": "calendar#freeBusy", "timeMin": _written(after), "timeMax": _written(before)}
    return as_json(head | {"calendars": told, "groups": {}})


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _busy(ask: Ask, calendar_id: str, after: datetime, before: datetime, position: int) -> Resource:
    if position >= _MOST:
        return {"busy": [], "errors": [{"domain": "global", "reason": "tooManyCalendarsRequested"}]}
    try:
        calendar, _ = ask.world.calendar_of(ask.account, calendar_id)
    except RefusedError:
        return {"busy": [], "errors": [{"domain": "global", "reason": "notFound"}]}
    found = sorted(
        (max(begin, after), min(end, before))
        for row in calendar.rows.values()
        for begin, end in _spans(calendar, row)
        if end > begin and overlaps(begin, end, after, before)
    )
    return {"busy": _joined(found)}


def _spans(calendar: Calendar, row: Row) -> list[tuple[datetime, datetime]]:
    if row.cancelled or row.series is not None:
        return []
    rows = instances(calendar, row) if "recurrence" in row.body else [row]
    opaque = [each for each in rows if not each.cancelled and "transparency" not in whole(calendar, each)]
    return [span(calendar, each) for each in opaque]


def _joined(found: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for begin, end in found:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined


# --- settings ---


def _settings(ask: Ask) -> dict[str, str]:
    usual = {"timezone": ask.account.zone, "locale": "en", "weekStart": "1", "format24HourTime": "true"}
    return usual | {"autoAddHangouts": "false", "defaultEventLength": "60"} | ask.account.settings


def _setting(name: str, value: str) -> Resource:
    return {"kind": "calendar#setting", "etag": f'"{sum(map(ord, name + value))}"', "id": name, "value": value}


def get_setting(ask: Ask) -> Answer:
    """One setting of the user; 404 for one that is not there."""
    name = ask.args["setting"]
    if name not in _settings(ask):
        raise RefusedError("notFound")
    return as_json(_setting(name, _settings(ask)[name]))


def list_settings(ask: Ask) -> Answer:
    """Every setting; with a sync token nothing, because they never change here."""
    items = [_setting(name, value) for name, value in sorted(_settings(ask).items())]
    scope = f"settings/{ask.account.email}"
    token = ask.request.one("syncToken")
    if token is not None:
        ask.world.state_of(token, scope, ())
        items = []
    head = {"kind": "calendar#settings", "etag": '"settings"', "items": items}
    return as_json(head | {"nextSyncToken": ask.world.sync_token(scope, 0, ())})
