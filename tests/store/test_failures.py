"""What SQLite reports reaches a person as a sentence with a way out, and mistakes of ours stay visible as such."""

import sqlite3

import pytest

from calsync_desktop.core.errors import Busy, CalSyncError, DamagedDatabase, DiskTrouble
from calsync_desktop.store.failures import failure_of, translated


def reported(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("private words of the statement")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, DiskTrouble),
        (sqlite3.SQLITE_READONLY, DiskTrouble),
        (sqlite3.SQLITE_READONLY_DIRECTORY, DiskTrouble),
        (sqlite3.SQLITE_IOERR_WRITE, DiskTrouble),
        (sqlite3.SQLITE_CANTOPEN, DiskTrouble),
        (sqlite3.SQLITE_PERM, DiskTrouble),
        (sqlite3.SQLITE_CORRUPT, DamagedDatabase),
        (sqlite3.SQLITE_NOTADB, DamagedDatabase),
        (sqlite3.SQLITE_BUSY, Busy),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy),
        (sqlite3.SQLITE_LOCKED, Busy),
    ],
)
def test_what_a_person_can_mend_is_said_in_words_without_the_statement(code: int, kind: type[CalSyncError]) -> None:
    with pytest.raises(kind) as caught, translated():
        raise reported(code)
    assert "private" not in caught.value.message + caught.value.hint
    assert caught.value.hint


@pytest.mark.parametrize(
    "error",
    [
        reported(sqlite3.SQLITE_CONSTRAINT),
        reported(sqlite3.SQLITE_ERROR),
        sqlite3.ProgrammingError("closed"),
        OSError("other"),
    ],
)
def test_mistakes_of_ours_are_left_as_they_are(error: Exception) -> None:
    assert failure_of(error) is None
    with pytest.raises(type(error)), translated():
        raise error
