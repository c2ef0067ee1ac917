# At logge ind, egen konto, og myndighedens folk.

accounts-menu = Konti

accounts-email = E-mailadresse
accounts-password = Adgangskode
accounts-name = Navn
accounts-agency = Myndighed
accounts-job-title = Stilling
accounts-phone = Telefon
accounts-phone-hint = Kolleger i andre myndigheder kan få nummeret vist, når de skal ringe til dig om et barn.
accounts-language = Sprog
accounts-language-en = Engelsk
accounts-language-cy = Walisisk
accounts-language-da = Dansk
accounts-roles = Roller
accounts-save = Gem
accounts-continue = Fortsæt
accounts-is-set = Sat op
accounts-is-not-set = Ikke sat op
accounts-sign-in = Log ind
accounts-sign-in-title = Log ind
accounts-sign-in-refused = Det lykkedes ikke. Se efter, om e-mailadressen og adgangskoden er rigtige. Efter flere forkerte forsøg skal du vente nogle minutter, før du prøver igen.
accounts-sign-in-passkey = Log ind med adgangsnøgle
accounts-sign-in-with-heading = Din myndigheds eget login
accounts-sign-in-with = Log ind med { $provider }
accounts-sign-in-help = Jeg kan ikke logge ind
accounts-sign-in-help-text = Din myndigheds administrator kan sende dig et link til en ny adgangskode og låse din konto op. Er et barn i fare nu, så vent ikke på det: brug telefonen.
accounts-code-title = Skriv din kode
accounts-code = Kode
accounts-code-hint = Seks cifre fra din kodeapp eller en af dine reservekoder.
accounts-code-recovery-hint = En af dine reservekoder.
accounts-code-refused = Det lykkedes ikke. Hver kode virker én gang. Vent på den næste i appen. Efter flere forkerte forsøg skal du vente nogle minutter.
accounts-code-passkey = Brug en adgangsnøgle
accounts-code-help = Jeg har ikke min telefon
accounts-code-help-text = Brug en af de reservekoder, du fik, da du satte appen op. Har du ikke flere, kan din myndigheds administrator nulstille dit andet trin.
accounts-start-again = Begynd forfra
accounts-ways = Sådan logger du ind
accounts-app = Kodeapp
accounts-recovery = Reservekoder
accounts-recovery-left = { $count ->
    [0] Ingen tilbage
    [one] Én tilbage
   *[other] { $count } tilbage
 }
accounts-recovery-none = Du har ingen reservekoder tilbage. Uden en kan du ikke logge ind, hvis du mister telefonen. Lav nye nu.
accounts-passkeys = Adgangsnøgler
accounts-passkeys-count = { $count ->
    [0] Ingen
    [one] Én
   *[other] { $count }
 }
accounts-sessions = Hvor du er logget ind
accounts-session-device = Enhed
accounts-session-began = Logget ind
accounts-session-seen = Sidst brugt
accounts-session-act = Afslut
accounts-session-this = Denne
accounts-session-end = Log ud
accounts-device-unknown = Ukendt enhed
accounts-sessions-end-others = Log ud alle andre steder
accounts-sessions-ended = Du er logget ud der.
accounts-details-title = Dine oplysninger
accounts-details-saved = Dine oplysninger er gemt.
accounts-form = Formularer
accounts-form-short = Ét spørgsmål ad gangen
accounts-form-short-hint = Godt på en telefon, og når du sjældent gør det.
accounts-form-long = Én lang side
accounts-form-long-hint = Hurtigere, når du kender formularen.
accounts-name-missing = Skriv et navn på højst 200 tegn
accounts-purpose = Hvorfor du kigger
accounts-purpose-title = Hvorfor kigger du?
accounts-purpose-hint = Hvad du må se, afhænger af det, og hvert opslag registreres med det.
accounts-purpose-saved = Dit formål er ændret, så længe du er logget ind.
accounts-purpose-safeguarding = For at beskytte et barn
accounts-purpose-investigation = For at efterforske, hvem der udnytter børn
accounts-purpose-analysis = For at analysere mønstre
accounts-purpose-supervision = For at føre tilsyn med sagsarbejde
accounts-purpose-audit = For at se efter, hvem der kiggede på hvad
accounts-purpose-administration = For at passe konti og aftaler
accounts-confirm-title = Skriv din adgangskode igen
accounts-confirm-text = Du er ved at ændre, hvordan du logger ind, så vi sikrer os, at det er dig.
accounts-confirm-refused = Det lykkedes ikke. Efter flere forkerte forsøg skal du vente nogle minutter, før du prøver igen.
accounts-password-title = Skift adgangskode
accounts-password-new = Ny adgangskode
accounts-password-again = Ny adgangskode igen
accounts-password-hint = Mindst 12 tegn. Tre-fire ord uden sammenhæng er godt. Mellemrum er i orden.
accounts-password-others-end = Du bliver logget ud alle andre steder.
accounts-password-changed = Din adgangskode er skiftet, og du er logget ud alle andre steder.
accounts-password-short = Skriv en adgangskode på mindst 12 tegn
accounts-password-long = Skriv en adgangskode på højst 1.000 tegn
accounts-password-common = Den adgangskode er blandt de første, en angriber prøver. Vælg en anden
accounts-password-own = Vælg en adgangskode, der ikke er dit eget navn eller din adresse
accounts-password-differs = De to adgangskoder er ikke ens
accounts-role-practitioner = Sagsbehandler
accounts-role-desk_officer = Vagthavende
accounts-role-analyst = Analytiker
accounts-role-manager = Leder
accounts-role-auditor = Revisor
accounts-role-trainer = Underviser
accounts-role-agency_admin = Myndighedens administrator
accounts-role-system_admin = Systemadministrator

