"""Who the food-service arm supplies: invented names, written town by town.

The names stand still; whatever is drawn about them differs from seed to seed. Accounts are
numbered from ranges of their own, as firms like to: F0001-F0126 seniors' homes, F0127-F0231
schools, F0232-F0420 restaurants, cafés and caterers; within a range the first name of every town
comes first, then the second of every town, and so on.
"""

from __future__ import annotations

import pandas as pd

KINDS = ("seniors' home", "school", "restaurant")
PRIVATE_CHEF = "F0420"  # wants what the arm is not built for

HOMES = {
    "Kilmoyle": (
        "Rosemount House; St Brigid's Nursing Home; Millbrook Lodge; The Elms; Abbey View "
        "Care Home; Larkfield House"
    ),
    "Ardcarrig": (
        "Carrig Lodge; St Enda's Residence; Heatherside; Quarry Lane House; Beechmount Manor; "
        "The Old Rectory Home"
    ),
    "Ballinree": (
        "Ree View House; Holy Family Residence; Ashgrove Nursing Home; Ballinree Court; "
        "Lakeside Manor; Hawthorn Lodge"
    ),
    "Ballymore Quay": (
        "Harbour Rest; Stella Maris Home; Quayside Court; The Anchorage; Seapoint Lodge; "
        "Mariners' House"
    ),
    "Carrowbeg": (
        "Carrowbeg House; St Attracta's Home; Fernhill Lodge; Riverbank Residence; "
        "Hollybrook; Whitethorn Court"
    ),
    "Castlewray": (
        "Castlewray Manor; Wray Court; St Columba's Residence; The Limes; Tower View Home; "
        "Orchard Lodge"
    ),
    "Clonderry": (
        "Derrymore House; St Ciarán's Nursing Home; Oakfield Court; Clonderry Lodge; The Maples"
    ),
    "Coolavin": (
        "Coolavin Court; Lough View House; Holly Lodge; St Nathy's Residence; Birchwood Manor"
    ),
    "Drumsallagh": (
        "Drumsallagh House; Hillcrest Home; Sallywood Lodge; Our Lady's Residence; The Beeches"
    ),
    "Dunmorran": (
        "Dunmorran Strand House; St Fechin's Home; Cairn View Lodge; Sandfield Court; Marram House"
    ),
    "Fennagh Cross": (
        "Fennagh House; Crossways Home; St Caillin's Residence; Willow Court; Mill Race Lodge"
    ),
    "Glenbawn": (
        "Glenbawn Lodge; Valley View Home; St Kevin's Residence; Bracken House; Stonebridge Court"
    ),
    "Inverscarr": (
        "Scarr House; Estuary Court; St Senan's Nursing Home; Heron Lodge; Tidewater Residence"
    ),
    "Kilbracken": "Kilbracken Manor; Brackenfield; St Mel's Residence; The Gables; Laurel Court",
    "Knockanure Hill": (
        "Hillview House; Knockanure Lodge; St Ita's Home; Prospect Court; Skylark Residence"
    ),
    "Lisnagry": "Lisnagry Court; St Munchin's Home; Elmwood Lodge; The Paddocks; Sycamore House",
    "Lough Eala": (
        "Swan House; Lough Eala Residence; Reedbank Lodge; St Colman's Home; Island View Court"
    ),
    "Mullaghroe": (
        "Mullaghroe House; St Lassair's Home; Upland Court; Rowan Lodge; Fairgreen Residence"
    ),
    "Newbridge Strand": (
        "Strand Court; Bridge House; St Ronan's Residence; Dunes Lodge; Promenade House"
    ),
    "Portlacken": (
        "Portlacken House; Lighthouse Court; St Brendan's Residence; Pier View Home; Gannet Lodge"
    ),
    "Rathcullen": (
        "Rathcullen Manor; Fort View House; St Finian's Home; Cullen Court; Thornfield Lodge"
    ),
    "Rossdara": "Rossdara Lodge; Dara Court; St Dympna's Residence; Headland House; The Copse",
    "Tobernalt": (
        "Holywell House; Tobernalt Court; St Aidan's Home; Springfield Lodge; Cresswell Residence"
    ),
    "Woodford Green": (
        "Woodford Court; The Green Nursing Home; St Jude's Residence; Forest Lodge; Chestnut House"
    ),
}

