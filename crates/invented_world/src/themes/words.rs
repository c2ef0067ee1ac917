//! The words themselves. All of them were written for this world; none is taken from a case.

use super::Theme;
use domain::AgencyKind;

pub(super) const THEMES: &[Theme] = &[
    // 0: arrived alone, purpose not yet known
    Theme {
        types: &["UNK"],
        cultures: &[
            ("eritrean", 16),
            ("sudanese", 14),
            ("afghan", 15),
            ("vietnamese", 12),
            ("kurdish", 10),
            ("iranian", 8),
            ("syrian", 7),
            ("ethiopian", 6),
            ("somali", 6),
            ("albanian", 8),
            ("chinese", 4),
            ("nigerian", 3),
        ],
        girls_percent: 24,
        ages: (12, 17),
        indicators: &[
            "VUL02", "ARR01", "ARR02", "ARR04", "ARR08", "ARR05", "ARR09", "ARR11", "ARR13", "CON05", "BEH08", "BEH01",
        ],
        places: &[],
        observations: &[
            "{He} was alone and had no bag.",
            "{He} had a folded paper with a telephone number and nothing else.",
            "{He} could not say who was to meet {him}.",
            "The account of the journey was short and used the same sentences each time.",
            "{He} asked several times to make one call and became upset when told to wait.",
            "{He} said that money for the journey was still owed but not to whom.",
            "An adult in the hall asked after {him} and left when spoken to.",
            "{He} slept at once and ate three meals.",
        ],
        danish: &[
            "{He} ville gerne videre til England, hvor en ven af familien ventede.",
            "{He} havde kun et telefonnummer på en lap papir.",
        ],
    },
    // 1: county lines
    Theme {
        types: &["CRIM_CL", "CRIM"],
        cultures: &[
            ("british", 74),
            ("somali", 7),
            ("albanian", 5),
            ("polish", 4),
            ("nigerian", 4),
            ("romanian", 3),
            ("kurdish", 3),
        ],
        girls_percent: 17,
        ages: (13, 17),
        indicators: &[
            "CRI01", "CRI02", "CRI03", "CRI04", "CRI06", "CON09", "CON08", "BEH07", "CRI10", "CRI05", "CRI07", "SEX02",
            "VUL01",
        ],
        places: &[
            "a flat above a shop in {town}",
            "{town} railway station",
            "the last coach from the city",
            "a seafront bedsit in {town}",
        ],
        observations: &[
            "{He} had two handsets, one of which rang all the time.",
            "{He} was 120 miles from home with no ticket back.",
            "{He} had new trainers and could not say who had paid for them.",
            "{He} said that a package was lost and that it had to be made good.",
            "The tenant of the flat is a vulnerable adult who said that {he} had been told to stay there.",
            "School reports that {he} has hardly been seen since the autumn.",
            "{He} was reported missing four times in two months and says little about where {he} was.",
            "{He} is afraid for a younger brother and will not say why.",
        ],
        danish: &[],
    },
    // 2: cannabis cultivation
    Theme {
        types: &["CRIM_CANN"],
        cultures: &[("vietnamese", 72), ("albanian", 26), ("chinese", 2)],
        girls_percent: 8,
        ages: (14, 17),
        indicators: &[
            "CRI08", "CAR04", "CON02", "ARR11", "LAB02", "BEH09", "CRI09", "ARR05", "CON03", "BEH10",
        ],
        places: &[
            "a terraced house in {town}",
            "a former shop in {town}",
            "a disused warehouse near {town}",
        ],
        observations: &[
            "{He} was found behind a locked door; the key was held by somebody else.",
            "There was a mattress on the landing and food for one.",
            "{He} did not know the name of the town.",
            "{He} thought that {he} would be cleaning houses.",
            "{He} has a cough and sore hands.",
            "{He} says that the journey cost eighteen thousand pounds and must be worked off.",
            "Once a week a man brought food and took photographs of the rooms.",
        ],
        danish: &["{He} fortalte om et hus i England, hvor man passer planter."],
    },
    // 3: nail bars
    Theme {
        types: &["LAB_NAIL", "LAB"],
        cultures: &[("vietnamese", 96), ("chinese", 4)],
        girls_percent: 76,
        ages: (14, 17),
        indicators: &[
            "LAB07", "LAB01", "CON02", "ARR11", "CON01", "CAR02", "LAB04", "CON13", "CAR07",
        ],
        places: &["a nail bar in {town}", "a flat over a nail bar in {town}"],
        observations: &[
            "{He} was working at a table on a school day.",
            "The manager answered every question put to {him}.",
            "{He} sleeps in a back room with four others.",
            "{He} does not have {his} passport and says a friend keeps it safe.",
            "{He} works from nine in the morning until eight at night and has not been paid since spring.",
            "A car collects all of them at closing time.",
        ],
        danish: &[],
    },
    // 4: car washes and building crews
    Theme {
        types: &["LAB_WASH", "LAB"],
        cultures: &[
            ("romanian", 32),
            ("albanian", 28),
            ("kurdish", 22),
            ("afghan", 10),
            ("polish", 8),
        ],
        girls_percent: 4,
        ages: (14, 17),
        indicators: &["LAB07", "LAB02", "LAB05", "LAB01", "CON10", "LAB04", "BEH10", "CON02"],
        places: &["a hand car wash in {town}", "a building site off the {town} ring road"],
        observations: &[
            "{He} was working in wet clothes without gloves.",
            "{He} lives in a caravan behind the wash with six adults.",
            "{He} hands over what {he} earns for rent and food.",
            "{He} gave an age of nineteen, then seventeen, and looked to the foreman each time.",
            "There is no contract and nobody knew {his} family name.",
        ],
        danish: &[],
    },
    // 5: domestic servitude
    Theme {
        types: &["DOM"],
        cultures: &[
            ("nigerian", 48),
            ("ethiopian", 14),
            ("somali", 12),
            ("sudanese", 8),
            ("eritrean", 6),
            ("british", 6),
            ("syrian", 6),
        ],
        girls_percent: 82,
        ages: (10, 17),
        indicators: &[
            "CAR01", "CAR06", "CAR05", "CAR03", "CAR07", "CAR08", "CON01", "CAR04", "CON02", "CON06", "ARR07",
        ],
        places: &[
            "a house in {town}",
            "a health centre in {town}",
            "a school gate in {town}",
        ],
        observations: &[
            "{He} looks after three small children before and after school hours.",
            "{He} came on a visit with a woman called {carer} and has stayed for two years.",
            "{He} is not on the roll of any school and has no doctor.",
            "{He} eats after the family has eaten.",
            "No notice of private fostering was given.",
            "{He} is never seen outside alone.",
            "{He} is afraid of a promise made before leaving home.",
        ],
        danish: &[],
    },
    // 6: begging and theft
    Theme {
        types: &["CRIM_BEG", "CRIM_THEFT"],
        cultures: &[("roma_slovak", 52), ("romanian", 46), ("albanian", 2)],
        girls_percent: 52,
        ages: (8, 16),
        indicators: &["CRI11", "CRI12", "CRI13", "CON10", "CAR13", "CAR07", "CAR02", "BEH02"],
        places: &[
            "{town} market square",
            "a shopping centre in {town}",
            "{town} railway station",
        ],
        observations: &[
            "{He} was one of nine children with two adults.",
            "{He} has to bring home a sum each day.",
            "The adult who came to collect {him} gave a different name from the week before.",
            "{He} has been stopped in three counties this year.",
            "{He} has never been to school here.",
            "The address given has nineteen people living in three rooms.",
        ],
        danish: &["{He} blev set tigge sammen med fem andre børn ved stationen."],
    },
    // 7: sexual exploitation
    Theme {
        types: &["SEX", "SEX_GROUP"],
        cultures: &[
            ("british", 52),
            ("romanian", 10),
            ("albanian", 9),
            ("nigerian", 9),
            ("polish", 6),
            ("roma_slovak", 5),
            ("chinese", 4),
            ("somali", 3),
            ("vietnamese", 2),
        ],
        girls_percent: 91,
        ages: (13, 17),
        indicators: &[
            "CON07", "SEX02", "SEX03", "CON08", "CRI02", "SEX04", "CON14", "SEX05", "BEH05", "CRI04", "SEX06", "CON15",
        ],
        places: &["a hotel near {town}", "a car park in {town}", "a house party in {town}"],
        observations: &[
            "{He} was collected by a much older man who said that he was an uncle.",
            "{He} came back with a new phone and would not say from whom.",
            "Staff at the hotel were uneasy at the number of callers and rang us.",
            "{He} gave an account on Monday and withdrew it after a call.",
            "{He} is often out until morning and very tired by day.",
            "Two friends from the same placement know the same group of adults.",
            "{He} speaks of a boyfriend whom no one has met.",
        ],
        danish: &[],
    },
    // 8: kitchens and takeaways
    Theme {
        types: &["LAB_FOOD", "LAB"],
        cultures: &[
            ("chinese", 44),
            ("afghan", 20),
            ("kurdish", 16),
            ("vietnamese", 12),
            ("albanian", 8),
        ],
        girls_percent: 26,
        ages: (14, 17),
        indicators: &["LAB07", "LAB02", "CON02", "ARR11", "LAB06", "LAB01", "CON04"],
        places: &["a restaurant kitchen in {town}", "a takeaway in {town}"],
        observations: &[
            "{He} sleeps above the kitchen and does not leave the building.",
            "{He} said {he} was a cousin of the owner, who did not know {his} name.",
            "Wages are kept back against the cost of the journey.",
            "{He} has burns on both forearms that were treated at the sink.",
            "{He} is afraid of what will happen to {his} parents if {he} stops.",
        ],
        danish: &[],
    },
    // 9: benefit fraud
    Theme {
        types: &["BENFRAUD"],
        cultures: &[
            ("nigerian", 34),
            ("roma_slovak", 30),
            ("romanian", 16),
            ("somali", 12),
            ("ethiopian", 8),
        ],
        girls_percent: 50,
        ages: (6, 15),
        indicators: &["CAR09", "CAR10", "CAR01", "CRI13", "CAR14", "ARR07", "CAR13"],
        places: &["a housing office in {town}", "a flat in {town}"],
        observations: &[
            "The same adult claims for seven children and could name four.",
            "{He} calls the adult aunt and has lived at three addresses this year.",
            "The birth certificate shown bears the number of another child.",
            "{He} vanished from the school roll a week after the claim was made.",
        ],
        danish: &[],
    },
    // 10: money mules
    Theme {
        types: &["CRIM_FIN"],
        cultures: &[
            ("british", 68),
            ("nigerian", 12),
            ("polish", 8),
            ("romanian", 6),
            ("chinese", 6),
        ],
        girls_percent: 38,
        ages: (14, 17),
        indicators: &["CRI14", "CON08", "BEH07", "CAR14", "CON09", "BEH08"],
        places: &["a school in {town}", "a bank in {town}"],
        observations: &[
            "More than nine thousand pounds went through {his} account in a month.",
            "{He} was asked by an older pupil to lend {his} card for a week.",
            "{He} is now told that the missing money is {his} debt.",
            "The bank closed the account and told us at once.",
        ],
        danish: &[],
    },
    // 11: forced marriage
    Theme {
        types: &["FMARR", "DOM"],
        cultures: &[
            ("british", 22),
            ("afghan", 22),
            ("kurdish", 18),
            ("somali", 16),
            ("roma_slovak", 14),
            ("syrian", 8),
        ],
        girls_percent: 94,
        ages: (14, 17),
        indicators: &["LAB08", "LAB09", "CAR05", "CON03", "CON01", "CON04", "BEH05"],
        places: &["a school in {town}", "a surgery in {town}"],
        observations: &[
            "{He} told a teacher that a wedding is planned abroad this summer.",
            "{He} has been taken out of school and a brother answers the door.",
            "{He} is afraid of the journey and asked us not to ring home.",
            "An older sister was married at fifteen.",
        ],
        danish: &[],
    },
    // 12: farms and food packing
    Theme {
        types: &["LAB_AGRI", "LAB_WAGES"],
        cultures: &[("romanian", 52), ("polish", 30), ("roma_slovak", 18)],
        girls_percent: 32,
        ages: (14, 17),
        indicators: &["LAB01", "LAB02", "LAB06", "LAB04", "CON02", "LAB03", "CON10"],
        places: &["a farm outside {town}", "a packing shed near {town}"],
        observations: &[
            "{He} was picking in a gang of thirty and was the youngest by far.",
            "The gang sleeps in two caravans and is driven to the field at five.",
            "Wages are paid into an account that {he} has never seen.",
            "Somebody else carries all the identity cards.",
        ],
        danish: &[],
    },
];

