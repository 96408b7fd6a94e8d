"""How this server differs from the text of the RFCs, because every real server does (protocols 3.1 to 3.9)."""

from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["usual", "strict", "lower"]
SignInKind = Literal["basic", "digest", "both", "none"]


@dataclass(frozen=True, slots=True)
class Quirks:
    """The defaults are a strict, polite server; every field switches one observed oddity on.

    Discovery
        sign_in                 which challenges it offers; "none" lets everybody in as the first user
        well_known_status       301, 302, 307 or 308; 404 = the well-known address is missing
        well_known_target       where it leads; an absolute URL may name another host
        home_base               in front of the home hrefs, e.g. "https://p42.sandbox.test:443" (iCloud)
        anonymous_root          without credentials the root answers 207 with D:unauthenticated instead of 401
        principal_depth_1       False: PROPFIND Depth 1 on a principal is 400 (iCloud)
        mkcalendar              False: MKCALENDAR is 405 (Google)
        taken_status            MKCALENDAR on what exists: 405, or 409 (Radicale), 403 (xandikos) with resource-must-be-null
        native_move             False: MOVE is 405
    Shape of answers
        absolute_hrefs          hrefs are whole URLs
        href_encoding           usual: "@" stays; strict: "@" is %40; lower: %40 in lower case hex
        missing_as_207          PROPFIND of what is not there: 207 with a response of status 404 (xandikos)
        cdata                   calendar-data arrives as CDATA
        ok_last                 the 200 propstat comes after the 404 one
        token_first             the sync-token is the first child of the multistatus (Radicale), else the last
        bare_tokens             tokens are bare hashes (xandikos), else URIs
    Change detection
        sync_collection, ctag   False: the server does not know them
        page_size               its own truncation of sync-collection, answered with 507
        dead_token_status       403, 409 or 412, always with D:valid-sync-token
        brief_as_404            what came and went between two syncs is a 404 of an unknown href, else it is not mentioned
        collection_etag         a collection has a getetag and the content type text/calendar itself (Radicale)
        collection_in_sync      the collection itself is listed among the changes (iCloud)
    ETags and writes
        put_etag                False: PUT returns none
        rewrites                the server stores other bytes than it was sent, and so returns no ETag
        renames                 PUT of a new resource stores it under a name of the server's choice, told in Location
        weak_etags              W/ in front of each
        gzip_suffix             GET shows "etag-gzip", which never matches in If-Match (a reverse proxy)
        strict_preconditions    PUT onto an existing resource without If-Match is 412
        create_status, update_status, delete_status    201, 204, 204 (Radicale deletes with 200 and a multistatus)
    Preconditions
        uid_conflict_status     409 (Radicale), 412 (xandikos), 403 (Cyrus), 400 (sabre: text only, no D:error)
        uid_conflict_owner      the body names the href of the owner
        uid_unique_in_home      the same UID is refused in every calendar of the home (iCloud)
        uid_may_change          a PUT may change the UID of a resource (xandikos)
        duplicate_uids          two resources may share a UID (posteo, robur)
        precondition_status     the status of the other D:error answers: 403 (RFC 4791), 412 (xandikos)
        garbage_bare_400        a bad object is a plain 400 without D:error (Radicale)
        needs_vtimezone         each TZID used needs its VTIMEZONE in the object (RFC 4791, 4.1)
        needs_end               DTEND or DURATION is required (iCloud)
        max_resource_size       bytes
    Scheduling (RFC 6638)
        auto_schedule           PUT and DELETE mail guests; the DAV header says calendar-auto-schedule
        schedule_status         the server writes SCHEDULE-STATUS into the stored object (so it returns no ETag)
    """

    sign_in: SignInKind = "basic"
    well_known_status: int = 301
    well_known_target: str = "/dav/"
    home_base: str = ""
    anonymous_root: bool = False
    principal_depth_1: bool = True
    mkcalendar: bool = True
    taken_status: int = 405
    native_move: bool = True
    absolute_hrefs: bool = False
    href_encoding: Encoding = "usual"
    missing_as_207: bool = False
    cdata: bool = False
    ok_last: bool = False
    token_first: bool = False
    bare_tokens: bool = False
    sync_collection: bool = True
    ctag: bool = True
    page_size: int | None = None
    dead_token_status: int = 403
    brief_as_404: bool = True
    collection_etag: bool = False
    collection_in_sync: bool = False
    put_etag: bool = True
    rewrites: bool = False
    renames: bool = False
    weak_etags: bool = False
    gzip_suffix: bool = False
    strict_preconditions: bool = False
    create_status: int = 201
    update_status: int = 204
    delete_status: int = 204
    uid_conflict_status: int = 409
    uid_conflict_owner: bool = True
    uid_unique_in_home: bool = False
    uid_may_change: bool = False
    duplicate_uids: bool = False
    precondition_status: int = 403
    garbage_bare_400: bool = False
    needs_vtimezone: bool = True
    needs_end: bool = False
    max_resource_size: int = 1_000_000
    auto_schedule: bool = False
    schedule_status: bool = False


LIKE_RADICALE: Final = Quirks(
    collection_etag=True,
    well_known_target="/",
    token_first=True,
    taken_status=409,
    delete_status=200,
    garbage_bare_400=True,
    uid_conflict_owner=False,
    needs_vtimezone=False,
    precondition_status=412,
)
LIKE_XANDIKOS: Final = Quirks(
    collection_etag=True,
    brief_as_404=False,
    sign_in="none",
    well_known_status=302,
    well_known_target="/",
    bare_tokens=True,
    taken_status=403,
    missing_as_207=True,
    dead_token_status=412,
    uid_conflict_status=412,
    uid_may_change=True,
    precondition_status=412,
    needs_vtimezone=False,
    auto_schedule=True,
)
LIKE_NEXTCLOUD: Final = Quirks(
    well_known_target="/remote.php/dav/",
    uid_conflict_status=400,
    rewrites=True,
    auto_schedule=True,
    needs_vtimezone=False,
)
LIKE_ICLOUD: Final = Quirks(
    absolute_hrefs=True,
    collection_in_sync=True,
    uid_unique_in_home=True,
    needs_end=True,
    principal_depth_1=False,
    put_etag=False,
    href_encoding="strict",
    auto_schedule=True,
)
