"""What the board of the sample company has agreed on: owners, targets, decisions, a plan.

No figure of the company follows from it, so it is the same for every seed. Targets are what a board
would have wished for a year earlier; told-and-used is nobody's, as figures between departments
are. What decisions change was read off the tables with the methods of the course.
"""

from __future__ import annotations

FILE = "blueprint.toml"
TEXT = """# The board page of the sample company: who answers, what is decided, the plan.
# Read by cvmlab: current_blueprint(load("kestrel")). For a file of your own: cvmlab agenda FOLDER
firm = "Kestrel Market Group"

# Right customers
[tiles.equity]
owner = "Ultan Brehony"
target = 1_500_000                 # EUR

[tiles.acquisition-cost]
owner = "Piotr Zawadzki"
target = 20                        # EUR a customer, at most

[tiles.payback]
owner = "Piotr Zawadzki"
target = "65%"

[tiles.newcomers]
owner = "Piotr Zawadzki"
target = 50                        # EUR a customer

# Right relationships
[tiles.fit]
owner = "Ultan Brehony"
target = "90%"

[tiles.bond]
owner = "Siobhán Treacy"
target = 65                        # of 100

[tiles.value-for-money]
owner = "Grace Adeyinka"
target = 10                        # EUR a basket

[tiles.told-and-used]              # told in the store, noted in marketing, used by neither
owner = ""
target = ""

# Right retention
[tiles.kept]
owner = "Siobhán Treacy"
target = "70%"

[tiles.margin-kept]
owner = "Ultan Brehony"
target = "65%"

[tiles.put-right]
owner = "Noreen Costello"
target = "80%"

[tiles.bids-won]
owner = "Ultan Brehony"
target = "40%"

# How the managing director rates the firm, from 1 (not at all) to 5 (fully)
[marks]
long_term_view = 4
customer_decides = 3
feelings_count = 4
soft_measures = 2

# Decisions for the year to come. Effects: [estimate, low, high]
[[decisions]]
name = "put every failure right"
owner = "Noreen Costello"
fewer_leave = [0.10, 0.04, 0.16]   # of all who leave: those whose failures were not put right
cost = 14_100
basis = "association"

[[decisions]]
name = "stop putting failures right"
owner = "Ultan Brehony"
fewer_leave = [-0.09, -0.17, -0.02]
cost = -23_300
basis = "association"

[[decisions]]
name = "2 × the spend on paid search"
owner = "Piotr Zawadzki"
channel = "paid search"
spend_times = 2                    # read off the channel's curve

[[decisions]]
name = "care programme for 4,150 customers"
owner = "Siobhán Treacy"
kept = [0.025, 0.004, 0.046]       # by lot
customers = 4_150
cost_each = 6.60
basis = "by lot"

[[decisions]]
name = "stop letters, but for some drawn by lot"
owner = "Piotr Zawadzki"
letters = "stop"                   # what they brought and cost, by those left alone by lot

[[plan]]
what = "Ring every customer within two days of a failure"
who = "Noreen Costello"
by = 2025-02-28
sign = "failures put right: 70% or more in the first quarter"

[[plan]]
what = "Find somebody who answers for wishes told"
who = "Fergal Shanley"
by = 2025-01-31
sign = "a name stands beside the figure on the next page"
"""
