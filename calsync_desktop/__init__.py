"""CalSync Desktop keeps calendars on the user's own machine and in step with the servers they live on."""

from pathlib import Path

__version__ = "0.1.0"


def resource(name: str) -> Path:
    """Path of a file of `resources/`: inside the package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).parent
    packaged = package / "resources" / name
    return packaged if packaged.exists() else package.parent / "resources" / name