pub(super) fn openings(kind: AgencyKind) -> &'static [&'static str] {
    match kind {
        AgencyKind::Police => &[
            "Officers attended {place} after a call from the public.",
            "Seen during a planned visit to {place}.",
            "Stopped at {place} and spoken to with an appropriate adult present.",
            "Information received from a colleague; child seen the same evening at {place}.",
        ],
        AgencyKind::SocialCare => &[
            "Referred to us by the out-of-hours team after being found at {place}.",
            "Seen by the duty social worker at {place}, with an interpreter by telephone.",
            "The child came to our notice through {his} placement.",
            "Joint visit with police to {place}.",
        ],
        AgencyKind::Health => &[
            "Attended the clinic with an adult who did most of the talking.",
            "Seen in the emergency department and again at a follow-up visit.",
            "The ward asked for advice about a young patient.",
        ],
        AgencyKind::Education => &[
            "Pastoral staff have been worried since the start of term.",
            "A classmate told a teacher.",
            "Noticed by the attendance officer.",
        ],
        AgencyKind::Border | AgencyKind::Immigration => &[
            "Met at the desk on arrival.",
            "Referred by the carrier's crew.",
            "Found in the controlled area after the last arrival of the evening.",
            "Came forward at {place}.",
        ],
        AgencyKind::Charity => &[
            "Met during street outreach near {place}.",
            "{He} came to our drop-in with a friend.",
            "A volunteer at {place} brought {him} to us.",
            "Call to our helpline from an adult who was worried.",
        ],
        AgencyKind::NationalUnit | AgencyKind::International => &[
            "Received from a partner abroad and passed on for checks.",
            "Referral read across from two areas by the desk.",
        ],
    }
}

