"""The methods that change one resource: PUT, DELETE and MOVE, with their conditions and preconditions."""

from calsync_desktop.sandbox.caldav import answers, objects
from calsync_desktop.sandbox.caldav.collections import deleted
from calsync_desktop.sandbox.caldav.http import Answer, Request, plain
from calsync_desktop.sandbox.caldav.names import caldav, dav
from calsync_desktop.sandbox.caldav.nodes import find
from calsync_desktop.sandbox.caldav.store import Collection, Version
from calsync_desktop.sandbox.caldav.world import User, World

BY_HTTP = "http"
SABRE_ERROR = (
    '<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">'
    "<s:exception>Sabre\\DAV\\Exception\\BadRequest</s:exception>"
    "<s:message>A calendar object with this uid is in this collection already.</s:message></d:error>"
)


def put(world: World, user: User, request: Request) -> Answer:
    """Create or replace a calendar object resource (RFC 4791, 5.3.2)."""
    place = world.store.locate(request.path)
    if place is None or not request.path.startswith(user.homes):
        return plain(409, "there is no such collection")
    collection, name = place
    current = collection.current(name)
    refusal = (
        _no_right(collection)
        or _condition(world, request, current)
        or _content(world, request, collection)
        or _uid_conflict(world, user, request, collection, name)
    )
    return refusal if refusal is not None else _store(world, user, request, current)


def delete(world: World, user: User, request: Request) -> Answer:
    """Remove a resource."""
    place = world.store.locate(request.path)
    current = place[0].current(place[1]) if place is not None and request.path.startswith(user.homes) else None
    if place is None or current is None:
        return plain(404)
    refusal = _no_right(place[0]) or _condition(world, request, current)
    if refusal is not None:
        return refusal
    world.store.delete(request.path, by=BY_HTTP)
    world.mail_about(user, current.text, None, quiet=(request.header("schedule-reply") or "").strip().upper() == "F")
    return deleted(world, request)


def _no_right(collection: Collection) -> Answer | None:
    if collection.read_only or collection.kind != "calendar":
        return answers.error(403, dav("need-privileges"), sentence="this calendar cannot be written")
    return None


def _condition(world: World, request: Request, current: Version | None) -> Answer | None:
    """If-Match and If-None-Match (RFC 9110, 13.1); an etag is compared as this server shows it."""
    match, none_match = request.header("if-match"), request.header("if-none-match")
    etag = world.etag(current.etag) if current is not None else None
    if match is None and etag is not None and world.quirks.strict_preconditions:
        return plain(412, "If-Match is required here")
    if match is not None and (etag is None or (match.strip() != "*" and etag not in _listed(match))):
        return plain(412, "it is not the version you mean")
    if none_match is not None and etag is not None and (none_match.strip() == "*" or etag in _listed(none_match)):
        return plain(412, "it exists")
    return None


def _listed(header: str) -> list[str]:
    return [each.strip() for each in header.split(",")]


def _content(world: World, request: Request, collection: Collection) -> Answer | None:
    kind = (request.header("content-type") or "text/calendar").partition(";")[0].strip().lower()
    status = world.quirks.precondition_status
    if kind != "text/calendar":
        return answers.error(status, caldav("supported-calendar-data"), sentence=kind)
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        return answers.error(status, caldav("valid-calendar-data"), sentence="not UTF-8")
    found = objects.objection(text, collection.components, world.quirks)
    if found is None:
        return None
    if found.condition.startswith("valid-") and world.quirks.garbage_bare_400:
        return plain(400, "Bad Request")
    return answers.error(status, caldav(found.condition), sentence=found.sentence)


def _uid_conflict(world: World, user: User, request: Request, collection: Collection, name: str) -> Answer | None:
    uid, quirks, current = objects.uid_of(request.body.decode()), world.quirks, collection.current(name)
    if uid is None or quirks.duplicate_uids or (current is not None and current.uid == uid):
        return None
    changes_uid = current is not None and not quirks.uid_may_change
    owner = request.path if changes_uid else _owner(world, user, collection, uid)
    if owner is None:
        return None
    if quirks.uid_conflict_status == 400:
        return Answer(400, answers.XML_TYPE, SABRE_ERROR.encode())
    named = world.href(owner, request) if quirks.uid_conflict_owner else None
    return answers.error(quirks.uid_conflict_status, caldav("no-uid-conflict"), owner=named)


def _owner(world: World, user: User, collection: Collection, uid: str) -> str | None:
    """The path of the resource that has this UID already, here first, then (iCloud) anywhere in the user's homes."""
    others = [each for home in user.homes for each in world.store.children(home) if each is not collection]
    for place in [collection, *(others if world.quirks.uid_unique_in_home else [])]:
        name = place.owner_of_uid(uid)
        if name is not None:
            return place.path + name
    return None


def _store(world: World, user: User, request: Request, current: Version | None) -> Answer:
    sent = request.body.decode()
    path, kept = _final_path(world, request.path, current), world.rewritten(user, sent)
    made = world.store.put(path, kept, by=BY_HTTP)
    world.mail_about(user, current.text if current is not None else None, sent)
    answer = Answer(world.quirks.create_status if current is None else world.quirks.update_status)
    if path != request.path:
        answer = answer.with_header("Location", world.href(path, request))
    if world.quirks.put_etag and kept == sent:
        answer = answer.with_header("ETag", world.etag(made.etag))
    return answer


def _final_path(world: World, path: str, current: Version | None) -> str:
    if current is not None or not world.quirks.renames:
        return path
    return f"{path.rpartition('/')[0]}/{world.ids()}.ics"


def move(world: World, user: User, request: Request) -> Answer:
    """Carry a resource to another collection or name (RFC 4918, 9.9); both sides keep their own history."""
    source, target = find(world, user, request.path), world.path_of(request, request.header("destination") or "")
    place = world.store.locate(target)
    if not world.quirks.native_move:
        return plain(405)
    if source is None or source.collection is None or source.version is None or source.version.text is None:
        return plain(404)
    if place is None or not target.startswith(user.homes):
        return plain(409, "there is no such collection")
    there = place[0].current(place[1])
    refusal = (
        _no_right(source.collection)
        or _no_right(place[0])
        or _condition(world, request, source.version)
        or _move_conflict(world, request, place[0], there, source.version)
    )
    if refusal is not None:
        return refusal
    world.store.delete(request.path, by=BY_HTTP)
    made = world.store.put(target, source.version.text, by=BY_HTTP)
    world.serve(target, made.number)  # the client knows what it moved
    return Answer(201 if there is None else 204, (("ETag", world.etag(made.etag)),))


def _move_conflict(
    world: World, request: Request, target: Collection, there: Version | None, moved: Version
) -> Answer | None:
    if there is not None and (request.header("overwrite") or "T").strip().upper() == "F":
        return plain(412, "the destination exists")
    owner = target.owner_of_uid(moved.uid) if moved.uid is not None and there is None else None
    if owner is None or world.path_of(request, request.target).startswith(target.path):
        return None
    named = world.href(target.path + owner, request)
    return answers.error(world.quirks.uid_conflict_status, caldav("no-uid-conflict"), owner=named)
