"""Parties and what is known of them; identity numbers are never kept, persons' names are kept encrypted."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, Double, ForeignKey, Index, Integer, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base, CountyRow, Id, UtcDateTime
from app.kernel.places import Official, Organisation
from app.kernel.sealing import EncryptedText

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
"""Days of ``reach`` where a tie has no beginning or no end, so that a point compares two columns and nothing else."""
MOST_STEPS = 3


class Party(CountyRow):
    """A person, company, body, household or joint holding, matched by the hash of its number and never by its name."""

    __tablename__ = "party"
    __table_args__ = (
        Index("ix_party_key", "county", "key_hash", unique=True),
        Index("ix_party_name_hash", "name_hash"),
    )
    kind = "party"

    form: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200), index=True)
    """Latest name as everybody reads it: a company's whole, of a person's the surname."""
    number: Mapped[str] = mapped_column(String(60), default="")
    """A company's number; of a person's, the ends."""
    key_hash: Mapped[str] = mapped_column(String(64))
    """Hash of the number; for a party without one, of the record of its source."""
    name_hash: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the whole name: equal ones are a hint that pages call ``same_name`` and that ties nobody."""
    source: Mapped[str] = mapped_column(String(120), default="")
    watched: Mapped[bool] = mapped_column(Boolean, default=False)
    """``reach`` begins here: an office holder, expert, bidder, agency or practitioner."""
    degree: Mapped[int] = mapped_column(Integer, default=0)
    """How many ties touch it; beyond the county's limit it is a hub, and no path leads through it."""
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    names: Mapped[list["PartyName"]] = relationship(back_populates="party", order_by="PartyName.id")

    def __str__(self) -> str:
        return " · ".join(part for part in (self.name, self.number) if part)


Index("ix_party_watched", Party.county, sqlite_where=text("watched = 1"), postgresql_where=text("watched"))


class PartyName(CountyRow):
    """A name that a party bore from one day to another, and who said so."""

    __tablename__ = "party_name"
    kind = "party_name"

    party_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    source: Mapped[str] = mapped_column(String(120), default="")
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    party: Mapped[Party] = relationship(back_populates="names")


class PartyMark(CountyRow):
    """A telephone, account, address and the like of a party; whoever bears an equal one shares it."""

    __tablename__ = "party_mark"
    __table_args__ = (
        Index("ix_party_mark_shared", "what", "value_hash"),
        Index("ix_party_mark_of", "party_id", "what"),
    )
    kind = "party_mark"

    party_id: Mapped[int] = mapped_column(Id, ForeignKey("party.id"))
    what: Mapped[str] = mapped_column(String(12))
    value_hash: Mapped[str] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(120), default="")
    """With its middle hidden."""
    source: Mapped[str] = mapped_column(String(120), default="")
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    party: Mapped[Party] = relationship()


class Tie(CountyRow):
    """What one party is to another, from one day to another: an edge. It is ended, never removed or turned."""

    __tablename__ = "tie"
    __table_args__ = (
        Index("ix_tie_from", "from_id"),
        Index("ix_tie_to", "to_id"),
        Index("ix_tie_record", "record_hash"),
    )
    kind = "tie"

    from_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"))
    """None only until the act that wrote the row is settled."""
    to_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"))
    organisation_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """Body in whose register it stands; none for the county's own."""
    what: Mapped[str] = mapped_column(String(12))
    from_name: Mapped[str] = mapped_column(String(200), default="")
    from_number: Mapped[str] = mapped_column(String(60), default="")
    from_hash: Mapped[str] = mapped_column(String(64), default="")
    to_name: Mapped[str] = mapped_column(String(200), default="")
    to_number: Mapped[str] = mapped_column(String(60), default="")
    to_hash: Mapped[str] = mapped_column(String(64), default="")
    share: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    """Percent that the first holds of the second; of an interval its lower end."""
    share_most: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    """Upper end of an interval; none where the share is exact."""
    from_on: Mapped[date | None] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)
    """Last day."""
    source: Mapped[str] = mapped_column(String(120), default="")
    record_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the record of a source that said so; by it the source's next word is found."""
    verified: Mapped[bool] = mapped_column(Boolean, default=False)
    pending: Mapped[bool] = mapped_column(Boolean, default=True)
    """``reach`` does not know it yet."""

    from_party: Mapped[Party | None] = relationship(foreign_keys=from_id)
    to_party: Mapped[Party | None] = relationship(foreign_keys=to_id)
    organisation: Mapped[Organisation | None] = relationship()

    def __str__(self) -> str:
        return f"{self.from_name} · {self.to_name}"


