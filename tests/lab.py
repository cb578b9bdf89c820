"""A real JupyterLab in a real browser: shared by a test and a benchmark."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "import sim\nexplorer = sim.explore()\nexplorer"
PATIENCE_MS = 60_000


@contextmanager
def jupyterlab(folder):
    """A server whose only notebook explores; its address. Everything that it writes is in the folder."""
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "source": SOURCE, "outputs": [], "execution_count": None}]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "try.ipynb").write_text(json.dumps(book), encoding="utf-8")
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    paths = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    words = ("--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1", "--allow-root")
    own = ("--IdentityProvider.token=plumb", f"--ServerApp.root_dir={folder}")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *words, *own],
        env={**os.environ, **paths, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=plumb", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}/doc/tree/try.ipynb?token=plumb"
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def explorer_page(folder, chrome):
    """The page of that notebook in a browser, run, with the focus on the slider of the tilt."""
    with jupyterlab(folder) as address:
        page = chrome.new_page(viewport={"width": 1280, "height": 1100})
        page.goto(address)
        page.locator(".jp-CodeCell .cm-content").first.click(timeout=PATIENCE_MS)
        idle = "document.querySelector('.jp-Notebook-ExecutionIndicator[data-status=idle]')"
        page.wait_for_function(idle, timeout=PATIENCE_MS)
        page.keyboard.press("Shift+Enter")
        page.locator("svg[role=img]").wait_for(timeout=PATIENCE_MS)
        page.locator(".noUi-handle").first.focus()
        yield page
        page.close()
