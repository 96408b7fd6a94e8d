"""What the detail panel says, in one place, each text whole."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING = ("Nothing chosen", "Choose an appointment to read it here.")
GONE = ("It is not here any more", "The appointment was deleted, or moved to another calendar.")
EDIT, DUPLICATE, COPY, DELETE = "Edit…", "Duplicate…", "Copy", "Delete…"
CLOSE, MORE = "Close details", "More for this appointment"
JOIN, JOIN_SERVICE = "Join Meeting", "Join {service}"
ORGANIZER, YOU, OPTIONAL = "Organizer", "You", "Optional"
GUESTS_ONE, GUESTS_MANY = "1 guest", "{n} guests"
REPLY_COUNTS: Mapping[str, str] = {
    "accepted": "{n} accepted",
    "tentative": "{n} maybe",
    "declined": "{n} declined",
    "none": "{n} not replied",
}
YOUR_REPLY = "Your reply"
REPLY_TOLD = "The organizer is told."
NOTES, NOTES_CUT = "Notes", "The notes are longer than this. Edit the appointment to read all of them."
HISTORY, HISTORY_ALL = "History", "Whole History…"
UNDO_NAMED = "Undo: {change}"
PRIVATE: Mapping[str, str] = {"private": "Private", "confidential": "Confidential"}
SHOWN_AS: Mapping[str, str] = {
    "free": "Shown as free",
    "tentative": "Shown as tentative",
    "away": "Shown as away",
    "elsewhere": "Shown as working elsewhere",
}
OPEN_TITLE = "Open {host}?"
OPEN_TEXT = "The link leads to this address:\n{url}"
OPEN_WORDS: Mapping[str, str] = {"mailto": "Write a Mail", "tel": "Call", "https": "Open Page", "http": "Open Page"}
OPEN_COPY = "Copy Address"
UNSAFE_TITLE = "This link is not opened"
UNSAFE_TEXT = (
    "It does not lead to a web page, a mail address or a number, or it hides where it leads. It can be copied:\n{url}"
)

# How an appointment stands with its service: icon, tone, title, why, verb, button (both empty: nothing has to be done).
Standing = tuple[str, str, str, str, str, str]
STANDINGS: Mapping[str, Standing] = {
    "fine": ("ok", "fine", "Up to date", "", "", ""),
    "waiting": ("waiting", "accent", "Waits to be sent", "It goes with the next sync.", "sync", "Sync Now"),
    "offline": ("offline", "muted", "Waits for the network", "The change is kept here and is sent as soon as the server can be reached.", "sync", "Try Now"),
    "paused": ("pause", "muted", "Waits while syncing is paused", "The change is kept here and is sent when syncing goes on.", "resume", "Resume Syncing"),
    "off": ("pause", "muted", "Waits for you to sync", "This account is not synced automatically.", "sync", "Sync Now"),
    "sign-in": ("key", "danger", "Waits for you to sign in", "Access to this account has ended. The change is kept here and is sent afterwards.", "sign-in", "Sign In…"),
    "failing": ("error", "danger", "Cannot be sent now", "{reason} The change is kept here.", "sync", "Try Again"),
    "stale": ("key", "danger", "Not refreshed", "Access to this account has ended. What is shown is as it was at the last sync.", "sign-in", "Sign In…"),
    "conflict": ("conflict", "danger", "Changed in two places", "It was changed here and on the server. Nothing of it is sent until you decide.", "attention", "Compare…"),
    "mail": ("mail", "warn", "Waits for your word", "Saving this would mail people. Nothing has been sent.", "attention", "Decide…"),
    "kept": ("mail", "muted", "Held back", "You chose to hold this change. It mails nobody until you send it.", "attention", "Send…"),
    "parked": ("not-synced", "warn", "Not synced", "{reason} It is kept here.", "edit", "Edit…"),
    "held": ("waiting", "accent", "Waits for its day", "{reason}", "send-now", "Send Now"),
    "detached": ("info", "muted", "Only here", "It was deleted on the server and is kept on this computer.", "", ""),
    "retired": ("info", "muted", "Outside the synced days", "It is shown as it was last seen, and refreshed again when its days come near.", "", ""),
    "read-only": ("lock", "muted", "Read-only", "{reason}", "", ""),
    "unselected": ("pause", "muted", "Not synced", "Its calendar is not ticked, so it is kept as it is.", "", ""),
}  # fmt: skip
