"""The value of every property this server knows, one function each (protocols 3.1)."""

from collections.abc import Callable
from typing import Final

from calsync_desktop.sandbox.caldav import answers
from calsync_desktop.sandbox.caldav.answers import Member, Value, element
from calsync_desktop.sandbox.caldav.http import Request
from calsync_desktop.sandbox.caldav.names import apple, caldav, calendarserver, dav
from calsync_desktop.sandbox.caldav.nodes import Node
from calsync_desktop.sandbox.caldav.store import Kind
from calsync_desktop.sandbox.caldav.world import World

Maker = Callable[[World, Node, Request], Value | None]

TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "calendar": (caldav("calendar"),),
    "subscription": (caldav("calendar"), calendarserver("subscribed")),
    "inbox": (caldav("schedule-inbox"),),
    "outbox": (caldav("schedule-outbox"),),
    "notifications": (calendarserver("notification"),),
    "trash": ("{http://nextcloud.com/ns}trash-bin",),
}
WRITER: Final = ("read", "write", "write-properties", "write-content", "bind", "unbind")
READER: Final = ("read", "read-current-user-privilege-set")


def describe(world: World, node: Node, request: Request, wanted: tuple[str, ...] | None) -> Member:
    """The response for one node: the wanted properties (None: all) that exist, and the names of those that do not."""
    asked = wanted if wanted is not None else ALLPROP
    values = {name: _value(world, node, request, name) for name in asked}
    found = {name: value for name, value in values.items() if value is not None}
    absent = tuple(name for name, value in values.items() if value is None) if wanted is not None else ()
    return Member(world.href(node.path, request), found, absent)


def calendar_text(world: World, text: str) -> Value:
    """The value of C:calendar-data, as text or as CDATA."""
    return [answers.as_cdata(text)] if world.quirks.cdata else text


def collection_etag(node: Node) -> str | None:
    """An etag that changes with every member, or None for what has no members."""
    return f'"{node.collection.key}-{node.collection.sequence}"' if node.collection is not None else None


def _value(world: World, node: Node, request: Request, name: str) -> Value | None:
    maker = PROPERTIES.get(name)
    if maker is not None:
        return maker(world, node, request)
    return node.collection.extra.get(name) if node.collection is not None and node.version is None else None


def _hrefs(world: World, request: Request, *paths: str) -> Value:
    return [answers.href(world.href(path, request)) for path in paths]


def _resourcetype(_world: World, node: Node, _request: Request) -> Value:
    if node.kind == "resource":
        return ""
    types = [dav("collection")] + ([dav("principal")] if node.kind == "principal" else [])
    types += TYPES[node.collection.kind] if node.collection is not None else ()
    return [element(name) for name in types]


def _displayname(_world: World, node: Node, _request: Request) -> Value | None:
    if node.kind == "principal":
        return node.user.full_name
    return node.collection.name if node.kind == "collection" and node.collection is not None else None


def _principal(world: World, node: Node, request: Request) -> Value:
    return _hrefs(world, request, node.user.principal)


def _home_set(world: World, node: Node, request: Request) -> Value | None:
    if node.kind != "principal":
        return None
    base = world.quirks.home_base
    if not base:
        return _hrefs(world, request, *node.user.homes)
    return [answers.href(base + world.encoded(home)) for home in node.user.homes]


def _address_set(_world: World, node: Node, _request: Request) -> Value | None:
    return [answers.href(each) for each in node.user.addresses] if node.kind == "principal" else None


def _box(kind: Kind) -> Maker:
    def value(world: World, node: Node, request: Request) -> Value | None:
        boxes = [each.path for home in node.user.homes for each in world.store.children(home) if each.kind == kind]
        return _hrefs(world, request, *boxes[:1]) if boxes and node.kind == "principal" else None

    return value


def _sync_token(world: World, node: Node, _request: Request) -> Value | None:
    return world.token(node.path) if _has_members(node) and world.quirks.sync_collection else None


