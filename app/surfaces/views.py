"""Generated screens of a record kind, on Flask-AppBuilder's registration and permissions.

List, show, add, edit and delete are ours: filters are made again for each request (the stock object
is shared between threads), the scope holds for every one of them, and a refused save keeps the form.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.security.decorators import has_access
from sqlalchemy import inspect

from app.kernel.act import local_day
from app.kernel.errors import Conflict, Refused
from app.kernel.listing import PAGE, Wanted
from app.kernel.records import RecordKind
from app.kernel.words import N_
from app.surfaces.acts import acting, current_actor, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.menus import view_name
from app.surfaces.records import showing
from app.surfaces.records.reading import get_row, read_page
from app.surfaces.records.writing import add_record, delete_record, edit_record, parse_all
from app.surfaces.security import granted

READ, WRITE, DELETE, EXPORT = "read", "write", "delete", "export"
RESERVED = frozenset({"q", "order", "desc", "after", "before", "size", "_l_"})

Answer = str | Response | tuple[str, int]


class RecordView(BaseView):
    """Base of all generated screens; ``kind`` is the record kind shown."""

    kind: RecordKind
    default_view = "list"
    base_permissions = ("can_read", "can_write", "can_delete", "can_export")
    method_permission_name: Mapping[str, str] = {
        "list": READ,
        "show": READ,
        "add": WRITE,
        "edit": WRITE,
        "delete": DELETE,
    }

    def may(self, permission: str) -> bool:
        """Tell whether whoever is logged in may do this with the kind."""
        return (f"can_{permission}", f"record.{self.kind.name}") in granted()

    def url(self, action: str, **values: Any) -> str:
        """Return the address of one of the kind's screens."""
        return url_for(f"{self.endpoint}.{action}", **values)

    @expose("/list/")
    @has_access
    def list(self) -> Answer:
        """Show one page of the list."""
        wanted = wanted_of(request.args)
        fault = ""
        try:
            page = read_page(session(), self.kind, current_actor().scope, wanted, self.kind.listed)
        except Refused as refusal:
            fault = translate_refusal(refusal)
            wanted = Wanted()
            page = read_page(session(), self.kind, current_actor().scope, wanted, self.kind.listed)
        body = render_template("records/list.html", **showing.list_context(self, page, wanted), fault=fault)
        return (body, 400) if fault else body

    @expose("/show/<pk>")
    @has_access
    def show(self, pk: str) -> Answer:
        """Show one record."""
        row = get_row(session(), self.kind, current_actor().scope, pk)
        return render_template("records/show.html", **showing.show_context(self, row))

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Answer:
        """Show the empty form, or add what was entered; a refusal keeps everything typed."""
        if request.method == "GET":
            return self._form(None, {}, {})
        try:
            with acting() as act:
                values = parse_all(act, self.kind, self._sent(), today=local_day(act.at))
                row = add_record(act, self.kind, values)
        except Refused as fault:
            return self._form(None, self._sent(), faults_of(fault), 422)
        flash(translate(N_("Saved.")), "success")
        return redirect(self.url("show", pk=self.pk_of(row)))  # type: ignore[return-value]

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Answer:
        """Show the filled form, or save what was changed; a refusal keeps everything typed."""
        row = get_row(session(), self.kind, current_actor().scope, pk)
        if request.method == "GET":
            return self._form(row, {}, {})
        try:
            with acting() as act:
                values = parse_all(act, self.kind, self._sent(), today=local_day(act.at))
                edit_record(act, self.kind, row, values, request.form.get("edition"))
        except Refused as fault:
            row = get_row(session(), self.kind, current_actor().scope, pk)
            return self._form(row, self._sent(), faults_of(fault), fault.status)
        flash(translate(N_("Saved.")), "success")
        return redirect(self.url("show", pk=pk))  # type: ignore[return-value]

    @expose("/delete/<pk>", methods=["POST"])
    @has_access
    def delete(self, pk: str) -> Answer:
        """Remove a record for a reason."""
        row = get_row(session(), self.kind, current_actor().scope, pk)
        try:
            with acting() as act:
                delete_record(act, self.kind, row, request.form.get("reason", ""))
        except Refused as fault:
            flash(translate_refusal(fault), "error")
            return redirect(self.url("show", pk=pk))  # type: ignore[return-value]
        flash(translate(N_("The record has been removed; what it held stays in the trail.")), "success")
        return redirect(self.url("list"))  # type: ignore[return-value]

    def pk_of(self, row: Any) -> Any:
        """Return the primary key of a row."""
        return getattr(row, inspect(self.kind.model).primary_key[0].key)

    def _sent(self) -> dict[str, Any]:
        """Return what the form sent for the kind's fields; of a row that was typed and not picked, the text."""
        names = {f.name for f in self.kind.editable}
        sent = {name: value for name, value in request.form.items() if name in names}
        typed = {name: request.form.get(f"{name}__text", "").strip() for name in names}
        return sent | {name: text for name, text in typed.items() if text and not sent.get(name)}

    def _form(self, row: Any, sent: Mapping[str, Any], faults: Mapping[str, str], status: int = 200) -> Answer:
        context = showing.form_context(self, row, sent, faults, stale=status == Conflict.status)
        return render_template("records/form.html", **context), status


def wanted_of(arguments: Mapping[str, str]) -> Wanted:
    """Return what an address asks of a list."""
    size = arguments.get("size", "")
    return Wanted(
        text=arguments.get("q", ""),
        filters={k: v for k, v in arguments.items() if k not in RESERVED and v},
        order=arguments.get("order", ""),
        descending=arguments.get("desc", "") == "1",
        after=arguments.get("after", ""),
        before=arguments.get("before", ""),
        size=int(size) if size.isdecimal() and len(size) < 4 else PAGE,
    )


def view_of(kind: RecordKind) -> type[RecordView]:
    """Return the generated view class of a kind, under a name of its own."""
    name = view_name(kind)
    return type(
        name,
        (RecordView,),
        {
            "kind": kind,
            "route_base": f"/records/{kind.name}",
            "class_permission_name": f"record.{kind.name}",
            "__doc__": f"Screens of {kind.name}.",
        },
    )
