"""Scenario files: every problem in one pass, with its line; what they make; and that they are played once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox import Portal, scenario, scenario_making, story, timeline
from sandbox.durations import duration
from sandbox.opening import CannotStartError, Wanted, opened
from sandbox.scenario import ScenarioError, parse

START = story.START
OAK = """
[records.oak]
type = "companies"
properties = { name = "Oak", domain = "oak.example" }
"""
ADA = """
[records.ada]
type = "contacts"
properties = { email = "ada@oak.example", lastname = "Fenn" }
"""


OWNER = '[[owners]]\nid = 70000001\nemail = "nora@seller.example"\n'
STARTED = "start = 2026-09-07T06:00:00Z\n"
LINE = '[[timeline]]\ndo = "archive"\nrecord = "oak"\n'
PIPELINE = '[[pipelines]]\ntype = "deals"\nid = "short"\nlabel = "Short"\n'
HOOKS = '[webhooks]\nsubscriptions = ["contact.propertyChange'
# What is of the right kind and makes no sense.
SENSELESS = [
    (OAK + LINE + "at = '-1h'\n", "8: timeline 1: at: '-1h' is before the start"),
    (STARTED + OAK + LINE + "at = 2026-09-07T05:00:00Z\n", "at: 2026-09-07T05:00:00Z is before the start"),
    (OAK + "created = '1h'\n", "5: records.oak.created: '1h' is after the start; let a line of the timeline"),
    (
        STARTED + OAK + "created = 2026-09-08T05:00:00Z\n",
        "records.oak.created: 2026-09-08T05:00:00Z is after the start",
    ),
    (OAK + "history = [{ at = '-2d', set = { city = 'Bath' } }]\n", "before the record was created ('-1d')"),
    (OAK + "history = [{ at = '1h', set = { city = 'Bath' } }]\n", "'1h' is after the start; make it a line"),
    ("[webhooks]\nurl = 'localhost'\n", "2: webhooks.url: 'localhost' should be an address like"),
    ("[webhooks]\nurl = 'http://x:many'\n", "2: webhooks.url: 'http://x:many' should be an address like"),
    (f'{HOOKS}:jobtitel"]\n', "2: webhooks.subscriptions: contact.propertyChange:jobtitel: contacts have no"),
    (
        f'{HOOKS}"]\n',
        "2: webhooks.subscriptions: contact.propertyChange tells of one property; write contact.",
    ),
    (
        "[access]\nmissing_scopes = ['crm.objects.contact.read']\n",
        '2: access.missing_scopes: unknown scope "crm.objects.contact.read"; did you mean "crm.objects.contacts.read"?',
    ),
    ("[oauth]\nscopes = ['nonsense']\n", '2: oauth.scopes: unknown scope "nonsense"'),
    ("[account]\ncurrency = 'eur'\n", "2: account.currency: 'eur' should be a currency of three capital"),
    (OWNER + OWNER, "5: owners 2: id: another owner has the id 70000001; give this one its own"),
    (PIPELINE + "stages = []\n", "5: pipelines 1: stages: [] should be a list of stages like"),
    *(
        (
            PIPELINE + f"stages = [{{ id = 'a', label = 'A', probability = {given} }}]\n",
            f"{said}; write a number",
        )
        for given, said in (
            ("2", "2 is no probability"),
            ("true", "true is no probability"),
            ("nan", "nan is no probability"),
        )
    ),
    (
        PIPELINE + "stages = [{ id = 'a', label = 'A' }]\n",
        "probability is missing; write a number from 0 to 1",
    ),
    (
        "[[properties]]\nobject = 'contacts'\nname = 'x'\ntype = 'enum'\nfieldType = 'select'\n",
        "did you mean enumeration?",
    ),
]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Portal]:
    """The small scenario, begun at the story's start."""
    with closing(Portal.open(tmp_path / "small", virtual_now=START, empty=True)) as portal:
        scenario_making.load(portal, scenario.read("small"))
        yield portal


def problems(text: str) -> list[str]:
    """What is said of a file called x.toml, without the name."""
    with pytest.raises(ScenarioError) as refused:
        scenario_making.rehearse(parse(text, "x.toml"))
    return [said.removeprefix("x.toml:") for said in refused.value.problems]


