"""`python -m calsync_desktop.sandbox [--port N]`: the sandbox alone, without the rest of the house."""

import argparse

from calsync_desktop.sandbox.serve import serve

if __name__ == "__main__":
    words = argparse.ArgumentParser(description="Pretend calendar services on loopback, until interrupted.")
    words.add_argument("--port", type=int, default=0, help="the port to listen on (default: any free one)")
    serve(words.parse_args().port)
