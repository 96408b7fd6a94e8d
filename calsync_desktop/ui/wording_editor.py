"""What the editor and its questions say, in one place, each text whole."""

from __future__ import annotations

from collections.abc import Mapping

NEW, EDIT, SHOW = "New Appointment", "Edit Appointment", "Appointment"
ADD, SAVE = "Add Appointment", "Save Changes"
MORE_OPTIONS, ADD_QUICK = "More Options…", "Add"
QUICK_LINE = "What, when, where"
QUICK_UNDERSTOOD = "What was understood"
TITLE, LOCATION, LINK, NOTES = "Title", "Location", "Link", "Notes"
CALENDAR, REMINDERS, SHOW_AS, STATUS, PRIVACY = "Calendar", "Reminders", "Show as", "Status", "Privacy"
REPEATS = "Repeats"
ADD_PERSON, ADD_CATEGORY = "Add a guest by mail address", "Add a category"
REMOVE = "Remove {name}"
NO_ADDRESS = "“{text}” is no mail address."
PRIVACIES: Mapping[str, str] = {
    "default": "As the calendar",
    "public": "Public",
    "private": "Private",
    "confidential": "Confidential",
}

# The repetition.
CUSTOM = "Custom…"
OWN_RULE = "This repeats by a rule that the form cannot show. It stays as it is unless you choose another."
EVERY, ON, ENDS_RULE = "Every", "On", "Ends"
UNITS: Mapping[str, str] = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}
NEVER, AFTER, UNTIL = "Never", "After so many times", "On a day"
NEXT_DATES = "Next: {dates}"
RULE_ENDED = "All its dates are over."

# Before anybody is mailed.
MAILS_ONE, MAILS_MANY = "This mails 1 person", "This mails {n} people"
MAILS_TEXT = "{people}\n\nThey are told with the next sync."
MAILS_LISTED, MAILS_MORE = 8, "and {n} more"
MAILS_ALWAYS = "The server mails them whenever this is saved. Without sending, the change waits here until you decide."
SEND_ONE, SEND_MANY = "Send to 1 Person", "Send to {n} People"
KEEP_QUIET, KEEP_WAITING = "Save Without Sending", "Keep Here for Now"

# The clipboard.
NOTHING_TO_PASTE = ("Nothing to Paste", "There is no appointment on the clipboard.")
PASTED_ONE, PASTED_MANY = "Paste 1 Appointment", "Paste {n} Appointments"
PASTE_TEXT = "Into {calendar}. Nobody is mailed."

# Which occurrences: what is done -> reach -> button.
REPEATS_TITLE, DELETE_TITLE, DELETE_ONE = "“{title}” repeats", "Delete “{title}”?", "Delete Appointment"
REACH: Mapping[str, Mapping[str, str]] = {
    "change": {
        "this": "Change Only This One",
        "following": "Change This and All Following",
        "all": "Change All of Them",
    },
    "delete": {
        "this": "Delete Only This One",
        "following": "Delete This and All Following",
        "all": "Delete All of Them",
    },
    "accepted": {"this": "Accept Only This One", "all": "Accept All of Them"},
    "tentative": {"this": "Maybe Only This One", "all": "Maybe All of Them"},
    "declined": {"this": "Decline Only This One", "all": "Decline All of Them"},
}
NO_CALENDAR, CLOSE = "No Calendar to Write To", "Close"
