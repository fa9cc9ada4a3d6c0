"""Notebook 03: the singular value decomposition, of clouds and of pictures."""

from course_utils.chapters.svd_image_compression.circle_steps import CIRCLE_STEPS
from course_utils.chapters.svd_image_compression.cloud import CLOUD
from course_utils.chapters.svd_image_compression.exercises import LOW_RANK, PINV, RELATIVE_ERROR, STORAGE
from course_utils.chapters.svd_image_compression.mondrian import MONDRIAN
from course_utils.chapters.svd_image_compression.noise import NOISE
from course_utils.chapters.svd_image_compression.photo import PHOTO
from course_utils.chapters.svd_image_compression.tilt import TILT

DEMOS = (
    CLOUD,
    CIRCLE_STEPS,
    MONDRIAN,
    TILT,
    PHOTO,
    NOISE,
)
EXERCISES = (PINV, LOW_RANK, RELATIVE_ERROR, STORAGE)
