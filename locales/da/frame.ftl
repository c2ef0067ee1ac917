# Rammen om hver side.

your-account = Din konto
demo-tag = Demonstration
demo-banner = Alle personer her er opdigtede.
problem-home = Gå til startsiden
problem-not-found = Ikke fundet
problem-not-found-text = Der er ikke noget her, eller det er ikke til din rolle. Har en kollega sendt dig linket, så bed om referencen og søg efter den.
problem-changed = En anden har ændret dette imens
problem-changed-text = Intet af dit blev gemt oven i deres. Gå tilbage, genindlæs siden og lav ændringen igen.
problem-sign-in = Log ind først
problem-sign-in-text = Du har været logget ind for længe, eller du er ikke logget ind endnu.
problem-not-your-role = Siden er til andre roller
problem-not-your-role-text = Dette hører ikke til din rolle. Din myndigheds administrator kan ændre dine roller.
problem-csrf = Formularen er forældet
problem-csrf-text = Intet blev ændret. Gå tilbage, genindlæs siden og send igen.
problem-too-large = Det er for stort
problem-too-large-text = Intet blev gemt. En formular må fylde 4 MB og en fil 25 MB.
problem-too-many = For mange forespørgsler
problem-too-many-text = Vent nogle sekunder, og prøv igen. Intet gik tabt.
problem-busy = Systemet har travlt
problem-busy-text = Intet blev gemt. Prøv igen om et øjeblik. Det, du skrev, er stadig i din browser: brug tilbageknappen.
problem-full = Systemet har ikke mere plads
problem-full-text = Intet blev gemt, og intet, der var gemt, er tabt. Sig det straks til jeres systemadministrator. Brug indtil da myndighedens telefonprocedure.
problem-internal = Noget gik galt
problem-internal-text = Intet blev gemt. Systemadministratoren kan se, at det skete. Prøv igen, og brug telefonen, hvis det haster.
problem-upload-broken = Overførslen blev afbrudt
problem-upload-broken-text = Intet blev gemt. Send filen igen.
