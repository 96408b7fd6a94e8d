"""What lies at a path: root, principal, home, collection or resource, and whether this user may see it."""

from dataclasses import dataclass
from typing import Literal

from calsync_desktop.sandbox.caldav.store import Collection, Version
from calsync_desktop.sandbox.caldav.world import User, World

NodeKind = Literal["root", "principal", "home", "collection", "resource"]
ROOTS = ("/", "/dav/", "/remote.php/dav/")


@dataclass(frozen=True, slots=True)
class Node:
    """One address of the tree; `collection` and `version` are there for the kinds that have them."""

    kind: NodeKind
    path: str
    user: User
    collection: Collection | None = None
    version: Version | None = None


def find(world: World, user: User, path: str) -> Node | None:
    """The node at the decoded path, with or without its final slash; None when nothing is there for this user."""
    slashed = path if path.endswith("/") else path + "/"
    if slashed in ROOTS:
        return Node("root", slashed, user)
    if slashed == user.principal:
        return Node("principal", slashed, user)
    if slashed in user.homes:
        return Node("home", slashed, user)
    if not slashed.startswith(user.homes):
        return None
    if slashed in world.store.collections:
        return Node("collection", slashed, user, world.store.collections[slashed])
    return _resource(world, user, path)


def children(world: World, node: Node) -> list[Node]:
    """The nodes directly below."""
    if node.kind == "home":
        return [Node("collection", each.path, node.user, each) for each in world.store.children(node.path)]
    if node.kind == "collection" and node.collection is not None:
        place = node.collection
        return [
            Node("resource", place.path + resource.name, node.user, place, version)
            for resource, version in place.living()
        ]
    return []


def _resource(world: World, user: User, path: str) -> Node | None:
    place = world.store.locate(path)
    current = place[0].current(place[1]) if place is not None else None
    if place is None or current is None:
        return None
    return Node("resource", path, user, place[0], current)
