"""What must hold when everybody rests (trust.md, section 2), asked of the server's own records and the store's rows only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from calsync_desktop.core.encoding import loads
from calsync_desktop.store.marks import GONE
from tests.simulate.device import Device
from tests.simulate.essence import marks_in, of_value
from tests.simulate.far import Far, Place
from tests.simulate.witness import Witness

_BEATEN = "SELECT loser FROM history WHERE direction = 'in' AND after = 'gone' AND loser IS NOT NULL"


class Violation(AssertionError):
    """An invariant does not hold; the text begins with its name."""


def need(holds: bool, invariant: str, said: object) -> None:
    """Violation unless it holds."""
    if not holds:
        raise Violation(f"{invariant}: {said}")


def nothing_lost(witness: Witness, far: Far, devices: Sequence[Device], parked: Collection[str]) -> None:
    """I1: every unique text is on the server, or was overwritten by somebody who saw it, or is a loser in history.

    ``parked``: UIDs that their service will not have as they are: such an edit stays at its device, shown and waiting.
    """
    there = marks_in("\n".join(o.text for o in far.objects()))
    # Where exceptions are written apart, a server drops those of a rule that was shortened meanwhile, and only history before it knows them.
    also = "before" if getattr(far, "apart", False) else ""
    losers = marks_in("\n".join(d.losers(also) for d in devices))
    detached = marks_in("\n".join(s.text for d in devices for s in d.seen() if s.detached or s.place[1] in parked))
    losers |= getattr(far, "dropped", set())
    lost = witness.written.keys() - there - witness.superseded - losers - detached
    need(not lost, "I1 lost update", sorted((mark, witness.written[mark]) for mark in lost))


def careful(far: Far) -> None:
    """I2: no write without a version, none over a version that its device never saw."""
    bad = far.careless()
    need(not bad, "I2 clobber", bad)


def nothing_resurrected(witness: Witness, far: Far, devices: Sequence[Device]) -> None:
    """I3: what somebody who saw everything deleted last is nowhere any more."""
    there = {o.uid for o in far.objects()} & witness.deleted
    need(not there, "I3 resurrection", f"on the server: {sorted(there)}")
    for device in devices:
        here = {s.place[1] for s in device.seen() if not s.detached} & witness.deleted
        need(not here, "I3 resurrection", f"on {device.name}: {sorted(here)}")


def edits_beat_deletions(devices: Sequence[Device], me: str) -> None:
    """I4: no deletion put an edit aside that it did not know of, unless the policy or the organizer says so."""
    for device in devices:
        if device.policy in ("newest", "ask"):
            beaten = [loads(loser) for (loser,) in device.rows(_BEATEN)]
            beaten = [a for a in beaten if a.content.organizer is None or a.content.organizer.email == me]
            need(not beaten, "I4 deletion beat an edit it had not seen", f"{device.name}: {beaten}")


def nothing_doubled(witness: Witness, far: Far, devices: Sequence[Device], unread: Collection[str]) -> None:
    """I5: one object for each appointment that somebody made, one row for each object.

    ``unread``: UIDs of objects that nobody could read for a while. One that is carried away and unreadable where it is now looks deleted.
    """
    counted = Counter(o.uid for o in far.objects() if not o.uid.startswith("anchor"))
    doubled = [uid for uid, n in sorted(counted.items()) if n > 1 and uid not in unread]
    doubled = [uid for uid in doubled if uid not in witness.thrown or not _raced(far, uid, counted[uid])]
    need(not doubled, "I5 duplicate", f"on the server: {doubled}")
    strange = sorted(counted.keys() - witness.made)
    need(not strange, "I5 duplicate", f"nobody made {strange}")
    for device in devices:
        rows = Counter(device.rows("SELECT calendar, uid FROM appointments WHERE detached = 0"))
        need(
            max(rows.values(), default=1) == 1,
            "I5 duplicate",
            f"on {device.name}: {[r for r, n in rows.items() if n > 1]}",
        )


def _raced(far: Far, uid: str, count: int) -> bool:
    """What somebody deleted one device brought back, because it had an edit of it, and the other made anew in the calendar it had moved it to.

    A move is told by its appearing elsewhere in the same sync (design.md, Moves), and these two devices could not know of each other. Afterwards
    nothing tells the two objects from copies that somebody made on purpose, and neither is deleted unasked.
    """
    makers: Mapping[str, str] = getattr(far, "makers", lambda uid: {})(uid)
    return len(makers) == count and len(set(makers.values()) - {""}) == count


def same(far: Far, device: Device, but: Mapping[str, str]) -> None:
    """I6: base says what the server says, and nothing waits; ``but`` are UIDs that may differ, with the reason."""
    waits = [w for w in device.waits() if w.split()[0] not in but]
    need(not waits, "I6 not at rest", f"{device.name}: {waits}")
    there = {place: said for place, said in far.essence().items() if place[1] not in but}
    here = {place: said for place, said in _bases(far, device).items() if place[1] not in but}
    # A Delta states its scope (design.md, section 3): what takes place nowhere in it only those know of who knew it before.
    unlisted = getattr(far, "never_listed", lambda place: False)
    there = {place: said for place, said in there.items() if place in here or not unlisted(place)}
    for place in sorted(there.keys() | here.keys()):
        if there.get(place) != here.get(place):
            raise Violation(
                f"I6 divergence: {device.name} {place}\n  there {there.get(place)}\n  here  {here.get(place)}"
            )


def shown(device: Device) -> None:
    """What the agenda's rows show is what the copies say."""
    titles: dict[str, list[str]] = {}
    for id_, title in device.rows("SELECT appointment, title FROM faces ORDER BY id"):
        titles.setdefault(id_, []).append(title)
    for one in device.seen():
        said = one.appointment
        wanted = [*([] if said.masterless else [said.content.title]), *(o.content.title for o in said.overrides)]
        need(sorted(titles.pop(one.id, [])) == sorted(wanted), "I6 stale face", f"{device.name} {one.place}")
    need(not titles, "I6 stale face", f"{device.name} still shows {titles}")


def _bases(far: Far, device: Device) -> dict[Place, object]:
    tidied = getattr(far, "tidied", lambda appointment: appointment)
    sql = "SELECT c.remote_id, a.uid, a.base FROM appointments a JOIN calendars c ON c.id = a.calendar WHERE a.detached = 0"
    return {
        (calendar, uid): of_value(tidied(loads(base)))
        for calendar, uid, base in device.rows(sql)
        if base not in (None, GONE)
    }
