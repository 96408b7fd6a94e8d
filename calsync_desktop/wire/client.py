"""The HTTP client: one request in, one whole answer or one error of ours out."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from calsync_desktop import __version__
from calsync_desktop.core.errors import CalSyncError, Offline, ServerTrouble, Usage
from calsync_desktop.wire import bodies, redirects, status, tls
from calsync_desktop.wire.hosts import Trust, loopback_host, split
from calsync_desktop.wire.redact import shape

CONNECT, READ = 10.0, 60.0  # seconds
PATIENT = 300.0  # seconds, for the one answer that a server may have to work on: a first listing of everything
PARALLEL = 4  # connections to one account (protocols 7.1)
HICCUPS = frozenset({502, 503, 504})
TRIES = 3
# This computer is never behind a proxy, whatever the environment says.
NO_PROXY = ("all://localhost", "all://127.0.0.1", "all://[::1]")

log = logging.getLogger("calsync.wire")
for _chatty in ("httpx", "httpcore"):  # they write whole URLs and headers
    logging.getLogger(_chatty).disabled = True

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of any status; ``url`` is where it came from after redirects, ``clock`` the server's clock minus ours."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    clock: timedelta = timedelta(0)
    after: float | None = None
    moved: bool = False

    @property
    def ok(self) -> bool:
        """The server did what was asked."""
        return 200 <= self.status < 300

    @property
    def host(self) -> str:
        """The server's name, for sentences."""
        return urlsplit(self.url).hostname or "the server"

    def trouble(self, said: str = "") -> CalSyncError | None:
        """The error that the status stands for."""
        return status.trouble(self.status, self.host, after=self.after, said=said)

    def check(self, said: str = "") -> Answer:
        """Itself when it is a success; raises the error otherwise."""
        problem = self.trouble(said)
        if problem is not None:
            raise problem
        return self


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is sent; ``wait``: seconds of silence that are borne."""

    method: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    wait: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What the client stands on: the clock (aware UTC), sleep in seconds, and a number between 0 and 1."""

    now: Callable[[], datetime]
    sleep: Sleep
    random: Callable[[], float]


