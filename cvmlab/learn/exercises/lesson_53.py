"""Lesson 53, total customer value: line by line, by lot where there was one, assumed elsewhere."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from cvmlab.errors import one_problem
from cvmlab.figures.formats import money
from cvmlab.figures.pictures import Picture
from cvmlab.learn.exercise import Choice, Facts, Guess, Number, Plan
from cvmlab.learn.explore import Explorer, Pick, Slider
from cvmlab.value_of.contributions.referral_chains import ReferralChains, referral_chains
from cvmlab.value_of.contributions.reward_by_lot import RewardByLot
from cvmlab.value_of.total import lines as of
from cvmlab.value_of.total.account_picture import plot_account
from cvmlab.value_of.total.chain_by_hand import ChainByHand, chain_by_hand
from cvmlab.value_of.total.ecosystem import ecosystem
from cvmlab.value_of.total.ecosystem_result import NOBODY, Ecosystem
from cvmlab.value_of.total.firm_account import FirmAccount, firm_account
from cvmlab.value_of.total.last_year import like_last_year
from cvmlab.value_of.total.one_account import Account
from cvmlab.value_of.total.ranking_by_assumption import RankingByAssumption, ranking_by_assumption
from cvmlab.value_of.total.turned import Turned, turned

TOP = 20
GOOD, BAD = 5.0, 10.0  # euros for a word, as the first cell assumes them
WORDS = {of.TALK: GOOD, of.AGAINST: BAD}
CATERER, HUNTER = "K0000001", "K0000002"
LAST_YEAR, TOTAL, NOTES = "last year's margin", "total value", "notes for us"
ALL_THAT_WAS, LAST_YEAR_ALONE = "all that was", "the last year alone"
GONE = 0.1  # below this chance of being a customer still, somebody has probably left


class Lesson53(Facts):
    """The firm's accounts, the lot of the reward, chains of friends, and who turned."""

    @cached_property
    def firm(self) -> FirmAccount:
        return firm_account(self.ws)

    @cached_property
    def notes(self) -> pd.DataFrame:
        return self.ws.contributions.frame()

    def said(self, euros: float, digits: int = 2) -> str:
        """An amount as sentences write it."""
        return money(euros, self.currency or None, digits=digits)

    # the twenty

    @cached_property
    def trail(self) -> Turned:
        """What was noted for and against, before and in the last year."""
        return turned(self.notes, self.firm.values.table, currency=self.currency)

    @cached_property
    def ranking(self) -> RankingByAssumption:
        measures = self.firm.measures({TOTAL: WORDS}).assign(**{NOTES: self.trail.given})
        return ranking_by_assumption(measures.fillna(0), top=TOP)

    @property
    def stay(self) -> int:
        """Of the best twenty by last year's margin, how many are worth most in all."""
        return self.ranking.stay(TOTAL)

    @property
    def givers(self) -> int:
        """Of the same twenty, how many are among those who did most for the firm."""
        return self.ranking.stay(NOTES)

    @cached_property
    def gone(self) -> int:
        """Of the same twenty, how many have probably left."""
        alive = self.firm.values.table.set_index("customer_id")["alive"]
        return int((alive.loc[list(self.ranking.lists[LAST_YEAR])] < GONE).sum())

    @cached_property
    def stay_with_dear_words(self) -> int:
        """Of the twenty worth most, how many still are when a word is ten times as dear."""
        table = self.firm.under(WORDS).table.set_index("customer_id")
        # Words are priced one by one, so that ten times the price is nine times more of the line.
        dear = table[of.TOTAL] + 9 * table[list(WORDS)].sum(axis=1)
        best = dear.sort_values(ascending=False, kind="stable").index[:TOP]
        return len(set(best) & set(self.ranking.lists[TOTAL]))

    # the reward

    @cached_property
    def reward(self) -> RewardByLot:
        if self.firm.reward is None:
            raise one_problem(
                "no lot decided about a reward for friends", "see lesson 53 on the sample company."
            )
        return self.firm.reward

    @property
    def because(self) -> float:
        return self.reward.because

    @property
    def anyway(self) -> float:
        return self.reward.anyway

    @property
    def rewarded(self) -> int:
        return self.reward.rewarded

    @property
    def additional(self) -> float:
        return self.reward.additional

    @property
    def friends(self) -> int:
        return int(self.reward.table["friends"].sum())

    @property
    def unrewarded(self) -> int:
        return self.friends - self.rewarded

    @property
    def paid_said(self) -> str:
        return self.said(self.reward.paid, 0)

    @property
    def cost_of_one_said(self) -> str:
        """Rewards paid for each friend who would not have come otherwise."""
        return self.said(self.reward.cost_of_one[0])

    @property
    def newcomer_said(self) -> str:
        """What a friend is expected to bring, less what serving costs."""
        found = self.firm.newcomer
        return self.said(0.0 if found is None else float(found.value), 0)

    @property
    def newcomer(self) -> float:
        return 0.0 if self.firm.newcomer is None else float(self.firm.newcomer.value)

    # chains

    @cached_property
    def chains(self) -> ReferralChains:
        value = self.firm.values.table.set_index("customer_id")["value"]
        sent = self.ws.referrals.frame()
        return referral_chains(sent, value, because=self.because, owed=0, currency=self.currency)

    @cached_property
    def chain(self) -> ChainByHand:
        """The second chain: that of the exercise."""
        return chain_by_hand(self.chains, place=2)

    @property
    def own(self) -> list[float]:
        return [float(one) for one in self.chain.table["own"]]

    @property
    def first_of_chain(self) -> float:
        return float(self.chain.table["shared"].iloc[0])

    @property
    def first_own_said(self) -> str:
        return self.said(self.own[0])

    @property
    def half_said(self) -> str:
        return self.said(self.own[1] / 2)

    @property
    def third_said(self) -> str:
        return self.said(self.own[2] / 3)

    # one customer

    @cached_property
    def named(self) -> str:
        """Maura Keane; on other data whoever gave most and turned."""
        ids = self.firm.values.table["customer_id"]
        if CATERER in set(ids):
            return CATERER
        who = self.trail.who["customer_id"]
        known = who[who.isin(ids)]
        return str(known.iloc[0] if len(known) else ids.iloc[0])

    @cached_property
    def account(self) -> Account:
        return self.firm.of(self.named, WORDS)

    def pace_of(self, customer: str) -> FirmAccount:
        """The firm's accounts with one customer's from the last year alone."""
        if customer not in self._paces:
            self._paces[customer] = like_last_year(
                self.firm, customer, self.ws.transactions, self.notes
            )
        return self._paces[customer]

    @cached_property
    def _paces(self) -> dict[str, FirmAccount]:
        return {}

    @cached_property
    def pace(self) -> Account:
        return self.pace_of(self.named).of(self.named, WORDS)

    @property
    def account_said(self) -> str:
        return self.said(self.account.total, 0)

    @property
    def against_said(self) -> str:
        """What bad words take off, as they are expected by all that was."""
        return self.said(-self.account.euros(of.AGAINST))

    @property
    def friends_said(self) -> str:
        return self.said(self.account.euros(of.FRIENDS))

    @property
    def pace_said(self) -> str:
        return self.said(self.pace.total, 0)

    @property
    def kept(self) -> float:
        """Margin less cost to serve, were every year like the last."""
        return self.pace.euros(of.PURCHASES) + self.pace.euros(of.SERVING)

    @property
    def kept_said(self) -> str:
        return self.said(self.kept)

    @cached_property
    def bad_words(self) -> float:
        """Bad words at the last year's pace, those of later years counting less."""
        found = -self.pace.euros(of.AGAINST) / BAD
        if not found > 0:
            raise one_problem(
                f"nothing was noted against us of {self.named} in the last year",
                "see lesson 53 on the sample company.",
            )
        return found

    @property
    def bad_words_said(self) -> str:
        return f"{self.bad_words:.1f}"

    @property
    def price_of_nothing(self) -> float:
        """The price of a bad word at which the account of the last year comes to nothing."""
        return self.kept / self.bad_words

    @property
    def words_for_a_friend(self) -> float:
        """How many bad words may keep one friend away before they cost that much."""
        return self.newcomer / self.price_of_nothing

    # who else gives

    @cached_property
    def around(self) -> Ecosystem:
        ws = self.ws
        return ecosystem(
            contributions=self.notes,
            customers=ws.customers.frame(),
            staff=ws.employee_survey.frame(),
            clients=ws.b2b_accounts.frame(),
            residents=ws.end_customers.frame(),
            interviews=ws.interviews.frame(),
            left=ws.exit_interviews.frame(),
        )

    @property
    def empty(self) -> int:
        return self.around.boxes(NOBODY)

    @property
    def boxes(self) -> int:
        return len(self.around.table)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Whom the lever may look at: the two known, the best, one who left, one who gives."""
        ids = set(self.firm.values.table["customer_id"])
        best = self.ranking.lists[LAST_YEAR]
        alive = self.firm.values.table.set_index("customer_id")["alive"]
        left = [one for one in best if alive[one] < GONE][:1]
        gives = [one for one in self.ranking.lists[NOTES] if one != CATERER][:1]
        wanted = [self.named, HUNTER, best[0], *left, *gives]
        return tuple(dict.fromkeys(one for one in wanted if one in ids))


def draw(
    facts: Any, customer: str, judged: str, good: float, bad: float, owed: float
) -> tuple[Picture, str]:
    """The account of one customer under stated prices, from all that was or the last year alone."""
    firm = facts.firm if judged == ALL_THAT_WAS else facts.pace_of(customer)
    changes = {of.TALK: float(good), of.AGAINST: float(bad), "owed": owed / 100}
    account = firm.of(customer, changes)
    rows = account.table[account.table["euros"].abs() >= 0.005]
    parts = ", ".join(f"{facts.said(row.euros)} {row.line}" for row in rows.itertuples())
    bad_words = account.table.set_index("line")["count"].get(of.AGAINST, 0.0)
    sentence = (
        f"{customer}, judged by {judged}, is worth {facts.said(account.total)} over the "
        f"{account.horizon}: {parts or 'no line holds a cent'}. A good word is taken to be worth "
        f"{facts.said(good, 0)}, a bad word {facts.said(bad, 0)}, of which {bad_words:.1f} are "
        f"looked for; {owed:.0f}% of unrewarded friends are owed to the sender."
    )
    return plot_account(account), sentence


FACTS = Lesson53
EXERCISES = (
    Guess("guess", answer=lambda f: f.stay, to="whole number", low=0, high=TOP),
    Choice("a", "check", right="b"),
    Choice("b", "check", right="a"),
    Choice("c", "check", right="c"),
    Number(
        "1",
        "green",
        answer=lambda f: f.additional,
        to="ten",
        mistakes={
            "all_rewarded": lambda f: float(f.rewarded),
            "those_anyway": lambda f: f.anyway * f.rewarded,
            "of_all_friends": lambda f: f.because * f.friends,
        },
    ),
    Number(
        "2",
        "blue",
        answer=lambda f: f.first_of_chain,
        to="euro",
        mistakes={
            "on_top": lambda f: f.own[0] + f.own[1],
            "all_below": lambda f: sum(f.own),
            "halves": lambda f: f.own[0] + f.own[1] / 2 + f.own[2] / 2,
        },
    ),
    Number(
        "3",
        "black",
        answer=lambda f: f.price_of_nothing,
        to="euro",
        mistakes={
            "cost_forgotten": lambda f: f.pace.euros(of.PURCHASES) / f.bad_words,
            "not_discounted": lambda f: (
                f.kept / float(f.pace.table.set_index("line").loc[of.AGAINST, "count"])
            ),
            "what_is_left": lambda f: f.pace.total / f.bad_words,
        },
    ),
    Choice("q1", "quiz", right="b"),
    Choice("q2", "quiz", right="c"),
    Choice("q3", "quiz", right="a"),
    Plan("plan"),
)
EXPLORER = Explorer(
    draw,
    (
        Pick("customer", lambda facts: facts.people),
        Pick("judged", (LAST_YEAR_ALONE, ALL_THAT_WAS)),
        Slider("good", low=0, high=100, step=5, start=GOOD),
        Slider("bad", low=0, high=200, step=1, start=BAD),
        Slider("owed", low=0, high=100, step=10, start=0),
    ),
)
