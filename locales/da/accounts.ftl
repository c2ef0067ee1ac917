# At logge ind, egen konto, og menuerne til det, der passes af administratorer.

accounts-menu = Konti
agencies-menu = Myndigheder
agreements-menu = Aftaler
tokens-menu = Nøgler
imports-menu = Indlæs filer
exports-menu = Eksport
emergency-menu = Nødopslag
ledger-menu = Protokol

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
