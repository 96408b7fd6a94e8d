"""The simulator: whole lives of two devices, a server and its other users, drawn from a seed, with everything going wrong on the way."""
