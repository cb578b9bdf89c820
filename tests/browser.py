"""A real browser, found and started in one way for the tests and the benchmarks that need one."""

import shutil
from contextlib import contextmanager

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


class Missing(Exception):
    """What is not installed here, so that no browser can be started."""


@contextmanager
def opened():
    """A browser without a window, closed again at the end."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Missing("a browser (chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Missing("playwright") from None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
