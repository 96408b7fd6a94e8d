"""The headless demo in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from calsync_desktop.app.reading import today
from calsync_desktop.cli.days import agenda_words
from calsync_desktop.cli.words import heading, plain


class Told(Protocol):
    """What the demo hands back."""

    @property
    def occurrences(self) -> list[Mapping[str, Any]]:
        """The agenda afterwards."""

    @property
    def sentences(self) -> list[str]:
        """What happened."""

    @property
    def calendars(self) -> Mapping[str, str]:
        """Names by id."""

    @property
    def zone(self) -> str:
        """Whose days these are."""


def story_words(told: Told) -> Iterator[str]:
    """The agenda of two weeks, then what happened."""
    yield from agenda_words(told.occurrences, told.calendars, today(told.zone), today(told.zone))
    yield ""
    yield heading("What happened")
    for sentence in told.sentences:
        yield f"  {plain(sentence)}"
