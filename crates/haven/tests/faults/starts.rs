//! A program that cannot start says why in one plain line, ends with code 1, and changes nothing.

use crate::house::{House, SmallDisk, output, program, run};
use std::path::Path;

/// Starts the server and returns what it said on ending by itself.
fn refusal(folder: &Path, database: Option<&str>) -> String {
    let mut command = program(&["serve"]);
    command
        .env("HAVEN_DATA_FOLDER", folder)
        .env("HAVEN_LISTEN", "127.0.0.1:0")
        .current_dir("/");
    if let Some(database) = database {
        command.env("HAVEN_DATABASE", database);
    }
    let ended = output(command);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said.lines()
        .rev()
        .find(|line| line.starts_with("haven: "))
        .unwrap_or_else(|| panic!("no plain line: {said}"))
        .to_owned()
}

#[test]
fn a_data_folder_that_cannot_be_made_or_written_is_named() {
    let said = refusal(Path::new("/proc/haven"), None);
    assert!(said.contains("making the data folder"), "{said}");

    run(async {
        let Some(disk) = SmallDisk::of(60) else {
            println!("no disk of our own here (not root): the read-only disk was not tried");
            return;
        };
        let house = House::in_folder(disk.folder.path()).await;
        assert!(disk.make_read_only());
        let said = refusal(&house.folder, None);
        assert!(
            said.contains("writing in the data folder") && said.to_lowercase().contains("read-only"),
            "{said}"
        );
        let empty = SmallDisk::of(10).unwrap();
        assert!(empty.make_read_only());
        let said = refusal(empty.folder.path(), None);
        assert!(
            said.contains("writing in the data folder") && said.to_lowercase().contains("read-only"),
            "{said}"
        );
    });
}

#[test]
fn a_database_that_cannot_be_used_is_told_with_its_reason() {
    run(async {
        let house = House::new().await;
        let file = house.folder.join("haven.db");
        let read_only = format!("sqlite:{}?mode=ro", file.display());
        let said = refusal(&house.folder, Some(&read_only));
        assert!(said.contains("read-only"), "{said}");

        let said = refusal(&house.folder, Some("postgres://haven@127.0.0.1:1/haven"));
        assert!(
            said.contains("opening the database") && said.contains("does not answer"),
            "{said}"
        );

        let app = house.open().await;
        let mut tx = app.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO schema_migration (number, name, digest, applied_at) VALUES (9999, '9999_later', $1, 0)",
            kit::params![vec![0_u8]],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        app.db.close().await;
        let said = refusal(&house.folder, None);
        assert!(said.contains("9999") && said.contains("newer"), "{said}");

        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join("haven.db"), vec![b'x'; 10_000]).unwrap();
        let said = refusal(other.path(), None);
        assert!(
            said.contains("opening the database") && said.contains("not a database"),
            "{said}"
        );
        assert_eq!(
            std::fs::read(other.path().join("haven.db")).unwrap().len(),
            10_000,
            "what was there is left alone"
        );

        std::fs::write(other.path().join("secret.key"), "not a key").unwrap();
        let said = refusal(other.path(), None);
        assert!(said.contains("secret.key") && said.contains("damaged"), "{said}");
    });
}
