"""A table of handed-in notebooks."""
