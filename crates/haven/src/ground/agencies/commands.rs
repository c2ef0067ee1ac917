//! Agencies from the terminal.

use super::store::{self, Agency};
use super::{acts, rules};
use crate::app::App;
use crate::problem::Problem;
use clap::{Args, Subcommand};
use domain::AgencyKind;

#[derive(Subcommand)]
pub enum AgencyCommand {
    /// Bring an agency on to the network
    Add(Add),
    /// List the agencies with their codes
    List,
}

#[derive(Args)]
pub struct Add {
    /// Short word for addresses and files: northmere-police
    #[arg(long)]
    code: String,
    #[arg(long)]
    name: String,
    /// police, social_care, health, education, border, immigration, charity, national_unit, international
    #[arg(long)]
    kind: String,
    /// The jurisdiction it works under: GB-ENG
    #[arg(long)]
    pack: String,
    #[arg(long, default_value = "en")]
    language: String,
    /// Whom to ring about its records, day and night
    #[arg(long)]
    duty_phone: Option<String>,
    #[arg(long)]
    duty_email: Option<String>,
}

#[allow(clippy::print_stdout, reason = "commands speak to the terminal")]
pub async fn run(app: &App, command: AgencyCommand) -> Result<(), Problem> {
    match command {
        AgencyCommand::Add(args) => add(app, args).await,
        AgencyCommand::List => {
            let mut conn = app.db.read().await?;
            for agency in store::all(&mut conn).await? {
                println!("{}\t{}\t{}\t{}", agency.code, agency.kind, agency.pack, agency.name);
            }
            Ok(())
        }
    }
}

async fn add(app: &App, args: Add) -> Result<(), Problem> {
    let kind = AgencyKind::from_code(&args.kind)
        .ok_or_else(|| Problem::Internal(format!("there is no kind of agency {}", args.kind).into()))?;
    let agency = Agency {
        id: app.clock.new_id(),
        code: args.code,
        name: args.name,
        kind,
        pack: args.pack,
        language: args.language,
        duty_phone: args.duty_phone,
        duty_email: args.duty_email,
    };
    if let Some((field, key)) = rules::problems(&agency, &app.packs.ids()).first() {
        return Err(Problem::Internal(
            format!("{field}: {}", app.words.words("en").get(key)).into(),
        ));
    }
    acts::add_by_operator(app, &agency)
        .await
        .map_err(|problem| match problem {
            Problem::Conflict { .. } => Problem::Internal("that code is taken".into()),
            other => other,
        })
}
