# Startsiden.

home-menu = Start
home-title = Hvad har brug for mig nu
home-hand-in = Indberet et barn
home-other-roles = Arbejde med børns oplysninger hører ikke til dine roller. Menuen viser, hvad der gør.
home-feedback = Hvad der blev af dine indberetninger
home-feedback-line = { $status }: { $reference }, siger { $agency }
home-drafts = Dine kladder
home-new = Nye indberetninger til dit hold
home-hits = Fund, der skal vurderes
home-hits-none = Intet fund venter på din myndighed.
home-hits-all = Alle fund
