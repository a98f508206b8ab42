//! With whom a visitor wanted to book when they were asked to come in first: kept in a cookie for a while, so that they
//! come back there. It holds an id of the public directory and nothing else.

use domain::ProfessionalId;

use crate::{
    WANTED_COOKIE,
    caller::{cookie, set_cookie},
    wanted_line,
};

/// Remembers the professional for this browser.
pub(crate) fn remember_wanted(professional: ProfessionalId) {
    set_cookie(wanted_line(professional));
}

/// Where somebody who just came in wanted to go, once: a path of ours.
pub(crate) fn take_wanted() -> Option<String> {
    let wanted = cookie(WANTED_COOKIE)?;
    set_cookie(format!("{WANTED_COOKIE}=; Path=/; Max-Age=0; SameSite=Lax"));
    // What is no id of ours leads nowhere.
    ProfessionalId::parse(&wanted).ok().map(|professional| format!("/book/{professional}"))
}
