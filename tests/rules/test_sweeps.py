"""Python's search for garbage: put off, never left off."""

import gc

import pytest

from store.sweeps import put_off


def test_it_goes_on_afterwards_however_the_work_ends() -> None:
    with put_off():
        assert not gc.isenabled()
        with put_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"), put_off():
        raise ValueError("broken")
    assert gc.isenabled()
