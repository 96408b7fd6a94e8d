"""The words that a connection is configured with, checked and turned into settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from calsync_desktop.core.calendar import INTERVAL_MINUTES, WINDOW_DAYS, OnRemoteDelete, Policy, Settings
from calsync_desktop.core.errors import Usage

KINDS = ("all_day", "declined", "private", "free")


def configured(settings: Settings, values: Mapping[str, str]) -> Settings:
    """Settings with these words applied; Usage names the first that is wrong, and then none is applied."""
    for key, value in values.items():
        if key not in _WORDS:
            raise Usage(f"There is no setting “{key}”.", f"The settings are: {', '.join(_WORDS)}.")
        settings = _WORDS[key](settings, value.strip())
    return settings


def _switch(settings: Settings, value: str) -> Settings:
    if value.lower() not in ("on", "off"):
        raise Usage("sync_enabled is “on” or “off”.")
    return replace(settings, sync_enabled=value.lower() == "on")


def _number(name: str, allowed: range, what: str) -> Callable[[Settings, str], Settings]:
    def apply(settings: Settings, value: str) -> Settings:
        if not value.isascii() or not value.isdigit() or int(value) not in allowed:
            raise Usage(f"{name} is a number of {what} from {allowed.start} to {allowed.stop - 1}, not “{value}”.")
        change: dict[str, Any] = {name: int(value)}
        return replace(settings, **change)

    return apply


def _policy(settings: Settings, value: str) -> Settings:
    if value not in list(Policy):
        raise Usage(f"on_conflict is one of: {', '.join(Policy)}.")
    return replace(settings, on_conflict=Policy(value))


def _on_delete(settings: Settings, value: str) -> Settings:
    if value not in list(OnRemoteDelete):
        raise Usage("on_remote_delete is “delete” or “keep”.")
    return replace(settings, on_remote_delete=OnRemoteDelete(value))


def _hide_kinds(settings: Settings, value: str) -> Settings:
    kinds = _list(value)
    if unknown := [k for k in kinds if k not in KINDS]:
        raise Usage(f"hide_kinds knows {', '.join(KINDS)}, not “{unknown[0]}”.")
    return replace(settings, hiding=replace(settings.hiding, kinds=kinds))


def _hide_titles(settings: Settings, value: str) -> Settings:
    try:
        re.compile(value)
    except re.error:
        raise Usage("hide_titles is not a valid regular expression.", "An empty value hides nothing.") from None
    return replace(settings, hiding=replace(settings.hiding, titles=value))


def _hide_categories(settings: Settings, value: str) -> Settings:
    return replace(settings, hiding=replace(settings.hiding, categories=_list(value)))


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


_WORDS: Mapping[str, Callable[[Settings, str], Settings]] = {
    "sync_enabled": _switch,
    "window_days": _number("window_days", WINDOW_DAYS, "days"),
    "interval_minutes": _number("interval_minutes", INTERVAL_MINUTES, "minutes"),
    "on_conflict": _policy,
    "on_remote_delete": _on_delete,
    "hide_kinds": _hide_kinds,
    "hide_titles": _hide_titles,
    "hide_categories": _hide_categories,
}
