"""A Google in memory, as a plain ASGI application: sign-in and Calendar v3, to the letter or as badly as a test asks.

Build one (everything is optional; ids are deterministic, pass clock and sleep to make time so too)::

    from calsync_desktop.sandbox.google import Fault, GoogleSandbox, Quirks, hand

    google = GoogleSandbox(quirks=Quirks(page_size=10), clock=clock, ids=ids, sleep=sleep)
    google.add_account("ana@example.org", name="Ana Ruiz")  # with her primary calendar, whose id is her address
    work = google.add_calendar("Work", owner="ana@example.org")
    google.share(work, "ben@example.org", "reader")  # any of calendars.ROLES, None takes it away

Everything is below /google: google/calendar/v3/ is the API's base, `addresses(base)` names the rest. Sign in by the
form of the authorize page, or let `google.bearer("ana@example.org")` hand out an access token.

Be another client (bypasses HTTP, preconditions, quotas and mails): hand.put(google, work, body) -> id,
hand.edit(google, work, id, changes), hand.remove(google, work, id), hand.split(google, work, id of an occurrence),
hand.look(google, work, id), hand.living(...).

Let something go wrong (faults.Fault's table says what each kind does)::

    google.faults.add(
        Fault("lose_answer", route="events.insert"), Fault("error_before", error="tooManyRequests", retry_after="30")
    )

Ask what happened: google.journal.entries / .count("events.list") / .writes() / .unconditional_writes() /
.blind_writes(), google.mails. Let time pass: google.advance(days=7). Kill sync tokens: google.expire_tokens(work).
"""

from calsync_desktop.sandbox.google import hand
from calsync_desktop.sandbox.google.app import GoogleSandbox, addresses
from calsync_desktop.sandbox.google.errors import REFUSALS
from calsync_desktop.sandbox.google.faults import Fault
from calsync_desktop.sandbox.google.journal import Call, Journal
from calsync_desktop.sandbox.google.quirks import Quirks
from calsync_desktop.sandbox.google.signin.grants import Client
from calsync_desktop.sandbox.google.world import Mail

__all__ = ["REFUSALS", "Call", "Client", "Fault", "GoogleSandbox", "Journal", "Mail", "Quirks", "addresses", "hand"]
