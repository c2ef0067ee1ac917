# Mails til vagten. De nævner ingen.

notices-mail-subject = Haven: der venter noget til vagten
notices-mail-hits = { $count ->
    [one] En anden myndighed har indberettet noget, som kan handle om en person, jeres myndighed kender.
   *[other] Andre myndigheder har indberettet { $count } ting, som kan handle om personer, jeres myndighed kender.
}
notices-mail-emergencies = { $count ->
    [one] Nogen har taget et nødopslag i en af jeres myndigheds sager.
   *[other] Der er taget { $count } nødopslag i jeres myndigheds sager.
}
notices-mail-references = Jeres numre: { $references }
notices-mail-sign-in = Log ind for at se det: { $link }
notices-mail-why = Denne mail går til jeres myndigheds vagt, som den står i Haven. Den nævner med vilje ingen; svar heller ikke med navne.
