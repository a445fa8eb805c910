"""Which answer sheets count: previews, unfinished and repeated ones are set aside, with reasons."""

from __future__ import annotations

import pandas as pd

from cvmlab.data.masking import mask
from cvmlab.data.surveys.columns import Located
from cvmlab.data.surveys.description import WIDE, SurveyDescription
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.words import SHOWN, plain, several
from cvmlab.errors import Problem

USED = "used"
PREVIEW = "a preview of the questionnaire, not an answer"
TEST = "generated or marked as a test or as spam"
UNFINISHED = "not finished"
NOBODY = "no respondent is named"
REPEATED = "the respondent has answered already; the first answer is kept"
RATED_AGAIN = "the respondent has rated this brand already; the first rating is kept"
NO_BRAND = "no brand is named"
LEFT_OUT = "a brand that the description leaves out"
EMPTY_SHEET = "rates no brand"
EMPTY_VIEW = "every answer is empty"
# How Qualtrics numbers the ways an answer came in, where numbers are exported.
_PREVIEW_CODES, _TEST_CODES = {"1", "9", "17"}, {"2", "8", "12"}
_FINISHED = {"true", "1", "yes", "y", "ja", "wahr", "finished", "complete", "completed", "100"}
_UNFINISHED = {"false", "0", "no", "n", "nein", "falsch", "unfinished", "incomplete", "partial"}
MOST_REPEATS = 0.2


def fates(
    export: Export, located: Located, description: SurveyDescription, problems: list[Problem]
) -> pd.Series:
    """What becomes of each row: ``used``, or why it is set aside.

    Parameters
    ----------
    export : Export
    located : Located
    description : SurveyDescription
    problems : list of Problem
        Told what the rows do not decide.
    """
    fate = answered(export, located.roles, description.keep_unfinished, problems)
    roles = located.roles

    def aside(where: pd.Series, reason: str) -> None:
        fate[where & (fate == USED)] = reason

    if "respondent" in roles:
        people = export.cells[roles["respondent"]].str.strip()
        key = pd.DataFrame({"who": people})
        if description.layout != WIDE:
            key["brand"] = export.cells[roles["brand"]].map(plain)
            aside(key["brand"] == "", NO_BRAND)
            aside(key["brand"].isin(description.brands_left_out), LEFT_OUT)
        used = fate == USED
        again = key[used].duplicated().reindex(fate.index, fill_value=False)
        if again.sum() > MOST_REPEATS * max(used.sum(), 1):
            problems.append(_too_many(people[again], roles["respondent"], description, again.sum()))
        aside(again, REPEATED if description.layout == WIDE else RATED_AGAIN)
    return fate


def answered(
    export: Export, roles: dict[str, str], keep_unfinished: bool, problems: list[Problem]
) -> pd.Series:
    """Which rows are answers of somebody at all: no preview, no test, finished, with a name.

    Parameters
    ----------
    export : Export
    roles : dict of str to str
        ``status``, ``finished``, ``respondent`` -> column, where there.
    keep_unfinished : bool
        Whether an unfinished questionnaire counts.
    problems : list of Problem
        Told where a column does not say whether a questionnaire was finished.
    """
    fate = pd.Series(USED, index=export.cells.index, dtype="str")

    def aside(where: pd.Series, reason: str) -> None:
        fate[where & (fate == USED)] = reason

    if "status" in roles:
        status = export.cells[roles["status"]].map(plain)
        aside(status.str.contains("preview") | status.isin(_PREVIEW_CODES), PREVIEW)
        aside(status.str.contains("test|spam") | status.isin(_TEST_CODES), TEST)
    if "finished" in roles and not keep_unfinished:
        aside(_unfinished(export.cells[roles["finished"]], roles["finished"], problems), UNFINISHED)
    if "respondent" in roles:
        aside(export.cells[roles["respondent"]].str.strip() == "", NOBODY)
    return fate


def _unfinished(values: pd.Series, column: str, problems: list[Problem]) -> pd.Series:
    said = values.map(plain)
    progress = pd.to_numeric(said, errors="coerce")
    if progress.max() > 1:  # a column of progress in percent
        return progress.fillna(0) < 100
    unknown = said[~said.isin(_FINISHED | _UNFINISHED) & (said != "")]
    if len(unknown):
        problems.append(
            Problem(
                "it does not say whether a questionnaire was finished",
                "name the column that says True or False (Qualtrics calls it Finished), or take "
                "finished out of the description.",
                column=column,
                count=len(unknown),
                examples=tuple(
                    f'"{word[:SHOWN]}"' for word in dict.fromkeys(values[unknown.index])
                )[:3],
            )
        )
    return ~said.isin(_FINISHED) & ~said.isin(unknown)


def _too_many(people: pd.Series, column: str, description: SurveyDescription, rows: int) -> Problem:
    examples = tuple(f'"{mask(who)}"' for who in people.drop_duplicates()[:3])
    if description.layout == WIDE:
        what = f"{several(rows, 'row')} name a respondent who has a row already"
        remedy = (
            "name the column that is different in every answer sheet (Qualtrics calls it "
            'ResponseId); or, where a row is a respondent and brand, say layout = "long".'
        )
    else:
        what = f"{several(rows, 'row')} repeat a respondent and brand"
        remedy = "name the columns of the respondent and of the brand under [columns]."
    return Problem(what, remedy, column=column, examples=examples)


def respondent_names(export: Export, located: Located) -> pd.Series:
    """Who gave each row; the line of the file where the file names nobody."""
    if "respondent" in located.roles:
        return names_in(export, located.roles["respondent"])
    return "line " + export.lines.astype("str")


def names_in(export: Export, column: str) -> pd.Series:
    """The names or numbers of people in a column; 7.0 is 7, as spreadsheets write it."""
    names = export.cells[column].str.strip()
    return names.str.replace(r"^([0-9]+)\.0$", r"\1", regex=True)


def nobody_left(fate: pd.Series) -> list[Problem]:
    """What to say where no row is left to be used.

    Parameters
    ----------
    fate : Series of str
        What becomes of each row.
    """
    reasons = fate[fate != USED].value_counts()
    if reasons.empty:
        remedy = "check the columns under [product] and [service]."
        return [Problem("no brand was rated by anybody", remedy)]
    remedy = "check the export and the description."
    return [
        Problem(f"no row can be used; {reason}", remedy, count=int(rows))
        for reason, rows in reasons.items()
    ]
