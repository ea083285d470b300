"""What the points of supervision compare, in words: each name of evidence once."""

from collections.abc import Mapping

from app.kernel.evidence import Evidence, Shown, titles
from app.kernel.roles import Role
from app.kernel.words import N_
from app.parties.words import KIN, TieWord
from app.surfaces.accounts.models import Supervised
from app.villages.words import AppraisalVerdict

_TIES = titles(TieWord)
_TURNED = {TieWord.PARENT: TieWord.CHILD, TieWord.CHILD: TieWord.PARENT}
_KIN = {**_TIES, **{f"<{one}": _TIES[_TURNED.get(one, one)] for one in KIN}}
"""What a leader is to his kin; ``<`` where the register says what the kin is to him."""

NAMES: Mapping[str, Evidence] = {
    "closing_book": Evidence(N_("Balance by the book (yuan)"), Shown.YUAN),
    "closing_published": Evidence(N_("Balance as published (yuan)"), Shown.YUAN),
    "company": Evidence(N_("Company")),
    "expense_book": Evidence(N_("Expense by the book (yuan)"), Shown.YUAN),
    "expense_published": Evidence(N_("Expense as published (yuan)"), Shown.YUAN),
    "fault": Evidence(N_("Fault")),
    "first_closed_at": Evidence(N_("First one closed")),
    "first_verdict": Evidence(N_("How the first was put right")),
    "hides": Evidence(N_("Open alerts that no longer stand")),
    "holds": Evidence(N_("Share (percent)")),
    "income_book": Evidence(N_("Income by the book (yuan)"), Shown.YUAN),
    "income_published": Evidence(N_("Income as published (yuan)"), Shown.YUAN),
    "kin": Evidence(N_("The leader is to the other"), words=_KIN),
    "name": Evidence(N_("Setting")),
    "of_county": Evidence(N_("County")),
    "other_step": Evidence(N_("Other step")),
    "point": Evidence(N_("Monitoring point"), Shown.POINT),
    "post": Evidence(N_("Post")),
    "reminders": Evidence(N_("Reminders")),
    "repeated": Evidence(N_("Repeated monitoring point"), Shown.POINT),
    "replied_at": Evidence(N_("Replied")),
    "reviewed_at": Evidence(N_("Reviewed")),
    "role": Evidence(N_("Role"), words=titles(Role)),
    "rounds": Evidence(N_("Rounds")),
    "tie": Evidence(N_("What the register says"), words=_TIES),
    "value": Evidence(N_("Value")),
    "verdict": Evidence(N_("Verdict"), words=titles(AppraisalVerdict)),
    "what": Evidence(N_("What"), words=titles(Supervised)),
}
