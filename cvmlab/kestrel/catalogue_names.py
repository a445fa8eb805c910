"""The words of the catalogue: what is sold, what could be offered next, what customers ask for."""

from __future__ import annotations

# Department: share of the price that is margin, and a line for each item: its name; the price of
# its first variety in €; days fresh; its varieties.
GOODS: dict[str, tuple[float, str]] = {
    "fruit and vegetables": (0.3, """
Apples; 2.19; 21; Elstar 1 kg | Bramley 1 kg | Russet 1 kg
Pears; 2.39; 10; Conference 1 kg | Rocha 1 kg
Bananas; 1.69; 6; loose 1 kg | fairtrade 1 kg
Oranges; 2.49; 18; for juice 2 kg | blood oranges 1 kg
Strawberries; 2.99; 3; punnet 250 g | county grown 400 g
Potatoes; 1.89; 30; Rooster 2 kg | Kerr's Pink 2 kg | salad 750 g
Carrots; 0.99; 14; bagged 1 kg | bunched
Onions; 1.09; 40; brown 1 kg | red 750 g
Tomatoes; 1.99; 7; on the vine 500 g | cherry 250 g | plum 500 g
Lettuce; 1.29; 4; butterhead | cos | oak leaf
Cabbage; 1.19; 12; pointed | York | red
Mushrooms; 1.49; 6; closed cup 250 g | chestnut 250 g | oyster 150 g
Leeks; 1.59; 10; pair | trimmed 500 g
Broccoli; 1.39; 6; head | tenderstem 200 g
Soup vegetables; 1.79; 5; washed 500 g | diced 400 g
Herbs; 1.19; 7; parsley pot | basil pot | thyme bunch
Lemons; 1.29; 21; net of four
"""),
    "bakery": (0.42, """
Soda bread; 2.49; 3; brown | white | with seeds | with treacle
Sourdough loaf; 3.99; 4; white 800 g | rye 800 g | spelt 700 g
Batch loaf; 2.19; 4; white 800 g | wholemeal 800 g
Bread rolls; 1.59; 2; white, six | seeded, six | brioche, four
Baguette; 1.39; 1; plain | wholemeal
Scones; 2.29; 2; plain, four | fruit, four | cheese, four
Croissants; 2.49; 1; butter, four | almond, two
Gluten-free loaf; 3.79; 6; white 400 g | seeded 400 g
Barmbrack; 3.29; 12; sliced | whole
Apple tart; 5.49; 4; small | family
Sponge cake; 5.99; 5; plain | jam and cream | lemon
Porter cake; 6.49; 20; half | whole
Doughnuts; 2.19; 1; sugared, four | jam, four
Pancakes; 1.99; 5; six | buttermilk, six
Wraps; 1.89; 12; wheat, six | corn, eight
Birthday cake; 12.99; 4; chocolate for eight | vanilla for twelve
Muffins; 2.59; 4; blueberry, four | bran, four
"""),
    "dairy and eggs": (0.24, """
Milk; 1.25; 9; whole 1 l | low fat 1 l | whole 2 l | low fat 2 l
Lactose-free milk; 1.79; 14; low fat 1 l | whole 1 l
Oat drink; 1.99; 30; 1 l | barista 1 l
Butter; 3.29; 60; salted 227 g | unsalted 227 g | spreadable 400 g
Eggs large free-range; 2.49; 21; six | twelve
Eggs medium; 1.89; 21; six | twelve | eighteen
Yogurt; 1.49; 18; natural 500 g | Greek style 450 g | strawberry 4 × 125 g | rhubarb 4 × 125 g
Cream; 1.59; 10; fresh 250 ml | double 250 ml | sour 200 ml
Cheddar; 3.49; 50; mild 200 g | mature 200 g | vintage 200 g
Soft cheese; 1.99; 25; plain 180 g | garlic and herb 180 g
Goat's cheese; 3.29; 20; log 125 g | crumbled 150 g
Mozzarella; 1.29; 21; ball 125 g | grated 250 g
Cottage cheese; 1.69; 14; plain 300 g | chives 300 g
Buttermilk; 1.19; 12; 500 ml | 1 l
Custard; 1.89; 20; fresh 500 g
Rice pudding; 1.79; 20; fresh 400 g
Whipped cream; 2.39; 30; can 250 ml | light can 250 ml
"""),
    "meat": (0.26, """
Minced beef; 4.49; 5; lean 454 g | steak 454 g | round 400 g
Sirloin steak; 7.99; 6; one 227 g | two 454 g | dry aged 250 g
Roast beef; 12.99; 7; rib 1 kg | housekeeper's cut 1 kg
Stewing beef; 6.49; 5; diced 500 g | shin 500 g
Chicken breast; 5.49; 5; two | four | free-range, two
Whole chicken; 6.49; 5; medium 1.4 kg | large 1.8 kg | free-range 1.5 kg | organic 1.5 kg
Chicken thighs; 3.99; 5; on the bone 1 kg | boned 500 g
Pork chops; 4.29; 5; four | loin, two
Sausages; 2.99; 8; traditional, eight | pork and leek, six | gluten-free, six
Rashers; 3.29; 14; unsmoked 300 g | smoked 300 g | dry cured 200 g
Black and white pudding; 2.49; 20; black 280 g | white 280 g
Leg of lamb; 16.99; 6; half | whole
Lamb chops; 8.49; 5; loin, four | gigot, two
Gammon; 7.99; 20; joint 1 kg | steaks, two
Turkey; 5.99; 5; breast fillets 400 g | mince 400 g
Burgers; 3.99; 6; beef, four | lamb and mint, four
Liver; 2.29; 3; lamb's 300 g
"""),
    "fish": (0.29, """
Salmon; 6.99; 4; darnes, two | side 800 g | organic, two
Cod; 7.49; 3; fillet 300 g | loin 280 g | in batter, two
Haddock; 6.99; 3; fillet 300 g | smoked 300 g
Hake; 6.49; 3; fillet 300 g | steaks 400 g
Mackerel; 3.99; 2; whole, two | smoked fillets 200 g | peppered 200 g
Smoked salmon; 5.99; 20; sliced 100 g | sliced 200 g | oak smoked side
Mussels; 4.49; 2; rope 1 kg | in garlic butter 450 g
Oysters; 9.99; 3; six | twelve
Prawns; 5.49; 4; cooked 200 g | raw tiger 180 g | cooked 400 g | cocktail pot
Crab; 7.99; 5; claws 200 g | picked meat 100 g
Plaice; 6.29; 2; whole | fillets 280 g
Seafood chowder mix; 6.99; 3; 400 g | family 800 g
Fish pie mix; 5.99; 3; 320 g | 640 g
Trout; 4.99; 3; whole | fillets, two
Monkfish; 11.99; 2; tail 300 g | medallions 250 g
Kippers; 3.49; 10; pair | boned 200 g
Squid; 5.29; 2; cleaned 300 g | rings 250 g
"""),
    "deli": (0.38, """
Cooked ham; 2.99; 8; sliced 120 g | crumbed 120 g | carved 150 g
Roast chicken slices; 3.29; 6; plain 120 g | herb 120 g
Salami; 2.79; 40; Milano 90 g | fennel 90 g
Chorizo; 2.99; 50; sliced 80 g | ring 200 g
Olives; 2.49; 20; green 150 g | black 150 g | with feta 160 g
Hummus; 1.79; 10; plain 200 g | red pepper 200 g | beetroot 200 g
Coleslaw; 1.69; 6; classic 300 g | light 300 g
Potato salad; 1.79; 6; classic 300 g
Quiche; 4.99; 4; Lorraine | leek and goat's cheese
Soup of the day; 3.49; 4; vegetable 600 g | chowder 600 g | leek and potato 600 g
Lasagne; 4.49; 5; for one | for four | vegetable for one
Shepherd's pie; 4.29; 5; for one | for four
Chicken curry; 4.79; 5; mild for one | hot for one | for four
Pizza; 3.99; 5; margherita | ham and mushroom | goat's cheese
Sandwich; 3.49; 1; egg | ham and cheese | chicken and stuffing
Salad bowl; 4.29; 2; Caesar | grains
Party platter; 24.99; 1; cold meats for eight
"""),
    "frozen": (0.27, """
Peas; 1.49; 500; garden 750 g | petits pois 750 g
Chips; 2.29; 500; oven 1 kg | chunky 1 kg | sweet potato 500 g
Mixed vegetables; 1.59; 500; 750 g | for soup 750 g
Fish fingers; 2.99; 400; ten | twenty | gluten-free, ten
Ice cream; 3.49; 500; vanilla 1 l | chocolate 1 l | salted caramel 500 ml | county dairy 500 ml
Sorbet; 3.29; 500; lemon 500 ml | raspberry 500 ml
Berries; 2.99; 500; mixed 400 g | raspberries 400 g | blackcurrants 400 g
Spinach; 1.79; 500; leaf 750 g | chopped 750 g
Frozen pizza; 2.79; 300; margherita | pepperoni | vegetable
Puff pastry; 2.19; 300; sheet | block
Garlic bread; 1.39; 300; one | two
Chicken nuggets; 3.49; 400; twenty | gluten-free, sixteen
Vegetable burgers; 2.99; 400; four | bean, four
Yorkshire puddings; 1.69; 400; twelve | gluten-free, twelve
Prawns, frozen; 4.99; 400; 250 g | 500 g
Apple crumble; 3.29; 400; for two | for four
Croquettes; 1.99; 400; potato 500 g | cheese 400 g
"""),
    "store cupboard": (0.25, """
Porridge oats; 1.69; 365; 1 kg | organic 750 g | gluten-free 500 g
Muesli; 2.99; 300; fruit and nut 750 g | no added sugar 750 g
Pasta; 1.09; 700; spaghetti 500 g | penne 500 g | wholewheat 500 g
Rice; 1.89; 700; long grain 1 kg | basmati 1 kg | risotto 500 g
Flour; 1.39; 300; plain 2 kg | self-raising 2 kg | wholemeal 2 kg | strong white 1.5 kg
Sugar; 1.49; 900; granulated 1 kg | caster 500 g | demerara 500 g
Olive oil; 6.49; 500; extra virgin 500 ml | mild 500 ml
Chopped tomatoes; 0.69; 900; tin 400 g | with basil 400 g | cherry 400 g
Baked beans; 0.99; 900; tin 400 g | reduced sugar 400 g
Chickpeas; 0.79; 900; tin 400 g | jar 540 g
Tuna; 1.49; 1000; in brine 145 g | in oil 145 g
Honey; 4.29; 900; clear 340 g | county set 340 g
Jam; 2.29; 700; strawberry 340 g | blackcurrant 340 g | marmalade 454 g
Stock cubes; 1.29; 600; vegetable, ten | chicken, ten
Biscuits; 1.59; 200; digestive 400 g | shortbread 200 g
Dark chocolate; 1.99; 400; 70% 100 g
Spices; 1.49; 800; cinnamon
"""),
    "drinks": (0.28, """
Tea; 3.49; 700; breakfast, 80 bags | decaffeinated, 80 bags | loose leaf 250 g
Coffee; 4.99; 400; ground 227 g | beans 500 g | decaffeinated 227 g
Instant coffee; 3.99; 700; 100 g | 200 g
Orange juice; 2.49; 14; smooth 1 l | with bits 1 l
Apple juice; 2.29; 200; cloudy 1 l | county pressed 750 ml
Water; 0.79; 500; still 1.5 l | sparkling 1.5 l | still 6 × 500 ml
Lemonade; 1.29; 200; red 2 l | white 2 l
Cordial; 2.49; 400; blackcurrant 1 l | elderflower 500 ml
Tonic water; 1.19; 300; 1 l | light 1 l | 6 × 150 ml
Stout; 8.99; 200; 4 × 500 ml | 8 × 500 ml
Pale ale; 2.79; 200; 500 ml | 4 × 330 ml
Cider; 2.59; 300; dry 500 ml | medium 500 ml
Red wine; 8.99; 1500; Côtes du Rhône | Rioja | Malbec
White wine; 8.49; 900; Sauvignon Blanc | Albariño | Riesling
Sparkling wine; 10.99; 900; Prosecco | Crémant
Alcohol-free beer; 4.49; 250; 4 × 330 ml | stout 4 × 440 ml
Hot chocolate; 2.99; 500; 300 g | unsweetened 250 g
"""),
    "household": (0.32, """
Toilet paper; 3.99; 3000; four rolls | nine rolls | recycled, nine rolls | moist, one pack
Kitchen paper; 2.29; 3000; two rolls | four rolls
Washing powder; 7.99; 1500; 25 washes | 50 washes | sensitive, 25 washes
Washing-up liquid; 1.49; 1500; 500 ml | refill 1 l
Dishwasher tablets; 6.49; 1500; thirty | sixty
Surface cleaner; 2.19; 1500; kitchen 750 ml | bathroom 750 ml | unscented 750 ml
Bin bags; 2.49; 3000; 30 l, twenty | 50 l, twenty | compostable, twenty
Soap; 1.29; 1500; two bars | liquid 300 ml | liquid refill 500 ml
Shampoo; 2.99; 1200; normal 300 ml | sensitive 300 ml
Toothpaste; 2.49; 900; mint 100 ml | sensitive 75 ml
Tissues; 1.69; 3000; box, four boxes
Candles; 3.99; 3000; tea lights | dinner
Baking paper; 1.99; 3000; roll 15 m | sheets, forty
Foil; 2.29; 3000; 10 m | 30 m
Dog food; 1.39; 900; tin 400 g | dry 2 kg | dry 10 kg
Cat food; 3.99; 900; pouches, twelve | dry 1 kg
Batteries; 4.49; 2000; AA, eight | AAA, eight
"""),
}  # fmt: skip

