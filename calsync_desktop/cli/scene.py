"""What every verb is given: the profile, the way to the engine, and the way its result is printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import click

from calsync_desktop.app.profile import Profile, find

F = TypeVar("F", bound=Callable[..., Any])
Result = Mapping[str, Any]
Hear = Callable[[Mapping[str, Any]], None]
Asker = Callable[[Profile, str, Mapping[str, Any], Hear, bool], Result]


def ask_app(profile: Profile, verb: str, args: Mapping[str, Any], hear: Hear, verbose: bool) -> Result:
    """The running engine's answer, or our own engine's when none runs."""
    from calsync_desktop.app.asking import ask

    return ask(profile, verb, args, hear, verbose=verbose)


@dataclass(frozen=True, slots=True)
class Scene:
    """``asker`` stands between the words and the engine."""

    asker: Asker = ask_app
    profile_name: str | None = None
    data_dir: str | None = None
    verbose: bool = False
    as_json: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    def at(self, profile: str | None, data_dir: str | None, environment: Mapping[str, str], verbose: bool) -> Scene:
        """The same, with the words that stand before the verb."""
        return replace(self, profile_name=profile, data_dir=data_dir, environment=environment, verbose=verbose)

    @property
    def profile(self) -> Profile:
        """Where everything is kept; Usage when its name cannot be one."""
        return find(self.profile_name, self.data_dir, self.environment)

    @property
    def zone(self) -> str:
        """The machine's zone."""
        from calsync_desktop.app.zone import machine_zone

        return machine_zone(self.environment)

    def ask(self, verb: str, hear: Hear | None = None, **args: Any) -> Result:
        """The engine's result for a verb; ``hear`` gets its notices meanwhile."""
        return self.asker(self.profile, verb, args, _hearing(hear), self.verbose)

    def show(self, result: Result, words: Callable[[Any], Iterable[str]]) -> None:
        """Print the result: one JSON object, or the lines that ``words`` makes of it."""
        if self.as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        else:
            _print(words(result))


def _hearing(hear: Hear | None) -> Hear:
    """What happened to the profile itself is always said, whatever else is listened to."""

    def all_ears(notice: Mapping[str, Any]) -> None:
        if notice.get("kind") == "salvaged":
            click.echo(f"{notice['message']}\n{notice['hint']}", err=True)
        elif hear is not None:
            hear(notice)

    return all_ears


def verb(function: F) -> F:
    """Give a command ``--json`` and, as its first argument, the scene."""

    def with_scene(*args: Any, as_json: bool, **options: Any) -> Any:
        scene: Scene = click.get_current_context().obj
        return function(replace(scene, as_json=as_json), *args, **options)

    with_scene.__doc__, with_scene.__name__ = function.__doc__, function.__name__
    with_scene.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(with_scene)  # type: ignore[return-value]


def _print(lines: Iterable[str]) -> None:
    text = "\n".join(lines)
    if text:
        click.echo(text, file=sys.stdout)
