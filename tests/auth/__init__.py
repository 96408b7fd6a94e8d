"""Sign-in and the vault are proven against fakes of what surrounds them, and against the real keyring where there is one."""
