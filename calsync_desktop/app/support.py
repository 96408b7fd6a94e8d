"""The support bundle: a file that helps to find a fault and holds nothing that is anybody's business.

=============  ===========================================================================================
in the file    what
=============  ===========================================================================================
README.txt     what the other files are, for the person who passes it on
report.json    versions, system, settings, statuses, counts and runs: only the fields that are listed here
log.txt        the last lines of the log, redacted once more
=============  ===========================================================================================

Ids are replaced by a hash with a salt that is thrown away, so that two bundles cannot be laid beside each other (trust.md, X11).
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from calsync_desktop import clock
from calsync_desktop.app.logs import last_lines, redacted
from calsync_desktop.app.profile import Profile
from calsync_desktop.app.reading import opened
from calsync_desktop.core.errors import CalSyncError, Usage

LINES = 2000
RUNS = 200
_ID = re.compile(r"\b[a-z]{1,4}-?[0-9a-hjkmnp-tv-z]{10}\b")
Hide = Callable[[str], str]
Found = Mapping[str, Any]

README = """CalSync Desktop: support bundle

report.json  versions, system, settings, statuses, counts and runs
log.txt      the last lines of the log

Titles, notes, places, people, addresses, passwords and tokens are left out.
Ids are replaced by others that only this file has.
Nothing was sent anywhere: it is for you to look at, and to pass on if you like.
"""


def write_bundle(profile: Profile, file: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """Make the file, readable by the user alone; ``{"file", "contents": [{"name", "what"}]}``. Usage when it exists already."""
    if file.suffix.lower() != ".zip":
        raise Usage("A support bundle's name ends with .zip.", "Choose such a name.")
    parts = {"README.txt": README, "report.json": "", "log.txt": ""}
    parts["report.json"], parts["log.txt"] = told_of(profile, environment)
    _write(file, parts)
    lines = parts["log.txt"].count("\n")
    what = {
        "README.txt": "what this is, in words",
        "report.json": "versions, system, settings, statuses, counts, runs",
        "log.txt": f"the last {lines:,} lines of the log, redacted",
    }
    return {"file": str(file), "contents": [{"name": name, "what": words} for name, words in what.items()]}


def told_of(profile: Profile, environment: Mapping[str, str]) -> tuple[str, str]:
    """The report as JSON, and the log; with the same stand-ins for ids in both."""
    hide = _hiding(os.urandom(16))
    known: set[str] = set()
    report: dict[str, Any] = {"made_at": clock.now().isoformat(timespec="seconds"), "versions": _versions()}
    report |= {"environment": sorted(name for name in environment if name.startswith(("CALSYNC_", "SSL_CERT_FILE")))}
    try:
        with opened(profile) as conn:
            report |= {"profile": "empty"} if conn is None else _profile(conn, hide)
            known = _known(conn) if conn is not None else known
    except (CalSyncError, sqlite3.DatabaseError) as error:
        report["profile"] = f"cannot be read: {getattr(error, 'kind', type(error).__name__)}"
    lines = last_lines(profile, LINES)
    log = "".join(f"{line}\n" for line in _without("\n".join(lines), known, hide).split("\n")) if lines else ""
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n", log


def _versions() -> Found:
    import platform
    from importlib import metadata

    from calsync_desktop import __version__

    libraries = ("PySide6-Essentials", "httpx", "SQLAlchemy", "alembic", "icalendar", "python-dateutil", "tzdata")
    present = {dist.metadata["Name"].lower(): dist.version for dist in metadata.distributions()}
    return {
        "calsync": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": sqlite3.sqlite_version,
        **{name: present.get(name.lower(), "") for name in libraries},
    }


def _profile(conn: sqlite3.Connection, hide: Hide) -> Found:
    from calsync_desktop.store.overview import calendars, status
    from calsync_desktop.store.past import runs
    from calsync_desktop.store.waiting import conflicts, parked, questions

    stands = status(conn, clock.now())
    kinds = [row.kind for row in parked(conn)]
    return {
        "profile": "ok",
        "database": str(conn.execute("PRAGMA quick_check(1)").fetchone()[0]),
        "rows": {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _COUNTED},  # noqa: S608 - constants
        "paused_until": stands.paused_until,
        "waiting": stands.waiting,
        "conflicts": [
            {"fields": [field["name"] for field in row.fields], "since": row.since} for row in conflicts(conn)
        ],
        "set_aside": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "questions": [_question(row, hide) for row in questions(conn)],
        "connections": [_connection(row, hide) for row in stands.connections],
        "calendars": [_picked(row, _CALENDAR, hide) for row in calendars(conn)],
        "runs": [_picked(row, _RUN, hide) | {"failed": bool(row.error)} for row in runs(conn, limit=RUNS)],
    }


_COUNTED = ("appointments", "pieces", "intents", "occurrences", "parked", "history")
_CONNECTION = (
    "id", "provider", "status", "stored", "sync_enabled", "window_days", "interval_minutes", "on_conflict", "on_remote_delete",
    "last_sync_at", "calendars", "waiting", "conflicts", "parked", "questions",
)  # fmt: skip
_CALENDAR = ("id", "connection", "access", "selected", "mails", "missing")
_RUN = ("id", "connection", "started_at", "seconds", "status", "counts")
_HIDDEN = {"id", "connection", "calendar"}


def _picked(row: object, names: tuple[str, ...], hide: Hide) -> dict[str, Any]:
    """Only these fields of a row, ids in disguise."""
    return {name: hide(getattr(row, name)) if name in _HIDDEN else getattr(row, name) for name in names}


def _connection(row: Any, hide: Hide) -> Found:
    hiding = {name: bool(value) for name, value in row.hiding.items()}
    return _picked(row, _CONNECTION, hide) | {"hides": hiding, "has_error": bool(row.error_message)}


def _question(row: Any, hide: Hide) -> Found:
    told = _picked(row, ("id", "kind", "direction", "since"), hide)
    return told | {"count": len(row.detail.get("items", ())), "of": row.detail.get("of", 0)}


def _hiding(salt: bytes) -> Hide:
    return lambda id_: f"{id_[:1]}~{sha256(salt + id_.encode()).hexdigest()[:10]}"


def _known(conn: sqlite3.Connection) -> set[str]:
    """What the log must not say, were a line of it careless: whose accounts, calendars, appointments and places these are."""
    query = """
    SELECT account FROM connections UNION SELECT name FROM calendars UNION SELECT title FROM faces UNION SELECT location FROM faces
    """
    return {text for (text,) in conn.execute(query) if len(text.strip()) >= _SHORTEST}


_SHORTEST = 4  # letters: shorter ones are parts of ordinary words


def _without(log: str, known: set[str], hide: Hide) -> str:
    """Line by line without addresses, secrets, ids and whatever is somebody's own."""
    for text in sorted((text for text in known if text in log), key=len, reverse=True):
        log = log.replace(text, "<content>")
    return "\n".join(_ID.sub(lambda found: hide(found[0]), redacted(line)) for line in log.split("\n"))


def _write(file: Path, parts: Mapping[str, str]) -> None:
    """For the user alone; never over something that is there, and whole or not at all."""
    try:
        opened_file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Usage("There is a file of this name already.", "Choose another name; nothing was overwritten.") from error
    except OSError as error:
        raise Usage(f"The file cannot be written: {error.strerror}.", "Choose another place.") from error
    try:
        with os.fdopen(opened_file, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in parts.items():
                bundle.writestr(name, text)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise Usage(f"The file cannot be written: {error.strerror}.", "Choose another place.") from error
