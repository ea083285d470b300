"""Record kinds of the catalogue."""

from collections.abc import Mapping
from typing import Any

from app.kernel.act import Act
from app.kernel.errors import NotAllowed
from app.kernel.initials import initials
from app.kernel.places import Level
from app.kernel.records import Access, Field, Input, RecordKind
from app.kernel.roles import Role
from app.kernel.words import N_
from app.powers.models import ChangeOrder, OrderKind, Power, PowerState, PowerType
from app.powers.queries import in_public

MENU = N_("Catalogue")
READERS: dict[Role, Access] = {role: Access.READ for role in Role if role not in (Role.PUBLIC, Role.VILLAGE_CLERK)}


def _check_power(act: Act, power: Power, changes: Mapping[str, Any]) -> None:
    """Keep the name of a power in force as its version says; follow a changed name with its initials."""
    if "name" in changes:
        if power.state != PowerState.DRAFT and power.current_version_id is not None:
            raise NotAllowed(
                N_("The name of a power in force changes by a new version. Open the power and make one."), field="name"
            )
        power.initials = initials(power.name)


POWER = RecordKind(
    name="power",
    found_everywhere=True,
    model=Power,
    title=N_("Administrative powers"),
    menu=MENU,
    key=("code",),
    order=("code", "asc"),
    icon="book",
    check=_check_power,
    public=in_public,
    fields=(
        Field(
            "name",
            N_("Name"),
            hint=N_("As the law calls it"),
            example="食品经营许可",
            listed=True,
            public=True,
            searchable=True,
        ),
        Field(
            "code",
            N_("Code"),
            hint=N_("Place, class and serial number"),
            example="GL-XK-0021-00",
            listed=True,
            public=True,
            searchable=True,
        ),
        Field("power_type", N_("Type"), choices=PowerType, listed=True, filtered=True, public=True),
        Field("organisation_id", N_("Organisation"), picks="organisation", listed=True, filtered=True, public=True),
        Field(
            "national_code",
            N_("National code"),
            hint=N_("31 or 33 characters; other lengths are kept with a warning"),
            searchable=True,
            first=False,
        ),
        Field("state", N_("State"), choices=PowerState, listed=True, filtered=True, editable=False, public=True),
        Field("level", N_("Level"), choices=Level, editable=False, public=True),
        Field("takes_applications", N_("Can be applied for"), editable=False, public=True),
    ),
    access={**READERS, Role.COUNTY_ADMIN: Access.WRITE, Role.CITY_ADMIN: Access.WRITE},
    links=((N_("Versions and content"), "powers.versions"),),
)

CHANGE_ORDER = RecordKind(
    name="change_order",
    model=ChangeOrder,
    title=N_("Change orders"),
    menu=MENU,
    key=("document_number",),
    order=("effective_on", "desc"),
    scope="county",
    icon="flag",
    sheet=False,
    fields=(
        Field(
            "document_number",
            N_("Document number"),
            example="鼓政办〔2026〕8号",
            listed=True,
            searchable=True,
            editable=False,
        ),
        Field("title", N_("Title"), listed=True, searchable=True, editable=False),
        Field("order_kind", N_("Kind of order"), choices=OrderKind, listed=True, filtered=True, editable=False),
        Field("effective_on", N_("Takes effect on"), listed=True, filtered=True, editable=False),
        Field("reason", N_("Reason"), input=Input.LONG, editable=False),
        Field("carried_out_at", N_("Carried out"), listed=True, editable=False),
    ),
    access=READERS,
    links=((N_("Powers of the order"), "powers.order"),),
)

KINDS = (POWER, CHANGE_ORDER)
