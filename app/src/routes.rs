//! Every address of the application. Each feature arrives when it is first wanted.

use leptos::prelude::*;
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    accounts::{MePage, SignInPage},
    audit::TrailPage,
    calls::RoomPage,
    home::{HelpPage, Landing, NotFoundPage, PatientHome, home},
    layout::Frame,
    mail::OutboxPage,
    patients::RegisterPage,
    professionals::{NewProfessionalPage, ProfessionalPage, ProfessionalsPage},
    scheduling::{AgendaPage, BookPage, BookProfessionalPage, VisitPage, VisitsPage},
};

/// The pages of one bundle: they arrive together, when one of them is first wanted.
///
/// One bundle for each kind of work, not for each page: every further border multiplies the files they share.
macro_rules! bundle {
    (
        $pages:ident, $load:ident, $preload:ident:
        $($route:ident => $page:ident,)+
        $(; $($part:ident => $part_page:ident,)+)?
    ) => {
        /// The pages of a bundle, and parts of the first page that belong with them.
        pub(crate) enum $pages {
            $($route,)+
            $($($part,)+)?
        }

        #[lazy]
        pub(crate) fn $load(page: $pages) -> AnyView {
            match page {
                $($pages::$route => view! { <$page/> }.into_any(),)+
                $($($pages::$part => view! { <$part_page/> }.into_any(),)+)?
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
    Book => BookPage,
    BookProfessional => BookProfessionalPage,
    Visits => VisitsPage,
    Visit => VisitPage,
    Agenda => AgendaPage,
    ; PatientHome => PatientHome,
}

bundle! { VisitorPages, visitor_pages, __preload_visitor_pages:
    SignIn => SignInPage,
    Register => RegisterPage,
    ; Landing => Landing,
}

bundle! { RoomPages, room_pages, __preload_room_pages:
    Room => RoomPage,
}

bundle! { DeskPages, desk_pages, __preload_desk_pages:
    Professionals => ProfessionalsPage,
    NewProfessional => NewProfessionalPage,
    Professional => ProfessionalPage,
    Trail => TrailPage,
    Outbox => OutboxPage,
}

bundle! { SelfPages, self_pages, __preload_self_pages:
    Me => MePage,
    Help => HelpPage,
}

struct Home;

impl LazyRoute for Home {
    fn data() -> Self {
        Self
    }

    async fn view(_: Self) -> AnyView {
        home().await
    }
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
                    <Route path=path!("/") view={Lazy::<Home>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/sign-in") view={Lazy::<SignIn>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/register") view={Lazy::<Register>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/me") view={Lazy::<Me>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/help") view={Lazy::<Help>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/book") view={Lazy::<Book>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/book/:professional") view={Lazy::<BookProfessional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/visits") view={Lazy::<Visits>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/visits/:id") view={Lazy::<Visit>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/agenda") view={Lazy::<Agenda>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals") view={Lazy::<Professionals>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals/new") view={Lazy::<NewProfessional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/professionals/:id") view={Lazy::<Professional>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view={Lazy::<Trail>::new()} ssr=SsrMode::Async/>
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