def _ctag(world: World, node: Node, _request: Request) -> Value | None:
    if not _has_members(node) or not world.quirks.ctag or node.collection is None:
        return None
    return f"ctag-{node.collection.key}-{world.store.epoch}-{node.collection.sequence}"


def _has_members(node: Node) -> bool:
    return node.kind == "collection" and node.collection is not None and node.collection.kind in TYPES_WITH_MEMBERS


def _privileges(_world: World, node: Node, _request: Request) -> Value:
    limited = node.collection is not None and (node.collection.read_only or node.collection.kind == "subscription")
    return [element(dav("privilege"), [element(dav(name))]) for name in (READER if limited else WRITER)]


def _reports(world: World, node: Node, _request: Request) -> Value | None:
    if not _has_members(node):
        return None
    known = [caldav("calendar-multiget"), caldav("calendar-query")]
    known += [dav("sync-collection")] if world.quirks.sync_collection else []
    return [element(dav("supported-report"), [element(dav("report"), [element(name)])]) for name in known]


def _components(_world: World, node: Node, _request: Request) -> Value | None:
    if not _has_members(node) or node.collection is None or not node.collection.components:
        return None
    return [element(caldav("comp"), name=name) for name in node.collection.components]


def _field(name: str) -> Maker:
    def value(_world: World, node: Node, _request: Request) -> Value | None:
        found = getattr(node.collection, name) if node.kind == "collection" else None
        return found if isinstance(found, str) else None

    return value


def _etag(world: World, node: Node, _request: Request) -> Value | None:
    if node.version is not None:
        return world.etag(node.version.etag)
    return collection_etag(node) if world.quirks.collection_etag else None


def _content_type(world: World, node: Node, _request: Request) -> Value | None:
    if node.version is not None:
        return "text/calendar; charset=utf-8"
    return "text/calendar" if world.quirks.collection_etag and node.collection is not None else None


def _content_length(_world: World, node: Node, _request: Request) -> Value | None:
    return str(len((node.version.text or "").encode())) if node.version is not None else None


def _last_modified(_world: World, node: Node, _request: Request) -> Value | None:
    return node.version.at.strftime("%a, %d %b %Y %H:%M:%S GMT") if node.version is not None else None


def _calendar_data(world: World, node: Node, _request: Request) -> Value | None:
    if node.version is None or node.version.text is None:
        return None
    world.serve(node.path, node.version.number)
    return calendar_text(world, node.version.text)


def _max_size(world: World, node: Node, _request: Request) -> Value | None:
    return str(world.quirks.max_resource_size) if _has_members(node) else None


TYPES_WITH_MEMBERS: Final = ("calendar", "subscription")
PROPERTIES: Final[dict[str, Maker]] = {
    dav("resourcetype"): _resourcetype,
    dav("displayname"): _displayname,
    dav("current-user-principal"): _principal,
    dav("owner"): _principal,
    dav("sync-token"): _sync_token,
    dav("current-user-privilege-set"): _privileges,
    dav("supported-report-set"): _reports,
    dav("getetag"): _etag,
    dav("getcontenttype"): _content_type,
    dav("getcontentlength"): _content_length,
    dav("getlastmodified"): _last_modified,
    calendarserver("getctag"): _ctag,
    caldav("calendar-home-set"): _home_set,
    caldav("calendar-user-address-set"): _address_set,
    caldav("schedule-outbox-URL"): _box("outbox"),
    caldav("schedule-inbox-URL"): _box("inbox"),
    caldav("supported-calendar-component-set"): _components,
    caldav("calendar-timezone"): _field("timezone"),
    caldav("calendar-description"): _field("description"),
    caldav("max-resource-size"): _max_size,
    caldav("calendar-data"): _calendar_data,
    apple("calendar-color"): _field("color"),
    apple("calendar-order"): _field("order"),
}
SETTABLE: Final = {
    dav("displayname"): "name",
    caldav("calendar-timezone"): "timezone",
    caldav("calendar-description"): "description",
    apple("calendar-color"): "color",
    apple("calendar-order"): "order",
}
ALLPROP: Final = tuple(dav(name) for name in ("resourcetype", "displayname", "getetag", "getcontenttype"))