pub(super) const VEHICLE_SENTENCES: &[&str] = &[
    "A {vehicle} waited outside and drove off when we came.",
    "{He} got out of a {vehicle}.",
    "The {vehicle} was seen there twice that week.",
];

pub(super) const ENDINGS: &[&str] = &[
    "Emergency placement arranged; strategy discussion asked for.",
    "{He} was placed with foster carers the same night.",
    "We worry that {he} may go missing and have told the placement.",
    "The phone was kept safe with {his} agreement.",
    "Interpreter for {language} booked for the next visit.",
    "We would like to hear from anyone who knows {him}.",
    "Referral to the guardian service made.",
    "No further contact since; whereabouts to be checked.",
    "{He} was calm when told what would happen next.",
];

pub(super) const SUSPECT_SENTENCES: &[&str] = &[
    "Named by two children independently.",
    "Gave the reception desk a false address.",
    "Paid for several rooms in cash.",
    "Listed as the contact on tickets of children who did not travel together.",
    "Known to collect young people from {place}.",
    "Holds the tenancy of a house where children were found.",
    "Appears as sponsor on more than one visa form.",
    "Number found in the phone of a child in care.",
    "Left the address before officers came.",
    "Works with others; takes messages and drives.",
];

pub(super) const SUSPECT_VEHICLE_SENTENCES: &[&str] = &[
    "Uses a {vehicle}.",
    "Seen driving a {vehicle} late at night.",
    "Keeper of a {vehicle} according to neighbours.",
];

