"""Loads every table, so that the metadata is whole: for migrations, tests and the start."""

import flask_appbuilder.security.sqla.models  # noqa: F401

import app.approvals.logs.models
import app.approvals.measures
import app.approvals.models
import app.disclosure.models
import app.evaluation.models
import app.exchange.models
import app.funds.models
import app.intermediaries.models
import app.kernel.attachments
import app.kernel.audit
import app.kernel.calendar
import app.kernel.clocks
import app.kernel.closing
import app.kernel.documents
import app.kernel.facts
import app.kernel.flows.models
import app.kernel.guard
import app.kernel.notices
import app.kernel.numbering
import app.kernel.places
import app.kernel.points
import app.kernel.tallies
import app.kernel.trail.aside
import app.kernel.trail.roots
import app.ledgers.models
import app.parties.models
import app.patrol.models
import app.penalties.cases.acts
import app.penalties.cases.measures
import app.penalties.cases.models
import app.penalties.models
import app.powers.models
import app.supervision.exposure
import app.supervision.models
import app.supervision.own.models
import app.surfaces.accounts.models
import app.surfaces.drafts.models
import app.surfaces.help.models
import app.surfaces.machines.models
import app.surfaces.opinions.models
import app.surfaces.scheduling.models
import app.surfaces.sheets.models
import app.trading.models
import app.villages.models  # noqa: F401
