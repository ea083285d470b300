"""What is bought without an open tender, and property and land that are listed: entered by whoever is responsible."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import CountyRow, Id, Json, UtcDateTime
from app.kernel.places import Organisation
from app.kernel.sealing import EncryptedText
from app.trading.models.project import Money
from app.trading.words import ListingState


class DirectPurchase(CountyRow):
    """Works, goods or services that a public body gave away without an open tender."""

    __tablename__ = "trade_direct"
    __table_args__ = (
        Index("ix_trade_direct_number", "organisation_id", "number", unique=True),
        Index("ix_trade_direct_item", "organisation_id", "item", "day"),
    )
    kind = "trade_direct"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """The buyer."""
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    trade_kind: Mapped[str] = mapped_column(String(12))
    """A TradeKind."""
    category: Mapped[str] = mapped_column(String(12))
    """A TradeCategory."""
    item: Mapped[str] = mapped_column(String(40))
    """Code of the catalogue of procurement, or of the project of which it is a part."""
    how: Mapped[str] = mapped_column(String(12))
    """A DirectMethod."""
    estimate: Mapped[Decimal] = mapped_column(Money)
    decided_on: Mapped[date] = mapped_column(Date)
    supplier: Mapped[str] = mapped_column(String(200), default="")
    approval: Mapped[str] = mapped_column(String(120), default="")
    """Document by which the method was approved."""
    failed_rounds: Mapped[int] = mapped_column(Integer, default=0)
    """Tenders for the same that had failed before."""
    day: Mapped[int] = mapped_column(Integer, default=0)
    """Running number of ``decided_on``, so that a stretch of days is a difference."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Beginning of that day."""

    organisation: Mapped[Organisation] = relationship()

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class TradeListing(CountyRow):
    """State property or land that is listed for everybody: its days, its price, what was paid.

    One row, whether its course runs here or somebody entered it by hand: the state tells the two apart.
    """

    __tablename__ = "trade_listing"
    __table_args__ = (Index("ix_trade_listing_number", "organisation_id", "number", unique=True),)
    kind = "trade_listing"

    organisation_id: Mapped[int] = mapped_column(Id, ForeignKey("organisation.id"))
    """Who transfers it."""
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(12))
    """A ListingWhat."""
    reserve: Mapped[Decimal | None] = mapped_column(Money)
    """None while it is sealed."""
    notice_on: Mapped[date] = mapped_column(Date)
    listed_from: Mapped[date] = mapped_column(Date)
    listed_to: Mapped[date] = mapped_column(Date)
    rounds: Mapped[int] = mapped_column(Integer, default=1)
    """Which listing of the same it is."""
    approval: Mapped[str] = mapped_column(String(120), default="")
    """Of land the collective decision; of property the paper that lets the price be lower."""
    appraisal: Mapped[Decimal | None] = mapped_column(Money)
    appraised_on: Mapped[date | None] = mapped_column(Date)
    floor: Mapped[Decimal | None] = mapped_column(Money)
    """Lowest price that the state sets for such land."""
    deal: Mapped[Decimal | None] = mapped_column(Money)
    deal_on: Mapped[date | None] = mapped_column(Date)
    result_on: Mapped[date | None] = mapped_column(Date)
    """When the result was published."""
    contract_on: Mapped[date | None] = mapped_column(Date)
    pay_due_on: Mapped[date | None] = mapped_column(Date)
    """By when the contract asks for the whole price."""
    first_paid: Mapped[Decimal | None] = mapped_column(Money)
    first_paid_on: Mapped[date | None] = mapped_column(Date)
    paid_up_on: Mapped[date | None] = mapped_column(Date)

    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pay_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Beginnings of the days of the listing, the deal, the contract and the payment."""
    land: Mapped[bool] = mapped_column(Boolean, default=False)
    small: Mapped[bool] = mapped_column(Boolean, default=False)
    """An asset of at most ten million yuan: it is listed for half the time."""
    listed_days: Mapped[int] = mapped_column(Integer, default=0)
    """Working days of property, calendar days of land."""
    notice_days: Mapped[int] = mapped_column(Integer, default=0)
    """Calendar days from the notice to the listing."""
    appraisal_age: Mapped[int | None] = mapped_column(Integer)
    """Days from the appraisal to the listing."""
    result_due_on: Mapped[date | None] = mapped_column(Date)
    first_due_on: Mapped[date | None] = mapped_column(Date)

    start: Mapped[Decimal | None] = mapped_column(Money)
    """Price at which bids begin."""
    bidders: Mapped[int | None] = mapped_column(Integer)
    """With a plate, counted when the applications ended; None before."""

    state: Mapped[str] = mapped_column(String(12), default=ListingState.ENTERED, index=True)
    """A ListingState; what follows is filled by the course alone."""
    centre_id: Mapped[int | None] = mapped_column(Id, ForeignKey("organisation.id"), index=True)
    """The trading centre that holds the auction."""
    earlier_id: Mapped[int | None] = mapped_column(Id, ForeignKey("trade_listing.id"), index=True)
    """The listing of the same that ended without a sale."""
    text: Mapped[str] = mapped_column(Text, default="")
    """What is listed and who may apply."""
    decision: Mapped[str] = mapped_column(String(120), default="")
    """Paper by which the transfer was decided."""
    step: Mapped[Decimal | None] = mapped_column(Money)
    """By how much a bid lies above the last one at the least."""
    bond: Mapped[Decimal | None] = mapped_column(Money)
    sealed_reserve: Mapped[str | None] = mapped_column(EncryptedText)
    """Reserve and a random word, until the end of the auction; None where it is open."""
    reserve_digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the two, published with the listing."""
    reserve_word: Mapped[str] = mapped_column(String(32), default="")
    """The random word, once the reserve is open."""
    applies_to: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """Applications come in until this instant."""
    auction_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the auction begins, if several have applied."""
    free_minutes: Mapped[int] = mapped_column(Integer, default=0)
    round_minutes: Mapped[int] = mapped_column(Integer, default=0)
    """Minutes of the free period, and those that each late bid opens again."""
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When the hammer falls, as far as the bids so far say."""
    price: Mapped[Decimal | None] = mapped_column(Money)
    """The highest bid."""
    bids: Mapped[int] = mapped_column(Integer, default=0)
    """How many were accepted: the number of the last one."""
    plate: Mapped[int | None] = mapped_column(Integer)
    """Whose bid it is."""
    buyer: Mapped[str] = mapped_column(String(200), default="")
    """Who bought it; empty until the hammer has fallen."""
    planned_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    published_by: Mapped[int | None] = mapped_column(Id, ForeignKey("official.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    broken: Mapped[Any] = mapped_column(Json, default=list)
    """Codes of the legal minima that it falls short of."""
    broken_reason: Mapped[str] = mapped_column(Text, default="")
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was stopped."""

    organisation: Mapped[Organisation] = relationship(foreign_keys=organisation_id)
    centre: Mapped[Organisation | None] = relationship(foreign_keys=centre_id)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