class Client:
    """Speaks to the origins of ``trust`` only, with ``auth``; proxies and extra roots are read from the environment when it is made.

    Only reads are repeated, and only when the connection broke or a gateway stumbled (502 to 504 without Retry-After): at most
    two more times, 1 and 2 s apart. A write is sent once; whether a lost one arrived is settled by reading (Offline).
    """

    def __init__(
        self,
        trust: Trust,
        auth: httpx.Auth | None,
        ground: Ground,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.trust = trust
        self.requests = 0
        self._ground = ground
        self._auth = auth
        self._http = self._open(transport, os.environ if environment is None else environment)

    def _open(self, transport: httpx.AsyncBaseTransport | None, environment: Mapping[str, str]) -> httpx.AsyncClient:
        """A given transport (tests) needs neither proxies nor certificates."""
        options: dict[str, object] = (
            {"transport": transport} if transport is not None else {"verify": tls.context(environment)}
        )
        if transport is None:
            options["mounts"] = dict.fromkeys(NO_PROXY)
        return httpx.AsyncClient(
            timeout=httpx.Timeout(READ, connect=CONNECT),
            limits=httpx.Limits(max_connections=PARALLEL),
            headers={"User-Agent": f"CalSync-Desktop/{__version__}", "Accept": "*/*"},
            event_hooks={"request": [self._count]},
            **options,  # type: ignore[arg-type]
        )

    async def _count(self, _request: httpx.Request) -> None:
        self.requests += 1

    async def send(
        self,
        method: str,
        url: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        discovery: bool = False,
        patient: bool = False,
    ) -> Answer:
        """The answer, whatever its status; redirects of reads are followed (``discovery``: 303 too), with method and body kept.

        ``patient``: the server may think for minutes before it answers.
        Offline, ServerTrouble or Untrusted when there is no answer that can be used.
        """
        moved = False
        for _ in range(redirects.HOPS + 1):
            if not self.trust.covers(url):
                raise redirects.stranger(self.trust.origin, url)
            answer = await self._repeatedly(
                Asked(method, url, body, headers or {}, PATIENT if patient else READ), moved
            )
            if answer.status not in redirects.DISCOVERY:
                return answer
            location = answer.headers.get("location", "")
            url, moved = redirects.next_url(method, url, answer.status, location, self.trust, discovery=discovery), True
        raise ServerTrouble(f"{split(url).hostname} redirects in a circle. Nothing was changed.")

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _repeatedly(self, asked: Asked, moved: bool) -> Answer:
        """One answer, with the few quick repeats that a read is allowed."""
        tries = TRIES if asked.method in redirects.SAFE else 1
        for attempt in range(1, tries + 1):
            try:
                answer = await self._once(asked, moved)
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
                if attempt == tries:
                    raise _no_answer(error, asked.url) from None
            else:
                if answer.status not in HICCUPS or answer.after is not None or attempt == tries:
                    return answer
            await self._ground.sleep(2.0 ** (attempt - 1) * (1 + 0.2 * self._ground.random()))
        raise AssertionError("unreachable")

    async def _once(self, asked: Asked, moved: bool) -> Answer:
        async with self._stream(asked) as response:
            if response.is_stream_consumed:  # a transport that hands over whole answers (httpx.MockTransport)
                content = response.content
            else:
                content = await bodies.read(response.aiter_raw(), response.headers.get("content-encoding", ""))
        log.debug("%s %s -> %d", asked.method, shape(asked.url), response.status_code)
        now = self._ground.now()
        return Answer(
            status=response.status_code,
            url=asked.url,
            headers=response.headers,
            body=content,
            clock=status.clock_offset(response.headers.get("date"), now),
            after=status.retry_after(response.headers.get("retry-after"), now),
            moved=moved,
        )

    @asynccontextmanager
    async def _stream(self, asked: Asked) -> AsyncIterator[httpx.Response]:
        """The border where httpx's errors become ours, except the three that a read may repeat."""
        url = asked.url
        encodings = "identity" if loopback_host(split(url).hostname or "") else bodies.ACCEPTED
        request = {
            "content": asked.body or None,
            "headers": {"Accept-Encoding": encodings, **asked.headers},
            "timeout": httpx.Timeout(asked.wait, connect=CONNECT),
        }
        try:
            async with self._http.stream(asked.method, url, auth=self._auth, **request) as response:  # type: ignore[arg-type]
                yield response
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
            if tls.tls_cause(error) is None:
                raise
            raise _no_answer(error, url) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise _no_answer(error, url) from None


def _no_answer(error: Exception, url: str) -> CalSyncError:
    """What it means that no usable answer came."""
    host = urlsplit(url).hostname or "The server"
    log.debug("no answer from %s: %s", shape(url), type(error).__name__)
    cause = tls.tls_cause(error)
    if cause is not None:
        return tls.untrusted(cause, host)
    match error:
        case httpx.ProxyError():
            return Offline(f"The proxy did not let us through to {host}.", "Check the proxy settings of this computer.")
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Offline(f"{host} did not answer in time.")
        case httpx.TimeoutException():
            return Offline(f"{host} stopped answering.")
        case httpx.ConnectError():
            return Offline(f"{host} cannot be reached{_why(error)}.")
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | UnicodeError():
            return Usage("This is not a web address.", "Give an address like https://calendar.example.com/")
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            return Offline(f"The connection to {host} broke off.")
        case _:
            return ServerTrouble(f"{host} answered in a way that is not understood.")


def _why(error: httpx.ConnectError) -> str:
    """Why a connection failed, in a word or two; the system's own texts differ too much to be shown."""
    words = str(error).lower()
    if any(each in words for each in ("name or service", "name resolution", "nodename", "getaddrinfo", "no address")):
        return ": the name is unknown, or there is no network"
    return ": nothing is listening there" if "refused" in words or "all connection attempts" in words else ""
