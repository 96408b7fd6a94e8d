"""What is only done when the user says so: questions are listed with their exact set, answered by a word, and told by exit code 4."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Served, Shell

DAYS = ("--from", "2026-03-02", "--to", "2026-04-02")
INVITING = ("add", "--calendar", "Work", "--title", "Board", "--start", "2026-03-03T10:00", "--guest", "bo@example.org")


def many_events(count: int) -> str:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:e{n}\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:202603{n + 2:02}T090000Z\r\n"
        f"DTEND:202603{n + 2:02}T100000Z\r\nSUMMARY:Lesson {n}\r\nEND:VEVENT\r\n"
        for n in range(1, count + 1)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n{events}END:VCALENDAR\r\n"


def titles(shell: Shell) -> list[str]:
    return sorted(row["title"] for row in shell.tell("agenda", *DAYS)["occurrences"])


@pytest.fixture
def lessons(shell: Shell, served: Served, connected: str, tmp_path: Path) -> list[str]:
    """Fifteen appointments that both sides know; their titles."""
    file = tmp_path / "lessons.ics"
    file.write_text(many_events(15))
    shell.tell("import", str(file), "--calendar", "Work")
    shell.tell("sync")
    assert len(served.sandbox.store.texts(served.work)) == 15
    return titles(shell)


def vanish(served: Served, count: int) -> None:
    for path in sorted(served.sandbox.store.texts(served.work))[:count]:
        served.sandbox.store.delete(path if path.startswith("/") else f"{served.work}{path}")


@pytest.fixture
def asked(shell: Shell, served: Served, connected: str, lessons: list[str]) -> dict[str, Any]:
    """Twelve of them disappeared on the server, and that is asked about."""
    vanish(served, 12)
    ended = shell("sync", "--json")
    assert (ended.code, ended.told["runs"][0]["status"]) == (4, "question")
    [question] = shell.tell("questions")["questions"]
    return dict(question)


def test_many_deletions_are_asked_about_with_their_exact_set(
    shell: Shell, connected: str, lessons: list[str], asked: dict[str, Any]
) -> None:
    assert asked.keys() == {
        *("id", "kind", "connection", "calendar", "direction", "count", "of", "items", "people", "since"),
    }
    assert (asked["kind"], asked["direction"], asked["count"], asked["of"]) == ("delete", "in", 12, 15)
    assert asked["connection"] == connected
    assert len({item["appointment"] for item in asked["items"]}) == 12
    assert {item["title"] for item in asked["items"]} <= set(lessons)
    assert asked["people"] == []
    assert titles(shell) == lessons
    assert shell.tell("status")["questions"] == 1


def test_the_words_name_what_disappeared_and_how_to_answer(shell: Shell, asked: dict[str, Any]) -> None:
    words = shell("questions").out
    assert "12 of 15 appointments disappeared from “Work”" in words
    assert asked["items"][0]["title"] in words
    assert f"calsync answer {asked['id']} keep|delete" in words
    assert "calsync questions" in shell("sync").out


def test_a_question_goes_on_waiting(shell: Shell, asked: dict[str, Any], lessons: list[str]) -> None:
    assert shell("sync", "--json").code == 4
    assert [row["id"] for row in shell.tell("questions")["questions"]] == [asked["id"]]
    assert titles(shell) == lessons


def test_delete_deletes_here_too_and_is_asked_once(shell: Shell, asked: dict[str, Any], lessons: list[str]) -> None:
    shell.tell("answer", asked["id"][:4], "delete")
    assert shell.tell("questions") == {"questions": []}
    assert shell.tell("sync")["runs"][0]["pulled"]["deleted"] == 12
    assert titles(shell) == sorted(set(lessons) - {item["title"] for item in asked["items"]})
    assert shell.tell("sync")["runs"][0]["status"] == "ok"


def test_keep_keeps_all_and_never_asks_again(shell: Shell, asked: dict[str, Any], lessons: list[str]) -> None:
    told = shell.tell("answer", asked["id"], "keep")
    assert told.keys() == {"changes", "waiting"}
    shell.tell("sync")
    assert shell.tell("sync")["runs"][0]["questions"] == 0
    assert titles(shell) == lessons


@pytest.mark.parametrize("word", ["send", "hold"])
def test_a_word_that_answers_another_kind_is_refused(shell: Shell, asked: dict[str, Any], word: str) -> None:
    error = shell.error("answer", asked["id"], word, code=2)
    assert "keep or delete" in error["message"]
    assert shell.tell("questions")["questions"]


def test_an_unknown_question_is_refused(shell: Shell, connected: str) -> None:
    assert shell.error("answer", "q-nothing", "keep", code=2)["kind"] == "usage"


def test_inviting_where_the_server_always_mails_waits_as_a_question(shell: Shell, mailing: Served) -> None:
    ended = shell(*INVITING, "--json")
    assert ended.code == 4, ended
    assert ended.told["appointment"]["waiting"]
    assert shell("sync", "--json").code == 4
    [question] = shell.tell("questions")["questions"]
    assert (question["kind"], question["direction"], question["people"]) == ("mail", "out", ["bo@example.org"])
    assert [item["title"] for item in question["items"]] == ["Board"]
    assert mailing.sandbox.mail_count == 0
    words = shell("questions").out
    assert "Saving this mails 1 person" in words
    assert "bo@example.org" in words
    assert f"calsync answer {question['id']} send|hold" in words


def test_without_json_waiting_is_said(shell: Shell, mailing: Served) -> None:
    assert "calsync questions" in shell(*INVITING).out


def test_send_mails_exactly_once(shell: Shell, mailing: Served) -> None:
    shell(*INVITING)
    shell("sync")
    [question] = shell.tell("questions")["questions"]
    assert shell.tell("answer", question["id"], "send")["waiting"] is True
    assert shell.tell("sync")["runs"][0]["pushed"]["created"] == 1
    shell.tell("sync")
    assert mailing.sandbox.mail_count == 1
    assert shell.tell("questions") == {"questions": []}


def test_hold_keeps_the_edit_here_and_mails_nobody(shell: Shell, mailing: Served) -> None:
    shell(*INVITING)
    shell("sync")
    [question] = shell.tell("questions")["questions"]
    assert shell.tell("answer", question["id"], "hold")["waiting"] is True
    assert shell("sync", "--json").code == 0
    assert mailing.sandbox.mail_count == 0
    assert titles(shell) == ["Board"]
    assert shell.tell("status")["waiting"] == 1


def test_a_change_that_is_held_is_still_listed_and_can_be_sent_later(shell: Shell, mailing: Served) -> None:
    shell(*INVITING)
    shell("sync")
    [question] = shell.tell("questions")["questions"]
    shell.tell("answer", question["id"], "hold")
    [held] = shell.tell("questions")["questions"]
    assert (held["id"], held["held"], shell.tell("status")["questions"]) == (question["id"], True, 0)
    assert f"calsync answer {held['id']} send" in shell("questions").out
    shell.tell("answer", held["id"][:4], "send")
    assert shell.tell("sync")["runs"][0]["pushed"]["created"] == 1
    assert (mailing.sandbox.mail_count, shell.tell("questions")) == (1, {"questions": []})


def test_consent_given_with_the_edit_needs_no_question(shell: Shell, mailing: Served) -> None:
    shell.tell(*INVITING, "--notify", "all")
    shell.tell("sync")
    assert mailing.sandbox.mail_count == 1


def test_deleting_an_invitation_where_the_server_mails_ends_with_4(shell: Shell, mailing: Served) -> None:
    id_ = shell.tell(*INVITING, "--notify", "all")["appointment"]["id"]
    shell.tell("sync")
    assert shell("delete", id_, "--json").code == 4
    assert shell("sync", "--json").code == 4
    assert mailing.sandbox.mail_count == 1
