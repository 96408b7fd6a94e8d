"""Seeded bugs in what is read: pages, cursors, absence, and what a server says between the lines."""

from __future__ import annotations

from tests.simulate.mutants.mutant import CALDAV, CORE, SYNC, Mutant

_PAGE = "    with run.store.begin():\n        _store(run, listing, [*found, *missed.found])\n"

READING = (
    Mutant(
        "token before data",
        "resource",
        ("I6 divergence", "I1 lost"),
        f"{SYNC}/observe.py",
        _PAGE,
        "    with run.store.begin():\n        _advance(run, listing, delta)\n" + _PAGE,
    ),
    Mutant(
        "commit per row instead of per page, the cursor with the first",
        "resource",
        ("I6 divergence", "I1 lost"),
        f"{SYNC}/observe.py",
        _PAGE,
        "    for each in found:\n        with run.store.begin():\n            _store(run, listing, [each])\n            _advance(run, listing, delta)\n"
        "    with run.store.begin():\n        _store(run, listing, missed.found)\n",
    ),
    Mutant(
        "wipe on 410",
        "resource",
        ("I12 gone", "I1 lost", "I6"),
        f"{SYNC}/observe.py",
        "    except CursorDead:\n",
        "    except CursorDead:\n        with run.store.begin():\n"
        "            run.store.raw.execute('DELETE FROM appointments WHERE calendar = ?', (watched.calendar.id,))\n",
    ),
    Mutant(
        "no adoption by key: what was made here comes back as a stranger",
        "resource",
        ("I5", "I1 lost"),
        f"{SYNC}/observe.py",
        "    if row is None or not (row.theirs == GONE or (row.base is None and row.theirs is None)):",
        "    if row is None or row.uid:",
    ),
    Mutant(
        "a 404 on the calendar means that all of it was deleted",
        "caldav",
        ("I12 gone", "I12 asks", "I6 divergence"),
        f"{SYNC}/syncing.py",
        "    except (Gone, NotAllowed):\n        await _look_for(run, watched)\n",
        "    except (Gone, NotAllowed):\n        with run.store.begin():\n"
        "            run.store.raw.execute(\"UPDATE appointments SET theirs = 'gone' WHERE calendar = ? AND base IS NOT NULL\", (watched.calendar.id,))\n"
        "        return True\n",
    ),
    Mutant(
        "an empty 200 is taken as the truth: a page that is no answer lists nothing",
        "caldav",
        ("I12 gone", "I12 asks"),
        f"{CALDAV}/talk.py",
        "    if answer.ok:\n        raise ServerTrouble(",
        "    if answer.ok:\n        return multistatus.read(b\"<multistatus xmlns='DAV:'/>\")\n    if answer.ok:\n        raise ServerTrouble(",
    ),
    Mutant(
        "compare by wall clock: what seems older than our last look is passed over",
        "resource",
        ("I6 divergence", "I1 lost"),
        f"{SYNC}/observe.py",
        "    if theirs == row.theirs:\n        return\n",
        "    if theirs == row.theirs or (piece.modified and listing.watched.observed_at and piece.modified < listing.watched.observed_at):\n        return\n",
    ),
    Mutant(
        "what came and went between two deltas stays",
        "caldav",
        ("I6 divergence", "I3"),
        f"{SYNC}/observe.py",
        "    if not _moves_cursor(listing, delta):\n        return Missed()\n",
        "    if listing:\n        return Missed()\n",
    ),
    Mutant(
        "an exception is forgotten when its master changes",
        "pieces",
        ("I6 divergence", "I1 lost"),
        f"{CORE}/series.py",
        "    return _with_exceptions(master.content, by_start)",
        "    return master.content",
    ),
    Mutant(
        "a quiet sync asks for more than what changed",
        "caldav",
        ("I8 requests",),
        f"{SYNC}/observe.py",
        "    async for delta in run.provider.changes(",
        "    await run.provider.calendars()\n    async for delta in run.provider.changes(",
    ),
)
