"""Finding the companies that a name might mean, among many."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts import NameVerdict, compare_names
from accounts.naming.index import CROWD, NameIndex
from accounts.naming.keys import name_keys

COMPANIES = [
    ("1", "Acme GmbH"), ("2", "Acme Deutschland GmbH"), ("3", "Acme Austria GmbH"), ("4", "Notacme GmbH"), ("5", "ACME"),
    ("6", "Bayerische Motoren Werke AG"), ("7", "Muster Technology GmbH"), ("8", "Good Will Testing"), ("9", "Kettenfabrik AG"),
    ("10", "GmbH"), ("11", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Acme GmbH", ["1", "5", "2", "3"]),
        ("acme deutschland", ["2", "5", "1"]),
        ("BMW", ["6"]),
        ("Muster Technolgy", ["7"]),
        ("Goodwill Testing Ltd", ["8"]),
        ("Kettenfabrk", ["9"]),
        ("Beispiel", []),
        ("GmbH", []),
        ("", []),
    ],
)
def test_the_likeliest_first(name: str, ids: list[str]) -> None:
    """Who might be meant, the likeliest first, of equally likely ones the smaller id; nobody else."""
    assert [hit.id for hit in NameIndex(COMPANIES).best(name)] == ids


def test_no_more_than_asked() -> None:
    """A limit takes the best ones."""
    assert [hit.id for hit in NameIndex(COMPANIES).best("Acme GmbH", limit=2)] == ["1", "5"]


def test_a_crowd_keeps_its_shortest_names() -> None:
    """Under a key that very many share, the plain name is still found, in whatever order the companies come."""
    crowd = [(f"{at:04}", f"Müller Muster Beispiel{at}") for at in range(CROWD * 2)]
    plain = ("9999", "Müller GmbH")
    assert [hit.id for hit in NameIndex([*crowd, plain]).best("Müller")] == ["9999"]
    assert NameIndex([plain, *crowd]).best("Müller") == NameIndex([*crowd, plain]).best("Müller")


def test_a_crowd_of_equals_keeps_the_smallest_ids() -> None:
    """Which of too many equal names are kept does not depend on the order in which they come."""
    equals = [(f"{at:04}", "Müller Bau") for at in range(CROWD * 2)]
    kept = [id_ for id_, _ in equals[:CROWD]]
    assert [hit.id for hit in NameIndex(reversed(equals)).best("Müller Bau", limit=CROWD * 2)] == kept


@pytest.mark.parametrize(
    "name", ["Acme Group", "Acme Systems GmbH", "Acme Holding", "Group Acme", "Acme Wien 24"]
)
def test_generic_words_are_no_keys(name: str) -> None:
    """Words that thousands share never file a name under themselves."""
    generic = frozenset().union(*map(name_keys, ["Group", "Systems", "Holding", "Wien", "24"]))
    assert not name_keys(name) & generic


@pytest.mark.parametrize("name", ["", "GmbH", "GmbH & Co. KG", "&", " - "])
def test_no_name_has_no_keys(name: str) -> None:
    """What means no company is filed nowhere."""
    assert name_keys(name) == frozenset()


WORDS = """
    Acme Muster Technolgy Technology Kettenfabrik Kettenfabrk Müller Mueller Muller Good Will Goodwill Siemens Siemnes Bank China
    Deutschland Wien Systems System Group Holding GmbH AG Ltd 24 25 II & BMW Bayerische Motoren Werke Crystalord Cristalord A B C
    International Internationale Bankhaus Haus The of Chima Solutions Telekommunikationsnetze Telekomunikationsnetz Data DataSystems
    Ya Mahdi Yamahdi One 1 11 Roma AS SA Bank's Banks McDonald's L'Oreal
"""
words = st.sampled_from(WORDS.split())
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@given(names, names)
@example("Chima Bank", "Bank of China")
@example("Ya Mahdi Group", "Yamahdi")
@example("Goodwill Wien", "Good Will")
def test_whoever_might_be_meant_shares_a_key(one: str, other: str) -> None:
    """Two names that are the same or unsure share at least one key, so that a table of keys finds them."""
    if compare_names(one, other).verdict is not NameVerdict.DIFFERENT:
        assert name_keys(one) & name_keys(other)


@given(st.text("abcdeimnorst", min_size=5, max_size=16), st.integers(0, 15), st.sampled_from("abekmnrst"))
def test_slips_share_a_key(word: str, at: int, letter: str) -> None:
    """A letter too many, too few, wrong or in its neighbour's place never hides a name that would match."""
    at %= len(word)
    for slip in (
        word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ):  # fmt: skip
        if compare_names(word, slip).verdict is not NameVerdict.DIFFERENT:
            assert name_keys(word) & name_keys(slip)


@given(st.lists(names, max_size=12), names)
def test_the_index_finds_what_a_comparison_with_everybody_finds(companies: list[str], name: str) -> None:
    """Keys only save time: no hit is lost and none is added."""
    filed = [(str(at), company) for at, company in enumerate(companies)]
    everybody = {
        id_ for id_, company in filed if compare_names(name, company).verdict is not NameVerdict.DIFFERENT
    }
    assert {hit.id for hit in NameIndex(filed).best(name, limit=99)} == everybody
