"""Settings for the tests of demos."""

from dataclasses import replace

import ipywidgets as widgets
import pytest

from tests.chapters.states import KINDS
from tests.demo.dots import dot_demo

# What is true of a view once its question is answered; the question itself has tests of its own.
VIEWED = {name: replace(demo, question=None) for name, demo in {"dot": dot_demo(), **KINDS}.items()}


@pytest.fixture(params=VIEWED)
def demo(request):
    """One demo of each kind, to test the views: what is true of these is true of every declaration."""
    return VIEWED[request.param]


@pytest.fixture(autouse=True)
def _forget_widgets():
    """ipywidgets keeps every widget for ever, and so the picture behind it."""
    yield
    widgets.Widget.close_all()