NEEDS = (
    "less time", "less money", "less carrying", "trust in freshness", "what to cook",
    "diet and health", "to be known", "help when it goes wrong", "catering for many",
)  # fmt: skip

# By the need an offer serves, a line each: its name; what it includes; what one use costs the firm
# and the customer in €.
OFFERS: dict[str, str] = {
    "less time": """
Click and collect in an hour | order picked within an hour; bay beside the door | 3.10 | 0.00
Priority slot | the collection slot you choose, kept for you every week | 1.80 | 0.00
Ready by the till | usual basket packed and waiting; pay and go | 3.60 | 2.00
Scan as you shop | hand scanner; own till without a queue | 0.25 | 0.00
Lunch in four minutes | hot counter order by app; collected at the side window | 0.40 | 0.00
Evening delivery | delivery between eight and ten; text half an hour before | 6.20 | 4.50
""",
    "less money": """
Price-match promise | difference to the discounter paid back on fifty staples | 1.90 | 0.00
Bulk points | double points from the third pack on | 1.10 | 0.00
Yellow-label alert | message when your goods are marked down | 0.10 | 0.00
Family basket price | ten staples at a fixed sum for three months | 3.40 | 0.00
Points as money | points taken off at the till without vouchers | 0.05 | 0.00
""",
    "less carrying": """
Loan trolley | trolley to take home; brought back next time | 0.90 | 0.00
Carry to the car | a member of staff takes the bags to the boot | 1.10 | 0.00
Heavy things at home | water, potatoes and pet food delivered once a month | 5.40 | 3.00
To the third floor | driver carries the bags into the kitchen; shoes covered | 4.80 | 2.50
Bags, not crates | delivery in bags packed by room | 0.70 | 0.00
""",
    "trust in freshness": """
Freshness guarantee | two days of use left at least, or the money twice | 0.85 | 0.00
Picked by the fruit manager | fruit and vegetables chosen by a named person | 1.20 | 0.00
Caught this morning | text when the boat is in; fish kept until six | 0.60 | 0.00
Cold chain box | insulated box on loan for delivery while out | 2.30 | 1.00
Bread at the hour | your loaf put by from the oven batch you name | 0.30 | 0.00
""",
    "what to cook": """
Recipe box, three evenings | recipes and measured goods for two; leftovers planned | 7.90 | 29.90
Recipe box, family week | five suppers for four; one that children make | 13.50 | 59.90
Menu planning by phone | twenty minutes with a cook; list sent to the app | 6.00 | 0.00
Ask the butcher | cut, weight and timing for your oven, by message | 0.80 | 0.00
Sunday roast set | joint, vegetables, gravy and a timetable | 3.20 | 24.90
Cook together evening | two hours in the store kitchen; supper included | 11.00 | 19.00
""",
    "diet and health": """
Free-from shelf check | list kept up to date for your allergies | 1.40 | 0.00
Dietitian's half hour | talk and shopping list; follow-up after a month | 14.00 | 10.00
Low-salt basket swap | suggested swaps in the app, item by item | 0.15 | 0.00
Lactose-free first | substitutes only of the lactose-free kind | 0.20 | 0.00
""",
    "to be known": """
Named contact | one person who knows you; a call once a month | 1.10 | 0.00
Preference card | what you like, kept once, seen at every counter | 0.35 | 0.00
Coffee on the house | a cup at the deli counter, by name | 0.55 | 0.00
Thank-you shelf | something put by for customers of ten years and more | 2.80 | 0.00
""",
    "help when it goes wrong": """
Call back within the hour | a person, by name, with the power to put it right | 2.10 | 0.00
Wrong item, no questions | replacement brought the same day; wrong one kept | 4.60 | 0.00
Spotless doorstep | shoe covers; carpet cleaned if there is a mark | 1.30 | 0.00
""",
    "catering for many": """
Party order desk | platters, glasses and a helper; leftovers taken back | 9.50 | 35.00
Club and parish account | monthly bill; early opening; delivery to the hall | 5.20 | 0.00
""",
}  # fmt: skip