SCHOOLS = {
    "Kilmoyle": (
        "Kilmoyle National School; Scoil Bhríde Kilmoyle; Kilmoyle Community College; St "
        "Mary's Secondary School; Gaelscoil na Maighe"
    ),
    "Ardcarrig": (
        "Ardcarrig National School; Carrig Comprehensive; Scoil Naomh Éanna; Little Acorns "
        "Preschool; Ardcarrig Girls' School"
    ),
    "Ballinree": (
        "Ballinree National School; Ree Valley Community School; Holy Family Primary; "
        "Gaelscoil Bhaile an Rí; Ballinree Grammar"
    ),
    "Ballymore Quay": (
        "Quay National School; Stella Maris College; Ballymore Educate Together; Scoil na "
        "Mara; Harbour Lights Crèche"
    ),
    "Carrowbeg": (
        "Carrowbeg National School; St Attracta's College; Scoil Chiaráin; Carrowbeg "
        "Montessori; Rivermount School"
    ),
    "Castlewray": (
        "Castlewray Primary School; Wray Park Comprehensive; St Columba's College; Castle "
        "Lane Preschool; Gaelscoil an Túir"
    ),
    "Clonderry": (
        "Clonderry National School; Derry Lane Primary; Clonderry Vocational School; Scoil "
        "Mhuire; Oak Tree Crèche"
    ),
    "Coolavin": (
        "Coolavin Central School; St Nathy's College; Coolavin Educate Together; Scoil an "
        "Locha; Coolavin Agricultural College"
    ),
    "Drumsallagh": (
        "Drumsallagh National School; Our Lady's Secondary; Sallywood Primary; Scoil Dara; "
        "Drumsallagh Special School"
    ),
    "Dunmorran": (
        "Dunmorran National School; Strand Road Primary; Coláiste na Trá; Starfish Preschool"
    ),
    "Fennagh Cross": (
        "Fennagh Cross National School; St Caillin's Primary; Crossroads Community School; "
        "Gaelscoil na Feannaí"
    ),
    "Glenbawn": (
        "Glenbawn National School; Glen Community College; St Kevin's Primary; Bawn Lane Crèche"
    ),
    "Inverscarr": (
        "Inverscarr National School; Scarr Comprehensive; St Senan's Primary; Coláiste an Inbhir"
    ),
    "Kilbracken": (
        "Kilbracken National School; St Mel's Secondary; Bracken Educate Together; Bluebell "
        "Preschool"
    ),
    "Knockanure Hill": (
        "Knockanure National School; Hill Road Community School; St Ita's Primary; Gaelscoil "
        "an Iúir"
    ),
    "Lisnagry": "Lisnagry National School; St Munchin's College; The Paddocks School; Scoil Íde",
    "Lough Eala": (
        "Lough Eala National School; Swan Lake Montessori; St Colman's College; Lakeside Primary"
    ),
    "Mullaghroe": (
        "Mullaghroe National School; Upland Community School; St Lassair's Primary; Fairgreen "
        "Crèche"
    ),
    "Newbridge Strand": (
        "Newbridge Strand Primary; Dunes Educate Together; St Ronan's College; Bridge Street School"
    ),
    "Portlacken": (
        "Portlacken National School; Lighthouse Primary; St Brendan's Community School; Scoil "
        "an Phoirt"
    ),
    "Rathcullen": (
        "Rathcullen National School; Fort Road Primary; Cullen Valley College; St Finian's "
        "Preschool"
    ),
    "Rossdara": (
        "Rossdara National School; Dara Community School; St Dympna's Primary; Oakwood Montessori"
    ),
    "Tobernalt": (
        "Tobernalt National School; Holywell Secondary; St Aidan's Primary; Well Lane Crèche"
    ),
    "Woodford Green": (
        "Woodford Green Primary; Forest Road Comprehensive; St Jude's College; Conker Preschool"
    ),
}

