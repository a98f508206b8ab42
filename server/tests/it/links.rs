//! Links of letters, as their owners and as attackers see them.

use app::{error::AppError, mail::DemoMail};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    Problem, Refusal, Role,
    links::{INVITATION_HOURS, InvitationCard, Invited, LinkKind, RESET_MINUTES},
    terms::CURRENT,
};

use crate::{
    browser::{Answer, Browser, door, form, posting},
    clinic::{ADMINISTRATOR, Clinic, PASSWORD},
    people::Person,
};

const NEW: &str = "girafa azul 9";
/// One link is tried so many times at once.
const AT_ONCE: usize = 12;

impl Clinic {
    /// What was written to somebody, after all that was to be written.
    pub(crate) async fn letters(&self, to: &str) -> Vec<DemoMail> {
        self.work().await;
        let all = server::mail::demo_outbox(self.data()).read().await;
        all.into_iter().filter(|letter| letter.to == to).collect()
    }

    /// The path of the one link of this kind that was written to somebody.
    pub(crate) async fn path_to(&self, to: &str, kind: LinkKind) -> String {
        let start = format!("{}{}", self.origin(), kind.page());
        let letters = self.letters(to).await;
        let mut links = letters.iter().flat_map(|letter| letter.text.lines()).filter(|line| line.starts_with(&start));
        let link = links.next().unwrap_or_else(|| panic!("no {start} in {letters:?}"));
        assert_eq!(links.next(), None, "one link in {letters:?}");
        link.strip_prefix(self.origin()).unwrap().to_owned()
    }

    /// Somebody forgets their password; gives the path of the letter.
    pub(crate) async fn forgotten(&self, person: &Person) -> String {
        self.browser().call("forgot_password", &[("form[identifier]", &person.email)]).await.json::<()>();
        self.path_to(&person.email, LinkKind::ResetPassword).await
    }
}

