"""A rulebook is read strictly, checked wholly, and refused whole."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.needs import Need
from accounts.values import Kind
from rules import Problem, Rulebook, RulebookError, fact_spec, load, needs, own_properties
from rules.files.source import read
from rules.judging.tree import leaves
from rules.language.parsing import BusinessSpan
from rules.language.vocabulary import conditions
from rules.problems import nearest

EXAMPLE = Path(__file__).parents[2] / "rules/examples/key-accounts.yaml"
PROBLEMS = sorted(Path(__file__).parent.joinpath("problems").glob("*.yaml"))
DAY = 86400


def example() -> Rulebook:
    return load(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)


def small(extra: str = "") -> str:
    return f"""\
rulebook: Small
prefix: abm
accounts: {{key_account: {{when: {{deals.won: known}}}}}}
cone: {{prospect: [identified]}}
{extra}
"""


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.stem)
def test_a_broken_rulebook_is_refused_with_all_its_problems_in_order(path: Path) -> None:
    """Each broken file has its expected list beside it: place, code, message and hint of every problem."""
    with pytest.raises(RulebookError) as refused:
        load(path.read_text(encoding="utf-8"), path.name)
    expected = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "".join(f"{problem}\n" for problem in refused.value.problems) == expected
    assert refused.value.summary.startswith(str(len(expected.splitlines())))


def test_every_expected_list_belongs_to_a_rulebook() -> None:
    """No list of problems outlives its file."""
    lists = {path.stem for path in Path(__file__).parent.joinpath("problems").glob("*.txt")}
    assert lists == {path.stem for path in PROBLEMS}


def test_the_example_says_what_it_seems_to_say() -> None:
    """The rulebook that ships with the program loads, with its durations, shares and pins."""
    book = example()
    engaged, in_sales = book.cone.prospect[2], book.cone.prospect[4]
    assert (engaged.name, engaged.min_stay) == ("engaged", 7 * DAY)
    assert in_sales.pinned_by == ("open_deal", "accepted_handover")
    assert book.business_hours.from_ == 9 * 3600
    assert book.limits.stage_changes.most == 0.2
    assert book.handover is not None
    assert book.handover.accept_within == BusinessSpan(days=1)
    assert book.handover.fast_lane is not None
    assert book.handover.fast_lane.accept_within == BusinessSpan(hours=4)
    assert set(book.people.persons) == {"sales_owner", "marketing_owner"}


def test_every_leaf_knows_its_place() -> None:
    """The place of a leaf is its path in the file, and no two leaves share one; a permission is used in many places."""
    found = [leaf for _, condition in conditions(example()) for leaf in leaves(condition)]
    places = [leaf.place for leaf in found if leaf.place and not leaf.place.startswith("may.")]
    assert len(places) == len(set(places))
    assert "cone.prospect[1].when.contacts.count" in places
    assert "handover.fast_lane.when.signals.quote_request" in places


def test_two_comparisons_of_one_metric_have_two_places() -> None:
    """Where a metric is compared twice, the operator is part of the place."""
    book = load(small().replace("deals.won: known", "deals.won: {at_least: 1, at_most: 3}"), "small.yaml")
    assert [leaf.place for leaf in leaves(book.accounts.key_account.when)] == [
        "accounts.key_account.when.deals.won.at_least",
        "accounts.key_account.when.deals.won.at_most",
    ]


def test_the_digest_names_the_content_and_not_its_form() -> None:
    """Comments, quotes and layout do not make another rulebook; one changed number does."""
    text = EXAMPLE.read_text(encoding="utf-8")
    plain = re.sub(r"\s+#.*", "", text)
    assert plain != text
    assert load(plain, "other.yaml").digest == example().digest
    assert load(text.replace("at_least: 60}", "at_least: 61}"), "other.yaml").digest != example().digest
    assert re.fullmatch(r"[0-9a-f]{16}", example().digest)


def test_the_order_of_steps_is_content() -> None:
    """The first relationship that says yes wins, so another order is another rulebook."""
    one = small("funnel: {a: {when: {deals.won: known}}, b: {when: {deals.won: known}}}")
    other = small("funnel: {b: {when: {deals.won: known}}, a: {when: {deals.won: known}}}")
    assert load(one, "a.yaml").digest != load(other, "a.yaml").digest


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("2026-03-31", "2026-03-31"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("True", True),
        ("'5'", "5"),
        ("|-\n  two\n  lines", "two\nlines"),
    ],
)
def test_yaml_is_read_as_version_1_2(written: str, meant: object) -> None:
    """Words of YAML 1.1 are texts, and a leading zero makes no octal number."""
    value = read(f"key: {written}\n", "file.yaml").data["key"]
    assert (type(value), value) == (type(meant), meant)


def test_a_file_beyond_its_size_is_not_even_parsed() -> None:
    """Nobody writes 256 KiB of rules; such a file is refused before it costs anything."""
    with pytest.raises(RulebookError, match="too-large"):
        load("# " + "ä" * 131072, "big.yaml")


@pytest.mark.parametrize(
    ("word", "words", "expected"),
    [
        ("atleast", ["at_least", "at_most"], "at_least"),
        ("Stage", ["stage", "score"], "stage"),
        ("zebra", ["stage", "score"], ""),
        ("stage", [], ""),
        ("stag", [f"stage{number}" for number in range(2000)], ""),
        ("stage" * 20, ["stage"], ""),
    ],
)
def test_the_nearest_word_is_a_help_or_nothing(word: str, words: list[str], expected: str) -> None:
    """A hint names a word that looks alike, whatever its case, and no far-fetched one; thousands are not searched."""
    assert nearest(word, words) == expected


WORDS = st.sampled_from(
    [
        "",
        "x",
        "5",
        "0",
        "-1",
        "true",
        "[]",
        "{}",
        "[x]",
        "{x: y}",
        "30 days",
        "known",
        "'",
        "&a",
        "*a",
        "99999999999999999999",
    ]
)


@settings(deadline=None, max_examples=300, print_blob=True)
@given(st.data())
def test_a_damaged_rulebook_is_refused_and_never_crashes(data: st.DataObject) -> None:
    """Whatever values are damaged, the answer is a rulebook or a list of problems that lie within the file."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines) if ":" in line.partition("#")[0]]
    for number in data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=6, unique=True)):
        parts = re.split(r"([:,{}\[\]] ?)", lines[number])
        place = data.draw(st.integers(0, len(parts) - 1))
        lines[number] = "".join([*parts[:place], data.draw(WORDS), *parts[place + 1 :]])
    problems = _problems("\n".join(lines))
    assert problems is None or problems
    assert all(1 <= problem.line <= len(lines) + 1 for problem in problems or ())


