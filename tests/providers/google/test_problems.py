"""Google's refusals, row by row (protocols 1.8): what each means for whoever asked."""

from __future__ import annotations

import json

import pytest

from calsync_desktop.core.errors import (
    CursorDead,
    Exists,
    Gone,
    NotAllowed,
    Refused,
    ServerTrouble,
    SignInAgain,
    Throttled,
    TryLater,
    VersionMoved,
)
from calsync_desktop.providers.google.problems import HOURS, failure, hurried, said
from calsync_desktop.wire.client import Answer


def answer(status: int, reason: str = "", message: str = "Because", *, after: float | None = None) -> Answer:
    first = [{"domain": "global", "reason": reason, "message": message}] if reason else []
    body = {"error": {"code": status, "message": message, "errors": first}}
    return Answer(status, "https://example.org/x", {}, json.dumps(body).encode(), after=after)


ROWS = [
    (400, "timeRangeEmpty", Refused),
    (400, "badRequest", Refused),
    (400, "invalid", Refused),
    (400, "syncTokenWithRequestRestrictions", CursorDead),
    (401, "authError", SignInAgain),
    (403, "userRateLimitExceeded", Throttled),
    (403, "rateLimitExceeded", Throttled),
    (403, "quotaExceeded", TryLater),
    (403, "dailyLimitExceeded", TryLater),
    (403, "forbiddenForNonOrganizer", NotAllowed),
    (403, "insufficientPermissions", SignInAgain),
    (403, "accessNotConfigured", TryLater),
    (403, "requiredAccessLevel", NotAllowed),
    (403, "forbidden", NotAllowed),
    (403, "something new", NotAllowed),
    (404, "notFound", Gone),
    (409, "duplicate", Exists),
    (409, "conflict", VersionMoved),
    (410, "fullSyncRequired", CursorDead),
    (410, "updatedMinTooLongAgo", CursorDead),
    (410, "deleted", Gone),
    (412, "conditionNotMet", VersionMoved),
    (413, "uploadTooLarge", Refused),
    (429, "rateLimitExceeded", Throttled),
    (500, "backendError", ServerTrouble),
    (502, "", ServerTrouble),
    (503, "", ServerTrouble),
    (504, "", ServerTrouble),
]


@pytest.mark.parametrize(("status", "reason", "kind"), ROWS)
def test_each_row_of_the_table(status: int, reason: str, kind: type[Exception]) -> None:
    found = failure(answer(status, reason))
    assert type(found) is kind
    assert found.message.endswith((".", "!", "?"))
    assert "{" not in found.message + found.hint


@pytest.mark.parametrize("reason", ["quotaExceeded", "dailyLimitExceeded", "accessNotConfigured"])
def test_what_takes_hours_waits_for_hours(reason: str) -> None:
    found = failure(answer(403, reason))
    assert isinstance(found, TryLater)
    assert (found.after, hurried(answer(403, reason))) == (HOURS, False)


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "rateLimitExceeded"), (429, ""), (403, "quotaExceeded"), (503, "")]
)
def test_a_time_that_google_names_counts(status: int, reason: str) -> None:
    found = failure(answer(status, reason, after=7.0))
    assert isinstance(found, TryLater)
    assert found.after == 7.0


@pytest.mark.parametrize(
    ("status", "reason", "again"), [(403, "rateLimitExceeded", True), (429, "", True), (500, "", False)]
)
def test_only_what_did_nothing_is_sent_again(status: int, reason: str, again: bool) -> None:
    assert hurried(answer(status, reason)) is again


def test_a_refusal_says_googles_own_words() -> None:
    assert failure(answer(400, "invalid", "Invalid attendee email")).message == (
        "Google refuses it: Invalid attendee email."
    )


def test_words_from_afar_are_one_short_line() -> None:
    found = said(answer(400, "invalid", "a\nb\x00\u202e" + "x" * 500)).message
    assert len(found) <= 201
    assert found.isprintable()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>no</html>",
        b"[]",
        b'{"error": "no"}',
        b'{"error": {"errors": {}}}',
        b'{"error": {"errors": [1]}}',
        b"\xff",
    ],
)
def test_a_body_that_is_none_of_googles_is_borne(body: bytes) -> None:
    assert isinstance(failure(Answer(404, "https://example.org/x", {}, body)), Gone)
    assert isinstance(failure(Answer(400, "https://example.org/x", {}, body)), Refused)
    assert isinstance(failure(Answer(500, "https://example.org/x", {}, body)), ServerTrouble)


def test_newer_front_ends_name_the_reason_in_details() -> None:
    body = {"error": {"code": 403, "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}
    found = failure(Answer(403, "https://example.org/x", {}, json.dumps(body).encode()))
    assert isinstance(found, SignInAgain)
    assert "Tick all boxes" in found.hint
