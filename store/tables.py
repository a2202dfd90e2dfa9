"""Every table of the program. The migrations build them; a test holds both equal."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB


class Moment(sa.TypeDecorator[int]):
    """Whole seconds in the program, timestamptz in the database. Parts of a second stay in the database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: int | datetime | None, _dialect: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromtimestamp(value, tz=UTC)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> int | None:
        return None if value is None else int(value.timestamp())


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _portal_id() -> sa.Column[int]:
    return sa.Column("portal_id", sa.BigInteger, primary_key=True)


portal = sa.Table(
    "portal",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),  # HubSpot's portal id
    sa.Column("time_zone", sa.Text, nullable=False, server_default="UTC"),
    sa.Column("connected_at", Moment, nullable=False),
    sa.Column("synced_at", Moment),  # end of the last full sync
    sa.Column("changes_seen_until", sa.DateTime(timezone=True)),  # where the next incremental poll begins
    sa.Column(
        "needs_read", JSONB, nullable=False, server_default="[]"
    ),  # accounts.needs, as last read in full
    sa.Column("trouble", sa.Text),  # one sentence: what keeps HubSpot from answering us, and the next step
    sa.Column("trouble_since", Moment),
    sa.Column("paused_until", Moment),  # no call before: HubSpot asked for patience, or does not answer
)

# One row says what time it is for all processes. `moment` null: the wall clock.
clock = sa.Table(
    "clock",
    metadata,
    sa.Column("only", sa.Boolean, primary_key=True, server_default=sa.true()),
    sa.Column("moment", sa.DateTime(timezone=True)),
    sa.CheckConstraint('"only"', name="one_row"),  # quoted: a reserved word
)

# Marker rows: a job of this name is wanted for this portal. Coalescing happens here and nowhere else.
wanted_job = sa.Table(
    "wanted_job",
    metadata,
    _portal_id(),
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("wanted", sa.Boolean, nullable=False),
)

job_run = sa.Table(
    "job_run",
    metadata,
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("slot", sa.Text, primary_key=True),
    sa.Column("ran_at", Moment, nullable=False),
)

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("portal_id", sa.BigInteger, primary_key=True),  # 0: before we know whose it is
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False, server_default="0"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("portal_id", sa.BigInteger, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # as it came, byte for byte
    sa.Column("absorbed_at", Moment),
    sa.Column("outcome", JSONB),  # {"events", "new", "duplicates", "unread"}
    sa.Index("ix_delivery_waiting", "portal_id", "id", postgresql_where=sa.text("absorbed_at IS NULL")),
)

# HubSpot's eventId is not unique (webhooks guide): `key` is a digest of everything but the attempt number.
event = sa.Table(
    "event",
    metadata,
    _portal_id(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("occurred_at", sa.DateTime(timezone=True)),
    sa.Column("delivery_id", sa.BigInteger, nullable=False),
)

record = sa.Table(
    "record",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),  # contact, company, deal, ticket, task
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("properties", JSONB, nullable=False),  # HubSpot's text, or null; typed when read
    sa.Column(
        "written", JSONB, nullable=False, server_default="{}"
    ),  # by us: name -> {value, at}; see mirror.overlay
    sa.Column("created_at", sa.DateTime(timezone=True)),
    sa.Column("updated_at", sa.DateTime(timezone=True)),
    sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("read_at", Moment, nullable=False),
    sa.Index(
        "ix_record_parent",
        "portal_id",
        sa.text("(properties ->> 'hs_parent_company_id')"),
        postgresql_where=sa.text("kind = 'company'"),
    ),
)