def _problems(text: str) -> tuple[Problem, ...] | None:
    """None where the text is a rulebook after all."""
    try:
        load(text, "damaged.yaml")
    except RulebookError as refused:
        return refused.problems
    return None


def test_the_needs_name_what_grouping_and_deciding_look_at() -> None:
    """Conditions, people, signals, grouping and our own properties; with history where the past counts."""
    wanted = needs(example())
    assert {
        Need(Kind.CONTACT, "email"),
        Need(Kind.CONTACT, "need_confirmed"),
        Need(Kind.CONTACT, "recent_conversion_event_name", history=True),
        Need(Kind.COMPANY, "hs_parent_company_id"),
        Need(Kind.COMPANY, "contract_end"),
        Need(Kind.COMPANY, "marketing_owner"),
        Need(Kind.COMPANY, "abm_stage", history=True),
        Need(Kind.COMPANY, "abm_handover", history=True),
        Need(Kind.COMPANY, "abm_next_gap"),
        Need(Kind.CONTACT, "abm_funnel_step"),
        Need(Kind.DEAL, "hs_is_closed_won"),
    } <= wanted
    assert len({(need.kind, need.property) for need in wanted}) == len(wanted)


def test_the_fact_spec_repeats_the_rulebook_in_plain_values() -> None:
    """Accounts make facts without knowing rules: signals, roles, pipelines, and who counts as engaged."""
    spec = fact_spec(example())
    company = "contract_end customer_health hs_is_target_account industry numberofemployees type"
    assert spec.company_properties == tuple(company.split())
    assert spec.contact_properties == ("jobtitle", "need_confirmed")
    assert spec.owner_properties == ("hubspot_owner_id", "marketing_owner")
    assert spec.pipelines == ("default", "upsell")
    assert ("END_USER", 2) in spec.roles
    click = next(signal for signal in spec.engagement.signals if signal.name == "email_click")
    assert (click.property, click.most, click.per) == ("hs_email_last_click_date", 3, 7 * DAY)


def test_our_properties_are_labelled_in_the_language_of_the_rulebook() -> None:
    """What is created in the portal carries the prefix, all options, and words its people understand."""
    own = {(owned.kind, owned.name): owned for owned in own_properties(example())}
    stage = own[Kind.COMPANY, "abm_stage"]
    assert (stage.label, stage.type, stage.field_type) == ("ABM Stufe", "enumeration", "select")
    assert stage.options[:2] == ("identified", "expanded")
    assert stage.options[-1] == "parked"
    assert own[Kind.CONTACT, "abm_funnel_step"].options == (
        "awareness",
        "interest",
        "consideration",
        "purchase",
    )
    assert own[Kind.COMPANY, "abm_next_gap"].type == "string"
    english = load(small(), "small.yaml")
    assert {owned.name: owned.label for owned in own_properties(english)}["abm_why"] == "ABM Why"
    assert all(owned.kind is Kind.COMPANY for owned in own_properties(english))


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("01067", "Write '01067' in quotes if it is a text, such as a postcode."),
        ("50.000", "Write 50000 or 50, as it is meant."),
    ],
)
def test_a_number_that_would_be_misread_is_asked_about(written: str, hint: str) -> None:
    """A postcode never loses its zero, and a German thousand never becomes a fifty."""
    text = BROKEN_NUMBER.format(written=written)
    with pytest.raises(RulebookError) as refused:
        load(text, "numbers.yaml")
    [problem] = refused.value.problems
    assert (problem.code, problem.hint) == ("odd-number", hint)


BROKEN_NUMBER = """
rulebook: Numbers
prefix: abm
accounts: {{key_account: {{when: {{company.zip: {{is: {written}}}}}}}}}
cone: {{prospect: [identified]}}
"""
