"""The rules by which a customer's answer changes the next contact: one table, to read and to edit.

The first rule that fits decides. Whoever wants another order, another limit or another cost writes
it into the table and runs the lesson again.
"""

from __future__ import annotations

import pandas as pd

from cvmlab.errors import DataProblem, Problem

COLUMNS = ("rule", "when", "within_days", "limit", "move", "by", "cost")
CHEAPEST, NEXT_VISIT, PHONE, WHERE, NONE = (
    "the cheapest way they left open", "the next visit", "phone", "where it went wrong", "none",
)  # fmt: skip
SILENCE = "silence"
# rule, when it fits, within so many days, limit, what is done, how, what it costs (None: from data)
_RULES = (
    ("complaint", "complained about our messages", 90, None, "call and apologise, sell nothing",
     PHONE, 2.10),
    ("failure", "a failure is not put right", 182, None, "put it right first", WHERE, None),
    ("comment", "said something in a survey, and nobody answered", 364, None, "answer it", PHONE,
     2.10),
    ("gone", "bought nothing", 182, None, f"{SILENCE}: bought nothing for long", NONE, 0.0),
    ("wish", "a recorded wish is not used", None, None, "confirm the wish, and use it", NEXT_VISIT,
     0.35),
    ("lot", "drawn by lot to be left alone", None, None, f"{SILENCE}: left alone by lot", NONE,
     0.0),
    ("cap", "had as many messages as the cap allows", 28, 3, f"{SILENCE}: until the cap allows one",
     NONE, 0.0),
    ("offer", "we can offer what makes their last failure impossible", 364, None,
     "tell them about that offer", CHEAPEST, None),
    ("ask", "told us nothing that is still open", None, None, "ask: what is hard in your life?",
     CHEAPEST, None),
)  # fmt: skip
NAMES = tuple(rule[0] for rule in _RULES)


def contact_rules(*, cap: int = 3) -> pd.DataFrame:
    """The rules of the next contact, in their order; edit a copy and pass it back.

    Parameters
    ----------
    cap : int
        How many messages a person may get within the days of the rule "cap".

    Returns
    -------
    DataFrame
        ``rule, when, within_days`` (how far back it looks; missing: always), ``limit`` (the cap, in
        messages), ``move, by, cost`` (in currency units; missing: what the firm's own tables say).

    Notes
    -----
    Costs of a call and of a preference seen at every counter are those of the offers "Call back
    within the hour" and "Preference card" of the sample company: replace them by your own.

    Examples
    --------
    >>> rules = contact_rules()
    >>> rules["rule"].tolist()
    ['complaint', 'failure', 'comment', 'gone', 'wish', 'lot', 'cap', 'offer', 'ask']
    >>> rules.loc[rules["rule"] == "cap", "limit"] = 2  # a stricter cap
    """
    rules = pd.DataFrame(_RULES, columns=list(COLUMNS)).astype({"limit": float, "cost": float})
    rules.loc[rules["rule"] == "cap", "limit"] = cap
    return rules


def checked(rules: pd.DataFrame) -> pd.DataFrame:
    """The rules as they can be used.

    Raises
    ------
    DataProblem
        All that is wrong with them at once.
    """
    missing = [name for name in COLUMNS if name not in rules.columns]
    if missing:
        raise DataProblem(
            [Problem("this column is missing", "start from contact_rules().", name)
             for name in missing], "the rules",
        )  # fmt: skip
    problems = []
    known = ", ".join(NAMES)
    strange = rules.loc[~rules["rule"].isin(NAMES), "rule"].astype(str).tolist()
    if strange:
        problems.append(Problem("nobody knows what this rule looks at", f"take some of: {known}.",
                                "rule", len(strange), strange[:3]))  # fmt: skip
    twice = rules.loc[rules["rule"].duplicated(), "rule"].astype(str).tolist()
    if twice:
        problems.append(Problem("a rule stands there twice", "keep the one you mean.", "rule",
                                len(twice), twice[:3]))  # fmt: skip
    for name in ("within_days", "limit", "cost"):
        low = pd.to_numeric(rules[name], errors="coerce")
        bad = (low < 0) | (low.isna() & rules[name].notna())
        if bad.any():
            problems.append(Problem("a value is no number from zero up", "write a number.", name,
                                    int(bad.sum()), rules.loc[bad, name].astype(str).tolist()[:3])
                            )  # fmt: skip
    cap = rules[rules["rule"] == "cap"]
    if len(cap) and not (pd.to_numeric(cap["limit"], errors="coerce") >= 1).all():
        problems.append(Problem("the cap has no limit of one message or more",
                                "write how many a person may get.", "limit"))  # fmt: skip
    if problems:
        raise DataProblem(problems, "the rules")
    return rules.reset_index(drop=True)
