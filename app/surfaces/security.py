"""Flask-AppBuilder's security with our sessions and one permission query a request."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask_appbuilder import AppBuilder
from flask_appbuilder.api.manager import SwaggerView
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import Permission, PermissionView, User, ViewMenu, assoc_permissionview_role
from flask_jwt_extended import JWTManager, get_current_user, verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import LoginManager, current_user
from jwt import PyJWTError
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import TooManyRequests

from app.kernel.act import Channel, local_day
from app.kernel.db import KEPT_PLAN
from app.kernel.errors import NotAllowed
from app.kernel.guard import guard_too
from app.kernel.networks import Networks
from app.kernel.places import Official, Organisation
from app.kernel.words import N_
from app.surfaces.accounts.entry import is_gone
from app.surfaces.accounts.keybounds import narrower, within
from app.surfaces.accounts.keychanges import note_elsewhere
from app.surfaces.accounts.keys import KeyInUse, open_with
from app.surfaces.accounts.login import SEEN_EVERY, session_alive
from app.surfaces.accounts.models import AccessKey, Account, LoginSession
from app.surfaces.accounts.operations import hash_of
from app.surfaces.acts import command_act, now, roles_in_use
from app.surfaces.database import db
from app.surfaces.language import as_asked, translate
from app.surfaces.openapi import OpenApiDocument
from app.surfaces.problems import problem
from app.surfaces.remembered import remembered
from app.surfaces.tries import Counter, Limit, take

guard_too(User)  # accounts change by our own verbs alone, which write the trail; never by the framework's commands

ELSEWHERE = Limit(1, timedelta(hours=1))
"""How often a key is told of that is sent from an address that is not named for it."""
TOKEN = "login"  # noqa: S105 - a key of the cookie, not a secret
"""Where the cookie, or the claim of a REST token, keeps the session's token."""


def is_caller() -> bool:
    """Tell whether a program calls a resource with a token or key of its own; a cookie beside it counts for nothing."""
    bears = request.headers.get("Authorization", "").lower().startswith("bearer ")
    return bears and request.path.startswith("/api/")


def _user_of_token(user_id: int, token: str | None) -> User | None:
    """Return the active user whose session this token opens, and note that it was seen."""
    if not token:
        return None
    rest = timedelta(minutes=int(current_app.config["SUNSHINE_SESSION_MINUTES"]))
    _read_visitor(token)
    row = session_alive(db.session(), token, user_id, now(), rest)
    if row is None:
        return None
    user, account = db.session().get(User, user_id), db.session().get(Account, user_id)
    if is_gone(user, account, local_day(now())):
        return None
    if now() - row.seen_at > SEEN_EVERY:
        with db.engine.begin() as connection:
            connection.execute(
                update(LoginSession).where(LoginSession.token_hash == row.token_hash).values(seen_at=now())
            )
    return user


def _read_visitor(token: str) -> None:
    """Read session, user, roles, account and official of a visitor by one statement.

    Everything that asks for them during the request finds them in the session's identity map, which
    holds only what is held elsewhere: hence ``g``.
    """
    everything = (
        select(LoginSession, User, Account, Official)
        .where(LoginSession.token_hash == hash_of(token))
        .join(User, User.id == LoginSession.user_id)
        .outerjoin(Account, Account.user_id == User.id)
        .outerjoin(Official, Official.user_id == User.id)
        .options(joinedload(User.roles), joinedload(Official.organisation).joinedload(Organisation.region))
        .execution_options(**KEPT_PLAN)
    )
    g.visitor = db.session().execute(everything).unique().first()


KEY_CLAIM, SCOPE_CLAIM = "key", "scope"
"""What a short-lived token keeps of the key that it was given for: its hash, and the scopes that were asked for."""


def _user_of_key(key_hash: str, scopes: str = "") -> User | None:
    """Return the active user whom a key lets in, note that it was used and, for this request, which it is.

    ``scopes`` narrow it further. A call from an address that is not named for it is refused and told.
    """
    found = open_with(db.session(), key_hash, now())
    if found is None:
        return None
    key = found.AccessKey
    asked = narrower(key.scopes, scopes) if scopes else key.scopes
    if asked is None:
        return None
    _check_address(key)
    if current_app.config["SUNSHINE_LIMITED"]:
        counter = Counter(Limit(key.per_minute, timedelta(minutes=1)), "key", str(key.id))
        if take(now(), counter)[0] > key.per_minute:
            raise TooManyRequests(retry_after=60)
    g.visitor = found
    g.key_in_use = KeyInUse(key.id, key.user_id, key.name, key.role, key.writes, asked, key.place_id)
    if key.used_at is None or now() - key.used_at > SEEN_EVERY:
        with db.engine.begin() as connection:
            seen = update(AccessKey).where(AccessKey.id == key.id)
            connection.execute(seen.values(used_at=now(), used_from=request.remote_addr))
    user: User = found.User
    return user