Index("ix_tie_pending", Tie.county, sqlite_where=text("pending = 1"), postgresql_where=text("pending"))


class Office(CountyRow):
    """An office that a party holds, or what else ties it to a public body: it is the body, or kin of somebody there."""

    __tablename__ = "office"
    __table_args__ = (Index("ix_office_official", "official_id"),)
    kind = "office"

    party_id: Mapped[int | None] = mapped_column(Id, ForeignKey("party.id"), index=True)
    """None only until the act that wrote the row is settled."""
    what: Mapped[str] = mapped_column(String(12))
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    official_id: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    name: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    number_hash: Mapped[str] = mapped_column(String(64), default="")
    rank: Mapped[str] = mapped_column(String(60), default="")
    leading: Mapped[bool] = mapped_column(Boolean, default=False)
    """A leading post, after which the law asks for a longer distance."""
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date | None] = mapped_column(Date)

    party: Mapped[Party | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    official: Mapped[Official | None] = relationship()


class Declaration(CountyRow):
    """What an official declares of himself and his kin for a year; a later version supersedes, none is changed."""

    __tablename__ = "party_declaration"
    kind = "party_declaration"

    official_id: Mapped[int] = mapped_column(Id, ForeignKey("official.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    what: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(EncryptedText)
    number: Mapped[str] = mapped_column(String(60), default="")
    number_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    text: Mapped[str] = mapped_column(Text)
    declared_on: Mapped[date] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)

    official: Mapped[Official] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Reach(Base):
    """One path of at most three ties from a watched party to another; computed when a tie is written.

    Its days are those on which all its ties held; its share is what one end holds of the other along the path,
    in percent, and none where ownership runs both ways or a share is unknown. The path is the evidence.
    """

    __tablename__ = "reach"
    __table_args__ = (Index("ix_reach_end", "end_id", "start_id"),)

    start_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    first_tie: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    second_tie: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    third_tie: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    """0 where the path is shorter."""
    county: Mapped[int] = mapped_column(Integer)
    first_id: Mapped[int] = mapped_column(Id)
    """Parties between the ends; 0 where there is none."""
    second_id: Mapped[int] = mapped_column(Id)
    end_id: Mapped[int] = mapped_column(Id)
    steps: Mapped[int] = mapped_column(Integer)
    way: Mapped[int] = mapped_column(Integer)
    """1: the start holds, -1: the end holds, 0: nobody holds, 2: both ways."""
    share: Mapped[float | None] = mapped_column(Double)
    path: Mapped[str] = mapped_column(String(60))
    """Words of the ties in their order: ``spouse>shareholder``; ``<`` where a tie is walked from its second party."""
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)


class PartyRule(CountyRow):
    """A county's parameters: from how many ties a party is a hub, how long what has ended is kept (months)."""

    __tablename__ = "party_rule"
    kind = "party_rule"

    hub_ties: Mapped[int] = mapped_column(Integer, default=30)
    hub_marks: Mapped[int] = mapped_column(Integer, default=10)
    tie_months: Mapped[int] = mapped_column(Integer, default=120)
    mark_months: Mapped[int] = mapped_column(Integer, default=60)
    office_months: Mapped[int] = mapped_column(Integer, default=120)
    declaration_months: Mapped[int] = mapped_column(Integer, default=120)
    party_months: Mapped[int] = mapped_column(Integer, default=24)
    """A party of which nothing else is kept goes so long after it was noted."""
    edit_number: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": edit_number}  # noqa: RUF012 - SQLAlchemy reads it as it stands


USUAL = {
    "hub_ties": 30,
    "hub_marks": 10,
    "tie_months": 120,
    "mark_months": 60,
    "office_months": 120,
    "declaration_months": 120,
    "party_months": 24,
}
"""Parameters of a county that has set none."""
