"""The gallery's picture of a lost root: the map from roots to joints, and what the loss leaves of an action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim import __version__
from sim.language import say

from . import parameters

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.figures.style import Look
    from sim.legs.nerves import Innervation
    from sim.legs.rootloss import RootLoss

_MAP_PT, _HIGH_PT = 720.0, 576.0  # as sim.figures.legs.roots draws it
_MARGIN_PT, _TOP_PT = 26.0, 546.0
_TITLE, _NUMBER, _UNIT, _TEXT, _FOOT = (34.0, 18.0), (64.0, 40.0), (17.0, 11.0), (15.0, 10.0), (11.5, 8.0)


@dataclass(frozen=True)
class Loss:
    """What the loss of a root leaves of the action that it weakens most, in words.

    Attributes:
        title: of the picture. share: of the action's strength that is left. unit: what that is a share of.
        sentence: moments asked and left.
    """

    title: str
    share: str
    unit: str
    sentence: str


def told(found: RootLoss, title: str, language: str) -> Loss:
    """The words of a loss, in one language."""
    use = max((use for use in found.uses if use.needed), key=lambda use: use.effort - use.sound_effort)
    ((root, lost),) = [(root, lost) for root, lost in found.roots.items() if lost]
    action = say(f"publish.gallery.{use.action.replace(' ', '_')}", language)
    sentence = say(
        "publish.gallery.roots_caption",
        language,
        share=f"{100 * lost:.0f}",
        root=root,
        task=say(f"publish.gallery.{found.task}", language),
        action=action,
        asked=f"{use.asked_Nm:.0f}",
        left=f"{use.left_Nm:.0f}",
        sound=f"{use.sound_Nm:.0f}",
    )
    share = f"{100 * use.left_Nm / use.sound_Nm:.0f} %"
    return Loss(title, share, say("publish.gallery.roots_unit", language, action=action), sentence)


def figure(loss: Loss, innervated: Innervation, size_px: tuple[int, int], look: Look) -> Figure:
    """The map and the words on one sheet of exactly so many pixels, wider than the map."""
    from sim.figures import letters, style
    from sim.figures.legs.roots import draw_roots

    width_px, height_px = size_px
    drawn = style.new_figure(width_px, height_px, look, style.POINTS * height_px / _HIGH_PT)
    wide = _HIGH_PT * width_px / height_px
    draw_roots(innervated, drawn.add_axes((1.0 - _MAP_PT / wide, 0.0, _MAP_PT / wide, 1.0)), look)
    room, left = wide - _MAP_PT - _MARGIN_PT, _MARGIN_PT / wide

    def write(words: str, sizes: tuple[float, float], top_pt: float, high_pt: float, bold: bool, muted: bool) -> float:
        colour = look.theme.muted if muted else look.theme.ink
        text = letters.write_on(drawn, size=sizes[0], colour=colour, bold=bold, baseline="top")
        letters.put(text, left, top_pt / _HIGH_PT, "")
        return top_pt - letters.fit(text, words, (room, high_pt), *sizes)

    with style.settled():
        below = write(loss.title, _TITLE, _TOP_PT, 90.0, True, False)
        below = write(loss.share, _NUMBER, below - 34.0, 84.0, True, False)
        below = write(loss.unit, _UNIT, below - 2.0, 48.0, False, True)
        write(loss.sentence, _TEXT, below - 26.0, 200.0, False, False)
        foot = f"{parameters.NAME} {__version__} · {say('publish.gallery.roots_foot', look.language)}"
        write(foot, _FOOT, 62.0, 44.0, False, True)
    return drawn
