# Rammen om hver side.

your-account = Din konto
demo-tag = Demonstration
demo-banner = Alle personer her er opdigtede.
problem-home = Gå til startsiden
problem-not-found = Ikke fundet
problem-not-found-text = Der er ikke noget her, eller det er ikke til din rolle. Har en kollega sendt dig linket, så bed om referencen og søg efter den.
problem-changed = En anden har ændret dette imens
problem-changed-text = Intet af dit blev gemt oven i deres. Gå tilbage, genindlæs siden og lav ændringen igen.
