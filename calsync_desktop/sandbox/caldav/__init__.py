"""A CalDAV server in memory, as a plain ASGI application, that behaves to the letter or as badly as a test asks.

Build one (everything is optional; ids are deterministic, pass clock and sleep to make time so too)::

    from calsync_desktop.sandbox.caldav import CalDavSandbox, Fault, Quirks, User

    sandbox = CalDavSandbox(quirks=Quirks(page_size=10), clock=clock, ids=ids, sleep=sleep)
    work = sandbox.add_calendar("work", name="Work", color="#3366CC")  # -> "/calendars/ana/work/"
    sandbox.add_calendar("tasks", components=("VTODO",))
    sandbox.add_calendar("holidays", read_only=True)
    sandbox.add_calendar("inbox", kind="inbox")  # also outbox, subscription, notifications, trash

The user is ana, password secret-ana, ana@example.org (`users=(User(...), ...)` for others); a fresh server has no
calendar. Discovery starts at /.well-known/caldav or /dav/ -> /principals/ana/ -> /calendars/ana/.

Speak HTTP to it in-process with tests.servers.sandbox_client(sandbox) (an httpx.AsyncClient whose transport turns lost
requests and answers into httpx errors) or on a real socket: `with tests.servers.on_socket(sandbox) as url`.

Be another device (bypasses HTTP, mails and preconditions; bumps etag, ctag and sync token)::

    sandbox.store.put(work + "a.ics", text, by="phone")      sandbox.store.delete(work + "a.ics")
    sandbox.store.edit(work + "a.ics", lambda text: text.replace("Lunch", "Dinner"))
    sandbox.store.text(path)   .texts(calendar)   .versions(path)   .expire_tokens()   .snapshot() / .restore(backup)

Let something go wrong (faults.Fault's table says what each kind does)::

    sandbox.faults.add(
        Fault("lose_answer", method="PUT"), Fault("status_before", status=429, retry_after="30", times=3)
    )

Ask what happened: sandbox.journal.entries / .count("REPORT") / .writes() / .unconditional_writes() / .blind_writes(),
sandbox.mails and sandbox.mail_count. Change the server's ways at any time: sandbox.quirks = Quirks(...), or one of
LIKE_RADICALE, LIKE_XANDIKOS, LIKE_NEXTCLOUD, LIKE_ICLOUD.
"""

from calsync_desktop.sandbox.caldav.app import CalDavSandbox
from calsync_desktop.sandbox.caldav.faults import AnswerLostError, Fault, FaultPlan, RequestLostError
from calsync_desktop.sandbox.caldav.journal import Journal, Logged, blind_writes
from calsync_desktop.sandbox.caldav.quirks import LIKE_ICLOUD, LIKE_NEXTCLOUD, LIKE_RADICALE, LIKE_XANDIKOS, Quirks
from calsync_desktop.sandbox.caldav.scheduling import Mail
from calsync_desktop.sandbox.caldav.store import Collection, Store, Version
from calsync_desktop.sandbox.caldav.world import User, World

__all__ = [
    "LIKE_ICLOUD",
    "LIKE_NEXTCLOUD",
    "LIKE_RADICALE",
    "LIKE_XANDIKOS",
    "AnswerLostError",
    "CalDavSandbox",
    "Collection",
    "Fault",
    "FaultPlan",
    "Journal",
    "Logged",
    "Mail",
    "Quirks",
    "RequestLostError",
    "Store",
    "User",
    "Version",
    "World",
    "blind_writes",
]
