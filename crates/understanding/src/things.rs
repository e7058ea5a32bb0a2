//! What of a business an utterance names as a whole: a person or a thing, a service, several of them. Each marks its tokens.

use super::clause::{Clause, Polarity};
use super::need::Told;
use super::sentence::{Class, Utterance};
use super::service::{self, Service};
use super::vocabulary::Vocabulary;
use super::{Asked, Context, Found, ResourceWish, parts, person};

/// Whose time is asked for.
pub(super) fn resource(
    context: &Context<'_>,
    vocabulary: Option<&Vocabulary<'_>>,
    utterance: &mut Utterance,
) -> Option<Found<ResourceWish>> {
    let (found, range) = person::resource(utterance, &vocabulary?.people, context.asked == Asked::Resource)?;
    if found.value != ResourceWish::Anyone {
        utterance.mark(range, Class::Resource);
    }
    Some(found)
}

/// 'Einen Herrenschnitt, ach nee, einen Kinderhaarschnitt': the tokens of clauses whose service a later one replaces.
pub(super) fn replaced_services(vocabulary: Option<&Vocabulary<'_>>, utterance: &Utterance) -> Vec<usize> {
    let Some(services) = vocabulary.map(|vocabulary| &vocabulary.services) else { return Vec::new() };
    let names = |clause: &Clause| service::service(&utterance.part(clause.tokens.clone()), services, false).is_some();
    let corrected = |clause: &&Clause| clause.polarity == Polarity::Corrected && names(clause);
    let replaced =
        |clause: &&Clause| utterance.parsed.iter().any(|later| later.tokens.start >= clause.tokens.end && names(later));
    let clauses = utterance.parsed.iter().filter(corrected).filter(replaced);
    clauses.flat_map(|clause| clause.tokens.clone()).collect()
}

/// The service wanted: the one named, or the one that is needed for what is told.
pub(super) fn service(
    context: &Context<'_>,
    vocabulary: Option<&Vocabulary<'_>>,
    replaced: &[usize],
    told: Option<&Told>,
    utterance: &mut Utterance,
) -> Option<Service> {
    let standing = vocabulary?.without(utterance, replaced);
    let named = service::service(&standing, &vocabulary?.services, context.asked == Asked::Service);
    let needed = told.filter(|_| !context.asked.is_dictated());
    let needed = needed.and_then(|told| told.service(vocabulary?.business, named.as_ref()));
    let service = needed.or(named)?;
    for index in &service.tokens {
        utterance.mark(*index..*index + 1, Class::Service);
    }
    Some(service)
}

/// What is wanted for whom, where several are named.
pub(super) fn parts(
    context: &Context<'_>,
    vocabulary: Option<&Vocabulary<'_>>,
    replaced: &[usize],
    utterance: &mut Utterance,
) -> parts::Parts {
    let Some(vocabulary) = vocabulary.filter(|_| !context.asked.is_dictated()) else { return parts::Parts::default() };
    let found = parts::parts(&vocabulary.without(utterance, replaced), vocabulary, context.asked);
    if !found.parts.is_empty() {
        for index in &found.tokens {
            utterance.mark(*index..*index + 1, Class::Service);
        }
    }
    found
}
