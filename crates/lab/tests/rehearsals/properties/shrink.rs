//! The shortest part of a call that still breaks a property.

use super::played::{Call, play};
use super::{Property, script};
use dialogue::phrases::Phrases;

/// Leaves one act out after the other as long as what is left still breaks the property; shows what is left.
pub fn shrink(call: &Call, property: Property) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let phrases = Phrases::built_in().unwrap();
    let fault = |call: &Call| {
        let played = runtime.block_on(play(call, &phrases));
        property(&played).err().map(|fault| format!("{fault}\n{}", played.transcript))
    };
    let (mut call, mut shown) = (call.clone(), String::from("it does not happen again"));
    let mut place = 0;
    while place <= call.acts.len() {
        let mut shorter = call.clone();
        // At first all of it, to see that it happens again.
        if place > 0 {
            shorter.acts.remove(call.acts.len() - place);
        }
        match fault(&shorter) {
            Some(fault) => {
                shown = fault;
                call = shorter;
                place = 1.max(place);
            }
            None if place == 0 => break,
            None => place += 1,
        }
    }
    format!("── {}\n{shown}", script(&call))
}
