"""Settings for all tests."""

import os
from functools import partial

import pytest
from hypothesis import settings

import course

# As course.py and its kernels have it, also where pytest is called by hand, and before numpy is imported: with another
# number of threads sums are rounded otherwise, and a pixel of a picture is not the kernel's.
os.environ["OPENBLAS_NUM_THREADS"] = course.COURSE_ENV["OPENBLAS_NUM_THREADS"]

# A busy machine is slow, not wrong. On CI the examples are the same in every run, so that only a change can break it.
settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("quick", parent=settings.get_profile("course"), max_examples=10)
settings.load_profile("course")


# Of these fixtures each starts a browser, a server or a kernel, or builds a wheel or the pages.
SLOW_FIXTURES = {"browser", "hub", "lab", "kernel", "wheel", "built", "pages"}


def pytest_collection_modifyitems(items):
    """Mark what needs a slow fixture; put first what waits for the network, so that the other cores work meanwhile."""
    for item in items:
        if SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    items.sort(key=lambda item: item.path.name != "test_requirements.py")


def pytest_terminal_summary(terminalreporter):
    for done in (done for some in terminalreporter.stats.values() for done in some):
        for name, text in getattr(done, "user_properties", ()):
            if name == "report" and done.when == "call":
                terminalreporter.write_line(text)


@pytest.fixture
def report(record_property):
    """report(text): a line in the summary at the end, whether the test passes or not."""
    return partial(record_property, "report")
