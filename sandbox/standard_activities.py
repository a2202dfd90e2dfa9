"""The standard properties of activities: tasks, notes, meetings, calls and emails."""

from sandbox.standard_parts import ID, MOMENTS, OWNER, Standard, choice, facts


def _activity(*standards: Standard) -> tuple[Standard, ...]:
    """What every kind of activity has, and what it has besides."""
    return (Standard("hs_timestamp", "datetime", "date"), *standards, OWNER, ID, *MOMENTS)


TASK = _activity(
    Standard("hs_task_subject"),
    Standard("hs_task_body", "string", "html"),
    choice("hs_task_status", "NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"),
    choice("hs_task_priority", "NONE", "LOW", "MEDIUM", "HIGH"),
    choice("hs_task_type", "EMAIL", "CALL", "TODO"),
    Standard("hs_task_reminders"),
    Standard("hs_queue_membership_ids"),
    *facts("datetime", "date", "hs_task_completion_date"),
)
NOTE = _activity(Standard("hs_note_body", "string", "html"), Standard("hs_attachment_ids"))
MEETING = _activity(
    Standard("hs_meeting_title"),
    Standard("hs_meeting_body", "string", "html"),
    Standard("hs_meeting_start_time", "datetime", "date"),
    Standard("hs_meeting_end_time", "datetime", "date"),
    choice("hs_meeting_outcome", "SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED"),
)
CALL = _activity(
    Standard("hs_call_title"),
    Standard("hs_call_body", "string", "html"),
    Standard("hs_call_duration", "number", "number"),
    Standard("hs_call_disposition"),
    choice("hs_call_direction", "INBOUND", "OUTBOUND"),
    choice("hs_call_status", "BUSY", "CANCELED", "COMPLETED", "FAILED", "NO_ANSWER", "QUEUED", "RINGING"),
)
EMAIL = _activity(
    Standard("hs_email_subject"),
    Standard("hs_email_text", "string", "textarea"),
    Standard("hs_email_html", "string", "html"),
    choice("hs_email_direction", "EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"),
    choice("hs_email_status", "BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT"),
)
