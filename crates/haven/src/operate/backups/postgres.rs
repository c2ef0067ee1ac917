//! PostgreSQL's own programs, `pg_dump` and `pg_restore`. Passwords travel in their environment, never on a command line
//! that others on the machine could read.

use crate::problem::Problem;
use kit::db::Db;
use std::path::Path;
use tokio::process::Command;

/// A dump of one moment (see `store::hold_moment`) in PostgreSQL's custom format.
pub async fn dump(address: &str, moment: &str, to: &Path) -> Result<(), Problem> {
    let mut command = program("pg_dump", address);
    command
        .args(["--format=custom", "--no-owner", "--no-privileges", "--no-password"])
        .arg(format!("--snapshot={moment}"))
        .arg("--file")
        .arg(to);
    run("pg_dump", command).await
}

/// Loads a dump into an empty database: whole or not at all.
pub async fn load(address: &str, from: &Path) -> Result<(), Problem> {
    let mut command = program("pg_restore", address);
    command
        .args([
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            "--no-password",
        ])
        .arg(from);
    run("pg_restore", command).await
}

/// A database of its own on the same server, to restore into and throw away. Gives its name and address.
pub async fn make_scratch(db: &Db, address: &str) -> Result<(String, String), Problem> {
    let name = format!("haven_check_{}", kit::clock::random_reference(10).to_lowercase());
    db.maintain(format!("CREATE DATABASE {name}")).await.map_err(|error| {
        let said = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        Problem::internal(
            "making a database to check the backup in (the role needs CREATEDB)",
            said,
        )
    })?;
    let there = other_database(address, &name);
    Ok((name, there))
}

pub async fn drop_scratch(db: &Db, name: &str) -> Result<(), Problem> {
    Ok(db
        .maintain(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .await?)
}

fn program(name: &str, address: &str) -> Command {
    let (address, password) = without_password(address);
    let mut command = Command::new(name);
    command.arg(format!("--dbname={address}")).kill_on_drop(true);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

async fn run(name: &str, mut command: Command) -> Result<(), Problem> {
    let done = command.output().await.map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            Problem::internal(
                &format!("running {name}"),
                "it is not on the PATH. It comes with PostgreSQL's client programs: apt-get install postgresql-client",
            )
        } else {
            Problem::internal(&format!("running {name}"), error)
        }
    })?;
    if done.status.success() {
        return Ok(());
    }
    // PostgreSQL's messages name tables and versions; rows could follow only as DETAIL or CONTEXT.
    let said = String::from_utf8_lossy(&done.stderr);
    let said: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("error") || line.contains("version"))
        .take(3)
        .collect();
    Err(Problem::internal(&format!("running {name}"), said.join("; ")))
}

/// The address without its password, and the password.
fn without_password(address: &str) -> (String, Option<String>) {
    let apart = || {
        let (scheme, rest) = address.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (who, host) = authority.rsplit_once('@')?;
        let (user, password) = who.split_once(':')?;
        Some((format!("{scheme}://{user}@{host}{path}"), decoded(password)))
    };
    apart().map_or_else(
        || (address.to_owned(), None),
        |(address, password)| (address, Some(password)),
    )
}

/// `%40` as `@`: addresses are written that way, passwords in the environment are not.
fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| hex::decode(digits).ok());
        match code.as_deref() {
            Some([byte]) => {
                out.push(*byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The same server, another database.
fn other_database(address: &str, name: &str) -> String {
    let (head, query) = address
        .split_once('?')
        .map_or((address, None), |(head, query)| (head, Some(query)));
    let (scheme, rest) = head.split_once("://").unwrap_or(("postgres", head));
    let authority = rest.split('/').next().unwrap_or(rest);
    query.map_or_else(
        || format!("{scheme}://{authority}/{name}"),
        |query| format!("{scheme}://{authority}/{name}?{query}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_taken_out_of_the_address() {
        let check = |address: &str, without: &str, password: Option<&str>| {
            assert_eq!(
                without_password(address),
                (without.to_owned(), password.map(str::to_owned)),
                "{address}"
            );
        };
        check(
            "postgres://haven:a%40b@db:5432/haven?sslmode=require",
            "postgres://haven@db:5432/haven?sslmode=require",
            Some("a@b"),
        );
        check("postgres://haven@db/haven", "postgres://haven@db/haven", None);
        check(
            "postgres:///haven?host=/run/postgresql",
            "postgres:///haven?host=/run/postgresql",
            None,
        );
        check("postgres://u:50%@db", "postgres://u@db", Some("50%"));
    }

    #[test]
    fn another_database_of_the_same_server() {
        assert_eq!(
            other_database("postgres://u:p@h:1/a?x=1", "b"),
            "postgres://u:p@h:1/b?x=1"
        );
        assert_eq!(
            other_database("postgres:///a?host=/run", "b"),
            "postgres:///b?host=/run"
        );
        assert_eq!(other_database("postgres://u@h", "b"), "postgres://u@h/b");
    }
}
