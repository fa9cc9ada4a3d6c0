"""Notebook 00: a pet becomes three numbers, and they become an answer. Its demos and exercises, in lecture order."""

from course_utils.chapters.start_here.exercises import LINEAR_MODEL
from course_utils.chapters.start_here.pet import PET
from course_utils.demo.demo import Talk

DEMOS = (PET,)
EXERCISES = (LINEAR_MODEL,)
TALKS = (
    Talk(
        slide="Dog or Cat",
        section="Features",
        minutes=2,
        ask="What would you tell someone on the telephone so that they can say which of two pets is the dog?",
        reveals="“The computer simply looks at the picture.” It gets numbers, and someone chose which.",
    ),
    Talk(
        slide="How Do You Tell If It's A Dog or a Cat?",
        section="Features",
        minutes=2,
        ask="Which of the three, ears, nose or eyes, would you give up first? Write it down: notebook 05 will count.",
        reveals="“Each feature decides by itself.” By the ears alone you get both pets of the slide wrong.",
    ),
)
