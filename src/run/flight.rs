//! `Flights`: calls under way by key, so that two wishes for the same answer pay once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{Mutex as Gate, OwnedMutexGuard};

/// Calls under way, by what they are asked for. Clones share them.
#[derive(Debug)]
pub struct Flights<K: Ord + Clone>(Arc<Mutex<BTreeMap<K, Wished>>>);

/// A key that somebody wishes for.
#[derive(Debug, Default)]
struct Wished {
    /// How many do, the one who flies included.
    n: usize,
    gate: Arc<Gate<()>>,
}

/// The right to make the call with this key; the next one for it waits until this is dropped.
///
/// Whoever waited looks for the answer again before asking: mostly it is there now.
#[derive(Debug)]
#[must_use]
pub struct Flight<K: Ord + Clone> {
    // Dropped in this order: a key that is gone has an open gate.
    _pass: OwnedMutexGuard<()>,
    _wish: Wish<K>,
}

impl<K: Ord + Clone> Flights<K> {
    /// No call is under way.
    #[must_use]
    pub fn new() -> Flights<K> {
        Flights(Arc::default())
    }

    /// Waits until no other call with this key is under way, first come, first served.
    pub async fn enter(&self, key: K) -> Flight<K> {
        let (wish, gate) = self.wish(key);
        Flight { _pass: gate.lock_owned().await, _wish: wish }
    }

    /// How many keys are wished for at present.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.lock().expect("no holder of the flights panics").len()
    }

    /// Whether nothing is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A counted wish, and the gate to wait at.
    fn wish(&self, key: K) -> (Wish<K>, Arc<Gate<()>>) {
        let mut wished = self.0.lock().expect("no holder of the flights panics");
        let entry = wished.entry(key.clone()).or_default();
        entry.n += 1;
        let gate = Arc::clone(&entry.gate);
        let flights = self.clone();
        (Wish { flights, key }, gate)
    }
}

impl<K: Ord + Clone> Clone for Flights<K> {
    fn clone(&self) -> Flights<K> {
        Flights(Arc::clone(&self.0))
    }
}

impl<K: Ord + Clone> Default for Flights<K> {
    fn default() -> Flights<K> {
        Flights::new()
    }
}

/// A wish for a key, whether it waits or flies; the last one takes the key away.
#[derive(Debug)]
struct Wish<K: Ord + Clone> {
    flights: Flights<K>,
    key: K,
}

impl<K: Ord + Clone> Drop for Wish<K> {
    fn drop(&mut self) {
        let Ok(mut wished) = self.flights.0.lock() else {
            return;
        };
        if let Some(entry) = wished.get_mut(&self.key) {
            entry.n -= 1;
            if entry.n == 0 {
                wished.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn equal_wishes_pay_once() {
        let flights = Flights::new();
        let answers = Arc::new(Mutex::new(BTreeMap::new()));
        let calls = Arc::new(Mutex::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for idx in 0..20 {
            let (flights, answers, calls) = (flights.clone(), answers.clone(), calls.clone());
            tasks.spawn(async move {
                let key = idx % 2;
                let _flight = flights.enter(key).await;
                if answers.lock().unwrap().contains_key(&key) {
                    return;
                }
                *calls.lock().unwrap() += 1;
                tokio::time::sleep(Duration::from_secs(20)).await;
                answers.lock().unwrap().insert(key, "a picture");
            });
        }
        let started = tokio::time::Instant::now();
        while tasks.join_next().await.is_some() {}
        assert_eq!(*calls.lock().unwrap(), 2);
        assert_eq!(started.elapsed().as_secs(), 20, "different keys do not wait");
        assert!(flights.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_stops_waiting_leaves_nothing_behind() {
        let flights = Flights::new();
        let first = flights.enter("slime").await;
        let second = tokio::time::timeout(Duration::from_secs(1), flights.enter("slime"));
        assert!(second.await.is_err());
        assert_eq!(flights.len(), 1);
        drop(first);
        assert!(flights.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiting_wish_keeps_the_key() {
        let flights = Flights::new();
        let first = flights.enter("slime").await;
        let other = flights.clone();
        let second = tokio::spawn(async move { other.enter("slime").await });
        tokio::task::yield_now().await;
        drop(first);
        assert_eq!(flights.len(), 1);
        drop(second.await.unwrap());
        assert!(flights.is_empty());
    }
}
