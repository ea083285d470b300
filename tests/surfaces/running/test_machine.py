"""Browsers seal bids only where they trust the page's address."""

import pytest

from app.surfaces.running.machine import seals_in_browsers


@pytest.mark.parametrize(
    ("address", "well"),
    [
        ("https://sunshine.example.cn", True),
        ("http://localhost:5080", True),
        ("http://127.0.0.1:5080", True),
        ("http://[::1]:5080", True),
        ("http://10.20.0.5", False),
        ("http://sunshine.example.cn", False),
        ("http://localhost.example.cn", False),
    ],
)
def test_browsers_seal_under_https_and_on_the_machine_itself(address: str, well: bool) -> None:
    assert seals_in_browsers(address) is well
