//! The picture of a person beside their name.

use leptos::prelude::*;

/// The picture of somebody; without one the first letters of their name. The name itself stands beside it.
#[component]
pub fn Portrait(
    /// Where the picture lies: a path of ours.
    #[prop(into)]
    photo: Option<String>,
    /// Whose it is.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    match photo {
        Some(path) => view! {
            <img
                src=path
                alt=""
                width="80"
                height="80"
                loading="lazy"
                decoding="async"
                class="size-20 shrink-0 rounded-full bg-base-200 object-cover"
            />
        }
        .into_any(),
        None => view! {
            <span
                aria-hidden="true"
                class="grid size-20 shrink-0 place-items-center rounded-full bg-secondary text-2xl font-semibold text-secondary-content"
            >
                {initials(&name)}
            </span>
        }
        .into_any(),
    }
}

/// The first letters of the first and the last name.
fn initials(name: &str) -> String {
    let mut names = name.split_whitespace();
    let (first, last) = (names.next(), names.next_back());
    let letters = first.into_iter().chain(last).filter_map(|name| name.chars().next());
    letters.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_are_those_of_the_first_and_the_last_name() {
        for (name, letters) in [("Helena Prado", "HP"), ("ana de souza lima", "AL"), ("Íris", "Í"), ("", "")] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
