"""The memory of the server: collections, resources with every version they ever had, and the log of changes."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from calsync_desktop.sandbox.caldav.objects import uid_of

Kind = Literal["calendar", "subscription", "inbox", "outbox", "notifications", "trash"]


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a resource: `text` is None once it is deleted, `etag` is quoted, `by` names who made it.

    `change` is the number of this change in its collection.
    """

    number: int
    text: str | None
    etag: str
    at: datetime
    by: str
    uid: str | None
    change: int


@dataclass(slots=True)
class Resource:
    """A member of a calendar; `versions` are numbered from 1, a deletion is a version too."""

    name: str
    versions: list[Version] = field(default_factory=list)

    @property
    def current(self) -> Version | None:
        """The living version, or None when the resource is gone."""
        return self.versions[-1] if self.versions and self.versions[-1].text is not None else None


@dataclass(slots=True)
class Collection:
    """A collection: `path` is decoded and ends with "/"; `changes` holds per name the number of its last change."""

    key: str
    path: str
    kind: Kind = "calendar"
    name: str | None = None
    description: str | None = None
    color: str | None = None
    order: str | None = None
    timezone: str | None = None
    components: tuple[str, ...] = ("VEVENT",)
    read_only: bool = False
    extra: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    sequence: int = 0

    def living(self) -> Iterator[tuple[Resource, Version]]:
        """Every resource that is there, by name."""
        for name in sorted(self.resources):
            current = self.resources[name].current
            if current is not None:
                yield self.resources[name], current

    def current(self, name: str) -> Version | None:
        resource = self.resources.get(name)
        return resource.current if resource is not None else None

    def lived(self, name: str, sequence: int) -> bool:
        """The resource was there right after change number `sequence`."""
        then = [each for each in self.resources[name].versions if each.change <= sequence]
        return bool(then) and then[-1].text is not None

    def owner_of_uid(self, uid: str) -> str | None:
        """The name of the living resource with this UID."""
        return next((resource.name for resource, version in self.living() if version.uid == uid), None)


@dataclass(slots=True)
class Store:
    """All collections by path, and the sync tokens that were given out. Every change of content passes through here.

    `put`, `delete` and `edit` are also the server-side edit API of the tests: they bypass HTTP, its preconditions and
    its mails, and count as another device named by `by`. A path is decoded: "/calendars/ana/work/a.ics".
    """

    clock: Callable[[], datetime]
    ids: Callable[[], str]
    collections: dict[str, Collection] = field(default_factory=dict)
    tokens: dict[str, tuple[str, int]] = field(default_factory=dict)
    epoch: int = 0

    def add_collection(self, path: str, **properties: object) -> Collection:
        """A new collection at the path; `properties` are fields of Collection."""
        made = Collection(self.ids(), path)
        for name, value in properties.items():
            if name not in Collection.__slots__:
                raise TypeError(f"a collection has no {name}")
            setattr(made, name, value)
        self.collections[path] = made
        return made

    def remove_collection(self, path: str) -> None:
        """The collection, its members and its tokens are gone at once, without a tombstone."""
        del self.collections[path]

    def children(self, parent: str) -> list[Collection]:
        """The collections directly below the path, by path."""
        found = [
            path for path in self.collections if path.startswith(parent) and path.count("/") == parent.count("/") + 1
        ]
        return [self.collections[path] for path in sorted(found)]

    def locate(self, path: str) -> tuple[Collection, str] | None:
        """The collection that holds (or would hold) the resource at the path, and the resource's name."""
        parent, _, name = path.rpartition("/")
        collection = self.collections.get(parent + "/")
        return (collection, name) if collection is not None and name else None

    def put(self, path: str, text: str, *, by: str = "another device") -> Version:
        """Store the text as the next version of the resource, whatever was there."""
        collection, name = self._place(path)
        return self._commit(collection, name, text, by)

    def delete(self, path: str, *, by: str = "another device") -> Version:
        """Leave a tombstone; KeyError when there is nothing."""
        collection, name = self._place(path)
        if collection.current(name) is None:
            raise KeyError(path)
        return self._commit(collection, name, None, by)

    def edit(self, path: str, change: Callable[[str], str], *, by: str = "another device") -> Version:
        """Store change(current text); KeyError when there is nothing."""
        return self.put(path, change(self.text(path)), by=by)

    def text(self, path: str) -> str:
        """The text that is stored now; KeyError when there is nothing."""
        collection, name = self._place(path)
        current = collection.current(name)
        if current is None or current.text is None:
            raise KeyError(path)
        return current.text

    def texts(self, path: str) -> dict[str, str]:
        """Every living text of the calendar, by resource name."""
        return {r.name: v.text for r, v in self.collections[path].living() if v.text is not None}

    def versions(self, path: str) -> tuple[Version, ...]:
        """Every version the resource ever had, tombstones included; empty when it never was."""
        collection, name = self._place(path)
        resource = collection.resources.get(name)
        return tuple(resource.versions) if resource is not None else ()

    def token(self, collection: Collection, sequence: int | None = None, *, bare: bool = False) -> str:
        """The sync token for the state after change number `sequence` (default: now); equal states, equal tokens."""
        number = collection.sequence if sequence is None else sequence
        digest = sha256(f"{self.epoch}/{collection.key}/{number}".encode()).hexdigest()[:32]
        token = digest if bare else f"http://sandbox.invalid/ns/sync/{digest}"
        self.tokens[token] = (collection.key, number)
        return token

    def sequence_of(self, collection: Collection, token: str) -> int | None:
        """The change number a token stands for, or None when it is dead or another collection's."""
        key, number = self.tokens.get(token, ("", 0))
        return number if key == collection.key else None

    def expire_tokens(self) -> None:
        """Every token given out so far is dead; the next ones differ from them."""
        self.tokens.clear()
        self.epoch += 1

    def snapshot(self) -> dict[str, Collection]:
        """A backup of all content, for restore."""
        return deepcopy(self.collections)

    def restore(self, backup: dict[str, Collection]) -> None:
        """The server is put back to a backup: newer content vanishes, old etags come back, tokens are dead."""
        self.collections = deepcopy(backup)
        self.expire_tokens()

    def _place(self, path: str) -> tuple[Collection, str]:
        place = self.locate(path)
        if place is None:
            raise KeyError(path)
        return place

    def _commit(self, collection: Collection, name: str, text: str | None, by: str) -> Version:
        resource = collection.resources.setdefault(name, Resource(name))
        number = len(resource.versions) + 1
        collection.sequence += 1
        digest = sha256(f"{collection.key}/{name}/{number}/{text}".encode()).hexdigest()[:20]
        made = Version(number, text, f'"{digest}"', self.clock(), by, uid_of(text or ""), collection.sequence)
        resource.versions.append(made)
        collection.changes[name] = collection.sequence
        return made
