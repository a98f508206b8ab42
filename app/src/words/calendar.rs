//! Days and months as people read them.

use domain::{Local, scheduling::Weekday};
use jiff::civil::Date;

use super::Language;
use crate::i18n::t_string;

/// `qui., 20 nov. 2026, 14:30`.
#[must_use]
pub fn when(i18n: Language, local: Local) -> String {
    let date = local.date();
    t_string!(
        i18n,
        common.when,
        weekday = weekday_short(i18n, Weekday::of(date)),
        day = date.day(),
        month = month_short(i18n, date.month()),
        year = date.year(),
        clock = local.clock()
    )
}

/// `20 de maio de 1990`.
#[must_use]
pub fn date(i18n: Language, date: Date) -> String {
    t_string!(i18n, common.date, day = date.day(), month = month(i18n, date.month()), year = date.year())
}

/// A day of the week, in full.
#[must_use]
pub fn weekday(i18n: Language, weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => t_string!(i18n, common.weekday.monday),
        Weekday::Tuesday => t_string!(i18n, common.weekday.tuesday),
        Weekday::Wednesday => t_string!(i18n, common.weekday.wednesday),
        Weekday::Thursday => t_string!(i18n, common.weekday.thursday),
        Weekday::Friday => t_string!(i18n, common.weekday.friday),
        Weekday::Saturday => t_string!(i18n, common.weekday.saturday),
        Weekday::Sunday => t_string!(i18n, common.weekday.sunday),
    }
}

/// A day of the week, cut short.
#[must_use]
pub fn weekday_short(i18n: Language, weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => t_string!(i18n, common.weekday_short.monday),
        Weekday::Tuesday => t_string!(i18n, common.weekday_short.tuesday),
        Weekday::Wednesday => t_string!(i18n, common.weekday_short.wednesday),
        Weekday::Thursday => t_string!(i18n, common.weekday_short.thursday),
        Weekday::Friday => t_string!(i18n, common.weekday_short.friday),
        Weekday::Saturday => t_string!(i18n, common.weekday_short.saturday),
        Weekday::Sunday => t_string!(i18n, common.weekday_short.sunday),
    }
}

/// A month, in full; 1 is January.
#[must_use]
pub fn month(i18n: Language, month: i8) -> &'static str {
    match month {
        1 => t_string!(i18n, common.month.m1),
        2 => t_string!(i18n, common.month.m2),
        3 => t_string!(i18n, common.month.m3),
        4 => t_string!(i18n, common.month.m4),
        5 => t_string!(i18n, common.month.m5),
        6 => t_string!(i18n, common.month.m6),
        7 => t_string!(i18n, common.month.m7),
        8 => t_string!(i18n, common.month.m8),
        9 => t_string!(i18n, common.month.m9),
        10 => t_string!(i18n, common.month.m10),
        11 => t_string!(i18n, common.month.m11),
        _ => t_string!(i18n, common.month.m12),
    }
}

/// A month, cut short; 1 is January.
#[must_use]
pub fn month_short(i18n: Language, month: i8) -> &'static str {
    match month {
        1 => t_string!(i18n, common.month_short.m1),
        2 => t_string!(i18n, common.month_short.m2),
        3 => t_string!(i18n, common.month_short.m3),
        4 => t_string!(i18n, common.month_short.m4),
        5 => t_string!(i18n, common.month_short.m5),
        6 => t_string!(i18n, common.month_short.m6),
        7 => t_string!(i18n, common.month_short.m7),
        8 => t_string!(i18n, common.month_short.m8),
        9 => t_string!(i18n, common.month_short.m9),
        10 => t_string!(i18n, common.month_short.m10),
        11 => t_string!(i18n, common.month_short.m11),
        _ => t_string!(i18n, common.month_short.m12),
    }
}
