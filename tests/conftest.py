"""What all tests share."""

import os

import pytest
from hypothesis import settings

import sim

os.environ["MPLBACKEND"] = "Agg"
os.environ.setdefault("PLUMBLINE_KERNELS", "batches")  # same bytes, whatever was computed before
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def lost_lordosis():
    """The worked example: an upright man whose lumbar curve is tilted 20 degrees forward."""
    return sim.simulate("adult_male", tilt_deg=20, direction="forward", at="lumbar")
