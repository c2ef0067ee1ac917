//! Accounts from the terminal: for the first people on a server, and for whoever locked themselves out.

use super::acts::people::{self, NewPerson};
use super::{passwords, rules, store};
use crate::app::App;
use crate::ground::agencies;
use crate::ground::ledger::{self, Line, Subject};
use crate::problem::Problem;
use access::{ManageAccounts, Principal, Resource};
use clap::{Args, Subcommand};
use domain::Role;
use std::collections::BTreeSet;
use std::io::BufRead;

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a person to an agency: prints a link with which they set their password, or takes a password from standard input
    Add(Add),
    /// Print a link with which a person sets a new password
    ResetPassword(ResetPassword),
}

#[derive(Args)]
pub struct Add {
    #[arg(long)]
    email: String,
    /// The person's name, as colleagues know it
    #[arg(long)]
    name: String,
    /// The agency's code (see `haven agency list`)
    #[arg(long)]
    agency: String,
    /// practitioner, desk_officer, analyst, manager, auditor, trainer, agency_admin, system_admin; may be given several times
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    #[arg(long)]
    job_title: Option<String>,
    /// Read the password from the first line of standard input instead of printing a link
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub struct ResetPassword {
    #[arg(long)]
    email: String,
    /// Also take away the authenticator app, recovery codes and passkeys; they are set up anew at the next sign-in
    #[arg(long)]
    second_factor: bool,
}

pub async fn run(app: &App, command: UserCommand) -> Result<(), Problem> {
    match command {
        UserCommand::Add(args) => add(app, args).await,
        UserCommand::ResetPassword(args) => reset_password(app, args).await,
    }
}

fn said(problem: &str) -> Problem {
    Problem::Internal(problem.into())
}

async fn add(app: &App, args: Add) -> Result<(), Problem> {
    let mut roles = BTreeSet::new();
    for code in &args.roles {
        roles.insert(Role::from_code(code).ok_or_else(|| said(&format!("there is no role {code}")))?);
    }
    if !rules::is_email(&args.email) {
        return Err(said("that is not an e-mail address"));
    }
    let agency = {
        let mut conn = app.db.read().await?;
        agencies::find_by_code(&mut conn, &args.agency)
            .await?
            .ok_or_else(|| said(&format!("there is no agency {}", args.agency)))?
    };
    let password = if args.password_stdin {
        Some(read_password(&args.email, &args.name)?)
    } else {
        None
    };
    let person = NewPerson {
        email: &args.email,
        display_name: &args.name,
        job_title: args.job_title.as_deref(),
        roles,
    };
    let link = people::invite_by_operator(app, &agency, &person)
        .await
        .map_err(|problem| match problem {
            Problem::Conflict { .. } => said("that address has an account already"),
            other => other,
        })?;
    match password {
        None => speak(&format!("Good for {} days, once:\n{link}", rules::INVITATION_DAYS)),
        Some(password) => {
            set_password(app, &args.email, password).await?;
            speak("Added. They can sign in now.");
        }
    }
    Ok(())
}

/// Sets the password of somebody just invited, in the operator's name.
async fn set_password(app: &App, email: &str, password: String) -> Result<(), Problem> {
    let hash = passwords::hash_aside(password).await?;
    let mut tx = app.db.begin().await?;
    let account = store::find_by_email(&mut tx, email).await?.ok_or(Problem::NotFound)?;
    let permit = app.policy.permit::<ManageAccounts>(
        &Principal::operator_for(account.agency),
        &Resource::Account {
            id: account.id,
            agency: account.agency,
        },
    )?;
    store::accept(&mut tx, account.id, &hash).await?;
    ledger::append(
        &mut tx,
        Line::under(
            &permit.line(),
            app.now_ms(),
            "account.password",
            Subject::of("account", account.id),
        ),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

async fn reset_password(app: &App, args: ResetPassword) -> Result<(), Problem> {
    let account = {
        let mut conn = app.db.read().await?;
        store::find_by_email(&mut conn, &args.email)
            .await?
            .ok_or_else(|| said("nobody has that address here"))?
    };
    let operator = Principal::operator_for(account.agency);
    if args.second_factor {
        people::reset_second_factor(app, &operator, &account).await?;
    }
    people::unlock(app, &operator, &account).await?;
    let link = people::new_link_by_operator(app, &account).await?;
    speak(&format!("Good for {} days, once:\n{link}", rules::INVITATION_DAYS));
    Ok(())
}

fn read_password(email: &str, name: &str) -> Result<String, Problem> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Problem::internal("reading the password", error))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    match rules::password_problem(&password, email, name) {
        None => Ok(password),
        Some(why) => Err(said(match why {
            "accounts-password-short" => "that password is too short: take 12 characters or more",
            "accounts-password-long" => "that password is too long",
            _ => "that password is too easy to guess",
        })),
    }
}

#[allow(clippy::print_stdout, reason = "commands speak to the terminal")]
fn speak(text: &str) {
    println!("{text}");
}
