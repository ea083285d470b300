"""``flask demo``: the embedded database with demo data; run again it changes nothing."""

import json
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from tqdm import tqdm

from app.approvals.linking import link_agencies
from app.exchange.own_key import node_key
from app.funds.jobs import measure_bodies
from app.kernel.act import Act, Channel
from app.kernel.flows.templates import write_templates
from app.kernel.places import Organisation
from app.kernel.roles import Role
from app.kernel.words import N_
from app.supervision.counting import count_alerts
from app.supervision.scanning import sweep
from app.surfaces.acts import command_act, session
from app.surfaces.commands.search import fill_index
from app.surfaces.commands.setup import set_up
from app.surfaces.folders import folder_of
from app.surfaces.keeping import signing_key
from app.surfaces.language import translate
from app.surfaces.people.opening import write_regions
from app.trading.operations.network import measure_network
from seeds.budgets import write_budgets
from seeds.cases import tell_stories
from seeds.catalogue import write_catalogue
from seeds.committees import write_committees
from seeds.disclosing import write_disclosure
from seeds.exchange import write_exchange
from seeds.experts import EXPERT, write_waiting
from seeds.fines import write_fines
from seeds.funds import write_funds
from seeds.halls import write_halls
from seeds.intermediaries import homes_of, write_intermediaries
from seeds.ledgers import write_ledgers
from seeds.listings import BIDDER, write_listings
from seeds.outside import AGENCY, write_outside
from seeds.parties import write_conflicts, write_parties
from seeds.past_penalties import organs_of, write_past
from seeds.penalties import write_penalties
from seeds.people import ACCOUNTS, PASSWORD, write_organisations, write_staff
from seeds.places import write_calendar
from seeds.registers import write_registers
from seeds.rigged import write_rigged
from seeds.shapes import write_odd_payments, write_shapes_of_money
from seeds.trading import write_trading
from seeds.village_news import tell_news
from seeds.villages import write_villages

CASES = 90
PENALTIES = 40
PAST = 300
BUYERS = ("education", "culture", "health", "market", "transport")
"""Who buys small works through a year; at the first two an expert and a firm meet too often."""


@click.command("demo")
@click.option("--cases", default=CASES, show_default=True, help="How many ordinary cases.")
@click.option("--penalties", default=PAST, show_default=True, help="How many penalty cases of the past.")
@click.option("--json", "as_json", is_flag=True, help="Print the accounts as JSON.")
@with_appcontext
def DEMO(cases: int, penalties: int, as_json: bool) -> None:  # noqa: N802 - a constant that click makes of a function
    """Create the database if need be and fill it with the demo county."""
    if current_app.config["SUNSHINE_MODE"] == "production":
        raise click.ClickException(translate(N_("Demo data does not belong into a production database.")))
    set_up()
    if session().scalar(select(User.id).limit(1)) is None:
        _fill(cases, penalties)
    _show_accounts(as_json)


def _fill(cases: int, penalties: int) -> None:
    now = datetime.now(UTC)
    start = now - timedelta(days=320)
    with command_act(Channel.COMMAND, 350100, at=start) as act:
        write_regions(act)
        write_calendar(act)
        write_organisations(act)
        write_staff(act)
    with command_act(Channel.COMMAND, 350102, at=start + timedelta(days=5)) as act:
        powers = write_catalogue(act)
        write_penalties(act, write_templates(act)["penalty_ordinary"])
    write_ledgers(session(), now)
    write_villages(session(), now)
    tell_news(session(), now)
    with tqdm(desc="cases", unit=" steps", mininterval=0.5) as bar:
        tell_stories(session(), powers, now, cases, lambda steps: bool(bar.update(steps)), PENALTIES)
    write_disclosure(session(), now)
    with command_act(Channel.IMPORT, 350102, at=now - timedelta(days=60)) as act:
        write_conflicts(act)
    with command_act(Channel.IMPORT, 350102, at=now) as act:
        write_past(act, penalties, organs_of(act))
    with command_act(Channel.IMPORT, 350102, at=now) as act:
        agencies = write_intermediaries(act, homes_of(act))
        write_parties(act)
        write_funds(act)
        urban = by_code(act, "gulou-urban")
        write_shapes_of_money(act, urban)
        write_odd_payments(act, urban)
        buyer, centre, supervisor = (
            by_code(act, code) for code in ("gulou-urban", "gulou-trading", "gulou-construction")
        )
        write_trading(act, buyer, centre, signing_key(act.session), supervisor, folder_of("bids"))
        write_rigged(act, buyer, centre, signing_key(act.session), supervisor, folder_of("bids"))
        write_committees(
            act,
            [by_code(act, f"gulou-{code}") for code in BUYERS],
            centre,
            signing_key(act.session),
            supervisor,
            folder_of("bids"),
        )
        write_waiting(act, buyer, centre, signing_key(act.session), supervisor, folder_of("bids"))
        write_outside(act, agencies, buyer, centre, supervisor, folder_of("files"))
        write_registers(act, buyer)
        write_listings(act, buyer, centre)
        write_budgets(act, urban, by_code(act, "gulou"), by_code(act, "350102001000"))
        measure_bodies(act)
    write_halls(session(), now, folder_of("files"))
    with command_act(Channel.CLOCK, 350102, at=now) as act:
        link_agencies(act)
        measure_network(act, 350102)
        sweep(act)
    write_fines(now)
    with command_act(Channel.CLOCK, 350102, at=now) as act:
        count_alerts(act)
        write_exchange(act, 350102, node_key(act.session))
    fill_index()


def by_code(act: Act, code: str) -> Organisation:
    """Return an organisation of the demo."""
    return act.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def _show_accounts(as_json: bool) -> None:
    accounts = demo_accounts()
    if as_json:
        click.echo(json.dumps(accounts, ensure_ascii=False, indent=1))
        return
    address = f"http://127.0.0.1:{current_app.config['SUNSHINE_PORT']}/"
    told = translate(N_("%(address)s  Password of every account: %(password)s"), address=address, password=PASSWORD)
    click.echo(f"\n{told}")
    for account in accounts:
        click.echo(f"  {account['username']:<10} {account['role']} · {account['organisation']}")
    click.echo(f"  {EXPERT:<10} {translate(N_('Evaluation expert'))} · {address}portal/experts/")
    click.echo(f"  {BIDDER:<10} {translate(N_('Bidder'))} · {address}portal/bidders/")
    click.echo(f"  {AGENCY:<10} {translate(N_('Tender agency'))} · {address}portal/agencies/")


def demo_accounts() -> list[dict[str, str]]:
    """Return the demo's accounts for the log-in page."""
    homes = dict(session().execute(select(Organisation.code, Organisation.name)).all())
    return [
        {"username": username, "password": PASSWORD, "role": translate(Role(role)), "organisation": homes.get(code, "")}
        for username, code, role, _duty in ACCOUNTS
    ]
