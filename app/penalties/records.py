"""Record kinds of penalties: the list of items beside their hand-made pages, and the benchmark documents."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import true

from app.kernel.act import Act
from app.kernel.errors import Incomplete
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.penalties.models import Benchmark, BenchmarkLevel, ItemState, ViolationItem
from app.penalties.queries import in_public

MENU = N_("Penalties")
READERS: dict[Role, Access] = {role: Access.READ for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK)}
WRITERS: dict[Role, Access] = dict.fromkeys(
    (Role.COUNTY_ADMIN, Role.CITY_ADMIN, Role.ORGAN_HEAD, Role.SECTION_HEAD), Access.WRITE
)


def _check_benchmark(act: Act, benchmark: Benchmark, changes: Mapping[str, Any]) -> None:
    if benchmark.ends_on is not None and benchmark.ends_on <= benchmark.effective_on:
        raise Incomplete(N_("It ends before it takes effect."), field="ends_on")
    if benchmark.url and not benchmark.url.startswith(("http://", "https://")):
        raise Incomplete(N_("Give the whole address, beginning with https://."), field="url")


VIOLATION_ITEM = RecordKind(
    name="violation_item",
    found_everywhere=True,
    model=ViolationItem,
    title=N_("Penalty items"),
    menu=MENU,
    key=("code",),
    order=("code", "asc"),
    icon="book",
    sheet=False,
    listed_in_menu=False,
    public=in_public,
    fields=(
        Field("name", N_("Violation"), listed=True, public=True, searchable=True, editable=False),
        Field("code", N_("Code"), listed=True, public=True, searchable=True, editable=False),
        Field(
            "organisation_id",
            N_("Organisation"),
            picks="organisation",
            listed=True,
            filtered=True,
            editable=False,
            public=True,
        ),
        Field("power_id", N_("Power to punish"), picks="power", filtered=True, editable=False, public=True),
        Field("laws", N_("Laws"), input=Input.LONG, listed=True, searchable=True, editable=False, public=True),
        Field("state", N_("State"), choices=ItemState, listed=True, filtered=True, editable=False, public=True),
    ),
    access=READERS,
    links=((N_("Standard and versions"), "violations.show"),),
)

BENCHMARK = RecordKind(
    name="benchmark",
    model=Benchmark,
    title=N_("Benchmark documents"),
    menu=MENU,
    key=("number",),
    order=("effective_on", "desc"),
    icon="flag",
    check=_check_benchmark,
    public=lambda _on: true(),
    fields=(
        Field("number", N_("Document number"), example="鼓城管〔2026〕3号", listed=True, searchable=True, public=True),
        Field(
            "title", N_("Title"), example="鼓楼区城市管理行政处罚裁量基准", listed=True, searchable=True, public=True
        ),
        Field("organ", N_("Issued by"), example="鼓楼区城市管理局", listed=True, public=True),
        Field("level", N_("Level"), choices=BenchmarkLevel, listed=True, filtered=True, public=True),
        Field("effective_on", N_("Takes effect on"), example="2026-01-01", listed=True, filtered=True, public=True),
        Field("ends_on", N_("Ends on"), hint=N_("First day on which it is not in force any more"), public=True),
        Field("organisation_id", N_("Organisation"), hint=N_("Who keeps it here"), picks="organisation", filtered=True),
        Field("url", N_("Address on the web"), example="https://www.example.gov.cn/1", public=True, first=False),
    ),
    access={**READERS, **WRITERS},
    links=((N_("Its drafts"), "violations.document"),),
)

KINDS = (VIOLATION_ITEM, BENCHMARK)
