"""A quicker start of matplotlib for the command line, where nobody reads its documentation.

A third of the time that matplotlib takes to be imported goes into docstrings that list every property of every
artist, and into three-dimensional axes. Only a process of our own may do without them: never import this from the
library.
"""

from __future__ import annotations

import contextlib
import sys
import warnings

_SOLID = "mpl_toolkits.mplot3d"


def start() -> None:
    """Import what draws flat figures; nothing is left changed but what was left out."""
    if "matplotlib.figure" in sys.modules:
        return
    import matplotlib.artist as artist

    listed = getattr(artist, "kwdoc", None)
    spared = _SOLID not in sys.modules
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # matplotlib says that it misses the solid axes
        try:
            if listed is not None:
                artist.kwdoc = lambda artist: ""
            if spared:
                sys.modules[_SOLID] = None  # type: ignore[assignment]
            with contextlib.suppress(ImportError):
                import matplotlib.backends.backend_agg
                import matplotlib.backends.backend_svg
                import matplotlib.figure  # noqa: F401
        finally:
            if listed is not None:
                artist.kwdoc = listed
            if spared:
                sys.modules.pop(_SOLID, None)
