"""Which values the parameters of a call may have; what is none of them is refused before anything is done."""

from typing import Final

from calsync_desktop.sandbox.google.calendars import ROLES
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.kinds import KINDS
from calsync_desktop.sandbox.google.times import instant_of, zone

FLAGS: Final = frozenset(
    {"alwaysIncludeEmail", "colorRgbFormat", "prettyPrint", "sendNotifications", "showDeleted", "showHidden"}
    | {"showHiddenInvitations", "showOwnOrganizationOnly", "singleEvents", "supportsAttachments"}
)
INT32: Final = 2**31 - 1
# From the least to the most.
COUNTS: Final = {
    "conferenceDataVersion": (0, 1),
    "eventLabelVersion": (0, 1),
    "maxAttendees": (1, INT32),
    "maxResults": (1, INT32),
}
CHOICES: Final = {
    "alt": ("json",),
    "eventTypes": KINDS,
    "minAccessRole": ROLES,
    "orderBy": ("startTime", "updated"),
    "sendUpdates": ("all", "externalOnly", "none"),
}
MOMENTS: Final = frozenset({"timeMax", "timeMin", "updatedMin"})
LONGEST_QUOTA_USER: Final = 40


def check(request: Request) -> None:
    """400 for the first parameter whose value is not one that its type allows (protocols 1.1, 1.3)."""
    for name, value in request.query:
        if not _fits(name, value):
            raise RefusedError("invalid", f"Invalid value '{value}'.", at=name)


def _fits(name: str, value: str) -> bool:
    if name in FLAGS:
        return value.lower() in ("true", "false")
    if name in COUNTS:
        least, most = COUNTS[name]
        return value.isascii() and value.isdecimal() and least <= int(value) <= most
    if name in CHOICES:
        return value in CHOICES[name]
    if name in MOMENTS:
        instant_of(value, name)
    if name == "timeZone":
        zone(value)
    return name != "quotaUser" or len(value) <= LONGEST_QUOTA_USER
