# Ord om personer og fund, som formularen viser.

month-1 = januar
month-2 = februar
month-3 = marts
month-4 = april
month-5 = maj
month-6 = juni
month-7 = juli
month-8 = august
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
date-about = omkring { $date }

hit-strong = Højst sandsynligt samme person
hit-possible = Måske samme person
hit-shared = Ikke samme person, men noget fælles
hit-from = { $agency }, { $date }, { $reference }
hit-ring = Ring til { $contact }
hit-weights = Hvor meget hver oplysning siger
hit-pointer-about = En oplysning ({ $kind }) indberettet { $date }.
