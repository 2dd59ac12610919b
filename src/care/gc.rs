//! `gc`: what of a store can be computed again, and is older or more than is to stay.

use std::time::{Duration, SystemTime};

use crate::store::{AreaSize, Store, StoreError, StoredFile};

/// What of the derived files is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Files that are younger than this.
    pub younger_than: Duration,
    /// No more bytes than these; the oldest go first.
    pub most_bytes: Option<u64>,
}

/// Files that can be computed again and are older, or more, than is to stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbage {
    /// The files.
    pub files: Vec<StoredFile>,
    /// How much they are.
    pub size: AreaSize,
    /// How much stays.
    pub left: AreaSize,
}

/// Which derived files are older, or more, than is to stay. `now` is what time it is.
///
/// # Errors
///
/// If the store cannot be read.
pub fn garbage(store: &Store, keep: Keep, now: SystemTime) -> Result<Garbage, StoreError> {
    let all = store.derived_files()?;
    let whole = AreaSize::of(&all);
    let mut left = whole.bytes;
    let mut files = Vec::new();
    for file in all {
        let age = now.duration_since(file.written).unwrap_or_default();
        let too_many = keep.most_bytes.is_some_and(|it| left > it);
        if too_many || age >= keep.younger_than {
            left -= file.bytes;
            files.push(file);
        }
    }
    let size = AreaSize::of(&files);
    Ok(Garbage { files, size, left: AreaSize { files: whole.files - size.files, bytes: left } })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    #[test]
    fn derived_files_go_by_age_and_then_by_size_and_originals_never() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let original = store.put_original(&[7; 1000]).unwrap();
        let derived: Vec<_> =
            [1, 2, 3].map(|it| store.put_derived(&[it; 1000]).unwrap()).into_iter().collect();
        let now = SystemTime::now();
        let found = |younger_than, most_bytes, now| {
            garbage(&store, Keep { younger_than, most_bytes }, now).unwrap()
        };
        assert_eq!(found(DAY, None, now).size, AreaSize { files: 0, bytes: 0 });
        assert_eq!(found(DAY, Some(2000), now).size, AreaSize { files: 1, bytes: 1000 });
        let all = found(DAY, None, now + 2 * DAY);
        assert_eq!(all.size, AreaSize { files: 3, bytes: 3000 });
        assert_eq!(all.left, AreaSize::default());
        store.delete_derived(&all.files).unwrap();
        assert!(derived.iter().all(|it| !store.has_blob(it)));
        assert!(store.has_blob(&original));
    }

    #[test]
    fn nothing_is_deleted_while_another_process_has_the_store_open() {
        let folder = tempfile::tempdir().unwrap();
        let (store, other) = (Store::open(folder.path()).unwrap(), Store::open(folder.path()));
        let kept = store.put_derived(b"a picture").unwrap();
        let all = garbage(
            &store,
            Keep { younger_than: Duration::ZERO, most_bytes: None },
            SystemTime::now() + DAY,
        )
        .unwrap();
        let refused = store.delete_derived(&all.files);
        assert!(matches!(refused, Err(StoreError::InUse { .. })), "{refused:?}");
        assert!(store.has_blob(&kept));
        drop(other);
        store.delete_derived(&all.files).unwrap();
        assert!(!store.has_blob(&kept));
    }
}
