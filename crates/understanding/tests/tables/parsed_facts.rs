//! What was read, in the notation of the tables of clauses.

use jiff::Timestamp;
use understanding::when::{Kind, Shift, When};
use understanding::{Context, FactValue, Intent, Parsed, Pick, Polarity, TimeRole, TimeSaid};

/// The acts and facts in the table's notation.
pub fn rendered(parsed: &Parsed, context: &Context<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for act in &parsed.acts {
        let Some(name) = deed(act.intent) else { continue };
        let act = match act.polarity {
            Polarity::Asserted => name.to_owned(),
            polarity => format!("{} {name}", polarity.as_str()),
        };
        if !found.contains(&act) {
            found.push(act);
        }
    }
    for fact in &parsed.facts {
        let text = match &fact.value {
            FactValue::Time(role, said) => {
                let role = match role {
                    TimeRole::Wished => "wished",
                    TimeRole::Own => "own",
                    TimeRole::Since => "since",
                    TimeRole::Excluded => "excluded",
                    TimeRole::Asked => "asked",
                };
                format!("{role}={}", time(said, context))
            }
            FactValue::Shift(shift) => format!("relative={}", moved(shift)),
            FactValue::Caller(name) => format!("caller={}", name.reveal()),
            FactValue::Guest(relation, name) => {
                let name = name.as_ref().map(|name| name.reveal().clone());
                format!(
                    "for={}",
                    name.or(relation.map(|relation| format!("{relation:?}").to_lowercase())).unwrap_or_default()
                )
            }
            FactValue::Staff(wanted, id) => format!("{}staff={id}", if *wanted { "" } else { "excluded " }),
            FactValue::Service(wanted, id) => format!("{}service={id}", if *wanted { "" } else { "excluded " }),
            FactValue::Answer(yes) => format!("answer={}", if *yes { "yes" } else { "no" }),
            FactValue::Pick(pick) => format!(
                "pick={}",
                match pick {
                    Pick::Nth(0) => "first".to_owned(),
                    Pick::Nth(1) => "second".to_owned(),
                    Pick::Nth(nth) => nth.to_string(),
                    Pick::Middle => "middle".to_owned(),
                    Pick::Last => "last".to_owned(),
                    Pick::Earliest => "earlier".to_owned(),
                    Pick::Latest => "later".to_owned(),
                    Pick::Neither => "none".to_owned(),
                    Pick::Any => "any".to_owned(),
                }
            ),
            FactValue::Digits(digits) => format!("digits={}", digits.reveal()),
            FactValue::Letters(letters) => format!("letters={}", letters.reveal().to_uppercase()),
        };
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn moved(shift: &Shift) -> String {
    match shift {
        Shift::Minutes(minutes) => format!("{minutes:+}m"),
        Shift::Days(days) => format!("{days:+}d"),
        Shift::Weeks(weeks) => format!("{:+}d", weeks * 7),
        Shift::Later => "later".to_owned(),
        Shift::Earlier => "earlier".to_owned(),
        Shift::Weekday { weekday, .. } => format!("next {}", format!("{weekday:?}").to_lowercase()),
        Shift::SameTime { .. } => "same time".to_owned(),
    }
}

fn deed(intent: Intent) -> Option<&'static str> {
    use Intent::*;
    Some(match intent {
        Book | Availability => "book",
        Move => "move",
        Cancel => "cancel",
        Mine => "tell",
        Late => "late",
        Message => "message",
        Human => "human",
        Question | Price | Duration | OpeningHours | Address => "question",
        _ => return None,
    })
}

fn time(said: &TimeSaid, context: &Context<'_>) -> String {
    let When { kind, start, end, alternatives, daily, .. } = &said.when;
    let local = |at: Timestamp| at.to_zoned(context.now.time_zone().clone());
    let clock = |at: jiff::civil::Time| {
        if at == base::business::Span::END_OF_DAY { "24:00".to_owned() } else { at.strftime("%H:%M").to_string() }
    };
    let midnight = |at: Timestamp| local(at).time() == jiff::civil::Time::midnight();
    let edge = |at: Timestamp| {
        let at = local(at);
        if at.time() == jiff::civil::Time::midnight() {
            at.strftime("%Y-%m-%d").to_string()
        } else {
            at.strftime("%Y-%m-%dT%H:%M").to_string()
        }
    };
    let one = |start: Timestamp, end: Option<Timestamp>| match (kind, end) {
        (Kind::Instant, _) if !said.day_said => clock(local(start).time()),
        (Kind::Instant, _) => local(start).strftime("%Y-%m-%dT%H:%M").to_string(),
        (Kind::Day, _) => edge(start),
        (Kind::Range, Some(end)) if !(said.day_said || midnight(start) && midnight(end)) => {
            let last = if midnight(end) { "24:00".to_owned() } else { clock(local(end).time()) };
            format!("{}..{last}", clock(local(start).time()))
        }
        (Kind::Range, end) => format!("{}..{}", edge(start), end.map(edge).unwrap_or_default()),
    };
    let all = std::iter::once((*start, *end)).chain(alternatives.iter().copied());
    let mut text = all.map(|(start, end)| one(start, end)).collect::<Vec<_>>().join("|");
    if let Some(daily) = daily {
        text = format!("{text}; wished={}..{}", clock(daily.from), clock(daily.to));
    }
    text
}
