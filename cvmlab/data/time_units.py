"""Units of time, and how many days each has: in one place, so that no two parts disagree."""

DAYS = {"D": 1.0, "W": 7.0, "M": 365.25 / 12, "Q": 365.25 / 4, "Y": 365.25}
