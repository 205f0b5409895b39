"""Fixtures: the running product with the demo world, Chromium, and people who use both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from launch import browser as chromium
from tests.browser.people import People, open_browser
from tests.browser.stack import Stack, running_demo


@pytest.fixture(scope="package")
def program() -> Path:
    """Where Chromium is; without one the tests are skipped, or fail where CI asks for one."""
    found = chromium.find()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(chromium.HOW)
    if found is None:
        pytest.skip(chromium.HOW)
    return found


@pytest.fixture(scope="package")
def stack(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The product of this process. The demo world is loaded once for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    shared, data_dir = base.parent if worker else base, tmp_path_factory.mktemp("product")
    with running_demo(shared, data_dir, f"browser_{worker or 'main'}") as stack:
        yield stack


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright, program: Path) -> Iterator[Browser]:
    browser = open_browser(playwright, program)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def people(browser: Browser, stack: Stack) -> People:
    """Whoever has signed in once stays signed in for all tests of this process."""
    return People(browser, stack)
