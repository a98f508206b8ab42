//! Registering, as people and as attackers do it: nobody is told who is known here.

use app::{error::AppError, mail::DemoMail};
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
};
use domain::{Refusal, Role, accounts::Profile};

use crate::{
    browser::{Answer, Browser, door, form, posting},
    clinic::{ADMINISTRATOR, Clinic},
    database::{number, texts},
    people::registration,
};

const CPF: &str = "529.982.247-25";

/// The six digits of a letter.
pub(crate) fn code_in(text: &str) -> &str {
    let digits = |line: &&str| line.len() == 6 && line.bytes().all(|c| c.is_ascii_digit());
    text.lines().find(digits).unwrap_or_else(|| panic!("no code in {text}"))
}

fn link_in(text: &str) -> &str {
    text.split("/enter/").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap()
}

impl Clinic {
    /// The code in the newest letter to somebody.
    pub(crate) async fn code_to(&self, email: &str) -> String {
        code_in(&self.newest(email).await.text).to_owned()
    }

    async fn newest(&self, email: &str) -> DemoMail {
        self.letters(email).await.into_iter().next().unwrap_or_else(|| panic!("no letter to {email}"))
    }
}

async fn register(browser: &Browser, email: &str, cpf: &str) -> Answer {
    let mut fields = registration("Ana Souza", email);
    fields[3].1 = cpf;
    browser.call("register", &fields).await
}

async fn type_code(browser: &Browser, code: &str) -> Answer {
    browser.call("sign_in_with_code", &[("form[code]", code)]).await
}

/// Registers to the end.
async fn registered(clinic: &Clinic, email: &str, cpf: &str) -> Browser {
    let browser = clinic.browser();
    register(&browser, email, cpf).await.json::<()>();
    type_code(&browser, &clinic.code_to(email).await).await.json::<()>();
    browser
}

/// Sends a form as a browser without WASM does; gives where it is led.
async fn send_plainly(browser: &Browser, name: &str, fields: &[(&str, &str)]) -> String {
    let request = posting(&door(name)).header(header::ACCEPT, "text/html");
    let answer = browser.send(request, Body::from(form(fields))).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text());
    answer.header("location").to_owned()
}

/// An answer without what is made by chance for each.
fn bare(answer: &Answer) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers.remove("set-cookie");
    (answer.status, headers, answer.body.to_vec())
}

