//! An allocator that overwrites what it is given back, whoever had it.
//!
//! What callers say passes through many hands: a socket's buffer, a request's body, parsed text, a conversation, a row on its way to
//! the database. Types that wipe themselves would cover those that are ours and forget each copy that a library makes; so all
//! memory of the program is overwritten with zeros when it is freed, and when it moves because it grows. It costs the time to
//! write it once more. What C libraries allocate for themselves (SQLite's pages, which hold sealed values, and speech models)
//! does not come through here, nor do the stack and registers.

use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;

/// An allocator with this habit, over another one.
#[derive(Debug, Default)]
pub struct Wiping<A>(pub A);

// SAFETY: each request goes on as it came. Growing is left to the trait, which allocates, copies, and gives the old back here.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: it was allocated here with this layout, and nobody has it any more but us.
        unsafe { pointer.write_bytes(0, layout.size()) };
        // So that the compiler does not find that nobody will read what was written.
        let pointer = black_box(pointer);
        // SAFETY: the caller's promise is passed on.
        unsafe { self.0.dealloc(pointer, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts what it is given back, and the bytes of it that still say something.
    #[derive(Default)]
    struct Watching {
        given_back: AtomicUsize,
        legible: AtomicUsize,
    }

    // SAFETY: the system's allocator does it all.
    unsafe impl GlobalAlloc for Watching {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            let bytes = unsafe { std::slice::from_raw_parts(pointer, layout.size()) };
            self.given_back.fetch_add(bytes.len(), Ordering::Relaxed);
            self.legible.fetch_add(bytes.iter().filter(|byte| **byte != 0).count(), Ordering::Relaxed);
            unsafe { System.dealloc(pointer, layout) }
        }
    }

    #[test]
    fn what_is_freed_or_has_grown_is_illegible() {
        let allocator = Wiping(Watching::default());
        let small = Layout::array::<u8>(100).expect("a layout");
        unsafe {
            let pointer = allocator.alloc(small);
            pointer.write_bytes(b'x', 100);
            let grown = allocator.realloc(pointer, small, 4_000);
            assert_eq!(std::slice::from_raw_parts(grown, 100), [b'x'; 100], "what was in it is kept");
            grown.write_bytes(b'y', 4_000);
            let shrunk = allocator.realloc(grown, Layout::array::<u8>(4_000).expect("a layout"), 10);
            allocator.dealloc(shrunk, Layout::array::<u8>(10).expect("a layout"));
            let zeroed = allocator.alloc_zeroed(small);
            assert_eq!(std::slice::from_raw_parts(zeroed, 100), [0; 100]);
            allocator.dealloc(zeroed, small);
        }
        let Watching { given_back, legible } = allocator.0;
        assert_eq!((given_back.into_inner(), legible.into_inner()), (100 + 4_000 + 10 + 100, 0));
    }
}
