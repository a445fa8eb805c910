"""The value map report, end to end: any market, any gap in the data, and what it hides."""

from __future__ import annotations

import re

import nbformat
import numpy as np
import pandas as pd
import pytest

import cvmlab as cvm
from cvmlab.kestrel.brands import brand_perceptions
from cvmlab.kestrel.choices import choice_tasks
from cvmlab.paths import REPORTS
from tests.sample import sample_company


@pytest.fixture(scope="module")
def market():
    """Another market than the sample company's: its own names, prices ten times as high."""
    ratings = brand_perceptions(11)
    names = {"Kestrel": "Our brand", "Pfennig": "Rival one", "Daily Stop": "=Rival*two"}
    return ratings.assign(
        brand=ratings["brand"].replace(names), basket_price=ratings["basket_price"] * 10
    )


@pytest.fixture(scope="module")
def run(cvmlab, tmp_path_factory):
    """The report on a table of ratings, from a folder of its own; other settings as options."""

    def report(ratings, *options, code=0):
        folder = tmp_path_factory.mktemp("value")
        ratings.to_csv(folder / "views.csv", index=False)
        done = cvmlab(
            "report", "value-map", "--data", "views.csv", "--out", "out", *options, cwd=folder
        )
        assert done.returncode == code, done.stderr
        return done.stderr if code else folder / "out"

    return report


