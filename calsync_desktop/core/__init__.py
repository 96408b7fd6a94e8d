"""The language of the house: values and decisions, without any I/O."""
