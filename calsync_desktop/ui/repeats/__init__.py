"""How a series repeats, for people: in plain words, as the fields of a form, and as the dates that come next."""
