home-menu = Home
home-title = What needs me now
home-hits = Hits to judge
home-hits-none = No hit waits for your agency.
home-hits-all = All hits
