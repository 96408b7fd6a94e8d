"""Reading an answer's body with an upper bound, so that a small answer cannot fill the memory (gzip bombs)."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from calsync_desktop.core.errors import ServerTrouble


class TooLarge(ServerTrouble):
    """The answer has more bytes than we are willing to hold."""


LARGEST = 64 * 1024 * 1024  # bytes, decoded
ACCEPTED = "gzip, deflate"


async def read(chunks: AsyncIterator[bytes], encoding: str, largest: int = LARGEST) -> bytes:
    """The decoded body; TooLarge past ``largest`` bytes, ServerTrouble when it is garbled or encoded in a way not asked for."""
    decode = _decoder(encoding.strip().lower())
    out = bytearray()
    async for chunk in chunks:
        out += decode(chunk, largest + 1 - len(out)) if decode else chunk
        if len(out) > largest:
            raise TooLarge("The server sent an answer that is larger than any calendar needs. It was not read.")
    return bytes(out)


class _Inflate:
    """One zlib stream (gzip, zlib or, as some servers send it, raw deflate), decoded no further than asked."""

    def __init__(self, encoding: str) -> None:
        self._raw_allowed = encoding == "deflate"
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if encoding != "deflate" else zlib.MAX_WBITS)

    def __call__(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._stream.decompress(chunk, max(room, 1))
        except zlib.error:
            if not self._raw_allowed:
                raise ServerTrouble("The server sent a damaged answer. Nothing was changed.") from None
        self._raw_allowed, self._stream = False, zlib.decompressobj(-zlib.MAX_WBITS)
        return self(chunk, room)


def _decoder(encoding: str) -> _Inflate | None:
    if encoding in ("", "identity"):
        return None
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _Inflate(encoding)
    raise ServerTrouble("The server sent an answer in an encoding that was not asked for. Nothing was changed.")
