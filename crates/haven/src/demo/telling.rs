//! What the terminal says when the demonstration is ready: where, who, what to try.

use super::people::PASSWORD;
use domain::Role;
use invented_world::{AMINA, Account, DEMO_SEED, Size, World};
use jiff::civil::Date;

/// Who shows what best: role, and what to try as them. The first account with the role is named.
const GUIDE: [(Role, &str, &str); 8] = [
    (
        Role::Practitioner,
        "Practitioner",
        "Hand in the child of the story below; open Who else knows",
    ),
    (
        Role::DeskOfficer,
        "Desk officer",
        "Judge the hits that wait; import a file of demo/files",
    ),
    (
        Role::Analyst,
        "Analyst",
        "Search a phone, a plate, a name in another spelling",
    ),
    (
        Role::Manager,
        "Manager",
        "Review an emergency look; export your agency's records",
    ),
    (Role::Auditor, "Auditor", "Read the ledger: who looked at whom, and why"),
    (
        Role::Trainer,
        "Trainer",
        "See that records of children answer as absent",
    ),
    (
        Role::AgencyAdmin,
        "Agency admin",
        "Invite a colleague; make an agreement",
    ),
    (
        Role::SystemAdmin,
        "System admin",
        "Bring a new agency on to the network",
    ),
];

/// The whole text. `address` is what to open in a browser; none when nothing is served.
pub fn tell(today: Date, address: Option<&str>) -> String {
    // The people who sign in and the story are the same in a village and in the whole world.
    let world = World::make(DEMO_SEED, today, Size::small());
    let mut text = String::from("\nHaven's demonstration is ready. Everything in it is invented.\n\n");
    if let Some(address) = address {
        text.push_str(&format!("  Open       {address}\n"));
    }
    text.push_str(&format!("  Password   {PASSWORD}   (the same for everybody)\n\n"));
    let mut lines = vec![[
        "Sign in as".to_owned(),
        "Name and agency".to_owned(),
        "E-mail".to_owned(),
        "What to try".to_owned(),
    ]];
    for (role, name, hint) in GUIDE {
        if let Some(account) = best(&world, role) {
            let agency = world
                .agencies
                .iter()
                .find(|agency| agency.code == account.agency)
                .map_or(account.agency, |agency| agency.name);
            lines.push([
                name.to_owned(),
                format!("{}, {agency}", account.display_name),
                account.email.clone(),
                hint.to_owned(),
            ]);
        }
    }
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    for line in &lines {
        let padded: Vec<String> = line
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let room = widths
                    .get(column)
                    .copied()
                    .unwrap_or(0)
                    .saturating_sub(cell.chars().count());
                format!("{cell}{}", " ".repeat(room))
            })
            .collect();
        text.push_str(&format!("  {}\n", padded.join("   ").trim_end()));
    }
    if let Some(story) = world.airport_story() {
        let number = story.number_written.first().copied().unwrap_or(story.number);
        text.push_str(&format!(
            "\nThe story: it is two in the morning, and a boy was found alone at the airport. Sign in as {AMINA},\n\
             choose “Hand in”, and type:\n\
             \x20 first name {}, family name {}; in his own writing {}\n\
             \x20 born {}, a boy from Eritrea, unaccompanied, and the number in his pocket: {number}\n\
             Before you have sent it, Haven says that Northmere Police know a boy with the same number, and whom to ring.\n",
            story.given, story.family, story.own_script, story.born
        ));
    }
    text.push_str("\nFiles to import by hand are in demo/files, with a README.\n");
    text
}

fn best(world: &World, role: Role) -> Option<&Account> {
    let with_role = || {
        world
            .accounts
            .iter()
            .filter(move |account| account.roles.contains(&role))
    };
    let first_choice = match role {
        Role::Practitioner => with_role().find(|account| account.email == AMINA),
        Role::DeskOfficer | Role::Analyst => {
            with_role().find(|account| account.agency == invented_world::NORTHMERE_POLICE)
        }
        Role::Manager | Role::AgencyAdmin | Role::Trainer => {
            with_role().find(|account| account.agency == invented_world::ESTUARY_COUNCIL)
        }
        Role::Auditor | Role::SystemAdmin => with_role().find(|account| account.agency == invented_world::NATIONAL),
    };
    first_choice.or_else(|| with_role().next())
}