@pytest.fixture(scope="module")
def kestrel(cvmlab, tmp_path_factory):
    """With nothing said, the report is on the sample company."""
    folder = tmp_path_factory.mktemp("kestrel")
    done = cvmlab("report", "value-map", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def bare(run, market):
    """Two brands, no shares, no types of customers, no choices: as little as there can be."""
    two = market[market["brand"].isin(["Our brand", "Rival one"])]
    return run(two.drop(columns=["share_bought", "shopper"]), "--set", "own=Our brand")


def page_of(folder):
    return (folder / "value-map.html").read_text(encoding="utf-8")


def words_of(folder):
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", page_of(folder), flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def test_everything_to_mail_is_there(kestrel):
    names = {str(path.relative_to(kestrel)) for path in kestrel.rglob("*") if path.is_file()}
    assert {"value-map.html", "value-map.ipynb", "metrics.json"} <= names
    assert len([name for name in names if name.startswith("charts/")]) == 7


def test_the_planted_value_is_found_and_the_board_is_told_not_to_cut_prices(kestrel, metrics):
    """Kestrel gives most for its price by the planted weights: 8 a point, .25 a minute."""
    found = metrics(kestrel)
    assert found["respondents"] == 600 and found["currency"] == "EUR"
    value = found["value"]["Kestrel"]
    assert value["low"] > 0 and value["zone"] == "better value"
    assert found["minute"]["source"] == "choices"
    assert found["minute"]["low"] < 0.29 and found["minute"]["high"] > 0.25
    assert found["weights"]["product"] == pytest.approx(8, abs=0.6)
    assert "Do not cut prices" in words_of(kestrel)


def test_the_report_and_a_direct_call_agree(kestrel, metrics):
    """Two routes: report and file, or the tables in a few lines."""
    found, ws = metrics(kestrel), sample_company()
    views = cvm.brand_views(ws.brand_perceptions.frame(), own="Kestrel")
    minute = cvm.price_of_hassle(ws.choice_tasks.frame())
    by_type = cvm.value_weights(views, by="customer_type", resamples=500)
    direct = cvm.value_map(views, minute_price=minute, weights=by_type).table.set_index("brand")
    for brand, value in found["value"].items():
        assert value["advantage"] == pytest.approx(direct.loc[brand, "advantage"])
    assert found["minute"]["value"] == pytest.approx(minute.minute)
    means = views.rows.groupby("brand")[["product", "service", "price", "hassle"]].mean()
    worth = 0
    for name, weight in (
        ("product", by_type.product),
        ("service", by_type.service),
        ("price", -1),
        ("hassle", -minute.minute),
    ):
        worth = worth + weight * means[name]
    assert found["value"]["Kestrel"]["advantage"] == pytest.approx(worth["Kestrel"] - worth.mean())


def test_rank_reversals_warn_and_pfennig_leads_a_ratio(kestrel, metrics):
    first = metrics(kestrel)["first_by_reading"]
    assert first["ratio, answers as given"] == "Pfennig"
    assert first["difference in money"] == "Kestrel"
    words = words_of(kestrel)
    assert "Do not print a rank or a ratio" in words and "Shaun Smith" in words


def test_every_number_stands_with_an_interval_in_what_follows(kestrel, metrics):
    for advice in metrics(kestrel)["recommendation"]:
        if advice["about"] in ("the price", "rivals", "customers", "hassle"):
            assert re.search(r"[\d.]+ to [€−]*[\d.]+", advice["sentence"]), advice


def test_another_market_is_read_by_its_own_names_and_money(run, market, metrics, tmp_path):
    """Choices in a file of their own; names that look like formulas stay names."""
    tasks = choice_tasks(11)
    tasks.assign(price=tasks["price"] * 10).to_csv(tmp_path / "tasks.csv", index=False)
    out = run(
        market, "--set", "own=Our brand", "--choices", tmp_path / "tasks.csv", "--currency", "SEK"
    )
    found = metrics(out)
    assert found["currency"] == "SEK" and found["own"] == "Our brand"
    assert found["minute"]["value"] == pytest.approx(2.6, abs=0.4)
    assert set(found["value"]) == set(market["brand"])
    words = words_of(out)
    assert "=Rival*two" in words and "Kestrel" not in words and "€" not in words


def test_with_as_little_as_there_can_be_it_says_what_to_ask(bare, metrics):
    found, words = metrics(bare), words_of(bare)
    assert found["value"] is None and found["weights"] is None and found["drivers"] is None
    assert found["minute"]["source"] == "not known"
    assert "which share of their money" in words and "There are no choice tasks" in words
    assert "Do not cut" not in words and "Begin with" not in words
    assert "with two brands alone" in words.lower() and "Comes first in" not in words
    assert "1 thing is sure enough to act on. It stands at the end." in words


def test_a_survey_with_its_description_is_read_and_every_answer_accounted_for(
    cvmlab, market, metrics, tmp_path
):
    """A wide export: a row a respondent, words for unknown, shares in percent."""
    brands = list(dict.fromkeys(market["brand"]))
    wide = market.assign(
        number=market["brand"].map({name: n + 1 for n, name in enumerate(brands)}),
        share_bought=(market["share_bought"] * 100).round(1),
    ).pivot(index="respondent_id", columns="number")
    wide.columns = [f"{n}_{name}" for name, n in wide.columns]
    wide = wide.astype(object).where(wide.notna(), "")
    wide.loc[wide.index[:20], "1_freshness"] = "cannot say"
    wide.to_csv(tmp_path / "answers.csv", index_label="who", sep=";")
    listed = "\n".join(f'{n + 1} = "{name}"' for n, name in enumerate(brands))
    (tmp_path / "my survey.toml").write_text(
        f"""
[survey]
own = "Our brand"
layout = "wide"
currency = "SEK"
hassle_unit = "minutes"
share_in = "percent"
[brands]
{listed}
[scale]
low = 1
high = 10
best = "high"
dont_know = ["cannot say"]
[columns]
respondent = "who"
price = "{{brand}}_basket_price"
hassle = "{{brand}}_hassle_minutes"
share = "{{brand}}_share_bought"
[product]
fresh = "{{brand}}_freshness"
range = "{{brand}}_range"
[service]
till = "{{brand}}_checkout"
[labels]
till = "How fast one pays"
""",
        encoding="utf-8",
    )
    done = cvmlab(
        "report", "value-map", "--data", "answers.csv", "--survey", "my survey.toml",
        "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found, words = metrics(tmp_path / "out"), words_of(tmp_path / "out")
    assert found["respondents"] == 600 and found["currency"] == "SEK"
    assert found["views"]["used"] == len(market)
    assert "How fast one pays" in words and "20 don't know" in words.replace("&#x27;", "'")
    assert set(found["drivers"]) == {"fresh", "range", "till", "price", "hassle"}


def test_groups_under_ten_are_not_shown_unless_asked_for(run, market, metrics):
    """Nine people of one kind are no type of customers, and three raters no brand."""
    people = market["respondent_id"].unique()
    rare = market.assign(
        shopper=market["shopper"].mask(market["respondent_id"].isin(people[:9]), "Tiny Island")
    )
    tiny = rare[rare["brand"] == "Our brand"].head(3).assign(brand="Corner Shop")
    rare = pd.concat([rare, tiny])
    words = words_of(run(rare, "--set", "own=Our brand"))
    assert "Tiny Island" not in words and "Corner Shop" not in words
    assert "fewer than 10 people" in words
    named = words_of(run(rare, "--set", "own=Our brand", "--identify"))
    assert "Tiny Island" in named and "Corner Shop" in named


def test_twenty_five_people_are_enough_for_a_report_and_not_for_advice(run, market, metrics):
    few = market[market["respondent_id"].isin(market["respondent_id"].unique()[:25])]
    found = metrics(run(few, "--set", "own=Our brand"))
    assert found["respondents"] == 25 and found["value"] is None
    assert {each["kind"] for each in found["recommendation"]} <= {"wait", "do not say"}


@pytest.mark.parametrize(
    "change, options, words",
    [
        ({}, (), "which of the brands is yours is not said"),
        ({}, ("--set", "own=Our brand", "--set", "level=2"), "level = 2.0 is out of range"),
        ({}, ("--set", "own=Our brand", "--choices", "no.csv"), 'no file or folder "no.csv"'),
        ({}, ("--customers", "people.csv"), "makes no use of --customers"),
        ({"brand": "Our brand"}, ("--set", "own=Our brand"), "the only brand rated"),
        ({"basket_price": "dear"}, ("--set", "own=Our brand"), "cvmlab survey views.csv"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(run, market, change, options, words):
    """No traceback, exit code 2."""
    rows = market.drop_duplicates("respondent_id") if "brand" in change else market
    said = run(rows.assign(**change), *options, code=2)
    assert words in said and "Traceback" not in said


def test_the_same_input_gives_the_same_bytes(run, market, bare):
    two = market[market["brand"].isin(["Our brand", "Rival one"])]
    again = run(two.drop(columns=["share_bought", "shopper"]), "--set", "own=Our brand")
    first = {path.relative_to(bare): path for path in bare.rglob("*") if path.is_file()}
    other = {path.relative_to(again): path for path in again.rglob("*") if path.is_file()}
    assert set(first) == set(other)
    assert [
        str(name) for name in first if first[name].read_bytes() != other[name].read_bytes()
    ] == []


def test_plain_papermill_runs_it_too_with_numbers_in_place_of_what_was_not_asked(market, tmp_path):
    import papermill

    two = market[market["brand"].isin(["Our brand", "Rival one"])]
    two.drop(columns=["share_bought", "shopper"]).to_csv(tmp_path / "views.csv", index=False)
    given = {"minute_price": 2.5, "product_weight": 80.0, "service_weight": 70.0}
    out = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        REPORTS / "value-map.ipynb",
        out,
        {"source": str(tmp_path / "views.csv"), "own": "Our brand", "level": 0.9, **given},
        progress_bar=False,
    )
    text = out.read_text(encoding="utf-8")
    assert "A minute is priced at 2.50, as given" in text and "90% interval" in text
    worth = (
        80 * two[["freshness", "range", "own_products"]].mean(axis=1)
        + 70 * two[["friendliness", "helpfulness", "checkout"]].mean(axis=1)
        - two["basket_price"]
        - 2.5 * two["hassle_minutes"]
    )
    means = worth.groupby(two["brand"]).mean()
    gap = abs(means["Our brand"] - means["Rival one"]) / 2
    assert f"{gap:.2f}" in text


def test_no_number_of_the_report_is_typed_in():
    """Every figure comes from a cell; the prose holds none but the years of its sources."""
    notebook = nbformat.read(REPORTS / "value-map.ipynb", as_version=4)
    prose = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    bare = re.sub(r"\$\$.*?\$\$|\((?:[A-Z][^()]*?)?\d{4}\)", "", prose, flags=re.DOTALL)
    assert re.findall(r"\d[\d.,%]*", bare) == []


@pytest.mark.parametrize("which", ["kestrel", "bare"])
def test_in_a_browser_the_page_asks_for_nothing(which, request, in_browser):
    """Opened in a real browser: no request leaves the page, each chart can be heard."""
    outside, images, width = in_browser(request.getfixturevalue(which) / "value-map.html")
    assert outside == []
    assert len(images) == (7 if which == "kestrel" else 1)
    assert all(len(alt) > 40 and size > 0 for alt, size in images)
    assert width <= 900


def test_a_market_in_which_all_is_chance_gets_no_advice(run, market, metrics):
    """Marks, prices and shares drawn by lot: nothing may be recommended of a rival or a price."""
    rng = np.random.default_rng(4)
    shuffled = market.copy()
    for name in shuffled.columns[3:]:
        shuffled[name] = rng.permutation(shuffled[name].to_numpy())
    found = metrics(run(shuffled, "--set", "own=Our brand"))
    sure = [each for each in found["recommendation"] if each["kind"] in ("do", "do not", "say")]
    assert sure == []
