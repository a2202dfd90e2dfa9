"""The sentences of a rulebook's page about who is an account, who decides there, and where the data of people came from."""

from collections.abc import Iterator

from rules.language.accounts import BuyingUnit
from rules.language.provenance import Provenance
from rules.needs import told_by
from rules.pages.writer import Writer
from rules.wording import labels

LISTS = ("own_domains", "free_mail", "company_mail", "role_addresses")


def key_accounts(page: Writer) -> Iterator[str]:
    accounts = page.book.accounts
    yield page.say("key_account", when=page.asked(accounts.key_account.when))
    leave = accounts.key_account.leave
    unless = page.part("unless", what=page.either(leave.not_while)) if leave.not_while else ""
    yield page.say("leave", span=page.span(leave.after), unless=unless)
    if accounts.key_account.suggest:
        yield page.say("suggest", when=page.asked(accounts.key_account.suggest))
    for name, excluded in accounts.excluded.items():
        yield page.say("excluded", name=name.replace("_", " "), when=page.asked(excluded.when))
    yield page.say("roll_up", to=page.word(accounts.roll_up.to))
    if accounts.roll_up.stop_at:
        yield page.say("stop_at", when=page.asked(accounts.roll_up.stop_at))
    yield from _matching(page)
    yield from _not_members(page)


def _matching(page: Writer) -> Iterator[str]:
    accounts = page.book.accounts
    yield page.say("match", ways=page.words(accounts.match))
    if accounts.tie_breakers != ("oldest",):
        yield page.say("ties", ties=page.words(accounts.tie_breakers))
    if accounts.branches_by:
        yield page.say("branches", names=", ".join(accounts.branches_by))
    for name in LISTS:
        if found := getattr(accounts, name):
            yield page.say(name, names=", ".join(found))
    yield from (_unit(page, name, unit) for name, unit in accounts.buying_units.items())


def _unit(page: Writer, name: str, unit: BuyingUnit) -> str:
    said = name.replace("_", " ")
    if unit.label:
        return page.say("unit_label", name=said, label=unit.label)
    return page.say("unit_property", name=said, property=_bare(unit.property or ""), value=unit.is_)


def _not_members(page: Writer) -> Iterator[str]:
    left_out = page.book.accounts.not_members
    if left_out.labels:
        yield page.say("never_labels", names=", ".join(left_out.labels))
    if left_out.left_company:
        yield page.say("never_gone")
    if left_out.when:
        yield page.say("never_when", when=page.asked(left_out.when))


def center(page: Writer) -> Iterator[str]:
    center = page.book.buying_center
    if center.roles:
        yield page.say("center", roles=page.roles(center.roles))
    for name, product in center.products.items():
        said, when = name.replace("_", " "), page.asked(product.when)
        yield page.say("product", name=said, when=when, roles=page.roles(product.roles))
    if center.infer_from_job_title:
        yield page.say("infer")
    for label, role in center.labels.items():
        yield page.say("role_label", label=label, role=page.role(role, 1))


def provenance(page: Writer) -> Iterator[str]:
    told = page.book.provenance
    if told == Provenance():
        return
    if told.source:
        yield page.say("told_source", property=_bare(told.source.property), values=_values(page, told))
    for key, name in told_by(page.book):
        if key != "source":
            yield page.say("told", what=labels.key(key, page.language), property=_bare(name))
    yield page.say("notice", span=page.span(told.notice_within), sources=page.words(told.notice_owed))
    for source, after in told.stale_after.items():
        yield page.say("stale", source=page.word(source), span=page.span(after))
    yield page.say("no_advice")


def _values(page: Writer, told: Provenance) -> str:
    values = told.source.values if told.source else {}
    said = [page.part("told_value", text=text, source=page.word(source)) for text, source in values.items()]
    return page.part("told_values", values=", ".join(said)) if said else ""


def _bare(name: str) -> str:
    return name.partition(".")[2]
