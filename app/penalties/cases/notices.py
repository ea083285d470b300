"""Who is told what of a penalty case: the party by text message, the staff at the desk.

The texts are Chinese, as the instruments are. A message never replaces service (art. 61): it says that
something was decided and which right runs until when, and names neither the violation nor the person.
"""

from collections.abc import Iterable, Mapping

from app.kernel.act import Act
from app.kernel.notices import Medium, queue_once
from app.kernel.places import holders_of
from app.kernel.roles import Duty
from app.kernel.wording import fill
from app.penalties.cases.models import PenaltyCase

PARTY_TEXTS: Mapping[str, tuple[str, str]] = {
    "noticed": (
        "行政处罚告知",
        "{organ}案件{number}：已作出行政处罚告知，您有权于{until}前陈述、申辩{hearing}，详见告知书。",
    ),
    "hearing_set": ("听证通知", "{organ}案件{number}：听证定于{on}举行，地点：{place}，详见听证通知书。"),
    "decided": ("行政处罚决定", "{organ}案件{number}：已作出决定，决定书将依法送达，请注意查收。"),
    "served": (
        "缴款提示",
        "{organ}案件{number}：请于{until}前持决定书到指定银行或者通过电子支付缴纳罚款{amount}元，逾期依法加处罚款。",
    ),
    "deferred": ("延期或者分期缴纳", "{organ}案件{number}：经批准，缴纳期限延至{until}，详见通知书。"),
    "reminded": (
        "履行催告",
        "{organ}案件{number}：尚有{amount}元未缴，请在催告书送达之日起十日内履行，您有权陈述、申辩。",
    ),
}

DESK_TEXTS: Mapping[str, tuple[str, str]] = {
    "registered": ("新线索待审", "{number} {item}：须于{until}前决定是否立案。"),
    "assigned": ("有案件交您办理", "{number} {item}"),
    "proposed": ("处罚建议待法制审核", "{number} {item}"),
    "passed": ("法制审核通过", "{number} {item}：可以告知当事人。"),
    "back": ("法制审核退回", "{number} {item}：{opinion}"),
    "hearing_requested": ("当事人要求听证", "{number} {item}：请确定听证日期和主持人。"),
    "rechecked": ("复核完毕待决定", "{number} {item}"),
    "decided": ("决定已作出待送达", "{number} {item}：须于{until}前送达。"),
    "in_arrears": ("罚款逾期未缴", "{number} {item}：已过缴款期限，请催告。"),
    "correction": ("更正待批准", "{number} {item}：{reason}"),
}


def tell_party(act: Act, case: PenaltyCase, event: str, key: object = "", **values: object) -> None:
    """Queue the party's text message about an event, where a telephone number is known.

    ``key`` tells apart several messages about the same event; the same one is never queued twice.
    """
    if not case.party_phone:
        return
    title, text = PARTY_TEXTS[event]
    filled = fill(text, organ=case.organisation.name, number=case.number, **values)
    queue_once(act, Medium.SMS, case.party_phone, title, filled, case, f"{event}:{case.id}:{key}")


def tell_duty(act: Act, case: PenaltyCase, event: str, duty: Duty, key: object = "", **values: object) -> None:
    """Queue a desk message to everybody who holds a duty at the handling organ today."""
    tell_officials(act, case, event, holders_of(act.session, case.organisation_id, duty, act.on), key, **values)


def tell_officers(act: Act, case: PenaltyCase, event: str, key: object = "", **values: object) -> None:
    """Queue a desk message to the officers on a case."""
    on_it = [officer.official_id for officer in case.officers if officer.left_at is None]
    tell_officials(act, case, event, on_it, key, **values)


def tell_officials(
    act: Act, case: PenaltyCase, event: str, officials: Iterable[int], key: object = "", **values: object
) -> None:
    """Queue a desk message to certain officials; not to the one who acts."""
    title, text = DESK_TEXTS[event]
    item = case.item.name if case.item is not None else case.facts_text[:40]
    filled = fill(text, number=case.number, item=item, **values)
    for official in officials:
        if official != act.actor.official_id:
            queue_once(act, Medium.DESK, str(official), title, filled, case, f"{event}:{case.id}:{key}")
