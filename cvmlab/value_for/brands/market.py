"""A market typed in by hand: one line a brand, as a manager sees it, ready for every value method.

No survey stands behind such lines, so nothing that follows from them has an interval. They show
which conclusions would turn before money is spent on asking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from cvmlab.data.amounts import CURRENCY, currency_in
from cvmlab.data.surveys.scale import Scale
from cvmlab.errors import DataProblem, Problem, suggestion
from cvmlab.figures.formats import MISSING, count, number
from cvmlab.value_for.brands.brand_columns import items_of
from cvmlab.value_for.brands.brand_views import MEASURES, BrandViews

SCALE = Scale(0, 10)
_SOURCE = "the market as you typed it"
_FORM = "write each brand as: name; product; service; price; hassle"
_BETWEEN = re.compile(r"[;|\t]")
_DRESS = re.compile(rf"{CURRENCY}|[\s'’_]|(?i:min(ute)?s?\.?$)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_GROUPED_BY_POINTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d*")


def market(
    *lines: str | Sequence[Any] | Mapping[str, Sequence[Any]] | pd.DataFrame,
    scale: Scale = SCALE,
    hassle_unit: Literal["minutes", "money"] = "minutes",
    currency: str | None = None,
) -> BrandViews:
    """One's own market from a few lines typed in by hand, one's own brand first.

    Parameters
    ----------
    *lines : str, sequence, mapping or pandas.DataFrame
        One line a brand, ``"Us; 7; 6; 90; 20"``: name, product quality, service quality, price,
        hassle, with semicolons, tabs or bars between them. Or one text of several lines, rows such
        as ``("Us", 7, 6, 90, 20)``, a mapping of brand to its four numbers, or a table with
        ``brand, product, service, price, hassle``. A line of headings is passed over.
    scale : Scale
        From where to where product and service are marked.
    hassle_unit : {"minutes", "money"}
        What hassle is counted in, for the same stretch of time as the price.
    currency : str, optional
        ISO 4217 code of the prices, "" for none. By default that of the signs typed with them,
        such as $90, and euros where there are none.

    Returns
    -------
    BrandViews
        With ``asked`` False: what is worked out from it has no interval.

    Raises
    ------
    DataProblem
        With every line that cannot be read, and why.

    Examples
    --------
    >>> mine = market("Us; 7; 6; 90; 20", "Cheap & Co; 5; 4; 50; 25")
    >>> mine.own, mine.brands, mine.asked
    ('Us', ('Us', 'Cheap & Co'), False)
    """
    if hassle_unit not in ("minutes", "money"):
        raise ValueError(f'hassle_unit must be "minutes" or "money", not {hassle_unit!r}')
    problems: list[Problem] = []
    read: list[tuple[str, list[float]]] = []
    signs: set[str] = set()
    for place, parts in enumerate(_rows(lines), start=1):
        if _is_heading(parts, place):
            continue
        name = _plain(parts[0]) if parts else ""
        found, values = _read(name, parts[1:], f"line {place}", scale)
        problems += found
        read.append((name, values))
        signs |= {currency_in(str(part)) for part in parts[1:]} - {""}
    if len(signs) > 1 and currency is None:
        several = f"prices stand in several currencies: {', '.join(sorted(signs))}"
        problems.append(Problem(several, "write them all in one."))
    problems += _among_brands([name for name, _ in read])
    if problems:
        raise DataProblem(problems, _SOURCE)
    rows = pd.DataFrame([values for _, values in read], columns=list(MEASURES), dtype=float)
    rows.insert(0, "brand", [name for name, _ in read])
    rows.insert(0, "respondent", "you")
    return BrandViews(
        rows=rows,
        answers=rows[["product", "service"]].copy(),
        items=items_of(["product"], "product") + items_of(["service"], "service"),
        scale=scale,
        hassle_unit=hassle_unit,
        currency=_code(signs) if currency is None else currency,
        own=read[0][0],
        set_aside=pd.DataFrame({"reason": pd.Series(dtype="str"), "rows": pd.Series(dtype=int)}),
        asked=False,
    )


def _code(signs: set[str]) -> str:
    """The currency of the prices: as typed, else euros; a bare dollar sign is shown as one."""
    sign = next(iter(signs), "EUR")
    return "USD" if sign == "$" else sign


def _rows(lines: Iterable[Any]) -> list[list[Any]]:
    """Each brand's parts, the name first, however they were typed."""
    rows: list[list[Any]] = []
    for line in lines:
        if isinstance(line, str):
            texts = (text.strip().rstrip(";") for text in line.splitlines())
            rows += [_parts(text) for text in texts if text]
        elif isinstance(line, pd.DataFrame):
            rows += _of_table(line)
        elif isinstance(line, Mapping):
            rows += [[name, *values] for name, values in line.items()]
        elif line and not isinstance(line[0], str):  # a list of rows
            rows += _rows(line)
        else:
            rows.append(list(line))
    return rows


