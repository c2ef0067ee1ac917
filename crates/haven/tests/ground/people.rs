//! An agency's administrator and the agency's people.

use crate::{lines, text_in};
use haven::ground::accounts;
use testkit::{Cast, Desk, on_both, on_sqlite};

const NEW_PASSWORD: &str = "seven quiet otters 91";

async fn invite(desk: &Desk, admin: &testkit::Browser, email: &str, role: &str) -> String {
    let agency = desk.agency("estuary").to_string();
    admin.get("/accounts/invite").await.ok();
    let page = admin
        .post(
            "/accounts/invite",
            &[
                ("agency", &agency),
                ("display_name", "Nadia Osei"),
                ("email", email),
                ("roles", role),
            ],
        )
        .await;
    let link = text_in(&page.ok().text, "invitation-link");
    link.strip_prefix(&desk.url).expect("a link of ours").to_owned()
}

#[test]
fn an_invitation_works_once_for_seven_days() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let path = invite(&desk, &admin, "Nadia@Estuary.example", "practitioner").await;
        let guest = desk.browser();
        // Not before the password is set.
        guest.get("/sign-in").await.ok();
        guest
            .post(
                "/sign-in",
                &[("email", "nadia@estuary.example"), ("password", NEW_PASSWORD)],
            )
            .await
            .status(422);
        guest
            .get(&path)
            .await
            .ok()
            .shows("Nadia Osei")
            .shows("Estuary County Council");
        guest
            .post(&path, &[("password", "short"), ("again", "short")])
            .await
            .status(422)
            .shows("at least 12");
        let page = guest
            .post(&path, &[("password", NEW_PASSWORD), ("again", NEW_PASSWORD)])
            .await;
        assert_eq!(page.url.path(), "/");
        guest
            .get("/account")
            .await
            .ok()
            .shows("nadia@estuary.example")
            .shows("Practitioner");
        desk.browser().get(&path).await.status(404).shows("no longer works");
        guest
            .post(
                &path,
                &[("password", "another password 77"), ("again", "another password 77")],
            )
            .await
            .status(404);

        let late = invite(&desk, &admin, "late@estuary.example", "practitioner").await;
        desk.wait_minutes(7 * 24 * 60 + 1);
        desk.browser().get(&late).await.status(404);
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let first = invite(&desk, &admin, "two@estuary.example", "practitioner").await;
        let id = account(&desk, "two@estuary.example").await.id;
        admin.get(&format!("/accounts/{id}")).await.ok();
        let page = admin.post(&format!("/accounts/{id}/link"), &[]).await;
        let second = text_in(&page.ok().text, "invitation-link");
        desk.browser().get(&first).await.status(404);
        desk.browser().get(second.strip_prefix(&desk.url).unwrap()).await.ok();
        desk.browser().get("/invitation/made-up").await.status(404);
    });
}

async fn account(desk: &Desk, email: &str) -> accounts::Account {
    let mut conn = desk.app.db.read().await.unwrap();
    accounts::find_by_email(&mut conn, email).await.unwrap().unwrap()
}

#[test]
fn suspending_ends_sessions_at_once_and_reactivating_lets_back_in() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let worker = desk.sign_in(Cast::SocialWorker).await;
        worker.get("/account").await.ok();
        let id = desk.account(Cast::SocialWorker);
        admin.get(&format!("/accounts/{id}")).await.ok().shows("Amina Clarke");
        admin
            .post(&format!("/accounts/{id}/suspend"), &[])
            .await
            .ok()
            .shows("signed out everywhere");
        assert_eq!(worker.get("/account").await.url.path(), "/sign-in");
        let again = desk.browser();
        again.get("/sign-in").await.ok();
        let fields = [("email", Cast::SocialWorker.email()), ("password", testkit::PASSWORD)];
        again.post("/sign-in", &fields).await.status(422);
        admin.get(&format!("/accounts/{id}")).await.ok();
        admin.post(&format!("/accounts/{id}/reactivate"), &[]).await.ok();
        assert_eq!(again.post("/sign-in", &fields).await.url.path(), "/");
    });
}

