//! The findings, in the order in which one would look.

use super::store;
use crate::embedded;
use crate::ground::ledger;
use crate::operate::place::sqlite_file;
use crate::operate::{Place, job_queue, pack_checks};
use crate::problem::Problem;
use domain::pack::Severity;
use kit::clock::Clock;
use kit::settings::Settings;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Well,
    /// It works, and should not stay so.
    Look,
    /// It does not work, or is not safe.
    Wrong,
}

#[derive(Clone, Debug)]
pub struct Finding {
    pub state: State,
    pub about: &'static str,
    pub said: String,
    /// What to do; none when all is well.
    pub advice: Option<String>,
}

const MEGABYTE: u64 = 1_000_000;
const HOUR_MS: i64 = 3_600_000;

fn well(about: &'static str, said: impl Into<String>) -> Finding {
    Finding {
        state: State::Well,
        about,
        said: said.into(),
        advice: None,
    }
}

fn look(about: &'static str, said: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding {
        state: State::Look,
        about,
        said: said.into(),
        advice: Some(advice.into()),
    }
}

fn wrong(about: &'static str, said: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding {
        state: State::Wrong,
        about,
        said: said.into(),
        advice: Some(advice.into()),
    }
}

/// Looks at everything. `thorough` also reads the whole database file.
pub async fn examine(settings: &Settings, clock: &Clock, thorough: bool) -> Vec<Finding> {
    let mut findings = vec![address(settings), sign_in(settings), zone(settings, clock)];
    findings.extend(folder(&settings.data_folder));
    findings.push(key(&settings.data_folder.join("secret.key")));
    findings.extend(disk(&settings.data_folder));
    match Place::open(settings.clone(), clock.clone()).await {
        Ok(place) => {
            findings.extend(database(&place, thorough).await.unwrap_or_else(|problem| {
                vec![wrong(
                    "database",
                    problem.to_string(),
                    "see the message; `haven migrate` makes or completes the schema",
                )]
            }));
            place.db.close().await;
        }
        Err(problem) => findings.push(wrong(
            "database",
            problem.to_string(),
            "check `database` and `data_folder` in the settings",
        )),
    }
    findings.push(packs(settings.packs_folder.as_deref()));
    findings.push(mail(settings).await);
    findings
}

fn address(settings: &Settings) -> Finding {
    let is_local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        .iter()
        .any(|start| settings.public_url.starts_with(start));
    let said = format!("{} (listening on {})", settings.public_url, settings.listen);
    if settings.is_https() || is_local {
        return well("address", said);
    }
    wrong(
        "address",
        said,
        "set public_url to the https:// address that people type: cookies and passkeys depend on it",
    )
}

fn sign_in(settings: &Settings) -> Finding {
    match (settings.second_factor, settings.demo) {
        (true, false) => well("sign-in", "everyone has a second factor"),
        (true, true) => look(
            "sign-in",
            "this is set up as a demonstration",
            "turn `demo` off before real data comes in",
        ),
        (false, true) => look(
            "sign-in",
            "a demonstration, without second factors",
            "never put real data into it",
        ),
        (false, false) => wrong(
            "sign-in",
            "second_factor is off",
            "turn it on: a password alone does not protect children's data",
        ),
    }
}

fn zone(settings: &Settings, clock: &Clock) -> Finding {
    match clock.now().in_tz(&settings.time_zone) {
        Ok(now) => well(
            "clock",
            format!("{} in {}", now.strftime("%Y-%m-%d %H:%M"), settings.time_zone),
        ),
        Err(_) => wrong(
            "clock",
            format!("the zone {:?} is not known", settings.time_zone),
            "set time_zone to a name like Europe/London",
        ),
    }
}

fn folder(folder: &Path) -> Vec<Finding> {
    let name = folder.display().to_string();
    if !folder.is_dir() {
        return vec![wrong(
            "folder",
            format!("{name} is not there"),
            "`haven serve` or `haven migrate` makes it; or correct `data_folder`",
        )];
    }
    let mut findings = Vec::new();
    match tempfile::tempfile_in(folder) {
        Ok(_) => findings.push(well("folder", format!("{name} can be written"))),
        Err(error) => findings.push(wrong(
            "folder",
            format!("{name} cannot be written: {error}"),
            "give it to the account that runs haven",
        )),
    }
    if let Some(mode) = mode_of(folder).filter(|mode| mode & 0o077 != 0) {
        findings.push(look(
            "folder",
            format!("{name} is open to others (mode {mode:o})"),
            format!("chmod 700 {name}"),
        ));
    }
    findings
}

