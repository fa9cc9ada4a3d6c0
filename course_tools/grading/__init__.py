"""Grade handed-in notebooks, as a table."""
