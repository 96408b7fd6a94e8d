"""What Google's refusals at sign-in mean for a person; ``invalid_grant`` of a refresh is the only one that ends a sign-in.

======================================  ===================  ==============================
the endpoint says                       to a code            to a refresh token
======================================  ===================  ==============================
invalid_grant                           SignInAgain          SignInAgain
invalid_client, unauthorized_client     Usage                ServerTrouble, which says so
redirect_uri_mismatch                   Usage                ServerTrouble
another 4xx                             SignInAgain          ServerTrouble
429, 5xx, a page, nothing               TryLater             TryLater
======================================  ===================  ==============================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from calsync_desktop.auth.google.registration import DESKTOP
from calsync_desktop.core.errors import CalSyncError, ServerTrouble, SignInAgain, TryLater, Usage
from calsync_desktop.wire.client import Answer

CLIENT = ("invalid_client", "unauthorized_client", "deleted_client", "disabled_client", "org_internal")
TESTING = timedelta(days=7)
_NEAR = timedelta(hours=12)
_WORD = re.compile(r"[a-z_]{3,40}")


def of_exchange(answer: Answer, said: Mapping[str, Any]) -> CalSyncError:
    """Why a code brought no tokens."""
    match _error(answer, said):
        case None:
            return _later(answer)
        case "invalid_grant":
            return SignInAgain(
                "Google did not accept the answer of its own page: it was used before, or it took too long. Nothing was changed."
            )
        case word if word in CLIENT:
            return Usage(
                "Google does not know this client id, or its secret is another one. Nobody was signed in.", DESKTOP
            )
        case "redirect_uri_mismatch":
            return Usage("Google does not let this client come back to this computer. Nobody was signed in.", DESKTOP)
        case word:
            return SignInAgain(
                f"Google refused to finish the sign-in ({word}). Nothing was changed.", "Sign in once more."
            )


def of_refresh(answer: Answer, said: Mapping[str, Any]) -> CalSyncError:
    """Why a refresh token brought no new access."""
    match _error(answer, said):
        case None:
            return _later(answer)
        case "invalid_grant" if said.get("error_subtype") == "invalid_rapt":
            return SignInAgain("Your organisation asks to sign in to Google again.")
        case "invalid_grant":
            return SignInAgain("Google does not accept the sign-in any more: it was withdrawn or has expired.")
        case word if word in CLIENT:
            return ServerTrouble(
                "Google does not accept the client id any more with which this account was connected.",
                "Nothing is lost. Look in Google's console whether the client was deleted or its secret was changed; then reconnect.",
            )
        case word:
            return ServerTrouble(f"Google did not renew the access ({word}).")


def of_page(answer: Mapping[str, str]) -> CalSyncError:
    """What came back from the consent page instead of a code (RFC 6749 section 4.1.2.1). Its description is never shown."""
    word = answer.get("error", "")
    if word == "access_denied":
        return SignInAgain(
            "Access was not given: somebody chose “Cancel” on Google's page, or this account may not use the client. Nothing was changed.",
            "Try again and choose “Continue”. If the project of your client id is in testing, add the account to its test users.",
        )
    if word in ("admin_policy_enforced", "org_internal"):
        return SignInAgain(
            "Your organisation does not allow this client. Nothing was changed.",
            "Ask its administrator, or use another account.",
        )
    if word in ("temporarily_unavailable", "server_error"):
        return ServerTrouble(
            "Google's sign-in page has trouble at the moment. Nothing was changed.", "Try again in a few minutes."
        )
    known = word if _WORD.fullmatch(word) else "an unknown error"
    return SignInAgain(f"Google's page ended the sign-in ({known}). Nothing was changed.", "Sign in once more.")


def unticked() -> SignInAgain:
    """Signed in, but a calendar permission was left out (granular consent)."""
    return SignInAgain(
        "Access to the calendars was not granted: on Google's page at least one of its boxes was not ticked. Nothing was changed.",
        "Try again and tick both: your events, and the list of your calendars.",
    )


def not_lasting() -> SignInAgain:
    """No refresh token came, so the access would end within the hour."""
    return SignInAgain(
        "Google gave access for an hour only. Nothing was changed.",
        "Try again. If it happens each time, remove CalSync at myaccount.google.com/connections first.",
    )


def nobody_answered() -> SignInAgain:
    """The time is over, or the person saw an error that only the browser shows (protocols 1.13)."""
    return SignInAgain(
        "Nobody finished signing in in time. Nothing was changed.",
        f"Try again. If Google's page showed redirect_uri_mismatch or invalid_client, the client id is of another type. {DESKTOP}",
    )


def of_revoke(answer: Answer) -> CalSyncError:
    """Why a grant could not be ended there."""
    return answer.trouble() or ServerTrouble("Google did not end the access.")


def of_userinfo(answer: Answer) -> CalSyncError:
    """Why Google does not say who signed in; never a reason to sign anybody out."""
    found = answer.trouble()
    return (
        found
        if isinstance(found, TryLater)
        else ServerTrouble("Google did not say who signed in. Nothing was changed.")
    )


def with_age(error: SignInAgain, age: timedelta, lives: timedelta | None) -> SignInAgain:
    """The same, with the reason when the sign-in ended about as old as those of a project in testing become (protocols 1.13)."""
    life = lives or TESTING
    latest = timedelta.max if lives else TESTING + timedelta(days=2)  # a machine may have slept meanwhile
    if not life - _NEAR <= age <= latest:
        return error
    days = max(round(life / timedelta(days=1)), 1)
    return SignInAgain(
        f"Google ended the sign-in after {days} days, as it does while the project of a client id is in testing.",
        "Sign in again; changes are kept. To stop this, set the project's publishing status to “In production” in Google's console.",
    )


def _error(answer: Answer, said: Mapping[str, Any]) -> str | None:
    """The endpoint's word for it; None when the answer is none of RFC 6749 section 5.2, or asks to try later."""
    word = said.get("error")
    if answer.status >= 500 or answer.status == 429 or not isinstance(word, str):
        return None
    return word if _WORD.fullmatch(word) else "an unknown error"


def _later(answer: Answer) -> CalSyncError:
    found = answer.trouble()
    if isinstance(found, TryLater):
        return found
    return ServerTrouble(
        f"{answer.host} answered a sign-in in a way that is not understood. Nothing was changed.",
        "Try again in a few minutes.",
    )