#[cfg(unix)]
fn mode_of(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(path.metadata().ok()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode_of(_: &Path) -> Option<u32> {
    None
}

fn key(file: &Path) -> Finding {
    let name = file.display();
    match std::fs::read_to_string(file) {
        Ok(text) if text.trim().len() != 64 || hex::decode(text.trim()).is_err() => wrong(
            "key",
            format!("{name} is damaged"),
            "restore it from where you keep its copy; do not delete it",
        ),
        Ok(_) => match mode_of(file).filter(|mode| mode & 0o077 != 0) {
            Some(mode) => wrong(
                "key",
                format!("{name} can be read by others (mode {mode:o})"),
                format!("chmod 600 {name}"),
            ),
            None => well(
                "key",
                format!("{name} is private; keep a copy of it somewhere safe, apart from the backups"),
            ),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => look(
            "key",
            format!("{name} is not there"),
            "a new installation makes it at first start; an old one needs its old key back",
        ),
        Err(error) => wrong(
            "key",
            format!("{name} cannot be read: {error}"),
            "give it to the account that runs haven",
        ),
    }
}

#[cfg(unix)]
fn disk(folder: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let said = format!("{} MB free", free / MEGABYTE);
    Some(if free < 200 * MEGABYTE {
        wrong("disk", said, "make room now: when it is full, nothing can be handed in")
    } else if free < 2_000 * MEGABYTE || disk.f_bavail < disk.f_blocks / 10 {
        look(
            "disk",
            said,
            "less than a tenth or 2 GB is left; a backup needs three times the size of the data for a while",
        )
    } else {
        well("disk", said)
    })
}

#[cfg(not(unix))]
fn disk(_: &Path) -> Option<Finding> {
    None
}

async fn database(place: &Place, thorough: bool) -> Result<Vec<Finding>, Problem> {
    let mut findings = Vec::new();
    let now = place.clock.now_ms();
    let mut conn = place.db.read().await?;
    let version = store::version(&mut conn).await?;
    if place.is_sqlite() {
        let address = place.settings.database_address();
        let size = sqlite_file(&address)
            .and_then(|file| file.metadata().ok())
            .map_or(0, |meta| meta.len());
        findings.push(well("database", format!("SQLite {version}, {} MB", size / MEGABYTE)));
        let mode = store::journal_mode(&mut conn).await?;
        if mode != "wal" {
            findings.push(wrong(
                "database",
                format!("journal mode is {mode}"),
                "is the folder on a network drive? SQLite needs a local disk",
            ));
        }
        if thorough {
            let said = store::quick_check(&mut conn).await?;
            findings.push(if said == "ok" {
                well("database", "every page is sound")
            } else {
                wrong(
                    "database",
                    format!("damaged: {said}"),
                    "stop haven, keep the file, restore the last backup (docs/operating/backup.md)",
                )
            });
        }
    } else {
        let major: u32 = version
            .split('.')
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        findings.push(if major >= 15 {
            well("database", format!("PostgreSQL {version}"))
        } else {
            wrong("database", format!("PostgreSQL {version}"), "Haven needs 15 or newer")
        });
    }
    findings.push(schema(store::migrations(&mut conn).await));
    findings.extend(clocks(store::server_clock(&mut conn).await?, now));

    let head = ledger::head_in(&mut conn).await?;
    findings.push(match head {
        None => look("ledger", "it has no line yet", "nobody has signed in or handed in"),
        Some(head) if head.at > now + 60_000 => wrong(
            "ledger",
            format!("its last line ({}) is of the future", head.seq),
            "this machine's clock was set back: synchronise it",
        ),
        Some(head) => well(
            "ledger",
            format!(
                "{} lines, head {} (`haven verify` checks them all)",
                head.seq, head.hash
            ),
        ),
    });
    if let Ok((keys, times)) = crate::link::recognise::crowds(&mut conn).await {
        let said = format!(
            "{keys} keys are crowded (a help line, an office, a very common name); {times} times a record was not filed under one"
        );
        findings.push(well("recognition", said));
    }
    findings.push(queue(job_queue::state(&mut conn, now).await?, now));
    if store::accounts(&mut conn).await? == 0 {
        findings.push(look(
            "accounts",
            "there are none",
            "open the address in a browser to set up, or run `haven user add`",
        ));
    }
    Ok(findings)
}

fn schema(ran: Option<Vec<(i64, Vec<u8>)>>) -> Finding {
    let known = embedded::migrations();
    let newest = known.last().map_or(0, |migration| migration.number);
    let Some(ran) = ran else {
        return wrong("schema", "there is none", "run `haven migrate`");
    };
    let last = ran.last().map_or(0, |(number, _)| *number);
    if last > newest {
        return wrong(
            "schema",
            format!("at {last}, made by a newer Haven; this one knows {newest}"),
            "install the newer version again",
        );
    }
    let changed = ran.iter().find(|(number, digest)| {
        known.iter().any(|migration| {
            migration.number == *number && Sha256::digest(migration.text.as_bytes()).as_slice() != digest.as_slice()
        })
    });
    if let Some((number, _)) = changed {
        return wrong(
            "schema",
            format!("migration {number} is not the one that ran here"),
            "install an official version of Haven",
        );
    }
    match newest - last {
        0 => well("schema", format!("at {last}, up to date")),
        waiting => look(
            "schema",
            format!("{waiting} migration(s) wait"),
            "take a backup, then start haven or run `haven migrate`",
        ),
    }
}

fn clocks(server: Option<i64>, now: i64) -> Option<Finding> {
    let apart = (server? - now).abs();
    Some(if apart < 5_000 {
        well("clock", "agrees with the database server's")
    } else {
        look(
            "clock",
            format!("{} s apart from the database server's", apart / 1000),
            "synchronise both by NTP",
        )
    })
}

fn queue(state: job_queue::QueueState, now: i64) -> Finding {
    let said = format!(
        "{} waiting, {} in hand, {} failed, {} events undelivered",
        state.waiting, state.leased, state.failed, state.undelivered
    );
    if state.failed > 0 {
        return look(
            "jobs",
            said,
            "`haven jobs` says why; `haven jobs retry --all` tries again",
        );
    }
    if state.due_since.is_some_and(|since| now - since > HOUR_MS) {
        return wrong(
            "jobs",
            format!("{said}; some have waited for more than an hour"),
            "is `haven serve` (with jobs_in_serve) or `haven work` running?",
        );
    }
    well("jobs", said)
}

fn packs(folder: Option<&Path>) -> Finding {
    let (ids, problems) = pack_checks::look(folder);
    let mistakes = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Mistake)
        .count();
    if mistakes > 0 {
        return wrong(
            "packs",
            format!("{mistakes} mistake(s)"),
            "`haven pack check` names them",
        );
    }
    well("packs", ids.join(", "))
}

async fn mail(settings: &Settings) -> Finding {
    if settings.mail.trim().is_empty() {
        return look(
            "mail",
            "none is sent",
            "set `mail` to smtp://user:secret@host:port; invitations are handed over by hand until then",
        );
    }
    let Some((host, port)) = mail_server(&settings.mail) else {
        return wrong(
            "mail",
            "the setting cannot be read",
            "write it as smtp://user:secret@host:port",
        );
    };
    let reached = tokio::time::timeout(
        Duration::from_secs(5),
        tokio::net::TcpStream::connect((host.as_str(), port)),
    )
    .await;
    match reached {
        Ok(Ok(_)) => well("mail", format!("{host}:{port} answers")),
        Ok(Err(error)) => wrong(
            "mail",
            format!("{host}:{port} does not answer: {error}"),
            "check `mail`, and the firewall",
        ),
        Err(_) => wrong(
            "mail",
            format!("{host}:{port} does not answer within 5 s"),
            "check `mail`, and the firewall",
        ),
    }
}

/// Host and port of `smtp://user:secret@host:port` or `smtps://...`, without the secret.
fn mail_server(address: &str) -> Option<(String, u16)> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let usual = match scheme {
        "smtp" => 587,
        "smtps" => 465,
        _ => return None,
    };
    let rest = rest.split(['/', '?']).next()?;
    let server = rest.rsplit_once('@').map_or(rest, |(_, server)| server);
    let (host, port) = match server
        .rsplit_once(':')
        .filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()))
    {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (server, usual),
    };
    (!host.is_empty()).then(|| (host.trim_matches(['[', ']']).to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_found_without_its_secret() {
        let server = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(mail_server("smtp://u:p@ss@mail.example:25"), server("mail.example", 25));
        assert_eq!(
            mail_server("smtps://mail.example?tls=required"),
            server("mail.example", 465)
        );
        assert_eq!(mail_server("smtp://[::1]:2525"), server("::1", 2525));
        assert_eq!(mail_server("mail.example"), None);
        assert_eq!(mail_server("smtp://u:p@"), None);
    }

    #[test]
    fn a_schema_is_fresh_behind_ahead_or_changed() {
        let all: Vec<(i64, Vec<u8>)> = embedded::migrations()
            .iter()
            .map(|one| (one.number, Sha256::digest(one.text.as_bytes()).to_vec()))
            .collect();
        assert_eq!(schema(Some(all.clone())).state, State::Well);
        assert_eq!(schema(Some(all[..1].to_vec())).state, State::Look);
        let mut ahead = all.clone();
        ahead.push((9_999, vec![]));
        assert_eq!(schema(Some(ahead)).state, State::Wrong);
        let mut changed = all;
        changed[0].1[0] ^= 1;
        assert_eq!(schema(Some(changed)).state, State::Wrong);
        assert_eq!(schema(None).state, State::Wrong);
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let at = |url: &str| {
            address(&Settings {
                public_url: url.to_owned(),
                ..Settings::default()
            })
            .state
        };
        assert_eq!(at("http://localhost:8642"), State::Well);
        assert_eq!(at("https://haven.example.org"), State::Well);
        assert_eq!(at("http://haven.example.org"), State::Wrong);
    }
}
