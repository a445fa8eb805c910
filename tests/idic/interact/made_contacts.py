"""Made contact histories whose every rate is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

FIRST = pd.Timestamp(2024, 1, 1)


class Known:
    """A linkage that somebody wrote down: card → person."""

    def __init__(self, persons: dict[str, str]) -> None:
        self.persons = persons

    def identity_of(self, ids: pd.Series) -> pd.Series:
        return ids.map(lambda one: self.persons.get(one, one), na_action="ignore").astype("str")


def history(
    seed: int, people: int = 400, months: int = 6, rate: float = 0.02, ratio: float = 1.3,
    borne: int = 3, temper: float = 0.0, leaves: float = 0.0,
) -> pd.DataFrame:  # fmt: skip
    """Messages in four-week months whose complaints rise by `ratio` for each above `borne`.

    People who get more are not of another temper; `temper` is the spread (of logs) of what each
    one's complaints are multiplied by.
    """
    rng = np.random.default_rng(seed)
    mean = rng.uniform(1, 6, people)
    many = rng.poisson(mean[:, None], (people, months))
    person, month = np.nonzero(many)
    many = many[person, month]
    own = np.exp(rng.normal(0, temper, people) - temper**2 / 2)
    person, month, number = (np.repeat(x, many) for x in (person, month, many))
    chance = rate * own[person] * ratio ** np.maximum(number - borne, 0)
    draw = rng.random(len(person))
    outcome = np.where(
        draw < chance, "complaint", np.where(draw > 1 - leaves, "unsubscribed", "none")
    )
    day = 28 * month + rng.integers(0, 28, len(month))
    return pd.DataFrame(
        {
            "customer_id": [f"K{n:05d}" for n in person],
            "date": FIRST + pd.to_timedelta(day, unit="D"),
            "channel": rng.choice(["letter", "e-mail"], len(person)),
            "cost": rng.choice([0.923, 0.05], len(person)),
            "outcome": outcome,
        }
    ).sort_values("date", ignore_index=True)
