//! What a person sees: results on standard output, everything else on standard error.

use std::borrow::Cow;
use std::error::Error as _;
use std::io::{self, IsTerminal, Write};
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::Error;
use crate::render::table::Screen;
use crate::report;

/// Width of what is no terminal, in columns: long enough for most lines, short enough for a log viewer.
const DEFAULT_WIDTH: usize = 100;

/// How long a stage may take before a progress bar appears: what is quicker is over before it can be read.
const PROGRESS_AFTER: Duration = Duration::from_millis(400);

/// When to colour output: the values of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// All choices.
    pub const ALL: &'static [Self] = &[Self::Auto, Self::Always, Self::Never];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// The choice of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.name() == name)
    }

    fn resolve(self, terminal: bool, environment: &Environment) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => terminal && !environment.no_color && !environment.dumb,
        }
    }
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only (`-q`).
    Quiet,
    /// Errors, warnings and status.
    #[default]
    Normal,
    /// Reasons as well (`-v`).
    Verbose,
}

/// What the environment says about terminals.
struct Environment {
    /// `NO_COLOR` is set to something (<https://no-color.org>).
    no_color: bool,
    /// `TERM` is `dumb`.
    dumb: bool,
}

/// The two streams and how to write to them.
pub struct Ui {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    verbosity: Verbosity,
    color_out: bool,
    color_err: bool,
    /// Whether standard error is a terminal that can move its cursor.
    progress: bool,
    width: usize,
}