both_engines! {
    async fn a_patient_registers_with_a_code_and_without_wasm(clinic: Clinic) {
        let browser = clinic.browser();
        let to = send_plainly(&browser, "register", &registration("Ana Souza", "ana@example.com")).await;
        assert_eq!(to, "/sign-in/code?new=yes");
        assert_eq!(browser.get(&to).await.status, StatusCode::OK);
        assert_eq!(browser.who().await, None, "nobody is in before the code");
        let first = clinic.code_to("ana@example.com").await;
        // Another code takes its place.
        let to = send_plainly(&browser, "send_code_again", &[]).await;
        assert_eq!(to, "/sign-in/code?new=yes&again=yes");
        assert!(browser.get(&to).await.text().contains("Enviamos outro código"));
        let second = clinic.code_to("ana@example.com").await;
        if first != second {
            assert_eq!(type_code(&browser, &first).await.error(), AppError::Refused(Refusal::WrongCode));
        }
        let elsewhere = type_code(&clinic.browser(), &second).await;
        assert_eq!(elsewhere.error(), AppError::Refused(Refusal::SignInExpired), "nobody asked with this browser");
        assert_eq!(send_plainly(&browser, "sign_in_with_code", &[("form[code]", &second)]).await, "/");
        let who = browser.who().await.unwrap();
        assert_eq!((who.name.as_str(), who.role), ("Ana Souza", Role::Patient));
        assert!(!browser.call("my_profile", &[]).await.json::<Profile>().has_password);
        assert!(browser.get("/security").await.text().contains("Criar uma senha"));
    }

    async fn the_link_of_the_letter_finishes_in_any_browser_once(clinic: Clinic) {
        register(&clinic.browser(), "ana@example.com", "").await.json::<()>();
        let letter = clinic.newest("ana@example.com").await;
        assert!(!letter.text.contains("Souza"), "what a stranger typed is not for somebody else's mailbox");
        let (phone, link) = (clinic.browser(), link_in(&letter.text));
        // Programs that look at letters open links: that spends nothing.
        assert_eq!(phone.get(&format!("/enter/{link}")).await.status, StatusCode::OK);
        phone.call("sign_in_with_link", &[("link", link)]).await.json::<()>();
        assert_eq!(phone.who().await.unwrap().name, "Ana Souza");
        let again = clinic.browser().call("sign_in_with_link", &[("link", link)]).await;
        assert_eq!(again.error(), AppError::Refused(Refusal::WrongCode));
    }

    async fn s15_registering_answers_everybody_alike(clinic: Clinic) {
        clinic.patient("Ana Souza").await;
        registered(&clinic, "rui@example.com", CPF).await;
        let mut answers = Vec::new();
        for (email, cpf) in [
            ("ninguem@example.com", ""), ("ana.souza@example.com", ""), (ADMINISTRATOR, ""), ("novo@example.com", CPF),
        ] {
            let browser = clinic.browser();
            let asked = register(&browser, email, cpf).await;
            assert_eq!(asked.status, StatusCode::OK);
            let page = browser.get("/sign-in/code?new=yes").await;
            let wrong = type_code(&browser, "000000").await;
            let again = browser.call("send_code_again", &[]).await;
            answers.push((bare(&asked), page.status, bare(&wrong), bare(&again)));
        }
        for other in &answers[1..] {
            assert_eq!(&answers[0], other);
        }
        clinic.work().await;
        assert_eq!(number(clinic.db(), "select count(*) from account").await, 3, "nobody was created");
    }

    async fn whoever_has_an_account_is_told_by_letter_and_comes_in_to_it(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let browser = clinic.browser();
        register(&browser, &ana.email, "").await.json::<()>();
        let letter = clinic.newest(&ana.email).await;
        assert!(letter.text.contains("você já tem uma conta"), "{letter:?}");
        type_code(&browser, code_in(&letter.text)).await.json::<()>();
        assert_eq!(browser.who().await.unwrap().account, ana.account);
        assert_eq!(number(clinic.db(), "select count(*) from patient").await, 1);
        clinic.work().await;
    }

    async fn whose_cpf_is_used_by_another_is_told_by_letter(clinic: Clinic) {
        let ana = registered(&clinic, "ana@example.com", CPF).await;
        let rui = registered(&clinic, "rui@example.com", CPF).await;
        let masked = async |browser: &Browser| browser.call("my_profile", &[]).await.json::<Profile>().cpf_masked;
        assert_eq!(masked(&ana).await, masked(&rui).await, "nothing on a page tells");
        let letter = clinic.newest("ana@example.com").await;
        assert_eq!(letter.subject, "Alguém se cadastrou com o seu CPF");
        assert!(!letter.text.contains("rui@") && !letter.text.contains("529"), "{letter:?}");
        let security = clinic.administrator().await.browser.get("/audit/security").await;
        assert!(security.text().contains("Cadastro com o CPF de outra pessoa"));
        clinic.work().await;
    }

    async fn s7_one_code_tried_many_times_at_once_opens_once(clinic: Clinic) {
        let browser = clinic.browser();
        register(&browser, "ana@example.com", "").await.json::<()>();
        let code = clinic.code_to("ana@example.com").await;
        let tries = (0..4).map(|_| {
            let (browser, code) = (browser.twin(), code.clone());
            tokio::spawn(async move { type_code(&browser, &code).await.status })
        });
        let mut won = 0;
        for tried in tries.collect::<Vec<_>>() {
            won += usize::from(tried.await.unwrap() == StatusCode::OK);
        }
        assert_eq!(won, 1);
        assert_eq!(number(clinic.db(), "select count(*) from patient").await, 1);
    }

    async fn letters_are_written_in_the_language_of_their_reader(clinic: Clinic) {
        let browser = clinic.browser();
        browser.set_cookie("language", "en");
        register(&browser, "ana@example.com", "").await.json::<()>();
        let letter = clinic.newest("ana@example.com").await;
        assert!(letter.subject.contains("is the code to finish registering"), "{letter:?}");
        type_code(&browser, code_in(&letter.text)).await.json::<()>();
        assert_eq!(texts(clinic.db(), "select language from account where role = 'patient'").await, ["en"]);
        // Whatever page somebody else asks with.
        clinic.browser().call("request_code", &[("form[identifier]", "ana@example.com")]).await.json::<()>();
        assert!(clinic.newest("ana@example.com").await.subject.contains("is your Amparo code"));
        browser.call("choose_language", &[("language", "pt-BR")]).await.json::<()>();
        clinic.browser().call("request_code", &[("form[identifier]", "ana@example.com")]).await.json::<()>();
        assert!(clinic.newest("ana@example.com").await.subject.contains("é o seu código do Amparo"));
    }
}
