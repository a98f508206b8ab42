//! Mail: SMTP when it is configured, otherwise `.eml` files in `data/outbox`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use app::mail::{DemoMail, DemoOutbox, letters::Letter};
use domain::{
    JobId, Moment,
    calendar::{Calendar, CalendarVisit, Method},
    jobs::{Outcome, Reason},
};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Attachment, Mailbox, MultiPart, SinglePart, header::ContentType},
};

use crate::settings::Settings;

/// A mail server answers within this time.
const SMTP_SECONDS: u64 = 20;
/// Messages shown of the demo outbox.
const DEMO_MESSAGES_MAX: usize = 50;
/// Bytes read of one message of the demo outbox.
const DEMO_BYTES_MAX: usize = 64 * 1024;

/// Sends the clinic's letters.
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// A visit that is enclosed with a letter.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// How the file is called.
    pub name: String,
    /// Whether the visit is to be kept or to be removed.
    pub method: Method,
    /// When it was written.
    pub written_at: Moment,
    /// The visit.
    pub visit: CalendarVisit,
}

impl Mailer {
    /// A mailer as the settings ask for it.
    ///
    /// # Errors
    /// A sender that is no address, a server address that cannot be read, or a folder that cannot be made.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let from = settings.mail_from.parse().context("mail_from is not an address")?;
        let transport = if let Some(address) = &settings.mail {
            let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&address.0).context("mail")?;
            Transport::Smtp(builder.timeout(Some(Duration::from_secs(SMTP_SECONDS))).build())
        } else {
            let folder = outbox(&settings.data);
            fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
            Transport::Folder(AsyncFileTransport::new(folder))
        };
        Ok(Self { transport, from })
    }

    /// Sends a letter. The message id follows from the job, so that a repeat is the same message.
    pub async fn send(&self, job: JobId, part: &str, to: &str, letter: Letter) -> Outcome {
        self.send_with(job, part, to, letter, None).await
    }

    /// Sends a letter, with a visit for the calendar of whoever reads it.
    pub async fn send_with(
        &self,
        job: JobId,
        part: &str,
        to: &str,
        letter: Letter,
        enclosed: Option<Enclosed>,
    ) -> Outcome {
        let Ok(to) = to.parse::<Mailbox>() else { return Outcome::Never(Reason::Rejected) };
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(format!("<{job}.{part}@{host}>")));
        let message = match enclosed {
            None => message.header(ContentType::TEXT_PLAIN).body(letter.text),
            Some(enclosed) => match self.file(enclosed) {
                Some(file) => {
                    message.multipart(MultiPart::mixed().singlepart(SinglePart::plain(letter.text)).singlepart(file))
                }
                None => return Outcome::Never(Reason::Broken),
            },
        };
        let Ok(message) = message else { return Outcome::Never(Reason::Broken) };
        self.hand_over(message).await
    }

    fn file(&self, Enclosed { name, method, written_at, visit }: Enclosed) -> Option<SinglePart> {
        let ((clinic, email), visits) = (named(&self.from), [visit]);
        let text = Calendar { method, name: None, clinic: &clinic, email: &email, written_at, visits: &visits }.text();
        let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={}", method.as_str())).ok()?;
        Some(Attachment::new(name).body(text, kind))
    }

    async fn hand_over(&self, message: Message) -> Outcome {
        match &self.transport {
            Transport::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => Outcome::Done,
                Err(error) if error.is_permanent() => Outcome::Never(Reason::Rejected),
                Err(_) => Outcome::Later(Reason::Unreachable),
            },
            Transport::Folder(folder) => match folder.send(message).await {
                Ok(_) => Outcome::Done,
                Err(_) => Outcome::Later(Reason::Unreachable),
            },
        }
    }
}

/// The name and the address of whoever writes: letters, and what hangs on them.
#[must_use]
pub fn sender(settings: &Settings) -> (String, String) {
    settings.mail_from.parse::<Mailbox>().map(|from| named(&from)).unwrap_or_default()
}

/// Who has no name is called by the address.
fn named(from: &Mailbox) -> (String, String) {
    let email = from.email.to_string();
    (from.name.clone().unwrap_or_else(|| email.clone()), email)
}

fn outbox(data: &Path) -> PathBuf {
    data.join("outbox")
}

/// How the demo's page reads the outbox.
#[must_use]
pub fn demo_outbox(data: &Path) -> DemoOutbox {
    let folder = outbox(data);
    DemoOutbox(Arc::new(move || {
        let folder = folder.clone();
        Box::pin(async { tokio::task::spawn_blocking(move || messages(&folder)).await.unwrap_or_default() })
    }))
}

fn messages(folder: &Path) -> Vec<DemoMail> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "eml"))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect::<Vec<_>>();
    found.sort_by(|one, other| other.cmp(one));
    found.truncate(DEMO_MESSAGES_MAX);
    found.iter().filter_map(|(_, path)| read_message(path)).collect()
}

