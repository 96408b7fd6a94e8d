"""A token endpoint that says what the test wants, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx

from calsync_desktop.auth.google.endpoints import Endpoints
from calsync_desktop.auth.google.registration import Registration
from calsync_desktop.auth.google.tokens import TokenDesk
from calsync_desktop.wire.client import Client, Ground
from calsync_desktop.wire.hosts import Trust

CLIENT = Registration("id.apps.example.com", "client-secret-c4n4ry")
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def granted(**changes: Any) -> dict[str, Any]:
    """What a refresh brings; a change to None leaves the field out."""
    usual = {"access_token": "at-2", "expires_in": 3599, "token_type": "Bearer", "scope": "openid"}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def id_token(**claims: Any) -> str:
    """An unsigned id_token, as far as anybody here looks."""
    parts = ({"alg": "none"}, {"aud": CLIENT.id, "sub": "1", "email": "ana@example.org"} | claims)
    return ".".join([*(urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts), "x"])


@dataclass
class TokenServer:
    """Answers in turn, the last one for ever; ``gate`` holds answers back until it is set."""

    answers: list[httpx.Response | Exception | Mapping[str, Any]] = field(default_factory=lambda: [granted()])
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.url.path, dict(parse_qsl(request.content.decode()))))
        if self.gate is not None:
            await self.gate.wait()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(200, json=dict(answer))

    @property
    def refreshes(self) -> list[dict[str, str]]:
        return [form for _, form in self.asked if form.get("grant_type") == "refresh_token"]

    def client_for(self, trust: Trust) -> Client:
        return client(self, trust)

    def desk(self, patience: float = 30.0) -> TokenDesk:
        return TokenDesk(Endpoints(), self.client_for, patience)


async def no_sleep(_seconds: float) -> None:
    """Nobody waits here."""


def client(handler: Callable[[httpx.Request], Any], trust: Trust, auth: httpx.Auth | None = None) -> Client:
    """The wire, ending in a function."""
    ground = Ground(lambda: NOW, no_sleep, lambda: 0.5)
    return Client(trust, auth, ground, transport=httpx.MockTransport(handler), environment={})


def refusal(error: str, status: int = 400, **more: Any) -> httpx.Response:
    """An answer of RFC 6749 section 5.2."""
    return httpx.Response(status, json={"error": error, "error_description": "Bad c4n4ry."} | more)
