import sys; sys.path.insert(0,"/tmp/w")
import time
import pytest, pagetime
from tests.browser import looking
from tests.browser.samples import SAMPLES
from tests.browser.test_pages import Readers, leave_a_draft
pytestmark=pytest.mark.browser
def test_it(people, stack):
    r=Readers(people,stack); leave_a_draft(people)
    G=0
    for s in SAMPLES[::8]:
        page,l=r.window(s.login)
        t=time.perf_counter(); page.goto(r.address(s)); G+=time.perf_counter()-t
        looking.check_widths(page); l.take()
    print("PAGES",len(SAMPLES[::8]),"goto",G,dict(pagetime.T))
    assert 0
