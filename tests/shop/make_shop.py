"""Writes the orders of an invented shop whose customers follow known laws.

Run ``python tests/shop/make_shop.py`` to write ``tests/shop/orders.csv`` and ``truth.json``
again, byte for byte. Only Python's own library is used, and nothing of cvmlab, so that the truth
planted here is independent of the methods that are tested against it.

How a customer of this shop behaves (time in weeks, money in euros):

* acquired on a day drawn evenly from the 104 weeks from 1 January 2024, with a first order then;
* while a customer, orders at a Poisson rate lambda, gamma-distributed over customers with shape
  r = 0.9 and rate alpha = 6; leaves unnoticed at a rate mu, gamma-distributed with shape s = 0.7
  and rate beta = 20 (the Pareto/NBD model: Schmittlein, Morrison and Colombo 1987);
* spends per order a gamma-distributed amount with shape p = 4 and a rate nu that is
  gamma-distributed over customers with shape q = 5 and rate gamma = 100, so 100 euros on average
  (the Gamma-Gamma model: Fader and Hardie 2013);
* prefers one channel, which changes the margin and nothing else.

What real files also have is added on top: orders of two lines, returns that name their order,
refunds that name none, one refund to somebody who never bought, orders without a customer,
free replacements, and one line that stands there twice.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import random
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

SHOP = Path(__file__).resolve().parent
SEED = 20240101
CUSTOMERS = 2_500
START = dt.date(2024, 1, 1)
WEEKS = 104
END = START + dt.timedelta(days=7 * WEEKS - 1)
PURCHASES = {"r": 0.9, "alpha": 6.0, "s": 0.7, "beta": 20.0}
SPEND = {"p": 4.0, "q": 5.0, "gamma": 100.0}
MARGIN_RATE = {"store": 0.42, "web": 0.36, "app": 0.38}
POPULARITY = {"store": 5, "web": 3, "app": 2}

SHARE_OF_TWO_LINE_ORDERS = 0.12
SHARE_RETURNED = 0.02
REFUNDS_WITHOUT_ORDER = 6
GUEST_ROWS = 14
REPLACEMENTS = 9


@dataclass(frozen=True)
class Line:
    """One row of the file; money in cents until it is written."""

    order_id: str
    customer_id: str
    order_date: dt.date
    amount: int
    margin: int
    channel: str


@dataclass(frozen=True)
class Customer:
    """What nobody can observe about a customer, and when it all began."""

    customer_id: str
    acquired: float  # weeks since START
    rate: float  # orders a week while a customer
    leaving_rate: float
    lifetime: float  # weeks
    spend_rate: float
    channel: str

    @property
    def stays(self) -> bool:
        """Whether this is still a customer when the file ends."""
        return self.acquired + self.lifetime > WEEKS

    def expected_orders(self, weeks: float) -> float:
        """Orders to be expected in the weeks after the file ends, knowing all of the above."""
        if not self.stays:
            return 0.0
        return self.rate / self.leaving_rate * -math.expm1(-self.leaving_rate * weeks)


def draw_customers(rng: random.Random) -> list[Customer]:
    """The customers, in the order of their acquisition."""
    acquired = sorted(rng.uniform(0, WEEKS) for _ in range(CUSTOMERS))
    people = []
    for number, since in enumerate(acquired, start=1):
        rate = rng.gammavariate(PURCHASES["r"], 1 / PURCHASES["alpha"])
        leaving_rate = rng.gammavariate(PURCHASES["s"], 1 / PURCHASES["beta"])
        people.append(
            Customer(
                customer_id=f"C{number:05d}",
                acquired=since,
                rate=rate,
                leaving_rate=leaving_rate,
                lifetime=rng.expovariate(leaving_rate),
                spend_rate=rng.gammavariate(SPEND["q"], 1 / SPEND["gamma"]),
                channel=rng.choices(list(POPULARITY), list(POPULARITY.values()))[0],
            )
        )
    return people


def order_days(rng: random.Random, customer: Customer) -> list[dt.date]:
    """The days of a customer's orders, the first one included."""
    moment, days = customer.acquired, []
    leaves = min(customer.acquired + customer.lifetime, WEEKS)
    while moment < leaves:
        days.append(START + dt.timedelta(days=int(moment * 7)))
        moment += rng.expovariate(customer.rate)
    return days or [START + dt.timedelta(days=int(customer.acquired * 7))]


def draw_orders(rng: random.Random, people: list[Customer]) -> list[Line]:
    """Purchase lines, not yet numbered."""
    lines = []
    for person in people:
        for day in order_days(rng, person):
            amount = rng.gammavariate(SPEND["p"], 1 / person.spend_rate)
            cents = max(1, round(amount * 100))
            channel = person.channel if rng.random() < 0.8 else rng.choice(list(POPULARITY))
            rate = MARGIN_RATE[channel] + rng.uniform(-0.08, 0.08)
            lines.append(Line("", person.customer_id, day, cents, round(cents * rate), channel))
    return lines


