"""One call as the rooms see it: who asks, of which calendar, with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from calsync_desktop.sandbox.google.calendars import Account, Calendar, at_least
from calsync_desktop.sandbox.google.errors import RefusedError
from calsync_desktop.sandbox.google.http import Request
from calsync_desktop.sandbox.google.world import World

Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """`args` are the decoded parts of the path; `calendar` and `role` are set once a calendar is concerned."""

    world: World
    account: Account
    request: Request
    args: Words = field(default_factory=dict)
    at: Calendar | None = None
    role: str = "owner"

    @property
    def calendar(self) -> Calendar:
        assert self.at is not None, "this call concerns no calendar"
        return self.at

    def about(self, calendar_id: str) -> "Ask":
        """The same call, about that calendar; 404 when the account has no part in it."""
        calendar, role = self.world.calendar_of(self.account, calendar_id)
        return replace(self, at=calendar, role=role)

    def must_be(self, role: str) -> None:
        """403 when the account may do less than this role (protocols 1.8)."""
        if not at_least(self.role, role):
            raise RefusedError("requiredAccessLevel")

    def flag(self, name: str) -> bool | None:
        """A boolean parameter (words.FLAGS); None when it is absent."""
        value = self.request.one(name)
        return value.lower() == "true" if value is not None else None

    def number(self, name: str) -> int | None:
        """An integer parameter (words.COUNTS); None when it is absent."""
        value = self.request.one(name)
        return int(value) if value is not None else None

    @property
    def send_updates(self) -> str:
        """Whom the service mails: all, externalOnly, or none (the default; protocols 1.6)."""
        usual = "all" if self.flag("sendNotifications") else "none"
        return self.request.one("sendUpdates") or usual

    def version(self, name: str) -> bool:
        """conferenceDataVersion or eventLabelVersion is 1."""
        return self.number(name) == 1

    def only_if(self, etag: str) -> None:
        """412 unless If-Match is absent or names this etag."""
        wanted = self.request.header("if-match")
        if wanted is not None and wanted.strip() not in (etag, "*"):
            raise RefusedError("conditionNotMet")


def taken(given: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The members of these names that say something."""
    return {name: said(value) for name, value in given.items() if name in names and value is not None}


def said(value: Any) -> Any:
    """The value without the nulls in it, which say nothing."""
    if isinstance(value, dict):
        return {name: said(each) for name, each in value.items() if each is not None}
    return [said(each) for each in value] if isinstance(value, list) else value
