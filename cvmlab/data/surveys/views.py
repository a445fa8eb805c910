"""Answer sheets -> one row a respondent and brand, still as texts."""

from __future__ import annotations

import pandas as pd

from cvmlab.data.masking import mask
from cvmlab.data.surveys.columns import Located
from cvmlab.data.surveys.description import WIDE, SurveyDescription
from cvmlab.data.surveys.export import Export
from cvmlab.data.surveys.sheets import respondent_names
from cvmlab.data.surveys.words import SHOWN, plain, several
from cvmlab.data.workbooks import cell_text
from cvmlab.errors import Problem, suggestion

GIVEN = ("respondent", "brand", "customer_type", "row", "line")


def views_of(
    export: Export,
    located: Located,
    description: SurveyDescription,
    fate: pd.Series,
    problems: list[Problem],
) -> pd.DataFrame:
    """Every respondent beside every brand there was to rate.

    Returns
    -------
    DataFrame
        ``respondent, brand, customer_type, row, line`` and the texts of each field; a number that
        the description gives is a number already.
    """
    used = fate == "used"
    cells = export.cells[used]
    base = pd.DataFrame({
        "respondent": respondent_names(export, located)[used],
        "customer_type": cells[located.roles["customer_type"]].str.strip()
        if "customer_type" in located.roles else "",
        "row": cells.index,
        "line": export.lines[used],
    })  # fmt: skip
    if description.layout == WIDE:
        return _wide(cells, base, located, description)
    return _long(cells, base, located, description, problems)


def _wide(
    cells: pd.DataFrame, base: pd.DataFrame, located: Located, description: SurveyDescription
) -> pd.DataFrame:
    parts = []
    for code, brand in description.brands.items():
        part = base.assign(brand=brand)
        for field, places in located.fields.items():
            place = places.get(code, "")
            if all(isinstance(given, (int, float)) for given in places.values()):
                number = float(place) if code in places else float("nan")
                part[field] = pd.Series(number, index=part.index)
            elif isinstance(place, str):
                part[field] = cells[place] if place else ""
            else:
                part[field] = cell_text(place)
        parts.append(part)
    views = pd.concat(parts)
    # Brands of a respondent together, in the order of the file.
    return views.sort_values("row", kind="stable", ignore_index=True)


def _long(
    cells: pd.DataFrame,
    base: pd.DataFrame,
    located: Located,
    description: SurveyDescription,
    problems: list[Problem],
) -> pd.DataFrame:
    written = cells[located.roles["brand"]].str.strip()
    if description.brands:
        names = {plain(code): name for code, name in description.brands.items()}
        names |= {plain(name): name for name in description.brands.values()}
        brand = written.map(lambda text: names.get(plain(text), ""))
        unknown = written[brand == ""]
        if len(unknown):
            listed = list(unknown.drop_duplicates())
            problems.append(
                Problem(
                    f"brands that the description does not name: {', '.join(listed[:6])}",
                    f'add a line each under [brands]: "{listed[0]}" = "…"; or leave them out: '
                    f'brands_left_out = ["{listed[0]}"] under [survey].'
                    f"{suggestion(listed[0], description.brands.values())}",
                    column=located.roles["brand"],
                    count=len(unknown),
                )
            )
    else:
        # One brand spelt in two ways is one brand: as it is spelt first.
        first: dict[str, str] = {}
        brand = written.map(lambda text: first.setdefault(plain(text), text))
        if description.own not in first.values():
            problems.append(
                Problem(
                    f'your own brand, "{description.own}", is in no row',
                    f"the brands there are: {', '.join(first.values())}."
                    f"{suggestion(description.own, first.values())}",
                    column=located.roles["brand"],
                )
            )
    part = base.assign(brand=brand)
    for field, places in located.fields.items():
        if set(places) == {""}:
            part[field] = cells[str(places[""])]
        else:  # numbers that are given for each brand
            codes = {description.brands.get(code, code): value for code, value in places.items()}
            part[field] = part["brand"].map(codes).astype("float64")
    return part.reset_index(drop=True)


def customer_types(
    views: pd.DataFrame, description: SurveyDescription, problems: list[Problem]
) -> pd.Series:
    """What kind of customer each row's respondent is, by the words of the description."""
    written = views["customer_type"]
    codes = description.codes.get("customer_type", {})
    types = written
    if codes:
        names = {plain(value): str(value) for value in codes.values()}
        names |= {code: str(value) for code, value in codes.items()}
        types = written.map(lambda text: names.get(plain(text), "" if not text else None))
        unknown = written[types.isna()]
        if len(unknown):
            listed = list(unknown.drop_duplicates()[:3])
            problems.append(
                Problem(
                    f"{several(unknown.nunique(), 'answer')} about the kind of customer that "
                    "nobody has named",
                    f'give each a name under [codes.customer_type]: "{listed[0]}" = "…"; '
                    f'"{listed[0]}" = "" leaves it open.',
                    examples=tuple(f'"{text[:SHOWN]}"' for text in listed),
                )
            )
    types = types.where(types.fillna("") != "")
    several_types = types.groupby(views["respondent"]).nunique()
    torn = several_types[several_types > 1]
    if len(torn):
        problems.append(
            Problem(
                f"{several(len(torn), 'respondent')} of more than one kind",
                "a respondent is of one kind in all rows: mend the file, or name another column.",
                column=description.columns.get("customer_type"),  # type: ignore[arg-type]
                examples=tuple(f'"{mask(who)}"' for who in torn.index[:3]),
            )
        )
    return types
