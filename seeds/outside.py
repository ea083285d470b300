"""The outer door of the demo: an agency with an account and a trade to draft, and one application of each kind that waits."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from PIL import Image
from stdnum.cn import ric, uscc
from werkzeug.security import generate_password_hash

from app.intermediaries.models import Agency
from app.intermediaries.words import Category
from app.kernel.act import Act
from app.kernel.attachments import store_attachment
from app.kernel.identities import identity_hash
from app.kernel.places import Organisation
from app.kernel.sealing import masked
from app.parties.operations import settle_ties
from app.trading.checks import settle_experts
from app.trading.models import Expert, OutsideApplication
from app.trading.operations import engage_agency, register_project
from app.trading.operations.applying import apply
from app.trading.operations.outside import make_account
from app.trading.operations.planning import LotTold
from app.trading.words import OutsideRole
from seeds.intermediaries import Register
from seeds.people import PASSWORD

AGENCY = "agency"
"""Under what name the demo's agency logs in at the outer door."""
LARGEST = 1_000_000


def write_outside(
    act: Act, register: Register, buyer: Organisation, centre: Organisation, supervisor: Organisation, folder: Path
) -> OutsideApplication:
    """Write an agency that is to draft a notice for a buyer, with its account; then the applications."""
    agency, other = (register.agency(number, Category.TENDER, supervisor) for number in (60, 61))
    hired = register.engagement(agency, buyer, 12)
    settle_ties(act)
    project = register_project(
        act,
        buyer,
        centre,
        "东街口地下通道改造",
        "鼓发改〔2026〕35号",
        [LotTold("通道改造", Decimal(1_860_000), Decimal(1_860_000))],
        supervisor=supervisor,
    )
    engage_agency(act, project, hired)
    made = make_account(
        act, agency, agency.legal_representative, AGENCY, generate_password_hash(PASSWORD), "13900000060"
    )
    assert made.agency_id == agency.id
    return _applications(act, centre, other, folder)


def _applications(act: Act, centre: Organisation, agency: Agency, folder: Path) -> OutsideApplication:
    """Write what a company, an expert and an agency told, a day ago; returns that of the agency."""
    before, body = Act(act.session, act.actor, act.at - timedelta(days=1), act.channel, act.county), "91350100MT9900001"
    hashed, number = generate_password_hash(PASSWORD), "35010219800101001"
    number += ric.calc_check_digit(number + "0")
    pool = Expert(
        county=act.county,
        name="周立新",
        number=masked(number),
        number_hash=identity_hash(number),
        specialty="园林绿化工程",
        employer="福州园林设计院",
        source="省综合性评标专家库",
    )
    act.session.add(pool)
    settle_experts(act)
    company = {
        "uscc": body + uscc.calc_check_digit(body),
        "name": "福州新榕市政工程有限公司",
        "contact": "郑工",
        "phone": "0591-83310900",
        "bank": "农行鼓楼支行",
        "bank_account": "622848001234567890",
        "person": "郑国栋",
        "username": "xinrong",
    }
    expert = {"person": pool.name, "number": number, "phone": "0591-83320099", "username": "zhoulixin"}
    agent = {"uscc": agency.uscc, "phone": "0591-83320061", "person": "黄代理", "username": "daili"}
    told = {OutsideRole.BIDDER: company, OutsideRole.EXPERT: expert, OutsideRole.AGENCY: agent}
    made = {role: apply(before, role, centre, said, hashed) for role, said in told.items()}
    for role in (OutsideRole.BIDDER, OutsideRole.AGENCY):
        paper = io.BytesIO()
        Image.new("RGB", (595, 842), (250, 248, 240)).save(paper, "PNG")
        paper.seek(0)
        name = "营业执照.png" if role == OutsideRole.BIDDER else "授权委托书.png"
        store_attachment(before, folder, made[role], name, paper, LARGEST)
    return made[OutsideRole.AGENCY]
