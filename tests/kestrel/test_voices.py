"""What people say: written by hand, complete, never twice alike, and said by whom it fits."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, fisher_exact
from sklearn.metrics import cohen_kappa_score

from cvmlab.data.contracts.checks import orphans, violations
from cvmlab.data.contracts.interviews import INTERVIEW_CODES, INTERVIEWS
from cvmlab.kestrel.block import Block
from cvmlab.kestrel.calendar import dates
from cvmlab.kestrel.characters import CATERER_CARD, HOME_ACCOUNT, POINTS_HUNTER_CARD
from cvmlab.kestrel.comments import pick
from cvmlab.kestrel.food_service import b2b_accounts
from cvmlab.kestrel.interviews import interview_codes, interviews
from cvmlab.kestrel.types import TYPES
from cvmlab.kestrel.voices import better, leaving, life, short
from cvmlab.kestrel.voices.clients import CLIENTS
from cvmlab.kestrel.voices.shoppers import SHOPPERS

MANY = 45  # texts about what many people speak of
BETTER = {
    "failure": 25, "late call-back": 25, "driver": 25, "queue": 25, "rude": 25, "website": 25,
    "opening hours": 25, "price": MANY, "freshness": 25, "range": 25, "points": MANY,
    "convenience": MANY, "warm": MANY, "discounter": 25, "slots": 25, "letters": 25, "fine": MANY,
}  # fmt: skip
LIFE = {
    "dinner ideas": MANY, "time": MANY, "money": 25, "caring": 25, "alone": 25, "carrying": 25,
    "health": 25, "children": 25, "private": 25,
}  # fmt: skip
LEAVING = (
    "phone menu", "website", "rude", "rule", "opening hours", "identity check", "price", "moved",
    "discounter", "failure", "life changed",
)  # fmt: skip
COMMENTS = [
    text for texts in (better.TEXTS, life.TEXTS) for said in texts.values() for text in said
]
EXITS = [text for said in leaving.TEXTS.values() for text in said]
EXCERPTS = [told["excerpt"] for told in (*SHOPPERS, *CLIENTS)]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())


def _sharing(texts: list[str], length: int) -> list[str]:
    """Runs of so many words that stand in more than one text."""
    runs = defaultdict(set)
    for place, text in enumerate(texts):
        for part in text.split("|"):
            words = _words(part)
            for start in range(len(words) - length + 1):
                runs[" ".join(words[start : start + length])].add(place)
    return [run for run, places in runs.items() if len(places) > 1]


@pytest.fixture(scope="module")
def told(blocks: list[Block]) -> list[pd.DataFrame]:
    return [interviews(block) for block in blocks]


@pytest.fixture(scope="module")
def codes(blocks: list[Block]) -> list[pd.DataFrame]:
    return [interview_codes(block.seed) for block in blocks]


# --- the written texts -----------------------------------------------------------------------


def test_every_cause_has_its_texts() -> None:
    assert list(better.TEXTS) and set(better.TEXTS) == set(BETTER)
    assert set(life.TEXTS) == set(LIFE)
    assert set(leaving.TEXTS) == set(LEAVING)
    for texts, least in ((better.TEXTS, BETTER), (life.TEXTS, LIFE)):
        assert not [cause for cause, said in texts.items() if len(said) < least[cause]]
    assert min(map(len, leaving.TEXTS.values())) >= 15


def test_no_text_stands_twice() -> None:
    everything = [*COMMENTS, *EXITS, *EXCERPTS]
    assert len(set(everything)) == len(everything)
    assert len(COMMENTS) >= 800


def test_no_two_texts_are_nearly_alike() -> None:
    """Texts filled into one form share runs of words; texts written by hand hardly do."""
    in_fives = _sharing([*COMMENTS, *EXITS], 5)
    assert len(in_fives) <= 10, in_fives
    # What stands in brackets the interviewer asked, of everybody alike.
    spoken = [re.sub(r"\[.*?\]", "|", excerpt) for excerpt in EXCERPTS]
    in_sixes = _sharing([*COMMENTS, *EXITS, *spoken], 6)
    assert len(in_sixes) <= 4, in_sixes
    bags = [set(_words(text)) for text in [*COMMENTS, *EXITS] if len(_words(text)) > 3]
    overlap = max(len(a & b) / len(a | b) for a, b in combinations(bags, 2))
    assert overlap < 0.6


def test_comments_differ_in_length_and_shape() -> None:
    lengths = np.array([len(text.split()) for text in COMMENTS])
    assert lengths.min() >= 4 and lengths.max() <= 45
    assert lengths.std() > 5
    assert (lengths <= 8).mean() > 0.12 and (lengths >= 24).mean() > 0.05
    unfinished = np.mean([text[-1] not in ".!?)" for text in COMMENTS])
    assert 0.2 < unfinished < 0.7
    small = np.mean([text[0].islower() for text in COMMENTS])
    assert 0.1 < small < 0.4
    openings = pd.Series([" ".join(_words(text)[:2]) for text in COMMENTS]).value_counts()
    assert openings.iloc[0] / len(COMMENTS) < 0.02


def test_excerpts_have_their_length() -> None:
    lengths = np.array([len(text.split()) for text in EXCERPTS])
    assert lengths.min() >= 60 and lengths.max() <= 160


def test_nothing_said_points_to_the_real_world() -> None:
    text = "\n".join([*COMMENTS, *EXITS, *EXCERPTS])
    assert not re.findall(r"\S+@\S+|https?:|www\.|\w\.(?:com|ie|org|net|co|eu)\b", text)
    assert not re.findall(r"(?:\d[ -]?){6,}", text)
    assert not re.findall(
        r"(?i)\b(aldi|lidl|tesco|supervalu|dunnes|spar|centra|sainsbury\w*|amazon|google|facebook|"
        r"whatsapp|netflix|spotify|nestl\w|guinness|tayto|ikea|boots the)\b",
        text,
    )


def test_the_discounter_is_named_only_where_it_has_opened() -> None:
    named = {cause for cause, said in better.TEXTS.items() if "pfennig" in " ".join(said).lower()}
    assert named == {"discounter"}
    assert "pfennig" not in " ".join(text for said in life.TEXTS.values() for text in said).lower()
    named = {cause for cause, said in leaving.TEXTS.items() if "Pfennig" in " ".join(said)}
    assert named == {"discounter"}
    assert "Pfennig" not in " ".join(EXCERPTS)


# --- who writes what -------------------------------------------------------------------------


def _many(seed: int = 1, share: float = 0.2, repeat: bool = False) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    causes = rng.choice(np.array(["", *better.TEXTS], dtype=object), 4000)
    return causes, pick(np.random.default_rng(seed), causes, better.TEXTS, share, repeat)


def test_a_text_is_about_what_the_respondent_has_in_mind() -> None:
    causes, said = _many()
    for cause, text in zip(causes, said, strict=True):
        assert text is None or (cause and (text in better.TEXTS[cause] or text in short.ANY))
    assert all(text is None for text in said[causes == ""])


def test_no_text_is_used_twice_and_all_are_used() -> None:
    said = _many()[1]
    own = [text for text in said if text is not None and text not in short.ANY]
    assert len(own) == len(set(own)) == sum(map(len, better.TEXTS.values()))
    few = pick(np.random.default_rng(2), ["price"] * 10, better.TEXTS, 0)
    assert len(set(few)) == 10 and None not in few


def test_texts_come_again_only_when_asked_for() -> None:
    causes, said = _many(share=0, repeat=True)
    assert all(said[causes != ""])
    times = pd.Series(said[causes == "warm"]).value_counts()
    assert times.max() - times.min() <= 1


def test_the_same_random_numbers_give_the_same_texts() -> None:
    assert list(_many(3)[1]) == list(_many(3)[1])
    assert list(_many(3)[1]) != list(_many(4)[1])


def test_short_words_come_as_often_as_asked_and_repeat() -> None:
    causes, said = _many(share=0.2)
    briefly = np.array([text in short.ANY for text in said])
    heard = binomtest(int(briefly.sum()), int((causes != "").sum())).proportion_ci(0.999)
    assert heard.low < 0.2 < heard.high
    words = pd.Series(said[briefly]).value_counts(normalize=True)
    assert words.iloc[:5].sum() > 0.5
    only = pick(np.random.default_rng(1), ["fine"] * 50, better.TEXTS, 1, words=short.BETTER)
    assert set(only) <= set(short.BETTER)


def test_a_cause_without_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="parrots"):
        pick(np.random.default_rng(1), ["price", "parrots"], better.TEXTS, 0)


def test_nobody_says_nothing() -> None:
    assert pick(np.random.default_rng(1), [], better.TEXTS, 0.3).shape == (0,)
    assert list(pick(np.random.default_rng(1), ["", None], better.TEXTS, 1)) == [None, None]


# --- the interviews --------------------------------------------------------------------------


def test_contracts_are_kept(told: list[pd.DataFrame], codes: list[pd.DataFrame]) -> None:
    for interviewed, coded in zip(told, codes, strict=True):
        assert violations(interviewed, INTERVIEWS) == []
        assert violations(coded, INTERVIEW_CODES) == []
        assert len(interviewed) == 60 and len(coded) == 36
        assert interviewed["kind"].value_counts().to_dict() == {
            "shopper": 34, "food-service client": 26,
        }  # fmt: skip
        assert interviewed["date"].is_monotonic_increasing
        assert interviewed["interview_id"].is_monotonic_increasing


def test_the_same_seed_gives_the_same_tables(blocks: list[Block], told: list[pd.DataFrame]) -> None:
    again = interviews(Block(blocks[0].seed))
    pd.testing.assert_frame_equal(again, told[0])
    assert not again["customer_id"].equals(told[1]["customer_id"])


def test_ids_are_found_again(
    blocks: list[Block], told: list[pd.DataFrame], codes: list[pd.DataFrame]
) -> None:
    for block, interviewed, coded in zip(blocks, told, codes, strict=True):
        accounts = b2b_accounts(block.seed)
        assert orphans(interviewed["customer_id"], block.records["customer_id"]) == []
        assert orphans(coded["account_id"], accounts["account_id"]) == []
        assert coded["account_id"].is_unique
        assert interviewed["customer_id"].dropna().is_unique
        clients = interviewed[interviewed["account_id"].notna()]
        both = clients.merge(coded, on="interview_id", suffixes=("", "_coded"))
        assert len(both) == len(clients) == 26
        assert (both["account_id"] == both["account_id_coded"]).all()
        shoppers = interviewed["kind"] == "shopper"
        assert (shoppers == interviewed["customer_id"].notna()).all()
        assert (shoppers == interviewed["account_id"].isna()).all()


def test_clients_are_of_the_kind_and_supplied_when_they_speak(
    blocks: list[Block], told: list[pd.DataFrame], codes: list[pd.DataFrame]
) -> None:
    for block, interviewed, coded in zip(blocks, told, codes, strict=True):
        accounts = b2b_accounts(block.seed).set_index("account_id")
        known = accounts.loc[coded["account_id"]]
        assert list(known["kind"]) == list(coded["kind"])
        day = interviewed.loc[interviewed["account_id"].notna(), "date"]
        assert (known["since"] < day.min()).all()
        assert (known["closed_on"].isna() | (known["closed_on"] > day.max())).all()
        # They speak before anybody is helped with menus: the trial answers what was heard here.
        assert day.max() < accounts["menu_help_since"].min()


def test_shoppers_are_regular_and_of_the_type_that_talks_so(
    blocks: list[Block], told: list[pd.DataFrame]
) -> None:
    for block, interviewed in zip(blocks, told, strict=True):
        shoppers = interviewed[interviewed["kind"] == "shopper"].reset_index(drop=True)
        person = (
            block.records[block.records["main"]]
            .set_index("customer_id")["person"]
            .loc[shoppers["customer_id"]]
            .to_numpy()
        )
        kinds = [TYPES[kind] for kind in block.people["type"].to_numpy()[person]]
        assert kinds == [written["fits"] for written in SHOPPERS]
        assert (block.fates.people["left"].to_numpy()[person] > 100).all()
        trips = block.trips.assign(date=dates(block.trips["day"]))
        first = shoppers["date"].min()
        year = trips[trips["date"].between(first - pd.Timedelta(days=364), first)]
        often = year["person"].value_counts().reindex(person)
        ordinary = ["person" not in written for written in SHOPPERS]
        assert (often >= 26).all()  # Maura too: until the end of March she came twice a week
        since = (first - year.groupby("person")["date"].max().reindex(person)).dt.days
        assert (since[ordinary] <= 42).all()
        age = 50 + 15 * block.people["age"].to_numpy()[person]  # two years into the files
        years = [written["ages"] for written in SHOPPERS]
        assert all(a <= here <= b + 1 for here, (a, b) in zip(age, years, strict=True))
        since_when = np.array([written["years"] for written in SHOPPERS])
        assert (96 - block.people["acquired"].to_numpy()[person] >= 52 * since_when).all()


def test_the_answer_on_moving_tells_emotional_from_functional() -> None:
    """Who is tied to Kestrel would look for one; who is tied to nearness or points would not."""
    seeks = re.compile(
        r"(?i)(?:the drive|drive (?:for|the|him)|he'd drive|bus times|forty minute bus|"
        r"seek one out|find one of theirs|look for another one|want a Kestrel|there's a Kestrel|"
        r"another Kestrel|where they have a store|search for one|in that one)"
    )
    for written in SHOPPERS:
        answer = re.split(r"\[[^\]]*(?:mov|city)[^\]]*\]", written["excerpt"])
        assert len(answer) == 2, written["excerpt"]
        assert bool(seeks.search(answer[1])) == (written["fits"] == "emotional"), answer[1]
        # What is known only to us must not be said in our words.
        assert not re.search(r"(?i)\b(functional|emotional|loyal\w*)\b", written["excerpt"])


def test_every_kind_of_loyalty_is_heard() -> None:
    heard = pd.Series([written["fits"] for written in SHOPPERS]).value_counts()
    assert heard.to_dict() == {"points": 13, "emotional": 12, "convenience": 9}


def test_two_coders_agree_as_careful_people_do(told: list[pd.DataFrame]) -> None:
    a, b = told[0]["coder_a"], told[0]["coder_b"]
    assert 0.75 <= (a == b).mean() <= 0.80
    assert 0.70 <= cohen_kappa_score(a, b) <= 0.78
    # They never differ on whether they read a shopper or a client.
    of_shoppers = set(a[told[0]["kind"] == "shopper"]) | set(b[told[0]["kind"] == "shopper"])
    of_clients = set(a[told[0]["kind"] != "shopper"]) | set(b[told[0]["kind"] != "shopper"])
    assert not of_shoppers & of_clients
    assert of_shoppers | of_clients == set(INTERVIEWS["coder_a"].choices)


def test_menu_planning_comes_up_where_nobody_asked(codes: list[pd.DataFrame]) -> None:
    coded = codes[0]
    came_up = coded.groupby("kind")["menu_planning"].agg(["sum", "size"])
    assert came_up.loc["seniors' home"].tolist() == [14, 20]
    assert came_up.loc["school"].tolist() == [3, 10]
    assert came_up.loc["restaurant"].tolist() == [0, 6]
    homes, restaurants = came_up.loc["seniors' home"], came_up.loc["restaurant"]
    cells = [[kind["sum"], kind["size"] - kind["sum"]] for kind in (homes, restaurants)]
    assert fisher_exact(cells).pvalue < 0.01
    homes_only = coded[coded["kind"] == "seniors' home"]
    usual = homes_only[["accuracy", "punctuality", "price"]].mean()
    assert homes_only["menu_planning"].mean() > 3 * usual.max()


def test_what_an_excerpt_is_about_came_up_in_its_interview(
    told: list[pd.DataFrame], codes: list[pd.DataFrame]
) -> None:
    flags = {
        "menu planning": "menu_planning",
        "staff shortage": "staff_shortage",
        "budget": "budget",
        "happiness of those who eat": "residents_happiness",
    }
    both = told[0].merge(codes[0], on="interview_id")
    for coder in ("coder_a", "coder_b"):
        for theme, flag in flags.items():
            assert both.loc[both[coder] == theme, flag].all(), theme


def test_the_three_characters_speak(told: list[pd.DataFrame]) -> None:
    for interviewed in [*told, interviews(Block(7, 0, 100))]:
        by_card = interviewed.dropna(subset="customer_id").set_index("customer_id")["excerpt"]
        by_account = interviewed.dropna(subset="account_id").set_index("account_id")["excerpt"]
        assert "Portlacken" in by_card[CATERER_CARD] and "Tom" in by_card[CATERER_CARD]
        assert "Rathcullen" in by_card[POINTS_HUNTER_CARD]
        assert "Rosemount House" in by_account[HOME_ACCOUNT]


def test_small_companies_have_their_interviews() -> None:
    for size in (50, 100, 2000):
        interviewed = interviews(Block(3, 0, size))
        assert violations(interviewed, INTERVIEWS) == []
        assert len(interviewed) == 60
        assert interviewed["customer_id"].dropna().is_unique
