"""The hygiene report as a whole: its order, its counts, and that it comes to an end."""

import random
from dataclasses import replace
from typing import Any

from accounts.hygiene.examine import examine
from accounts.hygiene.rows import AccountRow, Asked, ContactRow
from accounts.hygiene.values import MOST_EXAMPLES, Check, Report
from accounts.unfit import Unfit
from accounts.values import Kind
from tests.accounts.hygiene_rows import AT, ELSE, SPEC, changed, company, contact


def crowd(*numbers: int, **more: str | None) -> list[ContactRow]:
    """People of one account whose names are nothing alike."""
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}" * 3 for n in numbers]
    return [
        contact(str(n), f"{n}@elm.example", "company:20", firstname=name, lastname=name, **more)
        for n, name in zip(numbers, names, strict=True)
    ]


def test_the_order_of_rows_does_not_matter() -> None:
    """However the database answers, the report is the same."""
    rows = changed(
        *crowd(*range(50, 60), origin=None),
        *(contact(str(n), "d@gmx.de", None, "free_mail", hs_buying_role="END_USER") for n in range(60, 70)),
        *(company(str(n), "Fir", "fir.example, fir.test", "company:20", zip=None) for n in range(30, 33)),
        *(company(str(n), "Birke", f"birke{n}.example; esche.example", "company:20") for n in range(33, 36)),
    )
    chance = random.Random(5)

    def shuffled() -> Report:
        mixed: dict[str, Any] = {
            name: tuple(chance.sample(some, len(some)))
            for name, some in vars(rows).items()
            if name in {"contacts", "companies", "accounts"}
        }
        return examine(replace(rows, **mixed), Asked(SPEC, AT))

    first = shuffled()
    assert len(first.defects) > 3
    assert all(shuffled() == first for _ in range(5))


def test_what_hurts_first_stands_first() -> None:
    """Defects stand in the order of their weight, and what concerns key accounts leads the examples."""
    key = contact("99", "z@oak.example", origin=None, **ELSE)
    empty = AccountRow("company:30", "Fir", "30"), company("30", "Fir", None)
    report = examine(changed(*crowd(*range(50, 60), origin=None), key, *empty), Asked(SPEC, AT))
    assert [one.check for one in report.defects] == [
        Check.UNKNOWN_SOURCE,
        Check.WITHOUT_DOMAIN,
        Check.EMPTY_ACCOUNTS,
    ]
    source = report.defects[0]
    assert source.count == 11
    assert len(source.examples) == MOST_EXAMPLES
    assert [one.subjects[0].id for one in source.examples[:2]] == ["99", "50"]


def test_a_defect_is_counted_by_why() -> None:
    """The most frequent first; one example that stands for many counts as many."""
    rows = changed(
        *(contact(str(n), None, None, "nothing_known") for n in range(50, 53)),
        contact("60", "noreply@fir.example", None, "automated"),
        unreadable=(
            (3, Unfit(Kind.COMPANY, "20", "size", "lots", "no number")),
            (4, Unfit(Kind.COMPANY, "10", "size", "2.5.", "no whole number")),
        ),
    )
    by = {one.check: (one.count, list(one.by.items())) for one in examine(rows, Asked(SPEC, AT)).defects}
    assert by[Check.WITHOUT_ACCOUNT] == (4, [("nothing_known", 3), ("automated", 1)])
    assert by[Check.UNREADABLE_VALUES] == (7, [("no whole number", 4), ("no number", 3)])


def test_many_of_one_name_take_no_time() -> None:
    """Ten thousand people of one account and one letter, and as many companies of one name, are looked through."""
    crowd = tuple(contact(str(n), f"a{n}@oak.example", lastname=f"Oak {n:05}") for n in range(1000, 11_000))
    named = tuple(
        company(str(n), "Neue Firma", f"neu{n}.example", hs_parent_company_id="10")
        for n in range(20_000, 30_000)
    )
    report = examine(changed(*crowd, *named), Asked(SPEC, AT))
    assert report.contacts == 10_003


def test_parents_in_a_circle_are_one_family() -> None:
    """Nobody is the topmost, and the report comes to an end."""
    ring = [
        company("21", "Fir", "fir.example", "company:20", hs_parent_company_id="22"),
        company("22", "Fir Zwei", "fir.example", "company:20", hs_parent_company_id="21"),
    ]
    assert examine(changed(*ring), Asked(SPEC, AT)).defects == ()
