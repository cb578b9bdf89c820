"""What all tests share."""

import os

import browser
import pytest
from hypothesis import settings

import sim

os.environ["MPLBACKEND"] = "Agg"
os.environ.setdefault("PLUMBLINE_KERNELS", "batches")  # same bytes, whatever was computed before
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def missing():
    """Says what a test lacks: it is left out at somebody's desk, and fails where the project is judged."""

    def say(what):
        if os.environ.get("CI"):
            pytest.fail(f"{what} is not installed here; see .ci/run")
        pytest.skip(f"{what} is not installed")

    return say


@pytest.fixture(scope="module")
def chrome(missing):
    """A browser, until the file of tests ends: while it is open nothing else may run an event loop in this process."""
    try:
        with browser.opened() as chrome:
            yield chrome
    except browser.Missing as what:
        missing(what)


@pytest.fixture(scope="session")
def lost_lordosis():
    """The worked example: an upright man whose lumbar curve is tilted 20 degrees forward."""
    return sim.simulate("adult_male", tilt_deg=20, direction="forward", at="lumbar")
