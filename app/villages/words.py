"""Closed vocabularies of villages."""

from app.kernel.words import N_, Word


class Direction(Word):
    """Where the money of a voucher goes."""

    IN = "in", N_("Income")
    OUT = "out", N_("Expense")
    MOVE = "move", N_("Between own accounts")


class Category(Word):
    """What the money of a voucher is for; each belongs to one direction."""

    RENT = "rent", N_("Rent and contract fees")
    OPERATING = "operating", N_("Operating income")
    GRANT = "grant", N_("Grants and subsidies received")
    LAND = "land", N_("Land compensation received")
    OTHER_IN = "other_in", N_("Other income")
    WORKS = "works", N_("Works")
    PURCHASE = "purchase", N_("Goods and services")
    SALARY = "salary", N_("Pay of village officers")
    ALLOWANCE = "allowance", N_("Allowances for lost work")
    HOSPITALITY = "hospitality", N_("Hospitality")
    TRAVEL = "travel", N_("Travel")
    OFFICE = "office", N_("Office and utilities")
    WELFARE = "welfare", N_("Welfare of villagers")
    PAID_ON = "paid_on", N_("Subsidies paid on")
    LAND_PAID = "land_paid", N_("Land compensation paid")
    DEPOSIT = "deposit", N_("Deposits")
    LOAN = "loan", N_("Money lent")
    OTHER_OUT = "other_out", N_("Other expense")
    MOVE = "move", N_("Moved between own accounts")

    @property
    def direction(self) -> Direction:
        """The direction that follows from the category."""
        if self in (Category.RENT, Category.OPERATING, Category.GRANT, Category.LAND, Category.OTHER_IN):
            return Direction.IN
        return Direction.MOVE if self is Category.MOVE else Direction.OUT


class Method(Word):
    """How money is paid."""

    CASH = "cash", N_("Cash")
    TRANSFER = "transfer", N_("Bank transfer")
    CARD = "card", N_("Card")


class Receipt(Word):
    """What proves a payment."""

    INVOICE = "invoice", N_("Invoice")
    RECEIPT = "receipt", N_("Official receipt")
    HANDWRITTEN = "handwritten", N_("Handwritten slip")
    NONE = "none", N_("No paper")


class VoucherState(Word):
    """How far a voucher has come; none is ever deleted."""

    ENTERED = "entered", N_("Entered")
    SUPERVISED = "supervised", N_("Stamped by the supervision committee")
    CHECKED = "checked", N_("Checked by the township")
    BOOKED = "booked", N_("Booked")
    PUBLISHED = "published", N_("Published")


class AccountMedium(Word):
    """Where a village keeps money."""

    BANK = "bank", N_("Bank account")
    CASH = "cash", N_("Cash box")


class AccountOwner(Word):
    """In whose name an account stands."""

    COLLECTIVE = "collective", N_("The village collective")
    PERSON = "person", N_("A person")
    AGENCY = "agency", N_("The township on the village's behalf")


class PayeeKind(Word):
    """Who is paid, or pays."""

    PERSON = "person", N_("Person")
    ORGANISATION = "organisation", N_("Organisation or company")


class OfficerPost(Word):
    """Posts in a village and in the township that leads it."""

    SECRETARY = "secretary", N_("Party branch secretary")
    HEAD = "head", N_("Village head")
    COMMITTEE = "committee", N_("Member of the village committee")
    BOARD = "board", N_("Member of the collective's board")
    ACCOUNTANT = "accountant", N_("Accountant or reporting clerk")
    CASHIER = "cashier", N_("Cashier")
    SUPERVISION_HEAD = "supervision_head", N_("Head of the supervision committee")
    SUPERVISOR = "supervisor", N_("Member of the supervision committee")
    TOWN = "town", N_("Township official")


SUPERVISING = (OfficerPost.SUPERVISION_HEAD, OfficerPost.SUPERVISOR)
LEADING = (
    OfficerPost.SECRETARY,
    OfficerPost.HEAD,
    OfficerPost.COMMITTEE,
    OfficerPost.BOARD,
    OfficerPost.ACCOUNTANT,
    OfficerPost.CASHIER,
)