def numbered(lines: list[Line]) -> list[Line]:
    """Orders in the sequence of their days, with running numbers."""
    ordered = sorted(lines, key=lambda line: (line.order_date, line.customer_id))
    return [replace(line, order_id=f"B{n:06d}") for n, line in enumerate(ordered, start=1)]


def in_two_lines(rng: random.Random, order: Line) -> list[Line]:
    """The same order as two lines that add up to it."""
    part = rng.uniform(0.2, 0.8)
    first = replace(order, amount=int(order.amount * part), margin=int(order.margin * part))
    second = replace(order, amount=order.amount - first.amount, margin=order.margin - first.margin)
    return [first, second]


def return_of(rng: random.Random, order: Line) -> Line:
    """What comes back of an order some days later: all of it, or a part."""
    part = 1.0 if rng.random() < 0.6 else rng.uniform(0.2, 0.7)
    day = order.order_date + dt.timedelta(days=rng.randint(3, 28))
    return replace(
        order,
        order_date=day,
        amount=-round(order.amount * part),
        margin=-round(order.margin * part),
    )


def oddities(rng: random.Random, orders: list[Line]) -> dict[str, list[Line]]:
    """The rows a clean simulation would not have."""
    early = [order for order in orders if order.order_date < END - dt.timedelta(days=30)]
    returned = [o for o in early if rng.random() < SHARE_RETURNED]
    refunds = [
        replace(
            order,
            order_id="",
            order_date=order.order_date + dt.timedelta(days=rng.randint(1, 20)),
            amount=-500 * rng.randint(1, 4),
            margin=-500,
        )
        for order in rng.sample(early, REFUNDS_WITHOUT_ORDER)
    ]
    stranger = Line("", "C90001", START + dt.timedelta(days=200), -2_500, -2_500, "store")
    guests = [
        replace(order, order_id=f"G{n:04d}", customer_id="guest" if n % 3 else "")
        for n, order in enumerate(rng.sample(early, GUEST_ROWS), start=1)
    ]
    free = [
        replace(
            order,
            order_id=f"R{n:04d}",
            order_date=order.order_date + dt.timedelta(days=rng.randint(2, 9)),
            amount=0,
            margin=-rng.randint(300, 1_500),
        )
        for n, order in enumerate(rng.sample(early, REPLACEMENTS), start=1)
    ]
    return {
        "returns naming their order": [return_of(rng, order) for order in returned],
        "refunds naming no order": refunds,
        "refunds to somebody who never bought": [stranger],
        "rows without a customer": guests,
        "free replacements": free,
    }


def generate(seed: int = SEED) -> tuple[list[Line], dict[str, Any]]:
    """All rows of the file in the order of their days, and the truth about them."""
    rng = random.Random(seed)
    people = draw_customers(rng)
    orders = numbered(draw_orders(rng, people))
    purchases = [
        line
        for order in orders
        for line in (
            in_two_lines(rng, order) if rng.random() < SHARE_OF_TWO_LINE_ORDERS else [order]
        )
    ]
    extra = oddities(rng, orders)
    repeated = rng.choice(purchases)
    rows = sorted(
        [*purchases, repeated, *(line for lines in extra.values() for line in lines)],
        key=lambda line: (line.order_date, line.order_id, line.customer_id),
    )
    truth = {
        "seed": seed,
        "first_day": START.isoformat(),
        "last_day": END.isoformat(),
        "customers": CUSTOMERS,
        "purchases_pareto_nbd_weeks": PURCHASES,
        "spend_gamma_gamma_eur": SPEND,
        "margin_rate": MARGIN_RATE,
        "rows": len(rows),
        "orders": len(orders),
        "purchase_lines": len(purchases),
        "repeated_lines": 1,
        **{name.replace(" ", "_"): len(lines) for name, lines in extra.items()},
        "sum_of_amounts_cents": sum(line.amount for line in rows),
        "still_customers_at_the_end": sum(person.stays for person in people),
        "expected_orders_in_the_next_26_weeks": round(
            sum(person.expected_orders(26) for person in people), 1
        ),
        "expected_orders_in_the_next_52_weeks": round(
            sum(person.expected_orders(52) for person in people), 1
        ),
    }
    return rows, truth


def as_csv(rows: list[Line]) -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Line))
    for row in rows:
        *keys, amount, margin, channel = astuple(row)
        writer.writerow([*keys, f"{amount / 100:.2f}", f"{margin / 100:.2f}", channel])
    return out.getvalue()


def main(folder: Path = SHOP) -> None:
    """Write the orders and the truth about them."""
    rows, truth = generate()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "orders.csv").write_text(as_csv(rows), encoding="utf-8", newline="\n")
    (folder / "truth.json").write_text(json.dumps(truth, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
