"""The pretend servers alone, until somebody interrupts them."""

from __future__ import annotations

from calsync_desktop.core.errors import Local


def run_sandbox(port: int) -> None:
    """Serve on a loopback port (0: any free one); line 1 of stdout says where."""
    try:
        import uvicorn  # noqa: F401 - asked for here, so that what is missing can be named
    except ImportError as error:
        raise missing_extra("The sandbox") from error
    from calsync_desktop.sandbox.serve import serve

    try:
        serve(port)
    except OSError as error:
        raise Local(f"The port cannot be listened on: {error.strerror}.", "Choose another one with --port.") from error


def missing_extra(what: str) -> Local:
    """What is said where the servers of the extra `demo` are not installed."""
    return Local(
        f"{what} needs servers that are not installed.",
        "Install CalSync with its extra: pip install 'calsync-desktop[demo]'.",
    )