#[test]
fn administrators_reach_their_own_agency_only_and_nobody_appoints_themselves() {
    on_both(|desk| async move {
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let officer = desk.account(Cast::PoliceOfficer);
        let refused = lines(&desk.app, "access.refused").await;
        admin.get("/accounts").await.ok().hides("Ravi Nair");
        admin.get(&format!("/accounts/{officer}")).await.status(404);
        admin
            .post(&format!("/accounts/{officer}/suspend"), &[])
            .await
            .status(404);
        admin
            .get(&format!("/accounts?agency={}", desk.agency("northmere-police")))
            .await
            .status(404);
        assert!(
            lines(&desk.app, "access.refused").await >= refused + 3,
            "attempts on others are recorded"
        );
        let invented = uuid::Uuid::now_v7();
        let absent = admin.get(&format!("/accounts/{invented}")).await;
        let forbidden = admin.get(&format!("/accounts/{officer}")).await;
        assert_eq!(absent.text, forbidden.text, "forbidden looks like absent");

        // One's own roles and account.
        let own = desk.account(Cast::AgencyAdmin);
        admin.get(&format!("/accounts/{own}")).await.ok();
        admin
            .post(
                &format!("/accounts/{own}/roles"),
                &[("roles", "agency_admin"), ("roles", "practitioner")],
            )
            .await
            .status(404);
        admin
            .post(&format!("/accounts/{own}/suspend"), &[])
            .await
            .status(422)
            .shows("cannot suspend yourself");
        // A role above one's own.
        let worker = desk.account(Cast::SocialWorker);
        admin
            .post(
                &format!("/accounts/{worker}/roles"),
                &[("roles", "practitioner"), ("roles", "system_admin")],
            )
            .await
            .status(404);
        let roles = account(&desk, Cast::SocialWorker.email()).await.roles;
        assert_eq!(roles, [domain::Role::Practitioner].into());
        admin
            .post(
                &format!("/accounts/{worker}/roles"),
                &[("roles", "practitioner"), ("roles", "desk_officer")],
            )
            .await
            .ok();
        assert_eq!(account(&desk, Cast::SocialWorker.email()).await.roles.len(), 2);
        // Practitioners see no accounts at all; managers see and change nothing.
        desk.sign_in(Cast::SocialWorker)
            .await
            .get("/accounts")
            .await
            .status(404);
        let manager = desk.sign_in(Cast::Manager).await;
        manager.get("/accounts").await.ok();
        manager.get("/accounts/invite").await.status(404);
        manager
            .post(&format!("/accounts/{worker}/suspend"), &[])
            .await
            .status(404);
    });
}

#[test]
fn the_last_administrator_of_an_agency_stays() {
    on_both(|desk| async move {
        let system = desk.sign_in(Cast::SystemAdmin).await;
        let admin = desk.account(Cast::AgencyAdmin);
        system.get(&format!("/accounts/{admin}")).await.ok();
        // Without the box ticked the role is taken; the system administrator hands out administrators only.
        system.post(&format!("/accounts/{admin}/roles"), &[]).await.status(422);
        assert!(
            account(&desk, Cast::AgencyAdmin.email())
                .await
                .has(domain::Role::AgencyAdmin)
        );
        let page = system
            .get(&format!("/accounts/invite?agency={}", desk.agency("estuary")))
            .await;
        page.ok().shows("Agency administrator").hides("value=\"practitioner\"");
    });
}

#[test]
fn an_agencys_administrator_cannot_become_a_system_administrator_by_a_reset() {
    on_sqlite(|desk| async move {
        // An administrator of the national unit's own, beside the system administrator there.
        let system = desk.sign_in(Cast::SystemAdmin).await;
        let national = desk.agency("national").to_string();
        system.get("/accounts/invite").await.ok();
        let page = system
            .post(
                "/accounts/invite",
                &[
                    ("agency", &national),
                    ("display_name", "Kit Lowe"),
                    ("email", "kit@national.example"),
                    ("roles", "agency_admin"),
                ],
            )
            .await;
        let link = text_in(&page.ok().text, "invitation-link");
        let kit = desk.browser();
        let path = link.strip_prefix(&desk.url).unwrap().to_owned();
        kit.get(&path).await.ok();
        kit.post(&path, &[("password", NEW_PASSWORD), ("again", NEW_PASSWORD)])
            .await
            .ok();
        let target = desk.account(Cast::SystemAdmin);
        kit.get(&format!("/accounts/{target}"))
            .await
            .ok()
            .hides("/link\"")
            .hides("/second-factor\"");
        kit.post(&format!("/accounts/{target}/link"), &[]).await.status(404);
        kit.post(&format!("/accounts/{target}/second-factor"), &[])
            .await
            .status(404);
    });
}

