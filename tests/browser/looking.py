"""What must hold of every page, looked at in the browser; each function returns complaints."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.people import HEIGHTS, NARROW, WIDE
from tests.browser.stack import ROOT

AXE = ROOT / "assets/node_modules/axe-core/axe.min.js"
SCREENS = ROOT / "build/screens"
ENGLISH = re.compile(
    r"\b(Submit|None|True|False|Internal|undefined|Undefined|null|NaN|Error|Markup)\b"
    r"|\{\{|\{%|\}\}|%\(|&(?:amp|lt|gt|quot|nbsp);"
    r"|\b(?i:the|with|your|please|required|invalid|not|choose|loading|next|previous|cancel)\b"
)
# Every rule of axe. What it would preload is for pages with audio or video, and there are none.
HOW = "preload: false, resultTypes: ['violations']"
EVERY_RULE = f"{{{HOW}, rules: {{'target-size': {{enabled: true}}}}}}"
# What may differ on a screen of another width that shows the same in the same colours.
BY_WIDTH = f"{{{HOW}, runOnly: ['target-size', 'scrollable-region-focusable']}}"
FACTS = (ROOT / "tests/browser/facts.js").read_text()
# Whether the page itself, without the frame that all pages share, shows anything that it did not
# show in these colours when it was asked before.
IS_NEW = """() => {
    const before = window.shown ?? new Map()
    window.shown = new Map()
    for (const one of document.querySelectorAll('main, main *')) {
        if (!one.checkVisibility()) continue
        const style = getComputedStyle(one)
        window.shown.set(one, `${style.color} ${style.backgroundColor} ${style.backgroundImage}`)
    }
    return [...window.shown].some(([one, colours]) => before.get(one) !== colours)
}"""


def check_page(page: Page) -> list[str]:
    """Language, title, one heading, nothing wider than the screen, no English, no axe violation."""
    return check_words(page) + check_axe(page)


def check_words(page: Page) -> list[str]:
    facts = page.evaluate(FACTS)
    found = {
        f"ids given twice: {facts['twice']}": bool(facts["twice"]),
        "lang": facts["lang"] != "vi",
        "no title": not facts["title"].strip(),
        f"{facts['h1']} h1": facts["h1"] != 1,
        f"{facts['main']} main": facts["main"] != 1,
        f"{facts['over']} px too wide: {facts['wide']}": facts["over"] > 0,
    }
    english = sorted({m[0] for m in ENGLISH.finditer(facts["text"])})
    return [what for what, holds in found.items() if holds] + [f"English: {w}" for w in english]


def check_axe(page: Page, rules: str = EVERY_RULE) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    run = f"() => axe.run(document, {rules}).then(found => found.violations)"
    violations: list[dict[str, Any]] = page.evaluate(run)
    return [
        f"axe {one['id']}: {one['help']} {node['target']} {node['html'][:160]}"
        for one in violations
        for node in one["nodes"][:4]
    ]


def check_widths(page: Page) -> list[str]:
    """Check a page that is open, on a wide and on a narrow screen.

    On the second one every rule of axe is asked again where the page shows anything new.
    """
    complaints, looked = [], False
    now = page.viewport_size
    is_wide = now is None or now["width"] == WIDE
    for width in (WIDE, NARROW) if is_wide else (NARROW, WIDE):  # as it is first: drawn once less
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        rules = EVERY_RULE if page.evaluate(IS_NEW) or not looked else BY_WIDTH
        found = check_words(page) + check_axe(page, rules)
        complaints += [f"{width} px: {one}" for one in found]
        looked = True
    return complaints


@dataclass
class Listener:
    """What a window says in its console, and how many bytes it takes over the line."""

    complaints: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, context: BrowserContext, page: Page) -> "Listener":
        kinds: dict[str, str] = {}
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
        wire.on("Network.loadingFinished", lambda e: self._count(kinds, e))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return self

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _count(self, kinds: dict[str, str], event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "?")
        self.sizes[kind] = self.sizes.get(kind, 0) + int(event["encodedDataLength"])

    def take(self) -> tuple[list[str], dict[str, int]]:
        """What was said and loaded since the last time."""
        taken = self.complaints[:], dict(self.sizes)
        self.complaints.clear()
        self.sizes.clear()
        return taken


def keep_screen(page: Page, name: str) -> None:
    """Keep pictures of a page for the eye, on a wide and on a narrow screen."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
