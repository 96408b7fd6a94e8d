"""What comes in and what goes out: a request to a JSON service as a plain value, free of ASGI."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

from calsync_desktop.sandbox.caldav.http import Answer
from calsync_desktop.sandbox.google.errors import JSON_TYPE, RefusedError

Json: TypeAlias = Any
Resource: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `path` is still percent-encoded, `query` in the order it was sent, header names are lower case."""

    method: str
    path: str
    base: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return self.headers.get(name)

    def one(self, name: str) -> str | None:
        """The last value of the query parameter, None when it is absent."""
        return next((value for key, value in reversed(self.query) if key == name), None)

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a repeatable query parameter."""
        return tuple(value for key, value in self.query if key == name)

    def form(self) -> dict[str, str]:
        """The body as an HTML form; of a repeated field the last value."""
        return dict(self.pairs())

    def pairs(self) -> list[tuple[str, str]]:
        """The body as an HTML form, every field."""
        return parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True)

    def resource(self) -> Resource:
        """The body as a JSON object; an empty body is an empty one."""
        try:
            given = json.loads(self.body) if self.body.strip() else {}
            compact(given)
        except (ValueError, RecursionError):  # no JSON, too deep, or half a character that no answer could hold
            raise RefusedError("parseError") from None
        if not isinstance(given, dict):
            raise RefusedError("parseError")
        return given


def as_json(content: Json, status: int = 200) -> Answer:
    """An answer that carries this value."""
    return Answer(status, (("Content-Type", JSON_TYPE),), compact(content))


def compact(content: Json) -> bytes:
    """JSON without blanks, as `prettyPrint=false` gives it (this sandbox never prints prettily)."""
    return _ENCODER.encode(content).encode()


# Made once, because thousands of events are written with it.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
