"""Our own tables, as store/tables.py declares them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _portal()
    _clock()
    _wanted_job()
    _job_run()
    _counter()
    _delivery()
    _event()
    _record()
    _association()
    _alias()
    _owner()
    _pipeline_stage()
    _property_definition()
    _property_history()
    _account()
    _account_company()
    _membership()
    _match_key()
    _match_answer()
    _rulebook_version()
    _memory()
    _decision()
    _stage_entry()
    _wish()
    _task_wish()
    _link_wish()
    _handover()
    _run()
    _api_call()
    op.execute("INSERT INTO clock DEFAULT VALUES")


def _portal() -> None:
    op.create_table(
        "portal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("time_zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes_seen_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_read", JSONB(), server_default="[]", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal")),
    )


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("only", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('"only"', name=op.f("ck_clock_one_row")),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_clock")),
    )


def _wanted_job() -> None:
    op.create_table(
        "wanted_job",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "job", name=op.f("pk_wanted_job")),
    )


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_job_run")),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "name", name=op.f("pk_counter")),
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("absorbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["portal_id", "id"],
        unique=False,
        postgresql_where=sa.text("absorbed_at IS NULL"),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "key", name=op.f("pk_event")),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("properties", JSONB(), nullable=False),
        sa.Column("written", JSONB(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "kind", "id", name=op.f("pk_record")),
    )
    op.create_index(
        "ix_record_parent",
        "record",
        ["portal_id", sa.literal_column("(properties ->> 'hs_parent_company_id')")],
        unique=False,
        postgresql_where=sa.text("kind = 'company'"),
    )


def _association() -> None:
    op.create_table(
        "association",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("from_kind", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("to_kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("labels", JSONB(), server_default="[]", nullable=False),
        sa.Column("ours", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint(
            "portal_id", "from_kind", "from_id", "to_kind", "to_id", name=op.f("pk_association")
        ),
    )
    op.create_index(
        "ix_association_to", "association", ["portal_id", "to_kind", "to_id", "from_kind"], unique=False
    )


def _alias() -> None:
    op.create_table(
        "alias",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("old_id", sa.Text(), nullable=False),
        sa.Column("new_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "kind", "old_id", name=op.f("pk_alias")),
    )


def _owner() -> None:
    op.create_table(
        "owner",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "id", name=op.f("pk_owner")),
    )


def _pipeline_stage() -> None:
    op.create_table(
        "pipeline_stage",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pipeline", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "kind", "pipeline", "stage", name=op.f("pk_pipeline_stage")),
    )


def _property_definition() -> None:
    op.create_table(
        "property_definition",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("options", JSONB(), server_default="[]", nullable=False),
        sa.Column("many", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("read_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("calculated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "kind", "name", name=op.f("pk_property_definition")),
    )


def _property_history() -> None:
    op.create_table(
        "property_history",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("source_id", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint(
            "portal_id", "kind", "id", "property", "at", "mark", name=op.f("pk_property_history")
        ),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("gone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("due", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "id", name=op.f("pk_account")),
    )
    op.create_index(
        "ix_account_due", "account", ["portal_id", "id"], unique=False, postgresql_where=sa.text("due")
    )
    op.create_index(
        "ix_account_look_again",
        "account",
        ["portal_id", "look_again_at"],
        unique=False,
        postgresql_where=sa.text("look_again_at IS NOT NULL AND NOT due"),
    )
    op.create_index(
        "ix_account_unit",
        "account",
        ["portal_id", "company_id", "unit"],
        unique=False,
        postgresql_where=sa.text("unit IS NOT NULL"),
    )


def _account_company() -> None:
    op.create_table(
        "account_company",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "company_id", name=op.f("pk_account_company")),
    )
    op.create_index(
        "ix_account_company_account", "account_company", ["portal_id", "account_id"], unique=False
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("company_id", sa.Text(), nullable=True),
        sa.Column("rivals", JSONB(), server_default="[]", nullable=False),
        sa.Column("question", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "contact_id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_account", "membership", ["portal_id", "account_id"], unique=False)
    op.create_index("ix_membership_company", "membership", ["portal_id", "company_id"], unique=False)
    op.create_index(
        "ix_membership_question",
        "membership",
        ["portal_id", "question"],
        unique=False,
        postgresql_where=sa.text("question IS NOT NULL"),
    )


def _match_key() -> None:
    op.create_table(
        "match_key",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "kind", "key", "id", name=op.f("pk_match_key")),
    )
    op.create_index("ix_match_key_id", "match_key", ["portal_id", "kind", "id"], unique=False)


def _match_answer() -> None:
    op.create_table(
        "match_answer",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "question", "company_id", name=op.f("pk_match_answer")),
    )
    op.create_index("ix_match_answer_company", "match_answer", ["portal_id", "company_id"], unique=False)


def _rulebook_version() -> None:
    op.create_table(
        "rulebook_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("needs", JSONB(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_version")),
    )
    op.create_index(
        "uq_rulebook_version_active",
        "rulebook_version",
        ["portal_id"],
        unique=True,
        postgresql_where=sa.text("active"),
    )


def _memory() -> None:
    op.create_table(
        "memory",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("state", JSONB(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "rulebook", "account_id", name=op.f("pk_memory")),
    )
    op.create_index(
        "ix_memory_stage", "memory", ["portal_id", "rulebook", "relationship", "stage"], unique=False
    )


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("rulebook_version_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts_digest", sa.Text(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("memory_before", JSONB(), nullable=False),
        sa.Column("memory", JSONB(), nullable=False),
        sa.Column("wants", JSONB(), nullable=False),
        sa.Column("tasks", JSONB(), nullable=False),
        sa.Column("moves", JSONB(), nullable=False),
        sa.Column("findings", JSONB(), nullable=False),
        sa.Column("wishes", JSONB(), nullable=False),
        sa.Column("resolved", JSONB(), nullable=False),
        sa.Column("suggestions", JSONB(), nullable=False),
        sa.Column("wake", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_account", "decision", ["portal_id", "account_id", "id"], unique=False)


def _stage_entry() -> None:
    op.create_table(
        "stage_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_stage", sa.Text(), nullable=True),
        sa.Column("to_stage", sa.Text(), nullable=True),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("skipped", JSONB(), server_default="[]", nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_entry")),
    )
    op.create_index("ix_stage_entry_account", "stage_entry", ["portal_id", "account_id", "id"], unique=False)
    op.create_index("ix_stage_entry_at", "stage_entry", ["portal_id", "at"], unique=False)


def _wish() -> None:
    op.create_table(
        "wish",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("property", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("prior", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "kind", "object_id", "property", name=op.f("pk_wish")),
    )
    op.create_index(
        "ix_wish_waiting",
        "wish",
        ["portal_id", "not_before"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _task_wish() -> None:
    op.create_table(
        "task_wish",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("payload", JSONB(), nullable=False),
        sa.Column("handover", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("hubspot_id", sa.Text(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "key", name=op.f("pk_task_wish")),
    )
    op.create_index(
        "ix_task_wish_waiting",
        "task_wish",
        ["portal_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )


def _link_wish() -> None:
    op.create_table(
        "link_wish",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("portal_id", "contact_id", "company_id", name=op.f("pk_link_wish")),
    )
    op.create_index(
        "ix_link_wish_waiting",
        "link_wish",
        ["portal_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "key", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_account", "handover", ["portal_id", "account_id"], unique=False)


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", JSONB(), server_default="{}", nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )


def _api_call() -> None:
    op.create_table(
        "api_call",
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("portal_id", "day", "path", "status", name=op.f("pk_api_call")),
    )
