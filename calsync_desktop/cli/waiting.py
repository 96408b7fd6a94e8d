"""Whether what was just changed waits for the user's word, which an exit code tells."""

from __future__ import annotations

from collections.abc import Collection

from calsync_desktop.app import reading
from calsync_desktop.app.failures import DONE, WAITS
from calsync_desktop.cli.scene import Scene


def what_waits(scene: Scene, appointments: Collection[str]) -> int:
    """4 when a question or a conflict about one of these waits, 0 otherwise."""
    if not appointments:
        return DONE
    questions = [row for row in reading.questions(scene.profile)["questions"] if "held" not in row]
    asked = {item["appointment"] for row in questions for item in row["items"]}
    disputed = {row["appointment"] for row in reading.conflicts(scene.profile)["conflicts"]}
    return WAITS if (asked | disputed) & set(appointments) else DONE
