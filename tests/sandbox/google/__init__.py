"""Tests of the pretend Google."""
