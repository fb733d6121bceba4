//! Charts on the page: the markup of [`crate::chart`], a crosshair that follows pointer and arrow keys, the table one
//! click away, and files to save.

use std::sync::Arc;

use leptos::prelude::*;

use crate::chart::{Chart, Drawing};
use crate::ui::kit::{DownloadButton, Speech, a_task_later, effect, follow};
use crate::web::{page, screen};
use crate::words::PLANNER;

/// The width of a chart before its place has been measured.
const FIRST_WIDTH: f64 = 640.0;
/// The width of a saved file.
const FILE_WIDTH: f64 = 760.0;

/// How much of a sheet of paper a chart takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A whole row.
    Row,
    /// Half a row.
    Half,
}

impl Paper {
    /// The width in which the chart is drawn for it: a little more than there is on A4, so that its letters become about
    /// 8 points high.
    const fn width(self) -> f64 {
        match self {
            Self::Row => 760.0,
            Self::Half => 380.0,
        }
    }
}

/// The crosshair of a chart: which row of its table is read, if the user has chosen one.
pub type Crosshair = RwSignal<Option<usize>>;

/// How wide the place of a chart is. Charts that are measured together are told so one by one, each in a task of its own.
fn width(name: &'static str) -> RwSignal<f64> {
    let measured = RwSignal::new(FIRST_WIDTH);
    effect(move || screen::follow_width(name, move |now| measured.set(now)));
    a_task_later(measured)
}

/// A chart with its readout, table and files. `name` names its elements and files; `paper` is its place when printed.
///
/// The plot is a slider to a screen reader: arrow keys, Home and End move along the rows, and the row's figures are
/// its value, spoken once a move.
#[must_use]
pub fn figure(
    name: &'static str,
    chart: Signal<Option<Arc<Chart>>>,
    crosshair: Crosshair,
    paper: Paper,
) -> AnyView {
    let speech = Speech::here();
    // Drawn once a change, though many parts below read it.
    let chart: Signal<Option<Arc<Chart>>> = Memo::new(move |_| chart.get()).into();
    let width = width(name);
    let drawing = Memo::new(move |_| chart.get().map(|chart| Arc::new(chart.draw(name, width.get()))));
    let row = Memo::new(move |_| {
        let chart = chart.get()?;
        let last = chart.table.rows.len().checked_sub(1)?;
        Some(crosshair.get().unwrap_or_else(|| first_read(&chart)).min(last))
    });
    let read = Memo::new(move |_| {
        let sentence =
            chart.get().zip(row.get()).map(|(chart, row)| chart.table.sentence(row, speech.figures()));
        sentence.unwrap_or_default()
    });
    let view_box = move || drawing.get().map(|drawing| drawing.view_box());
    let body = move || drawing.get().map(|drawing| drawing.body.clone()).unwrap_or_default();
    let cross = move || {
        let found = drawing.get().zip(chart.get()).zip(row.get());
        found.map(|((drawing, chart), row)| drawing.crosshair(&chart, row)).unwrap_or_default()
    };
    let label = move || {
        chart
            .get()
            .map(|chart| speech.of(&PLANNER).read_along.with(&[("chart", &chart.label)]))
            .unwrap_or_default()
    };
    let last_row =
        move || chart.get().map_or(0, |chart| chart.table.rows.len().saturating_sub(1)).to_string();
    let pointed = move |event: leptos::ev::PointerEvent| {
        if let Some(at) = screen::distance_from_left(&event) {
            point(chart, drawing, crosshair, at);
        }
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let there = row.get_untracked().and_then(|here| moved(&event.key(), here));
        let Some(there) = there else { return };
        event.prevent_default();
        let last = chart.get_untracked().map_or(0, |chart| chart.table.rows.len().saturating_sub(1));
        crosshair.set(Some(there.min(last)));
    };
    let legend = move || drawing.get().map(|drawing| drawing.legend.clone()).unwrap_or_default();
    view! {
        <figure class="chart" hidden=move || chart.with(Option::is_none)>
            <figcaption>{move || chart.get().map(|chart| chart.label.clone())}</figcaption>
            <ul class="chart-legend" aria-hidden="true" inner_html=legend></ul>
            <div
                id=name
                class="chart-plot"
                tabindex="0"
                role="slider"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax=last_row
                aria-valuenow=move || row.get().unwrap_or_default().to_string()
                aria-valuetext=move || read.get()
                on:pointermove=pointed
                on:pointerdown=pointed
                on:keydown=pressed
            >
                <svg class="chart-svg" viewBox=view_box aria-hidden="true" inner_html=body></svg>
                <svg class="chart-svg chart-over" viewBox=view_box aria-hidden="true" inner_html=cross></svg>
            </div>
            {on_paper(name, chart, paper)}
            <p class="readout" aria-hidden="true">
                {move || read.get()}
            </p>
            {below(name, chart)}
        </figure>
    }
    .into_any()
}

