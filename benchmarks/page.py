"""What a frame of the interactive page costs, in a headless browser, as a printed table.

    python benchmarks/page.py

The slider is driven over its range, one frame at a time: work in the script, and the longest time between two frames.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from statistics import median

FRAMES = 120
BUDGET_MS = 1000 / 60
_DRIVE = """([frames, choice]) => new Promise(done => {
  plumbline.choose({...choice, tilt: 0});
  const {low, high} = {low: +document.getElementById('tilt').min, high: +document.getElementById('tilt').max};
  const work = [], gaps = []; let k = 0, last = 0;
  function frame(now) {
    if (last) gaps.push(now - last);
    last = now;
    const start = performance.now();
    plumbline.show(low + (high - low) * k / frames);
    const written = performance.now();
    document.getElementById('spine').getBoundingClientRect(); // style and layout
    work.push([written - start, performance.now() - written]);
    if (k++ < frames) requestAnimationFrame(frame); else done([work, gaps]);
  }
  setTimeout(() => requestAnimationFrame(frame), 600);
})"""


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from playwright.sync_api import sync_playwright

    from sim.publish import page

    start = time.perf_counter()
    text = page.interactive()
    print(f"page made in {time.perf_counter() - start:.1f} s, {len(text.encode()) / 1000:.0f} kB\n")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("no browser found; install chromium")
    print(f"{'':<28}{'script':>12}{'95 %':>12}{'layout':>12}{'frame':>12}   budget {BUDGET_MS:.1f} ms")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.set_content(text)
        for plane in ("sagittal", "lateral", "axial"):
            work, gaps = tab.evaluate(_DRIVE, [FRAMES, {"plane": plane, "at": "pelvis"}])
            script, layout = (sorted(column) for column in zip(*work, strict=True))
            times = "".join(f"{value:>9.2f} ms" for value in (median(script), script[-6], median(layout), median(gaps)))
            print(f"{plane + ', ' + str(FRAMES) + ' frames':<28}{times}")
        browser.close()


if __name__ == "__main__":
    main()
