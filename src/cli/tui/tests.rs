use super::state::{Key, Pane, State};
use super::view;
use crate::cli::render::explore::Title;
use crate::files::explore::{About, Exploration, explore};
use crate::layer::{Entry, EntryKind, Toc};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::Arc;

fn file(path: &str, size: u64, content: u8) -> Entry {
    Entry {
        kind: EntryKind::File { size, content: [content; 32], offset: 0, sparse: false },
        ..Entry::dir(path, 0o644)
    }
}

fn sample() -> Exploration {
    let link = Entry {
        kind: EntryKind::Symlink { target: b"/etc/a\x1b[2J".to_vec() },
        ..Entry::dir("etc/l\x1b]0;x\x07", 0o777)
    };
    let gone = Entry { kind: EntryKind::Whiteout, ..Entry::dir("var/cache/big", 0o644) };
    let layers = [
        vec![Entry::dir("etc", 0o755), file("etc/a", 1200, 1), link, file("var/cache/big", 5_000_000, 2)],
        vec![file("etc/a", 1300, 3), gone, file("app/\u{202e}evil", 7, 4)],
        vec![],
    ];
    let tocs: Vec<Arc<Toc>> = layers.into_iter().map(|entries| Arc::new(Toc { entries })).collect();
    let about =
        |text: &str| About { digest: "sha256:00".into(), stored: 3, created_by: text.into(), ..About::default() };
    explore(
        &tocs,
        &[about("FROM x"), about("/bin/sh -c apt-get update  && \x1b[31m rm -r /var/cache"), about("COPY . .")],
    )
}

fn title() -> Title {
    Title { name: "some\x1b[1m/image:1".into(), digest: "sha256:abc".into() }
}

fn picture(state: &mut State<'_>, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(frame, state)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_string();
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_picture_of_a_wide_terminal() {
    let (found, title) = (sample(), title());
    let mut state = State::new(&title, &found);
    for key in [Key::Char('['), Key::Tab, Key::Char('E')] {
        assert!(state.press(key));
    }
    insta::assert_snapshot!(picture(&mut state, 120, 30));
}

#[test]
fn keys_do_what_the_help_says() {
    let (found, title) = (sample(), title());
    let mut state = State::new(&title, &found);
    let mut press = |keys: &[Key]| {
        keys.iter().for_each(|k| assert!(state.press(*k)));
        let rows: Vec<String> = state.rows.iter().map(|r| String::from_utf8_lossy(&r.path).into_owned()).collect();
        (state.pane, state.layers.at, state.tree.at, rows)
    };
    // Closed at first, the top layer chosen.
    assert_eq!(press(&[]), (Pane::Layers, 2, 0, ["app", "etc", "var"].map(String::from).to_vec()));
    let (_, layer, _, rows) = press(&[Key::Up, Key::Char('o'), Key::Char('E')]);
    assert_eq!((layer, rows.len(), rows[1].as_str()), (1, 7, "app/\u{202e}evil"));
    let (_, _, _, rows) = press(&[Key::Char('a'), Key::Char('r')]);
    assert_eq!(rows, ["etc", "etc/a"]);
    let (_, _, _, rows) = press(&[Key::Char('a'), Key::Char('r'), Key::Char('o'), Key::Char('s')]);
    assert_eq!(rows[0], "var");
    // A search opens what holds it, and its end brings the rest back.
    let (pane, _, _, rows) = press(&[Key::Char('/'), Key::Char('B'), Key::Char('i'), Key::Enter]);
    assert_eq!((pane, rows.as_slice()), (Pane::Tree, &["var", "var/cache", "var/cache/big"].map(String::from)[..]));
    assert!(press(&[Key::Escape]).3.len() > 5);
    // The list of waste leads to the file.
    let (pane, layer, at, rows) = press(&[Key::Char('C'), Key::Char('w'), Key::Home, Key::Enter]);
    assert_eq!((pane, layer, rows[at].as_str()), (Pane::Tree, 0, "var/cache/big"));
    // Left closes, then goes up, then to the layers.
    assert_eq!(press(&[Key::Left]).3[press(&[]).2], "var/cache");
    press(&[Key::Left, Key::Left, Key::Left, Key::Left]);
    assert_eq!(press(&[]).0, Pane::Layers);
    assert!(!state.press(Key::Quit) && !state.press(Key::Char('q')));
}

#[test]
fn an_image_without_layers_can_be_looked_at() {
    let (found, title) = (explore(&[], &[]), title());
    let mut state = State::new(&title, &found);
    for key in [Key::Down, Key::Tab, Key::Enter, Key::Left, Key::Char('w'), Key::Enter, Key::Char('?')] {
        assert!(state.press(key));
        picture(&mut state, 100, 20);
    }
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        prop::sample::select(vec![
            Key::Up,
            Key::Down,
            Key::Left,
            Key::Right,
            Key::PageUp,
            Key::PageDown,
            Key::Home,
            Key::End,
            Key::Enter,
            Key::Tab,
            Key::BackTab,
            Key::Escape,
            Key::Backspace,
        ]),
        prop::sample::select("amruosCEw?/[]jkhlgG xe".chars().collect::<Vec<_>>()).prop_map(Key::Char),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is pressed, at whatever size: a picture, and nothing of the image reaches the terminal as a command.
    #[test]
    fn any_keys_at_any_size(keys in prop::collection::vec(key(), 0..40), sizes in prop::collection::vec((0_u16..140, 0_u16..50), 1..6)) {
        let (found, title) = (sample(), title());
        let mut state = State::new(&title, &found);
        for (index, key) in keys.into_iter().enumerate() {
            prop_assert!(state.press(key));
            let (width, height) = sizes[index % sizes.len()];
            let shown = picture(&mut state, width, height);
            prop_assert!(!shown.contains(['\x1b', '\u{202e}', '\x07']), "{shown}");
        }
    }
}