# The offers that take a failure away: which one, in the service desk's words, and when it is paid.
REMEDIES: dict[str, tuple[str, str]] = {
    "Click and collect in an hour": ("late collection", "every time"),
    "Priority slot": ("priority slot withdrawn", "every time"),
    "Scan as you shop": ("long queue", "every time"),
    "Points as money": ("missing voucher", "every time"),
    "Freshness guarantee": ("spoiled item", "every time"),
    "Call back within the hour": ("call-back not made", "when it fails"),
    "Wrong item, no questions": ("wrong item", "when it fails"),
    "Spotless doorstep": ("driver left mud", "every time"),
}

# What customers ask for, by the need behind it; older people ask more for those with a plus.
PREFERENCES: dict[str, str] = {
    "less time": """
call after six, never before
leave at the side door
text when five minutes away
slot on Thursday between ten and eleven
""",
    "less money": """
own brand wherever there is one
tell me when coffee is marked down
points taken off at once, no vouchers
""",
    "less carrying": """
bags, not crates
+ somebody to carry the bags to the car
+ potatoes in small bags, the big ones are too heavy
frozen goods packed apart, I come by bus
""",
    "trust in freshness": """
eggs large free-range, never cracked open
no substitutes for the bread
bananas still green
ripe avocados for the day of delivery
the loaf from the second batch, well done
dates at least five days off
no plastic round the vegetables
""",
    "what to cook": """
the rib joint tied, and the bone with it
fish filleted, the head kept for soup
+ two thin chops, not one thick
recipes for two, nothing with coriander
school lunches planned on Sundays
mince from the round, done while I wait
""",
    "diet and health": """
lactose-free instead of anything with milk
gluten-free, in a bag of its own
no nuts, a child with an allergy
+ low-salt ham, sliced thin
vegetarian, no gelatine
halal chicken only
sugar-free squash for the diabetic
decaffeinated tea, the loose kind
""",
    "to be known": """
+ large print on the list
+ ring twice, I am slow to the door
+ no app, please telephone
+ a chair near the tills while I wait
+ speak to me, not to my daughter
do not ring, the baby sleeps
mind the dog, he is friendly
no letters, e-mail is enough
wine chosen by the man in the corner
cakes with the name spelt Aoibheann
""",
    "help when it goes wrong": """
shoes off or covered, light carpet
call me if more than two things are missing
money back rather than a voucher
""",
    "catering for many": """
Saturday before nine, back at the stall by ten
paper receipt, for the books
invoice to the parish hall
""",
}  # fmt: skip
