"""The methods that change a whole calendar: MKCALENDAR, PROPPATCH and DELETE of a collection."""

from calsync_desktop.sandbox.caldav import answers
from calsync_desktop.sandbox.caldav.answers import Element, Member
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import caldav, dav
from calsync_desktop.sandbox.caldav.nodes import find
from calsync_desktop.sandbox.caldav.properties import SETTABLE
from calsync_desktop.sandbox.caldav.reading import BadXmlError, root_of
from calsync_desktop.sandbox.caldav.store import Collection
from calsync_desktop.sandbox.caldav.world import User, World


def mkcalendar(world: World, user: User, request: Request) -> Answer:
    """Make a calendar in a home (RFC 4791, 5.3.1)."""
    path = request.path if request.path.endswith("/") else request.path + "/"
    if not world.quirks.mkcalendar:
        return plain(405, "no calendar can be made here")
    if find(world, user, path) is not None:
        return answers.error(world.quirks.taken_status, dav("resource-must-be-null"))
    if not path.startswith(user.homes) or path.rstrip("/").rpartition("/")[0] + "/" not in user.homes:
        return answers.error(403, caldav("calendar-collection-location-ok"))
    try:
        root = root_of(request.body) if request.body.strip() else None
    except BadXmlError as trouble:
        return plain(400, str(trouble))
    made = world.store.add_collection(path, components=("VEVENT",))
    for prop in root.iterfind(f"{dav('set')}/{dav('prop')}/*") if root is not None else []:
        _set(made, prop)
    return Answer(201)


def proppatch(world: World, user: User, request: Request) -> Answer:
    """Set or remove properties of a calendar, all or none (RFC 4918, 9.2)."""
    node = find(world, user, request.path)
    if node is None or node.collection is None or node.version is not None:
        return plain(404 if node is None else 403)
    if node.collection.read_only:
        return answers.error(403, dav("need-privileges"))
    try:
        root = root_of(request.body)
    except BadXmlError as trouble:
        return plain(400, str(trouble))
    given = [(change.tag, prop) for change in root for prop in change.iterfind(f"{dav('prop')}/*")]
    for kind, prop in given:
        _set(node.collection, prop, remove=kind == dav("remove"))
    done = {prop.tag: "" for _, prop in given}
    return answers.multistatus([Member(world.href(node.path, request), done)])


def remove(world: World, user: User, request: Request) -> Answer:
    """Delete a calendar with everything in it."""
    node = find(world, user, request.path)
    if node is None or node.collection is None:
        return plain(404 if node is None else 403)
    if node.collection.read_only:
        return answers.error(403, dav("need-privileges"))
    world.store.remove_collection(node.path)
    return deleted(world, request)


def deleted(world: World, request: Request) -> Answer:
    """The answer to a DELETE that worked; under 200 with a multistatus body, as Radicale does it."""
    if world.quirks.delete_status != 200:
        return Answer(world.quirks.delete_status)
    body = answers.multistatus([Member(world.href(request.path, request), status=200)])
    return Answer(200, body.headers, body.body)


def _set(collection: Collection, prop: Element, *, remove: bool = False) -> None:
    text = None if remove else prop.text or ""
    if prop.tag in SETTABLE:
        setattr(collection, SETTABLE[prop.tag], text)
    elif prop.tag == caldav("supported-calendar-component-set"):
        collection.components = tuple(each.get("name") for each in prop.iterfind(caldav("comp")))
    elif text is not None:
        collection.extra[prop.tag] = text
    else:
        collection.extra.pop(prop.tag, None)