def _parts(text: str) -> list[Any]:
    if _BETWEEN.search(text):
        return [part.strip() for part in _BETWEEN.split(text)]
    commas = [part.strip() for part in text.split(",")]
    return commas if len(commas) == 1 + len(MEASURES) else [text]


def _of_table(table: pd.DataFrame) -> list[list[Any]]:
    wanted = ("brand", *MEASURES)
    here = [str(name) for name in table.columns]
    missing = [name for name in wanted if name not in here]
    if missing:
        raise DataProblem(
            [
                Problem(
                    f"no column of this name.{suggestion(name, here)}",
                    f"the columns are called {', '.join(wanted)}.",
                    column=name,
                )
                for name in missing
            ],
            _SOURCE,
        )
    return [list(row) for row in table[list(wanted)].itertuples(index=False)]


def _is_heading(parts: list[Any], place: int) -> bool:
    """A first line without a single digit after the name: "brand; product; service; …"."""
    rest = "".join(str(part) for part in parts[1:])
    return place == 1 and len(parts) > 1 and rest != "" and not any(c.isdigit() for c in rest)


def _read(
    name: str, parts: list[Any], where: str, scale: Scale
) -> tuple[list[Problem], list[float]]:
    """The four numbers of a line, or what is wrong with it."""
    said = f'{where} ("{name}")' if name else where
    if not name or len(parts) != len(MEASURES):
        given = f"has no name and {count(len(parts))} numbers" if not name else (
            f"has {count(len(parts))} of the four numbers"
            if len(parts) < len(MEASURES)
            else f"has {count(len(parts))} numbers, not four"
        )  # fmt: skip
        return [Problem(f"{said} {given}", f"{_FORM}.")], []
    values = [_number(part) for part in parts]
    problems = []
    for measure, value, typed in zip(MEASURES, values, parts, strict=True):
        wrong, remedy = _trouble(measure, value, scale)
        if wrong:
            shown = _plain(typed) or MISSING
            problems.append(Problem(f'{said}: {measure} "{shown}" {wrong}', remedy))
    return problems, [float("nan") if value is None else value for value in values]


def _trouble(measure: str, value: float | None, scale: Scale) -> tuple[str, str]:
    """Why a number cannot stand for its measure, and what to do; empty where it can."""
    if value is None:
        return "is no number", "write a plain number, such as 7 or 6.5."
    if measure in ("product", "service") and not scale.low <= value <= scale.high:
        return f"is not on the scale of {scale}", "say the scale you mark on: scale=Scale(1, 5)."
    if measure == "price" and value <= 0:
        return "is no price", "write what the customer pays, above 0."
    if measure == "hassle" and value < 0:
        return "is below nothing", "write minutes (or money) lost, 0 for none."
    return "", ""


def _among_brands(names: list[str]) -> list[Problem]:
    """What is wrong with the brands taken together."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    problems = [Problem(f'"{name}" stands twice', "keep one line a brand.") for name in twice]
    if len(names) < 2:
        what = "there is no brand" if not names else f"{names[0] or 'this'} is the only brand"
        problems.append(Problem(what, f"value is relative: two brands or more; {_FORM}."))
    return problems


def _plain(part: Any) -> str:
    if isinstance(part, int | float) and not isinstance(part, bool):
        return number(float(part), 2) if part % 1 else str(int(part))
    return " ".join(str(part).split())


def _number(part: Any) -> float | None:
    """A number as people type it: €1,200.50, 6,5 or "20 min"; None where it is none."""
    if isinstance(part, bool) or part is None:
        return None
    text = str(part).strip().replace("−", "-")
    if isinstance(part, str):
        text = _DRESS.sub("", text)
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        elif _GROUPED_BY_POINTS.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        elif "." not in text:
            text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
