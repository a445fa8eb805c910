"""The firm looking at itself: staff, key figures, and what managers believe about customers."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract
from cvmlab.data.contracts.transactions import TRANSACTIONS


def _five(name: str, sentence: str, *known_as: str) -> Column:
    """An answer from 1 to 5."""
    return Column(name, "count", sentence, unit="1 not at all to 5 fully agree", low=1, high=5,
                  known_as=(f"{name.replace('_', ' ')} agreement", f"{name.replace('_', ' ')} item",
                            *known_as))  # fmt: skip


EMPLOYEE_SURVEY = Contract(
    name="employee_survey",
    one_row="one anonymous answer of somebody who works for the firm",
    columns=(
        Column("response_id", "id", "The answer's number; nobody is named.",
               known_as=("response", "questionnaire", "case id", "respondent")),
        Column("site", "text", "The store, head office or depot.", required=True,
               known_as=("location", "store", "unit", "workplace", "cost centre", "branch")),
        Column("leader", "flag", "Whether the person leads others.", required=True,
               known_as=("manager", "is manager", "management", "leadership role", "supervisor")),
        Column("job", "text", "What the person does.",
               choices=("store or department manager", "shift leader", "head of a function",
                        "shop floor", "tills", "driver or picker", "office"),
               known_as=("role", "function", "job title", "position")),
        Column("years", "number", "Years with the firm.", unit="years", low=0, high=60,
               known_as=("tenure", "years of service", "seniority")),
        _five("leaders_consistent",
              "Leaders make decisions that are consistent with our customer strategy.",
              "walk the talk", "leadership consistency"),
        _five("long_term_view", "We take a long view of our customers, not the quarter's.",
              "long term"),
        _five("customer_decides", "Whether there is a relationship, the customer decides, not we.",
              "customer defines relationship"),
        _five("feelings_count", "How customers feel counts here as much as what they buy.",
              "emotional connection"),
        _five("soft_measures", "We are measured on how customers feel, not on numbers alone.",
              "measures"),
        _five("hear_from_customers", "I learn what customers have told the firm.",
              "information flow"),
        _five("may_put_right", "I may put a failure right without asking anybody.",
              "empowerment"),
        _five("know_our_regulars", "I know our regular customers and what they like.",
              "know customers"),
        _five("would_shop_here", "I would shop here without the staff discount.", "enps"),
    ),
    key=("response_id",),
    called=(
        "The employee or engagement survey; with human resources or its provider, "
        "who hands out groups of ten or more only."
    ),
    made=(
        "180 leaders and 370 others at 26 sites. 113 leaders and 152 others agree that leaders "
        "decide in line with the customer strategy: the shares, .63 and .41, are those of a survey "
        "of executives that Shaun Smith reports. People of one site resemble each other. In the "
        "other items the leaders mostly see more than the others do, but know the regulars less."
    ),
    good_for=(
        "What may be said about a gap of 63 against 41 percent when group sizes and sites are "
        "known; rating the firm on the four marks of a relationship-focused one."
    ),
    not_for=(
        "Not for treating 550 people at 26 sites as 550 independent voices; not for naming sites, "
        "of which most have fewer than 20 answers. The two shares were set, not found."
    ),
)  # fmt: skip

KPI_CATALOGUE = Contract(
    name="kpi_catalogue",
    one_row="one key figure that the firm reports",
    columns=(
        Column("kpi_id", "id", "The figure's number.",
               known_as=("kpi", "metric id", "measure id", "indicator")),
        Column("name", "text", "What it is called.", required=True,
               known_as=("kpi name", "metric", "measure", "indicator name", "figure")),
        Column("definition", "text", "What it measures.",
               known_as=("description", "meaning", "formula", "how measured")),
        Column("hardness", "text", "Hard, or soft: what a customer or employee felt or said.",
               required=True, choices=("hard", "soft"),
               known_as=("hard or soft", "type", "measure type", "class")),
        Column("horizon", "text", "Whether it moves within a quarter.",
               choices=("short-term", "long-term"),
               known_as=("time horizon", "term", "short or long term")),
        Column("financial", "flag", "Whether it is money, or a ratio of money.",
               known_as=("is financial", "monetary", "money")),
        Column("perspective", "text", "Seen from within the firm, or from outside.",
               choices=("internal", "external"),
               known_as=("view", "internal or external", "focus", "viewpoint")),
        Column("looks", "text", "Whether it tells what was, or what is to come.",
               choices=("back", "forward"),
               known_as=("direction", "lagging or leading", "historic or forward", "lead lag")),
        Column("owner", "text", "The department that answers for it.",
               known_as=("responsible", "department", "kpi owner", "function")),
        Column("reported", "text", "How often it is reported.",
               choices=("daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"),
               known_as=("frequency", "cycle", "interval", "how often", "reporting cycle")),
        Column("to_the_board", "flag", "Whether it stands on the board's page.",
               known_as=("board report", "board", "top level", "in board pack")),
    ),
    key=("kpi_id",),
    called=(
        "The KPI handbook or the list of reports; with controlling, or spread over "
        "the slides of every department."
    ),
    made=(
        "Sixty figures written after what food retailers report. 47 are hard. The 13 soft ones are "
        "asked less often, and one of them reaches the board: the single number for satisfaction."
    ),
    good_for="Auditing what a firm looks at: hard or soft, back or forward, and who owns it.",
    not_for=(
        "Not for saying how common such catalogues are: it is one firm's, and invented. The tags "
        "are the authors' and may be argued with."
    ),
)  # fmt: skip

MANAGER_PREDICTIONS = Contract(
    name="manager_predictions",
    one_row="one guess that a manager wrote down before the survey came in",
    columns=(
        Column("prediction_id", "id", "The guess's number.",
               known_as=("prediction", "guess id", "estimate id", "no")),
        Column("manager", "text", "Who guessed.", required=True,
               known_as=("name", "respondent", "expert", "guessed by")),
        Column("role", "text", "What the manager answers for.",
               known_as=("position", "job title", "function", "department")),
        Column("made_on", "date", "The day the guess was written down.", unit="calendar day",
               known_as=("date", "guessed on", "prediction date")),
        Column("about", "text", "What was guessed.", required=True,
               choices=("weight of a driver", "a customer's answer"),
               known_as=("question", "subject", "kind", "what")),
        Column("driver", "text", "The level of satisfaction whose weight was guessed.",
               choices=("core", "process", "technical", "interaction", "emotional"),
               empty="the guess is about a customer",
               known_as=("level", "factor", "dimension", "attribute")),
        Column("customer_id", "id", "The customer whose overall satisfaction was guessed.",
               empty="the guess is about a driver", refers_to="customers.customer_id",
               known_as=TRANSACTIONS["customer_id"].known_as),
        Column("guess", "number",
               "The guess: points of 100 for a driver, 1 to 10 for a customer's answer.",
               required=True, unit="points of 100, or 1 to 10", low=0, high=100,
               known_as=("estimate", "value", "expected", "guessed value")),
    ),
    key=("prediction_id",),
    called=(
        "Nowhere. Have managers write down what they expect before the next survey "
        "is opened; afterwards everybody knew it."
    ),
    made=(
        "Six managers laid out 100 points each over five drivers of satisfaction; they favour core "
        "and technical and give the emotional level little. For ten customers who then answered "
        "the survey of January 2024 they guessed by how often these come; what those customers "
        "answered played no part."
    ),
    good_for=(
        "Holding what managers believe against what customers say: the drivers' ranks, and the "
        "difference between knowing about a customer and knowing one."
    ),
    not_for=(
        "Not for judging single managers: five or two guesses each. Ten customers are an "
        "exercise, not a sample."
    ),
)  # fmt: skip
