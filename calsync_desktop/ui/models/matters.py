"""What waits for the user, in words and with its answers: pure, so that every kind of it can be tested without a window.

=========  ============================================  ===============================
kind       what it is                                    answers
=========  ============================================  ===============================
question   many deletions, or a change that mails        keep, delete; hold, send
conflict   both sides changed the same fields            mine, theirs, both
parked     refused; kept here, not synced                none: the appointment is edited
held       made here, and its day has not come: no harm  send-now
kept       a change that mails and that the user holds   send
=========  ============================================  ===============================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from calsync_desktop.store.waiting import ConflictRow, ParkedRow, QuestionRow
from calsync_desktop.ui import wording

HELD = "window"  # what the sync window holds back, as the store names it
Row = ConflictRow | ParkedRow | QuestionRow


@dataclass(frozen=True, slots=True)
class Matter:
    """One of them. ``items`` are titles or addresses below the heading ``listed``; ``answers`` are words and what stands on their buttons."""

    kind: str
    row: Row
    mark: str
    title: str
    text: str
    appointment: str | None = None
    listed: str = ""
    items: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The row's own."""
        return self.row.id


def matters(
    questions: Iterable[QuestionRow],
    conflicts: Iterable[ConflictRow],
    parked: Sequence[ParkedRow],
    calendars: Mapping[str, str],
) -> tuple[Matter, ...]:
    """All of them, the most pressing first; ``calendars`` are names by id."""
    asked = [_mail(row) if row.kind == "mail" else _deletion(row, calendars) for row in questions if not row.held]
    kept = [_kept(row) for row in questions if row.held]
    clashes = [_conflict(row) for row in conflicts]
    refused = [_parked(row) for row in parked if row.kind != HELD]
    held = [_held(row) for row in parked if row.kind == HELD]
    return (*asked, *clashes, *refused, *kept, *held)


def _deletion(row: QuestionRow, calendars: Mapping[str, str]) -> Matter:
    titles = _titles(row)
    name, those = calendars.get(row.calendar or "", ""), wording.count(len(titles), "appointment", "appointments")
    total = f"{len(titles):,} of {row.detail.get('of', 0):,} appointments"
    if row.direction == "in":
        title = f"{those} disappeared from “{name}”"
        text = f"The server no longer has {total}. Nothing has been deleted here yet."
        answers = (("delete", "Delete Here Too"), ("keep", "Keep Appointments"))
    else:
        title = f"{those} of “{name}” were deleted here"
        text = f"The server still has {total} that are to go. Nothing has been deleted there yet."
        answers = (("delete", "Delete on Server Too"), ("keep", "Keep Appointments"))
    return Matter("question", row, wording.TO_DECIDE, title, text, None, "Appointments", titles, answers)


def _mail(row: QuestionRow) -> Matter:
    people = tuple(row.detail.get("people", ()))
    about: Mapping[str, str] = next(iter(row.detail.get("items", ())), {})
    title = f"Saving “{about.get('title') or wording.UNTITLED}” mails {wording.count(len(people), 'person', 'people')}"
    text = "The server cannot save this change without mailing them. Nothing has been sent; the change is kept here."
    answers = (("hold", "Hold"), ("send", "Send"))
    return Matter("question", row, wording.TO_DECIDE, title, text, about.get("appointment"), "People", people, answers)


def _kept(row: QuestionRow) -> Matter:
    asked = _mail(row)
    text = "You chose to hold this change. It is kept here and mails nobody until you send it."
    return replace(asked, kind="kept", mark=wording.KEPT, text=text, answers=(("send", "Send"),))


def _conflict(row: ConflictRow) -> Matter:
    title, answers = row.title or wording.UNTITLED, tuple(wording.KEEPS.items())
    return Matter("conflict", row, wording.CONFLICT, title, wording.CLASHED, row.appointment, answers=answers)


def _parked(row: ParkedRow) -> Matter:
    text = f"It is kept here, but was not synced: {row.reason}"
    return Matter("parked", row, wording.PARKED, row.title or wording.UNTITLED, text, row.appointment)


def _held(row: ParkedRow) -> Matter:
    answers = (("send-now", "Send Now"),)
    return Matter(
        "held", row, wording.HELD, row.title or wording.UNTITLED, row.reason, row.appointment, answers=answers
    )


def _titles(row: QuestionRow) -> tuple[str, ...]:
    return tuple(item["title"] or wording.UNTITLED for item in row.detail.get("items", ()))
