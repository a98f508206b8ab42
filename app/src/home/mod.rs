//! The first page: a welcome, or what comes next for the person who is signed in.

mod help;
mod landing;
mod not_found;
mod patient;

use domain::Role;
use leptos::prelude::*;
use leptos_router::components::Redirect;

use crate::{
    Clinic,
    routes::{CarePages, VisitorPages, care_pages, visitor_pages},
    ui::Failure,
};

pub use help::HelpPage;
pub use landing::Landing;
pub use not_found::NotFoundPage;
pub use patient::PatientHome;

/// What comes first, by role. Each role's part arrives with the pages that role uses.
///
/// Not a component: Leptos 0.8 can wait for such a part in a route, but not inside a `Suspense` that it hydrates.
pub(crate) async fn home() -> AnyView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    match who.await.map(|person| person.map(|person| person.role)) {
        Ok(None) => visitor_pages(VisitorPages::Landing).await,
        Ok(Some(Role::Patient)) => care_pages(CarePages::PatientHome).await,
        Ok(Some(Role::Professional)) => view! { <Redirect path="/agenda"/> }.into_any(),
        Ok(Some(Role::Administrator)) => view! { <Redirect path="/professionals"/> }.into_any(),
        Err(error) => view! { <Failure error/> }.into_any(),
    }
}
