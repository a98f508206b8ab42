//! `amparo audit verify`: the real program, on a clinic that somebody tampered with.

use domain::Moment;
use store::{Db, audit::CheckpointKey};

use crate::{
    clinic::{Engine, alone},
    database::{execute, number, without_triggers},
    program::Home,
};

mod s26_the_chain_shows_what_was_done_to_it {
    use super::*;

    #[test]
    fn sqlite() {
        alone(Engine::Sqlite, tamper(Engine::Sqlite));
    }

    #[test]
    fn postgres() {
        alone(Engine::Postgres, tamper(Engine::Postgres));
    }
}

async fn tamper(engine: Engine) {
    let home = Home::new(engine).await;
    home.start().await.stop().await;
    let said = verified(&home, 0).await;
    assert!(said.starts_with("ok: ") && said.contains("signed at"), "{said}");

    let db = home.db().await;
    without_triggers(&db, "audit_event").await;
    let last = number(&db, "select max(sequence) from audit_event").await;
    for (what, deed, undo, found) in deeds(last) {
        execute(&db, &deed).await;
        let said = verified(&home, 2).await;
        assert!(said.contains(&found), "{what}: {said}");
        execute(&db, &undo).await;
        assert!(verified(&home, 0).await.starts_with("ok: "), "{what}, undone");
    }
    not_a_clinic(engine).await;
    rebuilt(&home, &db, last).await;
    db.close().await;
    home.demolish().await;
}

/// What somebody does, how it is undone, and what must be found.
fn deeds(last: i64) -> Vec<(&'static str, String, String, String)> {
    let sql = |text: &str| text.to_owned();
    vec![
        (
            "a changed row",
            sql("update audit_event set at = at + 1 where sequence = 3"),
            sql("update audit_event set at = at - 1 where sequence = 3"),
            sql("Changed(3); 2 events before it are whole"),
        ),
        (
            "another word",
            sql("update audit_event set kind = 'signed_out' where sequence = 1"),
            sql("update audit_event set kind = 'clinic_set_up' where sequence = 1"),
            sql("Changed(1)"),
        ),
        (
            "a deleted row",
            sql("create table kept as select * from audit_event where sequence = 4; delete from audit_event where sequence = 4"),
            sql("insert into audit_event select * from kept; drop table kept"),
            sql("Gap(4); 3 events before it are whole"),
        ),
        (
            "two rows swapped",
            sql("update audit_event set sequence = -2 where sequence = 2; update audit_event set sequence = 2 where sequence = 3;
                 update audit_event set sequence = 3 where sequence = -2"),
            sql("update audit_event set sequence = -2 where sequence = 2; update audit_event set sequence = 2 where sequence = 3;
                 update audit_event set sequence = 3 where sequence = -2"),
            sql("Changed(2)"),
        ),
        (
            "a cut tail",
            format!("create table kept as select * from audit_event where sequence = {last}; delete from audit_event where sequence = {last}"),
            sql("insert into audit_event select * from kept; drop table kept"),
            format!("CutTail {{ ends_at: {}, checkpoint: {last} }}", last - 1),
        ),
        (
            "everything deleted",
            sql("create table kept as select * from audit_event; delete from audit_event"),
            sql("insert into audit_event select * from kept; drop table kept"),
            format!("CutTail {{ ends_at: 0, checkpoint: {last} }}"),
        ),
    ]
}

/// A wrong folder is said to be one, and nothing is made in it.
async fn not_a_clinic(engine: Engine) {
    let home = Home::new(engine).await;
    let (code, out, err) = home.run(&["audit", "verify"]).await;
    assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
    assert!(err.lines().last().unwrap().contains("is not the data folder of a clinic"), "{err}");
    assert!(!home.data().exists());
    home.demolish().await;
}

/// The signed head: another hash at its place, a damaged file, another's signature, and none at all.
async fn rebuilt(home: &Home, db: &Db, last: i64) {
    let file = home.data().join("audit-head.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    let ours = std::fs::read_to_string(home.data().join("secrets/checkpoint.key")).unwrap();
    let now = Moment::parse("2026-03-02T12:00:00Z").unwrap();

    let other_chain = key(&ours).sign(last, [9; 32], now).to_text().unwrap();
    std::fs::write(&file, other_chain).unwrap();
    assert!(verified(home, 2).await.contains(&format!("Rebuilt({last})")));

    let forged = CheckpointKey::from_seed(&[9; 32]).sign(1, [9; 32], now).to_text().unwrap();
    let damaged = whole.replacen("\"sequence\":", "\"sequence\":1", 1);
    for bad in [forged.as_str(), damaged.as_str(), &whole[..whole.len() / 2], "{}", ""] {
        std::fs::write(&file, bad).unwrap();
        let (code, out, err) = home.run(&["audit", "verify"]).await;
        assert_eq!(code, Some(1), "{bad}: {out}");
        assert!(err.lines().last().unwrap().contains("audit-head.json"), "{err}");
        assert!(!out.contains("ok"), "{out}");
    }

    std::fs::remove_file(&file).unwrap();
    assert!(verified(home, 0).await.contains("no signed head to compare"), "the chain alone");
    std::fs::write(&file, &whole).unwrap();
    execute(db, "delete from audit_event where sequence > 2").await;
    assert!(verified(home, 2).await.contains("CutTail"));
    let (code, _, err) = home.run(&["--demo"]).await;
    assert_eq!(code, Some(1), "a chain that lost its tail is not signed anew");
    assert!(err.lines().last().unwrap().contains("Run `amparo audit verify`"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), whole, "the evidence stays");
}

fn key(hex: &str) -> CheckpointKey {
    let mut seed = [0; 32];
    for (at, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    }
    CheckpointKey::from_seed(&seed)
}

/// What the program says, which must end with this code.
async fn verified(home: &Home, expected: i32) -> String {
    let (code, out, err) = home.run(&["audit", "verify"]).await;
    assert_eq!(code, Some(expected), "{out}{err}");
    out
}