pub(super) const ADULT_SENTENCES: &[&str] = &[
    "Says that {he} is a relative; no paper shows it.",
    "Came to collect a child and could not give the date of birth.",
    "Offers a room to young people who have just arrived.",
    "Was helpful and gave a telephone number.",
    "Signed the form as sponsor.",
    "May have been exploited too, some years ago.",
    "Lives at an address that comes up in other reports.",
    "Asked for news of the child twice in one day.",
];

pub(super) const WISHES: &[&str] = &[
    "{He} wants to stay with the present carers.",
    "{He} would like to ring {his} mother.",
    "{He} wants to go to school and is afraid of being moved.",
    "{He} asks that we do not contact the people {he} lived with.",
    "{He} wants to see {his} brother.",
    "{He} did not want to talk today.",
];

pub(super) const TOLD: &[&str] = &[
    "Told who we are, that {he} is not in trouble and that we shall tell other safe people so that {he} can be helped.",
    "Explained in {language} what happens tonight and who will come in the morning.",
    "Leaflet in {language} read out to {him}.",
];

pub(super) const FOUND_HOW: &[&str] = &[
    "Found by staff at {place}.",
    "Walked in and asked for help.",
    "A passer-by rang in.",
    "Seen during a joint visit.",
    "Reported by a carer.",
    "Picked out at a check on arrival.",
];

pub(super) const DANISH_OPENINGS: &[&str] = &[
    "Barnet kom til vores natcafé sammen med to andre unge.",
    "Vores gadeteam mødte barnet ved hovedbanegården.",
    "Vi fik et opkald fra et asylcenter om et barn, der var forsvundet.",
    "Barnet overnattede hos os én nat og var væk næste morgen.",
];
pub(super) const DANISH_OBSERVATIONS: &[&str] = &[
    "{He} virkede bange for en voksen, der ventede udenfor.",
    "{He} skyldte penge for rejsen.",
    "{He} havde ikke selv sit pas.",
    "{He} fik mange opkald og ville ikke sige fra hvem.",
];
pub(super) const DANISH_ENDINGS: &[&str] = &[
    "Politiet og kommunen er underrettet.",
    "Vi vil gerne høre fra andre, der kender {him}.",
    "Der er givet mad, tøj og et sted at sove.",
    "Vi har ikke set {him} siden.",
];
