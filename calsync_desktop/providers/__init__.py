"""One translator per service, strangers to each other."""