impl Ui {
    /// The process's own streams, coloured as asked for and as they can be.
    #[must_use]
    pub fn of_process(color: ColorChoice, verbosity: Verbosity) -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let environment = Environment {
            no_color: set("NO_COLOR").is_some(),
            dumb: set("TERM").is_some_and(|terminal| terminal == "dumb"),
        };
        let (out, err) = (io::stdout(), io::stderr());
        Self {
            color_out: color.resolve(out.is_terminal(), &environment),
            color_err: color.resolve(err.is_terminal(), &environment),
            progress: err.is_terminal() && !environment.dumb && verbosity != Verbosity::Quiet,
            width: terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0)),
            out: Box::new(io::BufWriter::new(out)),
            err: Box::new(err),
            verbosity,
        }
    }

    /// Streams to write to instead of the process's, uncoloured.
    #[must_use]
    pub fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, verbosity: Verbosity) -> Self {
        let (color_out, color_err, progress) = (false, false, false);
        Self { out, err, verbosity, color_out, color_err, progress, width: DEFAULT_WIDTH }
    }

    /// Standard output, for results. Buffered: call [`Ui::finish`] at the end.
    pub fn out(&mut self) -> &mut dyn Write {
        &mut *self.out
    }

    /// How a report is written to [`Ui::out`].
    #[must_use]
    pub fn report_options(&self, limit: Option<usize>) -> report::Options {
        report::Options {
            color: self.color_out,
            width: self.width,
            limit,
            every_place: self.verbosity == Verbosity::Verbose,
            ..report::Options::default()
        }
    }

    /// What a table on [`Ui::out`] is shown on.
    #[must_use]
    pub const fn screen(&self) -> Screen {
        Screen { width: self.width, color: self.color_out }
    }

    /// How a report is written to [`Ui::err`].
    #[must_use]
    pub fn status_report_options(&self, limit: Option<usize>) -> report::Options {
        report::Options { color: self.color_err, table: false, ..self.report_options(limit) }
    }

    /// Standard error, for the findings that make a command fail. Never silent: a status of 1 must say why.
    pub fn err(&mut self) -> &mut dyn Write {
        &mut *self.err
    }

    /// Says what is going on: one sentence. Silent under `-q`.
    pub fn status(&mut self, message: &str) {
        self.say(Verbosity::Normal, "", message);
    }

    /// Says why: one sentence. Heard under `-v` only.
    pub fn reason(&mut self, message: &str) {
        self.say(Verbosity::Verbose, "", message);
    }

    /// Warns of something that isn't a finding. Silent under `-q`.
    pub fn warning(&mut self, message: &str) {
        let title = self.styled(YELLOW, "warning");
        self.say(Verbosity::Normal, &format!("{title}: "), message);
    }

    /// Shows why a run could not go on, with its causes and what to do. Never silent.
    pub fn error(&mut self, error: &Error) {
        let title = self.styled(RED, "error");
        self.say(Verbosity::Quiet, &format!("{title}: "), &error.to_string());
        let mut cause = error.source();
        while let Some(source) = cause {
            self.say(Verbosity::Quiet, "  because: ", &source.to_string());
            cause = source.source();
        }
        if let Some(help) = error.help_text() {
            let title = self.styled(CYAN, "help");
            self.say(Verbosity::Quiet, &format!("  {title}: "), help);
        }
    }

    /// How much is said on standard error.
    #[must_use]
    pub const fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Progress bars on standard error: only on a terminal, and not under `-q`.
    #[must_use]
    pub const fn progress_bars(&self) -> ProgressBars {
        ProgressBars { visible: self.progress }
    }

    /// Writes out what is still buffered.
    ///
    /// # Errors
    /// Where standard output can't be written to; a closed pipe has the kind `BrokenPipe`.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn say(&mut self, least: Verbosity, prefix: &str, message: &str) {
        if self.verbosity >= least {
            // Where standard error is gone, there is nobody left to tell.
            let _ = writeln!(self.err, "{prefix}{}", printable(message));
        }
    }

    fn styled(&self, style: &str, text: &str) -> String {
        if self.color_err { format!("\u{1b}[1;{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

const RED: &str = "31";
const YELLOW: &str = "33";
const CYAN: &str = "36";

/// Messages name files, and file names may hold anything: nothing but line ends reaches the terminal as a control.
fn printable(message: &str) -> Cow<'_, str> {
    if message.chars().all(|character| character == '\n' || !character.is_control()) {
        return Cow::Borrowed(message);
    }
    let safe = |character: char| if character != '\n' && character.is_control() { '\u{fffd}' } else { character };
    Cow::Owned(message.chars().map(safe).collect())
}

/// Makes progress bars.
#[derive(Clone, Copy, Debug)]
pub struct ProgressBars {
    visible: bool,
}

impl ProgressBars {
    /// A bar for a stage of `total` steps, which appears only where the stage takes long.
    #[must_use]
    pub fn start(self, stage: &'static str, total: usize) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{msg:10} [{bar:30}] {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> ");
        bar.set_style(style);
        bar.set_message(stage);
        Progress { bar, visible: self.visible, appeared: Once::new(), started: Instant::now() }
    }
}

/// A stage's progress. Steps may be counted from many threads.
pub struct Progress {
    bar: ProgressBar,
    visible: bool,
    appeared: Once,
    started: Instant,
}

impl Progress {
    /// Counts one step.
    pub fn step(&self) {
        self.bar.inc(1);
        if self.visible && self.started.elapsed() > PROGRESS_AFTER {
            self.appeared.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A number with its noun, as in `1 page` and `2 pages`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn said(verbosity: Verbosity) -> (String, String) {
        let (out, err) = (Shared::default(), Shared::default());
        let mut ui = Ui::new(Box::new(out.clone()), Box::new(err.clone()), verbosity);
        writeln!(ui.out(), "result").expect("memory takes everything");
        ui.status("status");
        ui.reason("reason");
        ui.warning("warned");
        writeln!(ui.err(), "report").expect("memory takes everything");
        let cause = io::Error::other("disk full");
        ui.error(&Error::new("could not write `a\u{1b}[2Jb`").because(cause).help("free some space"));
        ui.finish().expect("memory takes everything");
        let text = |shared: Shared| String::from_utf8(shared.0.lock().expect("not poisoned").clone()).expect("UTF-8");
        (text(out), text(err))
    }

    #[test]
    fn verbosity_decides_what_is_said() {
        let error = "error: could not write `a\u{fffd}[2Jb`\n  because: disk full\n  help: free some space\n";
        for (verbosity, expected) in [
            (Verbosity::Quiet, "report\n"),
            (Verbosity::Normal, "status\nwarning: warned\nreport\n"),
            (Verbosity::Verbose, "status\nreason\nwarning: warned\nreport\n"),
        ] {
            let (out, err) = said(verbosity);
            assert_eq!(out, "result\n");
            assert_eq!(err, format!("{expected}{error}"), "{verbosity:?}");
        }
    }

    #[test]
    fn colors_follow_the_choice_and_the_environment() {
        for (choice, terminal, no_color, dumb, colored) in [
            (ColorChoice::Auto, true, false, false, true),
            (ColorChoice::Auto, false, false, false, false),
            (ColorChoice::Auto, true, true, false, false),
            (ColorChoice::Auto, true, false, true, false),
            (ColorChoice::Always, false, true, true, true),
            (ColorChoice::Never, true, false, false, false),
        ] {
            let resolved = choice.resolve(terminal, &Environment { no_color, dumb });
            assert_eq!(resolved, colored, "{choice:?} {terminal} {no_color} {dumb}");
        }
    }
}
