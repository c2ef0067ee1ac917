# Mails to duty desks. They name nobody.

notices-mail-subject = Haven: something waits for your desk
notices-mail-hits = { $count ->
    [one] Another agency has handed in something that may be about a person your agency knows.
   *[other] Other agencies have handed in { $count } things that may be about people your agency knows.
}
notices-mail-emergencies = { $count ->
    [one] Somebody took an emergency look at a record of your agency.
   *[other] There were { $count } emergency looks at records of your agency.
}
notices-mail-references = Your references: { $references }
notices-mail-sign-in = Sign in to see it: { $link }
notices-mail-why = This goes to the duty desk of your agency, as entered in Haven. It names nobody on purpose; please do not answer it with names either.
