"""Telling those who subscribed to a village; confirming and ending a subscription by its code."""

import re

from sqlalchemy import select

from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.codes import new_code, typed
from app.kernel.db import CountyRow
from app.kernel.errors import Incomplete, NotFound
from app.kernel.identities import plain_text, telephone
from app.kernel.notices import Medium, queue_message
from app.kernel.places import Organisation, Region
from app.kernel.sealing import keyed_hash
from app.kernel.words import N_
from app.villages.models import VillageSubscription

MAIL = re.compile(r"[^@\s]{1,60}@[^@\s]{1,60}\.[A-Za-z]{2,10}")


def _read(address: str) -> tuple[str, Medium]:
    """Return an address in its one spelling, and by what it is reached; Incomplete when it is none."""
    plain = plain_text(address).strip()
    if MAIL.fullmatch(plain):
        return plain, Medium.EMAIL
    number = telephone(plain)
    if number is None or not number.startswith("1"):
        raise Incomplete(N_("Enter a mobile number or an e-mail address."), field="address")
    return number, Medium.SMS


def subscribe(act: Act, region: Region, address: str) -> VillageSubscription:
    """Note an address and send it a code; nothing else is sent before the code has come back."""
    plain, medium = _read(address)
    hashed = keyed_hash(plain)
    known = act.session.scalar(
        select(VillageSubscription).where(
            VillageSubscription.region_code == region.code, VillageSubscription.address_hash == hashed
        )
    )
    if known is None:
        known = VillageSubscription(
            county=region.county,
            region_code=region.code,
            medium=medium,
            address=plain,
            address_hash=hashed,
            code=new_code(6),
            asked_at=act.at,
        )
        act.session.add(known)
        act.session.flush()
    if known.confirmed_at is None or known.ended_at is not None:
        known.code, known.asked_at = new_code(6), act.at
        text = f"您正在订阅{region.name}的村务公开信息，验证码{known.code}。如非本人操作，请不必理会。"
        queue_message(act, medium, plain, "村务订阅验证码", text, known, f"subscribe.{known.id}.{known.code}")
        record(act, "village.subscription_asked", known, region=region.code)
    return known


def _by_code(act: Act, region: Region, address: str, code: str) -> VillageSubscription:
    found = act.session.scalar(
        select(VillageSubscription).where(
            VillageSubscription.region_code == region.code,
            VillageSubscription.address_hash == keyed_hash(_read(address)[0]),
            VillageSubscription.code == typed(code),
        )
    )
    if found is None:
        raise NotFound(N_("The code does not fit this address. Look at the message again."), field="code")
    return found


def confirm_subscription(act: Act, region: Region, address: str, code: str) -> None:
    """Begin to send a village's news to an address whose owner has the code."""
    found = _by_code(act, region, address, code)
    found.confirmed_at, found.ended_at = act.at, None
    record(act, "village.subscription_confirmed", found, region=region.code)


def end_subscription(act: Act, region: Region, address: str, code: str) -> None:
    """Send nothing more to an address."""
    found = _by_code(act, region, address, code)
    found.ended_at = act.at
    record(act, "village.subscription_ended", found, region=region.code)


def tell_subscribers(act: Act, village: Organisation, subject: CountyRow, title: str) -> int:
    """Queue a message about something new on a village's page; returns how many are told."""
    wanted = select(VillageSubscription).where(
        VillageSubscription.region_code == village.region_code,
        VillageSubscription.confirmed_at.is_not(None),
        VillageSubscription.ended_at.is_(None),
    )
    told = 0
    for one in act.session.scalars(wanted):
        text = f"{village.name}公开了新内容：{title}。请到村务公开网页查看。退订验证码{one.code}。"
        queue_message(
            act, Medium(one.medium), one.address, "村务公开", text, subject, f"village.{subject.kind}.{subject.id}"
        )
        told += 1
    return told
