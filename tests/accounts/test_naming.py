"""Whether two company names mean one company: published failures by name, spellings, and laws that hold for any names."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import NameMatch, NameVerdict, compare_names
from accounts.naming.values import MATCH

SAME, UNSURE, DIFFERENT = NameVerdict.SAME, NameVerdict.UNSURE, NameVerdict.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        pytest.param("JPMorgan Chase & Co.", "JPMorgan Chase", SAME, id="9 '& Co.' says nothing"),
        pytest.param("Enterprise Solutions", "The Solutions Co", DIFFERENT, id="10 a generic word is no company"),
        pytest.param("A-B-C Company", "Muster Company", DIFFERENT, id="11 'Company' is no company"),
        pytest.param("A-B-C Company", "X-Y-Z Company", DIFFERENT, id="11 nor among initials"),
        pytest.param("A-B-C Company", "ABC Co.", SAME, id="11 but with its own initials"),
        pytest.param("NORTHERN OIL COMP", "SOUTHERN OIL COMP", DIFFERENT, id="12 'OIL COMP' is no company"),
        pytest.param("OIL COMP", "SOUTHERN OIL COMP", DIFFERENT, id="12 not even alone"),
        pytest.param("SOUTHERN OIL COMP", "Southern Oil Company", SAME, id="12 'COMP' is 'Company'"),
        pytest.param("Muster GmbH & Co. KG", "Muster GmbH", UNSURE, id="13 'GmbH & Co. KG' is not 'GmbH'"),
        pytest.param("Muster GmbH & Co. KG", "Muster GmbH & Co.KG", SAME, id="13 but itself"),
        pytest.param("SIA Rimi", "SIA Maxima", DIFFERENT, id="14 a legal form in front is no name"),
        pytest.param("SIA Rimi", "Rimi", SAME, id="14 and may be missing"),
        pytest.param("株式会社メルカリ", "メルカリ", SAME, id="15 a legal form without a space"),
        pytest.param("メルカリ㈱", "メルカリ", SAME, id="15 and in one sign"),
        pytest.param("株式会社メルカリ", "株式会社メルペイ", DIFFERENT, id="15 and alone it says nothing"),
    ],
)  # fmt: skip
def test_published_failures(one: str, other: str, verdict: NameVerdict) -> None:
    """What other programs got wrong in public (conformance corpus, 9 to 15) is right here, either way round."""
    assert compare_names(one, other).verdict is verdict
    assert compare_names(other, one).verdict is verdict


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        ("Acme GmbH", "ACME", ("shared:acme", "form:gmbh|")),
        ("Acme GmbH", "Acme AG", ("shared:acme", "form:gmbh|ag")),
        ("Acme GmbH", "Acme Deutschland GmbH", ("shared:acme", "place:|deutschland")),
        ("Acme Wien", "Acme Graz", ("shared:acme", "place:wien|graz")),
        ("Muster Technolgy", "Muster Technology", ("shared:muster technolgy", "typo:technolgy|technology")),
        ("Weber Stefan", "Stefan Weber", ("shared:weber stefan", "order")),
        ("Studio 54", "Studio 55", ("shared:studio", "number:54|55")),
        ("BMW", "Bayerische Motoren Werke", ("acronym:bmw|bayerische motoren werke",)),
        ("Coca-Cola", "CocaCola", ("spacing:coca cola|cocacola",)),
        ("Acme Systems", "Acme", ("shared:acme", "trade:systems|")),
        ("Acme", "Acme Holding", ("shared:acme", "structure:|holding")),
        ("Goldman Sachs", "Goldman Sachs Marcus", ("shared:goldman sachs", "extra:|marcus")),
        ("Enterprise Solutions", "Digital Solutions", ("shared:solution", "generic:enterprise|digital")),
        ("Acme", "Muster", ("other:acme|muster",)),
        ("PT Contoh", "Contoh", ("shared:contoh", "form:pt|", "front")),
        ("GmbH", "Acme", ("nothing",)),
    ],
)  # fmt: skip
def test_a_match_says_why(one: str, other: str, because: tuple[str, ...]) -> None:
    """The evidence is short, in the order of the names, and enough to make a sentence of."""
    assert compare_names(one, other).because == because


@pytest.mark.parametrize(
    "empty", ["", " ", "GmbH", "GmbH & Co. KG", "Ltd.", "& Co", "株式会社", "-", "«»", "\u0301", "&"]
)
@pytest.mark.parametrize("other", ["", "GmbH", "Acme GmbH"])
def test_no_name_is_nobodys_name(empty: str, other: str) -> None:
    """A name without a word of its own means no company, not even the same as itself."""
    assert compare_names(empty, other) == NameMatch(0.0, DIFFERENT, ("nothing",))
    assert compare_names(empty, empty) == NameMatch(0.0, DIFFERENT, ("nothing",))


@pytest.mark.parametrize(
    "written",
    [
        "Müller & Söhne GmbH", "MÜLLER & SÖHNE GMBH", "Mueller und Soehne G.m.b.H.", "Müller + Söhne", "müller&söhne gmbh",
        "Mu\u0308ller & So\u0308hne GmbH", "Müller\u00a0&\u00a0Söhne GmbH", "Müller & Söhne Ges.m.b.H.", "„Müller & Söhne“ GmbH",
        "Müller u. Söhne GmbH", "Firma Müller & Söhne", "Müller &amp; Söhne GmbH", "Müller® & Söhne GmbH", "\uff2düller & Söhne GmbH",
        "Müller & Söhne Gesellschaft mit beschränkter Haftung", "  Müller   &   Söhne   GmbH  ", "Müller\u00ad & Söhne, GmbH",
    ],
)  # fmt: skip
def test_one_name_in_many_spellings(written: str) -> None:
    """People write a name as they like; it stays the same name."""
    assert compare_names("Müller & Söhne GmbH", written).verdict is SAME


LETTERS = "abcdefghiklmnoprstuvwz"
own_words = st.text(LETTERS, min_size=3, max_size=12).map(str.title)
forms = st.sampled_from(["", " GmbH", " AG", " Ltd", " GmbH & Co. KG", ", Inc.", " S.A.", " e.K.", " LLC"])
generic = st.sampled_from(["", " Systems", " Group", " Maschinenbau", " Deutschland", " Wien", " 24", " II"])
names = st.builds(
    lambda words, kind, form: " ".join(words) + kind + form,
    st.lists(own_words, min_size=1, max_size=3),
    generic,
    forms,
)
anything = st.one_of(names, st.text(max_size=30), st.text("aAöß1I&.-' 株式会社СИß", max_size=20))


@given(anything, anything)
def test_it_does_not_matter_who_is_named_first(one: str, other: str) -> None:
    """The score and the verdict are the same either way round, and the score lies between 0 and 1."""
    there, back = compare_names(one, other), compare_names(other, one)
    assert (there.score, there.verdict) == (back.score, back.verdict)
    assert 0 <= there.score <= 1


@given(anything)
def test_a_name_is_itself(name: str) -> None:
    """A name is the same as itself, wherever there is a name at all."""
    match = compare_names(name, name)
    assert match.because == ("nothing",) or match == NameMatch(1.0, SAME, match.because)


@given(names, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_capitals_say_nothing(name: str, spell: Callable[[str], str]) -> None:
    """However it is capitalised, a name stays the same name."""
    assert compare_names(name, spell(name)).verdict is compare_names(name, name).verdict


@given(
    own_words,
    st.sampled_from(["GmbH", "AG", "Ltd", "Inc.", "GmbH & Co. KG", "S.A.", "UG (haftungsbeschränkt)"]),
)
def test_a_missing_legal_form_is_fine(word: str, form: str) -> None:
    """Most people leave the legal form out; that alone never makes another company."""
    if compare_names(word, word).verdict is SAME:
        assert compare_names(word, f"{word} {form}").verdict is SAME


@given(names, names)
def test_the_verdict_follows_from_the_score(one: str, other: str) -> None:
    """Whoever is above the line of a match is never called different."""
    match = compare_names(one, other)
    assert (match.score >= MATCH) <= (match.verdict is not DIFFERENT)
