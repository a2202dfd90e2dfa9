"""A first rulebook for a portal: complete, commented, with cases; each choice beside what the portal says of it.

Pure: what is known of the portal goes in as a Portrait, the text of a rulebook comes out. Nothing is invented: what the
portal does not tell is left out, or stands as a comment with a hint.
"""

from rules.drafting.cases import cases
from rules.drafting.cone import cone, relationship
from rules.drafting.pen import Language, Pen
from rules.drafting.plan import Plan
from rules.drafting.portrait import Portrait, spoken
from rules.drafting.rules import handover, rules
from rules.drafting.signs import buying_center, deals, engagement, tiers
from rules.drafting.who import accounts, head, people
from rules.files.formatting import formatted
from rules.load import load
from rules.portal.targets import own_in_the_way

PREFIXES = ("abm", "funnel", "cone", "flipfunnel")


def draft(portrait: Portrait, language: Language | None = None, file: str = "my-rulebook.yaml") -> str:
    """The text of a rulebook. Its prefix is one below which the portal has nothing of another type yet."""
    speaking = language or spoken(portrait.schema)
    for prefix in PREFIXES:
        text = _written(portrait, speaking, file, prefix)
        if not any(own_in_the_way(load(text, file), portrait.schema)):
            break
    return text


def _written(portrait: Portrait, language: Language, file: str, prefix: str) -> str:
    pen, plan = Pen(language, prefix), Plan(portrait)
    head(pen, plan, file)
    for section in (
        people,
        accounts,
        deals,
        tiers,
        buying_center,
        engagement,
        relationship,
        cone,
        rules,
        handover,
        cases,
    ):
        section(pen, plan)
    return formatted(pen.text, file)
