"""The data files as arrays, and pictures that a reader brings."""
