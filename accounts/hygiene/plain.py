"""The report as programs read it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from accounts.hygiene.text import title
from accounts.hygiene.values import Defect, Report
from accounts.hygiene.words import SAID, Language


def as_data(report: Report, language: Language) -> Mapping[str, object]:
    """Keys: at (ISO 8601), language, counts {contacts, companies, key_accounts, without_account}, and defects in the order in which
    they hurt. Of each defect: check (a word of `Check`), weight (now, soon, later), count, by {why: count}, title, means and
    step (sentences), examples [{objects [{kind, id, name}], why, detail, count}]. All keys are always there.
    """
    return {
        "at": datetime.fromtimestamp(report.at, tz=UTC).isoformat(),
        "language": language,
        "counts": {
            "contacts": report.contacts,
            "companies": report.companies,
            "key_accounts": report.key_accounts,
            "without_account": report.without_account,
        },
        "defects": [_defect(one, language) for one in report.defects],
    }


def _defect(defect: Defect, language: Language) -> Mapping[str, object]:
    said = SAID[language][defect.check]
    return {
        "check": defect.check.value,
        "weight": defect.weight.value,
        "count": defect.count,
        "by": dict(defect.by),
        "title": title(defect, language),
        "means": said.means,
        "step": said.step,
        "examples": [
            {
                "objects": [
                    {"kind": subject.kind, "id": subject.id, "name": subject.name} for subject in one.subjects
                ],
                "why": one.why,
                "detail": one.detail,
                "count": one.count,
            }
            for one in defect.examples
        ],
    }
