"""The sections of a description about columns: questions, what stands where, the brands."""

from __future__ import annotations

from typing import Any

from cvmlab.data.surveys.description import LONG, OPEN, PLACE, ROLES, WIDE, Place
from cvmlab.data.surveys.description_scale import is_number
from cvmlab.data.surveys.survey import Item
from cvmlab.errors import Problem, suggestion

Parts = dict[str, dict[str, Any]]
OWN_COLUMNS = ("respondent", "brand", "customer_type", "price", "hassle", "share")
OF_A_PERSON = ("respondent", "customer_type", "status", "finished", "brand")


def say(problems: list[Problem], what: str, remedy: str) -> None:
    """Add a problem: what is wrong, and what to do."""
    problems.append(Problem(what, remedy))


def items_of(parts: Parts, problems: list[Problem]) -> tuple[tuple[Item, ...], dict[str, Place]]:
    """The questions on product and service, and where the answers to each stand."""
    labels = parts["labels"]
    items, places = [], {}
    for part in ("product", "service"):
        if not parts[part]:
            say(
                problems,
                f"no question is about the quality of the {part}",
                f"name them under [{part}], a line each: name = COLUMN.",
            )
        for key, place in parts[part].items():
            if key in OWN_COLUMNS or key in places:
                why = "stands twice" if key in places else "is the name of another column"
                say(problems, f'the question "{key}" {why}', "give it another name.")
            items.append(Item(key, str(labels.get(key, key.replace("_", " "))), part))  # type: ignore[arg-type]
            places[key] = place
    for key in labels:
        if key not in places:
            say(
                problems,
                f'the label of "{key}" belongs to no question',
                f"questions are: {', '.join(places)}.{suggestion(key, places)}",
            )
    return tuple(items), _checked(places, parts, problems)


def roles_of(parts: Parts, problems: list[Problem]) -> dict[str, Place]:
    """Everything else: who was asked, what it costs, how much is bought there."""
    columns = parts["columns"]
    needed = ["price", "hassle"]
    if parts["survey"].get("layout") == LONG:
        needed += ["respondent", "brand"]
    for role in needed:
        if role not in columns:
            say(
                problems,
                f"no column is named for the {role} ({ROLES[role]})",
                f"say it under [columns]: {role} = COLUMN.",
            )
    if "share" in columns and "share_in" not in parts["survey"]:
        say(
            problems,
            "it is not said what the share is written in",
            'say share_in = "percent" (0 to 100) or "part" (0 to 1) under [survey].',
        )
    return _checked(columns, parts, problems)


def _checked(places: dict[str, Any], parts: Parts, problems: list[Problem]) -> dict[str, Place]:
    """A column, a pattern, or one for each brand, as the layout of the file has it."""
    layout = parts["survey"].get("layout")
    for key, place in places.items():
        of_a_brand = key not in OF_A_PERSON
        if isinstance(place, dict):
            if not place or not all(isinstance(v, str) or is_number(v) for v in place.values()):
                say(
                    problems,
                    f"{key} names neither a column nor a number for each brand",
                    f'write {key} = {{ "Brand" = "COLUMN", … }}.',
                )
            elif key not in ("price", "hassle") and not all(
                isinstance(v, str) for v in place.values()
            ):
                say(
                    problems,
                    f"{key} is given as a number",
                    "only price and hassle can be given; an answer stands in a column.",
                )
            if layout == LONG and any(isinstance(v, str) for v in place.values()):
                say(problems, f"{key} names columns by brand in a long file", "name one column.")
        elif not isinstance(place, str):
            say(problems, f"{key} = {place!r} is no column", f'write {key} = "COLUMN".')
        elif place != OPEN and layout == WIDE and of_a_brand and PLACE not in place:
            say(
                problems,
                f'{key} = "{place}" is one column for all brands',
                f'put {PLACE} where the brand\'s number stands ("1_Q5_2" is '
                f'"{PLACE}_Q5_2"), or name one for each: {{ "Brand" = "COLUMN", … }}.',
            )
        elif place != OPEN and PLACE in place and (layout == LONG or not of_a_brand):
            say(problems, f'{key} = "{place}" is no column', f"name it without {PLACE}.")
    return places


def brands_of(parts: Parts, problems: list[Problem]) -> dict[str, str]:
    """How the file writes a brand, and its name; the own one must be among them."""
    survey, brands = parts["survey"], parts["brands"]
    names = {str(code): str(name) for code, name in brands.items()}
    if survey.get("layout") == WIDE and not names:
        say(
            problems,
            "no brands are named",
            'name them under [brands], as the columns have them: 1 = "Our brand".',
        )
    own = str(survey.get("own", OPEN))
    if names and own != OPEN and own not in names.values():
        known = tuple(names.values())
        say(
            problems,
            f'your own brand, "{own}", is not among the brands',
            f"spell it as under [brands]: {', '.join(known)}.{suggestion(own, known)}",
        )
    return names
