"""The words of everything that waits, and which answers each of them has."""

from dataclasses import replace
from typing import Any

import pytest

from calsync_desktop.store.waiting import ConflictRow, ParkedRow, QuestionRow
from calsync_desktop.sync.undoing import Undone
from calsync_desktop.ui import wording
from calsync_desktop.ui.models.history import undo_words
from calsync_desktop.ui.models.matters import Matter, matters

NAMES = {"c": "Work"}
SINCE = "2026-03-02T08:00:00Z"


def question(kind: str, direction: str, **detail: Any) -> QuestionRow:
    return QuestionRow("q", kind, "n", "c", direction, detail, SINCE)


def parked(kind: str) -> ParkedRow:
    return ParkedRow(kind, "c", "a", "Board", "", kind, "The end is before the start.", {}, 1, SINCE, None)


def only(*questions: QuestionRow) -> Matter:
    [matter] = matters(questions, (), (), NAMES)
    return matter


TITLES = [{"appointment": "a1", "title": "Board"}, {"appointment": "a2", "title": ""}]


@pytest.mark.parametrize(
    ("direction", "title", "text"),
    [
        ("in", "2 appointments disappeared from “Work”", "Nothing has been deleted here yet."),
        ("out", "2 appointments of “Work” were deleted here", "Nothing has been deleted there yet."),
    ],
)
def test_deletions_say_where_and_what_is_safe(direction: str, title: str, text: str) -> None:
    matter = only(question("delete", direction, items=TITLES, of=2))
    assert matter.title == title
    assert matter.text.endswith(text)
    assert matter.items == ("Board", wording.UNTITLED)
    assert [word for word, _ in matter.answers] == ["delete", "keep"]


def test_a_mail_names_one_person_in_the_singular() -> None:
    matter = only(question("mail", "out", items=TITLES[:1], people=["bo@example.org"]))
    assert matter.title == "Saving “Board” mails 1 person"
    assert (matter.items, matter.appointment) == (("bo@example.org",), "a1")
    assert [word for word, _ in matter.answers] == ["hold", "send"]


def test_a_change_that_the_user_holds_can_still_be_sent_and_presses_nobody() -> None:
    held = replace(question("mail", "out", items=TITLES[:1], people=["bo@example.org"]), held=True)
    matter = only(held)
    assert (matter.kind, matter.appointment) == ("kept", "a1")
    assert [word for word, _ in matter.answers] == ["send"]
    assert (wording.held(0, 0), wording.held(0, 1)) == ("", "1 change held back")
    assert wording.held(1, 2) == "1 appointment waits for its day, 2 changes held back"


def test_what_presses_comes_first_and_what_only_waits_last() -> None:
    conflict = ConflictRow("k", "v", "a", "Board", (), SINCE, "c")
    found = matters([question("delete", "in", items=TITLES)], [conflict], [parked("window"), parked("refused")], NAMES)
    assert [matter.kind for matter in found] == ["question", "conflict", "parked", "held"]
    assert [word for word, _ in found[3].answers] == ["send-now"]
    assert found[2].answers == ()


def test_undoing_says_what_is_left_alone_and_shortens_long_lists() -> None:
    one = Undone("h", "a", "Board", "update", ("title",), ("location",))
    assert undo_words([one]).startswith("“Board”: Title as before. Left alone, because it was changed again: Location.")
    assert "and 4 more" in undo_words([one] * 12)
