"""How fast the window is, beside a bare one."""
