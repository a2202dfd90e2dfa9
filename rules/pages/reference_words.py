"""What the reference says of words that are no part of a model: groups, measures, families of metrics, places."""

from rules.conditions import Sort
from rules.language.vocabulary import Where

GROUPED = {
    "all": "A list or a mapping: each must hold. A plain mapping means the same.",
    "any": "A list or a mapping: one is enough.",
    "not": "Turns yes and no around; unknown stays unknown.",
    "at_least_n_of": "`{n: 2, of: [...]}`: so many of the list.",
}
STANDING = {
    "within": "Beside an operator, or alone: counts only what happened in the last so much time, such as `14 days`.",
    "ever": "`ever: true`: it has happened at all; on the cone and in rules, in the present cycle.",
    "none_for": "It has not happened for so long.",
    "unset_means": "Beside an operator: what an empty value of a property counts as.",
}
MEASURED = {
    "count": "How many: `contacts`, `deals` or `tickets`.",
    "sum": "A property added up, such as `deal.amount`. Of nothing it is 0.",
    "min": "The least of them.",
    "max": "The greatest of them.",
    "average": "Their mean.",
}
FAMILY = {
    "company.<property>": ("A property of the company.", Sort.PROPERTY),
    "contact.<property>": ("A property of the contact looked at.", Sort.PROPERTY),
    "deal.<property>, deal.state": (
        "In the `where` of a measure: a property of the deal; `open`, `won` or `lost`.",
        Sort.PROPERTY,
    ),
    "ticket.<property>, ticket.state": (
        "In the `where` of a measure: a property of the ticket; `open` or `closed`.",
        Sort.PROPERTY,
    ),
    "meeting.<property>, call.<property>, email.<property>": (
        "In the `where` of a signal from such objects: a property of theirs.",
        Sort.PROPERTY,
    ),
    "since.<property>": ("How long ago a date was, such as `since.company.X`.", Sort.AGE),
    "until.<property>": ("How long it is until a date, such as `until.company.X`.", Sort.AGE),
    "coverage.<ROLE>": ("How many contacts have this role.", Sort.NUMBER),
    "signals.<name>": ("How often this signal happened.", Sort.TIMES),
    "contact_funnel.<step>": ("How many contacts have come at least to this step.", Sort.NUMBER),
    "metrics.<name>": ("A measure with a name.", Sort.NUMBER),
    "conditions.<name>": ("A condition with a name: `yes` or `no`.", Sort.FLAG),
    "may.<channel>": ("A permission of the contact looked at: `yes` or `no`.", Sort.FLAG),
}
HERE = {
    Where.KEY_ACCOUNT: "`accounts.key_account`",
    Where.TIER: "`tiers`",
    Where.FUNNEL: "`funnel`",
    Where.RELATIONSHIP: "`relationship`",
    Where.CONE: "`cone`",
    Where.RULE: "`rules`, `plays.stop_when`",
    Where.MEMBER: "`for_each.where`",
    Where.FAST_LANE: "`handover.fast_lane`",
    Where.OUTSIDE: "`handover.outside_key_accounts`",
    Where.MAY: "`may`",
    Where.COMPANY: "`accounts.roll_up.stop_at`",
    Where.CONTACTS: "`where` of a measure of contacts",
    Where.DEALS: "`where` of a measure of deals",
    Where.TICKETS: "`where` of a measure of tickets",
    Where.NOT_MEMBERS: "`accounts.not_members.when`",
    Where.EXCLUDED: "`accounts.excluded`",
    Where.PRODUCT: "`buying_center.products`",
    Where.OF_MEETINGS: "`where` of a signal from meetings",
    Where.OF_CALLS: "`where` of a signal from calls",
    Where.OF_EMAILS: "`where` of a signal from emails",
    Where.OF_DEALS: "`where` of a signal from deals",
    Where.OF_TICKETS: "`where` of a signal from tickets",
    Where.NAMED: "`conditions`: what may stand where they are used",
}
