"""What a frame of the interactive page costs the browser's main thread, as a printed table.

    python benchmarks/page.py

The tilt is driven over its range, one frame at a time, in a headless browser that draws without a graphics card. Times
are of the processor, not of the clock, so that a busy machine changes them little.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import browser

FRAMES = 120
BUDGET_MS = 1000 / 60
_KINDS = {"script": "ScriptDuration", "style": "RecalcStyleDuration", "layout": "LayoutDuration", "all": "TaskDuration"}
_DRIVE = """frames => new Promise(done => {
  const low = +document.getElementById('tilt').min, high = +document.getElementById('tilt').max;
  let k = 0;
  function frame() {
    plumbline.show(low + (high - low) * k / (frames - 1));
    if (++k < frames) requestAnimationFrame(frame); else done();
  }
  requestAnimationFrame(frame);
})"""


def main() -> None:
    """Print the table."""
    from sim.publish import page

    start = time.perf_counter()
    text = page.interactive()
    print(f"page made in {time.perf_counter() - start:.1f} s, {len(text.encode()) / 1000:.0f} kB\n")
    print(f"{'mean of a frame [ms]':<28}" + "".join(f"{kind:>9}" for kind in _KINDS) + f"   budget {BUDGET_MS:.1f}")
    with browser.opened() as chrome:
        tab = chrome.new_page(viewport={"width": 1280, "height": 900})
        tab.set_content(text)
        inside = tab.context.new_cdp_session(tab)
        inside.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> dict[str, float]:
            return {one["name"]: one["value"] for one in inside.send("Performance.getMetrics")["metrics"]}

        for plane in ("sagittal", "lateral", "axial"):
            tab.evaluate("plane => plumbline.choose({plane, at: 'pelvis', tilt: 0})", plane)
            tab.wait_for_timeout(600)
            before = spent()
            tab.evaluate(_DRIVE, FRAMES)
            after = spent()
            mean = [1e3 * (after[name] - before[name]) / FRAMES for name in _KINDS.values()]
            print(f"{plane:<28}" + "".join(f"{value:>9.2f}" for value in mean))


if __name__ == "__main__":
    main()
