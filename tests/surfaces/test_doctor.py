"""``flask doctor`` says which setting or machine keeps bids from being sealed or opened."""

import json

import pytest
from flask import Flask
from nacl.exceptions import UnavailableError

from app.surfaces.commands.doctor import seals_in_browsers


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


def test_plain_http_and_a_processor_without_aes_are_told(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    run = site.test_cli_runner()
    monkeypatch.setitem(site.config, "SUNSHINE_ADDRESS", "http://localhost:5080")
    done = run.invoke(args=["doctor", "--json"])
    assert (done.exit_code, json.loads(done.output)) == (0, {"web_crypto": True, "aes": True})
    monkeypatch.setitem(site.config, "SUNSHINE_ADDRESS", "http://10.20.0.5")

    def no_aes(*_arguments: bytes) -> bytes:
        raise UnavailableError

    monkeypatch.setattr("app.surfaces.commands.doctor.bindings.crypto_aead_aes256gcm_encrypt", no_aes)
    done = run.invoke(args=["doctor"])
    assert done.exit_code == 1
    assert "SUNSHINE_ADDRESS" in done.output and "AES" in done.output
    assert json.loads(run.invoke(args=["doctor", "--json"]).output) == {"web_crypto": False, "aes": False}
