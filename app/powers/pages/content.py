"""Writing a power's content without code: what it says, what is asked for, and the application form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from app.kernel.errors import Incomplete, Refused
from app.kernel.flows.models import FlowVersion
from app.kernel.places import Organisation
from app.kernel.words import N_
from app.powers import operations, queries
from app.powers.columns import PARTS
from app.powers.contentform import (
    FIRST,
    SHOWN_PARTS,
    form_fields,
    joint_fields,
    read_content,
    sent_rows,
    step_fields,
    stored_rows,
    stored_values,
    table_columns,
)
from app.powers.formfields import item_fields
from app.powers.models import Power, PowerVersion
from app.powers.pages import PAGES, READERS, find_power
from app.surfaces.acts import acting, session
from app.surfaces.language import faults_of, translate, translate_refusal
from app.surfaces.pages import allowed

BLANK = 1
"""Empty rows at the end of each table; a button adds more."""


@PAGES.route("/<pk>/content", methods=["GET", "POST"])
@allowed(*operations.WRITERS)
def content(pk: str) -> str | Response | tuple[str, int]:
    """Edit the draft content of a power; a refusal keeps everything that was typed."""
    power = find_power(pk)
    source = _source(power)
    if request.method == "GET":
        return _page(power, source, {})
    read = read_content(request.form, source)
    if read.faults:
        return _page(power, source, read.faults), Incomplete.status
    try:
        _check_joint(power, read.content)
        _check_flow(power, read.content["flow_version_id"], source)
        with acting() as act:
            operations.edit_draft(act, power, read.content, request.form.get("edition"))
            if "submit" in request.form:
                operations.submit_power(act, power)
    except Refused as fault:
        power = find_power(pk)
        return _page(power, _source(power), _faults(fault)), fault.status
    flash(translate(N_("Saved.")), "success")
    return redirect(url_for("powers.versions", pk=pk))  # type: ignore[return-value]


def _source(power: Power) -> PowerVersion | None:
    return operations.open_draft(power) or queries.current_version(session(), power)


def _check_flow(power: Power, chosen: int | None, source: PowerVersion | None) -> None:
    if chosen is not None and chosen not in dict(queries.flows_for(session(), power.county, source)):
        raise Incomplete(N_("Choose a published flow."), field="flow_version_id")


def _faults(fault: Refused) -> dict[str, str]:
    if isinstance(fault, operations.Unfit):
        return {"form": translate_refusal(fault)} | {
            f"part-{name}" if name in {part.name for part in PARTS} else name: translate(text)
            for name, text in fault.faults
        }
    return faults_of(fault)


def _page(power: Power, source: PowerVersion | None, faults: dict[str, str]) -> str:
    sent = request.form if request.method == "POST" else None
    values: Any = stored_values(source) or {"name": power.name}
    if sent is not None:
        values = dict(sent.items()) | {"object_kind": ",".join(sent.getlist("object_kind"))}
    flows = queries.flows_for(session(), power.county, source)
    fields = form_fields(values, faults, flows)
    tables = [
        {
            "name": part.name,
            "title": translate(queries.LABELS[part.name]),
            "columns": table_columns(part),
            "rows": _sent_table(part, faults) if sent is not None else stored_rows(part, source),
            "shown": part.name in SHOWN_PARTS,
            "fault": faults.get(f"part-{part.name}", ""),
        }
        for part in PARTS
    ]
    labels = {name: item["label"] for name, item in fields.items()}
    flow = session().get(FlowVersion, source.flow_version_id) if source is not None and source.flow_version_id else None
    overrides = (source.step_overrides if source is not None else None) or {}
    steps = step_fields(flow, overrides, sent, faults)
    picks = url_for("picks.pick", kind="power", field="organisation_id")
    joint = joint_fields(_organs(overrides.get("joint", ()), sent), picks, faults.get("joint", ""))
    return render_template(
        "powers/content.html",
        power=power,
        fields=fields,
        tables=tables,
        faults=faults,
        labels=labels,
        first=FIRST,
        edition=operations.edition(power),
        blank=BLANK,
        steps=steps,
        joint=joint,
    )


def _organs(stored: Sequence[int], sent: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return (id, name) of the organs that handle together, as stored or as sent."""
    ids = [str(pk) for pk in stored]
    if sent is not None:
        ids = [text for name in sorted(sent) if name.startswith("joint-") and (text := sent[name]).isdecimal()]
    rows = session().execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(map(int, ids))))
    names = {str(pk): name for pk, name in rows}
    return [(pk, names.get(pk, "")) for pk in ids]


def _check_joint(power: Power, content: dict[str, Any]) -> None:
    """Refuse joint organs outside the county, and a joint power that names none (Licensing Law art. 26(2))."""
    organs = content["step_overrides"].get("joint", [])
    found = select(func.count()).where(
        Organisation.id.in_(organs), Organisation.county == power.county, Organisation.id != power.organisation_id
    )
    if (session().scalar(found) or 0) != len(organs):
        raise Incomplete(N_("Name other organs of the same county, not the leading one."), field="joint")
    if content["joint"] and not organs:
        raise Incomplete(N_("A power that is handled jointly names the other organs."), field="joint")


def _sent_table(part: Any, faults: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows as they were typed, each with its own faults."""
    return [
        row | {"errors": {c: text for c in row if (text := faults.get(f"{part.name}-{number}-{c}"))}}
        for number, row in sent_rows(part, request.form).items()
    ]


@PAGES.get("/<pk>/preview")
@allowed(*READERS)
def preview(pk: str) -> str:
    """Show the application form of a power as its applicants will see it."""
    power = find_power(pk)
    source = _source(power)
    fields = item_fields(source.form if source is not None else None, {}, {})
    return render_template("powers/preview.html", power=power, version=source, fields=fields)
