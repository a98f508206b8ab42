//! T1, S19, S20: half a request, too much of one, and too many of them, over a real connection.

use std::{net::SocketAddr, time::Duration};

use server::{listen::Limits, router::BODY_BYTES_MAX};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

use crate::{
    browser::door,
    clinic::{Clinic, Plan, on_sqlite},
    wait::{soon, within},
};

/// A half-sent head is given up after ten seconds; a busy machine needs a moment more.
const HALF_A_HEAD: Duration = Duration::from_secs(13);

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Sends some bytes and reads what comes back until the server hangs up, which it must do in time.
async fn answer(address: SocketAddr, bytes: &[u8], limit: Duration) -> String {
    let mut stream = connect(address).await;
    let _ = stream.write_all(bytes).await;
    let mut text = Vec::new();
    let said = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
    let _ = within(limit, format!("{said:?} is answered or hung up on"), stream.read_to_end(&mut text)).await;
    String::from_utf8_lossy(&text).into_owned()
}

fn status(text: &str) -> &str {
    text.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn t1_half_a_request_head_is_given_up_after_ten_seconds() {
    on_sqlite(Plan::default(), async |clinic| {
        let halves: [&'static [u8]; 8] = [
            b"",
            b"G",
            b"GET / HTTP/1.1\r\nHost: localhost",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1\r\n",
            b"P",
            b"PRI * HTTP/2.0",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00",
        ];
        let address = clinic.address;
        let held = halves.map(|half| tokio::spawn(async move { answer(address, half, HALF_A_HEAD).await }));
        let slow = tokio::spawn(dribble(address));
        for half in held {
            let text = half.await.unwrap();
            assert!(!text.starts_with("HTTP/1.1 200"), "{text}");
        }
        slow.await.unwrap();
        assert_eq!(clinic.browser().get("/healthz").await.text(), "ok");
    });
}

/// One byte of a head each second: the clock runs from the first byte, not from the last.
async fn dribble(address: SocketAddr) {
    let (mut reader, mut writer) = connect(address).await.into_split();
    let began = Instant::now();
    let sending = tokio::spawn(async move {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        for byte in b"GET / HTTP/1.1\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" {
            second.tick().await;
            if writer.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
    });
    let mut text = Vec::new();
    let _ = within(HALF_A_HEAD, "a head sent byte by byte is given up", reader.read_to_end(&mut text)).await;
    assert!(began.elapsed() > Duration::from_secs(5));
    sending.abort();
}

#[test]
fn a_connection_that_stays_silent_after_its_answer_is_closed() {
    on_sqlite(Plan::default(), async |clinic| {
        let text = answer(clinic.address, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", HALF_A_HEAD).await;
        assert_eq!(status(&text), "200");
    });
}

#[test]
fn s19_a_body_that_is_too_large_is_refused() {
    on_sqlite(Plan::default(), async |clinic| {
        let path = door("sign_in");
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        );
        for length in [BODY_BYTES_MAX + 1, 1 << 40] {
            let text =
                answer(clinic.address, format!("{head}Content-Length: {length}\r\n\r\n").as_bytes(), HALF_A_HEAD).await;
            assert_eq!(status(&text), "413", "{length}: {text}");
        }
        for length in ["-1", "abc", "18446744073709551615", "99999999999999999999999"] {
            let text =
                answer(clinic.address, format!("{head}Content-Length: {length}\r\n\r\n").as_bytes(), HALF_A_HEAD).await;
            assert!(["400", "413", "431"].contains(&status(&text)), "{length}: {text}");
        }
        // Chunks do not say beforehand how many they are.
        let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000)).repeat(5);
        let text = answer(
            clinic.address,
            format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n").as_bytes(),
            HALF_A_HEAD,
        )
        .await;
        assert!(["400", "413"].contains(&status(&text)), "{text}");
        let most = format!("form[identifier]={}", "a".repeat(BODY_BYTES_MAX - "form[identifier]=".len()));
        let text = answer(
            clinic.address,
            format!("{head}Content-Length: {}\r\n\r\n{most}", most.len()).as_bytes(),
            HALF_A_HEAD,
        )
        .await;
        assert!(["400", "422"].contains(&status(&text)), "one byte less is read: {text}");
    });
}

