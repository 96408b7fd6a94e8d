"""The small vocabularies: Google's words for our choices, and the private properties for what Google has no word for."""

from __future__ import annotations

from typing import Any

from calsync_desktop.core.appointment import EventStatus, Reply, ShowAs, Visibility

Json = dict[str, Any]

STATUSES = {"tentative": EventStatus.TENTATIVE, "cancelled": EventStatus.CANCELLED}
VISIBILITIES = {each.value: each for each in Visibility}
REPLIES = {"accepted": Reply.ACCEPTED, "tentative": Reply.TENTATIVE, "declined": Reply.DECLINED}
STATES = {reply: word for word, reply in REPLIES.items()} | {Reply.NONE: "needsAction"}
# What an event's type says of the time it takes (protocols 1.7).
KINDS = {"outOfOffice": ShowAs.AWAY, "workingLocation": ShowAs.ELSEWHERE}
# Only what transparency cannot say rests in a property.
FINE = {each.value: each for each in (ShowAs.TENTATIVE, ShowAs.AWAY, ShowAs.ELSEWHERE)}

CATEGORIES, SHOW_AS, COLOR = "calsyncCategories", "calsyncShowAs", "calsyncColor"
URL, MEETING = "calsyncUrl", "calsyncMeeting"
LONGEST_PROPERTY = 1024  # characters
