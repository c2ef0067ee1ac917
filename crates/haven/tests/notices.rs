//! Mails to duty desks, through a mail server that speaks SMTP: when one goes, to whom, how often, and that it names
//! nobody.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod scene;

use domain::{Answers, Handling};
use kit::settings::Settings;
use scene::{Held, child, receive};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use testkit::{Cast, Desk, on_both_with};

/// A mail as it arrived: to whom, and everything after DATA.
#[derive(Clone, Debug)]
struct Mail {
    to: String,
    text: String,
}

/// A mail server of one's own, which takes everything, or nothing while it is full.
#[derive(Clone)]
struct Post {
    address: String,
    taken: Arc<Mutex<Vec<Mail>>>,
    full: Arc<AtomicBool>,
}

impl Post {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let post = Self {
            address: format!("smtp://{}", listener.local_addr().unwrap()),
            taken: Arc::default(),
            full: Arc::default(),
        };
        let serving = post.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let one = serving.clone();
                std::thread::spawn(move || one.speak(stream));
            }
        });
        post
    }

    fn speak(&self, stream: TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
        let mut out = stream;
        write!(out, "220 post ESMTP\r\n").ok()?;
        let mut to = String::new();
        while let Some(Ok(line)) = lines.next() {
            let said = line.to_uppercase();
            let answer = if said.starts_with("EHLO") || said.starts_with("HELO") {
                "250 post"
            } else if said.starts_with("RCPT TO:") {
                line[8..].trim().trim_matches(['<', '>']).clone_into(&mut to);
                "250 ok"
            } else if said == "DATA" {
                if self.full.load(Ordering::SeqCst) {
                    "452 full"
                } else {
                    write!(out, "354 go on\r\n").ok()?;
                    let text: Vec<String> = lines
                        .by_ref()
                        .map_while(Result::ok)
                        .take_while(|line| line != ".")
                        .collect();
                    self.taken.lock().unwrap().push(Mail {
                        to: to.clone(),
                        text: text.join("\n"),
                    });
                    "250 taken"
                }
            } else if said == "QUIT" {
                write!(out, "221 bye\r\n").ok()?;
                return Some(());
            } else {
                "250 ok"
            };
            write!(out, "{answer}\r\n").ok()?;
        }
        Some(())
    }

    fn to(&self, address: &str) -> Vec<Mail> {
        let taken = self.taken.lock().unwrap();
        taken.iter().filter(|mail| mail.to == address).cloned().collect()
    }

    fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

const POLICE: &str = "duty@northmere-police.example";

/// Names, numbers and stories of the people in these tests: none of it may travel.
fn names_nobody(mail: &Mail, people: &[Answers]) {
    let text = mail.text.replace("=\n", "");
    for person in people {
        let told = serde_json::to_value(person).unwrap();
        let mut words: Vec<String> = Vec::new();
        collect(&told, &mut words);
        for word in words.iter().filter(|word| word.len() > 3) {
            assert!(!text.contains(word.as_str()), "“{word}” travels in: {text}");
        }
    }
}

fn collect(value: &serde_json::Value, words: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => words.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| collect(one, words)),
        serde_json::Value::Object(all) => all.values().for_each(|one| collect(one, words)),
        _ => {}
    }
}

async fn reference(desk: &Desk, held: &Held) -> String {
    let mut conn = desk.app.db.read().await.unwrap();
    let record = haven::gather::records::find(&mut conn, held.record).await.unwrap();
    record.unwrap().reference
}

fn with_mail<F, Fut>(test: F)
where
    F: Fn(Desk, Post) -> Fut,
    Fut: Future<Output = ()>,
{
    let post = Post::open();
    let address = post.address.clone();
    on_both_with(
        move |settings: &mut Settings| {
            settings.mail.clone_from(&address);
            settings.mail_from = "haven@national.example".to_owned();
        },
        |desk| {
            post.taken.lock().unwrap().clear();
            test(desk, post.clone())
        },
    );
}

