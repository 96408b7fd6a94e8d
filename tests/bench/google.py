"""Google's figures: a first sync of a full calendar beside gcsa that merely lists it, and our mapping beside the JSON parser."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import httpx

from calsync_desktop import clock
from calsync_desktop.providers.google.mapping.read import View, piece
from calsync_desktop.sandbox.google import GoogleSandbox, Quirks, addresses, hand
from tests.bench.timing import Program, environment
from tests.sandbox.google.discovery import need_peers
from tests.servers import on_socket

ROOT = Path(__file__).parents[2]
ANA, EVENTS = "ana@example.org", 10_000
ROUNDS = 7
_WORDS = (
    "Agenda: status of the open points, decisions of the steering board, next steps. Please bring the signed offer."
)


@dataclass(frozen=True, slots=True)
class Street:
    """A running sandbox: the API's address, a token, and the calendar that is full."""

    api: str
    token: str
    calendar: str

    def ours(self, folder: Path) -> Program:
        """The whole engine: everything into a fresh file, planned, taken over and shown."""
        database = folder / "google.db"
        words = [sys.executable, "-m", "tests.bench.google_first", self.api, self.token, self.calendar, str(database)]
        return Program("calsync", words, environment(PYTHONPATH=ROOT), lambda: _fresh(database))

    def gcsa(self) -> Program:
        """The list alone."""
        script = Path(__file__).with_name("google_gcsa.py")
        words = [str(need_peers()), "-I", str(script), self.api, self.token, self.calendar]
        return Program("gcsa", words, environment())

    def pages(self) -> list[bytes]:
        """Every page of the calendar as Google sends it."""
        found, more = list[bytes](), dict[str, str]()
        head = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(headers=head, trust_env=False, timeout=60) as client:
            while True:
                asked = {"maxResults": "1000", "showDeleted": "true", "singleEvents": "false", **more}
                found.append(client.get(f"{self.api}/calendars/{self.calendar}/events", params=asked).content)
                token = json.loads(found[-1]).get("nextPageToken")
                if token is None:
                    return found
                more = {"pageToken": token}


@contextmanager
def street(events: int = EVENTS) -> Iterator[Street]:
    """A sandbox on a socket with one calendar of so many events, a tenth of them series."""
    google = GoogleSandbox(quirks=Quirks(user_per_minute=None, project_per_minute=None, access_seconds=10**6))
    google.add_account(ANA, name="Ana Ruiz", zone="Europe/Berlin")
    full, today = google.add_calendar("Full", owner=ANA), clock.now().replace(tzinfo=None)
    for number in range(events):
        hand.put(google, full, _event(number, today))
    with on_socket(google) as url:
        yield Street(addresses(url.rstrip("/"))["api"], google.bearer(ANA), full)


def _event(number: int, today: datetime) -> dict[str, object]:
    """One of some two years, none of it before what a first sync lists."""
    start = today.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(number % 700 - 50, hours=number % 9)
    ends = {"start": start, "end": start + timedelta(hours=1)}
    zone = ("Europe/Berlin", "Europe/Berlin", "America/New_York")[number % 3]
    more: dict[str, object] = {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=10"]} if number % 10 == 0 else {}
    if number % 4 == 0:
        more["attendees"] = [{"email": f"guest{n}@example.net", "responseStatus": "accepted"} for n in range(3)]
    moments = {name: {"dateTime": at.isoformat(), "timeZone": zone} for name, at in ends.items()}
    return {"summary": f"Call {number}", "description": _WORDS, "location": "Room 4"} | moments | more


def beside_json(pages: list[bytes]) -> tuple[float, float]:
    """Seconds of processor time to parse the pages, and to map what was parsed; medians."""
    parsed = [json.loads(page)["items"] for page in pages]
    home = View("Europe/Berlin")
    parse = _timed(lambda: [json.loads(page) for page in pages])
    return parse, _timed(lambda: [piece(item, home) for items in parsed for item in items])


def _timed(what: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.process_time()
        what()
        took.append(time.process_time() - started)
    return median(took)


def _fresh(database: Path) -> None:
    for each in database.parent.glob(f"{database.name}*"):
        each.unlink()
