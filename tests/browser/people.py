"""People at their browsers: each has a context of their own, signed in by hand once."""

import os
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

from demo.people import DOMAIN, PASSWORD
from tests.browser.stack import Stack

WIDE, NARROW = 1366, 375
ARGUMENTS = (
    "--lang=vi", "--disable-background-networking", "--disable-component-update", "--disable-gpu",
)  # fmt: skip
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
HEIGHTS = {WIDE: 768, NARROW: 667}


def open_browser(playwright: Playwright, program: Path) -> Browser:
    """A browser that speaks Vietnamese and calls nobody on its own."""
    spoken: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "vi"}
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS), env=spoken)


@dataclass
class People:
    """Opens browser windows, for a visitor or for somebody of the demo world by login."""

    browser: Browser
    stack: Stack
    cookies: dict[str, Any] = field(default_factory=dict)

    def window(self, login: str = "", width: int = WIDE, **options: Any) -> BrowserContext:
        """A fresh window; with a login that of somebody who has signed in. Close it after use."""
        context = self.browser.new_context(
            base_url=self.stack.address,
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.set_default_timeout(15_000)
        if login:
            self._bring_in(context, login)
        return context

    def page(self, login: str = "", width: int = WIDE, **options: Any) -> Page:
        return self.window(login, width, **options).new_page()

    def _bring_in(self, context: BrowserContext, login: str) -> None:
        if login not in self.cookies:
            self._send_form(context, login)
            self.cookies[login] = context.cookies()
        context.add_cookies(self.cookies[login])

    def _send_form(self, context: BrowserContext, login: str) -> None:
        """Send the form of the sign-in page without drawing it."""
        token = TOKEN.search(context.request.get("/dang-nhap").text())
        assert token is not None
        typed = {"login": f"{login}@{DOMAIN}", "password": PASSWORD, "csrf_token": token[1]}
        answer = context.request.post("/dang-nhap", form=typed, max_redirects=0)
        assert answer.status == HTTPStatus.SEE_OTHER, answer.text()


def sign_in(page: Page, login: str) -> None:
    """Type e-mail and password, as people do."""
    page.goto("/dang-nhap")
    page.get_by_label("E-mail hoặc số điện thoại").fill(f"{login}@{DOMAIN}")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def follow(page: Page, pressed: Locator) -> None:
    """Press a link or a button and wait until the page behind it is there."""
    with page.expect_navigation():
        pressed.click()


def press(page: Page, name: str) -> None:
    """Press the first button of this name and wait for the page that follows."""
    follow(page, page.get_by_role("button", name=name, exact=True).first)
