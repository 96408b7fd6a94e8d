"""The client that signs people in: registered with Google by whoever uses it, named by the environment or kept in the profile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from calsync_desktop.core.errors import Usage

ID, SECRET = "GOOGLE_CALENDAR_CLIENT_ID", "GOOGLE_CALENDAR_CLIENT_SECRET"
REDIRECT = "GOOGLE_CALENDAR_REDIRECT_URI"
DESKTOP = (
    "In Google's console make an OAuth client of the type “Desktop app”; no redirect address is registered for it."
)


@dataclass(frozen=True, slots=True)
class Registration:
    """A client's id, and its secret, which for a desktop client is not confidential but has to be sent (empty: none)."""

    id: str
    secret: str = field(default="", repr=False)

    @property
    def words(self) -> dict[str, str]:
        """As it is kept."""
        return {"client_id": self.id, "client_secret": self.secret}


def registration(environment: Mapping[str, str], kept: Mapping[str, str] | None) -> Registration:
    """The environment's client, else the one that the profile keeps; Usage when there is none."""
    if environment.get(ID, "").strip():
        return Registration(environment[ID].strip(), environment.get(SECRET, "").strip())
    if kept and kept.get("client_id"):
        return Registration(kept["client_id"], kept.get("client_secret", ""))
    raise Usage(
        "There is no Google client id yet, and without one Google lets nobody sign in.",
        f"{DESKTOP} Then set {ID} and {SECRET}, or enter them where the account is connected.",
    )


def read_registration(words: Mapping[str, str]) -> Registration:
    """A client as a person gives it: ``client_id`` and ``client_secret``, or ``json``, the text of the file from Google's console; Usage."""
    if "json" in words:
        return _of_file(words["json"])
    id_, secret = words.get("client_id", "").strip(), words.get("client_secret", "").strip()
    if not id_ or not id_.isascii() or any(letter.isspace() for letter in id_ + secret):
        raise Usage("This is not a client id.", "It looks like 1234-abcd.apps.googleusercontent.com.")
    return Registration(id_, secret)


def _of_file(text: str) -> Registration:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    match found:
        case {"installed": {"client_id": str(id_), **rest}}:
            return read_registration({"client_id": id_, "client_secret": str(rest.get("client_secret", ""))})
        case {"web": dict()}:
            raise Usage(
                "This client is of the type “Web application”, which cannot come back to this computer.", DESKTOP
            )
        case {"type": "service_account"}:
            raise Usage("This is the key of a service account, which has no calendars of yours.", DESKTOP)
        case _:
            raise Usage("This is not the file of a client from Google's console.", DESKTOP)
