"""How long the figure of ``sim.explore`` takes to follow a slider, in a real JupyterLab in a real browser.

    python benchmarks/explore.py

From the key that moves the slider to the frame after the new figure has arrived: solving, drawing and both ways between
browser and kernel.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import browser
import lab

PRESSES = 40
WATCH = """() => {
  window.took = [];
  addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
  const said = () => document.querySelector("svg[role=img]").getAttribute("aria-label");
  let last = said();
  new MutationObserver(() => {
    if (!document.querySelector("svg[role=img]") || said() === last) return;
    last = said();
    const pressed = window.pressed;
    requestAnimationFrame(() => setTimeout(() => window.took.push(performance.now() - pressed)));
  }).observe(document.body, { subtree: true, childList: true });
}"""


def main() -> None:
    """Press a key, wait for the figure, again."""
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.opened() as chrome,
        lab.explorer_page(Path(folder), chrome) as page,
    ):
        page.evaluate(WATCH)
        for k in range(PRESSES):
            page.keyboard.press("ArrowRight" if k % 8 < 5 else "ArrowLeft")
            page.wait_for_function(f"window.took.length > {k}")
        took = sorted(page.evaluate("window.took"))
    tenth = len(took) // 10
    print(f"key to frame, {PRESSES} presses: median {median(took):.0f} ms, least {took[0]:.0f}, most {took[-1]:.0f}")
    print(f"a tenth below {took[tenth]:.0f}, a tenth above {took[-tenth - 1]:.0f}; a busy machine shows in all of them")


if __name__ == "__main__":
    main()
