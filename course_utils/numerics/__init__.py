"""The lecture in numpy: one slide equation, one function, under the field's name."""