def only(portal: Portal, kind: str, **wanted: str) -> str:
    """The id of the one record with these values."""
    (found,) = [one.id for one in portal.records(kind) if wanted.items() <= one.properties.items()]
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1d 2h", timedelta(days=1, hours=2)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("-90d", timedelta(days=-90)),
        ("1w", timedelta(weeks=1)),
        ("PT5M", timedelta(minutes=5)),
        ("1h30m 5s", timedelta(hours=1, minutes=30, seconds=5)),
        ("0", timedelta()),
    ],
)
def test_lengths_of_time(written: str, meant: timedelta) -> None:
    """They are written as people do, or as ISO 8601 does."""
    assert duration(written) == meant


@pytest.mark.parametrize("written", ["", "yesterday", "5", "d", "1y", "P", "PT", "-", "1d x"])
def test_what_is_no_length_of_time(written: str) -> None:
    """Anything else is refused and quoted."""
    with pytest.raises(ValueError, match="no length of time"):
        duration(written)


@pytest.mark.parametrize("written", ["36526d", "-36526d", "999999999999w", "P5219W"])
def test_a_length_of_time_beyond_a_hundred_years(written: str) -> None:
    """It is refused, because no calendar reaches so far from every start."""
    with pytest.raises(ValueError, match="no portal lives that long"):
        duration(written)


def test_every_problem_in_one_pass() -> None:
    """Misspelt tables and keys, wrong kinds of values, unknown names and refused values: all at once, by line."""
    wrong = """titel = "x"
[limits]
ten_secondli = 5
daily = -1

[[properties]]
object = "companis"
name = "x"
type = "strin"
fieldType = "text"

[records.oak]
type = "companies"
properties = { nam = "Oak" }

[records.ada]
type = "contact"
properties = { email = "ada@oak.example", lifecyclestage = "leed" }
associations = ["oka"]

[[timeline]]
at = "soon"
do = "set"
record = "ada"
properties = { jobtitle = "CFO" }

[[timeline]]
at = "1d"
do = "sett"
record = "oak"

[[timeline]]
at = "1d"
do = "merge"
record = "oakk"
"""
    told = problems(wrong)
    expected = (
        '1: titel: unknown table "titel"; did you mean "title"?',
        '3: limits.ten_secondli: unknown key "ten_secondli"; did you mean "ten_secondly"?',
        "4: limits.daily: -1 should be a whole number",
        "9: properties 1: type: 'strin' should be one of bool,",
        '12: records.oak: companies have no property "nam" (did you mean "name"?)',
        "16: records.ada: lifecyclestage: leed was not one of the allowed options",
        '19: records.ada.associations: unknown nickname "oka"; did you mean "oak"?',
        "22: timeline 1: at: 'soon' should be a length of time",
        "29: timeline 2: do: 'sett' should be one of set, create,",
        "32: timeline 3: other is missing",
    )
    assert len(told) == len(expected)
    assert [said for said, start in zip(told, expected, strict=True) if not said.startswith(start)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits\n", "this is not TOML"),
        ("limits = 5\n", "1: limits: a table is expected here"),
        ("owners = 5\n", "1: owners: owners is written as [[owners]], once for each"),
        ("records = 5\n", "1: records: records is written as [records.nickname]"),
        (OAK + "created = 2026-09-07\n", "5: records.oak.created: 2026-09-07 should be"),
        (OAK + "[[faults]]\npath = '['\n", "5: faults 1: '[' is no regular expression"),
        (OAK + "[account]\ntime_zone = 'Europe/Berlinn'\n", "5: account: "),
        (
            OAK + "[[faults]]\npath = '/crm'\nstatus = 9000\n",
            "7: faults 1: status: 9000 should be an HTTP status",
        ),
        (
            OAK + "[[faults]]\npath = '/crm'\ntimes = 0\n",
            "7: faults 1: times: 0 should be a whole number above 0",
        ),
        (
            OAK + "created = '-999999999d'\n",
            "5: records.oak.created: '-999999999d' should be a length of time",
        ),
        (
            OAK + ADA + "associations = [{ to = 'oak', label = 5 }]\n",
            "9: records.ada.associations: [{'to': 'oak', 'label': 5}] should be a list like",
        ),
        (
            OAK
            + "[[properties]]\nobject = 'contacts'\nname = 'x'\ntype = 'enumeration'\nfieldType = 'select'\noptions = 5\n",
            "10: properties 1: options: 5 should be a list like",
        ),
        *SENSELESS,
        (OAK + "[[webhooks]]\nhold = true\n", "5: webhooks: a table is expected here"),
        (
            OAK + "[webhooks]\nsubscriptions = ['contact.creatoin']\n",
            "5: webhooks: Invalid eventType: contact.creatoin",
        ),
        (
            OAK + ADA + "associations = [{ to = 'oak', label = 'Primry' }]\n",
            '9: records.ada.associations: unknown label from contacts to companies "Primry"; did you mean "Primary"?',
        ),
        (
            OAK + "[[lists]]\nname = 'People'\ntype = 'contacts'\nmembers = ['oak']\n",
            "5: lists 1: oak is none of the contacts",
        ),
        (
            OAK + "[[timeline]]\nat = '1h'\ndo = 'erase'\nrecord = 'oak'\n",
            "5: timeline 1: only contacts can be erased",
        ),
        (
            OAK + ADA + "[[timeline]]\nat = '1h'\ndo = 'merge'\nrecord = 'oak'\nother = 'ada'\n",
            "9: timeline 1: oak and ada are of different types",
        ),
    ],
)
def test_a_problem_names_its_place(text: str, said: str) -> None:
    """The line is that of the table or key, and the sentence says what is the matter."""
    (told,) = problems(text)
    assert said in told