/// The chart again, as wide as paper is, in place of the one that is as wide as the screen; from the first print on.
fn on_paper(name: &'static str, chart: Signal<Option<Arc<Chart>>>, paper: Paper) -> AnyView {
    let is_printed = RwSignal::new(false);
    page::on_print(move || {
        let _ = is_printed.try_set(true);
    });
    follow(move || {
        let chart = if is_printed.get() { chart.get() } else { None };
        let Some(chart) = chart else { return ().into_any() };
        let drawing = chart.draw(&format!("{name}-paper"), paper.width());
        view! {
            <div class="chart-paper" aria-hidden="true">
                <ul class="chart-legend" inner_html=drawing.legend.clone()></ul>
                <svg class="chart-svg" viewBox=drawing.view_box() inner_html=drawing.body></svg>
            </div>
        }
        .into_any()
    })
}

/// The row that a key leads to from another one; the last row may be passed.
fn moved(key: &str, here: usize) -> Option<usize> {
    Some(match key {
        "ArrowRight" | "ArrowUp" => here.saturating_add(1),
        "ArrowLeft" | "ArrowDown" => here.saturating_sub(1),
        "PageUp" => here.saturating_add(10),
        "PageDown" => here.saturating_sub(10),
        "Home" => 0,
        "End" => usize::MAX,
        _ => return None,
    })
}

/// The table one click away, and the files.
fn below(name: &'static str, chart: Signal<Option<Arc<Chart>>>) -> AnyView {
    let speech = Speech::here();
    // A table that nobody sees is not put together.
    let is_open = RwSignal::new(false);
    let table = move || {
        let chart = if is_open.get() { chart.get() } else { None };
        chart.map(|chart| chart.table.markup(speech.figures())).unwrap_or_default()
    };
    let file = move |ending: &'static str| Signal::derive(move || format!("poolwise-{name}.{ending}"));
    let svg = move || {
        let chart = chart.get_untracked();
        chart.map(|chart| chart.file(name, FILE_WIDTH, &file_style())).unwrap_or_default()
    };
    let csv = move || chart.get_untracked().map(|chart| chart.table.csv()).unwrap_or_default();
    view! {
        <div class="chart-below">
            <details on:toggle=move |event| is_open.set(screen::is_open(&event))>
                <summary>{speech.word(&PLANNER, |words| words.as_table)}</summary>
                <div class="chart-table" tabindex="0" role="group" aria-label=move || chart.get().map(|chart| chart.label.clone())>
                    <table inner_html=table></table>
                </div>
            </details>
            <DownloadButton
                name=file("svg")
                media_type="image/svg+xml"
                text=svg
                label=Signal::derive(move || speech.of(&PLANNER).svg.to_owned())
            />
            <DownloadButton
                name=file("csv")
                media_type="text/csv"
                text=csv
                label=Signal::derive(move || speech.of(&PLANNER).csv.to_owned())
            />
        </div>
    }
    .into_any()
}

/// The row that is read before the user has chosen one: the present value, where it is marked.
fn first_read(chart: &Chart) -> usize {
    chart.start.and_then(|at| chart.table.nearest(at)).unwrap_or_default()
}

fn point(
    chart: Signal<Option<Arc<Chart>>>,
    drawing: Memo<Option<Arc<Drawing>>>,
    crosshair: Crosshair,
    px: f64,
) {
    if let (Some(chart), Some(drawing)) = (chart.get_untracked(), drawing.get_untracked()) {
        let row = chart.table.nearest(drawing.plot.x.value(px));
        if crosshair.get_untracked() != row {
            crosshair.set(row);
        }
    }
}

/// The rules of `style/chart.css` that a saved file needs, with the light theme's colours in place of tokens.
fn file_style() -> String {
    const TOKENS: [&str; 11] = [
        "--ink",
        "--quiet",
        "--line-strong",
        "--line",
        "--raised",
        "--accent",
        "--pool",
        "--plan",
        "--payg",
        "--warning",
        "--bad",
    ];
    let mut style = FILE_STYLE.to_owned();
    for name in TOKENS {
        style = style.replace(&format!("var({name})"), &screen::token(name));
    }
    style
}

const FILE_STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:var(--ink)}\
.ground{fill:var(--raised)}\
.end{text-anchor:end}.middle{text-anchor:middle}\
.grid{stroke:var(--line)}.axis,.tick{stroke:var(--line-strong)}\
.axis-name,.rule-name{fill:var(--quiet)}\
.rule{stroke:var(--ink);stroke-dasharray:2 3}\
.stroke{fill:none;stroke-width:2;stroke-linejoin:round}\
.marker{fill:currentColor}.name{fill:currentColor;font-weight:600}\
.ring{fill:var(--raised);stroke:currentColor;stroke-width:1.5}\
.swatch{stroke:currentColor}.hatch{fill:none;stroke:currentColor;stroke-width:1.4}\
.tint{fill:currentColor;fill-opacity:.2}\
.stroke{stroke:currentColor}\
.mark-ring{fill:none;stroke:var(--ink);stroke-width:1.5}.mark-name{font-weight:600}\
.ink-pool,.ink-typical,.ink-busy{color:var(--pool)}\
.ink-plan{color:var(--plan)}.ink-payg{color:var(--payg)}.ink-late{color:var(--ink)}\
.ink-queued,.ink-provisioning{color:var(--warning)}.ink-releasing{color:var(--bad)}\
.ink-idle{color:var(--line-strong)}.name.ink-idle{fill:var(--quiet)}\
.stroke.ink-plan,.stroke.ink-late{stroke-dasharray:7 4}.stroke.ink-payg{stroke-dasharray:2 3}\
.stroke.ink-queued{stroke-dasharray:10 2}";
