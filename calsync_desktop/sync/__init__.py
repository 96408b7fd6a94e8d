"""The engine room: observe, plan, apply; no Qt and no HTTP."""