/// Reads back what lettre wrote: a message of ours, not any message. Of a letter with a file it is the letter.
fn read_message(path: &Path) -> Option<DemoMail> {
    let bytes = fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(DEMO_BYTES_MAX)]).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n")?;
    let head = head.replace("\n ", " ");
    let boundary = field(&head, "Content-Type");
    let boundary = boundary.split_once("boundary=\"").and_then(|(_, rest)| rest.split('"').next());
    let text = match boundary {
        None => decoded(&head, body),
        Some(boundary) => {
            let (head, body) = body.split(&format!("--{boundary}")).nth(1)?.trim_start().split_once("\n\n")?;
            decoded(head, body.strip_suffix('\n').unwrap_or(body))
        }
    };
    Some(DemoMail { to: field(&head, "To"), subject: field(&head, "Subject"), date: field(&head, "Date"), text })
}

fn field(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.map(|value| words(value.trim())).unwrap_or_default()
}

/// The text, with line ends like ours however it travelled.
fn decoded(head: &str, body: &str) -> String {
    let text = match field(head, "Content-Transfer-Encoding").as_str() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => return body.to_owned(),
    };
    text.replace("\r\n", "\n")
}

/// Encoded words (RFC 2047) of a header, in the one form lettre writes: UTF-8 and base64.
fn words(value: &str) -> String {
    let (mut text, mut after_encoded) = (String::new(), false);
    for word in value.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        // The space between two encoded words is not part of the text; any other is.
        if !(after_encoded && encoded.is_some()) {
            text.push(' ');
        }
        text.push_str(&encoded.map_or_else(|| word.to_owned(), base64));
        after_encoded = encoded.is_some();
    }
    text.trim().to_owned()
}

fn quoted_printable(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| first == b'=') {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let packed = text.split_whitespace().collect::<String>();
    STANDARD.decode(packed).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_letter_written_to_the_folder_reads_back_as_it_was() {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings { data: data.path().to_owned(), ..Settings::default() };
        let mailer = Mailer::new(&settings).unwrap();
        let letter = Letter {
            subject: "Consulta marcada: 23/11/2026, 09:00".into(),
            text: "Olá, Ana. A sala abre às 08:45 = já.\nAté lá, com um texto comprido o bastante para que a linha seja quebrada ao meio.\n".into(),
        };
        let job = JobId(Uuid::from_u128(7));
        assert_eq!(mailer.send(job, "patient", "ana@example.com", letter.clone()).await, Outcome::Done);
        let kept = demo_outbox(data.path()).read().await;
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].to.as_str(), &kept[0].subject), ("ana@example.com", &letter.subject));
        assert_eq!(kept[0].text.trim_end(), letter.text.trim_end());
    }

    #[tokio::test]
    async fn a_letter_with_a_visit_reads_back_as_it_was() {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings { data: data.path().to_owned(), ..Settings::default() };
        let mailer = Mailer::new(&settings).unwrap();
        let starts_at = Moment::from_micros(1_800_000_000_000_000);
        let visit = CalendarVisit {
            id: domain::AppointmentId(Uuid::from_u128(7)),
            starts_at,
            ends_at: starts_at.plus_minutes(30),
            changes: 0,
            summary: "Consulta com Helena".into(),
            link: "https://clinic.example/visits/7".into(),
        };
        let enclosed = Enclosed { name: "consulta.ics".into(), method: Method::Publish, written_at: starts_at, visit };
        for text in ["Olá, Ana.\n\nAté já = amanhã.\n", "Hello.\n\nSee you.\n"] {
            let letter = Letter { subject: "Consulta marcada".into(), text: text.into() };
            let job = JobId(Uuid::from_u128(8));
            let sent = mailer.send_with(job, "patient", "ana@example.com", letter, Some(enclosed.clone())).await;
            assert_eq!(sent, Outcome::Done);
        }
        let kept = demo_outbox(data.path()).read().await;
        let mut texts = kept.iter().map(|letter| letter.text.trim_end()).collect::<Vec<_>>();
        texts.sort_unstable();
        assert_eq!(texts, ["Hello.\n\nSee you.", "Olá, Ana.\n\nAté já = amanhã."]);
        assert!(kept.iter().all(|letter| letter.subject == "Consulta marcada"), "{kept:?}");
    }

    #[tokio::test]
    async fn a_subject_keeps_its_spaces_around_accents() {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings { data: data.path().to_owned(), ..Settings::default() };
        let subject =
            "Este e-mail já tem uma conta na Clínica São João de Itaquaquecetuba, há muito tempo, à disposição";
        let letter = Letter { subject: subject.into(), text: "Olá.".into() };
        let mailer = Mailer::new(&settings).unwrap();
        assert_eq!(mailer.send(JobId(Uuid::nil()), "link", "ana@example.com", letter).await, Outcome::Done);
        assert_eq!(demo_outbox(data.path()).read().await[0].subject, subject);
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_never_tried_again() {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings { data: data.path().to_owned(), ..Settings::default() };
        let letter = Letter { subject: "x".into(), text: "y".into() };
        let outcome = Mailer::new(&settings).unwrap().send(JobId(Uuid::nil()), "patient", "ana", letter).await;
        assert_eq!(outcome, Outcome::Never(Reason::Rejected));
    }
}