#[test]
fn agencies_come_and_go_by_the_system_administrator() {
    on_both(|desk| async move {
        let system = desk.sign_in(Cast::SystemAdmin).await;
        system.get("/agencies/add").await.ok();
        let fields = [
            ("name", "Harbour Health"),
            ("code", "harbour"),
            ("kind", "health"),
            ("pack", "GB-ENG"),
            ("language", "en"),
            ("duty_phone", "01632 960400"),
        ];
        system
            .post("/agencies/add", &fields[..5])
            .await
            .status(422)
            .shows("duty telephone or a duty email");
        system.post("/agencies/add", &fields).await.ok().shows("Harbour Health");
        system
            .post("/agencies/add", &fields)
            .await
            .status(422)
            .shows("Another agency has this short word");
        let worker = desk.sign_in(Cast::Outsider).await;
        worker
            .get("/agencies")
            .await
            .ok()
            .shows("Harbour Health")
            .shows("01632 960400");
        worker.get("/agencies/add").await.status(404);
        let lantern = desk.agency("lantern");
        worker.get(&format!("/agencies/{lantern}")).await.status(404);
        system.get("/agencies").await.ok();
        system.post(&format!("/agencies/{lantern}/close"), &[]).await.ok();
        assert_eq!(
            worker.get("/account").await.url.path(),
            "/sign-in",
            "its people are out"
        );
        let own = desk.agency("national");
        system.post(&format!("/agencies/{own}/close"), &[]).await.status(422);
        // An agency's own administrator keeps its number right, and changes neither kind nor jurisdiction.
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let estuary = desk.agency("estuary");
        admin
            .get(&format!("/agencies/{estuary}"))
            .await
            .ok()
            .hides("name=\"kind\"");
        admin
            .post(
                &format!("/agencies/{estuary}"),
                &[
                    ("name", "Estuary Council"),
                    ("language", "en"),
                    ("duty_phone", "01632 960199"),
                ],
            )
            .await
            .ok();
        admin.get(&format!("/agencies/{estuary}")).await.ok();
        let forged = [
            ("name", "Estuary Council"),
            ("language", "en"),
            ("duty_phone", "01632 960199"),
            ("kind", "police"),
            ("pack", "GB-ENG"),
        ];
        admin.post(&format!("/agencies/{estuary}"), &forged).await.status(404);
    });
}

/// A mail server of a few words: takes one message and gives it back.
async fn mail_server() -> (String, tokio::task::JoinHandle<String>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 mail.example\r\n").await.unwrap();
        let (mut message, mut in_message) = (String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.as_str() {
                "." if in_message => {
                    write.write_all(b"250 taken\r\n").await.unwrap();
                    return message;
                }
                text if in_message => {
                    message.push_str(text);
                    message.push('\n');
                    continue;
                }
                "DATA" => {
                    in_message = true;
                    "354 go on\r\n"
                }
                "QUIT" => "221 bye\r\n",
                _ => "250 mail.example\r\n",
            };
            write.write_all(answer.as_bytes()).await.unwrap();
        }
        message
    });
    (address, task)
}

#[test]
fn an_invitation_goes_by_mail_where_mail_is_set_and_is_shown_where_it_does_not_go() {
    on_sqlite(|_| async move {
        let (address, taken) = mail_server().await;
        let desk = Desk::start(None, |settings| settings.mail = address).await;
        let admin = desk.sign_in(Cast::AgencyAdmin).await;
        let agency = desk.agency("estuary").to_string();
        let fields = [
            ("agency", agency.as_str()),
            ("display_name", "Nadia Osei"),
            ("email", "nadia@estuary.example"),
            ("roles", "practitioner"),
        ];
        admin.get("/accounts/invite").await.ok();
        let page = admin.post("/accounts/invite", &fields).await;
        page.ok().shows("It was sent by email").hides("/invitation/");
        let message = taken.await.unwrap();
        // A long line travels broken up; put together it is a link that opens.
        let plain = message.replace("=\n", "").replace("=3D", "=");
        let link = plain
            .split_whitespace()
            .find(|word| word.contains("/invitation/"))
            .expect("the message holds the link")
            .to_owned();
        assert!(message.contains("To: nadia@estuary.example"), "{message}");
        assert!(
            !message.contains("Nadia") && !message.contains("practitioner"),
            "nothing but the link: {message}"
        );
        desk.browser()
            .get(link.strip_prefix(&desk.url).expect("our address"))
            .await
            .ok()
            .shows("Set your password");

        // The mail server is gone now.
        let fields = [fields[0], fields[1], ("email", "second@estuary.example"), fields[3]];
        admin.get("/accounts/invite").await.ok();
        let page = admin.post("/accounts/invite", &fields).await;
        page.ok().shows("No email was sent").shows("/invitation/");
    });
}
