"""Let `python -m calsync_desktop` do exactly what the `calsync` command does."""

from calsync_desktop.cli import main

if __name__ == "__main__":
    main()
