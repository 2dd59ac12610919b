use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::model::Role;
use crate::money::Usd;
use crate::store::{CallOutcome, CallState, Intent, IntentId, Settlement, Store, StoreError};

fn fresh() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("store")).unwrap();
    (folder, store)
}

fn key(text: &str) -> ActionKey {
    ActionKey(Digest::of(text.as_bytes()))
}

fn intent(text: &str) -> Intent {
    Intent {
        key: key(text),
        ordinal: 0,
        role: Role::Paint,
        model: "exec/painter@1".parse().unwrap(),
        project: "slime-quest".to_owned(),
        asset: "hero".to_owned(),
        ask: "{}".to_owned(),
        price: Usd::MAX,
        started: 5,
        batch: None,
    }
}

fn answered(text: &str) -> Settlement {
    Settlement {
        usd: Usd::from_nanos(39_000_000),
        estimated: false,
        tokens: None,
        answer: Some(Digest::of(text.as_bytes())),
        outcome: CallOutcome::Answered,
    }
}

/// All files below a folder, sorted.
fn files(root: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root).sort_by_file_name();
    let files = entries.into_iter().map(|it| it.unwrap());
    files.filter(|it| it.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn overwrite(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    overwrite(path, &bytes);
}

#[test]
fn a_blob_is_what_was_put() {
    let (_folder, store) = fresh();
    let original = store.put_original(b"a painting").unwrap();
    let derived = store.put_derived(b"").unwrap();
    store.sync_derived().unwrap();
    assert_eq!(store.blob(&original).unwrap().unwrap(), b"a painting");
    assert_eq!(store.blob(&derived).unwrap().unwrap(), b"");
    assert!(store.has_blob(&derived));

    let unknown = Digest::of(b"unknown");
    assert_eq!(store.blob(&unknown).unwrap(), None);
    assert!(!store.has_blob(&unknown));
}

#[test]
fn few_and_many_derived_blobs_are_made_durable_though_one_was_trimmed_meanwhile() {
    for n_blobs in [3_u32, 40] {
        let (_folder, store) = fresh();
        let put = |idx: u32| store.put_derived(&idx.to_le_bytes()).unwrap();
        let blobs: Vec<Digest> = (0..n_blobs).map(put).collect();
        fs::remove_file(store.sharded("derived/blobs", &blobs[0])).unwrap();
        assert_eq!(store.unsynced.lock().unwrap().len(), blobs.len());
        store.sync_derived().unwrap();
        assert!(store.unsynced.lock().unwrap().is_empty());
        // What is there already counts too: another process may have put it, and not synced it.
        put(1);
        assert_eq!(store.unsynced.lock().unwrap().len(), 1);
    }
}

#[test]
fn no_blob_is_readable_after_a_bit_flip_or_a_cut() {
    let (_folder, store) = fresh();
    let bytes = b"paid";
    let digest = store.put_original(bytes).unwrap();
    let path = store.sharded("originals/blobs", &digest);
    for at in 0..bytes.len() {
        flip(&path, at);
        assert_eq!(store.blob(&digest).unwrap(), None, "byte {at} was flipped");
        assert!(!store.has_blob(&digest));
        store.put_original(bytes).unwrap();

        overwrite(&path, &bytes[..at]);
        assert_eq!(store.blob(&digest).unwrap(), None, "cut at {at}");
        store.put_original(bytes).unwrap();
    }
    assert_eq!(store.damage(), [path]);
    assert_eq!(files(&store.root().join("quarantine")).len(), 1);
}

#[test]
fn putting_a_damaged_blob_again_heals_it() {
    let (_folder, store) = fresh();
    let digest = store.put_derived(b"a sketch").unwrap();
    flip(&store.sharded("derived/blobs", &digest), 3);
    store.put_derived(b"a sketch").unwrap();
    assert_eq!(store.blob(&digest).unwrap().unwrap(), b"a sketch");
}

#[test]
fn a_key_keeps_every_answer_it_ever_got() {
    let (_folder, store) = fresh();
    let mut ids = ["one", "two", "one"].map(|it| store.add_answer(&key("k"), it).unwrap());
    ids.sort_unstable();
    let found = store.answers(&key("k")).unwrap();
    assert_eq!(found.len(), 2);
    assert!(found.is_sorted());
    for (id, text) in found {
        assert!(ids.contains(&id));
        assert_eq!(store.answer(&key("k"), &id).unwrap(), Some(text.clone()));
        assert_eq!(store.answer(&key("other"), &id).unwrap(), None);
        assert_eq!(store.blob(&id).unwrap().unwrap(), text.as_bytes());
    }
    assert_eq!(store.answers(&key("other")).unwrap(), []);
}

#[test]
fn a_damaged_answer_is_healed_from_its_copy() {
    let (_folder, store) = fresh();
    let id = store.add_answer(&key("k"), "a verdict").unwrap();
    let path = store.sharded("originals/ac", &key("k").0).join(id.hex());
    flip(&path, 0);
    let answers = store.answers(&key("k")).unwrap();
    assert_eq!(answers, [(id, "a verdict".to_owned())]);
    assert_eq!(fs::read(&path).unwrap(), b"a verdict");
    assert_eq!(store.damage(), std::slice::from_ref(&path));

    flip(&path, 0);
    flip(&store.sharded("originals/blobs", &id), 0);
    assert_eq!(store.answers(&key("k")).unwrap(), []);
}

#[test]
fn a_damaged_result_counts_as_missing() {
    let (_folder, store) = fresh();
    store.put_derived_result(&key("k"), "old").unwrap();
    store.put_derived_result(&key("k"), "new").unwrap();
    assert_eq!(store.derived(&key("k")).unwrap().as_deref(), Some("new"));
    let path = store.sharded("derived/ac", &key("k").0);
    let length = fs::read(&path).unwrap().len();
    flip(&path, length - 1);
    assert_eq!(store.derived(&key("k")).unwrap(), None);
    assert_eq!(store.derived(&key("other")).unwrap(), None);
}

#[test]
fn a_call_is_in_the_journal_from_before_it_is_sent_until_it_is_settled_and_then_in_the_ledger() {
    let (_folder, store) = fresh();
    let states = || {
        let all = store.intents().unwrap().into_iter();
        all.map(|it| it.state).collect::<Vec<_>>()
    };
    let id = store.begin(&intent("k")).unwrap();
    assert_eq!(states(), [CallState::Open]);
    assert_eq!(store.raw(&id).unwrap(), None);

    store.keep_raw(&id, b"\n\x89PNG\n", 4321).unwrap();
    assert_eq!(states(), [CallState::Raw]);
    assert_eq!(store.raw(&id).unwrap(), Some((b"\n\x89PNG\n".to_vec(), 4321)));
    let open = store.open_intents_for(&key("k")).unwrap();
    assert_eq!(open[0].intent, intent("k"));
    assert_eq!(store.open_intents_for(&key("other")).unwrap(), []);

    let settlement = answered("a");
    store.settle(&id, &settlement).unwrap();
    store.settle(&id, &settlement).unwrap();
    assert_eq!(states(), [CallState::Settled(settlement)]);
    assert_eq!(store.open_intents_for(&key("k")).unwrap(), []);
    assert_eq!(store.raw(&id).unwrap(), None);
    assert_eq!(files(&store.root().join("journal/open")), [] as [PathBuf; 0]);
}

#[test]
fn equal_calls_have_entries_of_their_own() {
    let (_folder, store) = fresh();
    let first = store.begin(&intent("k")).unwrap();
    let second = store.begin(&intent("k")).unwrap();
    assert_ne!(first.to_string(), second.to_string());
    assert_eq!(first.to_string().len(), 12);
    assert_eq!(first.key(), key("k"));
    store.void(&first).unwrap();
    let left = store.unsettled().unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, second);
}