accounts-confirm-no-password = Det er et stykke tid siden, du loggede ind, og du har ingen adgangskode her. Log ud og ind igen, og lav så ændringen inden 15 minutter.
accounts-not-fresh = Vis først, at det er dig
accounts-not-fresh-text = Intet blev ændret. Det er et stykke tid siden, du loggede ind. Åbn siden igen fra din konto, og skriv din adgangskode.

accounts-app-title = Sæt din kodeapp op
accounts-app-first = Du skal have et andet trin ud over adgangskoden. Sæt det op nu; det tager to minutter.
accounts-app-replaces = Den træder i stedet for den app, du har sat op, og for dine reservekoder.
accounts-app-step-1 = Hent en kodeapp til din telefon, hvis du ikke har en. De kan alle bruges.
accounts-app-step-2 = Tilføj en konto i appen, og skan dette billede.
accounts-app-step-3 = Skriv de seks cifre, som appen viser nu.
accounts-app-picture = En firkantet kode, som din kodeapp kan skanne. Den står også som tekst nedenfor.
accounts-app-by-hand = Eller skriv dette i appen:
accounts-app-code = Kode fra appen
accounts-app-code-hint = Seks cifre
accounts-app-code-refused = Det er ikke den kode, appen viser nu. Se efter, om uret på din telefon går rigtigt
accounts-app-confirm = Bekræft
accounts-app-or-passkey = Eller brug en adgangsnøgle
accounts-app-remove = Fjern appen
accounts-app-removed = Din kodeapp bruges ikke længere.
accounts-app-done-title = Dit andet trin er sat op
accounts-last-factor = Behold et andet trin
accounts-last-factor-text = Intet blev fjernet. Du skal bruge et andet trin for at logge ind: sæt et nyt op, før du fjerner dette.

accounts-recovery-text = Mister du telefonen, kan du logge ind én gang med hver af disse koder. Udskriv dem eller skriv dem ned, og gem dem, hvor du gemmer andre værdier, ikke sammen med telefonen.
accounts-recovery-once = De vises ikke igen.
accounts-recovery-copy = Kopiér koderne
accounts-recovery-print = Udskriv koderne
accounts-recovery-new = Lav nye koder
accounts-recovery-new-text = Nye koder træder i stedet for de gamle, som så ikke virker mere.

accounts-passkeys-text = Med en adgangsnøgle logger du ind med fingeraftryk, ansigt eller enhedens pinkode, uden adgangskode og uden kode. Du kan ikke komme til at give den til en falsk side.
accounts-passkeys-none = Du har ingen adgangsnøgle endnu.
accounts-passkeys-need-script = For at tilføje en adgangsnøgle skal du bruge en browser, der kender adgangsnøgler, og have JavaScript slået til.
accounts-passkey-label = Navn
accounts-passkey-new-label = Et navn til den nye adgangsnøgle
accounts-passkey-label-hint = For eksempel: min arbejdstelefon
accounts-passkey-add = Tilføj en adgangsnøgle
accounts-passkey-rename = Omdøb
accounts-passkey-remove = Fjern
accounts-passkey-made = Tilføjet { $when }.
accounts-passkey-used = Sidst brugt { $when }.
accounts-passkey-added = Din adgangsnøgle er tilføjet.
accounts-passkey-renamed = Din adgangsnøgle har fået nyt navn.
accounts-passkey-removed = Din adgangsnøgle er fjernet. Slet den også på din enhed.
accounts-passkey-refused = Adgangsnøglen virkede ikke
accounts-passkey-refused-text = Intet blev ændret. Prøv igen, eller log ind på en anden måde.

