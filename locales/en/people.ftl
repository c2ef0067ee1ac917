people-title = Person
people-held-elsewhere = Held by another agency
people-only-pointers = Another agency holds something about this person. You may not see it from here. Ring them and say why you ask.
people-fact = Fact
people-facts = Who this is, by who said so
people-known = Who else knows
people-known-none = No other record of this person, and nobody else with the same phone, address, vehicle or document, as far as you may see.
people-unjudged = { $links ->
    [one] One link on this page was made by Haven and nobody has confirmed it.
   *[other] { $links } links on this page were made by Haven and nobody has confirmed them.
}
people-unjudged-open = Is the record of { $agency } ({ $reference }) the same person?
people-indicators = Indicators seen
people-indicators-none = Nobody has recorded an indicator. That means nothing by itself.
people-indicators-caution = Indicators are prompts for people. None proves anything, and absence proves nothing.
people-chronology = Chronology
people-chronology-none = No event here.
people-chronology-all = Show all { $events } events
people-records = Records, whole
people-record = { $agency }, { $reference }
people-record-about = { $agency }, { $reference }, version { $version }, made under { $pack }.
people-record-source = Their own number: { $source }.
people-files = Files
people-file-about = { $kb } kB, { $date }
people-looks = Who looked
people-looks-none = Nobody's look is shown to you here.
people-looks-open = { $looks ->
    [one] One look
   *[other] { $looks } looks
}
people-looks-machine = A machine
people-child = Child
people-child-until-decided = Treat as a child until decided
people-adult = Adult
people-non-punishment = This child is also shown as a suspect. A child who was made to do something must not be punished for it: ask for the statutory defence (section 45) and tell the child's solicitor.
people-as-known = As known at the end of { $moment }. Later facts are left out.
people-as-known-title = As known on a day
people-as-known-label = Day
people-as-known-show = Show what was known
people-bad-day = That is not a day
people-bad-day-text = Write a day as year-month-day, for example 2026-11-01.
people-emergency = A child is in danger and you must see more now
people-emergency-text = You will see what other agencies hold for { $hours } hours. They are told at once, your reason is kept, and a manager reviews it.
people-emergency-reason = Why can it not wait for a telephone call?
people-emergency-reason-hint = At least 15 characters. Do not write a name.
people-emergency-open = Open for two hours
people-emergency-opened = Open for two hours. The owners have been told.
people-emergency-reason-short = Say why
people-emergency-reason-short-text = Nothing was opened. Go back and write at least 15 characters about why it cannot wait.

filter-all = All
filter-kind = What
filter-agency = Whose
filter-from = From
filter-to = Until
filter-day-hint = Year-month-day, for example 2026-11-01

event-kind-life = Told to have happened
event-kind-record = Handed in or corrected
event-kind-indicator = Indicators
event-kind-judgement = Judgements on links
event-kind-file = Files
event-found = Found
event-missing = Missing since
event-journey = Journey
event-indicator-seen = Indicator seen
event-indicator-suspected = Indicator suspected
event-handed-in = Handed in
event-in-haven-since = The agency learned it then. In Haven since { $date }.
event-amended = Corrected or added to
event-withdrawn = Taken back by its agency
event-file = File added
event-judged-same = Two records judged to be the same person
event-judged-different = Two records judged to be different people
event-judged-unsure = Two records judged, not sure
event-judged-withdrawn = A judgement that was withdrawn

look-person-view = looked
look-attachment-view = opened a file
look-break_glass-open = emergency look
look-record-export = exported

purpose-safeguarding = to protect a child
purpose-investigation = investigation
purpose-analysis = analysis
purpose-supervision = supervision
purpose-audit = audit
purpose-administration = administration

hit-strong = Very likely the same person
hit-possible = Perhaps the same person
hit-shared = Not the same person, but something in common
hit-same = Judged: the same person
hit-different = Judged: not the same person
hit-unsure = Judged: not sure
hit-judge = Compare and judge
hit-judged-open = See the judgement
hit-from = { $agency }, { $date }, { $reference }
hit-ring = Ring { $contact }
hit-weights = How much each fact says
hit-pointer-about = A record ({ $kind }) handed in on { $date }.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-about = about { $date }
