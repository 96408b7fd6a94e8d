"""What all connections together amount to."""

from collections.abc import Sequence

import pytest

from calsync_desktop.store.overview import ConnectionRow
from calsync_desktop.ui.models.cards import Card, overall


def card(status: str) -> Card:
    last: dict[str, object] = {
        "on_conflict": "newest",
        "on_remote_delete": "delete",
        "hiding": {},
        "last_sync_at": None,
    }
    counts = {"calendars": 1, "waiting": 0, "conflicts": 0, "parked": 0, "questions": 0}
    known = {"id": "n1", "provider": "caldav", "account": "ana", "status": status, "stored": "active"}
    words = {"error_message": "", "sync_enabled": status != "paused", "window_days": 30, "interval_minutes": 5}
    return Card(ConnectionRow(**known, **words, **last, **counts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statuses", "amounts_to"),
    [
        ((), "active"),
        (("active", "active"), "active"),
        (("active", "syncing"), "syncing"),
        (("offline", "attention"), "attention"),
        (("expired", "error"), "expired"),
        (("active", "paused"), "active"),
        (("paused", "offline"), "offline"),
        (("paused", "paused"), "paused"),
    ],
)
def test_the_most_pressing_speaks_for_all_but_a_rest_only_where_all_rest(
    statuses: Sequence[str], amounts_to: str
) -> None:
    assert overall(card(status) for status in statuses) == amounts_to
