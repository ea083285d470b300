"""Whom and what a log names: organisations, officers and powers, found here or added."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select

from app.approvals.logs.cases import LoggedCase
from app.approvals.logs.mapping import LogMapping, Named, plain
from app.kernel.act import Act
from app.kernel.audit import record
from app.kernel.errors import Conflict, Incomplete
from app.kernel.initials import initials
from app.kernel.places import Level, Official, Organisation, OrganisationKind, Region, county_region
from app.kernel.words import N_
from app.powers.models import Power, PowerState, PowerVersion

NAMES_AT_ONCE = 500
LONGEST_NAME = 60
"""Characters of an officer's name."""


class Register:
    """Finds rows of ours for the names in a log, and adds those that are missing, once each.

    An officer who is unknown gets no account: only his name is kept, in the organ of the mapping, so
    that inspectors can tell officers apart.
    """

    def __init__(self, mapping: LogMapping) -> None:
        self.mapping = mapping
        self._organisations: dict[str, int] = {}
        self._powers: dict[str, tuple[int, int]] = {}
        self._officers: dict[str, int] = {}
        self._home: tuple[int, str] = (0, "")

    def open(self, act: Act) -> None:
        """Find or add the county's constants; refuses a county or a code that cannot be used."""
        region = act.session.get(Region, county_region(self.mapping.county))
        if region is None or region.level not in (Level.COUNTY, Level.CITY):
            raise Incomplete(
                N_("There is no county %(county)s here. Correct county in the mapping."),
                county=str(self.mapping.county),
            )
        home = self._organisation(act, self.mapping.organisation.code, self.mapping.organisation.name)
        self._home = home.id, home.path
        self._organisations[""] = home.id
        self._powers[""] = self._power(act, self.mapping.power.code, self.mapping.power.name)

    def prepare(self, act: Act, cases: Iterable[LoggedCase]) -> None:
        """Find or add everything that some cases name."""
        officers, sections = set[str](), set[str]()
        for case in cases:
            if case.organisation not in self._organisations:
                code, name = self._coded(self.mapping.organisation, case.organisation)
                self._organisations[case.organisation] = self._organisation(act, code, name).id
            if case.power not in self._powers:
                self._powers[case.power] = self._power(act, *self._coded(self.mapping.power, case.power))
            sections.update(step.organisation for step in case.steps)
            officers.update(step.resource[:LONGEST_NAME] for step in case.steps)
            officers.add(case.responsible[:LONGEST_NAME])
        for section in sorted(sections - self._organisations.keys()):
            code, name = self._coded(self.mapping.organisation, section)
            body = OrganisationKind.SECTION
            self._organisations[section] = self._organisation(act, code, name, body).id
        self._find_officers(act, sorted(officers - self._officers.keys() - {""}))

    def organisation(self, name: str) -> int:
        """Return the id of an organisation by its name in the log; the mapping's organ for none."""
        return self._organisations[name]

    def officer(self, name: str) -> int | None:
        """Return the id of an officer by his name in the log."""
        return self._officers[name[:LONGEST_NAME]] if name else None

    def power(self, name: str) -> tuple[int, int]:
        """Return the ids of a power and its version by its name in the log; the mapping's power for none."""
        return self._powers[name]

    def _coded(self, named: Named, value: str) -> tuple[str, str]:
        """Return code and name for a value of a column."""
        listed = (named.values or {}).get(plain(value))
        digest = hashlib.sha256(plain(value).encode()).hexdigest()[:8]
        return listed or f"{self.mapping.source[:30]}-{digest}", value[:120]

    def _organisation(
        self, act: Act, code: str, name: str, body: OrganisationKind = OrganisationKind.ORGAN
    ) -> Organisation:
        county = self.mapping.county
        found = act.session.scalar(select(Organisation).where(Organisation.code == code))
        if found is None:
            named = select(Organisation).where(Organisation.county == county, Organisation.name == name)
            found = act.session.scalars(named.order_by(Organisation.id).limit(1)).first()
        if found is None:
            return self._add_organisation(act, code, name, body)
        if found.county != county:
            raise Conflict(N_("The organisation %(code)s belongs to another county than the mapping says."), code=code)
        return found

    def _add_organisation(self, act: Act, code: str, name: str, body: OrganisationKind) -> Organisation:
        county, region = self.mapping.county, county_region(self.mapping.county)
        if body == OrganisationKind.SECTION:
            parent_id, path = self._home
        else:
            top = select(Organisation).where(
                Organisation.region_code == region, Organisation.body == OrganisationKind.GOVERNMENT
            )
            government = act.session.scalars(top.order_by(Organisation.id).limit(1)).first()
            parent_id, path = (government.id, government.path) if government else (0, "/")
        row = Organisation(
            county=county, code=code, name=name, body=body, region_code=region, parent_id=parent_id or None, path=""
        )
        act.session.add(row)
        act.session.flush()
        row.path = f"{path}{row.id}/"
        record(act, "log.organisation_added", row, code=code, name=name, source=self.mapping.source)
        return row

    def _power(self, act: Act, code: str, name: str) -> tuple[int, int]:
        found = act.session.scalar(select(Power).where(Power.code == code))
        if found is not None and found.county != self.mapping.county:
            raise Conflict(N_("The power %(code)s belongs to another county than the mapping says."), code=code)
        if found is None:
            found = Power(
                county=self.mapping.county,
                code=code,
                name=name,
                power_type=self.mapping.power.power_type,
                organisation_id=self._home[0],
                state=PowerState.DRAFT,
                initials=initials(name),
            )
            act.session.add(found)
            act.session.flush()
            record(act, "log.power_added", found, code=code, name=name, source=self.mapping.source)
        version = act.session.scalars(
            select(PowerVersion)
            .where(PowerVersion.power_id == found.id, PowerVersion.published_at.is_not(None))
            .order_by(PowerVersion.number.desc())
            .limit(1)
        ).first()
        if version is None:
            version = self._add_version(act, found)
        return found.id, version.id

    def _add_version(self, act: Act, power: Power) -> PowerVersion:
        """Add a placeholder's content: nothing can be applied for, nothing is published."""
        number = len(power.versions) + 1
        limit = self.mapping.case_limit
        version = PowerVersion(
            county=power.county,
            power_id=power.id,
            number=number,
            name=power.name,
            published_at=act.at,
            legal_basis=[],
            conditions=[],
            materials=[],
            remedies={},
            risks=[],
            step_overrides={},
            form=[{"name": fact.name, "label": fact.name, "input": "text"} for fact in self.mapping.facts],
            statutory_days=limit.value if limit else 20,
            statutory_unit=limit.unit if limit else "wd",
            statutory_basis=self.mapping.source,
            online=False,
            public_result=False,
        )
        act.session.add(version)
        act.session.flush()
        if power.current_version_id is None:
            power.current_version_id = version.id
        return version

    def _find_officers(self, act: Act, names: list[str]) -> None:
        home, path = self._home
        for start in range(0, len(names), NAMES_AT_ONCE):
            wanted = names[start : start + NAMES_AT_ONCE]
            found = act.session.execute(
                select(Official.name, Official.id)
                .join(Organisation, Organisation.id == Official.organisation_id)
                .where(Official.name.in_(wanted), Organisation.path.startswith(path, autoescape=True))
                .order_by(Official.id.desc())
            )
            self._officers.update((row.name, row.id) for row in found)
            for name in wanted:
                if name not in self._officers:
                    row = Official(county=self.mapping.county, name=name, organisation_id=home)
                    act.session.add(row)
                    act.session.flush()
                    record(act, "log.officer_added", row, organisation=home, source=self.mapping.source)
                    self._officers[name] = row.id
