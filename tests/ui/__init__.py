"""The window, offscreen, over the real engine and a pretend service."""
