"""Regular shoppers, as they talked in interviews of two hours: one dictionary an interview.

``fits`` is the type of customer who talks like that (never shown), ``ages`` the years of age,
``years`` for how long they must have been customers at least, ``person`` a character's place. All
visit often; what ties them differs: people and place, nearness, points. Each says where they would
shop in another city. ``coder_a`` and ``coder_b`` are the themes two readers gave the excerpt, each
without knowing the other's: they agree on 27 of 34.
"""

from __future__ import annotations

from typing import Any

from cvmlab.kestrel.characters import CATERER, POINTS_HUNTER

SHOPPERS: tuple[dict[str, Any], ...] = (
    {
        "fits": "convenience",
        "ages": (28, 50),
        "years": 2,
        "question": "Tell me about a usual week's shopping.",
        "excerpt": (
            "Thursday, ten past five. I collect the small one from the creche, she gets a banana "
            "for the trolley seat, and we do it in a loop: bread wall, fridge wall, nappies, "
            "tills. If she holds out it's twenty-two minutes. I've the list on the phone in the "
            "order of the aisles, I'm a bit of a lunatic that way. I couldn't tell you who's on "
            "the tills. A girl? There was a man with a beard. They're perfectly fine, I mean, I'm "
            "looking at the screen and trying to keep a shoe on a child. [If you moved to another "
            "city?] Oh, whatever's between the creche and the house. I'd look at the map on the "
            "first evening. It wouldn't have to be Kestrel, no. It would have to have parking."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "emotional",
        "ages": (66, 90),
        "years": 4.2,
        "question": "What would you miss if the store closed?",
        "excerpt": (
            "The Wednesday table. There's nine of us now, it started as two with bad knees "
            "waiting on a taxi. We knit, after a fashion. Josie keeps the corner table clear for "
            'us with a sign that she wrote herself, "Reserved for the Board". I do my shopping in '
            "the middle of it, half an hour, and I'd say I stop to talk more than I stop to buy. "
            "My daughter got me to do it all by the computer in the bad spring and I had a full "
            "fridge and I was as low as I've ever been. So that's your answer, the shopping is "
            "the excuse. [And if you moved?] To my daughter's, in the city, you mean. She's "
            "threatened it. I asked her was there a Kestrel. There's one, a forty minute bus. "
            "I've the pass. I'd go."
        ),
        "coder_a": "meets people",
        "coder_b": "meets people",
    },
    {
        "fits": "points",
        "ages": (30, 55),
        "years": 2,
        "question": "How do you decide where to buy what?",
        "excerpt": (
            "The leaflet comes on the Wednesday and the app changes at midnight, so Wednesday "
            "evening I sit down with a cup of tea and do out the list. It's a bit of a hobby. Two "
            "coupons on the one thing if they let me, big packs when it's double points, and I "
            "wouldn't buy coffee at full price if I was out of it for a week. We had the whole "
            "Communion off the points, forty people, I only paid for the ice. My wife says that "
            "I've a better relationship with the card than with her. [Would you look for a "
            "Kestrel if you moved?] If the card works there, sure. But you'd see what the others "
            "were giving first, wouldn't you. They always have something for new people. I'd take "
            "the welcome offers, one after the other, and settle where the sums came out."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (45, 70),
        "years": 2,
        "question": "Has anything ever gone wrong, and what happened then?",
        "excerpt": (
            "It has, of course. My order for the month's mind, the platters, they were gone to "
            "another house. I rang, I was upset, it was my mother's. And Declan said, \"Leave it "
            "with me, and go and sit down.\" He didn't say a word about the system. He came out "
            "to the hall himself with everything made up again and two extra trays, and he stayed "
            "to carry chairs. He'd remembered she liked the egg ones. I suppose another crowd "
            "would have given me my money back quicker. I didn't want my money back. [If you "
            "moved to another city?] I'd find one of theirs. I know it wouldn't be Declan, but "
            "I'd think there's somebody in there who was taught by somebody like him. I'd drive "
            "for that, yes. I'd drive the hour."
        ),
        "coder_a": "known by the staff",
        "coder_b": "known by the staff",
    },
    {
        "fits": "emotional",
        "ages": (68, 76),
        "years": 7.5,
        "person": CATERER,
        "question": "How did you come to shop here?",
        "excerpt": (
            "I came with a van. I'd the catering going, weddings, wakes, the rugby dinners, and I "
            "cooked every bite of it off those shelves in Portlacken. Seven hundred euro a week, "
            "some weeks a thousand. Seven in the morning, the lads would have the rashers boxed "
            "and the kettle on. When Tom had the bypass they drove the trays out to the hall for "
            "me, and nobody asked them. I gave it up at the end of March, the knees gave it up "
            "for me, and now it's only himself and myself and a chop. I'm hardly in it. Still I "
            "go on a Friday when I can, for the chat, and I send everybody there, ask anyone. "
            "There was some letter about the gold card being looked at in January. They'd hardly. "
            "Not after all that. [Another city?] Find me the nearest Kestrel and Tom will drive. "
            "He'd complain, but he'd drive."
        ),
        "coder_a": "known by the staff",
        "coder_b": "known by the staff",
    },
    {
        "fits": "points",
        "ages": (22, 40),
        "years": 1,
        "question": "What made you come back the second time?",
        "excerpt": (
            "There was ten euro off your second shop, so that's literally what. And then another "
            "ten for the fourth, they string you along, fair play to them. I'm in a house with "
            "three others and we all scan the one card, it's mine, they don't know what it's "
            "worth. I got a toaster and a good pan out of it. I check the yellow stickers at "
            "around seven. The staff? I'm headphones in. There's a woman at the tills who always "
            "says my name off the app and it freaks me out a small bit, but I think she means it "
            "nicely. [And if you moved to another city?] I'm moving, probably, in the summer. No, "
            "I wouldn't say I'd look for one. I'd ask in the new house what everybody uses and "
            "has it got an app."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "convenience",
        "ages": (35, 60),
        "years": 2,
        "question": "Why this store, when there are three within reach?",
        "excerpt": (
            "It's on the left. That's honestly it. I come home by the coast road and it's on the "
            "left hand side, so there's no turning across the traffic at six in the evening. The "
            "other two are on the right. I timed it once for an argument with my brother and it's "
            "seven minutes of a difference, and seven minutes at that hour is the difference "
            "between a dinner and a row. I've nothing to say against the place. The milk's cold, "
            "the tills move. Would I know if they changed the name over the door? After a week or "
            "so, I'd say I would. [What if you moved?] Then I'd come home by a different road. "
            "There'd be a shop on it."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (40, 65),
        "years": 2,
        "question": "What would you miss if the store closed?",
        "excerpt": (
            "I'd have to use up my points in a hurry! I've 11,000 on it, that's a weekend in the "
            "hotel in Castlewray with the dinner. I'd be sick if that went. What else. The Monday "
            "vouchers. It's a good shop, it's clean, but sure they're all clean. I've three cards "
            "in my purse and whichever's doing the fifty-for-forty gets me that week, only it's "
            "mostly Kestrel because the gold gives you a bit on top. When they took the petrol "
            "coupons away I went over to the other crowd from October until they brought them "
            "back. [And if you moved to another city?] I'd go where there was one, I suppose, "
            "while I'd points to spend. After that I'd be open to offers."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "points",
        "ages": (38, 46),
        "years": 7.5,
        "person": POINTS_HUNTER,
        "question": "How do you decide where to buy what?",
        "excerpt": (
            "I've a system. Everyone laughs at it until I show them the figures. Rathcullen has "
            "three shops and I'm in all of them, but Kestrel's app is the best, so Kestrel gets "
            "the most. Monday the personal offers, Wednesday the leaflet, and I go in on the way "
            "from work two or three times a week, for what's on deal that day and nothing else. I "
            "don't think I've paid the full price for cheese since 2018. I use the points as I "
            "go, there's no sense in letting them lie, they devalue. Gold since ever. The slot's "
            "handy, but what I like is the bonus. I hear there's a discounter coming on the ring "
            "road. Now I'd be interested to see that. [If you moved?] I'd build the spreadsheet "
            "again. First week, new tab. Wouldn't matter to me which name was at the top of the "
            "column."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (30, 50),
        "years": 6,
        "question": "Tell me about the people in the store.",
        "excerpt": (
            "I came here from Brno, six years ago, with good English for engineering and no "
            "English for shops. I didn't know how you ask for ham. Ewa was on the deli and she "
            "wrote the words on the paper, on the wrapping, each time one word. Thinly. Smoked. A "
            "quarter. I have kept some. When I got the passport she had put a little flag in the "
            "carrot cake. So when people ask me which is my supermarket I find it a strange "
            "question, it is a bit like which is your aunt. There is one that's nearer since two "
            "years and I've been in it, I think, once, when my tyre was flat. [If you moved to "
            "another city?] I would look where they have a store, and then I would look for the "
            "flat."
        ),
        "coder_a": "known by the staff",
        "coder_b": "known by the staff",
    },
    {
        "fits": "convenience",
        "ages": (50, 80),
        "years": 2,
        "question": "What do you like about shopping here?",
        "excerpt": (
            "That I can walk. I gave up the car when the eyes went and it's four minutes, "
            "downhill going and uphill with the bags, it ought to be the other way around. So I "
            "go every day bar Sunday, and get two days' bread and one day's everything else. It "
            "keeps the legs going. They're nice enough there, there's a lot of coming and going "
            "with the staff so you wouldn't get to know them. I don't need a chat, I've a "
            "houseful. If they shut I'd be stuck, I'd be down to the garage for the milk. [And if "
            "you moved?] To my son's, it would be. There's a shop at the bottom of his road, I've "
            "seen it from the car. I couldn't tell you which it is. That's the one I'd use."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "emotional",
        "ages": (35, 60),
        "years": 3,
        "question": "What would you say to a friend about Kestrel?",
        "excerpt": (
            "I'd tell them about my Danny. He's nineteen, he's Down syndrome, and he does the "
            "Saturday shop by himself. It took us two years. Oisín walked behind him with a "
            "basket for the first three months, pretending to be shopping, and he's the busiest "
            "man in there. If Danny's short they text me. If he's buying a third cake they ask "
            "him is it somebody's birthday. It's the one place in the town where I can let him go "
            "in and not stand at the window. And nobody has ever made a thing of it or put it on "
            "a poster. So that's what I tell people, and I tell everybody. [If you had to move?] "
            "Oh, don't. We'd look for another one. It'd be on the list with the school and the "
            "doctor. I'd ring ahead and ask who's the manager."
        ),
        "coder_a": "known by the staff",
        "coder_b": "known by the staff",
    },
    {
        "fits": "points",
        "ages": (25, 45),
        "years": 2,
        "question": "Tell me about a usual week's shopping.",
        "excerpt": (
            "It's two shops, really. Kestrel Saturday because of the spend-sixty-save-nine, so we "
            "get it to sixty-one, there's always a bag of nuts at the end to bring it over the "
            "line. And then bits during the week wherever I happen to be. I go by the school run, "
            "so it's them or the one beside the pool. I take the one with the better coupon, I "
            "check in the car. We get a good bit back over the year. It paid for the car seat. My "
            "mother thinks it's a terrible amount of bother to save forty euro a month and I said "
            "to her, that's the electric. [And if you moved?] I'd have a look at who's near, and "
            "then at who gives you the most for a family of five. Probably two of them again."
        ),
        "coder_a": "near and quick",
        "coder_b": "points and offers",
    },
    {
        "fits": "convenience",
        "ages": (30, 55),
        "years": 2,
        "question": "Has anything ever gone wrong, and what happened then?",
        "excerpt": (
            "Nothing you'd remember. I got a bad chicken once, they swapped it. Took three "
            "minutes, that's the main thing, I was double parked. I think people want too much "
            "from a shop. I want it open when I pass, I want what's on the list to be where it "
            "was last time, and I want the queue not to go beyond the magazines. They're good at "
            "that. In September they moved everything around and I nearly gave up on them, I was "
            "ten minutes looking for stock cubes. If the place beside my office had been a bit "
            "bigger I'd have changed there and then. [If you moved to another city?] The closest "
            "one with a decent car park. I've no romance about it."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (45, 70),
        "years": 2,
        "question": "What would you say to a friend about Kestrel?",
        "excerpt": (
            "Get the card, and get the card before you do the first big shop, because you'll get "
            "four hundred points on it. I've told that to everyone in the choir. And never go in "
            "on a Friday, that's the week's dearest day, wait for Monday. There's a trick too "
            "with the vouchers that you can split the one bill into two, the young ones on the "
            "tills don't mind. I worked in a bank for thirty years so I can't help it. If they "
            "dropped the whole scheme in the morning and put the prices down by the same amount, "
            "would I stay? I've thought of that. I would not, I'd have no reason to look at them "
            "before the others. [Another city?] I'd ask who has the best scheme. There's sites "
            "that compare it."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (70, 95),
        "years": 4.2,
        "question": "What do you look forward to about coming in?",
        "excerpt": (
            "Being told off. Bernie tells me off for the salt, she's as bad as the nurse. I come "
            "at half ten, when it's quiet, and there's myself and Hugh Tierney and the widow from "
            "the mill, we all happen to come at half ten, if you know what I mean. I lost Peg in "
            "the winter of 2020 and nobody could go anywhere, and the shop was the one place. "
            "They'd put a chair outside for me so I wouldn't have to queue. I'd sit there in my "
            "coat like a bishop and everybody would stop at two metres. I think I'd have gone "
            "after her only for that. [If you moved to another city?] At my age there's one move "
            "left. But if I did I'd say, put me where there's a Kestrel, and let me see who's in "
            "it at half ten."
        ),
        "coder_a": "meets people",
        "coder_b": "known by the staff",
    },
    {
        "fits": "convenience",
        "ages": (25, 45),
        "years": 2,
        "question": "How did you come to shop here?",
        "excerpt": (
            "We bought the house, and it's at the end of the estate. There wasn't a decision. I "
            "suppose before that I was with another one for eleven years in the town where I grew "
            "up and I changed over in the time it takes to carry in a sofa. I go most days, I'm "
            "terrible at planning, I see what's in the fridge and run over in my slippers. It's "
            "like having a bigger fridge with a barrier and a car park. I've the card because "
            "they asked me, it's on the keys. I don't look at it. [And if you moved again?] The "
            "same again, whoever's at the end of that estate. My husband would tell you "
            "otherwise, he likes their sausages."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (35, 60),
        "years": 2,
        "question": "What would make you shop less here?",
        "excerpt": (
            "If they mess with the points again. They took the rate down in the spring, very "
            "quietly, you'd see it only if you did the sum. I did the sum. I wrote them a letter "
            "and got back a lovely reply with a voucher in it, so I stayed. Every quarter I do a "
            "sort of review, what did I spend, what came back, and I put it beside what my sister "
            "gets from hers. It's a game between us. She was ahead for the whole of last year. "
            "I'll be honest, there's a man on the vegetables who's been very nice to me since I "
            "had the fall, but you can't put that in a spreadsheet. [If you moved?] Hers. Same as "
            "my sister has. Then we'd be even."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (50, 75),
        "years": 2,
        "question": "Why this store, when there are three within reach?",
        "excerpt": (
            "Because of the fish, first. Marek gets it off the boats himself and if it isn't good "
            'he\'ll say to me "not today, have the lamb". Now who tells you that? In the other '
            "place they'd sell you the counter. I pay more, I know well I do, there's a fellow in "
            "my choir never stops telling me what he paid for salmon. But I ask myself what it is "
            "I'm buying. I'm buying not having to wonder. When my sister came home from Boston to "
            "die she wanted a bit of turbot, and Marek got her a turbot, in February, and cut it "
            "so small. I can't go elsewhere after that, can I. [If you moved to another city?] "
            "I'd want a Kestrel, and I'd want to meet the person on the fish before I unpacked."
        ),
        "coder_a": "food and freshness",
        "coder_b": "known by the staff",
    },
    {
        "fits": "convenience",
        "ages": (40, 65),
        "years": 2,
        "question": "What would you miss if the store closed?",
        "excerpt": (
            "Having the chemist, the post and the shop in the one trip. I've three sites to get "
            "round before ten, I run a cleaning firm, so it's in at eight, everything under the "
            "one roof, out. If it was only the groceries I wouldn't care a bit. The self-scan's "
            "very good. I'd be happy to never speak to anyone, that sounds awful, I speak to "
            "people all day. The coffee's all right, I take it in the van. They asked me once at "
            "the door what the store means to me, there was a girl with a tablet, and I said it "
            "means I don't have to go into the town. [And if you moved?] Somewhere with a roof "
            "over everything. It could be anybody's roof."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (28, 50),
        "years": 2,
        "question": "Tell me about the people in the store.",
        "excerpt": (
            "I couldn't name you one. They're friendly? I do the self-service because the coupons "
            "scan quicker there and nobody's sighing behind me while the till thinks about it. "
            "There was one young fella showed me that the app had a birthday offer hidden in the "
            "settings, I was delighted with him, I'd say I thanked him three times. I suppose "
            "what I feel is that I'm good at it. There's people pay full whack, they're paying "
            "for my discount when you think of it. I got four hundred and twelve euro back last "
            "year, I've the screenshot. [If you moved to another city?] Depends who's there. If "
            "two of them were there I'd use both against each other. That's what I do now."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (40, 65),
        "years": 2,
        "question": "Tell me about a usual week's shopping.",
        "excerpt": (
            "Saturday morning with my father. He's eighty-eight and he shaves for it. We get "
            "there for nine, he has his list, I've mine, and we split up at the potatoes like "
            "spies. It takes me half an hour and it takes him two, because he has to be told "
            "everything, who's dead, who's home, whose hip. I sit in the café and wait, and the "
            "girls bring me out a scone without asking. He has had three falls, and he'll not use "
            "the frame anywhere except there, because they told him the frame was good for "
            "hanging the bags. Whoever thought of that deserves a medal. [And if you moved?] We'd "
            "have to find him another Kestrel. He wouldn't take to a strange shop. I'd drive him "
            "thirty miles, every Saturday. Look, it's his week."
        ),
        "coder_a": "meets people",
        "coder_b": "meets people",
    },
    {
        "fits": "convenience",
        "ages": (55, 85),
        "years": 2,
        "question": "How do you decide where to buy what?",
        "excerpt": (
            "I don't, much. I'm a creature of habit. Tuesday and Friday, after the physio, "
            "because the physio's over the shop. I get the same things, I've had the same "
            "breakfast for thirty years. Meat is good with them, and the bread is fresh at that "
            "hour, still warm on a Friday. When the physio moves to the new medical centre in the "
            "spring I'd say I'll have to see, there's a supermarket beside that, with a lift. I "
            "wouldn't go out of my way. Why would you, for a sliced pan? I've had a card since "
            "they started them and I couldn't tell you what's on it. [If you moved to another "
            "city?] Near the physio. There's always going to be a physio."
        ),
        "coder_a": "food and freshness",
        "coder_b": "near and quick",
    },
    {
        "fits": "emotional",
        "ages": (25, 45),
        "years": 3,
        "question": "What made you come back the second time?",
        "excerpt": (
            "I had a panic attack in it, the first time. I'd just moved, I knew no one, it was "
            "the lights or something, and I left the trolley in the middle of the cereals and sat "
            "down on the floor. And a woman with a name badge, Priya, sat down on the floor as "
            'well. Didn\'t say "are you okay", she said "the tiles are lovely and cool, aren\'t '
            'they". Then we did the rest of my list together. I came back the next week to say '
            "thanks and she'd put by the cereal that I'd been holding. That's three years ago. I "
            "go every week, at the time she's on if I can, but the others know me too by now. [If "
            "you moved to another city?] I would search for one, definitely. Even if there was "
            "something closer. I'd feel I had a head start."
        ),
        "coder_a": "known by the staff",
        "coder_b": "known by the staff",
    },
    {
        "fits": "points",
        "ages": (50, 75),
        "years": 2,
        "question": "How did you come to shop here?",
        "excerpt": (
            "They came to the door with a book of coupons the year I retired, and I'd the time to "
            "read it. That was that. I'm there three mornings a week now for the early-bird "
            "double points, half seven, there's a little gang of us with the trolleys at the "
            "ready, and you'd think it was the start of a race. No, we don't really talk. It's "
            "every man for himself when the doors open! I've my eye on the air fryer, that's "
            "6,500. After that I'll do it for the grandchildren's scooter. My late wife paid cash "
            "and took no stamps off anyone and I do wonder what she'd say. [And if you moved?] "
            "I'd ask had they a book of coupons. If they hadn't I'd keep walking."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (55, 80),
        "years": 2,
        "question": "What would you say to a friend about Kestrel?",
        "excerpt": (
            "I'd say come with me on Thursday and I'll introduce you. That's what I did with the "
            "two Ukrainian ladies, and the new curate, and the woman who bought Hartes'. You "
            "couldn't just send a person in. I take them round: that's Noel, he'll sing at you; "
            "that's Kasia, she knows where everything is; that's the bench. By the time you reach "
            "the tills you live here. I ran the post office till they shut it, and the shop's the "
            "post office now, if you follow me, it's where the town finds out how it is. I've "
            "fallen out with them twice and made it up twice. You only bother falling out with "
            "your own. [If you moved to another city?] Then I'd do it all again, in that one. I'd "
            "need the bus times."
        ),
        "coder_a": "meets people",
        "coder_b": "known by the staff",
    },
    {
        "fits": "points",
        "ages": (30, 55),
        "years": 2,
        "question": "Has anything ever gone wrong, and what happened then?",
        "excerpt": (
            "My points vanished. Three thousand eight hundred, gone overnight when they changed "
            "the app, and I was fit to be tied. I rang, I mailed, I went in with a folder. It "
            "took them nineteen days. They gave them back with five hundred on top and I'll be "
            "honest, I was nearly sorry that I hadn't lost more. But I moved the big shop to the "
            "others during that, for the three weeks, on principle, and d'you know it was no "
            "hardship. I got their welcome pack. So now I've a foot in both. [If you moved to "
            "another city?] I'd follow the money. I don't mean that in a bad way. It's groceries, "
            "isn't it, a tin of tomatoes is a tin of tomatoes, and whoever pays me to carry it "
            "home can have me."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "convenience",
        "ages": (30, 50),
        "years": 2,
        "question": "What would make you shop less here?",
        "excerpt": (
            "Roadworks. I'm serious. When they had the bridge up last year I didn't go near them "
            "for two months, I was across the river anyway with the job, and used the place "
            "there. I didn't notice any difference. Then the bridge was done and I was back, "
            "they'd sent me a letter saying they'd missed me. Well, I'd missed the bridge. What "
            "I'd ask for is the collection point to open at seven so I could get it on the way "
            "in. I'd do my whole month by that. [And if you moved?] Whatever is on the way to "
            "work. You're going to get the same answer from everybody with a job, aren't you?"
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (40, 65),
        "years": 3,
        "question": "What do you like about shopping here?",
        "excerpt": (
            "They're the only ones who stack the deals. And it's handy, it's on the way to my "
            "mother's, I'm passing it four times a week so I may as well scan. I'd do a little "
            "shop each time rather than one big one because each visit over fifteen counts for a "
            "stamp. Twelve stamps is a tenner. You wouldn't want to be doing it by the litre of "
            "petrol, but as I say, I'm passing. I took the gold the year before last and I got it "
            "again this year by buying all the dog food in December. Is it a nice place? I never "
            "thought about it. It's bright. [If you moved to another city?] Same rule. First the "
            "stamps, and then the road. If I wasn't passing it there'd want to be a lot of stamps."
        ),
        "coder_a": "points and offers",
        "coder_b": "near and quick",
    },
    {
        "fits": "emotional",
        "ages": (60, 85),
        "years": 7,
        "question": "Has anything ever gone wrong, and what happened then?",
        "excerpt": (
            "They stopped the seeded brown bread, that's the worst they've done to me. Seven "
            "years I ate that bread, every day of them. I wrote to them, a good letter, and do "
            "you know what happened? The baker came out to me, a big shy lad, Tadhg is his name, "
            "and explained the flour mill was gone, and the new flour didn't rise for him, and "
            "that he was as cross as I was. He's been bringing me trials of it. I'm his taster. "
            "Number six was close. Now you could say they took away my bread and I'm still there "
            "every second day. That's true. I'm waiting on number seven, and anyway I couldn't "
            "let him down. [If you moved?] I'd go looking for a Kestrel, whatever the drive, and "
            "the first thing I'd do is squeeze the loaf."
        ),
        "coder_a": "food and freshness",
        "coder_b": "food and freshness",
    },
    {
        "fits": "convenience",
        "ages": (45, 70),
        "years": 2,
        "question": "What would you say to a friend about Kestrel?",
        "excerpt": (
            "I wouldn't bring it up, to be fair. It's a shop. If somebody moved in next door and "
            "asked me I'd say it's across the green, it's open til ten, go before five. That's a "
            "recommendation, I suppose. I'm in there more than I'm in my own kitchen, with two "
            "lads playing football, it's milk, bread, milk, bread. My wife did a thing where she "
            "added up what we'd spent there in a year and I had to sit down. You'd think we were "
            "mad about the place. [And if you moved?] I'd do what I did here, walk out the front "
            "door and see what I hit. We had it with the last house as well, different shop, same "
            "amount of milk."
        ),
        "coder_a": "near and quick",
        "coder_b": "near and quick",
    },
    {
        "fits": "points",
        "ages": (25, 45),
        "years": 2,
        "question": "What do you look forward to about coming in?",
        "excerpt": (
            "The wheel! There's a wheel in the app at the till, you spin it, and it's mostly ten "
            "points, but I got the free coffee machine pods twice. My kids fight over who does "
            "it. I know it's all a trick to get me in the door, I work in marketing, I could draw "
            "it for you. Doesn't make a blind bit of difference, I still get a kick when it goes "
            "ping. I had a spell last year when I was doing four small shops a week for it. And "
            "then I'd open the press and find nine tins of chickpeas. [If you moved to another "
            "city?] I'd try what there is. If the other crowd had something better than a wheel, "
            "then bye bye wheel. I'd be a bit sad for the kids."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
    {
        "fits": "emotional",
        "ages": (45, 75),
        "years": 2,
        "question": "What would make you shop less here?",
        "excerpt": (
            "If it got slick. There's talk of taking out half of the tills for those machines, "
            "and of the café going for more parking. I've nothing against machines, I've two. But "
            "I work from home, by myself, with numbers, and the shop is where I've a voice. "
            "Siobhán, and Anto with the trolleys, and whoever's in the queue with something to "
            "say. I let people ahead of me so it takes longer. They know me well enough to leave "
            "me alone as well, when I've had a bad day, and that's a skill. If I could get the "
            "same bag of things in half the time, I'd be the loser by it. [If you moved to "
            "another city?] I'd seek one out, and I'd go on a Tuesday afternoon, and let people "
            "ahead of me."
        ),
        "coder_a": "known by the staff",
        "coder_b": "meets people",
    },
    {
        "fits": "points",
        "ages": (55, 80),
        "years": 2,
        "question": "Why this store, when there are three within reach?",
        "excerpt": (
            "Wednesday's the double points, plus the coupons, plus whatever they've posted me. "
            "You'd be mad to go anywhere else on a Wednesday. On the Thursday it's the other "
            "place, they do a hot dinner for five euro with any shop. Fridays the market. I've my "
            "week laid out like a timetable. It keeps the mind sharp and it keeps me out. My "
            "neighbour goes to the one shop for everything, she says it's the people. I said to "
            "her, Nuala, the people don't take four euro off your ham. We had a laugh about it. "
            "She says she'll come to my funeral and collect the points. [And if you moved?] I'd "
            "find out what day the double points was, in each of them, and I'd be sorted inside a "
            "fortnight."
        ),
        "coder_a": "points and offers",
        "coder_b": "points and offers",
    },
)
