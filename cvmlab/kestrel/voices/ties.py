"""What people write who say, in passing, what ties them: points, nearness, people, or nothing.

Part of ``better``. The texts on the discounter are for answers given after it has opened.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, ...]] = {
    "points": (
        "More double points days. That's it.",
        "Points should not run out in December when everybody's saving them for December",
        "I had 4,300 points on Thursday and 3,900 on Friday and I bought nothing in between. "
        "Where are they?",
        "more money off coupons",
        "Bring back the fuel voucher",
        "More offers for card holders",
        "Gold used to mean something. It's bronze with a ribbon now",
        "I keep a little spreadsheet (don't laugh) of every voucher since 2019 and what it was "
        "really worth to me. The good years were 2020 and 2021. This year I'm down about 14 euro "
        "a month and thinking of spreading my shopping about a bit.",
        "let us use the voucher and the points in the same shop, the till can't be that stupid",
        "The app offers I get are for things I'd buy anyway, not complaining, keep them coming",
        "Nine euro off sixty is a good one. Five off fifty isn't, do the maths.",
        "Points expire too early",
        "I plan the week by the Wednesday offers. If they're late I'm late.",
        "Points on lottery tickets?",
        "Why do I need the app AND the card AND the paper coupon, pick one",
        "More points per euro",
        "My system: wash powder and coffee when they are half price, enough for three months, "
        "points on top, voucher from the app at the end. If you'd put the washing powder and the "
        "coffee in the same week you would make me very happy.",
        "My mother in law gets better vouchers than I do and she only comes for the scratch cards.",
        "you changed the points from 1% to 0.8% and hoped nobody would notice. I noticed",
        "Scan as you go should count for extra points, I'm doing your job for you",
        "Bigger reward for the big shop. I do 180 on a Saturday and get the same as somebody who "
        "buys a sandwich ten times",
        "The coupons expire before I'm paid.",
        "I'd come three times a week if the points were tripled on the quiet days",
        "kids earned the football stickers with the points and now it's all flights, who's flying",
        "Vouchers should be valid for longer",
        "My points from the old card never moved across to the new card. It was about €16. I "
        "haven't forgotten",
        "More money off nappies, less off prosecco",
        "What are the rules of the gold tier? I missed it by one stamp last year and no one could "
        "tell me which",
        "Show the points balance on the receipt again",
        "I collect for the Christmas turkey and have done for eight years, the turkey got dearer "
        "by 900 points",
        "Offers on Mondays please, so I don't have to go in twice.",
        "Not every voucher should be for spending more than I spend. Give me something for the "
        "shop I do already",
        "The three for two on cleaning stuff was super, I'm still using it up",
        "Better rewards for gold members",
        "Like the coupons at the till. Don't like when they come after I have paid.",
        "put the reductions in the app at the time they're done (7pm?), I'd come down for them",
        "I got an offer for 20% off seafood. I'm in the vegetarian club. You sent it!",
        "My son showed me how to stack two offers. If you close that I'll be disappointed but I'd "
        "understand",
        "I had to show ID to use 300 points. It's three euro",
        "Exchange of points into cash, like in my last shop at home, would be perfect for me.",
        "Honestly if the points stopped I'd look at where I shop",
        "Voucher only works on the first Tuesday, between the hours, in the big store. Come on.",
        "Extra points on weekends",
        "yellow stickers earlier in the day",
        "Let me give my points to the school. Or to my daughter, she's buying a house.",
        "a partner card for two people collecting together, we're married long enough",
        "Coupon for coffee was great. Coupon for the coffee machine, not so much.",
        "The shop down the town gives stamps you can hold in your hand. I like to see what I have",
        "The welcome offer for new people is better than anything that I ever got in seven years",
        "Points for bringing back bottles would be good and good for the planet and good for me",
        "what's the use of a birthday bonus that has to be spent on your birthday. i was in work",
        "The app should show all my vouchers in one place",
        "Keep the 10 for 50. I did my entire Communion party on it in four trips.",
        "If I could see which things are going on offer next week I'd buy them next week.",
        "It's not the points as such, it's that I've got used to them",
        "Double points weekend clashed with the county final. Nobody in the shop. I got the lot.",
        "the cashback on the card is slow. 6 weeks for €2.10",
    ),
    "convenience": (
        "More parking near the door",
        "It's on my way. Keep it on my way and don't move the milk.",
        "Basket, till, out. Anything that makes it faster is good",
        "I'd like a small door on the car park side so you wouldn't have to walk all around the "
        "building",
        "Better signs in the aisles",
        "A bigger car park",
        "you keep rearranging the shelves and I've to think, and I don't come here to think",
        "The store is on the corner between the school and my mother's, so I'm in four or five "
        "times a week whether I like it or not. I don't mind what you sell as long as the doors "
        "open and somebody takes my money quickly.",
        "The car park is for people who drive small cars",
        "Ten minutes from work and home by six, can't ask for much else. Maybe a second exit.",
        "Put bread, milk, eggs and nappies at the front for those of us double parked",
        "a cash machine that works",
        "easier access from the main road",
        "I live across the road so I'm in most days. Put a bench out and I'd be set",
        "Parent spaces full of vans",
        "Parking is always a problem",
        "Let me order from the phone and have it put in the boot without getting out. It rains "
        "here, you know.",
        "The trolley coin thing. I never have a coin. I carry the shopping in my arms like a "
        "juggler",
        "the lift from the car park is broken since spring",
        "Would be handy if the dry cleaner came back",
        "Closest shop to the house, so no complaints. If it was quieter after school, better.",
        "Parking costs after an hour? I never needed an hour until the new tills came",
        "I only run in. If there were a fast lane for the likes of me I'd be happy",
        "You've everything under the one roof so I don't need to go to the town. A key cutter "
        "would finish it.",
        "Everything is close by, it suits me",
        "bike rack please, with a roof",
        "The one way system in the car park was designed by somebody with no car",
        "Good location, near to the bus. More carts beside the entrance is my idea.",
        "Self scan saves me five minutes when it's working. When.",
        "A petrol pump would save me a trip",
        "Its handy. Make it handier.",
        "Too many displays in the aisle, can't get the buggy past the biscuits",
        "I do one shop on Thursday for the whole week between dropping and collecting. 50 "
        "minutes. The new layout costs me eight of them.",
        "quicker checkout for a few items",
        "Don't change a thing about where it is",
        "More ready to cook meals at the front for people coming in at 6 with no plan and no "
        "patience",
        "The turn right out of the car park takes longer than the shop",
        "Quicker self service, no chat, no flyers",
        "Would shop at whichever is nearest and that's you",
        "it should be possible to pay by phone at the little coffee kiosk, I never have the "
        "wallet when I run",
        "Lights in the car park at the far end. I come at seven in the morning and it's black "
        "dark.",
        "I've my list in the order of your aisles. So please do not swap the aisles.",
        "It is near my work so I am happy with it",
        "Nearer the school than anything else, that's why. A pedestrian crossing would help",
        "A drop box for parcels inside the door",
        "I park, I get six things, I'm gone. Today it took four minutes and that was a good day.",
        "Charging points for the car would mean I'd stay longer",
        "no music, more tills, bigger spaces. Ta",
        "Only came because it's beside the creche, stayed because it's beside the creche",
        "the doors on the sea side don't open in the wind and you have to walk round, with a "
        "child and a scooter",
        "Put a sign where things are! Big letters, hanging. I don't want to ask.",
        "More trolleys at the entrance",
        "Let us return things at any till",
        "Small trolleys. I do not need a boat to get my dinner",
        "I'd rather you spent nothing on the café and more on getting me out the door",
        "On the way home from football the shop is rammed, a hatch for milk and bread would do a "
        "roaring trade",
    ),
    "warm": (
        "Nothing really. I've been coming since the doors opened and Bernie still asks about my "
        "sister.",
        "I wouldn't change the people for anything. Paint the door maybe",
        "Keep the friendly staff you have",
        "Marek on the fish counter saved me a turbot for our anniversary and wouldn't hear of me "
        "paying early. You can't teach that",
        "When Joe died, the girls from the bakery came to the house. What could you do better "
        "than that?",
        "The staff are lovely",
        "don't ever replace Teresa with a machine",
        "My wife did all the shopping and when she passed I didn't know what aisle anything was "
        "in. Siobhán went around with me three Fridays and wrote it on a card. I don't need it "
        "now but I bring it.",
        "I moved out the coast road two years ago and I still drive back in to ye of a Friday. My "
        "daughter thinks I'm cracked.",
        "Let the staff talk! The new supervisor watches the clock when they chat and for some of "
        "us it's the only chat of the day",
        "I feel welcome every time",
        "Everybody knows my dog's name, and some of them know mine",
        "Honestly ye are lovely. A bit of heat in the porch in January wouldn't go astray",
        "My kids think Oisín at the till is famous because he knows all the dinosaurs.",
        "I feel at home, and I am from quite far. Aoife learned to say good morning in my "
        "language.",
        "Nothing, I love shopping here",
        "When I came to this town I had maybe twenty words, and one of them was sorry. Ewa at the "
        "tills taught me one new word each visit, aubergine, receipt, drizzle. Now I am eight "
        "years here and I still always go to her till.",
        "It's the only shop I know where they put down the box and walk you to the thing",
        "The lads carried my bags to the car the whole of the time I had the cast on. Give them a "
        "raise",
        "More chairs in the coffee corner, for we've outgrown our table (Wednesday knitting, nine "
        "of us)",
        'I forgot my purse and was told "ah pay tomorrow". I nearly cried, it had been a week.',
        "I can't think of a thing. It would be like asking what could my garden do better",
        "Keep the same faces. You had a lot of new ones over the summer and it wasn't the same.",
        "Ye can improve the trolleys but don't ye dare improve the people. I came in after the "
        "funeral in my good coat for a pint of milk and the whole bakery stopped what they were "
        "at. I never forgot it to them.",
        "Always friendly and helpful, especially Aoife and Noel",
        "Gráinne rang me at home to say the quinces were in. The quinces!",
        "They've watched my fella grow from the trolley seat to working there on Saturdays",
        "just be kind to the staff, they're very good to us",
        "When I had the chemo I'd no hair and no hunger and Kasia used to find me the plain "
        "little yoghurts. I'll shop nowhere else.",
        "You could let customers nominate someone, I've a list",
        "The smell of the bread and Noel singing, badly. Leave it be.",
        "Gave up my car, kept Kestrel. The neighbour drives me.",
        "ye put up the photo of our under-12s beside the tills and they still go in to look at "
        "themselves",
        "Very happy with the service from everyone in the shop",
        "I would wish for a slow till, where one can speak. In Germany somebody has done this and "
        "old people love it",
        "My son has Down syndrome and does the shop on his own on Saturdays, because your team "
        "looks out for him. No improvement needed",
        "Sometimes I come in for nothing. I always leave with something, and a bit of news",
        "Not a thing wrong, only that Paddy retired and no one can cut a rib roast like Paddy",
        "I tell everybody about the cheese man. He ought to be on the radio",
        "They noticed I hadn't been in for two weeks and asked the neighbour was I sick. I was, "
        "as it happens",
        "A bigger sign to thank the night crew, they never get seen",
        "your one with the curly hair in the flowers made up my wedding bouquet on a Saturday "
        "morning out of nothing at all",
        "Great team in the bakery",
        "I'd be lost if you closed. I mean that.",
        "We brought the twins in three days old to show them around. Make of that what you like.",
        "Staff are the best in the county, hold on to them, pay them",
        "its my favourite place to go on a wet day, is that sad",
        "The young fella Fionn dropped my order up himself in the snow, on foot, pulling a "
        "child's sledge.",
        "Nothing. I'd only like to say thanks to Priya for the way she was with my father when he "
        "got confused at the till",
        "I pay a bit more here and I know well that I do, and I don't mind",
        "leave the bell on the door",
        "I enjoy coming in, thank you all",
        "I would miss ye more than I'd miss some of my cousins",
        "Let Josie keep the plants outside! She's after bringing that whole corner back to life",
        "More Declan, fewer signs",
        "I still have the wooden spoon ye gave out the first year. I do.",
        "Thank them for me. The boy found my ring in the grapes, and put it in an envelope with a "
        "little bow.",
        "I've tried the others, nicer lights, nobody in them I'd know",
    ),
    "discounter": (
        "Pfennig does the same washing tabs for half. Half!",
        "cheaper like pfennig please",
        "Since Pfennig came I do the dry stuff there and the meat with you",
        "I went up to see the new German place and came home with a wetsuit and no dinner. So ye "
        "needn't worry yet",
        "If Pfennig can sell a cucumber for 59 cent why can't you",
        "Match the prices in Pfennig",
        "Look at what the crowd out the ring road are charging for coffee",
        "I'll be straight with you. Fourteen years I've come here, and the first Saturday that "
        "Pfennig opened I went up for a nose, just a nose, and the bill was so much smaller that "
        "I sat in the car and checked it line by line.",
        "My whole street has moved over to Pfennig for the big shop, I'm the last one, and I'm "
        "wavering",
        "The discounter is quick and cheap and nobody tries to sell me a card.",
        "I save about 28 euro a week at Pfennig. That's the car tax.",
        "Be more like Pfennig: fewer things, fair price, off you go",
        "not going to lie I'm half gone to Pfennig. it's the cheese prices",
        "Their bakery is as good as yours now and there's parking",
        "Pfennig is cheaper for most things",
        "You're going to have to do something about the price of milk with Pfennig beside you",
        "Pfennig have no deli and no manners but my God the price of olive oil",
        "I like to come to Kestrel but my wallet goes to Pfennig",
        "Tried the new discounter for a month to see. Cheaper alright. Wine surprisingly nice, "
        "veg not.",
        "Match them on the twenty things that people buy every day and I'd not bother with two "
        "shops",
        "We are five persons with one salary, so we go first in Pfennig, then the rest with you.",
        "They open at seven. You open at nine. Guess where the electricians get their rolls",
        "The Pfennig leaflet beside yours on the mat is a sad sight, no offence",
        "I do half of my shopping in Pfennig now",
        "everyone says pfennig pfennig pfennig. I was in it once and couldn't find the salt",
        "Don't turn into Pfennig is what I'd ask. I hear you're thinking of taking away the fish "
        "counter",
        "Eleven minutes in and out at Pfennig with the full trolley, I timed it, and €74 against "
        "€103.",
        "their nappies are better. There I said it",
        "I told your manager the price of Pfennig's butter and he told me he buys it there himself",
        "Come down a bit, the gap is too big since that place opened in February",
        "My sons eat like horses, so it's Pfennig for cereal and pasta and I'm sorry about it",
    ),
    "fine": (
        "Can't think of anything just now",
        "It does what it should",
        "All in order as far as I'm concerned.",
        "I'm happy enough, I suppose",
        "Nothing I can think of",
        "no complaints from this house",
        "I've been sitting here for five minutes trying to think of something to please you, and "
        "all I've got is that the baskets are a bit deep for picking things out of at the end. "
        "They're fine, though. It's fine.",
        "You're doing alright, keep going",
        "Nothing jumps out at me",
        "It's a shop. It's fine",
        "ok for me everything",
        "I would say carry on as you are",
        "Ask me again in winter",
        "everything is fine for me",
        "Fair play, no notes",
        "Satisfied. My wife may think otherwise, she does the shopping.",
        "Nothing to add really, sorry not to be more help",
        "I don't have an opinion on this",
        "everything is good thank you for asking",
        "Grand as it is.",
        "Middling to good, like the weather",
        "It's all working, why would I interfere",
        "I am satisfied with the shop",
        "Never gave it a thought until now",
        "I get what I need and go home.",
        "Can't complain, and if I could nobody would listen",
        "Same as always. Same is good",
        "Don't know what I'd put here, the place is tidy and the milk is cold",
        "You asked me last time and I hadn't anything then either",
        "solid 8 out of 10",
        "I only buy a few bits so I wouldn't be the one to ask",
        "No improvements needed at present",
        "Maybe nicer bags? I'm scraping the barrel here",
        "All good on my side, bit of a boring answer",
        "For my needs it is sufficient.",
        "Nope, happy out here",
        "Nothing that would keep me awake",
        "I was in a hurry when I last came and noticed nothing bad",
        "Well, there is always something, but I can't remember it",
        "My daughter fills in these things normally. Fine, I'd say",
        "Happy with the service as it is",
        "Not much wrong with it that I can see.",
        "no suggestions this time",
        "I have seen better and I have seen a lot worse",
        "Average in a good way",
        "We manage well with it. Nothing to report.",
        "Wouldn't know where to begin so I won't",
        "I leave that to the people who know about shops",
        "honestly just ticking boxes here, its fine",
        "All good so far, thanks",
        "It's clean, it's open, they have tea. What more",
        "No drama, keep it like that",
        "Quite content here, thanks.",
        "Nothing in particular, unless you can do something about the seagulls",
    ),
}
