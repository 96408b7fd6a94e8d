"""The steps by which older profiles become what ``tables`` says."""