def test_a_property_that_a_program_makes_later() -> None:
    """It may be subscribed to, as long as it resembles none that there is."""
    scenario_making.rehearse(parse(f'{HOOKS}:abm_funnel_step"]\n', "x.toml"))


@pytest.mark.parametrize("name", ["small", "trouble"])
def test_those_that_come_along_are_sound(name: str) -> None:
    """They can be made, and each line of their timelines can be played."""
    scenario_making.rehearse(scenario.read(name))


def test_a_name_that_is_nearly_right() -> None:
    """The nearest one is proposed."""
    with pytest.raises(ScenarioError, match='did you mean "trouble"'):
        scenario.read("troubel")


def test_records_with_their_past(made: Portal) -> None:
    """They were created when the file says, by whom it says, and changed since; and no webhook tells of it."""
    ada = made.record("contacts", only(made, "contacts", lastname="Fenn"))
    assert ada is not None
    assert ada.properties["hs_buying_role"] == "CHAMPION"
    (role,) = made.history("contacts", ada.id, "hs_buying_role")
    (email,) = made.history("contacts", ada.id, "email")
    assert (role.source, email.source) == ("CRM_UI", "FORMS")
    days = [round((START.timestamp() * 1000 - change.at) / 86_400_000) for change in (role, email)]
    assert days == [60, 120]
    assert made.events_made() == 0


def test_associations_by_nickname_and_label(made: Portal) -> None:
    """HubSpot's own labels and the scenario's, and records further down in the file."""
    bakery, elm = (
        only(made, "companies", name="Elm Bakery Ltd"),
        only(made, "companies", name="Elm Foods plc"),
    )
    child = made.record("companies", bakery)
    assert child is not None
    assert child.properties["hs_parent_company_id"] == elm
    ben, oak = only(made, "contacts", firstname="Ben"), only(made, "companies", domain="oak.example")
    found = made.db.rows(
        "SELECT t.label FROM association a JOIN association_type t ON t.id = a.type_id"
        " WHERE a.from_type = 'contacts' AND a.from_id = ? AND a.to_id = ?",
        int(ben),
        int(oak),
    )
    assert found == [("Billing contact",)]


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    """A folder opened again with the same scenario goes on where it was."""
    wanted = Wanted(folder=tmp_path, scenario="small")
    dumps = []
    for _ in range(2):
        with opened(wanted) as portal:
            dumps.append("\n".join(portal.db.connection.iterdump()).replace("faults_stopped", ""))
    (first, second) = (
        [line for line in dump.splitlines() if 'INSERT INTO "setting"' not in line] for dump in dumps
    )
    assert first == second


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    """So that nobody's records are mixed or lost; also after the file was changed."""
    file = tmp_path / "mine.toml"
    file.write_text(OAK, "utf-8")
    wanted = Wanted(folder=tmp_path / "portal", scenario=str(file))
    with opened(wanted):
        pass
    for other, said in ((Wanted(folder=wanted.folder, empty=True), "made from mine.toml, not"),):
        with pytest.raises(CannotStartError, match=said), opened(other):
            pass
    file.write_text(OAK + ADA, "utf-8")
    with pytest.raises(CannotStartError, match="before that file was changed"), opened(wanted):
        pass


