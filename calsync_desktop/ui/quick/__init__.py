"""One typed line read as an appointment: pure, in English and German, with what was understood told back in words."""