RESTAURANTS = {
    "Kilmoyle": (
        "The Copper Ladle; Brogan's Bar and Kitchen; Café Solveig; Moyle Street Bakery; "
        "Tandoori Junction; The Wandering Goat; Hennelly Catering; Nonna Pia"
    ),
    "Ardcarrig": (
        "The Granite Table; Carrig Chipper; Fig and Fennel; Delaney's Tearoom; Saigon "
        "Lantern; The Quarryman; Brightside Catering; Trattoria Lucano"
    ),
    "Ballinree": (
        "The Reed Warbler; Ree Lounge; Crumb and Kettle; Old Mill Bistro; Bombay Pantry "
        "Kitchen; Mulvey's; Lakeland Weddings and Events; Taquería Rosita"
    ),
    "Ballymore Quay": (
        "The Salt Store; Quay Street Oysters; Captain's Mess; Café Lisboa; The Tarry Rope; "
        "Sushi Umi; Harbourmaster's Kitchen; Net and Line Catering"
    ),
    "Carrowbeg": (
        "The Blue Gate; Hanlon's; Café Marigold; Riverside Smokehouse; Thai Orchid Garden; "
        "The Bread Oven; Carrowbeg Golf Club Kitchen; Mór Pizza"
    ),
    "Castlewray": (
        "The Portcullis; Wray Castle Tearooms; Spice of Malabar; The Archer's Arms; Café "
        "Aurelia; Scullion's; Banquet Hall Caterers; Little Warsaw Deli"
    ),
    "Clonderry": (
        "The Corner Hatch; Oak and Ember; Derry Lane Café; Phelan's Carvery; Golden Carp; The "
        "Butter Dish; Clonderry Mart Canteen; Anatolia Grill"
    ),
    "Coolavin": (
        "The Turf Basket; Lough Bar and Grill; Café Juniper; Scanlan's; The Pewter Plate; "
        "Peking Terrace; Coolavin Coach Stop; Hearth Catering"
    ),
    "Drumsallagh": (
        "The Drum and Fiddle; Sally Garden Café; McGinley's; La Cantina Verde; The Station "
        "House; Kashmir Kitchen; Orchard Street Deli; Feast Days Catering"
    ),
    "Dunmorran": (
        "The Surf Shack; Strand Café; Cairn Bistro; Flynn's Seafood Bar; The Dry Dock; Café "
        "Bergamot; Driftwood Pizza; Dunmorran Bay Hotel Kitchen"
    ),
    "Fennagh Cross": (
        "The Crossing; Fennagh Arms; The Copper Pot; Café Hibou; Doorly's; Jade Pavilion; The "
        "Tin Kettle; Roadside Catering"
    ),
    "Glenbawn": (
        "The Waterfall Inn; Glen Tearooms; Bawn Grill; Rasoi; The Shepherd's Rest; Café "
        "Linnea; Tolan's Bar; Walkers' Hostel Kitchen"
    ),
    "Inverscarr": (
        "The Estuary; Oyster Catcher; Café Saffron; Meehan's; Scarr Boathouse; The Green "
        "Olive; Dragon Pearl; Tidal Catering"
    ),
    "Kilbracken": (
        "The Fern House; Bracken Bistro; Café Merenda; Costigan's; The Blackbird; Punjab "
        "Corner; The Flour Loft; Kilbracken Racecourse Kitchen"
    ),
    "Knockanure Hill": (
        "The Hilltop; Skylark Café; Noone's Carvery; El Farolito; The Yew Tree; Hanoi Corner; "
        "Summit Catering; The Potted Hen"
    ),
    "Lisnagry": (
        "The Saddler's; Paddock Café; Gilhooly's; Il Cortile; The Hay Loft; Lotus Leaf; The "
        "Grain Store; Lisnagry Events"
    ),
    "Lough Eala": (
        "The Swan's Neck; Lakeshore Café; Tierney's; Brasserie Eala; The Rowing Club Kitchen; "
        "Mekong House; Punnet and Peel; Waterside Weddings"
    ),
    "Mullaghroe": (
        "The Uplander; Fairgreen Café; Kilcoyne's; Sapori; The Peat Fire; Imperial Garden; "
        "Roe Street Bakery; Mullaghroe Festival Catering"
    ),
    "Newbridge Strand": (
        "The Boardwalk; Ice House Café; Rafferty's; Taverna Myrto; The Sandpiper; Chilli "
        "Lime; Strand Hotel Kitchen; Beachcomber Chips"
    ),
    "Portlacken": (
        "The Pier Head; Lantern Café; Mannion's; Casa Abuela; The Lobster Pot Inn; Rice Bowl; "
        "Gannet's Galley; Fisherman's Co-op Canteen"
    ),
    "Rathcullen": (
        "The Ringfort; Cullen Café; Tuohy's; Bella Vista Rathcullen; The Thorn Bush; Bengal "
        "Lancer Kitchen; The Jam Factory; Aurelian Private Chefs"
    ),
    "Rossdara": (
        "The Oak Grove; Headland Café; Lavelle's; Petit Navire; The Whistling Kettle; Sichuan "
        "Pepper House; Dara Street Food"
    ),
    "Tobernalt": (
        "The Holy Well Inn; Spring Café; Gormley's; Osteria Fontana; The Cress Bed; Silk Road "
        "Noodles; Well and Good Catering"
    ),
    "Woodford Green": (
        "The Cricketers; Forest Edge Café; Hanratty's; Mezze Lane; The Woodpecker; Kyoto "
        "Kitchen; Green Lane Events"
    ),
}

