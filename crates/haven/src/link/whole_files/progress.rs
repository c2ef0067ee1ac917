//! How far the run is, on standard error where that is a terminal; and whether it is to stop.

use super::problems::LinkingProblem;
use indicatif::{ProgressBar, ProgressStyle};
use matching::bulk::Progress;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// One line that says which stage is at work. It is not drawn where standard error is no terminal.
pub struct Bars {
    bar: ProgressBar,
    stage: Mutex<&'static str>,
    stop: Arc<AtomicBool>,
}

impl Bars {
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        let bar = ProgressBar::new(0);
        bar.set_style(style(false));
        Self {
            bar,
            stage: Mutex::new(""),
            stop,
        }
    }

    /// A stage of the command's own.
    pub fn begin(&self, stage: &'static str) -> Result<(), LinkingProblem> {
        self.step(stage, 0, 0);
        if self.cancelled() {
            Err(LinkingProblem::Stopped)
        } else {
            Ok(())
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(has_end: bool) -> ProgressStyle {
    let template = if has_end {
        "{msg:24} [{bar:30}] {human_pos} of {human_len} ({elapsed})"
    } else {
        "{msg:24} {spinner} {human_pos} ({elapsed})"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

const fn told(stage: &str) -> &str {
    match stage.as_bytes() {
        b"digest" => "Checking the files",
        b"rows" => "Reading rows",
        b"reading" => "Taking in records",
        b"encoding" => "Preparing records",
        b"blocking" => "Finding pairs, by rule",
        b"training" => "Training the model",
        b"scoring" => "Weighing pairs",
        b"clustering" => "Making clusters",
        b"findings" => "Working out figures",
        b"comparing" => "Comparing the models",
        b"writing" => "Writing the results",
        _ => stage,
    }
}

impl Progress for Bars {
    fn step(&self, stage: &'static str, done: u64, whole: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let mut last = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != stage {
            *last = stage;
            self.bar.set_style(style(whole > 1));
            self.bar.set_message(told(stage));
            self.bar.reset_elapsed();
        }
        self.bar.set_length(whole);
        self.bar.set_position(done);
        self.bar.tick();
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