class DecidingBody(Word):
    """Who decides in a village."""

    ASSEMBLY = "assembly", N_("Villagers' assembly")
    REPRESENTATIVES = "representatives", N_("Villagers' representatives")
    MEMBERS = "members", N_("Members' assembly of the collective")
    DELEGATES = "delegates", N_("Members' representatives of the collective")
    BOARD = "board", N_("Board of the collective")


class ArticleKind(Word):
    """Sections of a village's page."""

    PARTY = "party", N_("Party affairs")
    GOVERNMENT = "government", N_("Government affairs")
    VILLAGE = "village", N_("Village affairs")
    POLICY = "policy", N_("Policies for farmers")
    RESULT = "result", N_("Results of the work")


class ArticleState(Word):
    """How far an article has come."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Waits for the township")
    PUBLISHED = "published", N_("Published")
    HIDDEN = "hidden", N_("Taken from the page")


class QuestionKind(Word):
    """What a villager writes."""

    ASK = "ask", N_("Question to the village")
    REPORT = "report", N_("Report to the inspectors")


class AppraisalVerdict(Word):
    """What the villagers' yearly appraisal of an officer found."""

    COMPETENT = "competent", N_("Competent")
    BASIC = "basic", N_("Basically competent")
    FAILING = "failing", N_("Not competent")


class AuditKind(Word):
    """Why an officer's accounts are audited."""

    TERM = "term", N_("Audit of the term")
    DEPARTURE = "departure", N_("Departure audit")


class AssetClass(Word):
    """Classes of collective assets and resources; comparisons stay within one."""

    SHOP = "shop", N_("Shops and offices")
    PLANT = "plant", N_("Workshops and warehouses")
    HOUSEHOLD_LAND = "household_land", N_("Arable land contracted by households")
    LAND = "land", N_("Other farmland")
    WATER = "water", N_("Ponds and water")
    FOREST = "forest", N_("Woodland")
    EQUIPMENT = "equipment", N_("Equipment")


class AssetState(Word):
    """What an asset is used for now."""

    IN_USE = "in_use", N_("Let or contracted")
    OWN = "own", N_("Used by the village itself")
    IDLE = "idle", N_("Idle")
    DISPOSED = "disposed", N_("Sold or written off")


class ContractMode(Word):
    """How the partner of a contract was found."""

    OPEN = "open", N_("Open bidding")
    RENEWAL = "renewal", N_("Renewed with the same partner")
    NEGOTIATED = "negotiated", N_("Negotiation")
    SMALL = "small", N_("Small-value procedure")


class Tender(Word):
    """How the builder of village works was found."""

    OPEN = "open", N_("Open tender")
    INVITED = "invited", N_("Invited tender")
    COMPARED = "compared", N_("Prices compared")
    DIRECT = "direct", N_("Given directly")


class WorksStage(Word):
    """At which stage of works a photo was taken."""

    BEFORE = "before", N_("Before the works")
    DURING = "during", N_("During the works")
    AFTER = "after", N_("After the works")


class ProgrammeKind(Word):
    """What a subsidy programme is."""

    RELIEF = "relief", N_("Social relief, by means test")
    FARM = "farm", N_("Subsidy for farmers")
    LAND = "land", N_("Compensation for land")
    OTHER = "other", N_("Other benefit")


class RefKind(Word):
    """What a reference set tells about a person."""

    DEATH = "death", N_("Deaths")
    PAYROLL = "payroll", N_("Persons paid by the public purse")
    VEHICLE = "vehicle", N_("Vehicles by value")
    HOUSE = "house", N_("Houses by number")
    COMPANY = "company", N_("Company shareholders and representatives")
    MEMBER = "member", N_("Members of the villages")


class Confirmation(Word):
    """What the villager answered who was asked whether the money came."""

    OPEN = "open", N_("Not asked yet")
    RECEIVED = "received", N_("The money came")
    MISSING = "missing", N_("The money did not come")