#[test]
fn s19_a_head_that_is_too_large_is_refused() {
    on_sqlite(Plan::default(), async |clinic| {
        let long = "a".repeat(100_000);
        for (what, head) in [
            ("a long header", format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n")),
            ("many headers", format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-A: a\r\n".repeat(1_000))),
            ("a long cookie", format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: amparo={long}\r\n\r\n")),
            ("a long query", format!("GET /?{long} HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            ("a long name", format!("GET / HTTP/1.1\r\nHost: localhost\r\n{long}: a\r\n\r\n")),
        ] {
            let text = answer(clinic.address, head.as_bytes(), HALF_A_HEAD).await;
            assert!(["400", "414", "431"].contains(&status(&text)), "{what}: {text:.100}");
        }
        assert_eq!(clinic.browser().get("/healthz").await.text(), "ok");
    });
}

#[test]
fn s20_a_body_that_stands_still_is_given_up() {
    on_sqlite(Plan::default(), async |clinic| {
        let path = door("sign_in");
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 100\r\n\r\nform");
        let text = answer(clinic.address, head.as_bytes(), Duration::from_secs(20)).await;
        assert!(["400", "408", "503"].contains(&status(&text)), "{text}");
    });
}

#[test]
fn s20_what_is_no_http_is_hung_up_on() {
    on_sqlite(Plan::default(), async |clinic| {
        for rubbish in [
            "\0\0\0\0\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "\r\n\r\n\r\nX\r\n\r\n",
            "GET  /  HTTP/1.1\r\n\r\n",
        ] {
            let text = answer(clinic.address, rubbish.as_bytes(), HALF_A_HEAD).await;
            assert!(["", "400", "505"].contains(&status(&text)), "{rubbish:?}: {text}");
        }
        let both = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let text = answer(clinic.address, both.as_bytes(), HALF_A_HEAD).await;
        assert!(text.matches("HTTP/1.1 ").count() <= 1, "two lengths, and a second request was heard: {text}");
    });
}

#[test]
fn s20_one_address_holds_only_its_share_of_connections() {
    let limits = Limits { connections_max: 100, per_ip_max: 4 };
    on_sqlite(Plan { limits, ..Plan::default() }, async |clinic| {
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(asked(&clinic, "127.0.0.1").await.unwrap());
        }
        for _ in 0..3 {
            assert!(asked(&clinic, "127.0.0.1").await.is_none(), "the fifth is hung up on");
        }
        assert!(asked(&clinic, "127.0.0.2").await.is_some(), "another address has places of its own");
        held.clear();
        crate::wait::until("a place is given back", async || asked(&clinic, "127.0.0.1").await).await;
    });
}

#[test]
fn s20_no_more_connections_are_held_than_the_clinic_allows() {
    let limits = Limits { connections_max: 3, per_ip_max: 100 };
    on_sqlite(Plan { limits, ..Plan::default() }, async |clinic| {
        let mut held = Vec::new();
        for number in 2..5 {
            held.push(asked(&clinic, &format!("127.0.0.{number}")).await.unwrap());
        }
        assert!(asked(&clinic, "127.0.0.9").await.is_none());
        held.clear();
        crate::wait::until("a place is given back", async || asked(&clinic, "127.0.0.9").await).await;
    });
}

/// A connection from an address, kept open after one answer; none when it was hung up on. What a proxy would say of the
/// address changes nothing.
async fn asked(clinic: &Clinic, from: &str) -> Option<TcpStream> {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from.parse().unwrap(), 0)).unwrap();
    let mut stream = socket.connect(clinic.address).await.ok()?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.1.2.3\r\n\r\n").await.ok()?;
    let mut first = [0; 12];
    soon("an answer, or none", stream.read_exact(&mut first)).await.ok()?;
    assert_eq!(&first, b"HTTP/1.1 200");
    Some(stream)
}
