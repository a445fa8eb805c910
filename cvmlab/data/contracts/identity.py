"""Whom each system believes it knows, and who it is in truth."""

from __future__ import annotations

from cvmlab.data.contracts.table import Column, Contract

SOURCE_RECORDS = Contract(
    name="source_records",
    one_row="one person as one system has written him or her down",
    columns=(
        Column(
            "record_id",
            "id",
            "The number of the record, unique over all systems.",
            required=True,
            known_as=(
                "record",
                "record no",
                "row id",
                "source id",
                "contact id",
                "party id",
                "uid",
            ),
        ),
        Column(
            "customer_id",
            "id",
            "The loyalty card the record is tied to, if any; one person may hold two cards.",
            empty="the record stands alone: nobody told the system of a card",
            refers_to="customers.customer_id",
            known_as=("card id", "card no", "loyalty id", "member id", "customer no", "cust id"),
        ),
        Column(
            "system",
            "text",
            "The system that holds the record.",
            required=True,
            choices=("loyalty", "web", "till", "service desk"),
            known_as=("source", "source system", "origin", "database", "silo", "application"),
        ),
        Column(
            "first_name",
            "text",
            "The first name as it was typed: in full, short, as an initial, or misspelt.",
            required=True,
            empty="only a surname was noted",
            known_as=("forename", "given name", "firstname", "christian name", "vorname", "prenom"),
        ),
        Column(
            "surname",
            "text",
            "The surname as it was typed; now and then the two names stand the wrong way round.",
            required=True,
            known_as=("last name", "family name", "lastname", "nachname", "name", "nom"),
        ),
        Column(
            "birth_date",
            "date",
            "The date of birth that was given, or mistyped.",
            unit="calendar day",
            allowed="a real day, at least 16 years before the record was made",
            empty="nobody asked, or the customer would rather not say",
            known_as=("date of birth", "dob", "birthday", "born", "birthdate", "geburtsdatum"),
        ),
        Column(
            "street",
            "text",
            "House number and street on the day the address was last changed.",
            empty="the system was given no address",
            known_as=("address", "address line 1", "street address", "addr1", "strasse"),
        ),
        Column(
            "town",
            "text",
            "The town of that address.",
            empty="the system was given no address",
            known_as=("city", "place", "address line 2", "locality", "ort", "post town"),
        ),
        Column(
            "postcode",
            "text",
            "The postcode of that address, written with or without a blank.",
            empty="the system was given no address",
            known_as=("eircode", "zip", "zip code", "postal code", "post code", "plz"),
        ),
        Column(
            "phone",
            "text",
            "A telephone number: mostly the person's own mobile, else the landline of the home.",
            empty="no number was given",
            known_as=("telephone", "mobile", "phone number", "tel", "cell", "contact number"),
        ),
        Column(
            "email",
            "text",
            "An e-mail address: the person's own, a second one, or one the family shares.",
            empty="no e-mail address was given",
            known_as=("e-mail", "email address", "mail", "e mail", "contact email"),
        ),
        Column(
            "created",
            "date",
            "The day the record was made.",
            unit="calendar day",
            allowed="2016-01-01 to 2024-12-29",
            known_as=("created at", "created on", "entry date", "registered", "since", "inserted"),
        ),
    ),
    key=("record_id",),
    called=(
        "The raw customer lists of each system before anybody merged them: the "
        "export of the loyalty system, the accounts of the web shop, the addresses to which tills "
        "mail receipts, the contacts of the service desk. IT may call it a staging table, or the "
        "input of the customer master."
    ),
    made=(
        "People were given names, addresses, telephones and e-mail addresses that fit their age "
        "and town, and somewhat under half of them were put into households with another "
        "customer. Each system then wrote them down in its own way: short names, names by ear, "
        "slips of the finger, missing cells, an address from before a move, a second e-mail "
        "address, the landline of the household. No name, number or address belongs to anybody: "
        "telephone numbers are from a range kept free for fiction, and the e-mail domains cannot "
        "exist."
    ),
    good_for=(
        "Practising how records are put together into persons: comparing rules, seeing that "
        "members of a household are the ones wrongly merged, and measuring both kinds of error, "
        "since the truth is known."
    ),
    not_for=(
        "Not for saying how many duplicates a real firm has or how good a linking tool will be on "
        "its data: error rates were chosen, and real errors are less tidy. Nor for anything about "
        "real families, names or places."
    ),
)

TRUTH_RECORD = Contract(
    name="truth_record",
    one_row="one record, with the person and the household it belongs to",
    columns=(
        Column(
            "record_id",
            "id",
            "The number of the record.",
            required=True,
            refers_to="source_records.record_id",
            known_as=("record", "record no", "row id"),
        ),
        Column(
            "person_id",
            "id",
            "The person the record is of, whatever the systems believe.",
            required=True,
            refers_to="truth_person.person_id",
            known_as=("person", "golden id", "master id", "entity id", "true id"),
        ),
        Column(
            "household_id",
            "id",
            "The home the person lives in; several persons may share it.",
            required=True,
            known_as=("household", "family id", "home id", "address group"),
        ),
    ),
    key=("record_id",),
    called=(
        "There is none. The nearest thing is a sample of records that somebody has "
        "checked by hand, by ringing the customers."
    ),
    made="Written down when the records were drawn, before any error was made in them.",
    good_for=(
        "Counting, after you have linked the records, how many pairs you found, how many you "
        "missed, and how many of the wrong ones are people of one household."
    ),
    not_for="Not for linking: a method that has seen the truth cannot be judged by it.",
)
