//! Files of patients at the web's door: sent by a form of the browser itself, worked through by a job, and taken home.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::import::{ImportPage, ImportState};
use server::imports::UPLOAD_BYTES_MAX;

use crate::{
    browser::{Answer, Browser},
    clinic::{Plan, on_sqlite},
};

const BORDER: &str = "amparo-border";
const FILE: &str = "Nome;Data de Nascimento;CPF;Celular\r\n\
                    Lia Prado;20/05/1990;529.982.247-25;(11) 94321-4321\r\n\
                    Rui;31/02/1990;111;\r\n";

/// Sends a file as the form of the page does.
async fn send(browser: &Browser, name: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--{BORDER}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    let end = format!("\r\n--{BORDER}--\r\n");
    let body = [head.as_bytes(), file, end.as_bytes()].concat();
    let request = Request::post("/patients/import/file")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
        .header(header::CONTENT_LENGTH, body.len());
    browser.send(request, Body::from(body)).await
}

/// Whole to its end for browsers, which take it compressed.
async fn comes_compressed(browser: &Browser, path: &str) {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br");
    let answer = browser.send(request, Body::empty()).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "br"));
}

/// Sends a file that is taken; gives the address of its page, and its id.
async fn sent(browser: &Browser, file: &[u8]) -> (String, String) {
    let answer = send(browser, "../pacientes.csv", file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = answer.header("location").to_owned();
    let id = page.strip_prefix("/patients/import/").unwrap().to_owned();
    (page, id)
}

#[test]
fn a_file_is_sent_looked_at_worked_through_and_what_was_refused_is_taken_home() {
    on_sqlite(Plan::default(), async |clinic| {
        let rosa = clinic.reception("Rosa Melo").await.browser;
        let (page, id) = sent(&rosa, FILE.as_bytes()).await;
        let shown = rosa.get(&page).await;
        assert_eq!(shown.status, StatusCode::OK);
        for text in ["Lia Prado", "../pacientes.csv", "ponto e vírgula"] {
            assert!(shown.text().contains(text), "{text}");
        }
        let mapping = [("id", id.as_str()), ("form[name]", "0"), ("form[cpf]", "2")];
        assert_eq!(rosa.call("start_import", &mapping).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mapping = [mapping.as_slice(), &[("form[birth_date]", "1"), ("form[phone]", "3")]].concat();
        rosa.call("start_import", &mapping).await.json::<()>();
        clinic.work().await;
        let done = rosa.call("import", &[("id", &id)]).await.json::<ImportPage>();
        assert_eq!((done.card.state, done.card.counts.added, done.card.counts.refused), (ImportState::Done, 1, 1));
        comes_compressed(&rosa, &format!("{page}/refused.csv")).await;
        let refused = rosa.get(&format!("{page}/refused.csv")).await;
        assert_eq!(refused.header("content-disposition"), "attachment; filename=\"refused.csv\"");
        assert_eq!(
            refused.text(),
            "\u{feff}Linha;Campo;Motivo\r\n\
             3;Data de nascimento;não é uma data como 31/12/1990\r\n\
             3;CPF;não é um CPF\r\n"
        );
        assert!(rosa.get("/patients/import").await.text().contains("Concluída"));
    });
}

#[test]
fn s12_everybody_is_taken_home_without_a_formula_and_the_file_can_come_back() {
    on_sqlite(Plan::default(), async |clinic| {
        // Letters about new devices.
        clinic.jobs_may_stay();
        let rosa = clinic.reception("Rosa Melo").await.browser;
        let fields = [
            ("form[name]", "Lia Prado"),
            ("form[birth_date]", "1990-05-20"),
            ("form[cpf]", "529.982.247-25"),
            ("form[phone]", "+351 912 345 678"),
            ("form[municipality]", "=HYPERLINK(\"http://evil.example\")"),
        ];
        assert_eq!(rosa.call("add_patient", &fields).await.status, StatusCode::OK);
        comes_compressed(&rosa, "/patients.csv").await;
        let taken = rosa.get("/patients.csv").await;
        assert_eq!((taken.status, taken.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
        assert_eq!(taken.header("cache-control"), "no-store");
        assert_eq!(
            taken.text(),
            "\u{feff}Nome completo;Nome social;Data de nascimento;CPF;E-mail de contato;Telefone;Outro telefone;Cidade;Estado\r\n\
             Lia Prado;;20/05/1990;529.982.247-25;;\"'+351912345678\";;\"'=HYPERLINK(\"\"http://evil.example\"\")\";\r\n"
        );
        let (_, id) = sent(&rosa, taken.text().as_bytes()).await;
        let page = rosa.call("import", &[("id", &id)]).await.json::<ImportPage>();
        assert_eq!(page.preview.unwrap().guessed.0.len(), 9, "its own headings are known");
        let elsewhere = Request::get("/patients.csv").header("sec-fetch-site", "cross-site");
        assert_eq!(rosa.send(elsewhere, Body::empty()).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn s13_what_is_no_table_is_refused_in_words_and_leaves_no_trace() {
    on_sqlite(Plan::default(), async |clinic| {
        let rosa = clinic.reception("Rosa Melo").await.browser;
        let before = clinic.dump().await;
        for (file, word) in [(&b"PK\x03\x04zip"[..], "not_a_table"), (b"\xff\xfen\0", "not_a_table"), (b"", "missing")]
        {
            let answer = send(&rosa, "planilha.xlsx", file).await;
            assert_eq!(answer.header("location"), format!("/patients/import?file={word}"));
        }
        let mut lines = FILE.as_bytes().to_vec();
        lines.resize(2_000_000, b'\n');
        assert_eq!(send(&rosa, "a.csv", &lines).await.header("location"), "/patients/import?file=too_large");
        for body in ["", "--amparo-border", "--amparo-border\r\n\r\n", "--amparo-border--\r\n"] {
            let request = Request::post("/patients/import/file")
                .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"));
            let status = rosa.send(request, Body::from(body)).await.status;
            assert!(status.is_client_error() || status == StatusCode::SEE_OTHER, "{body:?}: {status}");
        }
        let long = Request::post("/patients/import/file")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
            .header(header::CONTENT_LENGTH, UPLOAD_BYTES_MAX + 1);
        assert_eq!(rosa.send(long, Body::empty()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(clinic.dump().await, before);
        let page = rosa.get("/patients/import?file=not_a_table").await;
        assert!(page.text().contains("salve a planilha como CSV"), "the page says what was wrong");
    });
}

#[test]
fn s1_only_the_desk_sends_files_and_from_our_page_alone() {
    on_sqlite(Plan::default(), async |clinic| {
        // Letters about new devices.
        clinic.jobs_may_stay();
        let helena = clinic.professional("Helena Prado").await.browser;
        let ana = clinic.patient("Ana Souza").await.browser;
        let rosa = clinic.reception("Rosa Melo").await.browser;
        let before = clinic.dump().await;
        for (browser, status) in [
            (&clinic.browser(), StatusCode::UNAUTHORIZED),
            (&ana, StatusCode::FORBIDDEN),
            (&helena, StatusCode::FORBIDDEN),
        ] {
            assert_eq!(send(browser, "a.csv", FILE.as_bytes()).await.status, status);
        }
        let foreign = Request::post("/patients/import/file")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
            .header("sec-fetch-site", "cross-site");
        assert_eq!(rosa.send(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN, "another site's form");
        assert_eq!(clinic.dump().await, before);
    });
}
