"""Settings for the tests of demos."""

import ipywidgets as widgets
import pytest


@pytest.fixture(autouse=True)
def _forget_widgets():
    """ipywidgets keeps every widget for ever, and so the picture behind it."""
    yield
    widgets.Widget.close_all()
