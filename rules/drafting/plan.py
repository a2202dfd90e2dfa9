"""What a first rulebook is to hold, chosen from what is known of a portal. Where the portal says nothing, there is nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from statistics import median_low
from typing import Literal

from accounts.values import Kind
from rules.drafting.pen import usable, written
from rules.drafting.portrait import (
    CONVERSION,
    FLAG,
    LIFECYCLE,
    OWNER,
    ROLE,
    TIER,
    Colleague,
    Meaning,
    Portrait,
    contract_ends,
    healths,
    meaning,
    request_word,
    well,
)
from rules.wording.nouns import BUYING_ROLES

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
FEWEST, MOST = 2, 9  # contacts that can be asked for
MOST_ROLES = 4
IN_SALES = ("salesqualifiedlead", "opportunity", "customer")
NO_BUYERS = frozenset({"BLOCKER", "OTHER", "LEGAL_AND_COMPLIANCE"})
DECIDER = "DECISION_MAKER"


@dataclass(frozen=True)
class Sign:
    """A property of contacts whose change can be a signal; of `most` within a week only so many count."""

    name: str
    property: str
    points: int
    most: int = 0


SIGNS = (
    Sign("meeting", "hs_latest_meeting_activity", 25),
    Sign("conversion", CONVERSION, 15),
    Sign("reply", "hs_sales_email_last_replied", 10),
    Sign("email_click", "hs_email_last_click_date", 3, 3),
    Sign("visit", "hs_analytics_last_timestamp", 2, 5),
)


@dataclass(frozen=True)
class Nominee:
    """How it is told that an account is a key account: the condition, what it looks at, and a company that is one."""

    how: Literal["flag", "tier", "lifecycle", "anyone"]
    metric: str
    condition: str
    given: str = ""


@dataclass(frozen=True)
class Plan:
    """The choices, each made once."""

    portrait: Portrait

    @cached_property
    def nominee(self) -> Nominee:
        marked = Nominee(
            "flag", f"company.{FLAG}", f"company.{FLAG}: {{is: true, unset_means: false}}", f"{FLAG}: true"
        )
        can_be_marked = self.portrait.has(Kind.COMPANY, FLAG, "bool")
        if Kind.COMPANY not in self.portrait.schema.kinds or (can_be_marked and self.portrait.targets != 0):
            return marked
        if tier := self._top_tier:
            return _one_of("tier", TIER, [tier])
        if can_be_marked:
            return marked
        options = [one for one in self.portrait.options(Kind.COMPANY, LIFECYCLE) if one in IN_SALES]
        if options and self.portrait.has(Kind.COMPANY, LIFECYCLE, "enumeration"):
            return _one_of("lifecycle", LIFECYCLE, options)
        return Nominee("anyone", "contacts.count", "contacts.count: {at_least: 1}")

    @cached_property
    def tiers(self) -> dict[str, int]:
        """Classes that companies carry, in the portal's order, by option."""
        found = self.portrait.tiers
        if found is None or not self.portrait.has(Kind.COMPANY, TIER, "enumeration"):
            return {}
        options = self.portrait.options(Kind.COMPANY, TIER)
        return {one: found.values[one] for one in options if found.values.get(one) and usable(one)}

    @property
    def _top_tier(self) -> str:
        return next(iter(self.tiers), "")

    @cached_property
    def enough(self) -> int:
        """Contacts that make an account a wide one: one more than target accounts usually have."""
        counts = self.portrait.contacts_of_targets
        return min(MOST, max(FEWEST, median_low(counts) + 1)) if counts else FEWEST

    @cached_property
    def roles_in_use(self) -> dict[str, int]:
        """Roles of the buying center that contacts carry, the most frequent first."""
        found = self.portrait.roles
        if found is None or not self.portrait.has(Kind.CONTACT, ROLE, "enumeration"):
            return {}
        counts = {one: found.values.get(one, 0) for one in self.portrait.options(Kind.CONTACT, ROLE)}
        known = {one: count for one, count in counts.items() if count and one in BUYING_ROLES}
        return dict(sorted(known.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """Those worth asking for; a decision maker always, where anybody carries that role."""
        wanted = [one for one in self.roles_in_use if one not in NO_BUYERS]
        first = [one for one in wanted if one == DECIDER]
        return tuple([*first, *(one for one in wanted if one != DECIDER)][:MOST_ROLES])

    @property
    def decider(self) -> bool:
        return DECIDER in self.roles

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(one for one in self.roles if one != DECIDER)

    @property
    def covered(self) -> int:
        """How many roles make a buying center; it can be reached without whoever decides. 0: too little is known."""
        return min(2, len(self.others))

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """Signals that contacts have given already."""
        return tuple(
            one
            for one in SIGNS
            if self._is_there(one) and self.portrait.filled.get(f"contact.{one.property}")
        )

    @cached_property
    def silent(self) -> tuple[Sign, ...]:
        """Signals that the portal could tell, and that no contact has given."""
        return tuple(one for one in SIGNS if self._is_there(one) and one not in self.signs)

    def _is_there(self, sign: Sign) -> bool:
        return self.portrait.has(Kind.CONTACT, sign.property, "string", "datetime", "date")

    @cached_property
    def request(self) -> str:
        """The word in a form by which somebody asks for an offer; empty where there is no such form."""
        has_forms = any(one.property == CONVERSION for one in self.signs)
        return request_word(self.portrait.forms) if has_forms else ""

    @cached_property
    def engaged_from(self) -> int:
        """Points that make a contact engaged; fewer where only small signals are known."""
        return 10 if any(one.points >= 10 for one in self.signs) else 5

    @property
    def strongest(self) -> tuple[str, int]:
        """A signal, and how many of it make a contact engaged."""
        sign = self.signs[0]
        return sign.name, ceil(self.engaged_from / sign.points)

    @property
    def ready(self) -> bool:
        """Whether anything tells that an account is ready for sales."""
        return self.has_owner and (self.decider or bool(self.signs))

    @property
    def prospect(self) -> list[str]:
        """The stages of prospects."""
        stages = ["identified", "expanded"]
        stages += ["covered"] * bool(self.covered) + ["engaged"] * bool(self.signs)
        return [*stages, *["sales_ready"] * self.ready, *["in_sales"] * (self.has_deals or self.ready)]

    @property
    def before_ready(self) -> str:
        """The stage that has to hold as well before an account is handed over."""
        return "engaged" if self.signs else "covered" if self.covered else "expanded"

    @property
    def has_owner(self) -> bool:
        """Whether there is anybody to whom tasks can be given: owners can be read, and companies have some."""
        companies = Kind.COMPANY in self.portrait.schema.kinds
        owned = not companies or (Kind.COMPANY, OWNER) in self.portrait.schema.definitions
        return owned and self.portrait.colleagues is not None

    @cached_property
    def members(self) -> tuple[Colleague, ...]:
        found = {one.email.casefold(): one for one in self.portrait.colleagues or ()}
        return tuple(one for one in found.values() if usable(one.email) and _MAIL.fullmatch(one.email))

    @cached_property
    def teams(self) -> list[tuple[str, list[Colleague]]]:
        """Who works together; the team with the most target accounts first, then the largest."""
        found: dict[str, list[Colleague]] = {}
        for one in sorted(self.members, key=lambda one: (-one.targets, one.email)):
            found.setdefault(one.team, []).append(one)
        return sorted(
            found.items(), key=lambda team: (-sum(one.targets for one in team[1]), -len(team[1]), team[0])
        )

    @property
    def has_deals(self) -> bool:
        return Kind.DEAL in self.portrait.schema.kinds

    @cached_property
    def pipelines(self) -> dict[Meaning, dict[str, tuple[str, str]]]:
        """Deal pipelines by what they seem to mean: name, and the word in it that says so, by id."""
        found: dict[Meaning, dict[str, tuple[str, str]]] = {"new_business": {}, "expansion": {}, "ignore": {}}
        for one, label in self.portrait.schema.pipelines.get(Kind.DEAL, {}).items():
            if usable(one):
                means, word = meaning(label)
                found[means][one] = (label, word)
        return found

    @cached_property
    def contract_end(self) -> str:
        """The property that holds the end of a contract; only one that is filled on some companies."""
        return self._filled(contract_ends(self.portrait.schema)) if self.has_deals else ""

    @cached_property
    def health(self) -> tuple[str, list[str]]:
        """The property that says how well customers are, and its good options."""
        names = [one for one in healths(self.portrait.schema) if well(self.portrait, one)]
        name = self._filled(names) if self.has_deals else ""
        good = [one for one in well(self.portrait, name) if usable(one)] if name else []
        return (name, good) if good else ("", [])

    def _filled(self, names: list[str]) -> str:
        filled: Mapping[str, int] = self.portrait.filled
        return (
            max(names, key=lambda name: filled.get(f"company.{name}", 0), default="")
            if any(filled.get(f"company.{name}") for name in names)
            else ""
        )


def _one_of(how: Literal["tier", "lifecycle"], name: str, options: list[str]) -> Nominee:
    """Empty is none of them: `unset_means` keeps it from being unknown."""
    some = ", ".join(written(one) for one in options)
    return Nominee(
        how, f"company.{name}", f"company.{name}: {{is_any_of: [{some}]}}", f"{name}: {written(options[0])}"
    )
