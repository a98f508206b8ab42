//! Reviewing broken glasses: who, whose, when, why; never what was read.

use domain::{
    BreakGlassId, Moment, PatientId, Refusal, Verb,
    audit::Event,
    privacy::{After, NewReview, REVIEWS_ROWS_MAX, Review},
};
use uuid::Uuid;

use super::Texts;
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    vault::{Place, Sealed},
};

/// A page of the broken glasses, after one or from the beginning: those that nobody reviewed first, then the latest.
///
/// # Errors
/// When the caller does not review readings.
pub async fn reviews(caller: &Caller, after: Option<After>) -> Result<Vec<Review>> {
    caller.must(Verb::ReviewReadings)?;
    let mut read = caller.read().await?;
    let rows = rows!(
        &mut read.tx,
        ReviewRow,
        "select glass.id, glass.patient_id, professional.name as professional, patient.name as patient,
                glass.opened_at, glass.expires_at, glass.reason,
                (select count(*) from audit_event where audit_event.patient_id = glass.patient_id
                    and audit_event.kind = 'break_glass_reading' and audit_event.subject_id = glass.id) as readings,
                reviewer.name as reviewer, glass.reviewed_at, glass.note
         from (select break_glass.*, review.account_id as reviewer_id, review.reviewed_at, review.note,
                      case when review.reviewed_at is null then 0 else 1 end as is_done
               from break_glass left join break_glass_review review on review.break_glass_id = break_glass.id) glass
         join professional on professional.id = glass.professional_id
         join patient on patient.id = glass.patient_id
         left join account reviewer on reviewer.id = glass.reviewer_id
         where glass.is_done > $1 or (glass.is_done = $1
             and (glass.opened_at < $2 or (glass.opened_at = $2 and glass.id > $3)))
         order by glass.is_done, glass.opened_at desc, glass.id
         limit $4",
        after.map_or(-1, |after| i64::from(after.is_done)),
        after.map_or(Moment::from_micros(0), |after| after.since),
        after.map_or(Uuid::nil(), |after| after.id),
        REVIEWS_ROWS_MAX
    )?;
    let mut reviews = Vec::with_capacity(rows.len());
    for row in rows {
        reviews.push(row.open(caller, &mut read.tx).await?);
    }
    Ok(reviews)
}

/// Says that somebody looked at a broken glass, once.
///
/// # Errors
/// [`Error::Missing`] when there is no such glass; [`Refusal::AlreadyReviewed`].
pub async fn mark_reviewed(caller: &Caller, new: NewReview) -> Result<()> {
    caller.must(Verb::ReviewReadings)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let sql = "select patient_id from break_glass where id = $1";
    let (patient,) = row!(&mut work.tx, (PatientId,), sql, new.glass)?.ok_or(Error::Missing)?;
    let note = if new.note.is_empty() {
        None
    } else {
        let key = caller.vault.existing_key(&mut work.tx, patient.0).await?;
        Some(key.seal(Place::new("break_glass_review", "note", new.glass.0), &new.note)?)
    };
    let count = run!(
        &mut work.tx,
        "insert into break_glass_review (break_glass_id, account_id, note, reviewed_at) values ($1, $2, $3, $4)
         on conflict (break_glass_id) do nothing",
        new.glass,
        account,
        note.as_ref(),
        caller.now
    )?;
    if count == 0 {
        return Err(Refusal::AlreadyReviewed.into());
    }
    work.commit(Event::GlassReviewed(new.glass, patient)).await
}

// queries

#[derive(sqlx::FromRow)]
struct ReviewRow {
    id: BreakGlassId,
    patient_id: PatientId,
    professional: String,
    patient: String,
    opened_at: Moment,
    expires_at: Moment,
    reason: Sealed,
    readings: i64,
    reviewer: Option<String>,
    reviewed_at: Option<Moment>,
    note: Option<Sealed>,
}

impl ReviewRow {
    async fn open(self, caller: &Caller, tx: &mut Tx) -> Result<Review> {
        let texts = Texts::of(&caller.vault, tx, self.patient_id).await?;
        let reviewed = self.reviewer.zip(self.reviewed_at);
        Ok(Review {
            id: self.id,
            professional: self.professional,
            patient: self.patient,
            opened: self.opened_at.in_zone(&caller.zone),
            expires: self.expires_at.in_zone(&caller.zone),
            readings: self.readings,
            reason: texts.open(Place::new("break_glass", "reason", self.id.0), Some(&self.reason))?,
            reviewed: reviewed.map(|(who, at)| (who, at.in_zone(&caller.zone))),
            note: texts.open(Place::new("break_glass_review", "note", self.id.0), self.note.as_ref())?,
        })
    }
}
