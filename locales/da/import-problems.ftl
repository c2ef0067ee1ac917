# Hvad der kan være galt med en række, en celle eller en hel fil, der indlæses, og hvordan det rettes.

imports-problem-cell-formula-error = Regnearket viser en fejl i denne celle. Ret formlen, eller skriv værdien.
imports-problem-cell-no-such-field = “{ $field }” er ikke et felt. Vælg et fra listen, for eksempel names.given, births.date, phones.2.number eller source_id
imports-problem-cell-whole-date-needed = Dag, måned og år for indberetningen skal stå der, for eksempel 2025-06-01.
imports-problem-cell-rounded-number = Regnearket har afrundet tallet, så de sidste cifre er gået tabt. Giv kolonnen formatet “Tekst”, og skriv nummeret igen.
imports-problem-cell-not-in-list = “{ $word }” kendes ikke her. { $mend ->
    [mapping] Skriv for eksempel { $offered }, eller sig i opsætningen, hvad det betyder.
    [file] Skriv for eksempel { $offered }.
   *[nothing-offered] Sig i opsætningen, hvad det betyder.
}
imports-problem-cell-not-a-number = Det er ikke et tal.
imports-problem-cell-not-yes-or-no = Det er hverken TRUE eller FALSE.
imports-problem-cell-row-empty = Der står ikke noget i de kolonner, som læses i denne række. Udfyld den, eller slet rækken.
imports-problem-cell-case-empty = Der står ikke noget i sagen. Udfyld den, eller slet den.
imports-problem-cell-damaged-extension = Denne kolonne er skrevet af Haven og er beskadiget. Tøm cellen, eller hent den fra den første fil.
imports-problem-cell-no-source-id = Rækken har ikke sit eget nummer, som de andre rækker har. Skriv det nummer, den har hos jer.

imports-problem-date-unreadable = Det kan ikke læses som en dato. Skriv den som 14/03/2011, 2011-03-14, marts 2011 eller 2011.
imports-problem-date-ambiguous = Dag og måned kan stå begge veje rundt. Sig i opsætningen, om dagen eller måneden står først.
imports-problem-date-no-such-day = Den dag findes ikke. Se efter dag, måned og år, og om dagen eller måneden står først i kolonnen.
imports-problem-date-serial-number = Det er regnearkets eget tal for en dag. Giv kolonnen et datoformat, eller skriv den som 2011-03-14.
imports-problem-date-not-yet = Fødselsdatoen ligger efter den dag, oplysningen blev indberettet. Se efter årstallet.

imports-problem-json-cut-off = Filen slutter midt i denne sag. Send hele filen.
imports-problem-json-no-case = Her står noget, der ikke er en sag. Hver sag skrives i krøllede parenteser: {"{…}"}, med komma eller linjeskift imellem.
imports-problem-json-too-long = Sagen fylder mere end { $limit } byte. Forkort teksterne.
imports-problem-json-too-deep = Sagen er indlejret i mere end { $limit } niveauer. Udelad det, der ikke hører til standarden.
imports-problem-json-too-many = Der læses højst { $limit } sager fra én fil. Del filen.
imports-problem-json-too-many-elements = Der læses højst { $limit } elementer. Del sagen.
imports-problem-json-text-too-long = Teksten er på mere end { $limit } tegn. Forkort den.
imports-problem-json-unreadable = Læsningen standsede her ({ $detail }). Send filen igen.
imports-problem-json-broken = Det er ikke JSON: det går galt i linje { $line }, tegn { $character }. Lad et program skrive JSON-filen.
imports-problem-json-version = Kun version “2.0” af standarden læses.
imports-problem-json-no-such-field = Standarden har ikke et sådant felt. Lad navnet på jeres eget felt begynde med x_.
imports-problem-json-wrong-table = Dette felt hører til under “{ $table }”.
imports-problem-json-bad-character = Teksten indeholder et kontroltegn. Skriv den igen.
imports-problem-json-shape = { $shape ->
    [elements] Elementerne skrives i kantede parenteser: [{"{…}"}, {"{…}"}].
    [element] Et element skrives i krøllede parenteser: {"{…}"}.
    [links] Henvisninger skrives i kantede parenteser: [{"{"}"from": …, "to": …{"}"}].
    [link] En henvisning har to elementers id: “from” og “to”.
    [one-value] Feltet har kun én værdi.
   *[value] Her skal stå en tekst, et tal, true eller false.
}

imports-problem-warning-two-digit-year = Årstallet var skrevet med to cifre og er læst som { $year }.
imports-problem-warning-age = Der stod en alder, så fødselsåret er omkring { $year }.
imports-problem-warning-standard-field-edited = Feltet er ændret, siden Haven skrev filen, så det går forud for x_-kolonnen med samme felt.
imports-problem-warning-same-row-again = Den samme række står længere oppe i filen. Den tages med én gang.
imports-problem-warning-newer-version = Det samme id står længere oppe i filen. Denne række regnes for den nyere udgave.

