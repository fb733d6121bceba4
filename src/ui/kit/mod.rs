//! Parts that any page may use: they know no domain type and no route (I5).
//!
//! Every control has a label, help and a problem tied to it by id; every choice is a native control, so that keyboard
//! and screen reader come with it. State is shown by ARIA attributes, which the style sheet reads.

mod button;
mod check_box;
mod choice;
mod code;
mod dialog;
mod field;
mod file_picker;
mod focus;
mod follow;
mod live;
mod markup;
mod notice;
mod speech;
mod tabs;

pub use button::{Button, CopyButton, DownloadButton};
pub use check_box::CheckBox;
pub use choice::{Choice, Option_, Select, entry};
pub use code::{CodeBlock, Pieces, pieces};
pub use dialog::Dialog;
pub use field::{FieldProblem, NumberField, TextArea, TextField, guard_pastes};
pub use file_picker::FilePicker;
pub use focus::focus_soon;
pub use follow::{a_task_later, effect, follow, later};
pub use live::{LiveRegion, announce};
pub use markup::drawn;
pub use notice::retry_notice;
pub use speech::Speech;
pub use tabs::{Tab, Tabs};

pub use crate::words::Markup;
