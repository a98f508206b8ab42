//! Whether somebody who tries what people usually take would find a password: zxcvbn says, which knows lists of leaked
//! passwords, names, keyboards and dates. What it does not know is Brazil, and whose password it is.

use domain::field::fold;
use zxcvbn::{Score, zxcvbn};

/// Whom a new password is for, and where: what is tried first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    /// Full name.
    pub(crate) name: &'a str,
    /// E-mail address.
    pub(crate) email: &'a str,
}

/// A hundred million guesses: beyond what is tried against one stolen hash that takes long.
const SCORE_MIN: Score = Score::Three;
/// A password this long is judged by its beginning: the work grows with the square of the length, or worse.
const JUDGED_CHARS_MAX: usize = 40;
/// Shorter words are in too many passwords to say anything.
const WORD_CHARS_MIN: usize = 3;
/// Words of a name or address that are looked at.
const WORDS_MAX: usize = 8;

/// What Brazilians take most, of leaked lists: words, clubs, names, faith, love. Lower case, without accents.
const COMMON: [&str; 96] = [
    "senha",
    "minhasenha",
    "mudar",
    "mudarsenha",
    "trocar",
    "trocarsenha",
    "segredo",
    "secreta",
    "acesso",
    "entrar",
    "brasil",
    "brazil",
    "flamengo",
    "mengao",
    "corinthians",
    "timao",
    "palmeiras",
    "verdao",
    "saopaulo",
    "tricolor",
    "santos",
    "gremio",
    "vasco",
    "cruzeiro",
    "internacional",
    "botafogo",
    "fluminense",
    "atletico",
    "galo",
    "bahia",
    "futebol",
    "familia",
    "amor",
    "amo",
    "teamo",
    "euteamo",
    "amorzinho",
    "meuamor",
    "vida",
    "minhavida",
    "saudade",
    "felicidade",
    "feliz",
    "princesa",
    "gatinha",
    "gatinho",
    "lindinha",
    "linda",
    "bebe",
    "anjo",
    "anjinho",
    "estrela",
    "deus",
    "jesus",
    "jesuscristo",
    "deusefiel",
    "jesusteama",
    "fe",
    "gloria",
    "vitoria",
    "milagre",
    "maria",
    "jose",
    "joao",
    "ana",
    "gabriel",
    "mariana",
    "juliana",
    "fernanda",
    "amanda",
    "camila",
    "bruna",
    "leticia",
    "beatriz",
    "rafael",
    "lucas",
    "mateus",
    "pedro",
    "paulo",
    "carlos",
    "rodrigo",
    "ricardo",
    "marcelo",
    "eduardo",
    "cachorro",
    "gato",
    "borboleta",
    "chocolate",
    "abacaxi",
    "janeiro",
    "dezembro",
    "clinica",
    "saude",
    "hospital",
    "medico",
    "paciente",
];

/// Whether a password would be found. `clinic` is its name.
pub(super) fn is_guessable(password: &str, owner: Owner<'_>, clinic: &str) -> bool {
    let judged = password.chars().take(JUDGED_CHARS_MAX).collect::<String>();
    let known = known(owner, clinic);
    let known = known.iter().map(String::as_str).collect::<Vec<_>>();
    // Folded too: accents hide nothing from those who guess.
    let texts = [&judged, &fold(&judged)];
    texts.iter().any(|text| zxcvbn(text, &known).score() < SCORE_MIN)
}

/// What is known of whoever chose it, and then what everybody takes.
fn known(owner: Owner<'_>, clinic: &str) -> Vec<String> {
    let (local, host) = owner.email.rsplit_once('@').unwrap_or((owner.email, ""));
    let mut known = [owner.name, local, host, clinic].into_iter().flat_map(spellings).collect::<Vec<_>>();
    known.extend(COMMON.map(str::to_owned));
    known
}

/// The words of a text, it as a whole, and every two of its words together.
fn spellings(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= WORD_CHARS_MIN);
    let words = words.take(WORDS_MAX).collect::<Vec<_>>();
    let pairs = words.iter().flat_map(|first| words.iter().map(move |second| format!("{first}{second}")));
    let mut all = words.iter().map(|&word| word.to_owned()).chain(pairs).collect::<Vec<_>>();
    all.extend([folded.clone(), words.concat(), words.join(" ")]);
    all.retain(|text| text.chars().count() >= WORD_CHARS_MIN);
    all
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const ANA: Owner<'_> = Owner { name: "Ana Conceição de Souza", email: "ana.souza77@exemplo.com.br" };

    fn is_found(password: &str) -> bool {
        is_guessable(password, ANA, "Clínica Boa Vista")
    }

    #[test]
    fn what_everybody_takes_is_found() {
        for common in [
            "senha12345",
            "Senha@2026",
            "s3nh4s3nh4",
            "mudar12345",
            "flamengo2019",
            "Brasil@2014",
            "saudade1234",
            "deusefiel7",
            "qwerty1234",
            "abcd123456",
            "password123",
            "11111111a1",
            "ricardo1985",
            "cachorro123",
            "20051990ab",
        ] {
            assert!(is_found(common), "{common}");
        }
    }

    #[test]
    fn what_is_known_of_somebody_is_found() {
        for own in [
            "AnaSouza1990",
            "souzaana2020",
            "ana.souza77",
            "anasouza77!",
            "Conceição99",
            "conceicao1234",
            "BoaVista2026",
            "clinicaboavista1",
            "exemplo2026",
        ] {
            assert!(is_found(own), "{own}");
        }
        // Only for whom it is known of.
        let rui = Owner { name: "Rui Prado", email: "rui@example.com" };
        assert!(!is_guessable("Conceição Souza 90", rui, "Amparo"));
    }

    #[test]
    fn what_nobody_guesses_is_not_found() {
        for good in [
            "correto cavalo 7",
            "girafa azul 9",
            "amparo demo 1",
            "tT9#qLz0vR",
            "chuva fina na praça 3",
            "😀🦒🚲☂️ 7a4",
        ] {
            assert!(!is_found(good), "{good}");
        }
    }

    #[test]
    fn the_longest_and_oddest_is_judged_soon() {
        let odd = ["4@8({<3691!|0$5+7%2".repeat(7), "a1".repeat(64), "1234567890".repeat(12), "é1".repeat(64)];
        let long = Owner { name: &"Ana ".repeat(30), email: &format!("{}@{}.br", "a.".repeat(32), "b.".repeat(80)) };
        for odd in odd {
            let began = Instant::now();
            _ = is_guessable(&odd, long, "Amparo");
            // A debug build on a busy machine; a release takes a thirtieth of it.
            assert!(began.elapsed() < Duration::from_secs(10), "{odd}: {:?}", began.elapsed());
        }
    }
}
