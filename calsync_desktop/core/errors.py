"""What can go wrong, drawn as a tree in which each node is a thing that the caller can do.

CalSyncError
├── TryLater                 wait, then the same again; nothing is lost meanwhile
│   ├── Offline              no answer at all (DNS, connection refused, time-out)
│   ├── Throttled            the server named a time (429, 503 with Retry-After)
│   └── ServerTrouble        the server answered badly (5xx, a cut or garbled body)
├── SignInAgain              the user must give credentials
│   └── VaultLocked          ... or unlock what holds them
├── CursorDead               list everything anew; the cursor is of no use any more
├── VersionMoved             fetch, reconcile, plan again (412)
├── Gone                     the item or collection is not there (404, 410)
├── Exists                   creation found the id or UID taken; ``remote_id`` names the owner when known
├── Refused                  park this one item with its reason; go on with the others
│   └── NotAllowed           ... because we have no right to write there (403)
├── Untrusted                do not go on with this server: certificate, downgrade, credentials to a stranger
├── NotCalendar              what answered is not a calendar server (a web page, another product)
├── Usage                    the request itself is wrong; say what would be right (exit 2)
└── Local                    this computer stands in the way
    ├── DiskTrouble          full or read-only
    ├── NewerDatabase        made by a later version
    ├── DamagedDatabase      not readable as our database
    ├── Busy                 somebody else holds the profile
    └── NoVault              neither keyring nor passphrase
"""

from __future__ import annotations


class CalSyncError(Exception):
    """A failure as a person is told it: ``message`` what happened and what is safe, ``hint`` what to do. Neither holds secrets."""

    kind = "failed"
    default_hint = ""

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the sentence; ``hint`` falls back to the kind's own."""
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint


class TryLater(CalSyncError):
    """Wait ``after`` seconds (None: the caller's own back-off), then try the same again."""

    kind = "try-later"

    def __init__(self, message: str, hint: str = "", *, after: float | None = None) -> None:
        """``after`` in seconds from now, as the server said it."""
        super().__init__(message, hint)
        self.after = after


class Offline(TryLater):
    """Nothing answered; a request in flight may or may not have arrived."""

    kind = "offline"
    default_hint = "Changes are kept on this computer and are sent when the server can be reached."


class Throttled(TryLater):
    """The server asked to wait."""

    kind = "throttled"
    default_hint = "Nothing to do: the next sync waits as long as the server asked."


class ServerTrouble(TryLater):
    """The server answered, but not in a way that can be used."""

    kind = "server"
    default_hint = "Nothing was changed. The next sync tries again."


class SignInAgain(CalSyncError):
    """The credentials are not accepted any more."""

    kind = "sign-in"
    default_hint = "Sign in again; changes made meanwhile are kept and sent afterwards."


class VaultLocked(SignInAgain):
    """The sealing key cannot be had now (locked keyring, wrong or missing passphrase)."""

    kind = "vault-locked"
    default_hint = "Unlock the password store, or give the passphrase that this profile was made with."


class CursorDead(CalSyncError):
    """The server does not know the cursor any more."""

    kind = "cursor-dead"


class VersionMoved(CalSyncError):
    """The item has another version than the one our write named."""

    kind = "version-moved"


class Gone(CalSyncError):
    """The item or collection does not exist (any more)."""

    kind = "gone"


class Exists(CalSyncError):
    """The id or the UID is taken already; ``remote_id`` is its owner when the server named one."""

    kind = "exists"

    def __init__(self, message: str, hint: str = "", *, remote_id: str = "") -> None:
        """``remote_id`` is the owner's id in the provider's words, or empty."""
        super().__init__(message, hint)
        self.remote_id = remote_id


class Refused(CalSyncError):
    """The server will never accept this one item as it is."""

    kind = "refused"


class NotAllowed(Refused):
    """We have no right to write there."""

    kind = "not-allowed"
    default_hint = "The change is kept here only. Choose a calendar that you may write to."


class Untrusted(CalSyncError):
    """Going on would show credentials or content to somebody who is not proven to be the server."""

    kind = "untrusted"


class NotCalendar(CalSyncError):
    """Something answered, but it does not speak CalDAV."""

    kind = "not-a-calendar"
    default_hint = "Check the address, or give the calendar server's full URL."


class Usage(CalSyncError):
    """The request cannot be carried out as it was worded."""

    kind = "usage"


class Local(CalSyncError):
    """This computer stands in the way; the servers are untouched."""

    kind = "local"


class DiskTrouble(Local):
    """The profile's folder is full, read-only or not ours."""

    kind = "disk"
    default_hint = "Free some space or make the folder writable, then try again. What was saved before is safe."


class NewerDatabase(Local):
    """The database was written by a later version."""

    kind = "newer-database"
    default_hint = "Install the newer version again, or choose another profile."


class DamagedDatabase(Local):
    """The file is not (any more) a database of ours."""

    kind = "damaged-database"


class Busy(Local):
    """Another process holds the profile's engine."""

    kind = "busy"


class NoVault(Local):
    """There is no place where a secret could be kept safely."""

    kind = "no-vault"
    default_hint = "Start a password store (keyring), or set CALSYNC_VAULT_PASSPHRASE."