#[test]
fn a_call_that_was_answered_cannot_be_voided() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    store.keep_raw(&id, b"paid", 1).unwrap();
    store.void(&id).unwrap();
    assert_eq!(store.raw(&id).unwrap().unwrap().0, b"paid");
    assert_eq!(store.unsettled().unwrap().len(), 1);
}

#[test]
fn the_bytes_of_an_unusable_answer_are_kept() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    store.keep_raw(&id, b"<html>", 1).unwrap();
    let outcome = CallOutcome::Unusable;
    let unusable = Settlement { outcome, ..answered("a") };
    store.settle(&id, &unusable).unwrap();
    assert_eq!(store.raw(&id).unwrap().unwrap().0, b"<html>");
    assert_eq!(store.intents().unwrap().len(), 1);
    assert_eq!(store.unsettled().unwrap(), []);
}

#[test]
fn a_cleared_call_stays_in_the_ledger_and_a_late_answer_still_counts() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    store.forget(&id).unwrap();
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(store.intents().unwrap()[0].state, CallState::Cleared);

    store.settle(&id, &answered("a")).unwrap();
    store.forget(&id).unwrap();
    let state = &store.intents().unwrap()[0].state;
    assert_eq!(*state, CallState::Settled(answered("a")));
}

#[test]
fn a_damaged_intent_blocks_its_key_until_a_person_clears_it() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    store.begin(&intent("other")).unwrap();
    let path = files(&store.root().join("journal/open"))
        .into_iter()
        .find(|it| it.to_string_lossy().contains(&id.to_string()))
        .unwrap();
    flip(&path, 100);
    let error = store.open_intents_for(&key("k")).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert_eq!(store.unsettled().unwrap().len(), 1);
    assert_eq!(store.damage(), [path]);
    assert_eq!(store.open_intents_for(&key("other")).unwrap().len(), 1);

    store.forget(&id).unwrap();
    assert_eq!(store.open_intents_for(&key("k")).unwrap(), []);
}

