# Indberetning: formularen og kvitteringen.

hand-ins-menu = Indberet
hand-ins-list-menu = Indberettet

hand-ins-start-title = Indberet
hand-ins-start-text = Det, du har, er nok. Mens du skriver, undersøger Haven, om andre kender barnet. Alt gemmes undervejs.
hand-ins-form-child = Et barn, eller en der kan være et barn, som måske er handlet eller udnyttet.
hand-ins-form-other = En mistænkt voksen, et køretøj, et telefonnummer eller en adresse.
hand-ins-begin = Begynd: { $form }
hand-ins-drafts = Dine kladder
hand-ins-drafts-none = Du har ingen kladde. Kun du kan se dine kladder.
hand-ins-draft-about = { $answers ->
    [one] 1 spørgsmål besvaret, gemt { $date }
   *[other] { $answers } spørgsmål besvaret, gemt { $date }
}
hand-ins-correction-tag = Rettelse
hand-ins-discard = Kassér
hand-ins-discarded = Kladden er kasseret
hand-ins-undo = Fortryd: hent kladden tilbage
hand-ins-restored = Kladden er tilbage.
hand-ins-back-to-start = Alle kladder og formularer

hand-ins-section = Del { $at } af { $of }: { $title }
hand-ins-all-pages = Hele formularen på én side
hand-ins-continue = Gem og fortsæt
hand-ins-later = Gem og vend tilbage senere
hand-ins-to-check = Gem og gennemse svarene
hand-ins-saved-for-later = Din kladde er gemt. Kun du kan se den.
hand-ins-pages = Alle sider i formularen
hand-ins-begun = begyndt
hand-ins-one-a-page = Én side ad gangen
hand-ins-one-long-page = Hele formularen på én side
hand-ins-correction = Du retter eller supplerer noget, der er indberettet. Når du sender, bliver det en ny udgave; den gamle bevares.
hand-ins-conflict = Siden blev ændret i et andet vindue
hand-ins-conflict-text = Det, du skrev, står nedenfor og er ikke gemt endnu. Dette gemte det andet vindue. Gem igen for at beholde det, der står nedenfor.
hand-ins-changed-meanwhile = Intet blev sendt: kladden blev ændret i et andet vindue. Gennemse den igen og send.

hand-ins-sign = Tegn
hand-ins-sign-state = Blev det set?
hand-ins-sign-other = Et andet tegn
hand-ins-sign-add = Tilføj et tegn
hand-ins-sign-note = Bemærkning og dag
hand-ins-signs-caution = Tegn er påmindelser. Intet af dem beviser noget, og at de mangler, beviser heller ikke noget.
hand-ins-signs-no-setting = Skriv under “Hvor barnet blev fundet”, hvad det var for et sted, så vises de tegn, der oftest ses dér.

hand-ins-files = Filer
hand-ins-files-none = Ingen fil endnu.
hand-ins-files-add = Tilføj filer
hand-ins-files-hint = JPG, PNG, PDF, DOC eller DOCX, højst { $mb } MB hver, højst { $most } filer. Sted, tid og kamera fjernes fra billeder.
hand-ins-files-upload = Send filen ind
hand-ins-files-taken = Filen er modtaget.
hand-ins-file = Fil
hand-ins-file-size = { $kb } kB
hand-ins-file-description = Hvad det er
hand-ins-file-dated = Hvornår den blev til
hand-ins-file-removed = { $name } blev taget ud.
hand-ins-file-restore = Læg den tilbage
hand-ins-file-already = Filen er her allerede. Den blev ikke lagt ind to gange.
hand-ins-file-refused = En fil blev ikke modtaget
hand-ins-file-refused-text = Alt andet på siden er gemt.
hand-ins-file-back = Tilbage til filerne
hand-ins-file-too-large = { $name } er større end 25 MB.
hand-ins-file-empty = { $name } er tom.
hand-ins-file-other-kind = { $name } er ikke en JPG-, PNG-, PDF-, DOC- eller DOCX-fil.
hand-ins-file-not-what-it-says = { $name } er ikke det, navnet siger. Gem den igen i det program, den kommer fra.
hand-ins-file-bad-picture = { $name } kan ikke læses som billede.
hand-ins-file-too-many = { $name }: der er allerede 100 filer.

hand-ins-known-waiting = Haven undersøger det, så snart der er et navn, et nummer eller en adresse.
hand-ins-known-none = Ingen indtil videre, så vidt du må se. Det undersøges igen, når du sender.
hand-ins-known-some = { $hits ->
    [one] Én oplysning kan handle om det samme barn eller den samme ting.
   *[other] { $hits } oplysninger kan handle om det samme barn eller den samme ting.
}