TIMELINE = """
[webhooks]
subscriptions = ["contact.creation", "contact.merge"]

[records.oak]
type = "companies"
properties = { name = "Oak" }

[records.ada]
type = "contacts"
properties = { email = "ada@oak.example" }

[records.twin]
type = "contacts"
properties = { email = "twin@oak.example" }

[[timeline]]
at = "2h"
do = "merge"
record = "ada"
other = "twin"

[[timeline]]
at = "1h"
do = "create"
who = "IMPORT"
nickname = "ben"
type = "contacts"
properties = { email = "ben@oak.example" }
associations = [{ to = "oak", label = "primary" }]

[[timeline]]
at = "3h"
do = "archive"
record = "ben"

[[timeline]]
at = "4h"
do = "restore"
record = "ben"

[[timeline]]
at = "5h"
do = "set"
record = "twin"
properties = { jobtitle = "CFO" }

[[timeline]]
at = "6h"
do = "set"
record = "oak"
properties = { made_by_the_program = "x" }
may_fail = true

[[timeline]]
at = "7h"
do = "dissociate"
record = "ben"
to = "oak"

[[timeline]]
at = "8h"
do = "erase"
record = "ben"

[[timeline]]
at = "9h"
do = "fault"
path = "/crm/"
status = 429
times = 3
"""


def played(tmp_path: Path) -> tuple[Portal, scenario.Scenario]:
    script = parse(TIMELINE, "x.toml")
    scenario_making.rehearse(script)
    portal = Portal.open(tmp_path, virtual_now=START, empty=True)
    scenario_making.load(portal, script)
    return portal, script


def test_the_timeline_happens_in_order_of_time(tmp_path: Path) -> None:
    """Each line at its moment, by who it says, however the file is sorted; nicknames follow a merge."""
    portal, script = played(tmp_path)
    with closing(portal):
        assert timeline.play(portal, script, START + timedelta(minutes=59)) == []
        told = timeline.play(portal, script, START + timedelta(hours=5))
        assert [line.split("  ")[1].split()[:3] for line in told][:2] == [
            ["IMPORT:", "create", "ben"],
            ["CRM_UI:", "merge", "ada"],
        ]
        survivor = only(portal, "contacts", jobtitle="CFO")
        ben = only(portal, "contacts", email="ben@oak.example")
        assert portal.history("contacts", ben, "email")[0].source == "IMPORT"
        at = portal.history("contacts", survivor, "jobtitle")[0].at
        assert at == (START + timedelta(hours=5)).timestamp() * 1000


def test_each_line_is_played_once(tmp_path: Path) -> None:
    """What was played is not played again, and what could not happen says why and holds nothing up."""
    portal, script = played(tmp_path)
    with closing(portal):
        end = START + timedelta(days=1)
        first, second = timeline.play(portal, script, end), timeline.play(portal, script, end)
        assert (len(first), second) == (9, [])
        assert "not possible: companies have no property" in first[5]
        states = timeline.states(portal)
        assert [number for number, state in states.items() if state != timeline.PLAYED] == [5]
        assert [left for _, left in portal.faults.listed()] == [3]
        assert [
            one for one in portal.records("contacts") if one.properties.get("email") == "ben@oak.example"
        ] == []


def test_limits_faults_scopes_and_weather(tmp_path: Path) -> None:
    """The trouble scenario switches on what it says."""
    with closing(Portal.open(tmp_path, virtual_now=START, empty=True)) as portal:
        scenario_making.load(portal, scenario.read("trouble"))
        assert set(portal.missing_scopes) == {"crm.objects.deals.read", "crm.objects.deals.write"}
        assert [(fault.kind, left) for fault, left in portal.faults.listed()] == [
            ("answer", 1),
            ("apply_then_drop", 1),
            ("answer", 1),
        ]
        assert timeline.holds_events(portal)
        assert len(portal.subscribed) == 7