#[test]
fn a_damaged_raw_answer_leaves_the_call_open() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    store.keep_raw(&id, b"paid", 1).unwrap();
    let raw = &files(&store.root().join("journal/open"))[1];
    flip(raw, 88);
    assert_eq!(store.raw(&id).unwrap(), None);
    assert_eq!(store.unsettled().unwrap()[0].state, CallState::Open);
}

#[test]
fn every_step_is_durable_before_the_next_is_told_of() {
    let folder = TempDir::new().unwrap();
    let steps = Arc::new(Mutex::new(Vec::new()));
    let root = folder.path().join("store");
    let (told, seen) = (Arc::clone(&steps), root.clone());
    let faults = move |step: &'static str| {
        let files = files(&seen).len();
        if !step.starts_with("store-") {
            told.lock().unwrap().push((step, files));
        }
        Ok(())
    };
    let store = Store::open_with(&root, Some(Arc::new(faults))).unwrap();
    let empty = files(&root).len();
    let id = store.begin(&intent("k")).unwrap();
    store.keep_raw(&id, b"raw", 1).unwrap();
    store.put_original(b"picture").unwrap();
    store.add_answer(&key("k"), "answer").unwrap();
    store.settle(&id, &answered("answer")).unwrap();

    // Whoever is told finds the file of the step already in its place. At the end, two went.
    let told: Vec<_> = steps.lock().unwrap().clone();
    let expected = [
        ("intent", empty + 1),
        ("raw", empty + 2),
        ("blob", empty + 3),
        ("blob", empty + 4),
        ("answer", empty + 5),
        ("settle", empty + 4),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_call_that_was_killed_while_it_settled_is_settled() {
    let (_folder, store) = fresh();
    let id = store.begin(&intent("k")).unwrap();
    let path = files(&store.root().join("journal/open")).remove(0);
    let before = fs::read(&path).unwrap();
    store.settle(&id, &answered("a")).unwrap();
    // As if the kill had come before the intent was deleted.
    fs::write(&path, before).unwrap();
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(store.open_intents_for(&key("k")).unwrap(), []);
    assert_eq!(store.intents().unwrap().len(), 1);
}

#[test]
fn what_is_left_of_calls_that_ended_is_taken_away_unless_its_answer_may_be_coming() {
    let (_folder, store) = fresh();
    let unusable = Settlement { outcome: CallOutcome::Unusable, ..answered("a") };
    let open = store.root().join("journal/open");
    let kill_at_end = |name: &str, end: &dyn Fn(&IntentId)| {
        let id = store.begin(&intent(name)).unwrap();
        store.keep_raw(&id, name.as_bytes(), 1).unwrap();
        let ours =
            files(&open).into_iter().filter(|it| it.to_string_lossy().contains(&id.to_string()));
        let before: Vec<_> = ours.map(|it| (it.clone(), fs::read(it).unwrap())).collect();
        end(&id);
        assert_eq!(before.len(), 2);
        before.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        id
    };
    let used = kill_at_end("used", &|id| store.settle(id, &answered("a")).unwrap());
    let useless = kill_at_end("useless", &|id| store.settle(id, &unusable).unwrap());
    let cleared = kill_at_end("cleared", &|id| store.forget(id).unwrap());
    let awaited = kill_at_end("awaited", &|id| store.forget(id).unwrap());
    // Killed between the one file and the other.
    let intent = open.read_dir().unwrap().map(|it| it.unwrap().path());
    let mut intent = intent.filter(|it| it.to_string_lossy().ends_with(&format!("{used}.intent")));
    fs::remove_file(intent.next().unwrap()).unwrap();
    store.begin(&self::intent("under way")).unwrap();

    let held = store.lock_call(&key("awaited")).unwrap();
    store.close_ended().unwrap();
    assert_eq!(files(&open).len(), 3);
    drop(held);
    store.close_ended().unwrap();
    assert_eq!(files(&open).len(), 1);
    assert_eq!(store.unsettled().unwrap().len(), 1);
    let raw = |id: &IntentId| store.raw(id).unwrap().map(|it| it.0);
    assert_eq!(raw(&used), None);
    assert_eq!(raw(&useless).unwrap(), b"useless");
    assert_eq!(raw(&cleared).unwrap(), b"cleared");
    assert_eq!(raw(&awaited).unwrap(), b"awaited");
}

#[test]
fn one_key_is_called_by_one_at_a_time() {
    let (_folder, store) = fresh();
    let other = Store::open(store.root()).unwrap();
    let lock = store.lock_call(&key("k")).unwrap();
    assert!(other.try_lock_call(&key("k")).unwrap().is_none());
    assert!(store.try_lock_call(&key("k")).unwrap().is_none());
    assert!(other.try_lock_call(&key("other")).unwrap().is_some());
    drop(lock);
    assert!(other.try_lock_call(&key("k")).unwrap().is_some());
}

#[test]
fn contenders_for_a_key_buy_once() {
    let (_folder, store) = fresh();
    let bought = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let own = Store::open(store.root()).unwrap();
                let _lock = own.lock_call(&key("k")).unwrap();
                if own.answers(&key("k")).unwrap().is_empty() {
                    bought.fetch_add(1, Ordering::Relaxed);
                    own.add_answer(&key("k"), "a painting").unwrap();
                }
            });
        }
    });
    assert_eq!(bought.into_inner(), 1);
}

