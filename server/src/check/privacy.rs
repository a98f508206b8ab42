//! What the law wants people to be told before anything is kept about them.

use super::{Asked::InProduction, Question, Weight};

pub(super) const QUESTIONS: &[Question] = &[Question {
    name: "dpo_missing",
    weight: Weight::Stops,
    asked: InProduction,
    wrong: |seen| {
        seen.settings
            .officer()
            .is_none()
            .then(|| "nobody is named as the person in charge of data (LGPD, art. 41)".into())
    },
    to_do: "Set AMPARO_DPO_NAME and AMPARO_DPO_EMAIL to whom people write about their data: the privacy notice names them.",
}];

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn a_clinic_without_somebody_in_charge_of_data_is_found() {
        assert_eq!(found(|seen| seen.settings.dpo_name = None), ["dpo_missing"]);
        assert_eq!(found(|seen| seen.settings.dpo_email = Some(" ".into())), ["dpo_missing"]);
    }
}
