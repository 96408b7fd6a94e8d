"""Seeded bugs in what is decided and kept: clashes, deletions, moves, and what is shown."""

from __future__ import annotations

from tests.simulate.mutants.mutant import CORE, SYNC, Mutant

DECIDING = (
    Mutant(
        "drop the local loser without history",
        "resource",
        ("I1 lost",),
        f"{SYNC}/apply.py",
        "    loser = dumps(step.loser) if step.loser is not None else None\n    return",
        "    loser = None\n    return",
    ),
    Mutant(
        "delete beats an edit it had not seen",
        "resource",
        ("I4", "I1 lost"),
        f"{CORE}/merge.py",
        "        return deleting if self.policy.value == deleting.value else editing",
        "        return deleting if editing else editing",
    ),
    Mutant(
        "their change takes the place of ours",
        "resource",
        ("I1 lost",),
        f"{CORE}/merge.py",
        "    if not mine_changed:\n",
        "    if not mine_changed or theirs_changed:\n",
    ),
    Mutant(
        "mass deletions are taken as the truth",
        "resource",
        ("I12 mass",),
        f"{SYNC}/guard.py",
        "    return deletions > max(FEW, SHARE * live) or (live >= 2 and deletions >= live)",
        "    return deletions > 10 * live",
    ),
    Mutant(
        "what is moved leaves the others' edits behind",
        "resource",
        ("I1 lost", "I3", "I5", "I6"),
        f"{SYNC}/moves.py",
        "    if left or bereft:\n        with",
        "    if False:\n        with",
    ),
    Mutant(
        "what changed there is not shown here",
        "resource",
        ("I6 stale",),
        f"{SYNC}/apply.py",
        "    else:\n        run.show([(one.row.id, one.step.result)])\n",
        "    elif one.row.base is None:\n        run.show([(one.row.id, one.step.result)])\n",
    ),
)
