//! Where each role goes every day.

use domain::Role;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};

use crate::{
    i18n::{t_string, use_i18n},
    ui::{Glyph, Icon},
    words::Language,
};

#[derive(Clone, Copy)]
enum Place {
    Home,
    Visits,
    Agenda,
    Patients,
    Professionals,
    Reviews,
    Audit,
    Me,
    Help,
}

impl Place {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "/home",
            Self::Visits => "/visits",
            Self::Agenda => "/agenda",
            Self::Patients => "/patients",
            Self::Professionals => "/professionals",
            Self::Reviews => "/reviews",
            Self::Audit => "/audit",
            Self::Me => "/me",
            Self::Help => "/help",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Home => Glyph::Home,
            Self::Visits | Self::Agenda => Glyph::Visits,
            Self::Professionals => Glyph::Professional,
            Self::Patients => Glyph::People,
            Self::Reviews => Glyph::Show,
            Self::Audit => Glyph::Audit,
            Self::Me => Glyph::Person,
            Self::Help => Glyph::Help,
        }
    }

    fn words(self, i18n: Language) -> &'static str {
        match self {
            Self::Home => t_string!(i18n, common.nav.home),
            Self::Visits => t_string!(i18n, common.nav.visits),
            Self::Agenda => t_string!(i18n, common.nav.agenda),
            Self::Patients => t_string!(i18n, common.nav.patients),
            Self::Professionals => t_string!(i18n, common.nav.professionals),
            Self::Reviews => t_string!(i18n, common.nav.reviews),
            Self::Audit => t_string!(i18n, common.nav.audit),
            Self::Me => t_string!(i18n, common.nav.me),
            Self::Help => t_string!(i18n, common.nav.help),
        }
    }

    /// Whether a page lies in this place: `/visits/…` lies in the visits, and booking does too.
    fn holds(self, path: &str) -> bool {
        match self {
            Self::Visits => path.starts_with("/visits") || path.starts_with("/book"),
            Self::Agenda => path.starts_with("/agenda") || path.starts_with("/visits"),
            // Who works here is one list, of which the professionals are a part.
            Self::Professionals => path.starts_with("/professionals") || path.starts_with("/people"),
            // Who saw is a page about the reader, and so is their family.
            Self::Me => ["/me", "/who-saw", "/family"].iter().any(|page| path.starts_with(page)),
            other => path.starts_with(other.path()),
        }
    }
}

/// Five at most: more would not stand beside each other on a phone.
fn places(role: Role) -> Vec<Place> {
    match role {
        Role::Patient => vec![Place::Home, Place::Visits, Place::Me, Place::Help],
        Role::Professional => vec![Place::Agenda, Place::Patients, Place::Help, Place::Me],
        Role::Reception => vec![Place::Agenda, Place::Patients, Place::Professionals, Place::Me],
        Role::Administrator => vec![Place::Professionals, Place::Patients, Place::Reviews, Place::Audit, Place::Me],
    }
}

/// A bar at the bottom of a phone, a column at the side of anything larger.
#[component]
pub(super) fn Navigation(role: Role) -> impl IntoView {
    let i18n = use_i18n();
    let items = places(role).into_iter().map(|place| view! { <Item place/> }).collect_view();
    view! {
        <nav class="nav" aria-label=move || t_string!(i18n, common.nav.label)>
            <ul class="nav-list" role="list">
                {items}
            </ul>
        </nav>
    }
}

#[component]
fn Item(place: Place) -> impl IntoView {
    let i18n = use_i18n();
    let path = use_location().pathname;
    let here = move || path.with(|path| place.holds(path));
    view! {
        <li class="contents">
            <A href=place.path() attr:class="nav-item" class:nav-here=here>
                <Icon name=place.glyph()/>
                <span>{move || place.words(i18n)}</span>
            </A>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_has_more_places_than_stand_beside_each_other_on_a_phone() {
        for role in Role::ALL {
            assert!(places(*role).len() <= 5, "{role:?}");
        }
    }
}
