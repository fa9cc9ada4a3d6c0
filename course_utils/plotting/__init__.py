"""Arrays to axes: what the demos draw with. No mathematics, no widgets."""
