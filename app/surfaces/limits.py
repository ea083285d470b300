"""Rate limits of single routes, on Flask-AppBuilder's limiter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def limited(rule: str, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Let a route be used at most so often by one address, for these methods."""

    def mark(view: View) -> View:
        @wraps(view)
        def checked(*arguments: Any, **values: Any) -> Any:
            if request.method in methods:
                limiter = current_app.extensions["appbuilder"].sm.limiter
                with limiter.limit(rule):
                    pass
            return view(*arguments, **values)

        return checked  # type: ignore[return-value]

    return mark
