"""Notices and previews in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calsync_desktop.cli.telling import run_sentence, run_words
from calsync_desktop.cli.words import many, moment, plain, table


def notice_words(notice: Mapping[str, Any], accounts: Mapping[str, str]) -> str:
    """One line, or nothing where a notice only says that something is to be read again."""
    who = plain(accounts.get(notice.get("connection") or "", "")) or "CalSync"
    match notice["notice"]:
        case "RunStarted":
            return f"{who}: syncing"
        case "RunProgress" if notice["total"]:
            return f"{who}: {notice['done']} of {notice['total']}"
        case "RunEnded":
            error = notice["report"]["error"]
            return f"{who}: {run_sentence(notice['report'])}" + (f" ({plain(error['message'])})" if error else "")
        case "Paused":
            return (
                "going on"
                if notice["resumed"]
                else f"paused until {moment(notice['until'])}"
                if notice["until"]
                else "paused"
            )
        case "Fell":
            return f"{who}: {plain(notice['message'])} {plain(notice['hint'])}".rstrip()
        case _:
            return ""


def preview_words(told: Mapping[str, Any], accounts: Mapping[str, str]) -> Iterator[str]:
    """What a sync would do, one line for each appointment."""
    failed = [run for run in told["runs"] if run["error"]]
    yield from run_words(failed, accounts)
    plan = told["plan"]
    if not plan:
        yield "Nothing would change."
        return
    yield f"{many(len(plan), 'appointment')} would change; nothing was changed now."
    yield from table(
        (
            "←" if line["direction"] == "in" else "→",
            line["step"],
            line["title"] or "(no title)",
            ", ".join(line["fields"]),
            line["appointment"],
        )
        for line in plan
    )
