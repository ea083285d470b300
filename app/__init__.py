"""Sunshine (阳光权力运行平台): administrative power in the open."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(settings: dict[str, Any] | None = None) -> "Flask":
    """Put the program together; ``settings`` go over those of the environment.

    The whole is loaded only here, so that a part can be imported without it.
    """
    from app.composition import compose  # noqa: PLC0415

    return compose(settings)
