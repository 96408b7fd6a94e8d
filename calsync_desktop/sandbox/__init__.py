"""An island: pretend calendar services on loopback for the demo and the tests, which import nothing of ours."""
