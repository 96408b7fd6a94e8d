"""Windows that ask something: each is a coroutine which awaits the answer, and keeps what was typed until it was stored."""
