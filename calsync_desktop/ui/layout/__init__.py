"""Where appointments stand in a view: pure arithmetic over days, minutes and lanes, without a single pixel of Qt."""
