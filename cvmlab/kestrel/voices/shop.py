"""What people write about the shop as a shop: website, hours, price, freshness, range, slots.

Part of ``better``.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, ...]] = {
    "website": (
        "I typed my order in twice and lost it twice. The third time I drove in.",
        "Make the website simpler to use",
        "the website logs me out when I go looking for the peas",
        "Can't find the search on the phone, can't find the basket on the laptop.",
        "Why does it ask for my password after I paid?",
        "The website is slow",
        "The site says in stock, the shop says no, and I'm left standing between the two of them",
        "I wanted to order for my father, to his house, on my card, with a note that he's slow to "
        "the door. The site can do any one of those. An hour later I drove the forty miles myself.",
        "I'm 78 and I can do my banking on the computer, so it isn't me. It's your website.",
        "I could not log in to my account",
        "App crashes when I scan the card. Every single time on the newer update.",
        "Let me see last week's order and just repeat it. Why would I want to hunt for the same "
        "forty things?",
        'search for "milk", get chocolate. search for "whole milk", get soap',
        "Too many pictures of smiling people and not enough of what's in the packet. I need "
        "ingredients (coeliac).",
        "It took my money and told me that the payment failed so I paid again",
        "App doesn't work well on my phone",
        "The colours! Light grey writing on white. I had to get my niece to read it to me.",
        "The online search needs improvement",
        "can you make a version without all the popups, I close five windows before I see a carrot",
        "Website is okay in english but is a long way until you find the delivery page, I always "
        "must ask my colleague.",
        "Forgotten password email arrives the next day. By then I've forgotten that I asked.",
        'Would be nice if you could write a note for each item, like "green bananas". The box is '
        "there but they say the pickers can't see it",
        "You can't change an order after ten at night even though nobody starts packing til "
        "seven. I remembered the dog food at five past.",
        "Got stuck on the page where you choose the store. I chose Kestrel Fennagh Cross and was "
        "given Rossdara, which is fifty minutes away.",
        "my basket emptied itself while i put the kids down",
        "hard to find things online",
        "dreadful on a tablet",
        "The chat robot. I asked it was the shop open and it told me about its feelings on cookies",
        "It won't take my surname because of the apostrophe. There's half of the county with an O "
        "and an apostrophe.",
        "Keep the old website, I knew where everything was",
        "Somebody clever made that site, for somebody clever. I gave up at the second screen.",
        "It shows me meat first every time. I'm vegetarian ten years and you have all my receipts.",
        "prices on the site and on the shelf should be the same price, that's all I'll say",
    ),
    "opening hours": (
        "Open earlier. I'm past the door at 6.40 on the way to the boats and you're dark.",
        "Sunday is the only day I can shop and you open at eleven",
        "I work at the hospital, I come off at nine, you close at nine. Think about it.",
        "Deli should stay open until closing time",
        "The deli shuts at four. Who's that for?",
        "Open later in the evening",
        "Why do ye close early on a bank holiday and only tell us with a page stuck on the door",
        "One late evening a week would do me. Thursday, say.",
        "opening hours on the website wrong again, drove 12 km for locked doors",
        "Open until midnight like the garage, I would prefer to give you the money.",
        "Pharmacy counter hours should match the shop hours, it was closed both times that I had "
        "the child with me",
        "Pharmacy counter should open on Saturdays",
        "I do night shifts and my shopping gets done with one eye open at 8.59, waiting for the "
        "shutters.",
        "The collection desk opens at ten. I start at nine. So I collect on Saturdays, with "
        "everyone else in the county",
        "For shift workers it's very bad, closed before I begin and closed after I finish.",
        "Longer hours on Sundays please",
        "quiet hour for my son (autistic) is on a tuesday at 10 when he's in school!! move it "
        "please",
        "Lunch time the post office bit is shut and that's exactly when people have time.",
        "I don't need you at ten on a Sunday night, I need you at seven on a Monday morning.",
        "the shop's open but the bread oven isn't on til half nine, you may as well be shut",
        "Half the lights go off at a quarter to closing. We get the hint, we just don't like it",
        "It closes at 8 in winter. Fair enough in a village but this is a town now.",
        "Hours are fine for the retired, less so for those of us paying for them",
        "Was turned away at two minutes to. Two minutes, for a pint of milk.",
        "open earlier for people who work",
        "You changed the hours in the small store and not one of us was asked",
        "Please say clearly when is open on holiday. I am not from here and I do not know all the "
        "saints.",
        "Stay open during the match, some of us have no interest.",
        "Café at the front should open with the shop. I'd have my breakfast there and so would "
        "the lads from the depot.",
        "I leave the house when the kids are asleep, that's after nine. Nothing but chips is open "
        "after nine.",
    ),
    "price": (
        "Butter has gone up forty cent since I started writing it down",
        "Cheaper would do nicely.",
        "Why is the same washing powder dearer in the small store than in the big one up the road",
        "Prices are gone mad. I do my sums in the aisle with the phone and put things back.",
        "Dearer than other shops for the same thing",
        "Prices are too high",
        "Wages don't go up every month, so how come your cheese does?",
        "I used to come in and buy what looked nice. Now I come with a list and a limit and a "
        "biro, and when I've gone over it's the flowers that go back. I miss the flowers.",
        "it's getting hard to justify. I love the meat but I buy it once a week now instead of "
        "three times",
        "make the packets bigger or the price smaller, you've been doing the opposite",
        "Fifty euro used to fill the trolley. Now it covers the bottom.",
        "I don't mind paying a bit more for local but a bit is a bit",
        "more special offers on meat",
        "Give me one honest price, not a yellow one, a red one and one with a card",
        "Fruit is too dear for people with three children and that's a shame because it's what we "
        "should be eating.",
        "Lower your prices please",
        "Look, I know it isn't you, it's the energy and the war and the drought and everything, "
        "but every other week there's another twenty cent on something and the only thing in this "
        "house that hasn't gone up is me.",
        "The own brand was the saviour of this house and now that's creeping up as well.",
        "Cost of a chicken dinner for five here last Sunday: €31. I kept the receipt to show my "
        "brother.",
        "You know we can all compare on the phone now, don't you?",
        "Oil. Coffee. Nappies. In that order.",
        "Prices on the shelf edge so small I need my daughter's eyes",
        "Stop shrinking the biscuits, nobody's fooled",
        "too expensive for a student but you're beside the flat so what can I do",
        "It has become very expensive lately",
        "I did out a list of the same 22 things in three shops. You came second, for what it's "
        "worth, and last on the meat.",
        "Pensioner here. A day with 10% off for us would bring in the whole of the active "
        "retirement group",
        "Everything seems to be €4.99 that was €3.99. Who decided on one euro",
        "My wages are the minimum and I want to cook good food. Please hold the price of "
        "vegetable and rice.",
        "less money on the posters and more off the price, simple",
        "Prices go up on Wednesday so the offer on Thursday looks good. I worked in retail, I "
        "know.",
        "Good value on meat, poor on anything in a jar",
        "Reduce the reduced stuff sooner. At 8pm there's 20 cent off and at 9 it goes in the skip.",
        "Keep prices down on the basics",
        "I feel a bit robbed at the till these days and then a bit ashamed of thinking it, the "
        "staff can't help it.",
        "lower prices thank you",
        "The big bag of spuds is worse value by the kilo than the small one. Has nobody noticed?",
        "With the price of the heating we're eating a lot of eggs. So then you put up the eggs",
        "Keep the basics low: bread, milk, spuds, tea. Do what you like with the olives.",
        "I'd spend the lot here if you were within a fiver of the others. You're not within a "
        "tenner.",
        "school lunch things are shocking, €3.20 for six little cheeses",
        "Six years ago I stopped looking at the prices in your shop. I've had to start again, and "
        "I don't enjoy it.",
        "More own brand products at low prices would help",
        "Would love a fixed price basket for the month, even a small one, so I could plan.",
        "Dog food up again. He's a very big dog.",
        "Better prices for people living alone, every single offer is for buying two or three and "
        "half of mine goes in the compost",
        "I've nothing against the place only the bill",
        "Free range has become free rein with the pricing!",
        "pay day I shop here, week before pay day I don't",
        "Loose veg dearer than the wrapped veg. Explain that to me and I'll go away quietly.",
        "My husband says ye are dear. I say ye are near. We're both right.",
        "groceries are dear for a family",
        "A sharp look at the price of fish please, we can see the boats from the car park",
        "Still a fair price for flour and sugar, so why charge four euro for vanilla?",
        "Ten percent dearer since I moved here, by my spreadsheet (I'm an engineer, I have a "
        "spreadsheet).",
        "Stop ending everything in 99, it's insulting to people",
    ),
    "freshness": (
        "Strawberries were furry by the evening, and I only live up the hill",
        "Check the dates on the dairy shelf",
        "bread is stale by the time i get off work",
        "The salad bags are drowned. Look at the ones at the back, it's a swamp.",
        "Lettuce was tired on Monday and it was still there on Wednesday, even more tired",
        "Fruit and veg not always fresh",
        "I lifted four punnets of raspberries before I found one without a beard",
        "Last week I made a tart for my brother's visit and when I turned over the punnet every "
        "apricot had gone in on the one side, the side you couldn't see. He was very nice about "
        "it. We had biscuits.",
        "Use-by dates: anything I buy on Saturday dies on Sunday",
        "Quality of the fruit has dropped recently",
        "Your fish is wonderful on Tuesday and Friday and a gamble in between.",
        "Avocados like stones or like soup, never the day between.",
        "Herbs wilt on the way to the car.",
        "Milk turned two days before the date. Twice this month. Is there something up with the "
        "fridge by the door?",
        "The freshness guarantee is great on paper, but I'd sooner have fresh peppers than my "
        "money back for old ones.",
        "The bread could be fresher",
        "please rotate the yoghurt. Old ones are being put at the back by somebody and I keep "
        "finding them",
        "My mother taught me to smell a melon. There's nothing to smell on yours.",
        "bananas green on monday, brown on tuesday, what do they do at night",
        "Bought carrots with roots growing off them. Planted two, they're doing well.",
        "Chicken had a smell. Threw it out, dinner was toast.",
        "The vegetables are better in the market on Fridays, and I can talk with who grew them",
        "I'd pay extra for bread baked that afternoon",
        "rotten onion in the middle of the net. always one, always the middle",
        "vegetables go off too quickly",
        "Mushrooms were sweating in the plastic like me in the gym",
        "Whoever does the fruit on weekends doesn't care. Weekday person does. You can see it "
        "from the door.",
        "Best before today, full price. Ah here.",
        "Potatoes sprouting in the bag, and sold as new season",
        "Had to return mince that was grey under the red. It was changed nicely but I've gone off "
        "mince.",
        "Flowers dropped by the next day and I'd brought them to the hospital",
        "Please keep the warm things away from the cold ones, the butter beside the rotisserie is "
        "half melted.",
    ),
    "range": (
        "Bring back the brown soda bread with the seeds in it. I ask every week. Every week.",
        "Too many things out of stock",
        "There's forty kinds of crisps and one kind of buckwheat",
        "Not enough for coeliacs and it's all on the top shelf",
        "You stopped doing lamb's liver and my father has not stopped talking about it",
        "A bigger choice of gluten free products",
        "More polish food please, the shelf is 1 metre and always empty on sunday",
        "I'd love to do the whole shop with you but I've to go elsewhere for the cat's food, the "
        "good rice and the lactose free cream, and once I'm standing in the other place I'm "
        "afraid that the rest falls in too",
        "Could you carry the small tins again? I live on my own and the large one does me three "
        "dinners in a row.",
        "Wider selection of wine",
        "Vegan cheese that melts. Surely some exists.",
        "I drive to another town for decent noodles, and if I'm there I buy everything else as "
        "well",
        "More from local farms and say which farm",
        "plain natural yoghurt in the big tub!! not vanilla not greek style not protein",
        "The children's clothes were handy and now they're gone for garden furniture",
        "More vegetarian ready meals please",
        "Fewer things, better things.",
        "More Irish products on the shelves",
        "Can't get loose tea anymore. I'm not going to start with the bags at 71.",
        "Halal chicken only on Thursday, and by the time I finish work it is sold.",
        "More fish that isn't salmon. We're on the coast.",
        "a decent cheese counter, staffed by someone who'd let you taste it",
        "You keep moving things. I found the raisins beside the light bulbs",
        "Low salt versions of ordinary things: soup, beans, ham. Doctor's orders and slim "
        "pickings.",
        "Would you ever do goat's milk",
        "more fresh fish please",
        "my teenager is allergic to nuts and I spend twenty minutes reading labels for what's "
        "left over",
        "spices in bigger bags, we cook for 7 people and the tiny jars are a joke",
        "It's always the thing I came in for that's out of stock",
        "dog treats but no cat treats, bit of bias there",
        "I miss the old hardware corner. Where else would you get a washer for a tap at 8 in the "
        "evening?",
        "Less ready meals, more things to make a meal out of",
        "Stock proper rhubarb, the pink forced stuff tastes of nothing.",
    ),
    "slots": (
        "By Wednesday there are no collection slots left for Saturday. Not one.",
        "Two hour window, and he came ten minutes after it. I'd taken the morning off.",
        "I would like to book the same slot each week and not fight for it like concert tickets",
        "Slots before 8 in the morning please",
        "more deliveries in the evening",
        "More delivery slots at weekends",
        "midnight on a Sunday is when the slots come out, so half the town is awake for that. "
        "Madness",
        "I booked for Friday between ten and twelve, washed the floor, put the dog out, put on "
        "the kettle for the man. At one I got a message saying that the slot was now Saturday. "
        "He'd have had a scone and all.",
        "The gold people get all the good times. I have two in nappies and no gold.",
        "Collection at 5 means collection at 5.25 in the rain with the boot open",
        "Why can't I move my slot when the hospital changes the appointment? I had to cancel and "
        "start the order over.",
        "No delivery on our side of the bridge after four o'clock",
        "One slot on a Tuesday, for the whole of Inverscarr it seems.",
        "It would suit me to share a delivery with the neighbours, three houses, one van, but you "
        "can't do it on the system.",
        "Not enough collection times",
        "Smaller windows. Nobody can wait from 12 to 4 unless they've nothing to do and even then.",
        "text me when the van is near, that's it that's the suggestion",
        "The slot I booked vanished when I added bananas",
        "I take what's going, which is Monday at 2, and then ask my sister to leave work early.",
        "delivery cancelled an hour before because of the wind. There was no wind",
        "When there's snow forecast every slot goes in minutes, keep some back for the old people "
        "on the hill",
        "Only long time windows, and I have piano students at home all the afternoon",
        "Would pay a euro more for a slot that really is a slot",
        "Delivery slots should be shorter",
        "Parking bay for collection full of people who've run in for cigarettes",
        "Evening slots!!! I have written this on every form since 2021",
        "I'd the Friday morning slot for years and it was taken off me because I don't buy enough "
        "any more. I'm still here, I'm just smaller.",
        "What did I do wrong to lose the early collection? I retired, that's what I did.",
        "bring back the priority slot for people who were loyal to you when it suited you",
        "You gave my slot to somebody who spends more this year. I hope they're as good to you as "
        "I was.",
        'Twelve years the lads had my boxes ready at eight. Now the screen says "not available at '
        'your level". My level!',
        "I spend less since my operation and first thing that happened was the good slots "
        "disappeared from my page",
        "Collection was not ready at the time I booked",
        "They said any time between nine and one and came at five to nine, me in the shower",
        "My order was ready, the desk was closed. The desk should be open for the slots you sell.",
        "You can book for next month but not for tomorrow, and it's always tomorrow I need it.",
        "more slots on the first of the month when the child benefit is in",
    ),
}
