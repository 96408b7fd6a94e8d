"""The mails the service sends by itself about a change, as `sendUpdates` allows (protocols 1.6)."""

from calsync_desktop.sandbox.google.ask import Ask
from calsync_desktop.sandbox.google.http import Resource
from calsync_desktop.sandbox.google.world import Mail


def tell(ask: Ask, before: Resource, after: Resource, event_id: str) -> None:
    """Mail whoever is or was invited, except oneself; a guest's change is told to the organizer alone."""
    send = ask.send_updates
    if send == "none" or before == after:
        return
    was, now = _guests(before), _guests(after)
    organizer = (after or before).get("organizer", {}).get("email")
    everybody = was | now if organizer == ask.calendar.id else {organizer} if organizer else set()
    for each in sorted(everybody - {ask.calendar.id, ask.account.email}):
        if send == "all" or each not in ask.world.accounts:
            kind = "cancelled" if each not in now and each in was else "invited" if each not in was else "changed"
            ask.world.mails.append(Mail(each, event_id, ask.calendar.id, kind))


def _guests(body: Resource) -> set[str]:
    return {each["email"] for each in body.get("attendees", [])} if body.get("status") != "cancelled" else set()
