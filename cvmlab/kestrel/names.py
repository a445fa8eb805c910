"""Names as they are given on the Irish coast: by sex, by year of birth and by origin.

* Irish first names stand in five lists for each sex, by year of birth (before 1945, 1945-59,
  1960-74, 1975-89, from 1990); in each the commonest comes first, and the n-th is given in
  proportion to 1 / (n + 4): so a Bridget is old, a Saoirse is young, and every village has its
  three Mary Murphys.
* Irish surnames, the commonest first, in proportion to 1 / (n + 25): a Murphy is one in seventy.
* People from elsewhere bring names of their own, in proportion to 1 / (n + 6). One in six of those
  born from 1960 on comes from elsewhere, one in sixteen of those born before.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

ERAS = (1945, 1960, 1975, 1990)  # the first year of each era but the first
ELSEWHERE = (1 / 16, 1 / 16, 1 / 6, 1 / 6, 1 / 6)  # share of people from elsewhere, by era
_FLAT_FIRST, _FLAT_SURNAME, _FLAT_ELSEWHERE = 4, 25, 6

_FEMALE = (
    """Mary Bridget Margaret Kathleen Catherine Elizabeth Anne Eileen Nora Ellen Josephine
    Patricia Teresa Maureen Brigid Rose Sheila Nancy Maura Agnes Philomena Nuala Winifred Peggy
    Alice Julia Joan Frances Christina Monica Phyllis Annie Una Imelda Carmel Bernadette Breda
    Dympna Attracta Concepta Veronica Eithne Rita Olive Vera Lily Sarah Johanna Hannah Evelyn
    Dorothy Máire""",
    """Mary Margaret Catherine Anne Patricia Bridget Elizabeth Kathleen Ann Eileen Helen Marie
    Teresa Bernadette Josephine Carmel Geraldine Frances Jacqueline Noreen Breda Angela Rosaleen
    Pauline Maureen Maura Joan Theresa Philomena Sheila Marian Ellen Rita Veronica Martina Dolores
    Imelda Majella Susan Barbara Gabrielle Deirdre Nuala Una Eithne Máire Bríd Gráinne Jean Linda
    Christine Valerie Hilary Olive Rosemary Nora Phil""",
    """Mary Catherine Margaret Ann Anne Caroline Fiona Deirdre Siobhán Sinéad Michelle Karen
    Elizabeth Helen Jacqueline Susan Martina Geraldine Patricia Sharon Tracey Niamh Bríd Majella
    Gráinne Aisling Olivia Lorraine Paula Lisa Sandra Suzanne Yvonne Gillian Julie Denise Louise
    Orla Nicola Eimear Carmel Bernadette Jennifer Clare Amanda Miriam Maeve Róisín Ruth Noelle
    Bridget Angela Áine Eileen Rachel Teresa Marie Kathleen""",
    """Sarah Emma Laura Lisa Michelle Aoife Niamh Ciara Sinéad Louise Claire Karen Elaine Amy
    Jennifer Rachel Rebecca Orla Aisling Emer Nicola Deirdre Siobhán Catherine Mary Fiona Caroline
    Edel Gráinne Róisín Lorraine Stephanie Ruth Clíona Áine Caoimhe Gemma Natasha Kelly Samantha
    Jessica Linda Maria Maeve Sharon Clodagh Kate Eimear Olivia Sorcha Tara Yvonne Victoria Hannah
    Joanne Denise Leanne Lynn Margaret Anna Helen Elizabeth""",
    """Aoife Ciara Sarah Niamh Rachel Emma Rebecca Chloe Lauren Amy Katie Megan Shauna Aisling
    Caoimhe Hannah Laura Orla Róisín Saoirse Leah Sophie Kate Jessica Ava Ellen Clodagh Grace
    Shannon Nicole Eimear Éabha Jade Molly Anna Robyn Abbie Zoe Holly Lucy Ailbhe Gráinne Sadhbh
    Doireann Méabh Muireann Alannah Ella Erin Kayla Danielle Stephanie Jennifer Louise Kelly
    Mary""",
)
_MALE = (
    """John Patrick Michael James Thomas William Joseph Daniel Edward Martin Francis Christopher
    Denis Timothy Jeremiah Peter Richard Robert Cornelius Maurice Bernard Hugh Laurence Matthew
    Gerard Desmond Stephen Andrew David Brendan Charles George Eugene Kevin Noel Philip Seán Liam
    Anthony Henry Bartholomew Dominic Vincent Leo Aidan Malachy Finbarr Cathal Nicholas Oliver
    Myles Fintan Kieran Owen Samuel Walter""",
    """John Patrick Michael James Thomas William Joseph Gerard Martin Denis Daniel Brendan Anthony
    Francis Christopher Kevin David Peter Edward Noel Brian Seán Liam Paul Desmond Declan Bernard
    Eamonn Eugene Robert Richard Hugh Stephen Maurice Timothy Vincent Donal Pádraig Ciarán Aidan
    Dermot Gerald Colm Colman Kieran Philip Fergus Oliver Diarmuid Matthew Raymond Niall Cathal
    Fintan Jeremiah Cornelius Peadar Micheál Dara""",
    """John Michael Patrick David Paul James Thomas Brian Kevin Martin Declan Anthony Gerard Mark
    Peter William Joseph Stephen Alan Noel Brendan Daniel Seán Niall Colm Ciarán Dermot Donal
    Fergal Kieran Eamonn Kenneth Robert Derek Christopher Liam Pádraig Aidan Eoin Conor Enda
    Raymond Adrian Barry Gary Ronan Shane Philip Jason Richard Andrew Damien Eugene Garrett Oliver
    Ian Cormac Diarmuid Cathal Keith""",
    """David John Michael Paul Mark Patrick James Brian Stephen Daniel Alan Kevin Conor Shane
    Thomas Ciarán Seán Robert Declan Barry Darren Jason Keith Gary Eoin Christopher Philip Niall
    Aidan Andrew Jonathan Graham Gavin Ronan William Colin Ross Derek Damien Liam Colm Kieran Adam
    Cathal Dara Fergal Fintan Pádraig Eoghan Ian Simon Karl Wayne Joseph Richard Anthony Martin
    Trevor Enda Donal Peter Noel Glenn Alex Cillian Oisín""",
    """Seán Conor Jack Adam James Daniel Aaron Michael David Dylan Luke Cian Ryan Patrick Shane
    Jordan Eoin Matthew Thomas Cillian Oisín Nathan Evan Ben Darragh Callum Mark Cathal Fionn Rory
    Rian Kevin Liam Ciarán Josh Jake Alex Samuel Robert Stephen Tadhg Eoghan Killian Ronan Harry
    Craig Lee Lorcan Odhrán Senan Donnacha Ross Gavin Joseph Niall Paul Andrew Colm Kyle Sam""",
)
_SURNAMES = """
Murphy Kelly O'Sullivan Walsh Smith O'Brien Byrne Ryan O'Connor O'Neill O'Reilly Doyle McCarthy
Gallagher Doherty Kennedy Lynch Murray Quinn Moore McLoughlin O'Carroll Connolly Daly O'Connell
Wilson Dunne Brennan Burke Collins Campbell Clarke Johnston Hughes O'Farrell Fitzgerald Brown
Martin Maguire Nolan Flynn Thompson O'Callaghan O'Donnell Duffy O'Mahony Boyle Healy O'Shea White
Sweeney Hayes Kavanagh Power McGrath Moran Brady Stewart Casey Foley Fitzpatrick O'Leary McDonnell
MacMahon Donnelly Regan Donovan Burns Flanagan Mullan Barry Kane Robinson Cunningham Griffin Kenny
Sheehan Ward Whelan Lyons Reid Graham Higgins Cullen Keane King Maher McKenna Bell Scott Hogan
O'Keeffe Magee McNamara McDonald McDermott Moloney Rourke Buckley O'Dwyer Nugent Coleman Hickey
Cooney Egan Barrett Roche Costello Keating Crowley Molloy Hanlon Dillon Dolan Fallon Farrelly
Finnegan Gaffney Gibbons Gorman Grady Hanley Harrington Hennessy Horan Hurley Joyce Keegan Kearney
Kiely Kilroy Lacey Lawlor Leahy Lennon Loughnane Mangan McCabe McCann McCormack McGuinness McGowan
McHugh McInerney McKeon McManus McNally McSweeney Meehan Monaghan Mooney Mulligan Mulcahy Mulvey
Naughton Noonan O'Driscoll O'Grady O'Gorman O'Hagan O'Halloran O'Hara O'Malley O'Meara O'Riordan
O'Rourke O'Toole Phelan Prendergast Purcell Quigley Quinlan Rafferty Redmond Reynolds Rooney
Scanlon Scully Shanahan Shannon Sheridan Slattery Spillane Stapleton Tierney Tobin Tracey Treacy
Twomey Tuohy Waldron Wall Walshe Ahern Bannon Behan Bergin Bohan Boland Bourke Bowe Boylan Bracken
Breen Broderick Brosnan Browne Butler Byrnes Caffrey Cahill Cahalane Canavan Carey Carmody Carney
Cassidy Cawley Clancy Cleary Clifford Coady Coffey Coghlan Comerford Conaty Condon Conlon Connery
Conroy Considine Conway Corcoran Corrigan Coughlan Coyle Coyne Creedon Crotty Crowe Culhane
Cummins Curley Curran Curtin Cusack Darcy Deasy Deegan Delaney Delargy Dempsey Devaney Devine
Devlin Diggins Dineen Diskin Dooley Downey Drennan Drury Duggan Dunphy Durkan Earley Enright Fagan
Fahy Fanning Fennell Finn Fitzsimons Flaherty Fleming Flood Fogarty Forde Freeman Furlong Galvin
Garvey Geoghegan Geraghty Gilmartin Gleeson Glynn Guinan Guiney Hackett Halpin Hanrahan Harte
Hartigan Hayden Heaney Heffernan Hegarty Heneghan Herlihy Hession Hyland Hynes Irwin Jennings
Jordan Kehoe Kelleher Kenneally Keogh Kerrigan Kerins Kilbride Kinsella Kirby Kirwan Lally Lanigan
Lavelle Lavin Lehane Leonard Linehan Loftus Lonergan Looney Lowry Lydon Lynam Mackey Madden Mahon
Mannion Mara McAleer McAuliffe McBride McEvoy McGee McGinley McGoldrick McGovern McTiernan Minogue
Mitchell Moriarty Morrissey Moylan Moynihan Mullins Mulryan Mulhern Nagle Nally Neary Nestor
Neville O'Dea O'Dowd O'Flynn O'Hanlon O'Herlihy O'Loughlin O'Regan Plunkett Rabbitte Reddan Ronan
Roddy Ruane Ruddy Ryder Sexton Shaughnessy Shields Shiel Skelly Smyth Somers Staunton Sugrue
Swift Synnott Taaffe Talty Tighe Timmons Toland Tubridy Tully Vaughan Wallace Waters Wynne Young
"""

# Where people come from: share of those from elsewhere, women's names, men's names, surnames.
_FROM: dict[str, tuple[float, str, str, str]] = {
    "Britain": (
        0.26,
        """Susan Sarah Emma Claire Julie Helen Karen Jane Joanne Victoria Charlotte Lucy Alison
        Gillian Diane Janet Sally Heather Amanda Tracy Rebecca Hannah Jessica Sheila Pamela Jean
        Beryl""",
        """David Paul Andrew Mark Ian Steven Simon Neil Richard Graham Nigel Martin Stuart Gareth
        Colin Keith Trevor Roger Geoffrey Matthew Robert Peter James Alan Duncan Rhys""",
        """Taylor Jones Davies Williams Evans Thomas Roberts Walker Wright Green Hall Wood Harris
        Baker Cooper Turner Hill Morris Parker Cook Bennett Shaw Bailey Richardson Cox Hunt Fraser
        Webb Hamilton Ross Barker Fletcher Ellis Palmer Chapman Lloyd Holmes Grant""",
    ),
    "Poland": (
        0.23,
        """Anna Katarzyna Magdalena Agnieszka Małgorzata Joanna Monika Ewa Aleksandra Karolina
        Justyna Paulina Dorota Beata Natalia Sylwia Iwona Marta Barbara Krystyna""",
        """Piotr Tomasz Marcin Krzysztof Paweł Michał Łukasz Andrzej Grzegorz Jakub Mateusz Kamil
        Rafał Adam Sławomir Dariusz Jacek Wojciech Bartosz Stanisław""",
        """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański
        Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski
        Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Majewski Olszewski Stępień Malinowski
        Jaworski Adamczyk Dudek Górski Pawlak Sikora Walczak Baran""",
    ),
    "Romania": (
        0.08,
        """Maria Elena Ioana Andreea Mihaela Alexandra Cristina Daniela Simona Gabriela Raluca
        Roxana""",
        """Andrei Alexandru Ionuț Mihai Cristian Florin Marius Adrian Vasile Gheorghe Bogdan
        Daniel""",
        """Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu
        Lazăr Marin Nistor Florea Dobre Barbu Moldovan Ungureanu""",
    ),
    "the Baltic": (
        0.09,
        """Rasa Daiva Jurgita Inga Kristina Lina Jolanta Ilze Inese Liga Laima Sandra Egle
        Viktorija""",
        """Tomas Andrius Mindaugas Darius Vytautas Arturs Edgars Jonas Janis Saulius Gintaras
        Juris""",
        """Kazlauskas Petrauskas Jankauskas Stankevičius Butkus Balčiūnas Bērziņš Kalniņš Ozols
        Ozoliņš Urbonas Žukauskas Navickas Liepa Rimkus Sokolov""",
    ),
    "India": (
        0.09,
        """Priya Anjali Deepa Sheeba Reena Neha Kavita Pooja Lakshmi Bindu Jincy Divya Shilpa
        Asha""",
        """Rahul Anil Suresh Rajesh Vijay Sanjay Amit Shaji Biju Arun Manoj Vikram Jijo Pradeep""",
        """Thomas Joseph Kumar Singh Sharma Patel Mathew George Varghese Nair Menon Reddy Philip
        Kurian Cherian Iyer Gupta Rao Pillai Chacko""",
    ),
    "Brazil": (
        0.07,
        """Ana Juliana Fernanda Camila Patrícia Aline Luciana Bruna Letícia Vanessa Adriana
        Tatiane""",
        """João Lucas Rodrigo Felipe Gustavo Marcelo Thiago Rafael André Leandro Diego Fábio""",
        """Silva Santos Oliveira Souza Pereira Ferreira Alves Costa Rodrigues Gomes Ribeiro
        Carvalho Almeida Araújo Barbosa Moreira Cardoso Teixeira""",
    ),
    "Nigeria": (
        0.05,
        """Blessing Grace Chioma Ngozi Funmilayo Folake Adaeze Joy Patience Amaka Yetunde
        Esther""",
        """Emmanuel Chukwudi Oluwaseun Samuel Babatunde Ikenna Tunde Michael Emeka David Femi""",
        """Okafor Adeyemi Okonkwo Eze Balogun Adebayo Nwosu Obi Ojo Williams Afolabi Okeke Ibrahim
        Ogunleye Nwachukwu Osagie""",
    ),
    "the Philippines": (
        0.04,
        """Maria Maricel Rowena Cristina Jocelyn Liza Marites Analyn Rosalie Lorna Grace""",
        """Jose Ramon Reynaldo Michael Rodel Jerome Noel Arnel Edwin Ronaldo Mark""",
        """Santos Reyes Cruz Bautista Garcia Mendoza Ramos Villanueva Aquino Castillo Dela_Cruz
        Manalo Salazar Pascual""",
    ),
    "Ukraine": (
        0.04,
        """Olena Oksana Iryna Svitlana Tetiana Natalia Kateryna Yuliia Larysa Halyna""",
        """Oleksandr Andrii Serhii Volodymyr Dmytro Mykola Ihor Yurii Vasyl Taras""",
        """Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Oliynyk Melnyk Boyko Koval Lysenko
        Marchenko Rudenko Savchenko Petrenko""",
    ),
    "the Continent": (
        0.05,
        """Anne-Marie Sabine Petra Claudia Giulia Chiara Isabelle Carmen Lucía Marta Katrin
        Ingrid""",
        """Jürgen Klaus Stefan Pierre Luc Marco Giovanni Carlos Javier Jan Pieter Matthias""",
        """Müller Schmidt Weber Becker Rossi Ferrari Bianchi García Martínez López Dubois Lefèvre
        Moreau de_Vries van_Dijk Jansen Fischer Hoffmann Romano Fernández""",
    ),
}
NOTHING: Any = None  # an empty cell among texts
ORIGINS = ("Ireland", *_FROM)


def eras(years: NDArray[np.integer]) -> NDArray[np.integer]:
    """The era, 0 to 4, of years of birth.

    Examples
    --------
    >>> eras(np.array([1930, 1951, 1982, 2001]))
    array([0, 1, 3, 4])
    """
    return np.digitize(years, ERAS)


def draw_origins(rng: np.random.Generator, era: NDArray[np.integer]) -> NDArray[np.integer]:
    """Where people come from: a place in ORIGINS, 0 being Ireland."""
    share = np.array([entry[0] for entry in _FROM.values()])
    elsewhere = rng.random(len(era)) < np.array(ELSEWHERE)[era]
    # Those who came before the 1990s came from Britain.
    old = era < 2
    place = 1 + rng.choice(len(share), len(era), p=share / share.sum())
    return np.where(elsewhere, np.where(old, 1, place), 0)


def draw_first_names(
    rng: np.random.Generator,
    woman: NDArray[np.bool_],
    era: NDArray[np.integer],
    origin: NDArray[np.integer],
) -> NDArray[np.object_]:
    """First names that fit sex, time of birth and origin."""
    uniform = rng.random(len(woman))
    drawn = np.empty(len(woman), dtype=object)
    for sex in (False, True):
        for place in range(len(ORIGINS)):
            for time in range(len(ERAS) + 1) if place == 0 else (None,):
                mine = (woman == sex) & (origin == place)
                if time is not None:
                    mine &= era == time
                names, upper = _first_names(sex, place, time)
                drawn[mine] = names[np.searchsorted(upper, uniform[mine])]
    return drawn


def draw_surnames(rng: np.random.Generator, origin: NDArray[np.integer]) -> NDArray[np.object_]:
    """Surnames that fit the origin, in the form men bear."""
    uniform = rng.random(len(origin))
    drawn = np.empty(len(origin), dtype=object)
    for place in range(len(ORIGINS)):
        mine = origin == place
        names, upper = _surnames(place)
        drawn[mine] = names[np.searchsorted(upper, uniform[mine])]
    return drawn


def womens_form(surnames: NDArray[np.object_]) -> NDArray[np.object_]:
    """The form women bear: Kowalski becomes Kowalska.

    Examples
    --------
    >>> womens_form(np.array(["Kowalski", "Keane"], dtype=object))
    array(['Kowalska', 'Keane'], dtype=object)
    """
    changed = surnames.copy()
    bend = np.array([name.endswith(("ski", "cki")) for name in surnames], dtype=bool)
    changed[bend] = [name[:-1] + "a" for name in surnames[bend]]
    return changed


@cache
def _first_names(
    woman: bool, place: int, time: int | None
) -> tuple[NDArray[np.object_], NDArray[np.floating]]:
    if time is not None:
        return _weighted((_FEMALE if woman else _MALE)[time], _FLAT_FIRST)
    _, womens, mens, _ = _FROM[ORIGINS[place]]
    return _weighted(womens if woman else mens, _FLAT_ELSEWHERE)


@cache
def _surnames(place: int) -> tuple[NDArray[np.object_], NDArray[np.floating]]:
    if place == 0:
        return _weighted(_SURNAMES, _FLAT_SURNAME)
    return _weighted(_FROM[ORIGINS[place]][3], _FLAT_ELSEWHERE)


def _weighted(listed: str, flat: int) -> tuple[NDArray[np.object_], NDArray[np.floating]]:
    """Names, and the upper end of each one's share of the numbers between 0 and 1."""
    names = np.array([name.replace("_", " ") for name in listed.split()], dtype=object)
    weight = 1 / (np.arange(len(names)) + flat)
    upper = np.cumsum(weight / weight.sum())
    upper[-1] = 1.0
    return names, upper
