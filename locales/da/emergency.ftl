# Nødopslag og deres gennemgang.

emergency-menu = Nødopslag
emergency-title = Nødopslag
emergency-text = Nogen så ud over reglerne, fordi et barn var i fare. Hvert nødopslag har en begrundelse og gennemgås af en leder hos ejeren eller hos den, der kiggede.
emergency-none = Ingen nødopslag
emergency-none-text = Når nogen åbner oplysninger i en nødsituation, står det her med det samme.
emergency-waiting = { $looks ->
    [one] Ét nødopslag venter på gennemgang
   *[other] { $looks } nødopslag venter på gennemgang
}
emergency-open = Læs og gennemgå
emergency-about = åbnede oplysninger fra { $owner } { $moment }.
emergency-still-open = Åbent nu
emergency-person = Siden om personen
emergency-reviewed = Gennemgået { $moment }:
emergency-note = Var det rigtigt?
emergency-note-hint = Hvad du undersøgte, og hvem du talte med.
emergency-review = Gem gennemgangen
emergency-saved = Gennemgangen er gemt.
emergency-no-note = Skriv, hvad du fandt
emergency-no-note-text = Intet blev gemt. Gå tilbage, og skriv med få ord, hvad du undersøgte.
