"""How Google says no: one table of every refusal, and the envelope that each is wrapped in (protocols 1.8)."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from calsync_desktop.sandbox.caldav.http import Answer

JSON_TYPE: Final = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way of saying no; `place` is (locationType, location), `status` the google.rpc word of newer front-ends."""

    code: int
    domain: str
    reason: str
    message: str
    place: tuple[str, str] | None = None
    status: str | None = None
    detail: str | None = None


_RATE: Final = "usageLimits"
REFUSALS: Final[dict[str, Refusal]] = {
    "timeRangeEmpty": Refusal(
        400, "calendar", "timeRangeEmpty", "The specified time range is empty.", ("parameter", "timeMax")
    ),
    "badRequest": Refusal(400, "global", "badRequest", "Bad Request"),
    "invalid": Refusal(400, "global", "invalid", "Invalid Value"),
    "required": Refusal(400, "global", "required", "Required"),
    "parseError": Refusal(400, "global", "parseError", "Parse Error"),
    "syncTokenWithRequestRestrictions": Refusal(
        400,
        "calendar",
        "syncTokenWithRequestRestrictions",
        "Sync token cannot be used with other request restrictions.",
        ("parameter", "syncToken"),
    ),
    "eventTypeRestriction": Refusal(400, "calendar", "eventTypeRestriction", "This event type does not allow that."),
    "cannotUseDefaultRemindersAndSpecifyOverride": Refusal(
        400,
        "calendar",
        "cannotUseDefaultRemindersAndSpecifyOverride",
        "Cannot specify both default reminders and overrides at the same time.",
    ),
    "authError": Refusal(
        401, "global", "authError", "Invalid Credentials", ("header", "Authorization"), "UNAUTHENTICATED"
    ),
    "userRateLimitExceeded": Refusal(403, _RATE, "userRateLimitExceeded", "User Rate Limit Exceeded"),
    "rateLimitExceeded": Refusal(403, _RATE, "rateLimitExceeded", "Rate Limit Exceeded"),
    "quotaExceeded": Refusal(403, _RATE, "quotaExceeded", "Calendar usage limits exceeded."),
    "dailyLimitExceeded": Refusal(403, _RATE, "dailyLimitExceeded", "Daily Limit Exceeded"),
    "forbiddenForNonOrganizer": Refusal(
        403,
        "calendar",
        "forbiddenForNonOrganizer",
        "Shared properties can only be changed by the organizer of the event.",
    ),
    "insufficientPermissions": Refusal(
        403,
        "global",
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        None,
        "PERMISSION_DENIED",
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    ),
    "accessNotConfigured": Refusal(
        403,
        _RATE,
        "accessNotConfigured",
        "Google Calendar API has not been used in this project before or it is disabled.",
        None,
        "PERMISSION_DENIED",
        "SERVICE_DISABLED",
    ),
    "requiredAccessLevel": Refusal(
        403, "calendar", "requiredAccessLevel", "You need to have writer access to this calendar."
    ),
    "forbidden": Refusal(403, "global", "forbidden", "Forbidden"),
    "notFound": Refusal(404, "global", "notFound", "Not Found"),
    "duplicate": Refusal(409, "global", "duplicate", "The requested identifier already exists."),
    "conflict": Refusal(409, "global", "conflict", "Conflict"),
    "fullSyncRequired": Refusal(
        410,
        "calendar",
        "fullSyncRequired",
        "Sync token is no longer valid, a full sync is required.",
        ("parameter", "syncToken"),
    ),
    "updatedMinTooLongAgo": Refusal(
        410,
        "calendar",
        "updatedMinTooLongAgo",
        "The requested minimum modification time lies too far in the past.",
        ("parameter", "updatedMin"),
    ),
    "deleted": Refusal(410, "global", "deleted", "Resource has been deleted"),
    "conditionNotMet": Refusal(412, "global", "conditionNotMet", "Precondition Failed", ("header", "If-Match")),
    "tooManyRequests": Refusal(429, _RATE, "rateLimitExceeded", "Rate Limit Exceeded", None, "RESOURCE_EXHAUSTED"),
    "backendError": Refusal(500, "global", "backendError", "Backend Error"),
    "badGateway": Refusal(502, "global", "backendError", "Bad Gateway"),
    "unavailable": Refusal(503, "global", "backendError", "Backend Error", None, "UNAVAILABLE"),
    "gatewayTimeout": Refusal(504, "global", "backendError", "Gateway Timeout"),
}


class RefusedError(Exception):
    """The request is answered with a refusal; raised anywhere, caught where the request is routed."""

    def __init__(self, name: str, message: str | None = None, at: str | None = None) -> None:
        super().__init__(message or name)
        self.refusal = REFUSALS[name]
        self.message = message or self.refusal.message
        self.place = ("parameter", at) if at is not None else self.refusal.place

    @property
    def answer(self) -> Answer:
        return _answer(self.refusal, self.message, self.place)


def refused(name: str) -> Answer:
    """The answer of that name in the table, as it stands there."""
    refusal = REFUSALS[name]
    return _answer(refusal, refusal.message, refusal.place)


def by_status(status: int) -> Answer:
    """A refusal with this status: the first of the table, or one with the status's own words."""
    for refusal in REFUSALS.values():
        if refusal.code == status:
            return _answer(refusal, refusal.message, refusal.place)
    words = HTTPStatus(status).phrase
    return _answer(Refusal(status, "global", "backendError", words), words, None)


def _answer(refusal: Refusal, message: str, place: tuple[str, str] | None) -> Answer:
    first = {"domain": refusal.domain, "reason": refusal.reason, "message": message}
    if place is not None:
        first |= {"locationType": place[0], "location": place[1]}
    error: dict[str, Any] = {"code": refusal.code, "message": message, "errors": [first]}
    if refusal.status is not None:
        error["status"] = refusal.status
    if refusal.detail is not None:
        about = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": refusal.detail}
        error["details"] = [about | {"domain": "googleapis.com"}]
    answer = Answer(refusal.code, (("Content-Type", JSON_TYPE),), json.dumps({"error": error}).encode())
    if refusal.code == 401:
        return answer.with_header(
            "WWW-Authenticate", 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
        )
    return answer
