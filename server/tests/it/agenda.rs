//! The socket of the agenda: only for those who keep one, only from our own page, and it says nothing but that something
//! changed.

use axum::http::{HeaderValue, Request, StatusCode, header};
use futures_util::{SinkExt, StreamExt};
use server::agenda::AGENDAS_MAX;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

use crate::{browser::Browser, clinic::Clinic, wait::soon};

struct Watch(WebSocketStream<TcpStream>);

impl Watch {
    async fn open(clinic: &Clinic, browser: &Browser) -> Self {
        let mut watch = Self::dial(clinic, upgrade(clinic, browser)).await.unwrap();
        watch.hears_of_a_change().await;
        watch
    }

    async fn dial(clinic: &Clinic, request: Request<()>) -> Result<Self, StatusCode> {
        let stream = TcpStream::connect(clinic.address).await.unwrap();
        match soon("the upgrade is answered", client_async(request, stream)).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    /// The next thing it says; a pulse says nothing.
    async fn hears(&mut self) -> Option<Message> {
        soon("the agenda speaks", async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => return Some(message),
                    _ => return None,
                }
            }
        })
        .await
    }

    async fn hears_of_a_change(&mut self) {
        assert_eq!(self.hears().await, Some(Message::text("changed")), "and nothing else");
    }
}

/// The request of our own page.
fn upgrade(clinic: &Clinic, browser: &Browser) -> Request<()> {
    let mut request = format!("ws://{}/agenda/socket", clinic.address).into_client_request().unwrap();
    let mut set = |name, value: &str| request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    set(header::ORIGIN, clinic.origin());
    set(header::COOKIE, &browser.cookie());
    request
}

both_engines! {
    async fn whoever_keeps_an_agenda_hears_that_it_changed_and_nobody_else(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let otto = clinic.professional("Otto Lins").await;
        let rosa = clinic.reception("Rosa Lima").await;
        let mut board = Watch::open(&clinic, &helena.browser).await;
        let mut desk = Watch::open(&clinic, &rosa.browser).await;
        let mut elsewhere = Watch::open(&clinic, &otto.browser).await;

        let visit = clinic.booked(&ana, &helena).await;
        board.hears_of_a_change().await;
        desk.hears_of_a_change().await;
        let id = visit.to_string();
        rosa.browser.call("confirm_appointment", &[("id", &id)]).await;
        board.hears_of_a_change().await;
        desk.hears_of_a_change().await;

        // What it hears first is of its own agenda: what was Helena's passed it by.
        let rui = clinic.patient("Rui Alves").await;
        clinic.booked(&rui, &otto).await;
        elsewhere.hears_of_a_change().await;
        elsewhere.0.send(Message::text("who comes?")).await.unwrap();
        assert!(matches!(elsewhere.hears().await, None | Some(Message::Close(_))), "one change was told once");
    }

    async fn s10_only_our_own_page_opens_the_agenda_and_only_for_those_who_keep_one(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await.browser;
        let helena = clinic.professional("Helena Prado").await.browser;
        let administrator = clinic.administrator().await.browser;
        for (who, browser) in [("a visitor", &clinic.browser()), ("a patient", &ana), ("an administrator", &administrator)] {
            let refused = Watch::dial(&clinic, upgrade(&clinic, browser)).await.err();
            assert_eq!(refused, Some(StatusCode::NOT_FOUND), "{who}");
        }
        for origin in ["null", "https://evil.example", &format!("{}.evil.example", clinic.origin()), ""] {
            let mut request = upgrade(&clinic, &helena);
            request.headers_mut().insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
            assert_eq!(Watch::dial(&clinic, request).await.err(), Some(StatusCode::NOT_FOUND), "origin {origin:?}");
        }
        let mut open = Vec::new();
        for _ in 0..AGENDAS_MAX {
            open.push(Watch::open(&clinic, &helena).await);
        }
        let one_more = Watch::dial(&clinic, upgrade(&clinic, &helena)).await.err();
        assert_eq!(one_more, Some(StatusCode::TOO_MANY_REQUESTS));
    }
}
