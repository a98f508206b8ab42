//! What pages are made of. Classes, icons and ARIA live here, so that a page reads as clinic language.

mod page;
mod place;
mod list;
mod table;
mod search;
mod slot_picker;
mod board;
mod timeline;

mod form;
mod field;
mod choice;
mod check;
mod text_area;
mod button;
mod stay_link;
mod within_reach;
mod dialog;

mod alert;
mod load;
mod after;
mod time;
mod code;
mod copy;
mod square;
mod prose;
mod icon;

pub use after::{after, is_live, on_return, when_comes};
pub use alert::{Alert, Badge, Empty, Skeleton, Toasts, Tone, provide_toasts, toast};
pub use board::{AtTime, Board, BoardChosen, BoardLine, BoardList};
pub use button::{Button, ButtonKind, ButtonLink, ButtonSize, Submit};
pub use check::{AsideLink, CheckField};
pub use choice::{Choice, ChoiceGroup, Select};
pub use code::Code;
pub use copy::CopyButton;
pub use dialog::{ConfirmButton, Dialog};
pub use field::{FieldKind, HiddenField, TextField};
pub use form::{Failure, Form, FormErrors, failure, field_error};
pub use icon::{Glyph, Icon, IconSize};
pub use list::{Fact, Facts, List, ListItem, Step, Steps};
pub use load::Load;
pub(crate) use page::WindowTitle;
pub use page::{Heading, Lead, LinkTo, Muted, Page, Section, Text};
pub use place::{Card, CardTitle, Columns, Gap, Row, Stack};
pub use prose::Prose;
pub use search::SearchField;
pub use slot_picker::{DayTile, SlotPicker, SlotTimes};
pub use square::Square;
pub use stay_link::StayLink;
pub use table::{Cell, Table, TableRow};
pub use text_area::TextArea;
pub use time::{Clock, Countdown, DayName, When};
pub use timeline::{TIMELINE_WIDTH, Timeline, TimelineRow, along};
pub use within_reach::WithinReach;