pub(crate) fn token(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

pub(crate) async fn reset(browser: &Browser, path: &str, password: &str) -> Answer {
    browser.call("reset_password", &[("form[token]", token(path)), ("form[password]", password)]).await
}

pub(crate) async fn comes_in(clinic: &Clinic, email: &str, password: &str) -> bool {
    let fields = [("form[identifier]", email), ("form[password]", password)];
    clinic.browser().call("sign_in", &fields).await.status == StatusCode::OK
}

#[track_caller]
fn assert_spent(answer: &Answer) {
    assert_eq!((answer.status, answer.error()), (StatusCode::CONFLICT, AppError::Refused(Refusal::LinkSpent)));
}

/// An answer without what is new in each.
fn bare(answer: &Answer) -> (StatusCode, Vec<(String, String)>, String) {
    let named = answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id");
    let headers = named.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    (answer.status, headers, answer.text())
}

both_engines! {
    async fn a_forgotten_password_is_replaced_and_every_device_is_out(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        for _ in 0..3 {
            // Mail scanners look at every link, some of them more than once.
            let page = clinic.browser().get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.header("cache-control"), "no-store");
            assert_eq!(page.header("referrer-policy"), "same-origin");
        }
        let elsewhere = clinic.browser();
        reset(&elsewhere, &path, NEW).await.json::<()>();
        assert_eq!(ana.browser.who().await, None, "every device is out");
        assert_eq!(elsewhere.who().await, None, "s5: a link is no way past a second factor");
        assert!(comes_in(&clinic, &ana.email, NEW).await && !comes_in(&clinic, &ana.email, PASSWORD).await);
        let letters = clinic.letters(&ana.email).await;
        assert!(letters.iter().any(|letter| letter.subject == "Sua senha foi trocada"), "{letters:?}");
        assert_spent(&reset(&elsewhere, &path, NEW).await);
        assert_eq!(clinic.browser().get(&path).await.status, StatusCode::CONFLICT);
    }

    async fn s15_whether_somebody_is_known_is_not_told(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let ask = async |whose: &str| {
            let answer = clinic.browser().call("forgot_password", &[("form[identifier]", whose)]).await;
            assert_eq!(answer.status, StatusCode::OK);
            bare(&answer)
        };
        let known = ask(&ana.email).await;
        for unknown in ["ninguem@example.com", "529.982.247-25"] {
            assert_eq!(ask(unknown).await, known, "{unknown}");
        }
        assert_eq!(clinic.work().await, 3 + 1, "a job for each, and the letter");
        assert_eq!(clinic.letters("ninguem@example.com").await, []);
        let wrong = clinic.browser().call("forgot_password", &[("form[identifier]", "ana")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn s6_headers_change_nothing_in_links(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let body = form(&[("form[identifier]", &ana.email)]);
        for (name, value) in [
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "ftp"),
            ("forwarded", "host=evil.example"),
            ("x-original-url", "https://evil.example/"),
        ] {
            let asked = posting(&door("forgot_password")).header(name, value);
            assert_eq!(clinic.browser().send(asked, Body::from(body.clone())).await.status, StatusCode::OK, "{name}");
        }
        // Another name is not even listened to.
        let asked = posting(&door("forgot_password")).header("host", "evil.example");
        let answer = clinic.browser().send(asked, Body::from(body)).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST);
        let letters = clinic.letters(&ana.email).await;
        assert!(!letters.is_empty());
        for letter in &letters {
            assert!(letter.text.contains(&format!("{}/reset/", clinic.origin())), "{letters:?}");
            assert!(!letter.text.contains("evil"), "{letters:?}");
        }
    }

    async fn s7_guesses_are_answered_alike_and_leave_no_trace(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        let right = token(&path);
        let other_case = right.chars().map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
        let guesses = [
            String::new(),
            "a".into(),
            "A".repeat(43),
            right[..42].to_owned(),
            format!("{right}A"),
            format!("{right} "),
            format!("{right}\0"),
            format!("{right}%00"),
            other_case.collect(),
            "á".repeat(43),
            "\u{202e}".repeat(43),
            "' or 1=1 --".into(),
            "%".into(),
            "a".repeat(100_000),
        ];
        // An address that guesses is stopped soon: these come from everywhere.
        let from = |number: u8| clinic.browser_at([198, 51, 100, number]);
        let before = clinic.dump().await;
        for (guess, number) in guesses.iter().zip(0..) {
            for name in ["reset_password", "confirm_email", "restore_email", "confirm_reminded", "cancel_reminded"] {
                let fields = [("form[token]", guess.as_str()), ("form[password]", NEW)];
                assert_spent(&from(number).call(name, &fields).await);
            }
            assert_spent(&from(number).call("invitation", &[("token", guess)]).await);
            let look = [("kind", "reset_password"), ("token", guess.as_str())];
            assert_spent(&from(number).call("look_at_link", &look).await);
        }
        for (guess, number) in ["a", "%E2%80%AE", "..%2f..", "%00", &"a".repeat(4_000)].into_iter().zip(100..) {
            for kind in LinkKind::ALL {
                let page = from(number).get(&format!("{}{guess}", kind.page())).await;
                assert!(page.status.is_client_error(), "{} {:.20}: {}", kind.page(), guess, page.status);
            }
        }
        let mut after = clinic.dump().await;
        after.insert("try_count".into(), before["try_count"].clone());
        assert_eq!(after, before, "but for the count of tries");
        assert!(!comes_in(&clinic, &ana.email, NEW).await);
        reset(&clinic.browser(), &path, NEW).await.json::<()>();
        clinic.work().await;
    }

    async fn a_link_of_another_kind_opens_nothing(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        for name in ["confirm_email", "restore_email"] {
            assert_spent(&clinic.browser().call(name, &[("form[token]", token(&path))]).await);
        }
        assert_spent(&clinic.browser().call("invitation", &[("token", token(&path))]).await);
        for kind in [LinkKind::ChangeEmail, LinkKind::RestoreEmail, LinkKind::Invite] {
            let page = clinic.browser().get(&format!("{}{}", kind.page(), token(&path))).await;
            assert_eq!(page.status, StatusCode::CONFLICT, "{}", kind.page());
        }
    }

    async fn s7_of_parallel_uses_exactly_one_wins(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        let tries = (0..AT_ONCE).map(|number| {
            let (browser, path) = (clinic.browser(), path.clone());
            tokio::spawn(async move { reset(&browser, &path, &format!("girafa azul {number}")).await })
        });
        let mut winners = 0;
        for tried in tries.collect::<Vec<_>>() {
            let answer = tried.await.unwrap();
            match answer.status {
                StatusCode::OK => winners += 1,
                // More than are compared with the former passwords at a time: not even looked at.
                StatusCode::TOO_MANY_REQUESTS => assert_eq!(answer.error(), AppError::Refused(Refusal::TooManyTries)),
                _ => assert_spent(&answer),
            }
        }
        assert_eq!(winners, 1);
        clinic.work().await;
    }

    async fn a_link_ends_by_time_and_by_a_newer_one(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let old = clinic.forgotten(&ana).await;
        std::fs::remove_dir_all(clinic.data().join("outbox")).unwrap();
        std::fs::create_dir(clinic.data().join("outbox")).unwrap();
        let path = clinic.forgotten(&ana).await;
        assert_spent(&reset(&clinic.browser(), &old, NEW).await);
        clinic.pass_minutes(RESET_MINUTES);
        assert_spent(&reset(&clinic.browser(), &path, NEW).await);
        assert_eq!(clinic.browser().get(&path).await.status, StatusCode::CONFLICT);
    }

    async fn nothing_in_a_request_leads_elsewhere_afterwards(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        let fields = [
            ("form[token]", token(&path)),
            ("form[password]", NEW),
            ("next", "https://evil.example"),
            ("redirect", "//evil.example"),
        ];
        let sent = posting(&format!("{}?next=//evil.example", door("reset_password")))
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("{}{path}?next=//evil.example", clinic.origin()));
        let answer = clinic.browser().send(sent, Body::from(form(&fields))).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/done/reset_password"));
        let page = clinic.browser().get("/done/reset_password").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains(token(&path)));
        clinic.work().await;
    }

    async fn an_address_is_confirmed_where_it_is_and_taken_back_from_where_it_was(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let change = [("form[email]", "nova@example.com"), ("form[password]", PASSWORD)];
        ana.browser.call("change_email", &change).await.json::<()>();
        let path = clinic.path_to("nova@example.com", LinkKind::ChangeEmail).await;
        let notice = clinic.letters(&ana.email).await;
        assert_eq!(notice.len(), 1, "the address so far hears of it at once");
        assert!(!notice[0].text.contains("nova@example.com") && !notice[0].text.contains(token(&path)), "{notice:?}");
        assert_eq!(clinic.browser().get(&path).await.status, StatusCode::OK);
        assert!(!comes_in(&clinic, "nova@example.com", PASSWORD).await, "looking at it is not confirming it");
        clinic.browser().call("confirm_email", &[("form[token]", token(&path))]).await.json::<()>();
        assert!(comes_in(&clinic, "nova@example.com", PASSWORD).await);
        let back = clinic.path_to(&ana.email, LinkKind::RestoreEmail).await;
        assert!(ana.browser.who().await.is_some());
        clinic.browser().call("restore_email", &[("form[token]", token(&back))]).await.json::<()>();
        assert_eq!(ana.browser.who().await, None, "every device is out");
        assert!(!comes_in(&clinic, &ana.email, PASSWORD).await, "the password that was used for it opens nothing");
        reset(&clinic.browser(), &clinic.forgotten(&ana).await, NEW).await.json::<()>();
        assert!(comes_in(&clinic, &ana.email, NEW).await);
        clinic.work().await;
    }

    async fn s15_a_taken_address_is_told_to_its_owner_alone(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana Souza").await, clinic.patient("Rui Lima").await);
        let ask = async |email: &str| {
            let change = [("form[email]", email), ("form[password]", PASSWORD)];
            bare(&ana.browser.call("change_email", &change).await)
        };
        assert_eq!(ask(&rui.email).await, ask("nova@example.com").await);
        clinic.browser().call("forgot_password", &[("form[identifier]", &rui.email)]).await.json::<()>();
        ask(&rui.email.to_uppercase()).await;
        let letters = clinic.letters(&rui.email.to_uppercase()).await;
        assert_eq!(letters[0].subject, "Este e-mail já tem uma conta");
        assert!(!letters[0].text.contains("/confirm-email/") && !letters[0].text.contains("Ana"), "{letters:?}");
    }

    async fn somebody_is_invited_and_comes_in(clinic: Clinic) {
        let administrator = clinic.administrator().await.browser;
        let invite = [("form[role]", "professional"), ("form[name]", "Helena"), ("form[email]", "helena@example.com")];
        administrator.call("invite", &invite).await.json::<()>();
        let path = clinic.path_to("helena@example.com", LinkKind::Invite).await;
        assert_eq!(clinic.letters("helena@example.com").await[0].subject, "Convite de Clínica Amparo");
        let helena = clinic.browser();
        let page = helena.get(&path).await;
        assert!(page.status == StatusCode::OK && page.text().contains("helena@example.com"), "{}", page.text());
        let invited = helena.call("invitation", &[("token", token(&path))]).await.json::<Invited>();
        assert_eq!((invited.role, invited.asks_practice), (Role::Professional, true));
        let answer = [
            ("form[token]", token(&path)),
            ("form[name]", "Helena Prado"),
            ("form[password]", PASSWORD),
            ("form[council]", "CREFITO"),
            ("form[registration]", "123456-F"),
            ("form[uf]", "SP"),
            ("form[specialty]", "Fisioterapia"),
            ("form[visit_minutes]", "30"),
            ("form[role]", "administrator"),
            ("form[email]", ADMINISTRATOR),
        ];
        let unread = helena.call("accept_invitation", &answer).await;
        assert_eq!(problem(&unread, "accepted"), Some(Problem::NotAccepted));
        let answer = [answer.as_slice(), &[("form[accepted]", CURRENT)]].concat();
        helena.call("accept_invitation", &answer).await.json::<()>();
        let who = helena.who().await.unwrap();
        assert_eq!((who.role, who.name.as_str()), (Role::Professional, "Helena Prado"));
        assert_eq!(helena.call("day_board", &[]).await.status, StatusCode::OK, "what was accepted is not asked again");
        assert_spent(&helena.call("accept_invitation", &answer).await);
        assert!(administrator.call("invitations", &[]).await.json::<Vec<InvitationCard>>().is_empty());
    }

    async fn an_invitation_that_was_withdrawn_or_is_late_opens_nothing(clinic: Clinic) {
        let administrator = clinic.administrator().await.browser;
        for (name, email) in [("Ana", "ana@example.com"), ("Rui", "rui@example.com")] {
            let invite = [("form[role]", "patient"), ("form[name]", name), ("form[email]", email)];
            administrator.call("invite", &invite).await.json::<()>();
        }
        let (ana, rui) = (
            clinic.path_to("ana@example.com", LinkKind::Invite).await,
            clinic.path_to("rui@example.com", LinkKind::Invite).await,
        );
        let waiting = administrator.call("invitations", &[]).await.json::<Vec<InvitationCard>>();
        let of_ana = waiting.iter().find(|card| card.name == "Ana").unwrap().id.to_string();
        administrator.call("revoke_invitation", &[("id", &of_ana)]).await.json::<()>();
        assert_spent(&clinic.browser().call("invitation", &[("token", token(&ana))]).await);
        assert_eq!(clinic.browser().call("invitation", &[("token", token(&rui))]).await.status, StatusCode::OK);
        clinic.pass_minutes(INVITATION_HOURS * 60);
        assert_spent(&clinic.browser().call("invitation", &[("token", token(&rui))]).await);
    }

    async fn s28_a_token_is_in_its_letter_and_nowhere_in_the_clinic(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = clinic.forgotten(&ana).await;
        let dump = format!("{:?}", clinic.dump().await);
        assert!(!dump.contains(token(&path)));
        let page = clinic.browser().send(Request::get(&path).header(header::ACCEPT, "text/html"), Body::empty()).await;
        for (name, value) in &page.headers {
            assert!(!value.to_str().unwrap().contains(token(&path)), "{name}");
        }
    }
}

fn problem(answer: &Answer, field: &str) -> Option<Problem> {
    match answer.error() {
        AppError::Fields(errors) => errors.of(field),
        other => panic!("{other:?}"),
    }
}
