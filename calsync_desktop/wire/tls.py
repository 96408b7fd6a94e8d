"""Whom we believe to be who they say: the system's trust store, with SSL_CERT_FILE beside it."""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import truststore

from calsync_desktop.core.errors import Local, Untrusted

# OpenSSL lets SSL_CERT_FILE stand instead of the system's roots; ours stands beside them, so they are named here.
SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)
SYSTEM_FOLDERS = ("/etc/ssl/certs", "/etc/openssl/certs", "/etc/pki/tls/certs")
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]")
UNREADABLE = "The file that SSL_CERT_FILE names cannot be read as certificates."
EXPIRED, NOT_YET, NAME, ADDRESS = 10, 9, 62, 64  # OpenSSL's X509_V_ERR_* numbers


def context(environment: Mapping[str, str]) -> ssl.SSLContext:
    """A context that verifies host and chain, TLS 1.2 or later; Local when the extra roots cannot be read."""
    extra = environment.get("SSL_CERT_FILE", "")
    if extra and not os.access(extra, os.R_OK):
        raise Local(UNREADABLE, "Correct SSL_CERT_FILE or unset it.")
    made = _Linux(extra) if sys.platform.startswith("linux") else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if not isinstance(made, _Linux):
        _add(made, extra)
    return made


class _Linux(ssl.SSLContext):
    """OpenSSL's own verification with the system's roots, which are read at the first handshake: a plain http host needs none.

    truststore does the same on Linux, but reads a whole bundle for every connection.
    """

    _extra: str | None

    def __new__(cls, extra: str) -> Self:
        made = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        made._extra = extra
        return made

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        """See ssl.SSLContext."""
        if self._extra is not None:
            extra, self._extra = self._extra, None
            _add_system_roots(self)
            _add(self, extra)
        return super().wrap_bio(*args, **options)


def _add_system_roots(made: ssl.SSLContext) -> None:
    """A folder of hashed certificates where there is one, because it costs nothing until it is asked; else the bundle."""
    for folder in map(Path, SYSTEM_FOLDERS):
        if folder.is_dir() and any(HASHED.fullmatch(each.name) for each in folder.iterdir()):
            made.load_verify_locations(capath=str(folder))
            return
    bundle = next((name for name in SYSTEM_BUNDLES if Path(name).is_file()), None)
    if bundle is not None:
        made.load_verify_locations(cafile=bundle)
    else:
        made.set_default_verify_paths()


def _add(made: ssl.SSLContext, extra: str) -> None:
    """The roots of one more file, unless it is the system's own bundle."""
    if not extra or Path(extra).resolve() in {Path(name).resolve() for name in SYSTEM_BUNDLES}:
        return
    try:
        made.load_verify_locations(cafile=extra)
    except (OSError, ssl.SSLError):
        raise Local(UNREADABLE, "Correct SSL_CERT_FILE or unset it.") from None


def tls_cause(error: BaseException | None) -> ssl.SSLError | None:
    """The TLS failure at the root of an exception, when there is one."""
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, ssl.SSLError):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def untrusted(error: ssl.SSLError, host: str) -> Untrusted:
    """What a failed handshake means to a person. It fails before anything is sent."""
    code = getattr(error, "verify_code", 0)
    words = str(getattr(error, "verify_message", "") or error).lower()
    if code == EXPIRED or "expired" in words:
        return Untrusted(
            f"The certificate of {host} has expired. No password was sent.",
            "Tell whoever runs the server; try again later.",
        )
    if code == NOT_YET:
        return Untrusted(
            f"The certificate of {host} is not valid yet. No password was sent.",
            "Check the date and time of this computer.",
        )
    if code in (NAME, ADDRESS) or "mismatch" in words:
        return Untrusted(
            f"The certificate is for another server than {host}. No password was sent.", "Check the address."
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Untrusted(
            f"The certificate of {host} is not signed by anyone this computer trusts. No password was sent.",
            "If your organisation signs its own certificates, install its root on this computer or name it with SSL_CERT_FILE.",
        )
    return Untrusted(
        f"{host} does not offer a secure connection that can be trusted. No password was sent.",
        "Check the address and port.",
    )