association = sa.Table(
    "association",
    metadata,
    _portal_id(),
    sa.Column("from_kind", sa.Text, primary_key=True),
    sa.Column("from_id", sa.Text, primary_key=True),
    sa.Column("to_kind", sa.Text, primary_key=True),
    sa.Column("to_id", sa.Text, primary_key=True),
    sa.Column("is_primary", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("labels", JSONB, nullable=False, server_default="[]"),
    sa.Column("ours", sa.Boolean, nullable=False, server_default=sa.false()),  # written by us: proves nothing
    sa.Index("ix_association_to", "portal_id", "to_kind", "to_id", "from_kind"),
)

alias = sa.Table(
    "alias",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("old_id", sa.Text, primary_key=True),
    sa.Column("new_id", sa.Text, nullable=False),
)

owner = sa.Table(
    "owner",
    metadata,
    _portal_id(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.false()),
)

pipeline_stage = sa.Table(
    "pipeline_stage",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),  # deal, ticket: their pipelines may share ids
    sa.Column("pipeline", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open, won, lost, closed
)

property_definition = sa.Table(
    "property_definition",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("options", JSONB, nullable=False, server_default="[]"),
    sa.Column("many", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("read_only", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("calculated", sa.Boolean, nullable=False, server_default=sa.false()),
)

property_history = sa.Table(
    "property_history",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("property", sa.Text, primary_key=True),
    sa.Column(
        "at", sa.DateTime(timezone=True), primary_key=True
    ),  # HubSpot's milliseconds: order matters within a second
    sa.Column("mark", sa.Text, primary_key=True),  # tells apart the changes of one millisecond
    sa.Column("turn", sa.SmallInteger, nullable=False, server_default="0"),  # their order
    sa.Column("value", sa.Text),
    sa.Column("source", sa.Text, nullable=False, server_default=""),  # HubSpot's sourceType
    sa.Column("source_id", sa.Text, nullable=False, server_default=""),
)

account = sa.Table(
    "account",
    metadata,
    _portal_id(),
    sa.Column("id", sa.Text, primary_key=True),  # company:<id>, company:<id>/<unit> or domain:<name>
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("company_id", sa.Text),  # the root, in which we write
    sa.Column("unit", sa.Text),  # the name of the buying unit
    sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("due", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("look_again_at", Moment),
    sa.Index("ix_account_due", "portal_id", "id", postgresql_where=sa.text("due")),
    sa.Index(
        "ix_account_look_again",
        "portal_id",
        "look_again_at",
        postgresql_where=sa.text("look_again_at IS NOT NULL AND NOT due"),
    ),
    sa.Index(
        "ix_account_unit", "portal_id", "company_id", "unit", postgresql_where=sa.text("unit IS NOT NULL")
    ),
)

# Which companies make up an account: the root and everything rolled up into it. Buying units have none of their own.
account_company = sa.Table(
    "account_company",
    metadata,
    _portal_id(),
    sa.Column("company_id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Index("ix_account_company_account", "portal_id", "account_id"),
)

membership = sa.Table(
    "membership",
    metadata,
    _portal_id(),
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text),  # null: belongs to none, and `reason` says why
    sa.Column("reason", sa.Text, nullable=False),  # a word of accounts.matching.membership.Reason
    sa.Column("evidence", sa.Text, nullable=False),  # the name of the associated company, or the domain
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("domain", sa.Text),  # the registrable domain of its e-mail address
    sa.Column("company_id", sa.Text),  # the company that was matched, wherever that is rolled up
    sa.Column("rivals", JSONB, nullable=False, server_default="[]"),  # accounts.matching.membership.Rival
    sa.Column("question", sa.Text),  # the key under which the review asks about it
    sa.Index("ix_membership_account", "portal_id", "account_id"),
    sa.Index("ix_membership_company", "portal_id", "company_id"),
    sa.Index(
        "ix_membership_question", "portal_id", "question", postgresql_where=sa.text("question IS NOT NULL")
    ),
)

# What leads from a contact to companies and back: domains, names. Whoever shares a key may concern each other.
match_key = sa.Table(
    "match_key",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),  # company, contact, unproven: see store.match_keys
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Index("ix_match_key_id", "portal_id", "kind", "id"),
)

# What people said to the questions of the review. The company may have been merged since: see alias.
match_answer = sa.Table(
    "match_answer",
    metadata,
    _portal_id(),
    sa.Column("question", sa.Text, primary_key=True),
    sa.Column("company_id", sa.Text, primary_key=True),
    sa.Column("accepted", sa.Boolean, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_match_answer_company", "portal_id", "company_id"),
)

rulebook_version = sa.Table(
    "rulebook_version",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("portal_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("needs", JSONB, nullable=False),
    sa.Column("activated_at", Moment, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("live", sa.Boolean, nullable=False, server_default=sa.false()),  # the first run is over
    sa.Index("uq_rulebook_version_active", "portal_id", unique=True, postgresql_where=sa.text("active")),
)

memory = sa.Table(
    "memory",
    metadata,
    _portal_id(),
    sa.Column("rulebook", sa.Text, primary_key=True),  # its name: memory outlives versions
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("state", JSONB, nullable=False),
    sa.Column("stage", sa.Text),  # copied from the state for lists and counts
    sa.Column("relationship", sa.Text),
    sa.Column("decision_id", sa.BigInteger),
    sa.Index("ix_memory_stage", "portal_id", "rulebook", "relationship", "stage"),
)

decision = sa.Table(
    "decision",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("portal_id", sa.BigInteger, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("rulebook_version_id", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("facts_digest", sa.Text, nullable=False),
    sa.Column("facts", JSONB, nullable=False),
    sa.Column("memory_before", JSONB, nullable=False),
    sa.Column("memory", JSONB, nullable=False),
    sa.Column("wants", JSONB, nullable=False),  # [{kind, object, property, text, reason}]
    sa.Column("tasks", JSONB, nullable=False),
    sa.Column("moves", JSONB, nullable=False),
    sa.Column("findings", JSONB, nullable=False),  # the verdict trees
    sa.Column(
        "wishes", JSONB, nullable=False
    ),  # what is not carried out yet: notes, owners, lists, notices, ...
    sa.Column("resolved", JSONB, nullable=False),  # keys of tasks whose reason has gone
    sa.Column("suggestions", JSONB, nullable=False),
    sa.Column("wake", Moment),
    sa.Column("problem", sa.Text),  # engine and walk disagree: nothing was written
    sa.Index("ix_decision_account", "portal_id", "account_id", "id"),
)

stage_entry = sa.Table(
    "stage_entry",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("portal_id", sa.BigInteger, nullable=False),
    sa.Column("rulebook", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("from_stage", sa.Text),
    sa.Column("to_stage", sa.Text),
    sa.Column("relationship", sa.Text, nullable=False),
    sa.Column("cycle", sa.Integer, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("skipped", JSONB, nullable=False, server_default="[]"),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("decision_id", sa.BigInteger, nullable=False),
    sa.Index("ix_stage_entry_account", "portal_id", "account_id", "id"),
    sa.Index("ix_stage_entry_at", "portal_id", "at"),
)

# The outbox: wanted values. One row an object and property; the newest wish wins.
wish = sa.Table(
    "wish",
    metadata,
    _portal_id(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("object_id", sa.Text, primary_key=True),
    sa.Column("property", sa.Text, primary_key=True),
    sa.Column("wanted", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting, done, parked
    sa.Column("prior", sa.Text),  # what HubSpot held before we wrote
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("trouble", sa.Text),  # why it waits or is parked, and the way on
    sa.Column("decision_id", sa.BigInteger, nullable=False),
    sa.Column("not_before", Moment),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("wished_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index("ix_wish_waiting", "portal_id", "not_before", postgresql_where=sa.text("state = 'waiting'")),
)

# Wanted tasks. `sending` is committed before the call: whoever finds it after a crash reads back before repeating.
task_wish = sa.Table(
    "task_wish",
    metadata,
    _portal_id(),
    sa.Column("key", sa.Text, primary_key=True),  # the marker in the task's text
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("company_id", sa.Text, nullable=False),
    sa.Column("payload", JSONB, nullable=False),  # rules.decision.TaskWish
    sa.Column("handover", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting, sending, done, parked
    sa.Column("hubspot_id", sa.Text),
    sa.Column("trouble", sa.Text),
    sa.Column("decision_id", sa.BigInteger, nullable=False),
    sa.Column("not_before", Moment),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("wished_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index(
        "ix_task_wish_waiting", "portal_id", postgresql_where=sa.text("state IN ('waiting', 'sending')")
    ),
)

# The outbox: associations of contacts with companies that HubSpot lacks. A row that is settled is never wished for again.
link_wish = sa.Table(
    "link_wish",
    metadata,
    _portal_id(),
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("company_id", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),  # waiting, sending, done, parked, or removed: by a person
    sa.Column("reason", sa.Text, nullable=False),  # a word of accounts.matching.membership.Reason
    sa.Column("trouble", sa.Text),
    sa.Column("not_before", Moment),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("wished_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index(
        "ix_link_wish_waiting", "portal_id", postgresql_where=sa.text("state IN ('waiting', 'sending')")
    ),
)

handover = sa.Table(
    "handover",
    metadata,
    _portal_id(),
    sa.Column("key", sa.Text, primary_key=True),  # the same as its task's
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("cycle", sa.Integer, nullable=False),
    sa.Column("owner_id", sa.Text),
    sa.Column("offered_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # offered, accepted, rejected, closed
    sa.Column("decision_id", sa.BigInteger, nullable=False),
    sa.Index("ix_handover_account", "portal_id", "account_id"),
)

run = sa.Table(
    "run",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("portal_id", sa.BigInteger, nullable=False),
    sa.Column("what", sa.Text, nullable=False),  # full_sync, poll
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("counts", JSONB, nullable=False, server_default="{}"),
    sa.Column("trouble", sa.Text),
)

# How often HubSpot was called, by path template and answer.
api_call = sa.Table(
    "api_call",
    metadata,
    _portal_id(),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("status", sa.Integer, primary_key=True),  # 0: no answer
    sa.Column("calls", sa.BigInteger, nullable=False),
)
