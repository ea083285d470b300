"""The admin site of Django as its documentation makes a change list: 25 rows, related rows joined, two filters."""

import os
from typing import Any
from urllib.parse import urlencode, urlsplit

import django
from django.conf import settings

from bench.peers import Ground


def _database(address: str) -> dict[str, Any]:
    if address.startswith("sqlite"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": address.removeprefix("sqlite:///")}
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username,
        "HOST": parts.hostname, "PORT": parts.port, "CONN_MAX_AGE": None,
    }  # fmt: skip


class DjangoAdmin:
    """A stock admin site, logged in as its superuser."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.statements = 0
        settings.configure(
            SECRET_KEY="a key for benchmarks only", ROOT_URLCONF="bench.peers.django_urls", ALLOWED_HOSTS=["*"],
            DATABASES={"default": _database(ground.address)}, USE_TZ=True, LANGUAGE_CODE="zh-hans", STATIC_URL="/static/",
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            INSTALLED_APPS=[
                "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
            ],
            MIDDLEWARE=[
                "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware",
            ],
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
                    "OPTIONS": {"context_processors": [
                        "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]},
                }
            ],
        )  # fmt: skip
        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        django.setup()
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client

        call_command("migrate", verbosity=0)
        user = User.objects.filter(username="bench").first() or User.objects.create_superuser("bench")
        self.client = Client()
        self.client.force_login(user)
        connection.execute_wrappers.append(self._count)

    def _count(self, execute: Any, *arguments: Any) -> Any:
        self.statements += 1
        return execute(*arguments)

    def get(self, page: str) -> bytes:
        """Return the body of a page."""
        ground = self.ground
        queries: dict[str, dict[str, Any]] = {
            "first page": {},
            "organ, state and day": {
                "organisation__id__exact": ground.organisation, "state__exact": "new",
                "detected_at__gte": f"{ground.day} 00:00:00+00:00",
            },
            "page 1,000": {"p": 1000},
            "last page": {"p": ground.pages},
            "words contained": {"q": ground.word},
            "rare word contained": {"q": ground.rare},
        }  # fmt: skip
        place = (
            "/admin/auth/version/add/"
            if page == "add form"
            else f"/admin/auth/alert/?{urlencode(queries[page])}"
        )
        answer = self.client.get(place)
        assert answer.status_code == 200, (place, answer.status_code)
        return bytes(answer.content)
