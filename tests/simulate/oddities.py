"""The oddities of real CalDAV servers, drawn for one history."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from calsync_desktop.sandbox.caldav import Quirks


def odd(chance: Random) -> Quirks:
    """A server with a few of the oddities that real ones have."""
    some: dict[str, Any] = {}
    draws: Mapping[str, tuple[float, Any]] = {
        "page_size": (0.4, chance.choice([1, 2, 3])),
        "sync_collection": (0.15, False),
        "ctag": (0.15, False),
        "put_etag": (0.2, False),
        "rewrites": (0.15, True),
        "weak_etags": (0.1, True),
        "absolute_hrefs": (0.1, True),
        "brief_as_404": (0.3, False),
        "bare_tokens": (0.2, True),
        "collection_in_sync": (0.1, True),
        "missing_as_207": (0.1, True),
        "uid_conflict_owner": (0.3, False),
        "uid_conflict_status": (0.4, chance.choice([403, 409, 412])),
        "dead_token_status": (0.3, chance.choice([409, 412])),
        "auto_schedule": (0.3, True),
        "delete_status": (0.2, 200),
    }
    for name, (likely, value) in draws.items():
        if chance.random() < likely:
            some[name] = value
    if some.get("auto_schedule") and chance.random() < 0.4:
        some["schedule_status"] = True
    if chance.random() < 0.1:
        # Without an ETag in the answer, what stands under the new name must be read, so that the journal sees it read.
        some |= {"renames": True, "put_etag": False}
    return Quirks(**some)
