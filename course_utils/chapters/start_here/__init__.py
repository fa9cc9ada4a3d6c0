"""Notebook 00: a pet becomes three numbers, and they become an answer. Its demos and exercises, in lecture order."""

from course_utils.chapters.start_here.exercises import LINEAR_MODEL
from course_utils.chapters.start_here.pet import PET

DEMOS = (PET,)
EXERCISES = (LINEAR_MODEL,)
