//! One end of a call: a call socket over a real connection.

use axum::http::{HeaderValue, Request, StatusCode, header};
use domain::{
    AppointmentId, CallId,
    calls::{SUBPROTOCOL, Signal, Ticket, Welcome},
};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

use crate::{clinic::Clinic, people::Person, wait::soon};

/// What comes out of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A signal of the server or of the other person.
    Signal(Signal),
    /// The server hung up, with a code.
    Closed(u16),
}

pub(crate) struct Phone {
    pub(crate) socket: WebSocketStream<TcpStream>,
}

impl Clinic {
    /// A ticket for the room of a visit.
    pub(crate) async fn ticket(&self, person: &Person, visit: AppointmentId) -> Ticket {
        person.browser.call("call_ticket", &[("appointment", &visit.to_string())]).await.json()
    }

    /// Goes into the room, past its welcome.
    pub(crate) async fn enter(&self, person: &Person, visit: AppointmentId) -> Phone {
        self.enter_with_welcome(person, visit).await.0
    }

    pub(crate) async fn enter_with_welcome(&self, person: &Person, visit: AppointmentId) -> (Phone, Welcome) {
        let ticket = self.ticket(person, visit).await;
        let mut phone = Phone::dial(self.upgrade(person, &ticket), self).await.unwrap();
        match phone.hears().await {
            Heard::Signal(Signal::Welcome(welcome)) => (phone, welcome),
            other => panic!("the first signal is the welcome, not {other:?}"),
        }
    }

    /// Both people of a visit, in their room.
    pub(crate) async fn meeting(
        &self,
        patient: &Person,
        professional: &Person,
        visit: AppointmentId,
    ) -> (Phone, Phone) {
        let mut first = self.enter(patient, visit).await;
        let second = self.enter(professional, visit).await;
        first.hears_signal(&Signal::PeerJoined).await;
        (first, second)
    }

    /// The request of our own page.
    pub(crate) fn upgrade(&self, person: &Person, ticket: &Ticket) -> Request<()> {
        self.upgrade_of(ticket.call, &ticket.secret, &person.browser.cookie())
    }

    pub(crate) fn upgrade_of(&self, call: CallId, secret: &str, cookie: &str) -> Request<()> {
        let mut request = format!("ws://{}/calls/{call}/socket", self.address).into_client_request().unwrap();
        let mut set = |name, value: &str| request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        set(header::ORIGIN, self.origin());
        set(header::SEC_WEBSOCKET_PROTOCOL, &format!("{SUBPROTOCOL}, ticket.{secret}"));
        set(header::COOKIE, cookie);
        request
    }
}

impl Phone {
    /// Opens a socket, or gives the status it was refused with.
    pub(crate) async fn dial(request: Request<()>, clinic: &Clinic) -> Result<Self, StatusCode> {
        let stream = TcpStream::connect(clinic.address).await.unwrap();
        match soon("the upgrade is answered", client_async(request, stream)).await {
            Ok((socket, response)) => {
                assert_eq!(response.headers()[header::SEC_WEBSOCKET_PROTOCOL], SUBPROTOCOL);
                Ok(Self { socket })
            }
            Err(tungstenite::Error::Http(response)) => Err(response.status()),
            Err(other) => panic!("{other}"),
        }
    }

    pub(crate) async fn says(&mut self, signal: &Signal) {
        self.says_text(&serde_json::to_string(signal).unwrap()).await;
    }

    pub(crate) async fn says_text(&mut self, text: &str) {
        self.sends(Message::text(text)).await;
    }

    /// A message that may find the socket closed already.
    pub(crate) async fn sends(&mut self, message: Message) {
        let _ = self.socket.send(message).await;
    }

    /// The next thing that comes out.
    pub(crate) async fn hears(&mut self) -> Heard {
        soon("a signal", async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => return Heard::Signal(serde_json::from_str(&text).unwrap()),
                    Some(Ok(Message::Close(frame))) => {
                        return Heard::Closed(frame.map_or(1005, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Heard::Closed(1006),
                }
            }
        })
        .await
    }

    pub(crate) async fn hears_signal(&mut self, expected: &Signal) {
        assert_eq!(self.hears().await, Heard::Signal(expected.clone()));
    }

    /// The code the server hangs up with; signals before it are not looked at.
    pub(crate) async fn is_closed(&mut self) -> u16 {
        loop {
            if let Heard::Closed(code) = self.hears().await {
                return code;
            }
        }
    }

    /// Asks for a sign of life, and gets it.
    pub(crate) async fn is_alive(&mut self) {
        self.says(&Signal::Ping).await;
        self.hears_signal(&Signal::Pong).await;
    }
}
