"""Plumbline's own mechanics in complex numbers: derivatives without differences.

For a function without kinks f(x + ih) = f(x) + ih f'(x) - ..., so Im f(x + ih) / h with h = 1e-40 is its derivative to
rounding: nothing is subtracted. The code under test is the project's, line by line; only its rooms for numbers are
made for complex ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np

from models.person import Person
from sim import chain, holds, kernels, potential, tissue

Array = np.ndarray
STEP = 1e-40
_MODULES = (chain, potential, tissue, holds)


class _Complex(ModuleType):
    """numpy, whose new arrays are complex."""

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)

    def empty(self, shape: Any) -> Array:
        return np.empty(shape, dtype=complex)

    def zeros(self, shape: Any) -> Array:
        return np.zeros(shape, dtype=complex)

    def array(self, values: Any, dtype: Any = None) -> Array:
        return np.array(values, dtype=complex if dtype is float else dtype)


@contextmanager
def complex_numbers() -> Iterator[None]:
    """Kinematics and potential take complex coordinates within."""
    patches = [mock.patch.object(module, "np", _Complex("complex numpy")) for module in _MODULES]
    before, kernels._running = kernels._running, None
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()
        kernels._running = before


def steps(q: Array) -> Array:
    """(81, 81) the posture, in row k with an imaginary step of coordinate k."""
    return q + 1j * STEP * np.eye(len(q))


def derivatives(model: potential.Potential, q: Array, multipliers: Array) -> tuple[Array, Array, Array]:
    """Slopes of Π (81,), of each hold (81, holds), and of the Lagrangian's gradient (81, 81), from values of Π, of the
    holds and of that gradient."""
    with complex_numbers():
        at = potential.evaluate(model, steps(q), np.broadcast_to(multipliers, (len(q), len(multipliers))))
    whole = at.gradient + (multipliers[:, None] * at.hold_rows).sum(-2)
    return at.energy_J.imag / STEP, at.hold.imag / STEP, whole.imag / STEP


def lever_arms(person: Person, q: Array) -> Array:
    """(81, F) [m] minus the change of each fascicle's length with each coordinate, from the places of its points."""
    muscles = person.muscles
    with complex_numbers():
        pose = chain.place_bodies(person, steps(q))
        piece = np.diff(chain.place(pose, muscles.point_body, muscles.point_m), axis=-2)
    length = np.sqrt((piece**2).sum(-1))
    length[..., muscles.start[1:-1] - 1] = 0.0  # from the end of one fascicle to the start of the next
    return -np.add.reduceat(length, muscles.start[:-1], axis=-1).imag / STEP
