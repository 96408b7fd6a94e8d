"""The REPORTs: sync-collection (RFC 6578, 3.2), calendar-multiget and calendar-query (RFC 4791, 7.8 and 7.9)."""

from collections.abc import Iterator

from calsync_desktop.sandbox.caldav import answers, spans
from calsync_desktop.sandbox.caldav.answers import Element, Member
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import caldav, dav
from calsync_desktop.sandbox.caldav.nodes import Node, children, find
from calsync_desktop.sandbox.caldav.properties import collection_etag, describe
from calsync_desktop.sandbox.caldav.reading import BadXmlError, root_of, text_at, wanted_properties
from calsync_desktop.sandbox.caldav.store import Collection
from calsync_desktop.sandbox.caldav.world import User, World


def report(world: World, user: User, request: Request) -> Answer:
    """Dispatch on the root element of the body."""
    node = find(world, user, request.path)
    if node is None:
        return plain(404)
    if node.collection is None or node.collection.kind not in ("calendar", "subscription"):
        return plain(405, "REPORT needs a calendar")
    try:
        root = root_of(request.body)
    except BadXmlError as trouble:
        return plain(400, str(trouble))
    if root.tag == dav("sync-collection") and world.quirks.sync_collection:
        return _sync_collection(world, node, request, root)
    if root.tag == caldav("calendar-multiget"):
        return _multiget(world, node, request, root)
    if root.tag == caldav("calendar-query"):
        return _query(world, node, request, root)
    return answers.error(403, dav("supported-report"))


def dead_token(world: World) -> Answer:
    """The answer to a token this server no longer knows."""
    return answers.error(world.quirks.dead_token_status, dav("valid-sync-token"))


def _sync_collection(world: World, node: Node, request: Request, root: Element) -> Answer:
    collection, token = node.collection, text_at(root, dav("sync-token"))
    if collection is None or token is None or text_at(root, dav("sync-level")) != "1":
        return plain(400, "sync-token and sync-level 1 are required")
    if request.depth not in ("0", "infinity"):
        return plain(400, "sync-collection wants Depth: 0")
    since = world.store.sequence_of(collection, token) if token else 0
    if since is None:
        return dead_token(world)
    changed = _changed_since(collection, since, brief=world.quirks.brief_as_404 and bool(token))
    page = changed[: world.quirks.page_size]
    members = [*_own_row(world, node, request), *_changes(world, node, request, page, wanted_properties(root))]
    if len(page) < len(changed):
        limit = dav("number-of-matches-within-limits")
        members.append(Member(world.href(node.path, request), status=507, error=limit))
    reached = collection.changes[page[-1]] if len(page) < len(changed) else collection.sequence
    quirks = world.quirks
    fresh = world.token(node.path, reached)
    return answers.multistatus(members, token=fresh, token_first=quirks.token_first, ok_last=quirks.ok_last)


def _changed_since(collection: Collection, since: int, *, brief: bool) -> list[str]:
    """Names in the order of their last change; what is gone counts if it was there then, or if `brief` lives count."""
    names = sorted((number, name) for name, number in collection.changes.items() if number > since)
    return [name for _, name in names if brief or collection.current(name) is not None or collection.lived(name, since)]


def _own_row(world: World, node: Node, request: Request) -> Iterator[Member]:
    if world.quirks.collection_in_sync:
        yield Member(world.href(node.path, request), {dav("getetag"): collection_etag(node) or ""})


def _changes(
    world: World, node: Node, request: Request, names: list[str], wanted: tuple[str, ...] | None
) -> Iterator[Member]:
    for name in names:
        found = find(world, node.user, node.path + name)
        if found is None:
            yield Member(world.href(node.path + name, request), status=404)
        else:
            yield describe(world, found, request, wanted)


def _multiget(world: World, node: Node, request: Request, root: Element) -> Answer:
    wanted = wanted_properties(root)
    members = []
    for asked in root.iterfind(dav("href")):
        sent = (asked.text or "").strip()
        path = world.path_of(request, sent)
        found = find(world, node.user, path) if path.startswith(node.path) else None
        if found is None or found.version is None:
            members.append(Member(sent, status=404))
        else:
            members.append(describe(world, found, request, wanted))
    return answers.multistatus(members, ok_last=world.quirks.ok_last)


def _query(world: World, node: Node, request: Request, root: Element) -> Answer:
    try:
        wish = spans.read_filter(root)
    except spans.UnknownFilterError as trouble:
        return answers.error(403, caldav("supported-filter"), sentence=str(trouble))
    members = [
        describe(world, child, request, wanted_properties(root))
        for child in (children(world, node) if request.depth != "0" else [])
        if child.version is not None and spans.matches(child.version.text or "", wish)
    ]
    return answers.multistatus(members, ok_last=world.quirks.ok_last)
