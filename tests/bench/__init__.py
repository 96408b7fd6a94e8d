"""Benchmarks: whole processes beside their peers, on one server, over the same appointments, in the same run."""
