"""How shoppers see Kestrel and its rivals: the material of the value equation.

The value equation, (product quality + service quality) / (price + hassle), is Shaun Smith's; who
uses it credits him.
"""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract


def _ten(name: str, sentence: str, *known_as: str) -> Column:
    """A rating from 1 to 10."""
    return Column(name, "count", sentence, unit="1 poor to 10 excellent", low=1, high=10,
                  known_as=(f"{name.replace('_', ' ')} rating", f"{name.replace('_', ' ')} score",
                            *known_as))  # fmt: skip


BRAND_PERCEPTIONS = Contract(
    name="brand_perceptions",
    one_row="one shopper's view of one brand the shopper knows",
    columns=(
        Column("respondent_id", "id", "Who was asked; strangers, not our card holders.",
               required=True,
               known_as=("respondent", "participant", "resp id", "panel id", "case id")),
        Column("shopper", "text", "What kind of shopper.",
               allowed="busy family, single, older couple in the sample company",
               known_as=("segment", "life stage", "household type", "customer type")),
        Column("brand", "text", "Which brand of the market.", required=True,
               allowed="six grocers in the sample company",
               known_as=("retailer", "supplier", "competitor", "company", "store")),
        _ten("freshness", "Product quality: how fresh the food is.", "quality of fresh food"),
        _ten("range", "Product quality: whether one finds what one needs.", "assortment"),
        _ten("own_products", "Product quality: how good the house's own products are.",
             "private label"),
        _ten("friendliness", "Service quality: how friendly the staff are.", "friendly staff"),
        _ten("helpfulness", "Service quality: whether somebody helps.", "helpful staff"),
        _ten("checkout", "Service quality: how paying or handing over goes.", "paying"),
        Column("basket_price", "money", "What the standard basket of a week costs there.",
               required=True, unit="EUR", low=0.01,
               known_as=("price", "price paid", "basket", "basket cost", "weekly spend")),
        Column("hassle_minutes", "count", "Minutes a week lost travelling, queueing, searching.",
               required=True, unit="minutes a week", low=0,
               known_as=("hassle", "effort", "time lost", "inconvenience", "minutes")),
        Column("share_bought", "number", "The part of the household's food money spent there.",
               unit="share", low=0, high=1,
               known_as=("share of wallet", "share", "share of spend", "wallet share")),
    ),
    key=("respondent_id", "brand"),
    called=(
        "The brand tracker or image study with competitors in it; at the marketing "
        "department or its agency."
    ),
    made=(
        "600 shoppers rated the brands they know in September 2024. Every brand has a mean of its "
        "own; some people rate everything high. Food money goes where a shopper gets most for "
        "price and minutes, compared with the other brands that shopper knows. The figures were "
        "chosen so that Kestrel offers good but not the best value by the value equation of Shaun "
        "Smith, and so that another scale for the same answers exchanges the first two."
    ),
    good_for=(
        "Shaun Smith's value equation (please credit him), the customer value map, value relative "
        "to the rivals; and the report of which ranks turn when the scale does."
    ),
    not_for=(
        "Not for adding euros to minutes without a price of a minute, nor for ratios of answers "
        "from 1 to 10 as if 0 were nothing. Not for real retailers: all six are invented."
    ),
)  # fmt: skip
