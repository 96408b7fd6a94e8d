"""The only module that meets the real clock, sleep, chance and ids, so that everybody else is given them."""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime

# Crockford's base 32: no letter that is read as another one, and nothing that spells a word by chance.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def now() -> datetime:
    """This moment, aware and in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that is never set."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Hold this thread; never called from a loop."""
    time.sleep(seconds)


async def sleep(seconds: float) -> None:
    """Hold this task and nobody else."""
    import asyncio

    await asyncio.sleep(seconds)


def new_id(prefix: str) -> str:
    """``prefix`` and ten letters: 50 bits of chance, so that a million ids of one kind meet with a likelihood of 1 in 2,000."""
    return prefix + "".join(_LETTERS[byte & 31] for byte in os.urandom(10))


def new_uuid() -> str:
    """122 bits of chance (RFC 9562, version 4): what nobody may guess."""
    return str(uuid.uuid4())


def chance() -> float:
    """Evenly spread over [0, 1)."""
    return (int.from_bytes(os.urandom(7), "big") >> 3) / (1 << 53)
