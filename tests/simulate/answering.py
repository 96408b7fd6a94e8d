"""How the user answers whatever waits for his word at one of his devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Protocol

from calsync_desktop.core.encoding import loads
from calsync_desktop.core.errors import Usage
from calsync_desktop.core.provider import Notify
from calsync_desktop.core.when import When
from tests.simulate.device import Device, Seen, at_once
from tests.simulate.essence import of_value
from tests.simulate.far import Far
from tests.simulate.oracles import need
from tests.simulate.witness import Witness

_OF_UID = "SELECT id FROM appointments WHERE uid = ?"
_UNDER_WAY = "SELECT 1 FROM intents i JOIN appointments a ON a.id = i.appointment WHERE a.uid = ?"


class Answering(Protocol):
    """Part of ``people.People``, which has these."""

    witness: Witness
    say: Callable[..., None]
    chance: Random

    far: Far
    consents: set[tuple[str, str]]
    agreed: set[str]
    looked: int

    def settle(self, device: Device) -> int:
        """The user decides whatever waits for his word; how much that was."""
        waiting = [(id_, uid) for id_, kind, uid in device.parked() if kind == "conflict"]
        questions = device.questions()
        early = device.rows("SELECT appointment FROM parked WHERE kind = 'window'")
        for (id_,) in early:
            self.say(device.name, "sends now", id_)
            at_once(device.engine.send_now(id_))
        for id_, uid in waiting:
            self._resolves(device, id_, uid)
        for id_, kind, rows in questions:
            self._answers(device, id_, kind, rows)
        return len(waiting) + len(questions) + len(early)

    def _resolves(self, device: Device, id_: str, uid: str) -> None:
        keep = self.chance.choice(["mine", "theirs", "both"])
        self.say(device.name, "resolves", id_, uid, keep)
        with self.witness.writes(device):
            at_once(device.engine.resolve(id_, keep))

    def _answers(self, device: Device, id_: str, kind: str, rows: list[str]) -> None:
        """A question that moved on while it waited is not answered any more: it is asked anew."""
        uids = [uid for row in rows for (uid,) in device.rows("SELECT uid FROM appointments WHERE id = ?", row)]
        word = self.chance.choice(["keep", "delete"] if kind == "delete" else ["send"])
        self.say(device.name, "answers", id_, kind, word, uids)
        try:
            at_once(device.engine.answer(id_, word))
        except Usage as moved:
            self.say("  refused:", moved.message)
            return
        if word == "send":
            self._consent(device, Notify.ALL, *uids)
        if word == "delete":
            self.agreed |= set(rows)
        if word == "keep":
            self.witness.wrote(*uids)

    def _consent(self, device: Device, notify: Notify, *uids: str) -> None:
        """The latest word counts, but for a write that is under way already."""
        self.nobody_mailed()
        self.witness.wrote(*uids)
        for uid in uids:
            if notify is Notify.ALL:
                self.consents.add((device.name, uid))
            elif not device.rows(_UNDER_WAY, uid) and len(device.rows(_OF_UID, uid)) < 2:
                self.consents.discard((device.name, uid))

    def up_to_date(self, device: Device, one: Seen) -> bool:
        """The device knows all that stands there, also what leaves no text behind (a skipped occurrence, a moved start)."""
        (base,) = device.rows("SELECT base FROM appointments WHERE id = ?", one.id)[0]
        return self.far.essence().get(one.place) == (of_value(loads(base)) if base else None)

    def nobody_mailed(self) -> None:
        """I12: since the last look nobody was mailed without an edit that said so."""
        mailed = self.far.mailed()
        strangers = [(m.device, m.uid) for m in mailed[self.looked :] if (m.device, m.uid) not in self.consents]
        need(not strangers, "I12 mailed without consent", strangers)
        self.looked = len(mailed)


def later(when: When, chance: Random) -> When:
    """The same some hours or days away."""
    days = chance.choice([-1, 1, 2])
    step = timedelta(days=days) if when.all_day else timedelta(hours=chance.choice([-1, 1, 2, 24]))
    return when.moved_to(when.start + step)
