"""What is compared, and how much agreement counts: the levels of each field, best first.

Each level has a starting value for m (how often records of one person agree so) and u (how often
those of two people do). They are replaced by what the firm's own records teach; where there are too
few to learn from, they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from splink import SettingsCreator

Weights = dict[tuple[str, str], tuple[float, float]]  # (field, level) → m, u


class Level(NamedTuple):
    """One degree of agreement: its name, its condition in SQL, starting m and u."""

    label: str
    sql: str
    m: float
    u: float


EXACT = "the same"
# Both names, one of them with a slip: a family's name in the wrong place is the whole family's.
_SWAPPED = (
    "CASE WHEN first_name_l = surname_r "
    "THEN jaro_winkler_similarity(surname_l, first_name_r) >= 0.85 "
    "WHEN surname_l = first_name_r "
    "THEN jaro_winkler_similarity(first_name_l, surname_r) >= 0.85 ELSE false END"
)
# One sign off, day and month changed round, or only the year known.
_SLIP = (
    "damerau_levenshtein(birth_date_l, birth_date_r) <= 1 OR (birth_date_l[1:4] = birth_date_r[1:4]"
    " AND (birth_date_l[6:7] = birth_date_r[9:10] AND birth_date_l[9:10] = birth_date_r[6:7]"
    " OR birth_date_l[6:] = '01-01' OR birth_date_r[6:] = '01-01'))"
)
_INITIAL = "first_name_l[1] = first_name_r OR first_name_l = first_name_r[1]"


def _close(name: str) -> str:
    """One sign off; the costly comparison only where the lengths allow it."""
    left, right = f"{name}_l", f"{name}_r"
    return (
        f"CASE WHEN abs(length({left}) - length({right})) <= 1 "
        f"THEN damerau_levenshtein({left}, {right}) <= 1 ELSE false END"
    )


def _alike(name: str, least: float) -> str:
    return f"jaro_winkler_similarity({name}_l, {name}_r) >= {least}"


# Last of each field: nothing agrees.
LEVELS: dict[str, tuple[Level, ...]] = {
    "first_name": (
        Level(EXACT, "first_name_l = first_name_r", 0.80, 0.006),
        Level("nearly the same", _alike("first_name", 0.88), 0.04, 0.003),
        Level("an initial", _INITIAL, 0.04, 0.003),
        Level("begins alike", "first_name_l[1:2] = first_name_r[1:2]", 0.03, 0.015),
        Level("changed round", _SWAPPED, 0.02, 0.0004),
        Level("different", "ELSE", 0.07, 0.9726),
    ),
    "surname": (
        Level(EXACT, "surname_l = surname_r", 0.91, 0.004),
        Level("nearly the same", _alike("surname", 0.85), 0.05, 0.002),
        Level("changed round", _SWAPPED, 0.02, 0.0004),
        Level("different", "ELSE", 0.02, 0.9936),
    ),
    "birth_date": (
        Level(EXACT, "birth_date_l = birth_date_r", 0.93, 0.0001),
        Level("a slip", _SLIP, 0.03, 0.0014),
        Level("the same year", "birth_date_l[1:4] = birth_date_r[1:4]", 0.02, 0.017),
        Level("different", "ELSE", 0.02, 0.9815),
    ),
    "postcode": (
        Level(EXACT, "postcode_l = postcode_r", 0.85, 0.0002),
        Level("one sign off", _close("postcode"), 0.03, 0.0003),
        Level("different", "ELSE", 0.12, 0.9995),
    ),
    "phone": (
        Level(EXACT, "phone_l = phone_r", 0.70, 0.0001),
        Level("one sign off", _close("phone"), 0.03, 0.0001),
        Level("different", "ELSE", 0.27, 0.9998),
    ),
    "email": (
        Level(EXACT, "email_l = email_r", 0.70, 0.0001),
        Level("one sign off", _close("email"), 0.03, 0.0001),
        Level("different", "ELSE", 0.25, 0.9996),
    ),
}
NAMES = ("first_name", "surname")  # rare ones say more than common ones


def levels_of(field: str, fields: tuple[str, ...]) -> tuple[Level, ...]:
    """The levels of a field that can be told with the fields there are."""
    return tuple(level for level in LEVELS[field] if level.sql != _SWAPPED or _both(fields))


def blocking_rules(fields: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Which pairs are compared at all: those that agree in all fields of one rule."""
    wanted: list[tuple[str, ...]] = [
        ("email",),
        ("phone",),
        ("postcode",),
        ("birth_date", "surname"),
        ("birth_date", "first_name"),
        ("first_name", "surname"),
    ]
    return [rule for rule in wanted if set(rule) <= set(fields)] or [(name,) for name in fields]


def splink_settings(
    fields: tuple[str, ...], rules: list[tuple[str, ...]], prior: float, learnt: Weights
) -> SettingsCreator:
    """The settings splink takes, with what was learnt so far.

    Parameters
    ----------
    fields : tuple of str
    rules : list of tuple of str
        As from :func:`blocking_rules`.
    prior : float
        Chance that two records drawn at random are of one person.
    learnt : dict
        ``(field, label) → (m, u)``; starting values stand for what is not in it.
    """
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        probability_two_random_records_match=prior,
        comparisons=[_comparison(name, fields, learnt) for name in fields],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )


def _comparison(name: str, fields: tuple[str, ...], learnt: Weights) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL",
            "label_for_charts": "empty",
            "is_null_level": True,
        }
    ]
    for level in levels_of(name, fields):
        m, u = learnt.get((name, level.label), (level.m, level.u))
        one = {
            "sql_condition": level.sql,
            "label_for_charts": level.label,
            "m_probability": m,
            "u_probability": u,
        }
        if level.label == EXACT and name in NAMES:
            one["tf_adjustment_column"] = name
        levels.append(one)
    return {"output_column_name": name, "comparison_levels": levels}


def _both(fields: tuple[str, ...]) -> bool:
    return set(NAMES) <= set(fields)