hand-ins-check-title = Gennemse og send
hand-ins-missing-to-send = Mangler, før du kan sende
hand-ins-missing-to-complete = { $count ->
    [one] 1 svar mere gør indberetningen fuldstændig
   *[other] { $count } svar mere gør indberetningen fuldstændig
}
hand-ins-missing-to-complete-text = Du kan sende uden og tilføje dem senere.
hand-ins-record-changed = Oplysningerne er ændret, siden du begyndte rettelsen. Se på dem, før du sender.
hand-ins-quality = { $count ->
    [one] 1 forslag, der ville hjælpe den næste læser
   *[other] { $count } forslag, der ville hjælpe den næste læser
}
hand-ins-quality-text = Det er forslag efter regler. De kan tage fejl og standser intet.
hand-ins-unanswered = { $count ->
    [one] 1 spørgsmål uden svar
   *[other] { $count } spørgsmål uden svar
}
hand-ins-handling = Hvor langt må det nå?
hand-ins-handling-shared = Deles efter aftale
hand-ins-handling-shared-hint = Myndigheder med en aftale med jeres læser det. Alle andre får kun at vide, hvem de kan ringe til.
hand-ins-handling-pointer-only = Kun henvisning
hand-ins-handling-pointer-only-hint = Kun jeres egen myndighed læser det. Andre, der kender barnet, får at vide, hvem de kan ringe til.
hand-ins-handling-sealed = Forseglet
hand-ins-handling-sealed-hint = Kun jeres vagt og ledere, og du. Andre får ikke at vide, at det findes. Til det, der ville bringe et barn eller en kilde i fare.
hand-ins-send-text = Når du sender, bliver det jeres myndigheds oplysning, og den, der kender det samme barn, får besked.
hand-ins-send = Send nu
hand-ins-send-correction = Send rettelsen
hand-ins-print-view = Udskrift
hand-ins-print-care = Dette papir handler om et barn i fare. Lås det inde, og tilintetgør det, når det ikke længere skal bruges.
hand-ins-not-sent = Kladde, ikke sendt

hand-ins-receipt-title = Indberettet
hand-ins-receipt-reference = Din reference
hand-ins-copy-reference = Kopiér referencen
hand-ins-receipt-record = Modtaget { $date }. Oplysningen er { $reference }.
hand-ins-receipt-none = Ingen andre indtil videre, så vidt du må se. Hvis nogen senere indberetter om barnet, får jeres vagt besked.
hand-ins-receipt-hits = { $hits ->
    [one] Én oplysning kan handle om det samme barn eller den samme ting. Ring nu: to, der ved lidt, ved mere sammen.
   *[other] { $hits } oplysninger kan handle om det samme barn eller den samme ting. Ring nu: de, der hver ved lidt, ved mere sammen.
}
hand-ins-next = Hvad sker der nu
hand-ins-next-danger = Er et barn i fare nu, så ring 112 og til din vagthavende leder. Formularen erstatter ikke opkaldet.
hand-ins-next-told = Jeres vagt og ejerne af oplysningerne ovenfor har fået besked.
hand-ins-next-feedback = Her og på din startside kan du læse, hvad der blev af det.
hand-ins-next-formal = Du kan gøre indberetningen fuldstændig senere: ret eller tilføj, så ofte det er nødvendigt.
hand-ins-open-person = Åbn siden om personen
hand-ins-another = Indberet en til
hand-ins-correct = Ret eller tilføj

hand-ins-error-required = Dette skal udfyldes
hand-ins-error-required-one-of = Giv mindst ét af disse: { $fields }
hand-ins-error-too-long = { $over } tegn for langt; grænsen er { $max }
hand-ins-error-too-many = For mange; grænsen er { $most }
hand-ins-error-not-on-list = Vælg fra listen
hand-ins-error-date-unreadable = Skriv årstallet med fire cifre; måned og dag må være tomme
hand-ins-error-date-year = Årstallet skal være mellem 1900 og 2100
hand-ins-error-date-month = Måneden skal være et tal fra 1 til 12
hand-ins-error-date-day = Den dag findes ikke i den måned
hand-ins-error-date-day-without-month = En dag skal have en måned
hand-ins-error-wrong-kind = Svaret er af en forkert slags

