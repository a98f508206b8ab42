//! The door of the call socket: only our own page, only with a fresh ticket of one's own, and not a hint to anybody else.

use axum::http::{HeaderValue, Request, StatusCode, header};
use domain::{
    AppointmentId, CallId,
    calls::{SUBPROTOCOL, TICKET_SECONDS, Ticket},
};

use crate::{clinic::Clinic, database::random_id, people::Person, phone::Phone};

struct Visit {
    clinic: Clinic,
    ana: Person,
    helena: Person,
    id: AppointmentId,
}

impl Visit {
    async fn new(clinic: Clinic) -> Self {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let id = clinic.booked(&ana, &helena).await;
        Self { clinic, ana, helena, id }
    }

    async fn ticket(&self) -> Ticket {
        self.clinic.ticket(&self.ana, self.id).await
    }

    /// The upgrade that would be let in, changed.
    async fn changed(&self, change: impl FnOnce(&mut Request<()>)) -> Request<()> {
        let mut request = self.clinic.upgrade(&self.ana, &self.ticket().await);
        change(&mut request);
        request
    }

    /// Insists that a request looks like one for a page that does not exist, and leaves nothing behind.
    async fn refuses(&self, what: &str, request: Request<()>) {
        let before = self.clinic.dump().await;
        let answer = Phone::dial(request, &self.clinic).await.err();
        assert_eq!(answer, Some(StatusCode::NOT_FOUND), "{what}");
        assert_eq!(self.clinic.dump().await, before, "{what}");
        assert_eq!(self.clinic.running.rooms.sockets(), 0, "{what}");
    }
}

fn set(name: header::HeaderName, value: &str) -> impl FnOnce(&mut Request<()>) {
    let value = HeaderValue::from_str(value).unwrap();
    move |request| drop(request.headers_mut().insert(name, value))
}

both_engines! {
    async fn s10_only_our_own_page_opens_a_socket(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let (ip, port) = (visit.clinic.address.ip(), visit.clinic.address.port());
        for origin in [
            "null".to_owned(),
            "https://evil.example".into(),
            format!("https://{ip}:{port}"),
            format!("http://{ip}"),
            format!("http://{ip}:{}", port - 1),
            format!("http://localhost:{port}"),
            format!("http://sub.{ip}:{port}"),
            format!("http://{ip}:{port}.evil.example"),
            format!("http://{ip}:{port}/"),
            format!("http://{ip}:{port} http://evil.example"),
            format!("HTTP://{ip}:{port}"),
            String::new(),
        ] {
            let request = visit.changed(set(header::ORIGIN, &origin)).await;
            visit.refuses(&format!("origin {origin:?}"), request).await;
        }
        let none = visit.changed(|request| drop(request.headers_mut().remove(header::ORIGIN))).await;
        visit.refuses("no origin", none).await;
        let twice = visit.changed(|request| {
            request.headers_mut().append(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
        });
        visit.refuses("two origins", twice.await).await;
        assert!(Phone::dial(visit.changed(|_| {}).await, &visit.clinic).await.is_ok(), "our own page works");
    }

    async fn a_ticket_is_needed_and_works_once(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let ticket = visit.ticket().await;
        for protocols in [
            SUBPROTOCOL.to_owned(),
            format!("{SUBPROTOCOL}, ticket."),
            format!("{SUBPROTOCOL}, ticket.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            format!("{SUBPROTOCOL}, ticket.{}", "A".repeat(4_000)),
            format!("{SUBPROTOCOL}, ticket.{}", ticket.secret.to_uppercase()),
            format!("ticket.{}", ticket.secret),
            format!("{SUBPROTOCOL}, {}", ticket.secret),
        ] {
            let request = visit.changed(set(header::SEC_WEBSOCKET_PROTOCOL, &protocols)).await;
            visit.refuses(&format!("protocols {protocols:.60}"), request).await;
        }
        let none = visit.changed(|request| drop(request.headers_mut().remove(header::SEC_WEBSOCKET_PROTOCOL))).await;
        visit.refuses("no protocols", none).await;

        let opened = Phone::dial(visit.clinic.upgrade(&visit.ana, &ticket), &visit.clinic).await;
        assert!(opened.is_ok(), "a refused try spends nothing");
        let again = Phone::dial(visit.clinic.upgrade(&visit.ana, &ticket), &visit.clinic).await;
        assert_eq!(again.err(), Some(StatusCode::NOT_FOUND), "spent");
    }

    async fn a_ticket_is_for_one_person_one_call_and_one_minute(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let rui = visit.clinic.patient("Rui Lima").await;
        for stranger in [&rui, &visit.helena, &visit.clinic.administrator().await] {
            let request = visit.clinic.upgrade(stranger, &visit.ticket().await);
            visit.refuses("somebody else's ticket", request).await;
        }
        let ticket = visit.ticket().await;
        let bare = visit.changed(|request| drop(request.headers_mut().remove(header::COOKIE))).await;
        visit.refuses("without a cookie", bare).await;
        let forged = visit.clinic.upgrade_of(ticket.call, &ticket.secret, "amparo=AAAAAAAAAAAAAAAAAAAAAA");
        visit.refuses("a made-up cookie", forged).await;

        let otavio = visit.clinic.professional("Otávio Lins").await;
        let other = visit.clinic.ticket(&rui, visit.clinic.booked(&rui, &otavio).await).await;
        let cookie = visit.ana.browser.cookie();
        visit.refuses("another call", visit.clinic.upgrade_of(other.call, &ticket.secret, &cookie)).await;
        let nowhere = CallId(random_id());
        visit.refuses("no such call", visit.clinic.upgrade_of(nowhere, &ticket.secret, &cookie)).await;

        visit.clinic.pass_seconds(TICKET_SECONDS);
        visit.refuses("expired", visit.clinic.upgrade(&visit.ana, &ticket)).await;
    }

    async fn a_ticket_of_a_visit_that_was_finished_meanwhile_is_void(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let ticket = visit.ticket().await;
        visit.helena.browser.call("complete_appointment", &[("id", &visit.id.to_string())]).await.json::<()>();
        visit.refuses("finished", visit.clinic.upgrade(&visit.ana, &ticket)).await;
    }

    async fn s8_after_signing_out_a_ticket_in_hand_is_void(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let request = visit.clinic.upgrade(&visit.ana, &visit.ticket().await);
        visit.ana.browser.call("sign_out", &[]).await.json::<()>();
        visit.refuses("signed out", request).await;
    }

    async fn of_two_who_spend_one_ticket_at_once_one_comes_in(clinic: Clinic) {
        let visit = Visit::new(clinic).await;
        let ticket = visit.ticket().await;
        let tries = (0..8).map(|_| {
            let (clinic, request) = (visit.clinic.clone(), visit.clinic.upgrade(&visit.ana, &ticket));
            tokio::spawn(async move { Phone::dial(request, &clinic).await })
        });
        let mut open = Vec::new();
        for tried in tries.collect::<Vec<_>>() {
            open.extend(tried.await.unwrap());
        }
        assert_eq!(open.len(), 1);
    }
}
