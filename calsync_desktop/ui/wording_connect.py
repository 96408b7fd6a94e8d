"""What connecting and the settings say, in one place, each text whole."""

from __future__ import annotations

from collections.abc import Mapping

TITLE = "Connect an Account"
TEXT = "Your calendars are copied to this computer and kept up to date in both directions."
CHOOSE = "Choose a service"
CONNECT, CONTINUE, OWN_CLIENT = "Connect", "Continue in Browser", "Use Your Own Client…"
ADDRESS, USER, PASSWORD = "Address", "User", "Password"
TYPE_ADDRESS, TYPE_USER, TYPE_PASSWORD = (
    "Please type the server's address.",
    "Please type the user name.",
    "Please type the password.",
)
CHECK_BOTH = "{message} Check the user name and the password. {note}"

# Signing in in the browser.
WAIT_TITLE = "Continue in Your Browser"
WAIT_TEXT = "Sign in to {service} there and allow access to your calendars. This window goes on by itself."
WAIT_HINT = "Sign in to {service} there as {account}. This window goes on by itself."
OPENING = "Asking {service} for its page…"
FINISHING = "Signed in. Reading your calendars…"
OPEN_AGAIN, COPY_LINK, COPIED, TRY_AGAIN = "Open Browser Again", "Copy Link", "Link Copied", "Try Again"
NO_BROWSER = "No browser could be opened. Copy the link and open it on this computer."
COUNTDOWN_ONE, COUNTDOWN_MANY = "1 second left", "{n} seconds left"

# What a sign-in can come to, beside what the service itself says: kind of the error -> title and button.
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "sign-in": ("Nobody was signed in", "Try Again"),
    "usage": ("This cannot be signed in yet", "Use Your Own Client…"),
    "offline": ("The service cannot be reached", "Try Again"),
    "throttled": ("The service asked to wait", "Try Again"),
    "server": ("The service had trouble", "Try Again"),
    "try-later": ("That did not work yet", "Try Again"),
    "vault-locked": ("The password store is locked", "Try Again"),
    "no-vault": ("There is no safe place for the access", "Try Again"),
}
OUTCOME = ("Signing in did not work", "Try Again")

# One's own client.
CLIENT_TITLE = "Your Own Client"
CLIENT_TEXT = (
    "With a client of your own in Google's console, Google knows this program as yours. "
    "Make one of the type “Desktop app” and paste the file that the console offers, or its two words."
)
CLIENT_ID, CLIENT_SECRET, CLIENT_FILE = "Client id", "Client secret", "Open File…"
CLIENT_SAVE, CLIENT_FORGET = "Save Client", "Remove Client"
CLIENT_KEPT = "The client {id} is used for every sign-in to Google from this profile."
CLIENT_FILES = "Client files (*.json)"
CLIENT_UNREADABLE = "This file cannot be read."

# Choosing calendars, and the first sync.
CALENDARS_TITLE = "Which Calendars?"
CALENDARS_TEXT = "The ones that are ticked are shown here and kept up to date. This can be changed at any time."
NO_CALENDARS = "This account has no calendars yet."
BOTH_WAYS, READ_ONLY = "Both ways", "Read-only"
ALL_OR_NONE = "All of them"
LATER, DONE = "Later", "Done"
FIRST_TITLE, FIRST_LOOKING = "Before the First Sync", "Looking at what is there. Nothing is changed yet."
FIRST_NOTHING = "There are no appointments yet. Nothing is changed on {service}."
FIRST_ONE = "This adds 1 appointment here and changes nothing on {service}."
FIRST_MANY = "This adds {n} appointments here and changes nothing on {service}."
FIRST_BOTH = "This adds {n} appointments here and sends {out} to {service}."
FIRST_START = "Sync Now"
FIRST_LATER = "Until it is synced, this account is paused."

# Settings of a connection.
SETTINGS_TITLE = "Settings"
AUTOMATIC = "Sync automatically"
EVERY, EVERY_NOTE = "Every", "Changes made here are sent within seconds in any case."
RANGE = "Range"
WINDOW_ONE = (
    "Appointments from {n} days ago to {n} days ahead are kept up to date; older and later ones stay as they are."
)
POLICY, POLICY_NOTE = "When both sides changed the same", "Whatever is put aside stays in the history."
ON_DELETE = "When an appointment is deleted on the server"
FILTERS, FILTERS_NOTE = (
    "Hide from view",
    "Hidden appointments are still synced, and nothing is deleted because of this.",
)
HIDE_KINDS: Mapping[str, str] = {
    "all_day": "Whole days",
    "declined": "Declined",
    "private": "Private",
    "free": "Shown as free",
}
HIDE_TITLES, HIDE_TITLES_HINT = "Titles that match", "lunch|commute"
HIDE_CATEGORIES = "Hide a category"
BAD_PATTERN = "This pattern is not complete yet: {reason}"
HIDES_NONE = "Hides none of {of} appointments"
HIDES_ONE = "Hides 1 of {of} appointments"
HIDES_MANY = "Hides {n} of {of} appointments"
SAVE = "Save Settings"
