# Protokollen: hvem der gjorde hvad, og hvem der kiggede.

ledger-menu = Protokol
ledger-title = Protokol
ledger-whole = Hver handling og hvert opslag om en person, i alle myndigheder. Linjer kommer kun til; hver er kædet sammen med den forrige. At læse denne side er også en linje.
ledger-own = Hver handling og hvert opslag om en person, som jeres myndighed har foretaget, og andres opslag i jeres oplysninger. At læse denne side er også en linje.
ledger-none = Ingen linje her
ledger-none-text = Der er ikke gjort noget, som passer til det, du har valgt.
ledger-line = Linje
ledger-when = Hvornår
ledger-who = Hvem
ledger-action = Hvad der blev gjort
ledger-subject = Med hvad
ledger-owner = Hvis oplysning
ledger-permit = Efter hvilken regel
ledger-person = Person (id)
ledger-account = Konto (id)
ledger-same-person = Linjer om denne person
ledger-detail = Detalje
ledger-head = Hent kædens ende
ledger-head-text = og gem den et andet sted. Den beviser senere, at intet før den er ændret: haven verify --head FIL.
ledger-bad-id = Sæt et id ind, som det står i protokollen, for eksempel 0193a1b2-…
