//! What a model's arguments mean: services, people, times and a name, as far as the caller has said them.

use super::deeds::{Deeds, TO_THE_OWNER};
use super::tool::Arguments;
use crate::WishKind;
use crate::tasks::{CallerName, Patch, Stretch};
use base::business::Resource;
use base::language::Language;
use booking::Visit;
use jiff::civil::DateTime;
use understanding::Intent;
use understanding::when::{self, When, WhenContext};

impl Deeds<'_> {
    /// Whether the caller may be taken to want this. What is under way is given up by the caller's own words alone.
    pub(super) fn may_turn_to(&self, kind: WishKind) -> bool {
        let under_way = self.next.tasks.kind();
        if (under_way, kind) == (Some(WishKind::Move), WishKind::Book) {
            // Who moves an appointment says what a booking would be made of too.
            return false;
        }
        let intents: &[Intent] = match kind {
            WishKind::Book => &[Intent::Book, Intent::Availability],
            WishKind::Move => &[Intent::Move],
            WishKind::Cancel => &[Intent::Cancel],
            WishKind::Mine => &[Intent::Mine],
            WishKind::Message => &TO_THE_OWNER,
        };
        under_way.is_none_or(|under_way| under_way == kind) || self.said.wants(intents)
    }

    /// The time of a deed. What was understood of the caller's own words comes first; a time of which neither side has spoken
    /// is the model's invention.
    pub(super) fn wished_time(&self, arguments: &Arguments) -> Option<When> {
        if self.said.names_time() {
            return self.next.tasks.target().and_then(|target| target.when().cloned());
        }
        let words = arguments.when.as_deref()?;
        let when = self.when(Some(words))?;
        let wished = self.before.tasks.target().and_then(|target| target.when());
        let mut spoken_of =
            wished.map(|when| when.start).into_iter().chain(self.before.offered().iter().map(Visit::start));
        let is_spoken_of = spoken_of.any(|start| start == when.start);
        let speaks_of_time = || self.said.any_word_now(|word| self.when(Some(word)).is_some());
        (is_spoken_of || self.said.contains(words) || speaks_of_time()).then_some(when)
    }

    /// The time of a deed, to be filled in where it is another than the one known.
    pub(super) fn stretch(&self, arguments: &Arguments) -> Option<Stretch> {
        let known = self.next.tasks.target().and_then(|target| target.when());
        self.wished_time(arguments).filter(|when| Some(when) != known).as_ref().map(Stretch::from)
    }

    /// A task of another kind begins anew; who calls stays known.
    pub(super) fn begin(&mut self, patch: Patch) {
        if self.next.tasks.kind().is_some_and(|before| before != patch.kind()) {
            self.next.tasks.forget();
        }
        self.next.tasks.fill(patch);
    }

    /// The name, if the caller said it. Whether it must be spelled is for the rules to see.
    pub(super) fn name(&mut self, arguments: &Arguments) {
        let Some(name) = arguments.name.as_deref().map(str::trim).filter(|name| self.said.contains(name)) else {
            return;
        };
        let known = &mut self.next.caller.name;
        if known.said().is_none_or(|known| known.reveal() != name) {
            *known = CallerName::of(name.to_owned().into(), self.said.is_sure_of_name(name));
        }
    }

    /// Ids of the services named, or of those already wanted: those also where the caller has just named them for certain.
    pub(super) fn services(&self, arguments: &Arguments) -> Result<Vec<String>, String> {
        let wanted: Vec<String> = match &arguments.service {
            Some(named) if !self.said.names_service() => named.split(',').map(|name| name.trim().to_owned()).collect(),
            _ => self.next.tasks.booking().parts.services().map(str::to_owned).collect(),
        };
        let found: Option<Vec<_>> = wanted.iter().map(|named| self.service(named)).collect();
        found.filter(|found| !found.is_empty()).ok_or_else(|| {
            let ids: Vec<_> = self.scene.business.services.iter().map(|service| service.id.as_str()).collect();
            format!("Which service? One of: {}", ids.join(", "))
        })
    }

    pub(super) fn service(&self, named: &str) -> Option<String> {
        let by_name = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(named));
        let mut services = self.scene.business.services.iter();
        let found = services.find(|service| {
            service.id == named || Language::ALL.iter().any(|language| by_name(service.names.get(*language)))
        });
        found.map(|service| service.id.clone())
    }

    pub(super) fn resource(&self, arguments: &Arguments) -> Option<String> {
        let named = arguments.resource.as_deref()?;
        let resources = &self.scene.business.resources;
        let found = resources.iter().find(|resource| resource.id == named || resource.name.eq_ignore_ascii_case(named));
        // Whom nobody named is not asked for: anyone may have time.
        let said = |resource: &&Resource| {
            [&resource.id, &resource.name].into_iter().any(|name| self.said.contains(name))
                || self.said.contains(resource.spoken_name())
        };
        found.filter(said).map(|resource| resource.id.clone())
    }

    /// A time as a model gives it: a local date and time, or the caller's words.
    pub(super) fn when(&self, words: Option<&str>) -> Option<When> {
        let words = words?.trim();
        let zone = &self.scene.business.zone;
        // Models mark local time as UTC now and then: what they were told are local times.
        if let Ok(local) = words.trim_end_matches('Z').parse::<DateTime>()
            && words.contains(':')
        {
            return Some(When::instant(local.to_zoned(zone.clone()).ok()?.timestamp()));
        }
        let context = WhenContext {
            now: self.scene.now.to_zoned(zone.clone()),
            language: self.next.language,
            business: Some(&self.scene.business),
            earlier: None,
            asked: self.next.asked,
        };
        when::parse(words, &context).when
    }
}
