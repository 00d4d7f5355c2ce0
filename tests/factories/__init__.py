"""Plain functions that make the values and rows that tests need."""
