"""From a request to its answer: the well-known address, the sign-in, then one function a method."""

from collections.abc import Callable
from typing import Final

from calsync_desktop.sandbox.caldav import collections, gate, reads, reports, writes
from calsync_desktop.sandbox.caldav.answers import Member, element, multistatus
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import dav
from calsync_desktop.sandbox.caldav.nodes import ROOTS, find
from calsync_desktop.sandbox.caldav.world import User, World

Method = Callable[[World, User, Request], Answer]


def respond(world: World, request: Request) -> Answer:
    """The answer of a server on which nothing goes wrong."""
    if request.path.rstrip("/") == "/.well-known/caldav":
        return _well_known(world)
    user = gate.who(world, request)
    if user is None and world.quirks.anonymous_root and request.method == "PROPFIND" and request.path in ROOTS:
        return _nobody(world, request)
    if user is None:
        return gate.challenge(world)
    method = METHODS.get(request.method)
    return method(world, user, request) if method is not None else plain(405)


def _well_known(world: World) -> Answer:
    if world.quirks.well_known_status == 404:
        return plain(404)
    return Answer(world.quirks.well_known_status, (("Location", world.quirks.well_known_target),))


def _nobody(world: World, request: Request) -> Answer:
    """RFC 5397, 3: there is a principal for everybody, but it is nobody's."""
    mark = [element(dav("unauthenticated"))]
    return multistatus([Member(world.href(request.path, request), {dav("current-user-principal"): mark})])


def _put(world: World, user: User, request: Request) -> Answer:
    if request.path.endswith("/") or find(world, user, request.path + "/") is not None:
        return plain(405, "a collection cannot be overwritten")
    return writes.put(world, user, request)


def _delete(world: World, user: User, request: Request) -> Answer:
    node = find(world, user, request.path)
    if node is not None and node.kind != "resource":
        return collections.remove(world, user, request)
    return writes.delete(world, user, request)


METHODS: Final[dict[str, Method]] = {
    "OPTIONS": reads.options,
    "PROPFIND": reads.propfind,
    "GET": reads.get,
    "HEAD": reads.get,
    "REPORT": reports.report,
    "PUT": _put,
    "DELETE": _delete,
    "MOVE": writes.move,
    "MKCALENDAR": collections.mkcalendar,
    "PROPPATCH": collections.proppatch,
}
