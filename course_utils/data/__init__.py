"""The data files as arrays, and the pictures that readers bring."""
