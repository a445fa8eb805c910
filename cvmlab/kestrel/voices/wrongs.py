"""What people write about being let down: an order, a call, a carpet, a queue, a tone, a letter.

Part of ``better``.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, ...]] = {
    "failure": (
        "Ordered a birthday cake for my mam's 80th and it came with somebody else's name on it. "
        'Told "nothing we can do now". She laughed, I didn\'t.',
        "Three times this year I was charged for chickens I never got. Still waiting on the €11.",
        "When you make a mistake, say so and fix it. That is really all I want.",
        "My order had 12 tins of cat food. I have no cat. Nobody would take them back without the "
        "receipt which was in the email which never came.",
        "Missing items in the last two deliveries, still not refunded",
        "the iron I bought in the spring lasted nine days and the desk said send it to the maker "
        "yourself",
        "I reported a faulty product in January. No reply to date.",
        "We hired your loan trolley for my mother's move and the wheel came off on the hill, "
        "crockery everywhere. I was told that it must have been overloaded. It had four plates "
        "and a lamp in it. I'd have settled for somebody saying sorry.",
        "You sold me mouldy bread on a Sunday. I brought it back Monday and got an argument "
        "instead of a loaf.",
        "Refund promised on the 3rd. No refund by the 24th. How hard can it be",
        "I cooked for fourteen people and the ham was short by half a kilo. The girl at the desk "
        "shrugged at me.",
        "substitutions!! I asked for baby formula and was given oat milk",
        "Half the frozen stuff was thawed when I opened the bags and the man on the phone told me "
        "to refreeze it. You don't refreeze prawns.",
        "My complaint number is longer than the answer I got.",
        "Bad meat, no apology",
        "Toaster broke after a month and I was refused a replacement",
        "Twice I have had the wrong bread rolls for the parish breakfast and twice I've had to "
        "stand at the desk while somebody reads my own order back to me as though it were my "
        "handwriting that was the trouble",
        "Put right what you get wrong. I'm still out the price of a slow cooker with no lid.",
        "The wrong size of nappies, again, and no one to change them after six o'clock. A baby "
        "can't wait til Monday.",
        "Please check eggs. Four from twelve were broken in my box and the shop says I must show "
        "photo. I have already thrown away.",
        "I was overcharged for the salmon and by the time somebody came over I had missed my bus",
        "Yous left out the candles. Sounds like nothing but it was a christening.",
        "Good shop in general, but the one time it mattered (my father's funeral tea) the "
        "platters were an hour and a half late and the apology came on a printed card.",
        "You keep sending apologies by email from an address I can't reply to",
        "The order was wrong and nobody has contacted me since",
        "Got a leaking bottle of bleach in with my vegetables, everything had to go in the bin, I "
        "was offered a voucher for two euro.",
        "Fix your scales at the deli, I weighed the cheese at home. ",
        'My prescription sunglasses were in the bag I left at collection point. "Somebody will '
        'look." Nobody looked.',
        "The kettle blew the fuse for the whole house. Brought it back twice and it's me who is "
        "treated like a chancer.",
        "If a thing is missing from the order don't make me prove it isn't there",
        "after the mix up in March with the double payment I check every receipt now, which tells "
        "you how much trust is left",
        "I would like, once, to report a problem and not have to tell the story from the start to "
        "a third person.",
        "Tin of paint went off down the side of the boot because the lid was never on right. Car "
        "still smells of it and I still have no answer.",
        "Please deal with complaints properly",
        "The yoghurts were nine days out of date. NINE. And Declan at the desk, who I like, could "
        "only give me a form.",
        "Wrong dog food sent, dog sick for two days, vet €65. You offered points.",
    ),
    "late call-back": (
        "Better follow up after a complaint, I had to chase it myself",
        "Rang on Tuesday about the missing order, was told I'd have a call back within the hour. "
        "It's now Friday.",
        "Return your calls. It's manners more than anything else.",
        "If ye say ye'll ring, ring. I sat in on a fine day.",
        "Somebody called Sandra was going to ring me about the refund. Is Sandra alright?",
        "Return phone calls sooner",
        "I left two messages and my number twice, slowly, and I'm still wondering whether anybody "
        "plays them",
        "In the month of June I telephoned three times, each time a very polite person, each time "
        "a new person, each time they will pass it on. I think they pass it on into the sea. "
        "Please, one person who answers.",
        "It took over a week to hear back",
        'they always say "the manager will call you" and the manager never does',
        "Call back when you promise. I'm on shifts and can't be hanging on with the phone in my "
        "apron.",
        "the call came eleven days later, at ten past eight on a Saturday morning, and he didn't "
        "know what it was about",
        "I'm not unreasonable, I know you are busy, but a week of silence for a question about a "
        "freezer delivery is a long time with no freezer.",
        "Nobody rings back. Ever.",
        "Please to answer the people faster. I wait five days for one small answer about invoice.",
        "Nobody called me back about my complaint",
        "Your answering machine thanked me for my patience. It hasn't seen my patience.",
        "A promise of a call by Wednesday should mean some Wednesday this month.",
        "My neighbour walked in and asked in person and had it sorted in two minutes, while I "
        "waited on a phone call that hadn't come by the weekend.",
        "Got a text saying sorry we missed you. I was sitting beside the phone the whole day!",
        "I had to ring four times to find out whether the allergy question was answered. It "
        "wasn't.",
        "when you do phone back it would help if the person had the notes",
        "Slow to come back to you, except when they are selling something, then they're quick "
        "enough.",
        "It isn't the broken hob that annoyed me, it's the three weeks of \"somebody will be in "
        'touch".',
        "I am still waiting for a call from customer service",
        "Ring my mobile, not the landline, I've told you that every time. So you rang the "
        "landline and closed the case.",
        "i asked for a call after 5 because i teach. got called at 11.15 three days running",
        "I'd rather hear bad news the same day than good news a fortnight later",
        "Noel in the store got me an answer in the end. Your head office line never did.",
        "My mother is 86 and she stayed in for two mornings for your call. Shame on you.",
        "Still no word on the damaged table. I check my phone like a teenager",
        'Give people a name and a direct number instead of "the team".',
        "I gave up waiting for ye to ring and took the loss.",
    ),
    "driver": (
        "Delivery driver could be more careful with the bags",
        "The driver walked mud right across the new carpet in the hall. Six weeks I saved for "
        "that carpet.",
        "Left my shopping with number 14 again. I'm 41.",
        "Nice lad, but please give him shoe covers. Cream carpet, wet boots, you can picture it.",
        "He put the bags down in the rain and drove off, I could see him from the upstairs window",
        "Driver left the delivery at the wrong house",
        "delivery left at the back door, which we never use, so the butter was soup by the time I "
        "found it",
        "I minded that carpet like a child, first new thing in the house since the wedding, and "
        "he stood on it in those boots looking for a pen. Eight seconds for him and four hours "
        "with the brush for me.",
        "driver late and not very friendly",
        "Tell your man to shut the gate. The dog was in the next parish before I noticed.",
        "The groceries are perfect. The tyre marks over my mother's flower bed are not.",
        "Fella leaned on the bell until he woke the baby. It's on the note: DO NOT RING.",
        "Driver was on the phone the entire time and left a footprint on every step of the stairs.",
        "my eggs were under the potatoes",
        "Whoever delivers on Thursdays reverses into our wall. Twice now. We painted it white so "
        "that he'd see it.",
        "Drivers should take their boots off or leave it at the door",
        "I paid for delivery to the kitchen because of my hip, and he left it on the path and "
        "said he was running late",
        "Mud on the sitting room rug and not a word said. I only noticed when I put the lamp on.",
        "Why does the delivery man never wait? I am slow on the stairs since the operation but I "
        "do come.",
        "Wrong house, wrong street, wrong end of the town. The people there ate our ice cream and "
        "I can't say I blame them",
        "New floor, three days old, and he dragged the crate across it. I got a link to a survey.",
        "Could the drivers please have a cloth or wipe their feet? Otherwise I've no complaint in "
        "the world about the food.",
        "he was grand, friendly even, but the van blocked the whole lane and my neighbour isn't "
        "speaking to me now",
        "One driver (tall, red beard) is a gentleman. The other one throws.",
        "Delivery man left dirt all over the hall",
        "Delivered next door while I was standing in my own doorway waving at him!",
        "The bag split at the step and he left the tin rolling down the hill. My young lad ran "
        "after it into the road.",
        "they leave things in the porch even though I asked for the shed. The crows had the "
        "sausages.",
        "Oil on the driveway from your van. Four days of scrubbing and you can still see it",
        "Boots. On. The. Bed throw?? He used the bedroom window instead of the front, don't ask.",
        "I told him about the step, he knocked over the geraniums, he laughed. I did not laugh.",
        "please deliver to the flat and not to the bin store",
        "The driver didn't know the house though he's been here every week since February. It's "
        "never the same one twice, that's the trouble.",
    ),
    "queue": (
        "Two tills open, fourteen people waiting and four staff stacking crisps.",
        "Checkout is slow in the evenings",
        "Open another till before the queue reaches the bread, not after",
        "self service tills that need a member of staff every second time are not self service",
        "I timed it: nineteen minutes on Friday at half five for milk and a loaf",
        "Queues too long at peak times",
        "More people on the checkouts on Saturday mornings.",
        "Why not let us pay at the bakery if we only have bakery? I stood behind a family of six "
        "with a month's shopping, holding one hot loaf, and by the time I was through it wasn't "
        "hot and neither was I",
        "The deli queue and the lotto queue are the same queue. Why",
        "Not enough staff on the tills on Fridays",
        "My little one had a full meltdown in the line and a lady let us ahead. The lady was a "
        "customer, not staff.",
        "Queue was all the way back to the frozen peas. I put the basket down and left, first "
        "time ever.",
        "there's one till that takes cash and it's always the one with the new person learning",
        "A seat near the tills for those of us who can't stand long",
        'Everybody over the tannoy is "called to the tills please" and nobody comes',
        "more tills open at lunchtime please",
        "It moves, in fairness, but lunchtime is terrible and I only get thirty minutes.",
        "Your basket till is used by people with trolleys piled to the ceiling and the staff say "
        "nothing",
        "A machine said unexpected item in the bagging area eleven times. It was my handbag.",
        "Why do you close the tills at nine when the shop is open til ten?",
        "On pension day please put someone on who can count",
        "queuing for click and collect behind people returning parcels, makes no sense, the whole "
        "point was I'd no time",
        "I like the shop. I don't like to stand. Knees.",
        "get a proper system at the fish counter, tickets or something, there was nearly a row on "
        "Friday",
        "Waiting time at the deli",
        "I wait longer to pay than I need for choosing everything. In my country the cashier sits "
        "and is fast.",
        "The young ones at the till chat to each other over your head while the queue grows",
        "Ten items or fewer. Enforce it!",
        "Was late back to work twice from queueing, now I bring a sandwich from home.",
        "More tills. Fewer balloons.",
        "Saturday around eleven it's like the ferry in August",
        "the pharmacy counter has one girl doing everything and she does look worn out, get her "
        "some help",
    ),
    "rude": (
        "The woman on the service desk rolled her eyes at my hearing aid. I saw it.",
        "Better customer service from the younger staff would be nice",
        "I asked where the lentils were and got a finger pointed, no words.",
        "Manners cost nothing and there's a man on the night shift who hasn't any",
        "i was followed round the shop by security because of my hoodie i think. i'm 17 i was "
        "buying rice for my gran",
        "Some of the staff are unfriendly",
        'Was told "read the sign" when I asked about the returns. I\'d forgotten my glasses.',
        "When my card was refused (the bank's mistake, not mine) the young man called it out to "
        "the next till as if he were selling it. I've known half of that queue since school. He "
        "could have said it quietly, that's all.",
        "A girl at the till discussed my shopping with her friend while I was standing there. Yes "
        "I do eat that much chocolate.",
        "cashier was rude to me last week",
        "Staff could say hello.",
        "He spoke to my son instead of me because of the wheelchair. My son is nine.",
        'Being called "love" by a teenager who\'s fed up with me is worse than being called '
        "nothing",
        "I know the staff are under pressure but I didn't make the rota. Don't sigh at me.",
        "They speak with me very loud because of my accent. I am not deaf, I am from Porto.",
        "Staff attitude at the service desk",
        "Tutting. The amount of tutting at the self service when an older person needs help.",
        "The manager walked away in the middle of my sentence. I was complaining, but still.",
        "One of the butchers barked at my husband for asking to have the fat trimmed and he won't "
        "go up to the counter now",
        "nobody looks up. you could be a ghost pushing a trolley",
        "She held my twenty to the light like I had printed it in the shed",
        'Rude answer on the phone about my lost card, "well where did you leave it". If I knew '
        "that!",
        "you'd think i was asking for a kidney, all i wanted was the key for the toilet for a "
        "four year old",
        "Some smile, most don't. The fellow in the wine section sneers if you ask for anything "
        "under a tenner.",
        "The person on the phone was very short with me",
        "It was the tone. She wasn't wrong about the voucher, it had expired, but the tone.",
        "My daughter came home in tears from asking for a job form.",
        "Staff stood chatting in front of the yogurts and were annoyed when I said excuse me, "
        "twice",
        "Kindness training, if there's such a thing. I'd send the evening crew first.",
        "I was told to take my business elsewhere and I very nearly did that same afternoon",
        "Ye have lovely people and one or two who should not be let near the public.",
        "The security man laughed at me when the alarm went off. It was a tag left on by your own "
        "till.",
    ),
    "letters": (
        "Stop. Sending. Me. Letters.",
        "Send offers by email only, not post",
        "I got five envelopes in one week. I buy porridge and fish fingers, what can there be to "
        "say",
        "The amount of post is a sin, I light the stove with it",
        "We're two people in the house and get three of everything, one of them addressed to my "
        "late husband. Please take him off.",
        "Too many emails and letters",
        "Please not every day a message. I will come when I need food.",
        "My late mother got a card wishing her a happy birthday with love from all at Kestrel, "
        "eight months after I had told you. I know it's a machine. You should tell the machine, "
        "because I'm the one who opens it.",
        "Fewer mailshots, and maybe one that's to do with me. I'm not in the market for a "
        "barbecue, I live on the third floor.",
        "too much advertising in the post since last year",
        "You wrote that you missed me. I was in on Saturday.",
        "less email please, less!!!",
        "Every time I unsubscribe from one thing I'm put on another",
        "Vouchers for cat litter, vouchers for wine, vouchers for nappies. No cat, no drink, "
        "youngest is 31.",
        "somebody in there thinks I forget you exist between Monday and Thursday",
        "Stop sending me junk mail",
        "Leaflets, texts, the app pinging, then a letter telling me about the app. Enough",
        "I'd be more inclined to read them if there were four a year.",
        'I have started sending yours back "not known at this address". My wife thinks it\'s mean.',
        "What does it cost you to post all that? Take it off the price of butter.",
        "dear valued customer. if I'm valued you have my name",
        "The postman apologises to me now when he has one of yours.",
        "Only write when there is something new to tell. My bin for paper is collected just once "
        "in the month.",
        "Two letters on the same day, one offering 10 off and one offering 15. Which am I?",
        "I would like to get fewer messages from you",
        "I told the girl on the phone no more post and the following week I got a letter "
        "confirming no more post, and then post.",
        "the texts at 7am have to stop, I work nights",
        "It's too much. It makes me feel like a purse and not a person.",
        "You'd want to plant a few trees after all those leaflets",
        "I used to open them for the coupons and now I can't be bothered, there's that many.",
        "A birthday letter addressed to Dear Mr Trolley. I'm told it was a test.",
        "Since New Year I'm getting something every second day, what's going on in there at all",
    ),
}