#[test]
fn the_owner_of_a_record_that_was_met_is_told_once_and_then_not_too_often() {
    with_mail(|desk, post| async move {
        let there = receive(&desk, Cast::PoliceOfficer, Handling::Shared, child(11, "")).await;
        desk.until_idle().await;
        assert_eq!(post.count(), 0, "what nobody else knows is no news");
        receive(&desk, Cast::SocialWorker, Handling::Shared, child(11, "")).await;
        desk.until_idle().await;
        let mails = post.to(POLICE);
        assert_eq!(mails.len(), 1);
        assert_eq!(post.count(), 1, "whoever handed in saw it at once");
        let mail = &mails[0];
        assert!(
            mail.text.contains("Subject: Haven: something waits for your desk"),
            "{}",
            mail.text
        );
        assert!(mail.text.contains(&reference(&desk, &there).await), "{}", mail.text);
        assert!(
            mail.text.replace("=\n", "").contains(&format!("{}/hits", desk.url)),
            "{}",
            mail.text
        );
        names_nobody(mail, &[child(11, "")]);

        // Three more within the quarter of an hour come in one mail, at its end.
        for n in 12..15 {
            receive(&desk, Cast::PoliceOfficer, Handling::Shared, child(n, "")).await;
            receive(&desk, Cast::Outsider, Handling::Shared, child(n, "")).await;
        }
        desk.until_idle().await;
        assert_eq!(post.to(POLICE).len(), 1);
        desk.wait_minutes(14);
        desk.until_idle().await;
        assert_eq!(post.to(POLICE).len(), 1);
        desk.wait_minutes(2);
        desk.until_idle().await;
        let mails = post.to(POLICE);
        assert_eq!(mails.len(), 2, "one mail for all three");
        assert!(mails[1].text.contains("3 things"), "{}", mails[1].text);
        names_nobody(&mails[1], &[child(12, ""), child(13, ""), child(14, "")]);
        desk.wait_minutes(60);
        desk.until_idle().await;
        assert_eq!(post.to(POLICE).len(), 2, "nothing new, no mail");
        let told = desk.ledger().await;
        assert_eq!(told.iter().filter(|(action, _)| action == "notice.mail").count(), 2);
    });
}

#[test]
fn a_sealed_record_is_not_told_of() {
    with_mail(|desk, post| async move {
        receive(&desk, Cast::PoliceOfficer, Handling::Shared, child(21, "")).await;
        receive(&desk, Cast::SocialWorker, Handling::Sealed, child(21, "")).await;
        desk.until_idle().await;
        assert_eq!(post.count(), 0);
    });
}

#[test]
fn an_emergency_look_is_told_to_the_desk_it_looked_at() {
    with_mail(|desk, post| async move {
        let there = receive(&desk, Cast::PoliceOfficer, Handling::PointerOnly, child(31, "")).await;
        let worker = desk.sign_in(Cast::SocialWorker).await;
        worker.get(&format!("/people/{}", there.person)).await.ok();
        let reason = "The child is missing tonight and at risk.";
        worker
            .post(&format!("/people/{}/emergency", there.person), &[("reason", reason)])
            .await
            .ok();
        desk.until_idle().await;
        let mails = post.to(POLICE);
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("emergency look"), "{}", mails[0].text);
        assert!(mails[0].text.contains(&reference(&desk, &there).await));
        assert!(!mails[0].text.contains("missing tonight") && !mails[0].text.contains("Amina"));
        names_nobody(&mails[0], &[child(31, "")]);
    });
}

#[test]
fn a_mail_that_was_not_taken_goes_later() {
    with_mail(|desk, post| async move {
        receive(&desk, Cast::PoliceOfficer, Handling::Shared, child(41, "")).await;
        post.full.store(true, Ordering::SeqCst);
        receive(&desk, Cast::SocialWorker, Handling::Shared, child(41, "")).await;
        desk.until_idle().await;
        assert_eq!(post.count(), 0);
        post.full.store(false, Ordering::SeqCst);
        desk.wait_minutes(1);
        desk.until_idle().await;
        assert_eq!(post.to(POLICE).len(), 1);
    });
}
