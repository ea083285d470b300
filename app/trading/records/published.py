"""Record kinds of publications and watched phrases."""

from app.kernel.records import Access, Field, RecordKind
from app.kernel.words import N_
from app.trading.models import TradePhrase, TradePublication
from app.trading.publishing import check_phrase, check_publication
from app.trading.records.course import ENTERED, KEEPING, MENU, WATCHING
from app.trading.words import Medium

PUBLICATION = RecordKind(
    name="trade_publication",
    model=TradePublication,
    title=N_("Where notices were published"),
    menu=MENU,
    icon="megaphone",
    scope="county",
    key=("project_id", "medium"),
    check=check_publication,
    fields=(
        Field("project_id", N_("Project for tender"), picks="project", listed=True, filtered=True),
        Field("medium", N_("Medium"), choices=Medium, listed=True, filtered=True),
        Field("published_on", N_("Published there on"), example="2026-03-02", listed=True, filtered=True),
        Field("title", N_("Name of the project there"), example="工业路照明改造工程", listed=True),
        Field("deadline", N_("Deadline for bids there"), example="2026-03-30 09:00"),
        Field("address", N_("Address of the page"), required=False),
        Field("differs", N_("Differs from the notice"), listed=True, editable=False),
        Field("late_days", N_("Days after the first day of the documents"), editable=False),
    ),
    access=ENTERED,
)
PHRASE = RecordKind(
    name="trade_phrase",
    model=TradePhrase,
    title=N_("Watched phrases of notices"),
    menu=MENU,
    icon="inbox",
    scope="county",
    key=("phrase",),
    check=check_phrase,
    fields=(
        Field("phrase", N_("Phrase"), example="在本镇注册", listed=True, searchable=True),
        Field("why", N_("Why it shuts companies out"), example="限定注册地", listed=True),
    ),
    access={**dict.fromkeys(WATCHING, Access.READ), **dict.fromkeys(KEEPING, Access.WRITE)},
)
KINDS = (PUBLICATION, PHRASE)
