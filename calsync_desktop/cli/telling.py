"""One appointment, one connection, one run in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calsync_desktop.cli.days import span
from calsync_desktop.cli.words import fields, heading, many, moment, plain, table

Told = Mapping[str, Any]


def appointment_words(told: Told, calendars: Mapping[str, str]) -> Iterator[str]:
    """All that is worth saying of an appointment."""
    yield heading(plain(told["title"]) or "(no title)")
    yield from fields(
        {
            "when": _when(told),
            "repeats": told["rrule"],
            "calendar": calendars.get(told["calendar"], told["calendar"]),
            "where": told["location"],
            "status": "" if told["status"] == "confirmed" else told["status"],
            "shown as": "" if told["show_as"] == "busy" else told["show_as"],
            "visibility": "" if told["visibility"] == "default" else told["visibility"],
            "reminders": ", ".join(f"{each['minutes']} min before" for each in told["reminders"]),
            "categories": ", ".join(told["categories"]),
            "link": told["url"] or told["meeting_url"],
            "organizer": _person(told["organizer"]),
            "guests": "\n".join(f"{_person(guest)}: {_reply(guest)}" for guest in told["attendees"]),
            "notes": told["notes"],
            "skipped": "\n".join(told["skipped"]),
            "changed": "\n".join(
                f"{each['original_start']}: {each['title']}, {_when(each)}" for each in told["overrides"]
            ),
            "waiting": "this change is not sent yet" if told["waiting"] else "",
            "kept": "only on this computer" if told["detached"] else "",
            "set aside": told["parked_reason"],
            "id": told["id"],
        }
    )


def connection_words(connections: Iterable[Told]) -> Iterator[str]:
    """One line a connection; what went wrong stands under it."""
    rows = list(connections)
    if not rows:
        yield "No account is connected yet. `calsync connect google` or `calsync connect caldav` connects one; --help says how."
        return
    lines = table(
        (row["id"], row["account"], row["status"], many(row["calendars"], "calendar"), _synced(row)) for row in rows
    )
    for row, line in zip(rows, lines, strict=True):
        yield line
        if row["error_message"]:
            yield f"  {plain(row['error_message'])}"


def run_words(runs: Iterable[Told], accounts: Mapping[str, str]) -> Iterator[str]:
    """What each run did, in one line and, where it failed, the reason and what to do."""
    for run in runs:
        yield f"{plain(accounts.get(run['connection'], run['connection']))}: {run_sentence(run)}"
        if run["error"]:
            yield f"  {plain(run['error']['message'])}"
            if run["error"]["hint"]:
                yield f"  {plain(run['error']['hint'])}"


def run_sentence(run: Told) -> str:
    """``up to date``, or what came, went and waits."""
    parts = [_moved("received", run["pulled"]), _moved("sent", run["pushed"])]
    parts += [many(run["merged"], "appointment") + " merged" if run["merged"] else ""]
    parts += [many(run["conflicts"], "conflict") if run["conflicts"] else ""]
    parts += [many(run["questions"], "question") if run["questions"] else ""]
    parts += [f"{run['parked']} set aside" if run["parked"] else ""]
    said = "; ".join(part for part in parts if part)
    state = {"ok": "", "offline": "offline", "failed": "failed", "sign-in": "sign in again", "question": ""}[
        run["status"]
    ]
    return ", ".join(part for part in (state, said) if part) or "up to date"


def _moved(verb: str, counts: Mapping[str, int]) -> str:
    parts = [
        f"{counts[kind]} {word}"
        for kind, word in (("created", "new"), ("updated", "changed"), ("deleted", "deleted"))
        if counts[kind]
    ]
    return f"{verb} {', '.join(parts)}" if parts else ""


def _synced(row: Told) -> str:
    return f"synced {moment(row['last_sync_at'])}" if row["last_sync_at"] else "never synced"


def _when(told: Told) -> str:
    zone = "" if told["all_day"] else f" ({told['zone']})" if told["zone"] else " (wherever one is)"
    return span(told["start"], told["end"]) + zone


def _person(person: Told | None) -> str:
    if person is None:
        return ""
    return f"{person['name']} <{person['email']}>" if person["name"] else str(person["email"])


def _reply(guest: Told) -> str:
    return {"none": "no answer yet"}.get(guest["reply"], str(guest["reply"])) + (
        " (optional)" if guest["optional"] else ""
    )
