"""The ids that we give to events before they are made: the same for the same UID, and the UID can be read back from them.

Google lets a client choose either the id or the iCalUID (protocols 1.5). We choose the id, since it makes creation repeatable: ``cs``, a letter
for the try (a deleted event's id stays taken), and the UID in the digits that an id may have (base32hex, RFC 4648 section 7).
"""

from __future__ import annotations

import base64
import binascii
import hashlib

PREFIX = "cs"
TRIES = "0123456789abcdefghijklmnopqrstuv"
_LONGEST = 1024
_HASHED = f"{PREFIX}h"  # what is too long to be written out; its UID is then Google's


def id_of(uid: str, attempt: int = 0) -> str:
    """The id for a UID; ``attempt`` counts the earlier lives of the UID in this calendar."""
    digits = base64.b32hexencode(uid.encode("utf-8", "surrogatepass")).decode().rstrip("=").lower()
    made = f"{PREFIX}{TRIES[attempt]}{digits}"
    if len(made) <= _LONGEST:
        return made
    return f"{_HASHED}{TRIES[attempt]}{hashlib.sha256(uid.encode('utf-8', 'surrogatepass')).hexdigest()}"


def uid_in(event_id: str) -> str | None:
    """The UID that an id of ours was made from; None for any other id."""
    if not event_id.startswith(PREFIX) or len(event_id) < len(PREFIX) + 2:
        return None
    digits = event_id[len(PREFIX) + 1 :].upper()
    try:
        uid = base64.b32hexdecode(digits + "=" * (-len(digits) % 8)).decode()
    except (binascii.Error, ValueError):
        return None
    # Anything that merely looks like one of ours does not come out the same again.
    return uid if uid and id_of(uid, max(TRIES.find(event_id[len(PREFIX)]), 0)) == event_id else None
