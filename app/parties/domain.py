"""The door of parties."""

from sqlalchemy import select

from app.kernel.domain import Domain, MenuItem
from app.kernel.subjects import SubjectKind, tables
from app.kernel.words import N_
from app.parties.commands import EXPORT_BODS, IMPORT_BODS
from app.parties.jobs import JOBS
from app.parties.models import Declaration, Office, Party, PartyMark, PartyName, PartyRule, Tie
from app.parties.pages import PAGES, READERS
from app.parties.records import KINDS

VERBS = {
    "party.known": N_("A party became known"),
    "party.renamed": N_("A party bears another name"),
    "party.marked": N_("A telephone, account or address of a party was noted"),
    "party.corrected": N_("What is held of a party was set right"),
    "party.looked_at": N_("Somebody looked at a party"),
    "party.searched": N_("Somebody searched for a party"),
    "party.imported": N_("Ownership statements of a source were taken over"),
    "party.exported": N_("Ownership statements were written out"),
    "party.forgotten": N_("What had served its purpose was removed"),
    "tie.noted": N_("A tie between two parties was noted"),
    "tie.ended": N_("A tie between two parties ended"),
    "office.given": N_("A party holds an office"),
    "office.left": N_("A party left an office"),
    "declaration.made": N_("An official made a declaration"),
}

SUBJECTS = (
    SubjectKind(Party, select(Party.id, Party.name), N_("Open the party"), "parties.party"),
    SubjectKind(Tie, select(Tie.id, Tie.from_name + " · " + Tie.to_name), N_("Open the tie")),
    *tables(PartyName, PartyMark, Office, Declaration, PartyRule),
)

MENU = (
    MenuItem(
        N_("Find a party"),
        N_("Parties"),
        "parties.search",
        frozenset(READERS),
        "search",
        5,
        None,
        N_("Who stands behind a company, what ties two parties"),
    ),
)

PARTIES = Domain(
    name="parties",
    title=N_("Parties"),
    manual="parties",
    verbs=VERBS,
    subjects=SUBJECTS,
    records=KINDS,
    jobs=JOBS,
    pages=(PAGES,),
    menu=MENU,
    commands=(IMPORT_BODS, EXPORT_BODS),
)