# Clients who asked for bids and never became customers.
PROSPECTS = {
    "seniors' home": (
        "Avondale Care Village; St Oliver's Manor; Bayview Retirement; Cedar Grange; The "
        "Cloisters; Evergreen Park; Fairhaven; Glebe House Care; Highfield Villas; Ivy Bank; "
        "Kingfisher Court; Linden Grange; Meadowsweet; Northgate House; Parkside Villas; "
        "Queen's Acre; Ravenscourt; Summerhill Rest; Thistledown House; Westbourne Care"
    ),
    "school": (
        "Ashdown Academy; Bishop Carew College; Cherryfield Primary; Donal Reid Community "
        "School; Eastway Technical College; Fairview Infants; Greenlanes School; Hazelbrook "
        "Academy; Scoil Lorcáin; Kestrel Road Primary; Longmeadow School; Moyview College; "
        "New Quay Academy; Parnell Park School; Rushy Lane Montessori; Scoil Treasa; "
        "Templemore Road College; Valley Park Primary"
    ),
    "restaurant": (
        "The Amber Door; Basil and Rye; Café Cardamom; Dunne's Corner House; The Easel; "
        "Farrier's Yard; Grand Parade Hotel; Halloway's; The Inkwell; Jasmine Court; Kiln; La "
        "Barraca; The Mint Press; Nettle and Thyme; Old Bank Brasserie; Pepper Tree; Quill "
        "and Cork; Roosters' Yard; The Silver Spoon; Tamarind House; Under the Clock; "
        "Verbena; The Weir; Yew and Ash; Zest Caterers; The Long Acre"
    ),
}

GROUPS = {
    "seniors' home": ("Silverbrook Care", "Hearthside Homes", "Sisters of the Well", "Amity Living",
                      "Westshore Residences"),
    "school": ("County Education Board", "Diocesan Schools Trust"),
    "restaurant": ("Mulcahy Taverns", "Seaboard Hotels", "Green Olive Group"),
}  # fmt: skip

ROLES = {
    "seniors' home": ("food-service manager", "matron", "head cook"),
    "school": ("canteen manager", "school secretary", "principal"),
    "restaurant": ("owner", "head chef", "kitchen manager"),
}


def account_names() -> pd.DataFrame:
    """The accounts by number: who they are, before anything is drawn about them.

    Returns
    -------
    DataFrame
        ``account_id``, ``name``, ``kind``, ``town``.

    Examples
    --------
    >>> account_names().iloc[0].tolist()
    ['F0001', 'Rosemount House', "seniors' home", 'Kilmoyle']
    """
    rows = [
        (name, kind, town)
        for kind, towns in zip(KINDS, (HOMES, SCHOOLS, RESTAURANTS), strict=True)
        for name, town in _in_turn(towns)
    ]
    accounts = pd.DataFrame(rows, columns=["name", "kind", "town"], dtype=object)
    accounts.insert(0, "account_id", [f"F{n:04d}" for n in range(1, len(accounts) + 1)])
    return accounts


def prospect_names(kind: str) -> list[str]:
    """Those of a kind who never became customers."""
    return PROSPECTS[kind].split("; ")


def _in_turn(towns: dict[str, str]) -> list[tuple[str, str]]:
    """The first name of every town, then the second of every town, and so on."""
    placed = [
        (place, town, name)
        for town, names in towns.items()
        for place, name in enumerate(names.split("; "))
    ]
    return [(name, town) for _, town, name in sorted(placed, key=lambda entry: entry[0])]