hand-ins-list-title = Indberettet af min myndighed
hand-ins-list-text = Nyeste først. Rækker fra indlæste filer står ved deres fil.
hand-ins-list-import = Rækkerne i én indlæst fil, som sagde noget nyt, i filens rækkefølge.
hand-ins-list-import-none = Ingen række i filen sagde noget nyt, som du må se.
hand-ins-row = Række { $row } i en indlæst fil
hand-ins-list-none = Der er ikke indberettet noget endnu.
hand-ins-reference = Nummer
hand-ins-sent = Modtaget
hand-ins-what = Hvad
hand-ins-by = Fra
hand-ins-state = Hvad der blev af det
hand-ins-state-new = Ny
hand-ins-one = Indberetning
hand-ins-one-title = Indberetning { $reference }
hand-ins-one-about = { $form }, indberettet af { $who }, { $agency }, { $date }.
hand-ins-feedback = Hvad der blev af det
hand-ins-feedback-none = Ingen har svaret endnu.
hand-ins-feedback-received = Modtaget og læst
hand-ins-feedback-in-progress = Der arbejdes med det
hand-ins-feedback-used = Brugt
hand-ins-feedback-no-further-action = Der gøres ikke mere
hand-ins-feedback-give = Fortæl afsenderen, hvad der blev af det
hand-ins-feedback-note = I en sætning
hand-ins-feedback-note-hint = Hvad der blev gjort, eller hvorfor der ikke gøres mere. Afsenderen læser det.
hand-ins-feedback-send = Fortæl afsenderen det
hand-ins-feedback-choose = Vælg, hvad der blev af det
hand-ins-feedback-given = Afsenderen får det at læse.
problem-hand-in-form = Formularen kunne ikke læses
problem-hand-in-form-text = Intet blev ændret. Gå tilbage, genindlæs siden og send igen.
quality-chronology-missing = Fortæl, hvad der skete, i tidsorden, med datoer eller omtrentlige perioder.
quality-copied-text = “{ $label }” gentager det, der står i “{ $other }”. Skriv, hvad der er nyt her.
quality-cover-contact-missing = Skriv, hvem der kan ringes til, når du ikke er der.
quality-gaps-unexplained = Forklar huller, forsinkelser eller ændringer i forklaringen: frygt, sprog, ikke at være blevet spurgt.
quality-indicators-missing = Nævn de tegn, du så, ét for ét.
quality-indicators-without-detail = Skriv for hvert tegn, hvad der helt præcist blev set eller hørt.
quality-only-vulnerability = Alle de nævnte tegn er forhold, der øger risikoen. Hvad blev set eller fortalt, som peger på udnyttelse?
quality-opinion-without-facts = Din vurdering står uden fakta. Skriv, hvad du så og hørte.
quality-opinion-not-tied = Knyt din vurdering til det, du så og hørte.
quality-situations-not-separate = Fortæl om hver udnyttelse for sig.
quality-several-kinds-one-situation = Der er krydset flere slags udnyttelse af. Var det flere situationer?
quality-wording-blame = “{ $phrase }”: bedre “{ $instead }”. { $reason }
quality-wording-adultification = “{ $phrase }” får et barn til at lyde voksent: bedre “{ $instead }”. { $reason }
quality-chronology-without-dates = Det, der skete, er fortalt uden datoer. Omtrentlige perioder hjælper.
look-hand_in-view = læste indberetningen
look-hand_in-receipt = åbnede kvitteringen

# At trække noget tilbage, der er indberettet ved en fejl
hand-ins-withdraw = Indberettet ved en fejl?
hand-ins-withdraw-text = Når du trækker den tilbage, kan ingen uden for jeres arbejde med den finde den, den sammenlignes ikke med noget, og den forbinder ingen. Intet slettes, det fremgår fortsat, hvem der har set den, og du kan lægge den tilbage.
hand-ins-withdraw-why = Hvorfor den trækkes tilbage
hand-ins-withdraw-hint = For eksempel: forkert barn, indtastet to gange, sendt før den var færdig.
hand-ins-withdraw-do = Træk den tilbage
hand-ins-withdrawn = Trukket tilbage
hand-ins-withdrawn-text = Din myndighed trak den tilbage { $date }. Ingen kan længere finde den.
hand-ins-withdrawn-done = Den er trukket tilbage. Du kan lægge den tilbage fra denne side.
hand-ins-put-back = Læg den tilbage
hand-ins-put-back-done = Den er her igen og er sammenlignet med alt, hvad der er kendt.
problem-withdraw-reason = Sig, hvorfor den trækkes tilbage
problem-withdraw-reason-text = Intet er ændret. Gå tilbage, og giv en grund med få ord, højst 500 tegn.
