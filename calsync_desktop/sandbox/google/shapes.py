"""What a body may look like: the type of every member that Google knows, so that nothing of another type comes further."""

from typing import Any, Final, TypeAlias

from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Request, Resource
from calsync_desktop.sandbox.google.words import INT32

# str, int, bool; [shape] is a list; {name: shape} an object, {"*": shape} one with any names; None is anything.
Shape: TypeAlias = Any


def _texts(names: str, **more: Shape) -> dict[str, Shape]:
    """An object of these texts, and of more."""
    return dict.fromkeys(names.split(), str) | more


def _flags(names: str) -> dict[str, Shape]:
    return dict.fromkeys(names.split(), bool)


_ANY_TEXTS: Final = {"*": str}
_MOMENT: Final = _texts("date dateTime timeZone")
_SOMEBODY: Final = _texts("displayName email id") | _flags("self")
_GUEST: Final = (
    _texts("asyncOperation comment displayName email id responseStatus", additionalGuests=int)
    | _flags("optional organizer resource self")
)  # fmt: skip
_REMINDER: Final = _texts("method", minutes=int)
_ENTRY_POINT: Final = _texts(
    "accessCode entryPointType label meetingCode passcode password pin regionCode uri", entryPointFeatures=[str]
)
_CONFERENCE: Final = _texts(
    "conferenceId notes signature",
    conferenceSolution=_texts("iconUri name", key=_texts("type")),
    createRequest=_texts("requestId", conferenceSolutionKey=_texts("type"), status=_texts("statusCode")),
    entryPoints=[_ENTRY_POINT],
    parameters={"addOnParameters": {"parameters": _ANY_TEXTS}},
)
_PLACE: Final = _texts(
    "type",
    customLocation=_texts("label"),
    homeOffice=None,
    officeLocation=_texts("buildingId deskId floorId floorSectionId label"),
)
_GADGET: Final = _texts("display iconLink link title type", height=int, width=int, preferences=_ANY_TEXTS)
EVENT: Final[Shape] = (
    _texts(
        "colorId created description etag eventLabelId eventType hangoutLink htmlLink iCalUID id kind location "
        "recurringEventId status summary transparency updated visibility"
    )
    | _flags(
        "anyoneCanAddSelf attendeesOmitted endTimeUnspecified guestsCanInviteOthers guestsCanModify "
        "guestsCanSeeOtherGuests locked privateCopy"
    )
    | dict.fromkeys(("start", "end", "originalStartTime"), _MOMENT)
    | dict.fromkeys(("creator", "organizer"), _SOMEBODY)
    | {
        "attachments": [_texts("fileId fileUrl iconLink mimeType title")],
        "attendees": [_GUEST],
        "birthdayProperties": _texts("contact customTypeName type"),
        "conferenceData": _CONFERENCE,
        "extendedProperties": {"private": _ANY_TEXTS, "shared": _ANY_TEXTS},
        "focusTimeProperties": _texts("autoDeclineMode chatStatus declineMessage"),
        "gadget": _GADGET,
        "outOfOfficeProperties": _texts("autoDeclineMode declineMessage"),
        "recurrence": [str],
        "reminders": {"overrides": [_REMINDER], "useDefault": bool},
        "sequence": int,
        "source": _texts("title url"),
        "workingLocationProperties": _PLACE,
    }
)
_SOLUTIONS: Final = {"allowedConferenceSolutionTypes": [str]}
_HOURS: Final = _texts("dayOfWeek", periodStart=int, periodEnd=int)
CALENDAR: Final[Shape] = _texts(
    "dataOwner description etag id kind location summary timeZone",
    autoAcceptInvitations=bool,
    conferenceProperties=_SOLUTIONS,
    labelProperties={"eventLabels": [_texts("backgroundColor id name")]},
    workingHours={"availableTimes": [_HOURS], "workingHoursEnabled": bool},
)
ENTRY: Final[Shape] = (
    _texts(
        "accessRole backgroundColor colorId dataOwner description etag foregroundColor id kind location summary "
        "summaryOverride timeZone",
        conferenceProperties=_SOLUTIONS,
        defaultReminders=[_REMINDER],
        notificationSettings={"notifications": [_texts("method type")]},
    )
    | _flags("autoAcceptInvitations deleted hidden primary selected")
)  # fmt: skip
BUSY: Final[Shape] = _texts(
    "timeMax timeMin timeZone", items=[_texts("id")], calendarExpansionMax=int, groupExpansionMax=int
)


def given(request: Request, shape: Shape) -> Resource:
    """The body of the request without members that Google does not know; 400 where one has another type than its own."""
    sent: Resource = _known(request.resource(), shape, "")
    return sent


def _known(sent: Any, shape: Shape, at: str) -> Any:
    """What was sent at this place; null is of every type, because it clears."""
    if shape is None or sent is None:
        return sent
    if isinstance(shape, dict) and isinstance(sent, dict):
        return _members(sent, shape, at)
    if isinstance(shape, list) and isinstance(sent, list) and None not in sent:
        return [_known(each, shape[0], at) for each in sent]
    if type(sent) is not shape or (shape is int and abs(sent) > INT32):
        raise RefusedError("invalid", f"Invalid value for {at or 'the body'}.")
    return sent


def _members(sent: Resource, shape: dict[str, Shape], at: str) -> Resource:
    any_name = shape.get("*")
    if any_name is not None:
        return {name: _known(each, any_name, f"{at}.{name}") for name, each in sent.items()}
    return {name: _known(sent[name], shape[name], f"{at}.{name}".lstrip(".")) for name in sent if name in shape}
