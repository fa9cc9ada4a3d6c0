"""Settings for all tests."""

import os

from hypothesis import settings

# A busy machine is slow, not wrong. On CI the examples are the same in every run, so that only a change can break it.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("course")
