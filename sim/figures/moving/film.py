"""The frames of a movement as a film: a GIF that loops, or an MP4 where ffmpeg is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

from models.errors import SpineError
from sim import report
from sim.motion import told

from .. import style
from ..style import PLAIN, Array, Look
from .animation import HEIGHT_PX, WIDTH_PX, draw_animation

FRAMES, CYCLE_FRAMES = 26, 36  # different ones, of a way there (and back) and of a cycle
FRAME_MS, HOLD_MS = 50, 700
_COLOURS = 96  # of a GIF
Progress = Callable[[int, int], None]


class AnimationError(SpineError):
    """A film that cannot be made."""


def shares(movement: Any) -> Array:
    """(n,) places of the different frames, 0 to 1: eased at both ends of a way, even round a cycle."""
    if movement.walks:
        return np.arange(CYCLE_FRAMES) / CYCLE_FRAMES
    return 0.5 - 0.5 * np.cos(np.pi * np.linspace(0.0, 1.0, FRAMES))


def frames(movement: Any, look: Look = PLAIN, progress: Progress | None = None) -> Iterator[Array]:
    """The different frames, each (height, width, 3) of whole numbers 0 to 255; the same artists draw all of them.

    Args:
        movement: a ``Movement``.
        look: colours.
        progress: called with frames done and frames in all.
    """
    drawn, places = draw_animation(movement, look), shares(movement)
    canvas: Any = drawn.figure.canvas
    for number, share in enumerate(places):
        drawn.update(float(share))
        with style.settled():
            canvas.draw()
        yield np.asarray(canvas.buffer_rgba())[..., :3].copy()
        if progress is not None:
            progress(number + 1, len(places))


def played(movement: Any, count: int) -> list[tuple[int, int]]:
    """The film as (frame, milliseconds): there and back with a rest at both ends, or once round the cycle."""
    if movement.walks:
        return [(number, FRAME_MS) for number in range(count)]
    back = [(number, FRAME_MS) for number in range(count - 2, 0, -1)]
    return [(0, HOLD_MS), *((number, FRAME_MS) for number in range(1, count - 1)), (count - 1, HOLD_MS), *back]


def gif(movement: Any, look: Look = PLAIN, progress: Progress | None = None) -> bytes:
    """The movement as a GIF that loops; the same movement gives the same bytes."""
    from PIL import Image

    drawn = [Image.fromarray(frame) for frame in frames(movement, look, progress)]
    sample = Image.new("RGB", (WIDTH_PX, 3 * HEIGHT_PX))  # one palette for all, from three of them
    for k, frame in enumerate((drawn[0], drawn[len(drawn) // 2], drawn[-1])):
        sample.paste(frame, (0, k * HEIGHT_PX))
    palette = sample.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat = [_flat(frame, palette, look) for frame in drawn]
    order = played(movement, len(flat))
    out = io.BytesIO()
    flat[order[0][0]].save(
        out,
        format="GIF",
        save_all=True,
        append_images=[flat[number] for number, _ in order[1:]],
        duration=[time for _, time in order],
        loop=0,
        disposal=1,
        optimize=False,
        comment=f"{told.title(movement)}. Plumbline {report.software()['version']}".encode("ascii", "replace"),
    )
    return out.getvalue()


def _flat(frame: Any, palette: Any, look: Look) -> Any:
    """A frame in the colours of a palette, of which one is exactly the paper."""
    from PIL import Image

    paper = np.round(255 * np.array(to_rgb(look.theme.paper))).astype(int)
    colours = np.array(palette.getpalette()[: 3 * _COLOURS]).reshape(-1, 3)
    own = int(np.abs(colours - paper).sum(axis=1).argmin())
    colours[own] = paper
    numbers = np.array(frame.quantize(palette=palette, dither=Image.Dither.NONE))
    numbers[(np.asarray(frame) == paper).all(axis=-1)] = own
    made = Image.fromarray(numbers, mode="P")
    made.putpalette(colours.ravel().tolist())
    return made


def mp4(movement: Any, look: Look = PLAIN, progress: Progress | None = None) -> bytes:
    """The movement as an MP4 (H.264), by ffmpeg.

    Raises:
        AnimationError: ffmpeg is not there, or it failed.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AnimationError(
            "MP4 needs ffmpeg, which is not on the path; install it (apt install ffmpeg, brew install ffmpeg,"
            " winget install ffmpeg) or ask for gif"
        )
    drawn = list(frames(movement, look, progress))
    order = played(movement, len(drawn))
    pictures = b"".join(drawn[number].tobytes() * (time // FRAME_MS) for number, time in order)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        asked = [program, "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH_PX}x{HEIGHT_PX}"]
        asked += ["-r", str(1000 // FRAME_MS), "-i", "-", "-c:v", "libx264", "-crf", "20", "-pix_fmt", "yuv420p"]
        asked += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", "-threads", "1"]
        done = subprocess.run([*asked, str(path)], input=pictures, capture_output=True, check=False)
        if done.returncode or not path.exists():
            reason = done.stderr.decode(errors="replace").strip().splitlines()
            raise AnimationError(f"ffmpeg could not write the film: {reason[-1] if reason else 'no reason given'}")
        return path.read_bytes()


MAKERS = {"gif": gif, "mp4": mp4}
