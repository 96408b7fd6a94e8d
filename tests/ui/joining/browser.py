"""A pretend service that signs people in on a page of its own, and a browser that answers when it is told to."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from calsync_desktop.core.errors import CalSyncError, SignInAgain, Usage
from calsync_desktop.core.provider import Authorization, SignInWish
from calsync_desktop.sync.engine import Engine
from calsync_desktop.sync.ground import Door
from calsync_desktop.ui.launch import Tell
from tests.ui.conftest import House

PAGE = "https://accounts.example.org/consent?state=1"


@dataclass
class Page:
    """One attempt: what the person did there, once it is known."""

    house: "BrowserHouse"
    url: str = PAGE
    redirect_uri: str = "http://127.0.0.1:1/"
    state: str = ""
    closed: bool = False
    answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self) -> None:
        await self.answer.wait()
        if self.house.refusal is not None:
            raise self.house.refusal

    async def secret(self) -> Mapping[str, str]:
        return {"user": "clara", "password": self.house.server.password}

    def nobody_answered(self) -> CalSyncError:
        return SignInAgain("Nobody finished signing in in time. Nothing was changed.", "Try again.")

    async def aclose(self) -> None:
        self.closed = True


@dataclass
class BrowserHouse(House):
    """A profile that knows such a service under the name of Google. ``refusal``: what the next answer is."""

    refusal: CalSyncError | None = None
    client: Mapping[str, str] | None = None
    needs_client: bool = False
    wishes: list[SignInWish] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    def engine(self, tell: Tell) -> Engine:
        engine = super().engine(tell)
        door = engine._reception.doors["caldav"]
        google: Door = replace(door, authorize=self._authorize, registration=self._registered)
        engine._reception = replace(engine._reception, doors={"caldav": door, "google": google})
        engine.sign_ins.desk = engine._reception
        return engine

    async def _authorize(self, wish: SignInWish) -> Authorization:
        self.wishes.append(wish)
        self.loop = asyncio.get_running_loop()
        if self.needs_client and not wish.client:
            raise Usage("There is no Google client id yet, and without one Google lets nobody sign in.")
        page = Page(self, state=f"state-{len(self.pages)}")
        self.pages.append(page)
        return page

    @staticmethod
    def _registered(words: Mapping[str, str]) -> Mapping[str, str]:
        if "json" not in words and "." not in words.get("client_id", ""):
            raise Usage("This is not a client id.")
        return {"client_id": words.get("client_id", "from-file"), "client_secret": words.get("client_secret", "")}

    def person(self, *, refuses: CalSyncError | None = None) -> None:
        """Somebody finishes the latest page."""
        self.refusal = refuses
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self.pages[-1].answer.set)


Visit = Callable[[str], object]
