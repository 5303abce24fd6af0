//! The terminal browser of `imgtool explore`: keys in, a state, a picture out. The state knows no terminal;
//! this file is the only one that does.

mod state;
mod view;

#[cfg(test)]
mod tests;

use crate::cli::render::explore::Title;
use crate::error::{Context, Result};
use crate::files::explore::Exploration;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, Show};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use state::{Key, State};
use std::io::{Stdout, stdout};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a wish to stop that came from elsewhere (SIGTERM) is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Gives the terminal back as it was, however this ends.
struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    fn open() -> std::io::Result<Screen> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                // First the terminal, so that the message can be read.
                restore();
                before(info);
            }));
        });
        enable_raw_mode()?;
        let opened = execute!(stdout(), EnterAlternateScreen, Hide)
            .and_then(|()| Terminal::new(CrosstermBackend::new(stdout())));
        opened.map(|terminal| Screen { terminal }).inspect_err(|_| restore())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn restore() {
    // A terminal that is gone needs nothing.
    let _ = execute!(stdout(), Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

/// Shows it until somebody has seen enough.
pub fn run(title: &Title, found: &Exploration, cancelled: &AtomicBool) -> Result<()> {
    let what = || "show the image on the terminal".to_string();
    let mut screen = Screen::open().context(what)?;
    let mut state = State::new(title, found);
    while !cancelled.load(Ordering::SeqCst) {
        screen.terminal.draw(|frame| view::draw(frame, &mut state)).context(what)?;
        loop {
            if cancelled.load(Ordering::SeqCst) {
                return Ok(());
            }
            if event::poll(LOOK_EVERY).context(what)? {
                break;
            }
        }
        match event::read().context(what)? {
            Event::Key(key)
                if key.kind != KeyEventKind::Release && translate(key).is_some_and(|key| !state.press(key)) =>
            {
                return Ok(());
            }
            // A new size is drawn at once; the rest means nothing here.
            _ => {}
        }
    }
    Ok(())
}

fn translate(key: KeyEvent) -> Option<Key> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c' | 'd') => Some(Key::Quit),
            KeyCode::Char('f') => Some(Key::PageDown),
            KeyCode::Char('b') => Some(Key::PageUp),
            _ => None,
        };
    }
    Some(match key.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Enter => Key::Enter,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        _ => return None,
    })
}