accounts-invitation-title = Vælg din adgangskode
accounts-invitation-accept = Gem adgangskoden, og fortsæt
accounts-invitation-gone-title = Linket virker ikke længere
accounts-invitation-gone = Et link virker én gang, i { $days } dage, og kun det nyeste virker. Har du valgt din adgangskode, så log ind. Ellers bed din myndigheds administrator om et nyt link.

accounts-mail-invitation-subject = Din konto i Haven
accounts-mail-invitation = Din myndigheds administrator har oprettet en konto til dig i Haven eller sendt dig et link til at vælge en ny adgangskode.
    {""}
    Åbn denne adresse for at vælge din adgangskode. Den virker én gang, i { $days } dage:
    { $link }
    {""}
    Ventede du ikke denne mail, så sig det til din administrator. Send den ikke videre.

accounts-title = Konti
accounts-agency-show = Vis
accounts-state = Status
accounts-state-active = Aktiv
accounts-state-invited = Inviteret
accounts-state-suspended = Spærret
accounts-state-locked = Låst
accounts-second-factor = Andet trin
accounts-last-sign-in = Sidst logget ind
accounts-invite = Invitér en kollega
accounts-invite-text = Kollegaen bliver en del af { $agency } og får et link til selv at vælge adgangskode.
accounts-invite-send = Lav invitationen
accounts-email-hint = Kollegaens egen arbejdsadresse, ikke en fælles postkasse. Den bruges til at logge ind.
accounts-email-wrong = Skriv en e-mailadresse som navn@myndighed.example
accounts-email-taken = Adressen har allerede en konto
accounts-email-taken-text = Intet blev ændret.
accounts-no-roles = Vælg mindst én rolle
accounts-no-roles-text = Intet blev ændret.

accounts-link-title = Linket er klar
accounts-link-mailed = Det er sendt med e-mail. Det virker én gang, i { $days } dage.
accounts-link-shown = Der er ikke sendt nogen e-mail. Giv selv kollegaen linket, så ingen andre ser det. Det virker én gang, i { $days } dage.
accounts-link-once = Det vises ikke igen.
accounts-link-copy = Kopiér linket
accounts-link-back = Tilbage til konti

accounts-person-title = Konto
accounts-person-self = Det er din egen konto. En anden administrator kan ændre dine roller; resten ændrer du under Din konto.
accounts-person-help = Hvis kollegaen ikke kan logge ind eller ikke må
accounts-roles-save = Gem roller
accounts-roles-saved = Rollerne er ændret.
accounts-act-unlock = Lås op nu
accounts-act-link = Lav et link til en ny adgangskode
accounts-act-second-factor = Nulstil det andet trin
accounts-act-reactivate = Åbn kontoen igen
accounts-act-suspend = Spær kontoen
accounts-unlocked = Kontoen er låst op.
accounts-suspended = Kontoen er spærret og logget ud alle steder.
accounts-reactivated = Kontoen kan bruges igen.
accounts-second-factor-reset = Det andet trin er nulstillet. Et nyt sættes op, næste gang kollegaen logger ind.
accounts-last-admin = Det er den sidste administrator
accounts-last-admin-text = Intet blev ændret. Udpeg først en anden administrator.
accounts-not-yourself = Du kan ikke spærre dig selv
accounts-not-yourself-text = Intet blev ændret. En anden administrator kan gøre det.
accounts-is-suspended = Kontoen er spærret
accounts-is-suspended-text = Intet blev ændret. Åbn først kontoen igen.

accounts-role-practitioner-hint = Socialrådgiver, politibetjent, grænsebetjent, kontaktperson: indberetter og læser om de børn, de arbejder med.
accounts-role-desk_officer-hint = Vagten: ser først på det, der kommer ind til hele myndigheden.
accounts-role-analyst-hint = Leder efter mønstre og vurderer fund.
accounts-role-manager-hint = Fører tilsyn med arbejdet, ser myndighedens konti, gennemgår nødopslag.
accounts-role-auditor-hint = Læser, hvem der kiggede på hvad. Ser intet barns historie.
accounts-role-trainer-hint = Underviser med opdigtede sager.
accounts-role-agency_admin-hint = Passer myndighedens konti, aftaler og nøgler. Ser ingen sag.
accounts-role-system_admin-hint = Får myndigheder med i netværket og passer systemet. Ser ingen sag.
