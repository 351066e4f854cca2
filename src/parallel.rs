//! Work done on several threads, and inline where only one is to be had.

use std::num::NonZero;
use std::panic;
use std::thread;

/// How many threads are worth it for so many pieces of work: at most one for each, at least one. It is one where the
/// system has or tells of no more, as in WebAssembly, which traps on a spawn.
pub(crate) fn threads(pieces: usize) -> usize {
    thread::available_parallelism().map_or(1, NonZero::get).min(pieces).max(1)
}

/// Does all pieces at once, the first of them on the thread that asks: results in the order of the pieces. A single piece,
/// and all of them where one thread is all there is, are done inline.
pub(crate) fn each<P: Send, T: Send>(pieces: Vec<P>, work: impl Fn(P) -> T + Sync) -> Vec<T> {
    if threads(pieces.len()) == 1 {
        return pieces.into_iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let mut pieces = pieces.into_iter();
        let first = pieces.next();
        let spawned: Vec<_> = pieces.map(|piece| scope.spawn(move || work(piece))).collect();
        let mut done: Vec<T> = first.map(work).into_iter().collect();
        // A panic of a thread goes on in the one that asked, so that no part is ever missing from an answer.
        done.extend(spawned.into_iter().map(|one| one.join().unwrap_or_else(|panic| panic::resume_unwind(panic))));
        done
    })
}
