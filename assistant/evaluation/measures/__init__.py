"""The measures: pure functions, each with its meaning, its unit and where it comes from."""
