"""Seeded bugs in what is written: conditions, lost answers, edits made meanwhile, and mails."""

from __future__ import annotations

from tests.simulate.mutants.mutant import CALDAV, CORE, GOOGLE_AUTH, SYNC, Mutant

WRITING = (
    Mutant(
        "no idempotency key: a create whose answer was lost is sent again under another UID",
        "resource",
        ("I5",),
        f"{SYNC}/sending.py",
        "    if step.state == SENDING:\n",
        "    if step.state == SENDING and step.payload.verb is Verb.CREATE and (lost := copies.find(run.store, intent.appointment)):\n"
        '        uid, sql = run.new_id("uid-"), "UPDATE appointments SET uid = ?, series = NULL, ours = replace(ours, ?, ?) WHERE id = ?"\n'
        "        with run.store.begin():\n            run.store.raw.execute(sql, (uid, lost.uid, uid, lost.id))\n        return None\n"
        "    if step.state == SENDING:\n",
    ),
    Mutant(
        "creation is not conditional",
        "caldav",
        ("I2",),
        f"{CALDAV}/sending.py",
        '{"If-None-Match": "*"} if payload.verb is Verb.CREATE else',
        "{} if payload.verb is Verb.CREATE else",
    ),
    Mutant(
        "base = server copy on retry: what somebody changed meanwhile passes for agreed",
        "resource",
        ("I1 lost",),
        f"{SYNC}/sending.py",
        "        await observe_pieces(run, watched, [remote_id])\n    else:\n",
        "        await observe_pieces(run, watched, [remote_id])\n        with run.store.begin():\n"
        "            run.store.raw.execute(\n"
        "                \"UPDATE appointments SET base = theirs, theirs = NULL WHERE id = ? AND ours != 'gone' AND theirs != 'gone'\", (intent.appointment,)\n"
        "            )\n    else:\n",
    ),
    Mutant(
        "sent payload taken as base without comparing",
        "caldav",
        ("I1 lost", "I6 divergence"),
        f"{SYNC}/sending.py",
        "    if payload.verb is not Verb.DELETE and step.content is not None and _holds(run, piece, step.content, payload):",
        "    if payload.verb is not Verb.DELETE and step.content is not None:",
    ),
    Mutant(
        "no sent snapshot: whatever stands here when the answer comes passes for sent",
        "resource",
        ("I1 lost", "I6 divergence"),
        f"{SYNC}/sending.py",
        "        _advance_base(run, row, intent.sent)\n",
        "        _advance_base(run, row, row.ours or intent.sent)\n",
    ),
    Mutant(
        "marked clean although edited during the upload",
        "resource",
        ("I1 lost", "I6"),
        f"{SYNC}/sending.py",
        "        ours=None if same else row.ours,\n",
        "        ours=None,\n",
    ),
    Mutant(
        "clobber on 412",
        "caldav",
        ("I1 lost", "I2"),
        f"{CALDAV}/sending.py",
        "    if answer.status == 412 and (bare := without_suffix(payload.version)):",
        '    if answer.status == 412 and payload.verb is Verb.UPDATE and (bare := "*"):',
    ),
    Mutant(
        "PUT without If-Match",
        "caldav",
        ("I1 lost", "I2"),
        f"{CALDAV}/sending.py",
        'else {"If-Match": _required(version)}\n',
        "else {}\n",
    ),
    Mutant(
        "echo write: what came from there is sent back",
        "resource",
        ("I8", "I6", "I7"),
        f"{SYNC}/apply.py",
        "        base, ours = text_of(result), None\n",
        "        base, ours = text_of(result), text_of(result)\n",
    ),
    Mutant(
        "retry without back-off",
        "resource",
        ("I9 requests",),
        f"{SYNC}/scheduler.py",
        "        return seconds * (0.875 + 0.25 * self._ground.random())",
        "        return 0.0 * seconds",
    ),
    Mutant(
        "refresh twice in parallel",
        "tests/auth/test_google_bearer.py",
        ("S18 one refresh in flight",),
        f"{GOOGLE_AUTH}/bearer.py",
        "        if self._flight is None:\n",
        "        if self is not None:\n",
    ),
    Mutant(
        "what cannot be read is overwritten",
        "caldav",
        ("I1 lost",),
        f"{SYNC}/push.py",
        "    if row.series and pieces.unreadable(run.store, row.calendar, row.series):",
        '    if row.series == "":',
    ),
    Mutant(
        "a poisoned item is tried for ever",
        "caldav",
        ("I9 poison", "I13"),
        f"{SYNC}/sending.py",
        "    if intent.attempts + 1 < POISON_AFTER:",
        "    if intent.attempts + 1 > 0:",
    ),
    Mutant(
        "mails without consent: a service that always mails passes for one that never does",
        "caldav",
        ("I12 mailed",),
        f"{CORE}/mailing.py",
        "    if mails is not Mails.ALWAYS:\n",
        "    if mails is not None:\n",
    ),
)
