"""What somebody who is about to act on a case is told: “you are tied to the applicant: …, keep away?”"""

from typing import Any

from app.kernel.act import Act
from app.parties.picture import tie_words
from app.parties.recusal import own_ties
from app.parties.words import DeclaredWord
from app.surfaces.language import translate


def warning_for(act: Act, key_hash: str | None, buttons: list[dict[str, Any]], code: str) -> dict[str, Any] | None:
    """Return what ties whoever acts to the party of a case, as ``parties/before_act.html`` shows it; None for nothing.

    Only who has something to do there is warned; ``code`` names the button by which he keeps away, which then stands out.
    """
    found = own_ties(act.session, act.actor.official_id, key_hash, act.on) if buttons else None
    if not found:
        return None
    for one in buttons:
        one["rare"] = one["rare"] and one["code"] != code
    return {
        "himself": found.himself,
        "paths": [
            [
                {"first": tie.from_name, "what": tie_words(tie), "second": tie.to_name, "source": tie.source}
                for tie in path
            ]
            for path in found.paths
        ],
        "declared": [{"what": translate(DeclaredWord(one.what)), "text": one.text} for one in found.declared],
    }
