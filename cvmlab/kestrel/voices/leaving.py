"""What people say in exit interviews: who tried to buy and gave up, and customers who have left.

By what drove them away. Behind each stands a feeling: confusion, repulsion, disgust, anger, or
being tired of it.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, ...]] = {
    "phone menu": (
        "Press one, press four, press two, and then the same woman who started it asked me to "
        "press one. I put down the phone and I was shaking with temper.",
        "I only wanted to know had you crutches for hire. A machine told me about your opening "
        "hours in two languages and then hung up. I felt stupid, and I'm not stupid.",
        'There was no number for my kind of question, so I said "person, person, person" like a '
        "parrot, and my son laughed at me and that was that. I rang the butcher.",
        "Eleven minutes of pan pipes. I wanted to spend four hundred euro on a party and nobody "
        "would come to the phone to take it.",
        "I don't hear so well. It said \"if you know the extension, dial it now\", and I didn't, "
        "so it said goodbye.",
        "I kept being told my call was important. I believed it for about a quarter of an hour "
        "and then I felt had.",
        "The menu had nine choices. By the seventh I couldn't remember the second. I'm 81, I "
        "simply put the receiver back.",
        'It asked me to say my postcode. I said my postcode. It said "Did you say: football '
        'club?" I gave up, I thought it was making fun of my accent.',
        "I got through to a department, they put me through to another, and that one was closed "
        "since noon. I didn't even get angry any more. I just thought, all right then.",
        "You can't ring the store, did you know that? You can only ring the menu. I could see the "
        "store from my window while I was listening to it.",
        "Wanted to change an order for a funeral. A cheery voice asked would I like to hear about "
        "barbecue sets. I was disgusted, honestly. We got the sandwiches from the hotel.",
        'On the third go round I worked out that "other" leads back to the beginning. Who builds '
        "such a thing? I said out loud, ye don't want us, do ye.",
        "it said there's 14 callers ahead of you. then it said 15",
        "I'm a nurse, I have my break and that's nine minutes long. Your recording takes six of "
        "them. So no, I never became a customer.",
        "After the tone I left a message, my name, my number, what I needed. That's in May. I "
        "suppose the tone is still going.",
        "The machine didn't understand me and there was no way out of it, no zero, no operator. "
        "It's like being in a lift that doesn't stop.",
        'I wanted a hamper sent to my sister. Option five was "all other enquiries" and it rang '
        "out, every day, for a week. She got flowers from somebody else.",
    ),
    "website": (
        "Filled the entire basket, forty one things, pressed pay, and was back at the home page "
        "with nothing in it. I closed the laptop very quietly so that I wouldn't throw it.",
        "It wouldn't let me look at anything until I'd told it my birthday. I'm not giving my "
        "birthday for a packet of rashers.",
        "I didn't understand where I was. There was a shop in the shop in the shop. In the end I "
        "was looking at garden sheds, and I'd wanted yeast.",
        "The postcode box said we don't deliver to you. My neighbour gets a delivery from you "
        "every Friday, same postcode, I can see the van. So I thought, grand, be like that.",
        "Made an account, got the mail, clicked the link, link expired. Again. Again. By then it "
        "was late and I'd lost interest, and I haven't gone back.",
        "Confused, that's the word. Is it collection or delivery? Is it today or Tuesday? I "
        "couldn't find out and I was frightened of ordering twice.",
        'I\'m blind and use a screen reader. It read out "button, button, image, button". I '
        "left, as I leave most shops, but I'd hoped that a local one would be different.",
        "it kept putting things in that i didn't pick. at the end there was a charity donation "
        "and an umbrella",
        "Every time I touched the screen another little window came up. Cookies, newsletter, app, "
        "survey. I felt pawed at. I shut it.",
        "The password had to have a capital and a number and a sign and it couldn't be one I had "
        "used. I had never used any! I was new!",
        "You couldn't see what delivery cost before the very end. When I saw it I'd a feeling of "
        "being led up an alley.",
        'Page froze on "nearly there". I took a photo of it. Nearly where?',
        "I wanted to pay for my father's shopping and have it brought to him. There's no way to "
        "tell the site that these are two people. I tried until midnight and I cried a bit, out "
        "of tiredness.",
        "The pictures wouldn't load out here, we've slow internet. A list would've done me. I "
        "rang, and then there's that menu.",
        'English is my third language and the form said only "error in field". Which field? Which '
        "error? I have a degree and I could not buy potatoes.",
        "It took the discount off and at the last step it put it on again, I mean the price, back "
        "up. I checked twice. It's not the two euro, it's being taken for a fool.",
    ),
    "rude": (
        "He looked at my shoes and then at me and said the wine was for customers. I was a "
        "customer until then.",
        'I asked could I try the cheese, and she said "are you going to buy it?" in front of '
        "everyone. I put the basket on the floor and walked out, and my face was burning all the "
        "way home.",
        "The guard asked to see inside my daughter's schoolbag and no one else's. She's eleven. "
        "You won't see us again and I've told every parent at the gate.",
        "\"Can you not read?\" That's what was said to me. I can't, as it happens. Not well.",
        "I was new in the town and it was my first time in. Nobody was nasty really, they just "
        "talked past me as though I was a pillar. I remember thinking I'd sooner go where I'm "
        "nobody to a machine.",
        "She was eating behind the fish counter and wiped her hand on her front and reached for "
        "the plaice. No, I'm sorry. No.",
        "The young man laughed at my pronunciation and said it again to his colleague. I've "
        "managed a bank, back home.",
        "I'd the baby in the sling and she was crying, and the woman at the till said some people "
        "have no consideration. I left everything on the belt, I couldn't see for tears.",
        "It's how he said \"next\". Like you'd call cattle.",
        "I asked about a job for my brother and was told ye don't want that sort here. I was too "
        "shocked to ask what sort.",
        "Two members of staff were having a row by the freezers, language and all, and one of "
        'them turned to me and said "what are you looking at". So I looked at the door.',
        "I told the manager what had happened and he said he'd known the girl since she was a "
        "child and she wasn't like that. So I was the liar. I resigned myself, and took the bus "
        "to the other place.",
        "Nobody would help me reach the top shelf. I'm in a chair. One of them looked straight "
        "over my head, literally.",
        "A boy with an earring told me I smelled of fish. I DO smell of fish, I land it. You sell "
        "it.",
        "The pharmacist asked me what it was for, at the top of her voice. I said it was for "
        "nothing and I went.",
        "They followed me. Up one aisle and down the next. I made a game of it at first, and then "
        "I got sick to my stomach and I left.",
    ),
    "rule": (
        "No returns without the box. It was a lamp, in one piece, with the receipt. I didn't want "
        "the money even, only the other colour.",
        "They wouldn't sell me one half of a cabbage. Said the rule was whole ones. I'm one "
        "person, with one small pot.",
        '"Computer won\'t let me." She was nice about it, and she could see it was ridiculous, '
        "and there we were, the two of us, ruled over by a box.",
        "I'd no coin for the trolley and you can't get change without buying something, and you "
        "can't carry what you'd buy without a trolley. I laughed all the way to the other shop.",
        "No prams past the café barrier on weekdays. Do they think I can fold the baby?",
        "You have to collect in the store you joined in. I joined at my mother's, 60 km away. "
        "Twenty minutes I argued and then I hadn't the heart.",
        "Vouchers can only be used above forty euro. I had thirty nine eighty. I was standing "
        "there with a queue behind me, and I felt about five years old.",
        "The man had a sheet laminated with all the things they can't do. Laminated!",
        'They would not take the order for the communion lunch over twelve platters "because the '
        'form has twelve lines". I needed fourteen. The hotel had paper with more lines.',
        "I was asked for a deposit of 50% from a credit union account, in person, before noon. "
        "For a cake.",
        "Only the card holder can change the card, and the card holder was my husband, and he's "
        "dead, and I'd the certificate in my bag. She said he would have to come in. I've no "
        "words for how that felt.",
        "No dogs, fair enough. But he's a guide dog, he's got the jacket on and everything",
        "One offer per household, and my flatmate had used it. We're four strangers who share a "
        "kettle, we aren't a household.",
        "I wanted six eggs out of a dozen box, as they let you in the market. It was as if I'd "
        "asked for the manager's car.",
        "My order was one euro under the minimum, so I had to buy something I didn't want to be "
        "allowed to buy what I did. I just shut it all down. Petty of me, maybe.",
        "Under-18s can't use the hot counter at lunchtime without an adult?? I'm seventeen. I've "
        "a job. I went to the chipper.",
    ),
    "opening hours": (
        "Came off shift at nine, doors locked, lights on, people inside looking out at me. I had "
        "nothing in for the kids' lunches.",
        "The sign says ten, the website says half nine, and the man with the keys came at twenty "
        "past. I'd gone by then. I saw him from the bus.",
        "I'm a baker, I finish at eleven in the morning and sleep until eight. When I wake up "
        "you're closing. It's nobody's fault, but we'll never meet.",
        "I tried on three Sundays. On the third I thought, take the hint.",
        "You closed an hour early for staff training on the one evening that I'd time. I stood in "
        "the rain and read the notice, and thought well, that's me trained.",
        "Collections stop at six. I'm on the road til seven. I ordered once, couldn't get it, and "
        'had it refunded less a "handling charge". I was livid.',
        "We came over from the island on the ferry and you were shut for lunch. Who shuts for "
        "lunch? The ferry doesn't.",
        "Nine to five, like an office. I'm in an office. You see the problem.",
        'I got there at four minutes to closing, and the young one said they were "not letting '
        'any more in". It was insulin needles I was after, from the pharmacy counter. I felt '
        "panic, if you want a word for it.",
        "half day on wednesday, in this century. I actually stood there with my mouth open",
        "I gave it up. You can't plan your life around a shop.",
        "Easter Monday, eight guests, no cream. The door said open as usual and it wasn't usual, "
        "nor open.",
        "Quiet hour suits my son, only it was moved to a time when he's at school. Nobody "
        "answered my letter. He now goes with his dad to the other place, with ear defenders on.",
        "The delivery desk is open when the shop is busy and closed when it isn't. I mean, I gave "
        "up. I'm not angry, it was only ever going to be milk.",
        "I swim at six in the morning with five other women and we'd have had our breakfast with "
        "you every day of the week. Closed till nine. We go to the garage, it's awful, we've got "
        "used to it.",
    ),
    "identity check": (
        "They wanted a utility bill to give me a card for points. The bills are in my wife's "
        "name. So I don't exist, apparently.",
        "Upload a photo of your face, it said, and turn your head. I felt like a criminal. I "
        "wanted a delivery of turf briquettes and cat food.",
        "I'm in the refuge with the two kids. I can't give an address. The woman on the line "
        "wasn't unkind, she just went silent.",
        "My passport has my maiden name and the card has my married name and the account has a "
        "mistake in both. The machine said no match. I thought, you're right there.",
        "Fifty four years old and I was refused a bottle of sherry for the trifle because I'd no "
        "ID. Funny for a second. Then she called somebody over.",
        "Asked me for my mother's maiden name. I was fostered. I just got up from the table and "
        "walked around the garden.",
        "A code was sent to a phone I don't have any more, to let me change the phone number to "
        "the one that I do have.",
        "Security question: what's your favourite film? How would I know what I said in 2017.",
        "Fingerprint, face, code, and then a letter in the post with another code. All to reorder "
        "dog food. I've less trouble at the airport.",
        'Four attempts, then locked "for your safety". I\'ve never felt less safe, or more like '
        "a fool at my own kitchen table.",
        "They asked for a bank statement to let a 19 year old collect an order he'd already paid "
        "for. He went scarlet and came home without it.",
        "My documents are from another country and are good enough for the doctor and the tax. "
        "Only not for your gold card. I did not like the look she gave the stamp.",
        "I wasn't sure was it really you or a scam. It asked for so much. I got frightened and "
        "shut the page, and then I couldn't sleep.",
        "They read out my date of birth at the counter for the whole queue. I found it "
        "disgusting, really. Shouting out a person like a lost umbrella.",
        "I had the order number, the receipt and the email. He wanted to see the card it was paid "
        "with, and that was my daughter's, in the city with her. So the chairs stayed in your "
        "store and I left.",
    ),
    "price": (
        "I stood with the two lots of butter in my hands and I thought, I can't keep doing this. "
        "I wasn't angry. More like when you move out of a house.",
        "It was sixty cent more at the till than it was on the shelf, three weeks in a row. After "
        "the third I stopped believing the shelf.",
        "There was a delivery charge, then a service charge, then a bag charge. I'd the feeling "
        "of a hand in my pocket.",
        "Redundancy. We went down the list together at the table and the nice shop was the first "
        "line we crossed out.",
        "You'd put the price of the big loaf up twice in a month, and still the sign said "
        '"helping families". I\'m not easily disgusted.',
        "I was embarrassed having to put things back in front of the girl, who I've known for "
        "years. So now I go where nobody knows me.",
        "Nothing happened. It's the sum of it. Ten cent here, thirty there, and one Saturday I "
        "turned left instead of right.",
        "The offers are for people who can buy six. I can buy one. You pay more for being poor "
        "and you're smiled at while you do it",
        "When I saw what my own chops cost on your counter, with what you pay me for the lamb, I "
        "wanted to turn the trolley over.",
        "We did a test, the two shops, the same basket. €112 and €84. My husband never said a "
        "word, he just started putting the bags in the boot at the other one.",
        "The price for a student card holder is only on things students don't eat. Whatever. I'm "
        "gone, don't hold it against me.",
        "Felt cheated over the Christmas hamper: same hamper, in January, half price, on the "
        "shelf beside the till. It wasn't the money.",
        "I told myself quality costs. Then I had a look at where the beans came from and it's the "
        "same factory.",
        "It crept up and up and I kept paying out of loyalty. And one day I asked myself, loyalty "
        "to what",
        "my mother is on a widow's pension and she was still giving ye 70 a week. I do it for her "
        "now, elsewhere, and she cries about it but she's warm",
    ),
    "moved": (
        "We moved inland for my wife's work. The nearest Kestrel's an hour and ten. I did go "
        "once, to say hello.",
        "I'm in with my daughter now, in the granny flat. She does the shopping and she's no "
        "interest in where.",
        "Left the county after the divorce. I couldn't walk round that shop anyway, we always "
        "went together.",
        "The new house is across from another supermarket, I can see what's on offer from the "
        "bed. It's only that, I've nothing against you.",
        "Gone back to Portugal! I miss the brown bread and I do not miss the weather.",
        "They knocked the terrace for the new road and scattered us. I was thirty years walking "
        "to that store.",
        "I finished college. It was handy for the campus, that's all it ever was.",
        "To the city, for treatment. When I'm done with it I'll be back in, tell Kasia to mind my "
        "seat.",
        "We bought where we could afford, it's forty minutes out and there's one shop and that "
        "isn't ye.",
        "New job, other side of the lough. I pass a different place twice a day now and one gets "
        "lazy.",
        "I asked was there any way you'd deliver out as far as us and the woman said sadly not "
        "and she did sound sad. I was sorry myself.",
        "Sheltered housing since March, the dinners are included. I don't like them. But they're "
        "included.",
        "I'd have kept on, only you told me the points and the gold were tied to the old store "
        "and I'd have to start again. Seven years and start again. I felt slapped.",
        "My lease ended. I was only ever passing through, you were good to me while it lasted",
        "Moved in with my partner, she has her own shop and her own ways. I lost that one fast.",
    ),
    "discounter": (
        "I went in for a cordless drill and came out with a week's food for 48 euro. That was "
        "March. I haven't looked back, I haven't looked forward either, I just go.",
        "Pfennig. There, I said it. I feel like I'm cheating on somebody.",
        "I never thought I was a Pfennig person. Turns out they don't ask.",
        "It was the dog food first, then the nappies, and then you're standing there anyway, so "
        "why would you go to two shops",
        "The children call it the Pfenny shop. They like the wafers. We save enough for swimming "
        "lessons.",
        "You never rang, you never wrote, well you wrote plenty. But nobody noticed that we'd "
        "gone.",
        "No card, no points, no app, no chat. One price. I hadn't known how tired I was of all "
        "the rest until it was gone.",
        "I'd twelve years of gold. At the new place I'm nobody, and it's cheaper being nobody.",
        "My own mother shamed me into it. She had the two receipts stuck to the fridge.",
        "Not proud of it. I see Teresa at mass and I look at the floor.",
        "It's on the way to my work now and yours isn't. I went where the near one was and I'd do "
        "it again",
        "I was only with you for the vouchers, and when I did the figures, their ordinary price "
        "beat your voucher price on most of it.",
        "We were told it would be dirty. It's spotless. I was nearly insulted on your behalf.",
        "I go to Pfennig for nearly everything and come to Kestrel for nothing, and I've stopped "
        "inventing reasons.",
        "You got rid of the butcher's and I'd no reason left. Packet meat is packet meat, may as "
        "well be the cheap packet.",
    ),
    "failure": (
        "The turkey. You remember the turkey. Twenty second of December and no turkey and not a "
        "soul who'd own up to it.",
        "It wasn't that the freezer died. It's that I was passed around for five weeks by people "
        "who each were very sorry.",
        "Maggots in the cat food. I still see it. I was told it can happen with natural products.",
        "Wrong medicine in the bag from the pharmacy counter. I caught it, thank God, and all "
        'that they said was "easily done".',
        "I ordered the christening cake in February. They'd lost the order and then they found it "
        "and then they made it for the wrong day, and the wrong child.",
        "I found a plaster in the coleslaw. A used one. I can't even walk past the counter, my "
        "throat closes.",
        "Three double charges on my card and each time I had to prove it with a printed "
        "statement, like I'd done it myself. I was worn down. I stopped.",
        "One bad delivery I'd forgive. Five in a row, and a young man telling me that my "
        "expectations were high?",
        "The heater you sold me was recalled and I read about it in the paper. In the paper. With "
        "it on in the child's room.",
        "They promised to put it right and sent a voucher for a shop I'd just told them I would "
        "not be back in.",
        "I had sixty people for my parents' fiftieth and the salmon was off. You could smell it "
        "at the gate. The rest I don't want to talk about.",
        'My complaint was closed because I "had not replied". I\'d replied four times. I printed '
        "it all out and then thought, why, and lit the stove.",
        "I brought back the milk and the fella sniffed it and said it was fine and put it back in "
        "the fridge!! On the SHELF!!",
        "A small thing, really. The bread was mouldy and nobody said sorry. I've buried two "
        "husbands and I'm not able for people who can't say sorry",
        "Left standing at the collection desk for fifty minutes with ice cream in one hand. When "
        "they found the rest it was someone else's. I just set it all down and went home.",
    ),
    "life changed": (
        "There used to be five of us. Now it's me and a small fridge.",
        "I gave up cooking after he died. I eat at my sister's on Sundays, and otherwise there's "
        "toast.",
        "We grow most of it ourselves now, since the redundancy. You're competing with my own "
        "beans.",
        "I got sober. The wine aisle's by the door in your place and I couldn't pass it, so I "
        "couldn't come in. It's no fault of anyone's.",
        "Retired. I ran a guesthouse out of your shelves for twenty years, and now I buy for two "
        "and get a smaller hello for it.",
        "My new medicines mean that I can't eat half of what you sell. The other shop has a shelf "
        "for it.",
        "Baby came early, everything gets delivered now by whoever's first. I couldn't tell you "
        "who. There's a bag on the step.",
        "I can't drive since the stroke. My neighbour shops for me where he shops for himself.",
        "The kids left in September, the two of them, same week. I went in on the Friday and "
        "filled a trolley from habit and stood there, and I put it all back.",
        "I eat at work now, there's a canteen. Boring answer, I know.",
        "Turned vegan and you've four things for me. Five if you count the chips.",
        "My wife took over the shopping when I took the night job. You'd have to ask her. I "
        "rather miss it.",
        "We lost the farm shop contract, so no more big orders. I felt I was treated like a big "
        "man one week and a small one the next.",
        "I'm in recovery from an eating disorder, and the calorie labels you put on the shelves "
        "finished me. I order dry goods from a list and look at nothing.",
        "Life, that's all. It got smaller, and the shop stayed the same size.",
        "Off travelling for a year in the van, might be two. Keep my points warm.",
    ),
}
