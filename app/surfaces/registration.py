"""Wiring: Flask-AppBuilder, the surfaces' own pages, then every domain's kinds, pages and commands."""

from flask import Flask

from app.surfaces.accounts.clients import ClientApi
from app.surfaces.accounts.keypages import KEYS
from app.surfaces.accounts.pages import LOGIN
from app.surfaces.api import TokenApi, api_of
from app.surfaces.commands import COMMANDS
from app.surfaces.database import db
from app.surfaces.drafts.pages import DRAFTS
from app.surfaces.finding import FINDING
from app.surfaces.handback import HANDED
from app.surfaces.home import DOORSTEP, HOME, PUBLIC
from app.surfaces.inbox import INBOX
from app.surfaces.people.bringing import BRINGING
from app.surfaces.people.calendarpage import PAGES as PEOPLE_PAGES
from app.surfaces.picks import PICKS
from app.surfaces.security import SunshineBuilder, SunshineSecurity
from app.surfaces.sheets.kinds import SHEETS
from app.surfaces.views import view_of
from app.surfaces.workroom import WORKROOM


def register_surfaces(app: Flask) -> None:
    """Start Flask-AppBuilder and add the pages that belong to no domain."""
    with app.app_context():
        builder = SunshineBuilder(security_manager_class=SunshineSecurity)
        builder.init_app(app, db.session)
        if app.config["SUNSHINE_SURFACE"] != "public":
            for page in (
                LOGIN,
                KEYS,
                HOME,
                FINDING,
                INBOX,
                HANDED,
                PICKS,
                DRAFTS,
                SHEETS,
                PEOPLE_PAGES,
                BRINGING,
                WORKROOM,
            ):
                app.register_blueprint(page)
            builder.add_api(TokenApi)
            builder.add_api(ClientApi)
        else:
            app.register_blueprint(DOORSTEP)
        app.register_blueprint(PUBLIC)
    for command in COMMANDS:
        app.cli.add_command(command)


def register_domains(app: Flask) -> None:
    """Add each domain's record kinds (screens and REST), pages and commands."""
    public = app.config["SUNSHINE_SURFACE"] == "public"
    internal = app.config["SUNSHINE_SURFACE"] == "internal"
    with app.app_context():
        builder = app.extensions["appbuilder"]
        for domain in app.extensions["sunshine"].domains:
            if not public:
                for kind in domain.records:
                    builder.add_view_no_menu(view_of(kind))
                    builder.add_api(api_of(kind))
                for api in domain.apis:
                    builder.add_api(api)
            for page in domain.pages:
                on_portal = domain.name == "portal"
                if (public and on_portal) or (internal and not on_portal) or not (public or internal):
                    app.register_blueprint(page)
            for command in domain.commands:
                app.cli.add_command(command)
        _exempt_rest(app)


def _exempt_rest(app: Flask) -> None:
    """REST callers with a token need no form token; those with a cookie are checked by the resource."""
    csrf = app.extensions["csrf_protect"]
    for name, blueprint in app.blueprints.items():
        if name.endswith("Api"):
            csrf.exempt(blueprint)
