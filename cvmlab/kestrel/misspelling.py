"""How names, dates and addresses go wrong between a person's mouth and a system's field.

* the short names people use, and the spellings that sound the same;
* a slip of the finger: a letter left out, doubled, changed for its neighbour on the keyboard, or
  two letters changed round, each one time in four; never the first letter, which people check;
* a date: 40% of the slips change day and month round where both read as a month, 25% the year by
  one (and the 40% elsewhere), 10% by ten; 15% write 1 January of the year, 10% the day beside.

All of it works on whole arrays, or on the few cells concerned.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Texts = NDArray[np.object_]

_SHORT = """
Patrick:Pat,Paddy Patricia:Pat,Trish Elizabeth:Liz,Betty,Lizzie Michael:Mick,Mike Thomas:Tom,Tommy
William:Bill,Liam,Billy James:Jim,Jimmy John:Johnny,Jack Margaret:Maggie,Peg,Mags Mary:Máire,May
Catherine:Kate,Cathy,Kay Kathleen:Kay,Kath Anthony:Tony Christopher:Chris,Christy Daniel:Dan,Danny
Joseph:Joe Francis:Frank Edward:Eddie,Ned Robert:Rob,Bob,Bobby Stephen:Steve Gerard:Ger,Gerry
Timothy:Tim Jeremiah:Jerry Cornelius:Con Richard:Dick,Richie Laurence:Larry Matthew:Matt
Desmond:Des Andrew:Andy David:Dave Charles:Charlie Eugene:Gene Philip:Phil Vincent:Vinny
Bridget:Bríd,Biddy,Breda Eileen:Eily Josephine:Josie,Jo Teresa:Tess Maureen:Mo Bernadette:Bernie
Winifred:Una Philomena:Phil Frances:Fran Christina:Chris,Tina Geraldine:Ger Jacqueline:Jackie
Susan:Sue Barbara:Babs Deirdre:Dee Martina:Tina Rosaleen:Rose Noreen:Nora Caroline:Carol
Jennifer:Jenny Suzanne:Sue Michelle:Shelly Rebecca:Becky Samantha:Sam Stephanie:Steph Jessica:Jess
Katie:Kate Hannah:Hanna Rachel:Rach Nicole:Nikki Nicola:Nicky Victoria:Vicky Danielle:Dani
Abbie:Abigail Pádraig:Paddy,Pat Diarmuid:Derry Kenneth:Ken Raymond:Ray Derek:Del Jonathan:Jon
Benjamin:Ben Samuel:Sam Joshua:Josh Nicholas:Nick Bartholomew:Bart,Batty Brendan:Bren Donal:Don
Declan:Dec Dominic:Dom Gabrielle:Gay Gillian:Gill Yvonne:Eve Amanda:Mandy Miriam:Mim Leanne:Lee
Magdalena:Magda Małgorzata:Gosia Agnieszka:Aga Katarzyna:Kasia Aleksandra:Ola Joanna:Asia
Krzysztof:Kris Tomasz:Tomek Oleksandr:Sasha Oluwaseun:Seun Alexandru:Alex Alexandra:Alex
Fernanda:Nanda Juliana:Ju Rodrigo:Digo Steven:Steve Geoffrey:Geoff Alison:Ali Pamela:Pam
"""
_FIRST_SOUNDS = """
Catherine:Katherine,Kathryn Stephen:Steven Ann:Anne Anne:Ann Bríd:Breed,Bride Maura:Moira
Kathleen:Cathleen Siobhán:Shivaun,Siobhain Sinéad:Shinead,Sinead Niamh:Neve,Niav Aoife:Eefa,Aoiffe
Caoimhe:Keeva,Kweeva Gráinne:Grania,Grainne Aisling:Ashling,Aislinn Ciara:Keira,Kiera
Róisín:Rosheen,Roisin Maeve:Maebh,Meabh Deirdre:Dierdre Geraldine:Jeraldine Eimear:Emer,Eimer
Emer:Eimear Eoin:Owen,Eoghan Eoghan:Owen,Eoin Seán:Shaun,Shane Conor:Connor Ciarán:Kieran,Kieron
Kieran:Ciaran Philip:Phillip Alan:Allan,Allen Niall:Neil,Nial Colm:Colum Darragh:Dara,Daragh
Dara:Darragh,Darra Cillian:Killian Killian:Cillian Laurence:Lawrence Geoffrey:Jeffrey
Diarmuid:Dermot,Diarmaid Dermot:Diarmuid Eamonn:Eamon,Edmund Pádraig:Porick,Padraic
Micheál:Michael,Mihall Cathal:Cahal,Cahill Tadhg:Tieg,Tadgh Oisín:Usheen,Ossian Sarah:Sara
Sara:Sarah Teresa:Theresa Theresa:Teresa Eileen:Aileen Brigid:Bridget Bridget:Brigid
Clíona:Cliona,Cleona Nora:Norah Helen:Helena Louise:Luise Rachel:Rachael Rebecca:Rebekah
Sheila:Sheelagh,Shelia Jacqueline:Jacquelyn Tracey:Tracy Claire:Clare Clare:Claire Lynn:Lynne
Elaine:Elane Marian:Marion Saoirse:Seersha,Sorcha Éabha:Ava,Eva Sadhbh:Sive Ailbhe:Alva
Doireann:Dorren Méabh:Maeve Fionn:Finn Rory:Ruairi Donnacha:Donagh Lorcan:Lorkan Odhrán:Oran
Fiona:Fionna Máire:Moira,Maura Una:Oona Nuala:Noola Vytautas:Vitautas Łukasz:Lucas Paweł:Pavel
Jakub:Jacob Tomasz:Thomas
"""
_LAST_SOUNDS = """
Byrne:Burn,Byrnes Byrnes:Byrne Keane:Kean,Keene,Kane Kane:Keane,Cane Walsh:Walshe,Welsh
Walshe:Walsh O'Reilly:Reilly,Riley O'Sullivan:Sullivan O'Brien:O'Brian,Brien
O'Connor:O'Conor,Connor,Connors O'Neill:O'Neil,Neill Connolly:Connelly,Conolly
Doherty:Dougherty,O'Doherty Gallagher:Gallaher McCarthy:MacCarthy,McCarty
McLoughlin:McLaughlin,MacLoughlin Clarke:Clark Kavanagh:Cavanagh Burke:Bourke Bourke:Burke
Browne:Brown Brown:Browne Johnston:Johnson,Johnstone Maher:Meagher Smith:Smyth Smyth:Smith,Smythe
O'Farrell:Farrell Nolan:Nowlan,Noland Daly:Daley Moran:Moren Healy:Healey,Hely MacMahon:McMahon
O'Callaghan:Callaghan,Callahan O'Donnell:Donnell,O'Donell Sweeney:Sweeny McGrath:Magrath
Fitzpatrick:Fitzpatric Reid:Reed,Read Whelan:Phelan,Wheelan Phelan:Whelan Coyne:Koyne
Tracey:Treacy Treacy:Tracey O'Shea:Shea,O'Shay O'Leary:Leary Cunningham:Cuningham Maguire:McGuire
Stewart:Stuart Thompson:Thomson Nugent:Newgent Geoghegan:Gaughan,Gegan Geraghty:Gerity Keogh:Kehoe
Kehoe:Keogh Cahill:Cahil Ahern:Aherne,Hearne Hennessy:Hennessey McDermott:McDermot
Donovan:O'Donovan Regan:O'Regan Conroy:Conry Hickey:Hicky Loughnane:Loughnan,Lochnane Taaffe:Taffe
Fahy:Fahey Forde:Ford Darcy:D'Arcy Leahy:Lahy Meehan:Mehan Szymański:Simanski Wójcik:Woycik
Kowalski:Kovalski Nowak:Novak Wiśniewski:Visniewski Shevchenko:Schevchenko Philip:Phillips
Jones:Jonas Davies:Davis Rodrigues:Rodriguez Gomes:Gomez
"""
_BESIDE = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm1234567890",
        "wertyuioopsdfghjkklxcvbnmn2345678909",
        strict=True,
    )
)


def _table(listed: str) -> dict[str, list[str]]:
    return {
        name: others.split(",") for name, others in (entry.split(":") for entry in listed.split())
    }


SHORT, FIRST_SOUNDS, LAST_SOUNDS = map(_table, (_SHORT, _FIRST_SOUNDS, _LAST_SOUNDS))


def other_name(
    rng: np.random.Generator, names: Texts, table: dict[str, list[str]], chosen: NDArray[np.bool_]
) -> Texts:
    """The chosen ones of some names as the table has them; names it does not hold stay."""
    changed, at = names.copy(), np.flatnonzero(chosen)
    pick = rng.random(len(at))
    changed[at] = [
        table[name][int(p * len(table[name]))] if name in table else name
        for name, p in zip(names[at], pick, strict=True)
    ]
    return changed


def slipped(rng: np.random.Generator, texts: Texts, chosen: NDArray[np.bool_]) -> Texts:
    """The chosen ones of some texts with one slip of the finger each; e-mail domains stay valid."""
    changed, at = texts.copy(), np.flatnonzero(chosen & ~pd.isna(texts))
    kind, place = rng.integers(0, 4, len(at)), rng.random(len(at))
    changed[at] = [_slip(t, k, p) for t, k, p in zip(texts[at], kind, place, strict=True)]
    return changed


def _slip(text: str, kind: int, place: float) -> str:
    """One slip, at a letter or figure other than the first; short texts stay as they are."""
    body = text.removesuffix(".example")
    can = [i for i in range(1, len(body)) if body[i].isalnum()]
    if len(can) < 2:
        return text
    i = can[int(place * len(can))]
    if kind == 0:
        body = body[:i] + body[i + 1 :]
    elif kind == 1:
        body = body[:i] + body[i] + body[i:]
    elif kind == 2:
        beside = _BESIDE.get(body[i].lower(), "e")
        body = body[:i] + (beside.upper() if body[i].isupper() else beside) + body[i + 1 :]
    else:
        i = min(i, len(body) - 2)
        body = body[:i] + body[i + 1] + body[i] + body[i + 2 :]
    return body + text[len(text.removesuffix(".example")) :]


def wrong_figure(rng: np.random.Generator, texts: Texts, chosen: NDArray[np.bool_]) -> Texts:
    """The chosen ones of some numbers or postcodes with one of the last four signs wrong."""
    changed, at = texts.copy(), np.flatnonzero(chosen & ~pd.isna(texts))
    back, new = rng.integers(1, 5, len(at)), rng.integers(0, 10, len(at)).astype(str)
    changed[at] = [
        t[:-b] + n + (t[-b + 1 :] if b > 1 else "")
        for t, b, n in zip(texts[at], back, new, strict=True)
    ]
    return changed


def wrong_date(
    rng: np.random.Generator, days: NDArray[np.datetime64], chosen: NDArray[np.bool_]
) -> NDArray[np.datetime64]:
    """The chosen ones of some dates as somebody typed them wrongly: real days, all of them."""
    at = np.flatnonzero(chosen)
    when = days[at].astype("datetime64[D]")
    year = when.astype("datetime64[Y]").astype(int) + 1970
    month = when.astype("datetime64[M]").astype(int) % 12 + 1
    day = (when - when.astype("datetime64[M]")).astype(int) + 1
    kind = np.searchsorted([0.40, 0.65, 0.75, 0.90], rng.random(len(at)), side="right")
    sign = rng.choice([-1, 1], len(at))
    turn = (kind == 0) & (day <= 12) & (day != month)
    month, day = np.where(turn, day, month), np.where(turn, month, day)
    year = year + np.where((kind == 1) | ((kind == 0) & ~turn), sign, 0)
    year = year - np.where(kind == 2, 10, 0)
    month, day = np.where(kind == 3, 1, month), np.where(kind == 3, 1, np.minimum(day, 28))
    day = np.where(kind == 4, np.where(day > 1, day - 1, day + 1), day)
    months = (year - 1970) * 12 + month - 1
    wrong = months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    changed = days.copy()
    changed[at] = wrong.astype(days.dtype)
    return changed


def per_name(texts: Texts, change: Callable[[str], str]) -> Texts:
    """Apply a function to each distinct text once."""
    places, known = pd.factorize(texts)
    return np.array([*map(change, known), None], dtype=object)[places]
