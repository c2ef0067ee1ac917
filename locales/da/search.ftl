# Søgning.

search-menu = Søg
search-title = Søg
search-label = Navn, telefon, nummerplade, adresse eller nummer
search-hint = Enhver stavemåde og ethvert alfabet. Det, du søger efter, registreres, som alles søgninger gør.
search-shown = { $people ->
    [one] Ét resultat
   *[other] { $people } resultater
}
search-more = Dette er de bedste resultater. Skriv mere for at afgrænse: et navn til, et fødselsår, en telefon.
search-none = Der er ikke fundet noget, du må se
search-none-text = Prøv en anden stavemåde, kun ét af navnene eller et telefonnummer. Er barnet nyt, så indberet det, du ved: Haven sammenligner det med alt.
search-also = Også kendt som { $names }
search-born = Født { $dates }
search-also-held = Kendes også af { $agencies }: åbn siden for at se, hvem du skal ringe til.
search-pointer-open = Hvad du kan gøre
pointer-duty-desk = Vagten
person-unnamed = Intet navn kendt
kind-child = Barn
kind-adult = Voksen
kind-suspect = Mistænkt eller person, der vækker bekymring
kind-unknown = Det vides ikke, om det er et barn eller en voksen
