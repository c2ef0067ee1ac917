//! What is wrong with an agency's file is said in the words of whoever reads it: on the pages, in the file of rejected
//! rows and at the door for machines, whatever language the file came in under.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use access::TokenScope;
use kit::params;
use testkit::{Cast, Desk, on_both};

/// Every row but the first cannot be taken, each for another reason.
const BROKEN: &str = "Sagsnr,Fornavn,Efternavn,Fødselsdato,Køn,Telefon\n\
    C-1,Linh,Nguyen,14/03/2011,pige,+45 20 12 34 56\n\
    C-2,Ana,Popa,31/02/2011,pige,\n\
    C-3,Philemon,Tesfai,2011,lilla,\n\
    C-4,Bo,Larsen,2012,dreng,4.52E+09\n\
    C-5,An,Nguyen,2012,dreng,,en for meget\n";

/// What a Danish reader is told of each, and an English one.
const TOLD: [(&str, &str); 4] = [
    ("Den dag findes ikke.", "There is no such day."),
    ("“lilla” kendes ikke her.", "“lilla” is not known here."),
    (
        "Regnearket har afrundet tallet",
        "The spreadsheet has rounded this number",
    ),
    (
        "Rækken har 7 celler, men der er 6 overskrifter.",
        "The row has 7 cells but there are 6 headings.",
    ),
];

async fn change(desk: &Desk, statement: &'static str) {
    let mut tx = desk.app.db.begin().await.unwrap();
    tx.execute(statement, params![]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_broken_file_is_explained_in_the_language_of_whoever_reads() {
    on_both(|desk| async move {
        change(
            &desk,
            "UPDATE agency SET pack = 'DK', language = 'da' WHERE code = 'estuary'",
        )
        .await;
        change(
            &desk,
            "UPDATE account SET language = 'da' WHERE email = 'desk@estuary.example'",
        )
        .await;
        let officer = desk.sign_in(Cast::DeskOfficer).await;
        officer.get("/imports/new").await.ok();
        let picture = officer
            .post_files("/imports/new", &[], vec![("file", "a.pdf", b"%PDF-1.7".to_vec())])
            .await;
        picture
            .status(422)
            .shows("Det ligner et PDF-dokument, ikke en tabel.")
            .hides("looks like");
        let columns = officer
            .post_files("/imports/new", &[], vec![("file", "uge7.csv", BROKEN.into())])
            .await;
        columns
            .ok()
            .shows("er en kendt overskrift")
            .hides("known title")
            .shows("Den dag findes ikke.")
            .hides("no such day");
        let path = columns.url.path().to_owned();
        let settled = [
            ("do", "start"),
            ("target.0", "source_id"),
            ("target.1", "names.given"),
            ("target.2", "names.family"),
            ("target.3", "births.date"),
            ("order.3", "DMY"),
            ("target.4", "sex"),
            ("target.5", "phones.number"),
            ("mode", "whole_file"),
            ("handling", "shared"),
        ];
        officer.post(&path, &settled).await.ok();
        desk.until_idle().await;

        let shown = path.replace("/columns", "");
        let rejects = format!("{shown}/rejects.csv");
        for (page, language) in [(&shown, "page"), (&rejects, "rejects")] {
            let page = officer.get(page).await;
            for (danish, english) in TOLD {
                page.ok().shows(danish).hides(english);
                assert!(!page.text.contains(&english.to_lowercase()), "{language}: {english}");
            }
        }

        // A machine of the agency hears the same, without anything that the cells hold.
        let scopes = [TokenScope::ImportsWrite].into_iter().collect();
        let (by, agency) = (desk.account(Cast::SocialWorker), desk.agency("estuary"));
        let (_, key) = haven::ground::tokens::give_by_operator(&desk.app, by, agency, "test", &scopes, 30)
            .await
            .unwrap();
        let client = reqwest::Client::new();
        let told = client
            .get(format!("{}/api/v1{shown}", desk.url))
            .bearer_auth(&key)
            .send()
            .await
            .unwrap();
        let told: serde_json::Value = serde_json::from_str(&told.text().await.unwrap()).unwrap();
        let texts: Vec<(&str, &str)> = told["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["code"].as_str().unwrap(), one["text"].as_str().unwrap()))
            .collect();
        assert_eq!(
            texts.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            [
                "date.no_such_day",
                "cell.not_in_list",
                "cell.rounded_number",
                "row.too_many_cells"
            ]
        );
        assert!(texts[1].1.starts_with("“…” kendes ikke her."), "{texts:?}");
        assert!(texts[3].1.starts_with(TOLD[3].0), "{texts:?}");
        let refused = client
            .post(format!("{}/api/v1/imports", desk.url))
            .bearer_auth(&key)
            .body("%PDF-1.7")
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), 422);
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        let refused: serde_json::Value = serde_json::from_str(&refused.text().await.unwrap()).unwrap();
        assert_eq!(refused["title"], "Filen kan ikke læses", "{refused}");
        assert!(
            refused["detail"]
                .as_str()
                .unwrap()
                .contains("Det ligner et PDF-dokument"),
            "{refused}"
        );

        // The same rows, read by somebody who reads English.
        change(
            &desk,
            "UPDATE account SET language = 'en' WHERE email = 'desk@estuary.example'",
        )
        .await;
        for page in [&shown, &rejects] {
            let page = officer.get(page).await;
            for (danish, english) in TOLD {
                page.ok().shows(english).hides(danish);
            }
        }

        // What was staged before there were codes with arguments keeps its text, and no machine is told a cell's value.
        change(
            &desk,
            "UPDATE import_row SET problems = '[{\"column\":\"Køn\",\"value\":\"lilla\",\"text\":\"“lilla” was refused of old.\",\"code\":\"cell.not_in_list\"}]' WHERE row_number = 4",
        )
        .await;
        change(
            &desk,
            "UPDATE account SET language = 'da' WHERE email = 'desk@estuary.example'",
        )
        .await;
        officer
            .get(&shown)
            .await
            .ok()
            .shows("“lilla” was refused of old.")
            .shows(TOLD[0].0);
        let told = client
            .get(format!("{}/api/v1{shown}", desk.url))
            .bearer_auth(&key)
            .send()
            .await
            .unwrap();
        let told = told.text().await.unwrap();
        assert!(!told.contains("of old") && told.contains("cell.not_in_list"), "{told}");
    });
}