imports-problem-row-cell-too-long = Cellen har mere end { $limit } tegn. Forkort den. Ser den kort ud, så led efter et citationstegn, der er åbnet i den og aldrig lukket.
imports-problem-row-unclosed-quote = Et citationstegn er åbnet i denne celle og aldrig lukket, så resten af filen er læst som en del af den. Luk det, eller slet det.
imports-problem-row-bad-character = Cellen indeholder et kontroltegn, der ikke er tekst. Skriv cellen igen.
imports-problem-row-undecodable = Cellen indeholder et bogstav, der ikke kan læses som { $encoding }. Gem filen som “CSV UTF-8”, eller skriv cellen igen.
imports-problem-row-too-many-cells = Rækken har { $found } celler, men der er { $expected } overskrifter. Led efter et skilletegn i en tekst uden citationstegn, eller giv kolonnen en overskrift.
imports-problem-row-too-many-rows = Der læses højst { $limit } rækker fra én fil. Del filen.
imports-problem-row-repeated-too-often = Ifølge arket er denne udfyldte række gentaget { $times } gange; det må højst være { $limit }. Slet kopierne.
imports-problem-row-damaged = Filen er beskadiget her, i delen “{ $part }” ({ $detail }). Åbn den, gem den igen, og send den nye.
imports-problem-row-too-large = Delen “{ $part }” fylder udpakket mere end tilladt. Del filen, og send den i stykker.
imports-problem-row-unreadable = Læsningen standsede her ({ $detail }). Prøv igen, og send filen på ny, hvis det stadig ikke går.

imports-problem-file-unreadable = Filen kunne ikke læses ({ $detail }). Prøv igen, og send filen på ny, hvis det stadig ikke går.
imports-problem-file-empty = Filen har ingen rækker. Se efter, om det er det rigtige ark, der er gemt, og om overskrifterne står i første række.
imports-problem-file-no-headings = Filen har ingen række, der kan læses som overskrifter. Skriv kolonnernes navne i første række.
imports-problem-file-not-a-table = Det ligner { $looks_like ->
    [pdf] et PDF-dokument
    [picture] et billede
    [text-document] et tekstdokument
    [archive] et pakket arkiv
    [web-page] en webside
    [xml] et XML-dokument
    [json] JSON
   *[bytes] en fil, der ikke er tekst
}, ikke en tabel. Gem den som CSV, XLSX eller ODS, og prøv igen.
imports-problem-file-old-or-locked = Det er en gammel Excel-projektmappe (.xls) eller en, der er låst med adgangskode. Åbn den, fjern adgangskoden, og gem den som .xlsx.
imports-problem-file-locked = Projektmappen er låst med adgangskode. Gem den uden.
imports-problem-file-damaged = Delen “{ $part }” af filen er beskadiget ({ $detail }). Åbn filen, gem den igen, og send den nye.
imports-problem-file-missing-part = Projektmappen mangler delen “{ $part }”. Åbn filen, gem den igen som .xlsx eller .ods, og send den nye.
imports-problem-file-too-large = Delen “{ $part }” ville fylde mere end { $limit } byte udpakket. Del filen, og send den i stykker.
imports-problem-file-packed-too-tightly = Delen “{ $part }” fylder udpakket mere end { $ratio } gange så meget, som opdigtede arkiver gør. Gem i stedet tabellen som CSV.
imports-problem-file-too-many-parts = Projektmappen består af { $found } dele; der læses højst { $limit }. Gem kun arket med tabellen.
imports-problem-file-too-many-columns = Rækken med overskrifter har { $found } kolonner; der læses højst { $limit }. Slet de kolonner, der ikke er brug for.
imports-problem-file-heading = Rækken med overskrifter kan ikke læses{ $place ->
    [none] .
   *[column] {""} i kolonne { $place }.
} { $problem }

imports-problem-work-failed = Indlæsningen kunne ikke gøres færdig. Det, der er taget med indtil nu, beholdes; indlæs filen igen, så tages resten med.

# Hvorfor en kolonne foreslås læst som noget.
imports-guess-known-title = “{ $word }” er en kendt overskrift.
imports-guess-title-contains = Overskriften indeholder “{ $word }”.
imports-guess-own-name = Det er feltets eget navn.
imports-guess-looks-like-emails = Overskriften er ukendt, men værdierne ligner e-mailadresser.
imports-guess-looks-like-phones = Overskriften er ukendt, men værdierne ligner telefonnumre.
imports-guess-looks-like-plates = Overskriften er ukendt, men værdierne ligner nummerplader.
imports-guess-nothing-known = Overskriften er ukendt.
imports-guess-added-by-haven = Kolonnen er tilføjet af Haven.
imports-guess-already-filled = En anden kolonne udfylder allerede feltet.
imports-guess-day-first = Datoerne har dagen først.
imports-guess-day-taken-to-be-first = Ingen dato viser, hvad der står først, så dagen er antaget at gøre det: se efter.
imports-guess-month-first = Datoerne har måneden først.
imports-guess-year-first = Datoerne har året først.
imports-guess-orders-mixed = Nogle datoer har dagen først og andre måneden: sig, hvordan resten skal læses.
