"""Every page, wide and narrow: axe, words, headings, overflow, console, size."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page
from sqlalchemy import NullPool, create_engine, text

from factory import create_app
from tests.browser.looking import AXE, Listener, check_axe, check_page, check_widths
from tests.browser.people import HEIGHTS, NARROW, People, follow
from tests.browser.samples import NO_PAGES, SAMPLES, Sample
from tests.browser.stack import Stack
from tests.browser.way import leave_a_draft, until
from tests.conftest import make_settings

pytestmark = pytest.mark.browser
FIRST_VISIT_BYTES_MAX = 150 * 1024
LATER_PAGE_BYTES_MAX = 20 * 1024
HOMES = dict.fromkeys(("thai", "chutich", "kiemtra"), "/ban-lam-viec")


@dataclass
class Readers:
    """A window for each who reads pages, open at a first page, so that fonts are kept."""

    people: People
    stack: Stack
    windows: dict[str, tuple[Page, Listener]] = field(default_factory=dict)

    def window(self, login: str) -> tuple[Page, Listener]:
        if login not in self.windows:
            context = self.people.window(login)
            context.add_init_script(path=AXE)  # compiled once, not with every page
            page = context.new_page()
            listener = Listener().listen(context, page)
            page.goto(HOMES.get(login, "/dang-nhap" if login else "/"))
            page.evaluate("document.fonts.ready.then(() => null)")
            _, sizes = listener.take()
            assert sum(sizes.values()) <= FIRST_VISIT_BYTES_MAX, sizes
            page.set_viewport_size({"width": NARROW, "height": HEIGHTS[NARROW]})
            assert not check_axe(page), "the frame of all pages, on a narrow screen"
            self.windows[login] = page, listener
        return self.windows[login]

    def address(self, sample: Sample) -> str:
        """The path, with what the query finds in the demo world."""
        if not sample.query:
            return sample.path
        engine = create_engine(self.stack.database_url, poolclass=NullPool)
        with engine.connect() as connection:
            found = connection.execute(text(sample.query)).scalar()
        assert found is not None, f"the demo world has nothing for {sample.name}"
        return sample.path.format(found)


@pytest.fixture(scope="module")
def readers(people: People, stack: Stack) -> Iterator[Readers]:
    readers = Readers(people, stack)
    leave_a_draft(people)
    yield readers
    for page, _ in readers.windows.values():
        page.context.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_page(sample: Sample, readers: Readers) -> None:
    page, listener = readers.window(sample.login)
    response = page.goto(readers.address(sample))
    assert response is not None
    assert response.status == sample.status
    complaints = check_widths(page)
    said, sizes = listener.take()  # after the checks: everything has arrived by now
    weight = sum(size for kind, size in sizes.items() if kind != "Image")
    assert not complaints
    assert sample.status != 200 or not said
    assert weight <= LATER_PAGE_BYTES_MAX, sizes


def test_every_page_has_a_sample(stack: Stack) -> None:
    app = create_app(make_settings(stack.database_url, stack.data_dir, DEMO="1"))
    reading = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    seen = {sample.endpoint for sample in SAMPLES}
    assert reading - seen - NO_PAGES == set()
    assert NO_PAGES - reading == set(), "no such page any more"


def test_one_time_link(people: People) -> None:
    """The page behind a mailed link: asked for, found in the mail, opened, not used."""
    page = people.page()
    page.goto("/quen-mat-khau")
    page.get_by_role("textbox").first.fill("huyen@donghanh.example")
    follow(page, page.locator("main button"))
    assert not check_page(page)
    page.goto("/demo/thu")
    until(page, lambda p: "huyen@donghanh.example" in p.inner_text("main"), "the mail")
    follow(page, page.locator("li", has_text="huyen@").first.get_by_role("link"))
    follow(page, page.locator("article a[href*='/lien-ket/']"))
    assert page.locator("input[type=password]").count() == 2
    assert not check_widths(page)
    page.context.close()