def _check_address(key: AccessKey) -> None:
    """Refuse a call from an address that is not named for the key; told to its holder once an hour."""
    address = request.remote_addr or ""
    if not key.networks or Networks.read(key.networks).holds(address):
        return
    if take(now(), Counter(ELSEWHERE, "key-elsewhere", f"{key.id}"))[0] <= ELSEWHERE.most:
        with command_act(Channel.REST, key.county) as act:
            note_elsewhere(act, key, address)
    raise NotAllowed(
        N_("This key is taken from the addresses alone that are named for it, and the call came from %(address)s."),
        address=address or "-",
    )


def _no_caller(*_told: Any) -> Response:
    """Answer who calls a resource without a token or key that opens anything."""
    return problem(401, translate(N_("Nobody is logged in, or the token or key opens nothing any more.")))


class SunshineSecurity(SecurityManager):
    """Accounts, roles and permissions of Flask-AppBuilder; log-in, sessions and checks are ours."""

    def create_login_manager(self, app: Flask) -> LoginManager:
        """Return the log-in manager; a cookie counts only while its session row is alive."""
        manager = LoginManager(app)
        manager.login_view = "login.form"
        manager.user_loader(self.load_user)
        manager.request_loader(self.load_caller)
        return manager

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """Return the manager of tokens; whatever is wrong with one is told as every other refusal of a resource."""
        manager: JWTManager = super().create_jwt_manager(app)
        for loader in (
            manager.unauthorized_loader,
            manager.invalid_token_loader,
            manager.expired_token_loader,
            manager.user_lookup_error_loader,
        ):
            loader(_no_caller)
        return manager

    def load_user(self, pk: Any) -> User | None:
        """Return the user of the session cookie, or None when its session has ended; a caller's token goes first."""
        return None if is_caller() else _user_of_token(int(pk), session.get(TOKEN))

    def load_caller(self, _request: Request) -> User | None:
        """Return the user of the token or key with which a program calls a resource: he is the current user."""
        if not is_caller():
            return None
        key = self.extract_api_key_from_request()
        if key is not None:
            return self.validate_api_key(key) if current_app.config.get("FAB_API_KEY_ENABLED") else None
        try:
            verify_jwt_in_request()
        except (JWTExtendedException, PyJWTError):
            return None  # the resource itself says what is wrong with it
        caller: User | None = get_current_user()
        return caller

    def load_user_jwt(self, _jwt_header: Any, jwt_data: dict[str, Any]) -> User | None:
        """Return the user of a REST token, or None when the session or key behind it has ended (A25)."""
        if KEY_CLAIM in jwt_data:
            shut = not current_app.config.get("FAB_API_KEY_ENABLED")
            return None if shut else self._holder(jwt_data[KEY_CLAIM], jwt_data.get(SCOPE_CLAIM, ""))
        return _user_of_token(int(jwt_data["sub"]), jwt_data.get(TOKEN))

    def validate_api_key(self, api_key_string: str) -> User | None:
        """Return the user of a key; it opens what his cookie would open in one role, and nothing once he is gone."""
        return self._holder(hash_of(api_key_string))

    def _holder(self, key_hash: str, scopes: str = "") -> User | None:
        """Return whom a key lets in, asked once a request: a refusal is raised once, and the answer to it knows nobody."""
        if "key_holder" not in g:
            g.key_holder = None
            g.key_holder = _user_of_key(key_hash, scopes)
        holder: User | None = g.key_holder
        return holder

    def register_views(self) -> None:
        """Register none of the stock views: our own stand in accounts and people."""

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Tell whether everybody may; the portal reads public fields by its own pages, never by records."""
        return False

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Tell whether the user's roles grant a permission; one query a request."""
        return (permission_name, view_name) in granted()


def granted() -> frozenset[tuple[str, str]]:
    """Return every (permission, view) of the roles of whoever is logged in, within the scopes of the key in use."""
    user = g.user if getattr(g, "user", None) is not None else current_user
    if not user or not user.is_authenticated:
        return frozenset()
    roles = frozenset(role.id for role in roles_in_use(user))
    rights = remembered(lambda: _rights_of(roles), "rights", roles)
    key = g.get("key_in_use")
    return within(rights, key.scopes) if key is not None and key.user_id == user.id else rights


def _rights_of(roles: frozenset[int]) -> frozenset[tuple[str, str]]:
    rows = db.session().execute(
        select(Permission.name, ViewMenu.name)
        .join(PermissionView, PermissionView.permission_id == Permission.id)
        .join(ViewMenu, ViewMenu.id == PermissionView.view_menu_id)
        .join(assoc_permissionview_role, assoc_permissionview_role.c.permission_view_id == PermissionView.id)
        .where(assoc_permissionview_role.c.role_id.in_(sorted(roles)))
        .execution_options(**KEPT_PLAN)
    )
    return frozenset((row[0], row[1]) for row in rows)


class SunshineBuilder(AppBuilder):
    """Flask-AppBuilder without its stock pages: no index, no back button, no security screens."""

    def _add_admin_views(self) -> None:
        self.bm.register_views = lambda: None
        self.sm.register_views()
        as_asked(current_app)
        if current_app.config["SUNSHINE_SURFACE"] != "public":
            self.add_api(OpenApiDocument)
            self.add_view_no_menu(SwaggerView)

    def _add_menu_permissions(self) -> None:
        """Our menu follows from record kinds and pages; it has no permissions of its own."""
