//! The directory that visitors search.

use domain::{
    Centavos, Moment, PhotoId, ProfessionalId, Verb,
    professionals::{
        After, DIRECTORY_ROWS_MAX, DirectoryCard, DirectoryPage, DirectorySearch, Modality, Order, SOUGHT_WORDS_MAX,
        Specialty,
    },
    scheduling::LEAD_MINUTES_MIN,
};
use uuid::Uuid;

use super::profile::languages_of;
use crate::{
    caller::Caller,
    error::{Error, Result},
};

/// What stands in a list of texts between two of them, and between a specialty and its RQE.
const BETWEEN: char = '\n';
const WITHIN: char = '\t';

// The lists of a professional come as one text each: the same on both engines, and read for the rows of the page alone.
macro_rules! cards_by {
    ($key:literal, $id:literal, $until:literal) => {
        concat!(
            "select ",
            $key,
            " as sort_key, professional.id, professional.name, professional_photo.id as photo, professional.specialty,
                    professional.rqe,
                    (select string_agg(name || '\t' || coalesce(rqe, ''), '\n' order by position)
                     from further_specialty where professional_id = professional.id) as further,
                    (select string_agg(council || ' ' || registration || ' ' || uf, '\n' order by position)
                     from council_registration where professional_id = professional.id) as registrations,
                    professional.languages, professional.modality, professional.price_centavos,
                    professional.visit_minutes, professional.biography, next_free.next_free_at
             from next_free
             join professional on professional.id = next_free.professional_id
             join account on account.id = professional.account_id
             left join professional_photo on professional_photo.professional_id = professional.id
             where (",
            $key,
            ", ",
            $id,
            ") > ($1, $2)
             and account.deactivated_at is null and ",
            $until,
            " <= $3
             and professional.found_by like $4 and professional.found_by like $5
             and professional.found_by like $6 and professional.found_by like $7
             and professional.languages like $8
             and ($9 is null or professional.modality = $9 or professional.modality = 'both')
             and ($10 is null or professional.price_centavos <= $10)
             order by ",
            $key,
            ", ",
            $id,
            " limit $11"
        )
    };
}

const BY_NEXT_FREE: &str = cards_by!("next_free.next_free_at", "next_free.professional_id", "next_free.next_free_at");
// The plus keeps SQLite from reading by the time what must come by the price.
const BY_PRICE: &str = cards_by!(
    "coalesce(professional.price_centavos, 9223372036854775807)",
    "professional.id",
    "+next_free.next_free_at"
);

/// The queries of the directory, for whoever looks at their plans.
pub const DIRECTORY_QUERIES: [&str; 2] = [BY_NEXT_FREE, BY_PRICE];

/// Those who may come in and answer to a search, one page of them.
///
/// # Errors
/// When the database does not answer.
pub async fn directory(caller: &Caller, search: DirectorySearch) -> Result<DirectoryPage> {
    caller.must(Verb::SeeDirectory)?;
    let query = match search.order {
        Order::NextFree => BY_NEXT_FREE,
        Order::Price => BY_PRICE,
    };
    let after = search.after.unwrap_or(After { key: i64::MIN, id: ProfessionalId(Uuid::nil()) });
    let until = search.within.map_or(i64::MAX, |within| caller.now.plus_minutes(within.days() * 24 * 60).micros());
    let words = (0..SOUGHT_WORDS_MAX).map(|place| match search.words.get(place) {
        Some(word) => format!("% {word}%"),
        None => "%".to_owned(),
    });
    let words = words.collect::<Vec<_>>();
    let language = search.language.map_or_else(|| "%".to_owned(), |spoken| format!("% {} %", spoken.as_str()));
    let mut read = caller.read().await?;
    let mut rows = rows!(
        &mut read.tx,
        DirectoryRow,
        query,
        after.key,
        after.id,
        until,
        words[0].as_str(),
        words[1].as_str(),
        words[2].as_str(),
        words[3].as_str(),
        language.as_str(),
        search.modality,
        search.price,
        i64::try_from(DIRECTORY_ROWS_MAX + 1).map_err(Error::broken)?
    )?;
    let has_more = rows.len() > DIRECTORY_ROWS_MAX;
    rows.truncate(DIRECTORY_ROWS_MAX);
    let next = rows.last().filter(|_| has_more).map(|row| After { key: row.sort_key, id: row.id }.to_string());
    Ok(DirectoryPage { cards: rows.into_iter().map(|row| row.card(caller)).collect(), next })
}

// queries

#[derive(sqlx::FromRow)]
struct DirectoryRow {
    sort_key: i64,
    id: ProfessionalId,
    name: String,
    photo: Option<PhotoId>,
    specialty: String,
    rqe: Option<String>,
    further: Option<String>,
    registrations: Option<String>,
    languages: String,
    modality: Modality,
    price_centavos: Option<Centavos>,
    visit_minutes: i64,
    biography: String,
    next_free_at: i64,
}

impl DirectoryRow {
    fn card(self, caller: &Caller) -> DirectoryCard {
        let further = self.further.unwrap_or_default();
        let further = further
            .split(BETWEEN)
            .filter_map(|kept| kept.split_once(WITHIN))
            .map(|(name, rqe)| Specialty { name: name.to_owned(), rqe: (!rqe.is_empty()).then(|| rqe.to_owned()) });
        let main = Specialty { name: self.specialty, rqe: self.rqe };
        let registrations = self.registrations.unwrap_or_default();
        let next_free = Some(self.next_free_at).filter(|at| *at < i64::MAX).map(Moment::from_micros);
        // A time that just passed is being looked at again.
        let next_free = next_free.filter(|at| *at >= caller.now.plus_minutes(LEAD_MINUTES_MIN));
        DirectoryCard {
            id: self.id,
            name: self.name,
            photo: self.photo,
            specialties: std::iter::once(main).chain(further).collect(),
            registrations: registrations.split(BETWEEN).map(str::to_owned).collect(),
            languages: languages_of(&self.languages),
            modality: self.modality,
            price: self.price_centavos,
            visit_minutes: self.visit_minutes,
            biography: self.biography,
            next_free: next_free.map(|at| at.in_zone(&caller.zone)),
        }
    }
}
