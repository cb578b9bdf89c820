"""Compile all kernels in advance: ``python -m sim.kernels``."""

from __future__ import annotations

import time

from . import folder, installed


def main() -> None:
    """Compute what touches every kernel once."""
    if not installed():
        raise SystemExit("numba is missing; install it with: pip install 'plumbline[fast]'")
    import sim
    from models import SpineError
    from sim import kernels

    start = time.perf_counter()
    try:
        kernels.load()
    except SpineError as error:
        raise SystemExit(str(error)) from None
    print(f"compiling into {folder()} ...", flush=True)
    sim.simulate_many("adult_male", [{"tilt_deg": 5}, {"lean_deg": 10, "head_bend_deg": 5}])
    kernels.use("always")
    sim.simulate("adult_male", tilt_deg=5)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
