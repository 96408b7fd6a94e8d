"""The methods that change nothing: OPTIONS, PROPFIND, GET and HEAD."""

from calsync_desktop.sandbox.caldav import answers
from calsync_desktop.sandbox.caldav.answers import Member
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import dav
from calsync_desktop.sandbox.caldav.nodes import children, find
from calsync_desktop.sandbox.caldav.properties import describe
from calsync_desktop.sandbox.caldav.reading import BadXmlError, root_of, wanted_properties
from calsync_desktop.sandbox.caldav.world import User, World

METHODS = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT, MKCALENDAR, MOVE"


def options(world: World, _user: User, _request: Request) -> Answer:
    """The DAV header tells what the server does (RFC 4791, 5.1 and RFC 6638, 2)."""
    classes = "1, 3, access-control, calendar-access"
    classes += ", calendar-auto-schedule" if world.quirks.auto_schedule else ""
    return Answer(200, (("DAV", classes), ("Allow", METHODS)))


def propfind(world: World, user: User, request: Request) -> Answer:
    """One response for the node, and at Depth 1 one for each child."""
    node = find(world, user, request.path)
    if node is None and world.quirks.missing_as_207:
        return answers.multistatus([Member(world.href(request.path, request), status=404)])
    if node is None:
        return plain(404)
    if request.depth not in ("0", "1"):
        return answers.error(403, dav("propfind-finite-depth"))
    if node.kind == "principal" and request.depth == "1" and not world.quirks.principal_depth_1:
        return plain(400, "Depth 1 is not possible here")
    try:
        wanted = wanted_properties(root_of(request.body)) if request.body.strip() else None
    except BadXmlError as trouble:
        return plain(400, str(trouble))
    nodes = [node, *(children(world, node) if request.depth == "1" else [])]
    members = [describe(world, each, request, wanted) for each in nodes]
    return answers.multistatus(members, ok_last=world.quirks.ok_last)


def get(world: World, user: User, request: Request) -> Answer:
    """The text of a resource with its strong ETag."""
    node = find(world, user, request.path)
    if node is None:
        return plain(404)
    if node.version is None or node.version.text is None:
        return plain(405, "only resources can be read")
    etag = world.etag(node.version.etag)
    shown = etag[:-1] + '-gzip"' if world.quirks.gzip_suffix else etag
    if request.header("if-none-match") == shown:
        return Answer(304, (("ETag", shown),))
    world.serve(node.path, node.version.number)
    headers = (("Content-Type", "text/calendar; charset=utf-8"), ("ETag", shown))
    return Answer(200, headers, b"" if request.method == "HEAD" else node.version.text.encode())
