"""What a refusal's body says beyond its status: RFC 4918 preconditions and the sentence of the sabre servers."""

from __future__ import annotations

from dataclasses import dataclass

from calsync_desktop.core.errors import CalSyncError
from calsync_desktop.providers.caldav.xml import CAL, DAV, BadXml, parse
from calsync_desktop.wire.client import Answer

SABRE = "{http://sabredav.org/ns}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``conditions`` are the names inside D:error, in Clark form; ``owner`` the href in no-uid-conflict; ``said`` a sentence."""

    conditions: frozenset[str] = frozenset()
    owner: str = ""
    said: str = ""

    @property
    def dead_token(self) -> bool:
        """The sync-token is not known any more (RFC 6578 section 3.2)."""
        return f"{DAV}valid-sync-token" in self.conditions

    @property
    def reasons(self) -> frozenset[str]:
        """The preconditions' bare names, except those that only repeat what the status says."""
        return frozenset(name.rpartition("}")[2] for name in self.conditions) - {
            "getetag",
            "if-match",
            "no-conflicting-lock",
        }

    @property
    def uid_taken(self) -> bool:
        """Another resource has this UID (RFC 4791 section 5.3.2.1); older sabre servers only say so in words."""
        words = self.said.lower()
        return f"{CAL}no-uid-conflict" in self.conditions or (
            "uid" in words and ("already" in words or "exist" in words)
        )


def refusal(answer: Answer) -> Refusal:
    """What the body says; nothing when it is no D:error."""
    try:
        root = parse(answer.body) if answer.body.lstrip().startswith(b"<") else None
    except BadXml:
        root = None
    if root is None or root.tag != f"{DAV}error":
        return Refusal()
    conflict = root.find(f"{CAL}no-uid-conflict/{DAV}href")
    message = root.find(f"{SABRE}message")
    if message is None:
        message = root.find(f".//{DAV}responsedescription")
    names = frozenset(each.tag for each in root if isinstance(each.tag, str) and not each.tag.startswith(SABRE))
    owner = (conflict.text or "").strip() if conflict is not None else ""
    return Refusal(names, owner, _short(message.text if message is not None else _named(names)))


def failure(answer: Answer) -> CalSyncError:
    """The error of an answer that is no success, with the server's own words."""
    problem = answer.trouble(refusal(answer).said)
    assert problem is not None
    return problem


def _named(conditions: frozenset[str]) -> str:
    return ", ".join(sorted(name.rpartition("}")[2] for name in conditions))


def _short(text: str | None) -> str:
    """A remote sentence fit for a message: one line, 200 characters, with its full stop."""
    words = " ".join("".join(char if char.isprintable() else " " for char in text or "").split())[:200]
    return f"{words}." if words and words[-1] not in ".!?" else words
