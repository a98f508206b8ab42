//! Every address of the application. Each feature arrives when it is first wanted.

use leptos::prelude::*;
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    accounts::{CodePage, LinkPage, MePage, PasswordPage, PeoplePage, SecondFactorPage, SecurityPage, SignInPage},
    audit::{SecurityLogPage, TrailPage},
    calls::RoomPage,
    care::{PatientPage, PatientsPage},
    family::FamilyPage,
    home::{HelpPage, HomePage, LandingPage, NotFoundPage},
    imports::{ImportPage, ImportsPage},
    layout::Frame,
    links::{ConfirmEmailPage, DonePage, ForgotPage, InvitationsPage, InvitePage, ResetPage, RestoreEmailPage},
    mail::OutboxPage,
    patients::{ContactPage, EditPatientPage, NewPatientPage, RegisterPage},
    privacy::{OutsidePage, ReviewsPage, WhoSawPage},
    professionals::{DirectoryPage, NewProfessionalPage, ProfessionalPage, ProfessionalsPage, ProfilePage},
    reminders::{CancelVisitPage, ConfirmVisitPage},
    scheduling::{
        AgendaPage, BookForPage, BookForSlotsPage, BookPage, BookProfessionalPage, DeskVisitPage, HolidaysPage,
        MoveAtDeskPage, MoveVisitPage, VisitPage, VisitsPage,
    },
    terms::{AcceptPage, PrivacyPage, TermsPage},
};

/// The pages of one bundle: they arrive together, when one of them is first wanted.
///
/// One bundle for each kind of work, not for each page: every further border multiplies the files they share.
/// Only a route waits for a bundle: Leptos 0.8 cannot hydrate a lazy part inside a `Suspense`.
macro_rules! bundle {
    ($pages:ident, $load:ident, $preload:ident: $($route:ident => $page:ident,)+) => {
        enum $pages {
            $($route,)+
        }

        #[lazy]
        fn $load(page: $pages) -> AnyView {
            match page {
                $($pages::$route => view! { <$page/> }.into_any(),)+
            }
        }

        $(
            struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_: Self) -> AnyView {
                    $load($pages::$route).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}

bundle! { CarePages, care_pages, __preload_care_pages:
    Home => HomePage,
    Directory => DirectoryPage,
    Book => BookPage,
    BookProfessional => BookProfessionalPage,
    Visits => VisitsPage,
    Visit => VisitPage,
    MoveVisit => MoveVisitPage,
    Agenda => AgendaPage,
    DeskVisit => DeskVisitPage,
    MoveAtDesk => MoveAtDeskPage,
    BookFor => BookForPage,
    BookForSlots => BookForSlotsPage,
    Outside => OutsidePage,
}

bundle! { VisitorPages, visitor_pages, __preload_visitor_pages:
    Landing => LandingPage,
    SignIn => SignInPage,
    Password => PasswordPage,
    Code => CodePage,
    Link => LinkPage,
    SecondFactor => SecondFactorPage,
    Register => RegisterPage,
}

bundle! { LinkPages, link_pages, __preload_link_pages:
    Forgot => ForgotPage,
    Reset => ResetPage,
    ConfirmEmail => ConfirmEmailPage,
    RestoreEmail => RestoreEmailPage,
    Invite => InvitePage,
    ConfirmVisit => ConfirmVisitPage,
    CancelVisit => CancelVisitPage,
    Done => DonePage,
}

bundle! { LegalPages, legal_pages, __preload_legal_pages:
    Terms => TermsPage,
    Privacy => PrivacyPage,
    Accept => AcceptPage,
}

bundle! { RoomPages, room_pages, __preload_room_pages:
    Room => RoomPage,
}

bundle! { DeskPages, desk_pages, __preload_desk_pages:
    Patients => PatientsPage,
    Patient => PatientPage,
    NewPatient => NewPatientPage,
    EditPatient => EditPatientPage,
    Imports => ImportsPage,
    Import => ImportPage,
    Professionals => ProfessionalsPage,
    NewProfessional => NewProfessionalPage,
    Holidays => HolidaysPage,
    Professional => ProfessionalPage,
    Profile => ProfilePage,
    People => PeoplePage,
    Reviews => ReviewsPage,
    Invitations => InvitationsPage,
    Trail => TrailPage,
    SecurityLog => SecurityLogPage,
    Outbox => OutboxPage,
}

bundle! { SelfPages, self_pages, __preload_self_pages:
    Me => MePage,
    Contact => ContactPage,
    Security => SecurityPage,
    WhoSaw => WhoSawPage,
    Family => FamilyPage,
    Help => HelpPage,
}

/// The pages.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=|| view! { <Frame><NotFoundPage/></Frame> }>
                // The room fills the screen: no frame around it.
                <Route path=path!("/visits/:id/room") view={Lazy::<Room>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Framed ssr=SsrMode::Async>
                    <Route path=path!("/") view={Lazy::<Landing>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/home") view={Lazy::<Home>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view={Lazy::<SignIn>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/password") view={Lazy::<Password>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/code") view={Lazy::<Code>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in/second-factor") view={Lazy::<SecondFactor>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/enter/:link") view={Lazy::<Link>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/register") view={Lazy::<Register>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/forgot") view={Lazy::<Forgot>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/reset/:token") view={Lazy::<Reset>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-email/:token") view={Lazy::<ConfirmEmail>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/restore-email/:token") view={Lazy::<RestoreEmail>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/invite/:token") view={Lazy::<Invite>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/confirm-visit/:token") view={Lazy::<ConfirmVisit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/cancel-visit/:token") view={Lazy::<CancelVisit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/done/:kind") view={Lazy::<Done>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/terms") view={Lazy::<Terms>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/privacy") view={Lazy::<Privacy>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/accept") view={Lazy::<Accept>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/me") view={Lazy::<Me>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/me/contact") view={Lazy::<Contact>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/who-saw") view={Lazy::<WhoSaw>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/family") view={Lazy::<Family>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/security") view={Lazy::<Security>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/help") view={Lazy::<Help>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/directory") view={Lazy::<Directory>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/book") view={Lazy::<Book>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/book/:professional") view={Lazy::<BookProfessional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/visits") view={Lazy::<Visits>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/visits/:id") view={Lazy::<Visit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/visits/:id/move") view={Lazy::<MoveVisit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/agenda") view={Lazy::<Agenda>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/agenda/:id") view={Lazy::<DeskVisit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/agenda/:id/move") view={Lazy::<MoveAtDesk>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients") view={Lazy::<Patients>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/outside") view={Lazy::<Outside>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/new") view={Lazy::<NewPatient>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/import") view={Lazy::<Imports>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/import/:id") view={Lazy::<Import>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/edit") view={Lazy::<EditPatient>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/patients/:id/book") view={Lazy::<BookFor>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/patients/:id/book/:professional")
                        view={Lazy::<BookForSlots>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/patients/:id") view={Lazy::<Patient>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals") view={Lazy::<Professionals>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals/new") view={Lazy::<NewProfessional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals/:id") view={Lazy::<Professional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals/:id/profile") view={Lazy::<Profile>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/holidays") view={Lazy::<Holidays>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/reviews") view={Lazy::<Reviews>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/people") view={Lazy::<People>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/invitations") view={Lazy::<Invitations>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view={Lazy::<Trail>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/audit/security") view={Lazy::<SecurityLog>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/outbox") view={Lazy::<Outbox>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[component]
fn Framed() -> impl IntoView {
    view! {
        <Frame>
            <Outlet/>
        </Frame>
    }
}
