"""All checks, in the order in which what they find hurts."""

from collections import Counter
from collections.abc import Callable, Iterable

from accounts.hygiene import companies, data, people, twins
from accounts.hygiene.portal import Portal
from accounts.hygiene.rows import Asked, Rows
from accounts.hygiene.values import MOST_EXAMPLES, Check, Defect, Example, Report, Weight

Checks = tuple[tuple[Check, Weight, Callable[[Portal], Iterable[Example]]], ...]

CHECKS: Checks = (
    (Check.NOTICE_OVERDUE, Weight.NOW, data.notice_overdue),
    (Check.NO_LEGAL_BASIS, Weight.NOW, data.no_legal_basis),
    (Check.NOT_TO_BE_CONTACTED, Weight.NOW, people.not_to_be_contacted),
    (Check.KEY_ACCOUNTS_WITHOUT_OWNER, Weight.NOW, companies.key_accounts_without_owner),
    (Check.KEY_ACCOUNTS_WITHOUT_STAGE, Weight.NOW, companies.key_accounts_without_stage),
    (Check.KEY_ACCOUNTS_WITHOUT_CONTACTS, Weight.NOW, companies.key_accounts_without_contacts),
    (Check.SHARED_DOMAINS, Weight.SOON, twins.shared_domains),
    (Check.SAME_COMPANIES, Weight.SOON, twins.same_companies),
    (Check.ASSOCIATED_ELSEWHERE, Weight.SOON, people.associated_elsewhere),
    (Check.UNFIT_DOMAINS, Weight.SOON, companies.unfit_domains),
    (Check.OPEN_QUESTIONS, Weight.SOON, people.open_questions),
    (Check.WITHOUT_ACCOUNT, Weight.SOON, people.without_account),
    (Check.KEY_ACCOUNTS_WITHOUT_ROLES, Weight.SOON, companies.key_accounts_without_roles),
    (Check.SAME_CONTACTS, Weight.SOON, twins.same_contacts),
    (Check.UNREADABLE_VALUES, Weight.SOON, data.unreadable_values),
    (Check.UNKNOWN_SOURCE, Weight.SOON, data.unknown_source),
    (Check.STALE_DATA, Weight.LATER, data.stale_data),
    (Check.WITHOUT_DOMAIN, Weight.LATER, companies.without_domain),
    (Check.COMPANIES_MISSING, Weight.LATER, companies.companies_missing),
    (Check.ACCOUNTS_WITHOUT_OWNER, Weight.LATER, companies.accounts_without_owner),
    (Check.FREE_MAIL_ONLY, Weight.LATER, people.free_mail_only),
    (Check.WITHOUT_FUNNEL_STEP, Weight.LATER, people.without_funnel_step),
    (Check.EMPTY_ACCOUNTS, Weight.LATER, companies.empty_accounts),
)


def examine(rows: Rows, asked: Asked) -> Report:
    """Everything that the checks find in a portal; pure, and the same for any order of the rows."""
    portal = Portal(rows, asked)
    found = (_defect(check, weight, look(portal)) for check, weight, look in CHECKS)
    return Report(
        at=asked.at,
        contacts=len(rows.contacts),
        companies=len(rows.companies),
        key_accounts=len(portal.key_accounts),
        without_account=sum(one.account is None for one in rows.contacts),
        defects=tuple(defect for defect in found if defect.count),
    )


def _defect(check: Check, weight: Weight, found: Iterable[Example]) -> Defect:
    """Counted one by one: there may be a hundred thousand, and a handful is kept."""
    count, by, examples = 0, Counter[str](), list[Example]()
    for one in found:
        count += one.count
        by[one.why] += one.count
        if len(examples) < MOST_EXAMPLES:
            examples.append(one)
    by.pop("", None)
    named = sorted(by.items(), key=lambda entry: (-entry[1], entry[0]))
    return Defect(check, weight, count, dict(named), tuple(examples))
