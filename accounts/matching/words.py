"""A membership in one sentence, German and English: where, why, and who else was in question."""

from accounts.matching.membership import Lost, Membership, Reason, Rival
from accounts.matching.questions import percent
from accounts.matching.texts import BECAUSE, LOST, SPOKE

_TOLD = 3
"""Rivals that a sentence names."""


def words(membership: Membership, account: str | None, language: str = "en") -> str:
    """`account` is the name of its account, None where it belongs to none or nobody knows the name.

    Gehört zu Acme GmbH, weil HubSpot die Zuordnung als primär führt; auch in Frage: Acme Holding AG (gleiche Domain, jünger).
    """
    told = BECAUSE[language]
    sentence = told[_kind(membership)].format(
        account=account or told["somebody"], because=because(membership, language)
    )
    also = [one for one in membership.rivals if one.lost is not Lost.REJECTED][:_TOLD]
    refused = [one for one in membership.rivals if one.lost is Lost.REJECTED][:_TOLD]
    if also:
        sentence += "; " + told["also"].format(rivals=", ".join(rival(one, language) for one in also))
    if refused:
        sentence += "; " + told["refused"].format(rivals=", ".join(one.name for one in refused))
    return sentence if sentence.endswith(".") else f"{sentence}."


def _kind(membership: Membership) -> str:
    if membership.account is None:
        return "belongs_to_none"
    provisional = membership.reason is Reason.DOMAIN_WITHOUT_COMPANY
    return "belongs_not_yet" if provisional else "belongs"


def because(membership: Membership, language: str = "en") -> str:
    """Only the reason, as the end of a sentence."""
    primary = any(one.lost is Lost.NOT_PRIMARY for one in membership.rivals)
    reason = "primary" if primary else membership.reason.value
    return BECAUSE[language][reason].format(detail=membership.detail or f"#{membership.company}")


def rival(one: Rival, language: str = "en") -> str:
    """`Acme Holding AG (gleiche Domain, jünger)`."""
    spoke = SPOKE[language][_spoke(one)].format(percent=percent(one.score or 0.0))
    said = ", ".join(part for part in (spoke, LOST[language][one.lost]) if part)
    return f"{one.name} ({said})"


def _spoke(one: Rival) -> str:
    if one.lost is Lost.WEAK and one.reason is Reason.EMAIL_DOMAIN:
        return "domain_begins_alike"
    return one.reason.value
