"""The table of seeded bugs; each is one mistake that somebody has made in some sync program (trust.md, S05)."""

from __future__ import annotations

from dataclasses import dataclass

SYNC, STORE, CORE, CALDAV = (f"calsync_desktop/{room}" for room in ("sync", "store", "core", "providers/caldav"))


@dataclass(frozen=True, slots=True)
class Mutant:
    """``old`` stands exactly once in ``file`` and is replaced by ``new``; ``kind`` is the far side that shows it soonest."""

    name: str
    kind: str
    file: str
    old: str
    new: str


MUTANTS = (
    Mutant(
        "token before data",
        "resource",
        f"{SYNC}/observe.py",
        "    with run.store.begin():\n        _store(run, listing, [*found, *swept])\n",
        "    with run.store.begin():\n        _advance(run, listing, delta)\n    with run.store.begin():\n        _store(run, listing, [*found, *swept])\n",
    ),
    Mutant(
        "no idempotency key: a create is sent again under another UID",
        "resource",
        f"{SYNC}/sending.py",
        "    found = await run.provider.fetch(watched.remote, [payload.remote_id])\n    piece = next(",
        '    if payload.verb is Verb.CREATE:\n        raise Refused("")\n    found = await run.provider.fetch(watched.remote, [payload.remote_id])\n    piece = next(',
    ),
    Mutant(
        "creation is not conditional",
        "caldav",
        f"{CALDAV}/sending.py",
        '{"If-None-Match": "*"} if payload.verb is Verb.CREATE else',
        "{} if payload.verb is Verb.CREATE else",
    ),
    Mutant(
        "no adoption by key",
        "resource",
        f"{SYNC}/observe.py",
        "    if row is None or not (row.theirs == GONE or (row.base is None and row.theirs is None)):",
        "    if row is None or row.uid:",
    ),
    Mutant(
        "base is the server's copy on retry: sent payload taken as base without comparing",
        "caldav",
        f"{SYNC}/sending.py",
        "    if payload.verb is not Verb.DELETE and step.content is not None and _holds(run, piece, step.content, payload):",
        "    if payload.verb is not Verb.DELETE and step.content is not None:",
    ),
    Mutant(
        "no sent snapshot: marked clean although edited during the upload",
        "resource",
        f"{SYNC}/sending.py",
        "        _advance_base(run, row, intent.sent)\n",
        "        _advance_base(run, row, row.ours or intent.sent)\n",
    ),
    Mutant(
        "wipe on 410",
        "resource",
        f"{SYNC}/observe.py",
        "    except CursorDead:\n        with run.store.begin():\n",
        "    except CursorDead:\n        with run.store.begin():\n            run.store.raw.execute('DELETE FROM appointments WHERE calendar = ?', (watched.calendar.id,))\n",
    ),
    Mutant(
        "clobber on 412",
        "caldav",
        f"{CALDAV}/sending.py",
        "    if answer.status == 412 and (bare := without_suffix(payload.version)):",
        '    if answer.status == 412 and payload.verb is Verb.UPDATE and (bare := "*"):',
    ),
    Mutant(
        "PUT without If-Match",
        "caldav",
        f"{CALDAV}/sending.py",
        'else {"If-Match": _required(version)}\n',
        "else {}\n",
    ),
    Mutant(
        "drop the local loser without history",
        "resource",
        f"{SYNC}/apply.py",
        "loser = dumps(step.loser) if step.loser is not None else None",
        "loser = None",
    ),
    Mutant(
        "delete beats an edit it had not seen",
        "resource",
        f"{CORE}/merge.py",
        "        return deleting if self.policy.value == deleting.value else editing",
        "        return deleting if editing else editing",
    ),
    Mutant(
        "echo write: what came from there is sent back",
        "caldav",
        f"{SYNC}/sending.py",
        "        ours=None if same else row.ours,\n",
        "        ours=row.ours,\n",
    ),
    Mutant(
        "retry without back-off",
        "resource",
        f"{SYNC}/scheduler.py",
        "        return seconds * (0.875 + 0.25 * self._ground.random())",
        "        return 0.0 * seconds",
    ),
    Mutant(
        "a 404 on the calendar means that all of it was deleted",
        "caldav",
        f"{SYNC}/syncing.py",
        "    except (Gone, NotAllowed):\n        await _look_for(run, watched)\n    except CalSyncError as error:\n        run.tally.errors.append(error)\n    else:\n",
        "    except (Gone, NotAllowed):\n        with run.store.begin():\n            run.store.raw.execute(\"UPDATE appointments SET theirs = 'gone' WHERE calendar = ?\", (watched.calendar.id,))\n        return True\n    except CalSyncError as error:\n        run.tally.errors.append(error)\n    else:\n",
    ),
    Mutant(
        "mass deletions are taken as the truth",
        "resource",
        f"{SYNC}/guard.py",
        "    return deletions > max(FEW, SHARE * live) or (live >= 2 and deletions >= live)",
        "    return deletions > 10 * live",
    ),
    Mutant(
        "compare by wall clock: what seems older than our last look is passed over",
        "resource",
        f"{SYNC}/observe.py",
        "    if theirs == row.theirs:\n        return\n",
        "    if theirs == row.theirs or (piece.modified and listing.watched.observed_at and piece.modified < listing.watched.observed_at):\n        return\n",
    ),
    Mutant(
        "absence on the first page is deletion",
        "resource",
        f"{SYNC}/observe.py",
        "    swept = await _missed(run, listing, delta, found) if delta.last else []",
        "    swept = await _missed(run, listing, delta, found)",
    ),
    Mutant(
        "mails without consent",
        "caldav",
        f"{SYNC}/push.py",
        "    if mailed and row.notify != Notify.ALL:",
        "    if mailed and row.notify == 'never':",
    ),
    Mutant(
        "their change takes the place of ours",
        "resource",
        f"{CORE}/merge.py",
        "    if not mine_changed:\n",
        "    if not mine_changed or theirs_changed:\n",
    ),
    Mutant(
        "what is moved leaves the others' edits behind",
        "resource",
        f"{SYNC}/moves.py",
        "    if left or bereft:\n        with",
        "    if False:\n        with",
    ),
    Mutant(
        "what came and went between two deltas stays",
        "caldav",
        f"{SYNC}/observe.py",
        "    if not _moves_cursor(listing, delta):\n        return []\n",
        "    if listing:\n        return []\n",
    ),
    Mutant(
        "what cannot be read is overwritten",
        "caldav",
        f"{SYNC}/push.py",
        "    if row.series and pieces.unreadable(run.store, row.calendar, row.series):",
        "    if row.series is None:",
    ),
    Mutant(
        "a poisoned item is tried for ever",
        "caldav",
        f"{SYNC}/sending.py",
        "    if intent.attempts + 1 < POISON_AFTER:",
        "    if intent.attempts + 1 > 0:",
    ),
    Mutant(
        "a quiet sync looks at everything",
        "caldav",
        f"{CALDAV}/changes.py",
        "    if cursor is None:\n        flow",
        "    await talk.etags(calendar.remote_id)\n    if cursor is None:\n        flow",
    ),
    Mutant(
        "an exception is forgotten when its master changes",
        "pieces",
        f"{CORE}/series.py",
        "    return _with_exceptions(master.content, by_start)",
        "    return master.content",
    ),
    Mutant(
        "what is gone is still shown",
        "resource",
        f"{SYNC}/apply.py",
        "        faces.hide(run.store, [one.row.id])",
        "        faces.hide(run.store, [])",
    ),
)
