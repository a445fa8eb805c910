"""Food-service clients, as they talked in interviews of ninety minutes: one dictionary each.

The interviewers put the questions a supplier always puts (accuracy, punctuality, price) and then
very broad ones; ``themes`` are what came up in the whole interview, asked or unasked, so there may
be more of them than the excerpt shows. ``accounts`` are those which fit what is said, the first
being preferred; where none are named any home or primary school will do. The two coders agree on
20 of 26.

``CODED_ONLY`` are ten more interviews of which only the themes were kept: after how many of the
others each was held, what kind of client, and the themes. Menu planning comes up, unasked, in 14 of
20 seniors' homes, 3 of 10 schools and 0 of 6 restaurants.
"""

from __future__ import annotations

from typing import Any

from cvmlab.kestrel.characters import HOME_ACCOUNT

CLIENTS: tuple[dict[str, Any], ...] = (
    {
        "kind": "seniors' home",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "Chefs. I had two and a half, I've one and a bit. The half went to a hotel up the "
            "coast for three euro an hour more, and I don't blame him, I wrote him the reference. "
            "So I'm cooking myself on the weekends, and I'm supposed to be managing. You ring the "
            "agency on a Friday and they send you somebody who's lovely but has never made a soft "
            "diet in his life, so you end up standing beside him. Everything else gets done in "
            "the gaps. Your delivery comes, it's right, it goes into the cold room, if there's "
            "room in the cold room. I don't think about it. I couldn't tell you the driver's "
            "name. I know I should."
        ),
        "coder_a": "staff shortage",
        "coder_b": "staff shortage",
        "themes": (
            "staff_shortage",
            "storage",
            "taken_for_granted",
        ),
    },
    {
        "kind": "restaurant",
        "accounts": ("F0251", "F0250", "F0235", "F0331"),
        "question": "What do you worry about in your job?",
        "excerpt": (
            "Energy, then wages, then the weather. It's a small place by the water. A bad June "
            "and I'm paying the gas with a credit card. I look at every plate now as if it was a "
            "small business of its own: the hake makes money, the burger makes money, the "
            "chowder's charity. I had to put the chowder up by a euro and you'd swear I had moved "
            "the church. From yourselves I need the price held for the season, that's it, and the "
            "cream to be the cream that I ordered. It mostly is. The chef writes the board in the "
            "morning with what comes off the boats and he'd take the head off anybody who told "
            "him what to put on it."
        ),
        "coder_a": "budget",
        "coder_b": "budget",
        "themes": (
            "budget",
            "price",
            "accuracy",
            "taken_for_granted",
        ),
    },
    {
        "kind": "seniors' home",
        "accounts": (HOME_ACCOUNT,),
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "The sheet. It's a blank sheet, seven days by three, with four columns for the diets, "
            "and it's on my desk at Rosemount House when I come in. Sixty-four people are going "
            "to eat whatever I put into it. I used to lie awake on a Sunday night over it. "
            "They're not hard to please, you understand, they'd never complain. That's what gets "
            "me. They'd eat it, and they'd say \"very nice, Colm\". What I want is for Mrs Devane "
            "to say to the table behind her, did you get the plum thing? I want them talking "
            "about it at the tea. Nobody's ever asked me that before. They ask me did the order "
            "come right. It did. It always does. I'd only notice that if it didn't."
        ),
        "coder_a": "menu planning",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "residents_happiness",
            "taken_for_granted",
        ),
    },
    {
        "kind": "school",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "A yard full of children and thirty-one of them with a letter from a doctor. Nut, "
            "egg, milk, sesame, and one little boy who can't have anything that has been near a "
            "lupin, and I'd to look up what a lupin was. It's on a wall chart with their "
            "photographs. I check that chart in my sleep. You changed the brand of the stock "
            "powder in February and the new one had celery in it. It was on the label, in "
            "fairness to you, but who reads the label of a thing they've used for six years? We "
            "caught it. I sat down on an upturned crate afterwards with my hands going. If you "
            "want to do something for me, ring me before you change anything. A person, not a "
            "bulletin."
        ),
        "coder_a": "allergens and paperwork",
        "coder_b": "allergens and paperwork",
        "themes": (
            "allergens",
            "staff_shortage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What are you most looking forward to?",
        "excerpt": (
            "The Christmas dinner. I know, it's only May. But it's the one day that it's like it "
            "should be. They get dressed. There's a choice, there's a printed card, families come "
            "in, and a man who hasn't finished a plate since the summer asks me is there more of "
            "the stuffing. I stand at the hatch and watch. And then on the 27th we're back to "
            "mince, and I can see it go out of their faces. So I look forward to it and I dread "
            "it being over. I've often thought, what would it take to make it twenty Christmases "
            "a year, small ones? Somebody would have to come up with them. I've no more ideas in "
            "me, I've been at it for nineteen years, I think in four-week rotations."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "happiness of those who eat",
        "themes": (
            "residents_happiness",
            "menu_planning",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you worry about in your job?",
        "excerpt": (
            "That I've missed something. We had an inspection before Easter and they went through "
            "the texture charts with a ruler. Level four, level five, minced and moist, thickened "
            "fluids. If the speech therapist changes a person on a Tuesday it's got to be on my "
            "sheet by the dinner, and it comes on a sticky note. I had a near miss with a "
            "gentleman and a piece of toast. He's fine. I wasn't, for a week. So the fear is "
            "there every time a plate goes out. I keep a folder, I keep a second folder in case "
            "of the first. The food's nearly the last thing I think of, God forgive me. It should "
            "be the other way round."
        ),
        "coder_a": "allergens and paperwork",
        "coder_b": "allergens and paperwork",
        "themes": (
            "allergens",
            "reporting",
        ),
    },
    {
        "kind": "school",
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "Friday's bins. I go out and look, I can't stop myself. You see exactly what they "
            "thought of you. Sixty portions of a perfectly good vegetable bake with one bite out "
            "of each. There's rules about what we can serve, so much veg, so little salt, no "
            "frying but the once, and I agree with all of it, I've children myself. But you have "
            "to make a dish out of the rules that an eleven-year-old will eat in front of his "
            "friends. I spend my Monday mornings trying to invent a carrot. I look things up, I "
            "ring my sister who's in a school in another county, we swap. She's run dry as well."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "residents_happiness",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "It's thinking what to give them. You'd laugh, I suppose, with everything that's "
            "going on, but that's what it is. I've a budget of so much a head a day and that's "
            "grand, I can work to that. Staff I have, touch wood. The deliveries come at seven "
            "and they're correct, and that's been the way so long that I'd have to look up the "
            "complaints number. But every fourth Sunday I sit down at my own kitchen table, with "
            "my husband watching the match, and try to write twenty-eight days of dinners that "
            "aren't the last twenty-eight. I've a drawer full of magazines. I've my mother's "
            "notebook. You can't do roast lamb for people with eleven teeth between them."
        ),
        "coder_a": "menu planning",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "budget",
            "taken_for_granted",
        ),
    },
    {
        "kind": "restaurant",
        "accounts": ("F0233", "F0237", "F0245", "F0253"),
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "I can't open on Tuesdays. I've the bookings, I've the food, I've no floor staff. A "
            "fella of nineteen wouldn't come in for an interview on account of it was raining. My "
            "wife's on the door, and she's an accountant. We've cut the covers and we've cut the "
            "card from fourteen mains to eight, and I thought there'd be murder but d'you know "
            "it's better, the cooking's better. You need less of everything and it's fresher. The "
            "yard's the size of a wardrobe so I take from you every day in small drops and ye "
            "have been good about that. No, I've no bother knowing what to cook. I've bother "
            "knowing who's to carry it."
        ),
        "coder_a": "staff shortage",
        "coder_b": "staff shortage",
        "themes": (
            "staff_shortage",
            "storage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "The phone at ten to seven. That's somebody's child sick, or somebody's back. I've "
            "the rota on my knee in the car before I've even turned the key. And what suffers is "
            "always the same thing: the plan goes out the window. I'd written a nice week. I had "
            "a fish pie on it with the good smoked haddock, and Mr Pender had been talking of "
            "nothing else since Thursday because I was fool enough to tell him. And with two "
            "people gone you can't make a pie for a full house. So it's soup and sandwiches, and "
            "he says it doesn't matter. If I'd a set of dinners that could be put together by "
            "two, and still be something to look forward to, I'd sleep."
        ),
        "coder_a": "staff shortage",
        "coder_b": "menu planning",
        "themes": (
            "staff_shortage",
            "menu_planning",
            "residents_happiness",
        ),
    },
    {
        "kind": "school",
        "question": "What do you worry about in your job?",
        "excerpt": (
            "The grant per meal is the same as three years ago and an egg isn't. I've to have a "
            "hot dinner on a plate for less than you'd pay for a cup of tea in the town. So I buy "
            "for price, I'll be straight with you, I've four suppliers on the go and I look at "
            "all of the lists on a Thursday evening. Ye are about in the middle. The secretary "
            "wants it in a spreadsheet for the board, and the board wants to know why the chicken "
            "was dear in October. I don't know why the chicken was dear in October. I'm a cook. I "
            "used to make a lovely lemon tart for the end of term."
        ),
        "coder_a": "budget",
        "coder_b": "budget",
        "themes": (
            "budget",
            "price",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What are you most looking forward to?",
        "excerpt": (
            "We've started having a resident pick one dinner a month. They tell us a dish from "
            "when they were young and we try to do it. Last time it was Sister Benedict, a "
            "stuffed pork steak her mother did for the threshing, and she came down to the "
            "kitchen in the chair to see was I tying it right. I wasn't. There was a queue for "
            "seconds. People told each other stories for the whole of the evening, and the night "
            "staff said that nobody rang. I look forward to that the whole month. The other "
            "thirty days I'm scratching my head. I can't get thirty ideas out of thirty memories, "
            "some of them only remember bread and tea, the creatures. I could do with a partner "
            "in crime."
        ),
        "coder_a": "menu planning",
        "coder_b": "happiness of those who eat",
        "themes": (
            "menu_planning",
            "residents_happiness",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "Money. It's always been money but it used to be tight and now it's silly. I'm to "
            "feed a grown adult for a day on what my nephew spends on a coffee and a bun. The "
            "owners are nice people, they look at me with sorrow and they say do what you can. So "
            "it's more lentils, it's turkey instead of beef, it's watching the portions. I can't "
            "complain to you about the service, the van's there at half six with everything on "
            "it, that's like complaining that the sun came up. If you'd come to me with ten cent "
            "off the kilo I'd listen. And I know you won't, so we'll leave it there."
        ),
        "coder_a": "budget",
        "coder_b": "budget",
        "themes": (
            "budget",
            "price",
            "taken_for_granted",
        ),
    },
    {
        "kind": "restaurant",
        "accounts": ("F0319", "F0321", "F0326", "F0401", "F0400", "F0333"),
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "Paper! We close on Mondays and it's the day I do the invoices, and yours come as "
            "three different documents, delivery docket, invoice, credit, and no one of them has "
            "the same number as the other. I've a shoebox. My bookkeeper is a patient woman and "
            "even she put her head down on the table. The goods are right, it's the paper that's "
            "wrong. I've a fish man who writes it on the back of the box with a marker and I've "
            "never had a query with him in ten years. Menus? No, we're an Italian place, my "
            "grandmother settled that question in 1961. Give me one sheet a month with one number "
            "at the bottom."
        ),
        "coder_a": "deliveries and orders",
        "coder_b": "allergens and paperwork",
        "themes": (
            "reporting",
            "price",
            "taken_for_granted",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you worry about in your job?",
        "excerpt": (
            "Weight. They get weighed on the first of the month, and when there's four or five "
            "lighter than they were the doctor looks at me over his glasses. They aren't sick. "
            "They're bored, if you ask me. Would you eat if you knew that it's Tuesday by the "
            "smell? I had a woman tell me, very politely, that she'd sooner have the toast. She'd "
            "cooked for a bishop. I worry that I've got them into the way of not expecting "
            "anything. I put a sprig of parsley and they take it off. What I'd need is somebody "
            "who'd thought about it properly, soft but not baby food, old-fashioned but not dull, "
            "and could send me the lot with the recipe. I've never found that in any price list."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "menu planning",
        "themes": (
            "residents_happiness",
            "menu_planning",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "You, to be perfectly honest. You come on a Monday at the same time as the linen and "
            "the medical gases, and there's one ramp. So I've a fellow with a cage of potatoes "
            "and a fellow with oxygen looking at each other. I've asked could it be Tuesday and I "
            "was told the route is the route. And twice since Christmas there was a wrong line in "
            "it, beef for lamb, small things, but I've to go looking for somebody to credit it. "
            "The cold store's too small for the whole week. It was built for fewer and we've "
            "grown. I go about with a tape measure in my pocket. It's not the end of the world, "
            "you asked me what I hate."
        ),
        "coder_a": "deliveries and orders",
        "coder_b": "deliveries and orders",
        "themes": (
            "accuracy",
            "punctuality",
            "storage",
            "reporting",
        ),
    },
    {
        "kind": "school",
        "question": "What are you most looking forward to?",
        "excerpt": (
            "The garden. The sixth class dug a bed behind the boiler house, and before the "
            "holidays we'll cook what comes up, if the rabbits are agreeable. They'll eat "
            "anything they've grown. I saw a child eat a raw beetroot last year as if it was an "
            "apple, looking straight at me, red down to the elbows. You can't get them to touch "
            "it out of a tin. There's just the two of us and a dishwasher who's in at eleven so I "
            "don't know who I think is going to weed it. Anyway it's what keeps me in the job. "
            "I'm sorry, that hasn't a lot to do with deliveries, has it."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "happiness of those who eat",
        "themes": (
            "residents_happiness",
            "staff_shortage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "Variety. We're on a four-week cycle and there's people here for six years, so some "
            "of them have had my Wednesday seventy-eight times. I counted it up for a family "
            "meeting because a daughter asked me, nicely, was there ever anything new. I'd no "
            "answer. I went home and I was upset. I trained in a hotel, I used to have ideas. The "
            "nutritionist's software gives you grand numbers, fibre and iron and so on, and it "
            "would give you cottage pie until the end of the world. My rep is a pleasant young "
            "man, and he asks me am I happy with the fill rate. I had to ask what it was. I am, "
            "apparently. It's ninety-nine."
        ),
        "coder_a": "menu planning",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "residents_happiness",
            "reporting",
            "taken_for_granted",
        ),
    },
    {
        "kind": "school",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "It's me, I'm the issue, I'm sixty-three and there's nobody coming after me. We "
            "advertised twice. One applicant, and she thought that it was term-time mornings, "
            "with no pots. I do the ordering, the cooking, the temperature book, the waste book, "
            "and the free-meals return for the department, which is on a website that locks you "
            "out at four. I've asked for a second pair of hands since before the lockdowns. They "
            "gave me a combi oven. It's a marvellous oven, it talks to you. It doesn't peel. If "
            "I'm out sick there's sandwiches from the garage, and that's a fact, it happened in "
            "February."
        ),
        "coder_a": "staff shortage",
        "coder_b": "staff shortage",
        "themes": (
            "staff_shortage",
            "reporting",
            "storage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "I have to put up the week on the board in the dining room, in chalk, by ten. There's "
            "a group of gentlemen that wait for it with their arms folded. It's like handing in "
            "an essay. If it's the same as the last they read it out, in a certain voice. \"Ah. "
            "The goujons.\" My cook is from Manila, she'd love to give them the food from home, "
            "she did an adobo once and they were so brave about it. She can't have in her head "
            "what they ate when they were boys, and I'm too young. So I copy from the old boards, "
            "I've photographs on my phone back to 2021. It would be such a help if somebody gave "
            "me a book of weeks, and I'd only have to choose."
        ),
        "coder_a": "menu planning",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "staff_shortage",
        ),
    },
    {
        "kind": "restaurant",
        "accounts": ("F0340", "F0259", "F0313", "F0347"),
        "question": "What are you most looking forward to?",
        "excerpt": (
            "January, because we shut. Eight months off. No, all right, I'll tell you. There's a "
            "couple, must be in their eighties, they come on the first Friday and have the same "
            "table and share one crab. Last summer he came without her. I thought the worst. But "
            "she'd had a hip done, and by October they were back and the entire kitchen came out. "
            "That's what I'd be in it for. You forget, because the day is all leaks and no-shows "
            "and somebody ringing in. I'm down a commis since Easter and I've the bank on "
            "Thursday. But the first Friday's coming."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "happiness of those who eat",
        "themes": (
            "residents_happiness",
            "staff_shortage",
            "budget",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you worry about in your job?",
        "excerpt": (
            "That I'm getting stale. I've eleven on soft food, six diabetic, two coeliac, and a "
            "lady who is kosher as far as we can manage, and by the time I have it right for all "
            "of them there's no taste left in it, it's a sort of average. My husband calls it the "
            "beige period. I ate with them on Thursday, I do that once a month, and I was looking "
            "around the room and not one person was talking. A dinner ought to make a noise. "
            "Suppliers? Ye are all good now. It comes, it's what I asked for. The trouble is what "
            "I asked for. I asked for it because I asked for it the last time."
        ),
        "coder_a": "menu planning",
        "coder_b": "menu planning",
        "themes": (
            "menu_planning",
            "residents_happiness",
            "allergens",
            "taken_for_granted",
        ),
    },
    {
        "kind": "school",
        "question": "What do you hate on a Monday morning?",
        "excerpt": (
            "Waiting for the van. First break's at twenty to eleven, and if the rolls aren't "
            "there by ten I've a yard of hungry children and a principal. It isn't often, I'll "
            "grant you, but when it's late it's always a Monday and it's always the bridge. I'm "
            "standing at that gate in my whites in the rain. Then it's all at the once, and "
            "nowhere to put it, I've sacks of flour under the piano. I don't want to be ringing "
            "and giving out, it's the same poor man. If he texted me when he was leaving the "
            "depot I'd know whether to start on the pancakes."
        ),
        "coder_a": "deliveries and orders",
        "coder_b": "deliveries and orders",
        "themes": (
            "punctuality",
            "storage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What are you most looking forward to?",
        "excerpt": (
            "Monday week, because I've a new cook starting, Grzegorz, and he has worked in a home "
            "before. I met him for an hour, and he asked to taste the soup. No one has ever asked "
            "me to taste the soup. I've been holding that kitchen up with agency people since "
            "Christmas, each one a stranger to the place, so I write down everything, down to how "
            "Mr Cody likes the crust off. With a man who stays, we could start to talk about what "
            "to cook, not just about who is. I've a list of dishes on the back of an envelope and "
            "it's a short envelope. But first somebody has to be standing there."
        ),
        "coder_a": "staff shortage",
        "coder_b": "menu planning",
        "themes": (
            "staff_shortage",
            "menu_planning",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What is the biggest issue you face at the moment?",
        "excerpt": (
            "Forms. There's a form for what came in and what temperature it was, and a form for "
            "who ate what, and a form to say you did the form. I counted fourteen for one fish "
            "dinner. I'm a chef by trade, I'd rather be poaching it. The allergen matrix has to "
            "be redone every time that one of you changes a product, and I find out from the "
            "small print, on the day. I've a girl two mornings who does nothing else and she's "
            "leaving, she says that she came to work with people. I'm not against checking. "
            "Somebody choked once in the place I was before. But I don't cook now, I account for "
            "cooking."
        ),
        "coder_a": "allergens and paperwork",
        "coder_b": "allergens and paperwork",
        "themes": (
            "reporting",
            "allergens",
            "staff_shortage",
        ),
    },
    {
        "kind": "seniors' home",
        "question": "What do you worry about in your job?",
        "excerpt": (
            "Sundays, and who'll have a visitor and who won't. I know it's not the kitchen's job "
            "but they come by the hatch. There's a man here, a retired vet, that gets nobody, and "
            "I do him a plate with a bit of everything, and sit down with him for ten minutes "
            "with my own. It's the best ten minutes of my week, and I'm paid for it, supposedly. "
            "What I worry about is the new owners. They've a consultant in with a stopwatch. He "
            "asked me what was my cost per cover, and I told him, and he wrote it down, and he "
            "never asked me what was for dinner."
        ),
        "coder_a": "happiness of those who eat",
        "coder_b": "happiness of those who eat",
        "themes": (
            "residents_happiness",
            "menu_planning",
            "budget",
        ),
    },
)
CODED_ONLY: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (3, "seniors' home", ("menu_planning", "residents_happiness", "staff_shortage")),
    (6, "school", ("price", "budget", "allergens")),
    (8, "seniors' home", ("menu_planning", "taken_for_granted", "budget")),
    (11, "restaurant", ("price", "staff_shortage", "taken_for_granted")),
    (13, "school", ("menu_planning", "residents_happiness", "taken_for_granted")),
    (15, "seniors' home", ("price", "reporting", "storage", "taken_for_granted")),
    (17, "school", ("accuracy", "reporting", "allergens", "staff_shortage")),
    (20, "school", ("menu_planning", "budget", "taken_for_granted")),
    (22, "seniors' home", ("menu_planning", "residents_happiness", "allergens")),
    (24, "restaurant", ("price", "punctuality", "budget", "residents_happiness")),
)