#[test]
fn stores_that_are_made_at_the_same_time_are_one_store() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("a/b/store");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let store = Store::open(&root).unwrap();
                store.put_original(b"same").unwrap();
            });
        }
    });
    let store = Store::open(&root).unwrap();
    assert!(store.has_blob(&Digest::of(b"same")));
}

#[test]
fn what_a_killed_process_left_is_swept_and_what_a_living_one_has_is_not() {
    let (_folder, store) = fresh();
    let tmp = store.root().join("tmp");
    let dead = tmp.join("99999-dead");
    fs::create_dir(&dead).unwrap();
    fs::write(dead.join("lock"), "").unwrap();
    fs::write(dead.join("0"), "half a blob").unwrap();
    fs::create_dir(tmp.join("99999-early")).unwrap();

    let second = Store::open(store.root()).unwrap();
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 2);
    drop(second);
    assert_eq!(fs::read_dir(&tmp).unwrap().count(), 1);
    store.put_original(b"still works").unwrap();
}

#[test]
fn an_unknown_format_is_refused() {
    let (_folder, store) = fresh();
    let root = store.root().to_owned();
    drop(store);
    for text in ["assetbuild store 2\n", "assetbuild store 1", "", "\u{1b}[2J"] {
        overwrite(&root.join("format"), text.as_bytes());
        let error = Store::open(&root).unwrap_err();
        assert!(matches!(error, StoreError::UnknownFormat { .. }), "{error}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
}

#[test]
fn a_folder_with_other_files_is_no_store() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("thesis.txt"), "").unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
    assert_eq!(files(folder.path()).len(), 1);
}

#[test]
fn an_error_says_what_with_which_file_and_why() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, "").unwrap();
    let error = Store::open(&path.join("store")).unwrap_err().to_string();
    let expected = format!("cannot create `{}`: file exists", path.display());
    assert!(cfg!(windows) || error == expected, "{error}");
}

#[cfg(unix)]
#[test]
fn only_its_user_enters_a_store_and_nobody_changes_a_blob() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, store) = fresh();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let digest = store.put_original(b"paid").unwrap();
    let blob = store.sharded("originals/blobs", &digest);
    assert_eq!(mode(&blob), 0o444);
    assert_eq!(mode(store.root()), 0o700);
    assert_eq!(mode(blob.parent().unwrap()), 0o700);
}

#[test]
fn what_lies_in_a_batch_is_in_no_doubt_once_the_service_has_it() {
    let (_folder, store) = fresh();
    let name = store.batch_name();
    assert_ne!(store.batch_name(), name);
    let begun = Intent { batch: Some(name.clone()), ..intent("hero") };
    let id = store.begin(&begun).unwrap();
    let state = || store.open_intents_for(&key("hero")).unwrap()[0].state.clone();
    assert_eq!(state(), CallState::Open);
    store.keep_batch_job(&name, "batches/7").unwrap();
    assert_eq!(state(), CallState::InBatch);
    assert_eq!(store.batch_job(&name).unwrap().as_deref(), Some("batches/7"));
    store.keep_raw(&id, b"a picture", 0).unwrap();
    assert_eq!(state(), CallState::Raw);
    store.settle(&id, &answered("hero")).unwrap();
    store.end_batch(&name).unwrap();
    assert_eq!(store.batch_job(&name).unwrap(), None);
    assert!(store.unsettled().unwrap().is_empty());
}
