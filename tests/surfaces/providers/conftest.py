"""Providers put into the running program for one test."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.surfaces.accounts.providers import oidc
from app.surfaces.accounts.providers.pages import Held
from app.surfaces.accounts.providers.settings import Provider, Providers
from tests.surfaces.providers.sources import Liar, lying_provider


@pytest.fixture
def with_providers(site: Flask) -> Iterator[Callable[..., None]]:
    """Let other systems tell who somebody is, for one test."""
    before = site.extensions["sunshine.providers"]

    def put(*providers: Provider) -> None:
        held = Providers(providers)
        site.extensions["sunshine.providers"] = Held(held, oidc.clients(site, held))

    yield put
    site.extensions["sunshine.providers"] = before


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider() as held:
        yield held
