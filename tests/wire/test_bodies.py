"""A small answer cannot fill the memory, and a damaged one is told."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from calsync_desktop.core.errors import ServerTrouble
from calsync_desktop.wire.bodies import read


async def chunks(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


TEXT = b"BEGIN:VCALENDAR\r\n" * 500


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("GZIP", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
    ],
)
async def test_every_encoding_that_we_ask_for_is_read(encoding: str, data: bytes) -> None:
    assert await read(chunks(data), encoding) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", ""])
async def test_a_bomb_is_stopped_while_it_is_read(encoding: str) -> None:
    zeros = b"0" * 50_000_000
    packed = {"gzip": gzip.compress(zeros), "deflate": zlib.compress(zeros), "": zeros}[encoding]
    with pytest.raises(ServerTrouble, match="larger"):
        await read(chunks(packed, 65536), encoding, largest=1_000_000)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip, deflate"])
async def test_encodings_that_nobody_asked_for_are_refused(encoding: str) -> None:
    with pytest.raises(ServerTrouble, match="not asked for"):
        await read(chunks(b"x"), encoding)


async def test_a_damaged_body_is_told() -> None:
    with pytest.raises(ServerTrouble, match="damaged"):
        await read(chunks(b"\x1f\x8bnonsense" * 10), "gzip")
