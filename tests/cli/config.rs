//! The configuration: what is in force, what overrides what, what is refused, and that secrets are never shown.

use call::settings::Settings;
use lab::office::write_secret;
use secrecy::ExposeSecret;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;
use telephony::Region;
use vorzimmer::cli::config::*;

const EXAMPLE: &str = include_str!("../../vorzimmer.example.toml");
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "canary0token0canary0token0canary";

fn variables(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn config(text: &str, environment: &[(&str, &str)]) -> Config {
    read(text, "probe.toml", &variables(environment)).1.map_err(|errors| errors.to_string()).unwrap()
}

fn complaints(text: &str, environment: &[(&str, &str)]) -> Vec<String> {
    match read(text, "probe.toml", &variables(environment)).1 {
        Ok(_) => vec![],
        Err(errors) => errors.to_string().lines().map(str::to_owned).collect(),
    }
}

fn in_force(text: &str, environment: &[(&str, &str)], name: &str) -> Setting {
    let (settings, _) = read(text, "probe.toml", &variables(environment));
    settings.into_iter().find(|setting| setting.name == name).unwrap()
}

/// A carrier with its token in a file.
fn with_carrier(folder: &Path) -> String {
    let file = folder.join("token");
    write_secret(&file, &format!("{TOKEN}\n"));
    format!(
        "[[carrier]]\nid = \"main\"\naccount = \"{ACCOUNT}\"\nregion = \"ie1\"\ntoken_files = [\"{}\"]\n",
        file.display()
    )
}

#[test]
fn nothing_configured_is_a_server_on_this_machine() {
    let config = config("", &[]);
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.public_url.to_string(), "http://127.0.0.1:8080");
    assert_eq!(config.database.address.to_string(), "vorzimmer.db");
    assert_eq!(config.call, Settings::default());
    assert!(config.carriers.is_empty() && matches!(config.speech.order[..], [RecogniserChoice::Here]));
    assert_eq!((config.engine, config.logs.format), (Engine::Rules, LogFormat::Text));
}

#[test]
fn the_example_shows_every_value_at_its_default() {
    let (example, read_example) = read(EXAMPLE, "vorzimmer.example.toml", &Environment::new());
    read_example.map_err(|errors| errors.to_string()).unwrap();
    let (usual, _) = read("", "", &Environment::new());
    for (shown, default) in example.iter().zip(&usual) {
        assert_eq!((&shown.name, &shown.value), (&default.name, &default.value));
        let (_, key) = shown.name.split_once('.').unwrap();
        assert!(
            EXAMPLE.contains(&format!("\n{key} = ")) || EXAMPLE.contains(&format!("\n# {key} = ")),
            "{key} is not shown"
        );
    }
    assert_eq!(example.len(), usual.len());
    // What is commented out is right as well, but for the files that it names.
    let commented: String = EXAMPLE.lines().map(|line| uncommented(line).to_owned() + "\n").collect();
    let complaints = complaints(&commented, &[]);
    assert!(complaints.iter().all(|one| one.contains("cannot be read") || one.contains("0 tokens")), "{complaints:#?}");
}

/// A line of the example, with `# key = …` and `# [[carrier]]` taken for what they mean.
fn uncommented(line: &str) -> &str {
    let bare = line.strip_prefix("# ").unwrap_or(line);
    let key = bare.split(" = ").next().unwrap_or_default();
    let is_setting = bare.contains(" = ") && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if is_setting || bare.starts_with("[[") { bare } else { line }
}

#[test]
fn the_environment_overrides_the_file() {
    let text = "[server]\nlisten = \"127.0.0.1:1\"\n[call]\nsilence = \"6 s\"\n";
    let environment = [("VORZIMMER_SERVER_LISTEN", "127.0.0.1:2"), ("VORZIMMER_CALL_SILENCE", ""), ("HOME", "/root")];
    let config = config(text, &environment);
    assert_eq!(config.server.listen.port(), 2);
    assert_eq!(config.call.silence, Duration::from_secs(6), "an empty variable is none");
    let source = |name| in_force(text, &environment, name).source;
    assert_eq!(source("server.listen"), Source::Environment("VORZIMMER_SERVER_LISTEN".to_owned()));
    assert_eq!(source("call.silence"), Source::File { line: 4 });
    assert_eq!(source("call.silence_asks"), Source::Default);
    assert_eq!(
        complaints(text, &[("VORZIMMER_CALL_SILENCE", "60 s")]),
        ["environment variable VORZIMMER_CALL_SILENCE: [call] `silence`: '60 s' is out of bounds; write 6 s to 10 s"]
    );
}

#[test]
fn every_mistake_is_named_with_its_place_and_its_remedy() {
    for (text, expected) in [
        ("[server]\nlisten = 8080", "2:10: [server] `listen`: '8080' is no address to listen at; write address:port"),
        ("[server]\nlisten = \"0.0.0.0:8080\"", "1:1: [server] `public_url` is missing; write public_url = \"https://"),
        (
            "[server]\npublic_url = \"http://phone.example.org\"",
            "2:14: [server] `public_url`: 'http://phone.example.org' is not enc",
        ),
        (
            "[server]\npublic_url = \"phone.example.org\"",
            "2:14: [server] `public_url`: 'phone.example.org' is no address",
        ),
        (
            "[server]\nport = 8080",
            "2:1: the key `port` is not known here; leave it out, or write one of listen, public_url",
        ),
        ("[sever]\n", "1:2: the key `sever` is not known here; write `server`"),
        (
            "[database]\nurl = \"mysql://localhost/x\"",
            "2:7: [database] `url`: it is no database's address; write sqlite://FILE",
        ),
        ("[speech]\nrecogniser = \"siri\"", "2:14: [speech] `recogniser`: 'siri' is not known; write whisper"),
        ("[speech]\nworkers = 0", "2:11: [speech] `workers`: '0' is no whole number within bounds; write 1 to 16"),
        ("[voice]\nwords_per_minute = 500", "2:20: [voice] `words_per_minute`: '500' is no whole number within bounds"),
        ("[call]\nsilence = 8", "2:11: [call] `silence`: '8' is no length of time; write 6 s to 10 s"),
        (
            "[call]\nendpoint_neutral = \"2 s\"",
            "2:20: [call] `endpoint_neutral`: '2 s' is out of bounds; write 400 ms to 800",
        ),
        (
            "[call]\nlength_max = \"2 hours\"",
            "2:14: [call] `length_max`: '2 hours' is out of bounds; write 1 minute to 1 hour",
        ),
        (
            "[limits]\nconcurrent_calls = \"many\"",
            "2:20: [limits] `concurrent_calls`: 'many' is no whole number within",
        ),
        (
            "[logs]\nlevel = \"trace\"",
            "2:9: [logs] `level`: 'trace' is not known; write error or warn or info or debug",
        ),
        ("[logs]\nlevel = [\"info\"]", "2:9: `level` is a list here; write a single value"),
        ("[server\n", "1:8: this is no TOML: "),
    ] {
        let said = complaints(text, &[]);
        let wanted = format!("probe.toml:{expected}");
        assert!(said.iter().any(|one| one.starts_with(&wanted)), "{text}:\n{}\nwanted {wanted}", said.join("\n"));
    }
}

#[test]
fn all_mistakes_are_named_at_once() {
    let text = "[server]\nlisten = \"here\"\n[call]\nsilence = \"1 s\"\nsilence_ask = 2\n[logs]\nformat = \"xml\"\n";
    let said = complaints(text, &[("VORZIMMER_LIMITS_CONCURENT_CALLS", "5"), ("VORZIMMER_CASES", "5")]);
    let places: Vec<_> = said.iter().map(|one| one.split(": ").next().unwrap()).collect();
    assert_eq!(
        places,
        [
            "probe.toml:2:10",
            "probe.toml:4:11",
            "probe.toml:5:1",
            "probe.toml:7:10",
            "environment variable VORZIMMER_LIMITS_CONCURENT_CALLS",
        ]
    );
    assert!(said[4].ends_with("write `VORZIMMER_LIMITS_CONCURRENT_CALLS` if that is meant"), "{}", said[4]);
}

#[test]
fn a_carrier_has_an_account_a_region_and_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let text = with_carrier(folder.path());
    let carriers = config(&text, &[]).carriers;
    assert_eq!(
        (carriers[0].id.as_str(), carriers[0].account.as_str(), carriers[0].region),
        ("main", ACCOUNT, Region::Ie1)
    );
    assert_eq!(carriers[0].tokens[0].expose_secret(), TOKEN);
    assert_eq!(carriers[0].fault(), None);

    // Two tokens while rotating, by the environment; the region as well.
    let environment = [("VORZIMMER_CARRIER_MAIN_TOKENS", "new, old"), ("VORZIMMER_CARRIER_MAIN_REGION", "us1")];
    let carriers = config(&text, &environment).carriers;
    let tokens: Vec<_> = carriers[0].tokens.iter().map(|token| token.expose_secret()).collect();
    assert_eq!((tokens, carriers[0].region), (vec!["new", "old"], Region::Us1));

    for (line, by, expected) in [
        (ACCOUNT, "AC12", "3:11: [carrier.main] `account`: 'AC12' is no account; write the AccountSid"),
        ("\"ie1\"", "\"eu1\"", "4:10: [carrier.main] `region`: 'eu1' is not known; write us1 or ie1 or au1"),
        (
            "region = \"ie1\"",
            "",
            "1:1: [carrier.main] `region` is missing; write region = \"ie1\", or set VORZIMMER_CARRIER_MAIN_REGION",
        ),
        ("/token\"", "/tokens\"", "5:15: [carrier.main] `token_files`: '"),
        ("id = \"main\"", "", "1:1: `id` is missing"),
    ] {
        let said = complaints(&text.replace(line, by), &[]);
        assert!(said.iter().any(|one| one.starts_with(&format!("probe.toml:{expected}"))), "{by}: {said:#?}");
    }
    let twice = format!("{text}{text}");
    assert!(complaints(&twice, &[])[0].contains("'main' is taken"), "{:?}", complaints(&twice, &[]));
    let three = [("VORZIMMER_CARRIER_MAIN_TOKENS", "a,b,c")];
    assert!(complaints(&text, &three)[0].contains("3 tokens are given"), "{:?}", complaints(&text, &three));
}

#[test]
fn a_token_goes_to_twilio_or_to_this_machine_alone() {
    let folder = tempfile::tempdir().unwrap();
    let of = |rest: &str| complaints(&format!("{}rest = \"{rest}\"\n", with_carrier(folder.path())), &[]);
    for good in ["http://127.0.0.1:9000", "http://localhost:9", "http://[::1]:9/", "https://api.dublin.ie1.twilio.com"]
    {
        assert_eq!(of(good), [""; 0], "{good}");
    }
    for bad in [
        "http://api.twilio.com",
        "https://example.org",
        "https://twilio.com.example.org",
        "https://faketwilio.com",
        "127.0.0.1:9",
        "http://u:p@127.0.0.1",
    ] {
        assert!(of(bad)[0].contains("is no host that may be given a token"), "{bad}: {:?}", of(bad));
    }
}

#[test]
fn the_program_that_ships_knows_no_scripted_adapters() {
    for (section, text) in [
        ("speech", "recogniser = \"scripted\""),
        ("voice", "synthesiser = \"scripted\""),
        ("engine", "kind = \"scripted\""),
    ] {
        let said = complaints(&format!("[{section}]\n{text}\n"), &[]);
        assert!(said.len() == 1 && said[0].contains("'scripted' is not known"), "{said:#?}");
    }
}

#[test]
fn secrets_do_not_stand_in_the_file_and_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let carrier = with_carrier(folder.path());
    for (text, key) in [
        (format!("{carrier}token = \"{TOKEN}\"\n"), "token"),
        (format!("{carrier}auth_token = \"{TOKEN}\"\n"), "auth_token"),
        (format!("[database]\nurl = \"postgres://v@localhost/v\"\npassword = \"{TOKEN}\"\n"), "password"),
        (format!("[keys]\nmaster = \"{TOKEN}\"\n"), "master"),
        (format!("[database]\nurl = \"postgres://v:{TOKEN}@localhost/v\"\n"), "url"),
    ] {
        let said = complaints(&text, &[]);
        assert!(
            said.len() == 1 && said[0].contains(&format!("`{key}`")) && said[0].contains("must not stand in a conf"),
            "{said:?}"
        );
        assert!(!said[0].contains(TOKEN), "{said:?}");
        assert!(!format!("{:?}", read(&text, "probe.toml", &Environment::new())).contains(TOKEN), "{text}");
    }
    let environment = [
        ("VORZIMMER_DATABASE_URL", "postgres://v@localhost/v"),
        ("VORZIMMER_DATABASE_PASSWORD", &format!("{TOKEN},{TOKEN}")),
        ("VORZIMMER_CARRIER_MAIN_TOKENS", TOKEN),
    ];
    let found = read(&carrier, "probe.toml", &variables(&environment));
    assert!(found.1.is_ok() && !format!("{found:?}").contains(TOKEN), "{found:?}");
    assert_eq!(in_force(&carrier, &environment, "database.password").value.as_deref(), Some("1 hidden"));
    let within = [("VORZIMMER_DATABASE_URL", "postgres://v:canary0password@localhost/v")];
    assert_eq!(in_force("", &within, "database.url").value.as_deref(), Some("postgres://v:hidden@localhost/v"));
    assert_eq!(complaints("", &within), [""; 0], "the environment may hold it");
    let broken = [("VORZIMMER_DATABASE_URL", "postgres://v:canary0password@localhost:port/v")];
    assert!(!format!("{:?}", read("", "probe.toml", &variables(&broken))).contains("canary"));
}

fn check(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.current_dir(folder).env_clear().envs(environment.iter().copied());
    command.args(["config", "check"]).args(arguments).output().unwrap()
}

#[test]
fn config_check_prints_what_is_in_force_and_fails_on_mistakes() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = check(folder.path(), &[], &[]);
    assert_eq!(nothing.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&nothing.stdout).contains("server.listen"));

    fs::write(
        folder.path().join("vorzimmer.toml"),
        format!("{}[call]\nsilence = \"7 s\"\n", with_carrier(folder.path())),
    )
    .unwrap();
    let fine = check(folder.path(), &["--json"], &[("VORZIMMER_LIMITS_CONCURRENT_CALLS", "3")]);
    assert_eq!(fine.status.code(), Some(0), "{}", String::from_utf8_lossy(&fine.stdout));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(fine.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str| lines.iter().find(|line| line["setting"] == name).unwrap();
    assert_eq!(
        *of("call.silence"),
        serde_json::json!({"setting": "call.silence", "value": "7 s", "source": "file", "line": 7, "variable": null})
    );
    assert_eq!(of("limits.concurrent_calls")["variable"], "VORZIMMER_LIMITS_CONCURRENT_CALLS");
    assert!(!format!("{lines:?}").contains(TOKEN));

    let wrong = check(folder.path(), &[], &[("VORZIMMER_CALL_SILENCE", "soon")]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.starts_with("environment variable VORZIMMER_CALL_SILENCE: [call] `silence`: 'soon' is no"), "{said}");
    let as_json = check(folder.path(), &["--json"], &[("VORZIMMER_CALL_SILENCE", "soon")]);
    let last = String::from_utf8(as_json.stdout).unwrap().lines().last().unwrap().to_owned();
    let last: serde_json::Value = serde_json::from_str(&last).unwrap();
    assert_eq!((&last["variable"], &last["line"]), (&"VORZIMMER_CALL_SILENCE".into(), &serde_json::Value::Null));

    let missing = check(folder.path(), &["--config", "nowhere.toml"], &[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("failed to read the configuration nowhere.toml"));
}

const PROCESSOR: &str = "[[processor]]\nid = \"brain\"\nname = \"Example AI SAS, Paris\"\npurpose = \"dialogue\"\nregion = \"fr\"\n\
    data = [\"words\", \"name\"]\nlegal_basis = \"Art. 6(1)(b) GDPR\"\nagreement = \"DPA 7\"\nhosts = [\"api.example.com\"]\n";

#[test]
fn p25_processors_are_listed_with_all_that_a_notice_says_of_them() {
    let processors = config(PROCESSOR, &[]).processors;
    assert_eq!((processors[0].id.as_str(), processors[0].region.to_string()), ("brain", "fr".to_owned()));
    assert_eq!(processors[0].hosts[0].to_string(), "api.example.com");
    for (line, by, expected) in [
        (
            "\"fr\"",
            "\"Europe\"",
            "5:10: [processor.brain] `region`: 'Europe' is no region; write here (this machine), eu",
        ),
        ("\"fr\"", "\"here\"", "9:9: [processor.brain] `hosts`: 'api.example.com' is not this machine"),
        ("\"name\"]", "\"shoes\"]", "6:8: [processor.brain] `data`: 'shoes' is not known; write voice or words"),
        ("agreement = \"DPA 7\"\n", "", "1:1: [processor.brain] `agreement` is missing: Art. 28(3) GDPR"),
        ("hosts = [\"api.example.com\"]\n", "", "1:1: [processor.brain] `hosts` is missing; write hosts = "),
        ("api.example.com", "*.example.com", "9:9: [processor.brain] `hosts`: '*.example.com' is no host"),
        ("legal_basis = \"Art. 6(1)(b) GDPR\"\n", "", "1:1: [processor.brain] `legal_basis` is missing"),
    ] {
        let said = complaints(&PROCESSOR.replace(line, by), &[]);
        assert!(said.iter().any(|one| one.starts_with(&format!("probe.toml:{expected}"))), "{by}: {said:#?}");
    }
}

#[test]
fn p25_eu_only_refuses_processors_and_carriers_elsewhere() {
    let strict = [("VORZIMMER_PRIVACY_EU_ONLY", "true")];
    assert!(config(PROCESSOR, &strict).privacy.eu_only);
    let said = complaints(&PROCESSOR.replace("\"fr\"", "\"us\""), &strict);
    assert!(said[0].starts_with("probe.toml:5:10: [processor.brain] `region`: 'us' is outside"), "{said:#?}");

    let folder = tempfile::tempdir().unwrap();
    let ireland = with_carrier(folder.path());
    assert!(config(&ireland, &strict).privacy.eu_only);
    let said = complaints(&ireland.replace("\"ie1\"", "\"us1\""), &strict);
    assert!(said[0].starts_with("probe.toml:4:10: [carrier.main] `region`: it is outside"), "{said:#?}");
}

const EAR: &str = "[speech]\norder = [\"ear\", \"whisper\"]\n[[recogniser]]\nid = \"ear\"\nkind = \"deepgram\"\n\
     processor = \"brain\"\nurl = \"wss://api.example.com/v1/listen\"\nmodel = \"nova-3\"\n";

#[test]
fn recognisers_are_tried_in_the_order_written() {
    assert!(matches!(config("", &[]).speech.order.as_slice(), [RecogniserChoice::Here]), "whisper alone");
    let text = format!("{}{EAR}", PROCESSOR.replace("\"name\"", "\"voice\""));
    let order = config(&text, &[("VORZIMMER_RECOGNISER_EAR_KEY", TOKEN)]).speech.order;
    let [RecogniserChoice::Remote(ear), RecogniserChoice::Here] = order.as_slice() else { panic!("{order:?}") };
    assert_eq!((ear.kind, ear.model.as_str(), ear.processor.id.as_str()), (RemoteKind::Deepgram, "nova-3", "brain"));
    assert_eq!(ear.final_within, Duration::from_millis(1_500));
    assert_eq!(ear.key.as_ref().unwrap().expose_secret(), TOKEN);
    assert!(!format!("{ear:?}").contains(TOKEN));
    let alone = config(&text, &[("VORZIMMER_SPEECH_ORDER", "ear")]).speech.order;
    assert!(matches!(alone.as_slice(), [RecogniserChoice::Remote(_)]));
}

#[test]
fn p25_a_recogniser_is_spoken_to_as_its_processor_allows() {
    let good = format!("{}{EAR}", PROCESSOR.replace("\"name\"", "\"voice\""));
    for (from, to, expected) in [
        (
            "\"voice\"]",
            "\"name\"]",
            "[recogniser.ear] `processor`: 'brain' is sent callers' voices, and its `data` does",
        ),
        (
            "wss://api.example.com",
            "wss://other.example.com",
            "[recogniser.ear] `url`: 'other.example.com' is not among",
        ),
        ("wss://api", "https://api", "[recogniser.ear] `url`: 'https' is not how this kind is spoken to; write wss://"),
        ("kind = \"deepgram\"", "kind = \"siri\"", "[recogniser.ear] `kind`: 'siri' is not known"),
        ("processor = \"brain\"", "processor = \"who\"", "[recogniser.ear] `processor`: 'who' is no processor"),
        ("[\"ear\", \"whisper\"]", "[\"eye\"]", "[speech] `order`: 'eye' is no recogniser; write whisper"),
        ("[\"ear\", \"whisper\"]", "[\"ear\", \"ear\"]", "[speech] `order`: 'ear' stands in it twice"),
        ("model =", "api_key = \"x\"\nmodel =", "`api_key` is a secret"),
    ] {
        let text = good.replace(from, to);
        assert_ne!(text, good);
        let said = complaints(&text, &[]);
        assert!(said.iter().any(|one| one.contains(expected)), "{expected}: {said:#?}");
    }
}

const VOICES: &str = "[voice]\norder = [\"far\", \"own\", \"pico\", \"espeak\"]\n\
    [[processor]]\nid = \"far\"\nname = \"Voices Inc., Dublin\"\npurpose = \"speaks\"\nregion = \"ie\"\ndata = [\"speech\"]\n\
    legal_basis = \"Art. 6(1)(b) GDPR\"\nagreement = \"DPA 8\"\nhosts = [\"voices.example.com\"]\n\
    [[synthesiser]]\nid = \"far\"\nkind = \"elevenlabs\"\nprocessor = \"far\"\nurl = \"https://voices.example.com/v1\"\n\
    model = \"eleven_flash_v2_5\"\nvoice_de = \"Anna1\"\nvoice_en = \"Kate2\"\nfirst_audio_within = \"800 ms\"\n\
    [[synthesiser]]\nid = \"own\"\nkind = \"speech-api\"\nprocessor = \"far\"\nurl = \"https://voices.example.com/own\"\n\
    model = \"tts-1\"\nvoice_de = \"anna\"\nvoice_en = \"kate\"\nsample_hz = 22050\n\
    [[synthesiser]]\nid = \"pico\"\nkind = \"pico\"\nvoice_en = \"en-US\"\n";
const VOICE_KEY: (&str, &str) = ("VORZIMMER_SYNTHESISER_FAR_KEY", "secret-voice-key");

#[test]
fn voices_are_tried_in_the_order_that_is_configured() {
    let order = |text: &str, environment: &[(&str, &str)]| {
        let order = config(text, environment).voice.order.into_iter();
        let name = |speaker| match speaker {
            Speaker::BuiltIn => "built-in".to_owned(),
            Speaker::Other(other) => format!("{} within {} ms", other.id, other.first_audio_within.as_millis()),
        };
        order.map(name).collect::<Vec<_>>()
    };
    assert_eq!(order("", &[]), ["built-in"]);
    assert_eq!(
        order(VOICES, &[VOICE_KEY]),
        ["far within 800 ms", "own within 1500 ms", "pico within 1500 ms", "built-in"]
    );
    let shown = in_force(VOICES, &[VOICE_KEY], "synthesiser.far.key");
    assert_eq!(shown.value.as_deref(), Some("1 hidden"));
    rustls::crypto::ring::default_provider().install_default().ok();
    let voice = config(VOICES, &[VOICE_KEY]).voice;
    let name = vorzimmer::cli::startup::voice(&voice, None).unwrap().name().to_owned();
    assert_eq!(name, "eleven_flash_v2_5 at far, then tts-1 at far, then pico, then espeak-ng");
}

#[test]
fn p25_a_voice_is_refused_unless_its_processor_is_listed_with_what_it_is_sent() {
    for (line, by, expected) in [
        (
            "data = [\"speech\"]",
            "data = [\"words\"]",
            "`processor`: 'far' is not listed as being sent what the agent says",
        ),
        ("url = \"https://voices.example.com/v1\"", "url = \"https://other.example.com/v1\"", "is not among the hosts"),
        (
            "url = \"https://voices.example.com/v1\"",
            "url = \"http://voices.example.com/v1\"",
            "must not travel unencrypted",
        ),
        ("processor = \"far\"\nurl", "processor = \"near\"\nurl", "'near' is no processor that can be used"),
        ("\"far\", \"own\"", "\"far\", \"far\"", "`order`: 'far' stands in it twice"),
        (
            "\"pico\", \"espeak\"",
            "\"pico\", \"festival\"",
            "`order`: 'festival' is no voice that can be used; write espeak or",
        ),
        ("\"Anna1\"", "\"../../v2\"", "`voice_de`: '../../v2' is no voice's id"),
        ("id = \"pico\"", "id = \"espeak\"", "'espeak' is the name of the built-in voice"),
        ("kind = \"pico\"", "kind = \"pico\"\nkey = \"x\"", "key"),
        ("sample_hz = 22050", "sample_hz = 4000", "`sample_hz`: '4000' is no whole number within bounds"),
        ("voice_en = \"en-US\"", "voice_en = \"en-AU\"", "`voice_en`: 'en-AU' is not known; write en-GB or en-US"),
        (
            "first_audio_within = \"800 ms\"",
            "first_audio_within = \"9 s\"",
            "`first_audio_within`: '9 s' is out of bounds",
        ),
        ("model = \"tts-1\"", "model = \"tts-1\"\ntoken = \"x\"", "`token` is a secret"),
    ] {
        assert!(VOICES.contains(line), "{line}");
        let said = complaints(&VOICES.replace(line, by), &[VOICE_KEY]);
        assert!(said.iter().any(|one| one.contains(expected)), "{by}: {said:#?}");
    }
    let said = complaints(VOICES, &[]);
    assert!(said[0].contains("`key_files` is missing: ElevenLabs wants a key"), "{said:#?}");
    let strict = complaints(&VOICES.replace("\"ie\"", "\"us\""), &[VOICE_KEY, ("VORZIMMER_PRIVACY_EU_ONLY", "true")]);
    assert!(strict[0].contains("'us' is outside the European Union"), "{strict:#?}");
}

/// A language model at a processor of this machine that is sent this.
fn with_model(data: &str, summary: &str) -> String {
    format!(
        "[summary]\n{summary}\n[[processor]]\nid = \"brain\"\nname = \"A model\"\npurpose = \"words\"\nregion = \"here\"\n\
         data = [{data}]\nlegal_basis = \"Art. 6(1)(b) GDPR\"\nhosts = [\"127.0.0.1:9\"]\n[[llm]]\nid = \"brain\"\n\
         processor = \"brain\"\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"large-1\"\n"
    )
}

#[test]
fn calls_are_summarised_by_the_rules_unless_it_is_written_otherwise() {
    assert!(matches!(config("", &[]).summary, Summary::Rules));
    assert_eq!(in_force("", &[], "summary.kind").value.as_deref(), Some("rules"));
    assert!(matches!(config("[summary]\nkind = \"off\"", &[]).summary, Summary::Off));
    assert!(matches!(config("", &[("VORZIMMER_SUMMARY_KIND", "off")]).summary, Summary::Off));
    for named in ["", "llm = \"brain\""] {
        let text = with_model("\"words\"", &format!("kind = \"llm\"\nwithin = \"5 s\"\ntokens_max = 100\n{named}"));
        let Summary::Llm { llm, within, tokens_max } = config(&text, &[]).summary else { panic!("{text}") };
        assert_eq!((llm.id.as_str(), within, tokens_max), ("brain", Duration::from_secs(5), 100));
    }
}

#[test]
fn p25_a_summary_is_worded_by_a_listed_model_that_is_sent_words() {
    for (text, said) in [
        ("[summary]\nkind = \"llm\"".to_owned(), "there is no [[llm]] to word it"),
        ("[summary]\nkind = \"always\"".to_owned(), "'always' is not known"),
        ("[summary]\nkinds = \"rules\"".to_owned(), "kinds"),
        (with_model("\"words\"", "kind = \"llm\"\nllm = \"other\""), "'other' is no language model"),
        (with_model("\"words\"", "kind = \"llm\"\nwithin = \"61 s\""), "within"),
        (with_model("\"words\"", "kind = \"llm\"\ntokens_max = 5"), "tokens_max"),
        (with_model("\"speech\"", "kind = \"llm\""), "its `data` does not say so"),
    ] {
        let said_of_it = complaints(&text, &[]);
        assert!(said_of_it.iter().any(|one| one.contains(said)), "{said}: {said_of_it:#?}");
    }
}

#[test]
fn p27_a_secret_that_others_may_read_is_refused_whatever_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    let file = secret.display();
    write_secret(&secret, "0123456789abcdef0123456789abcdef");
    let texts = [
        format!("[[carrier]]\nid = \"main\"\naccount = \"{ACCOUNT}\"\nregion = \"ie1\"\ntoken_files = [\"{file}\"]\n"),
        format!("[[llm]]\nid = \"own\"\nurl = \"http://127.0.0.1:1/v1\"\nmodel = \"m\"\nkey_files = [\"{file}\"]\n"),
        format!("[database]\nurl = \"postgres://office@localhost/office\"\npassword_file = \"{file}\"\n"),
    ];
    let of_the_mode = |text: &str| complaints(text, &[]).into_iter().find(|line| line.contains("others may read it"));
    for mode in [0o640, 0o604, 0o644, 0o660] {
        fs::set_permissions(&secret, fs::Permissions::from_mode(mode)).unwrap();
        for text in &texts {
            let said = of_the_mode(text).unwrap_or_else(|| panic!("{mode:o} passes: {text}"));
            let remedy = format!("(mode {mode:o}); run: chmod 600 {file}");
            assert!(said.contains(&remedy) && !said.contains("0123456789"), "{said}");
        }
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&secret, fs::Permissions::from_mode(mode)).unwrap();
        assert!(texts.iter().all(|text| of_the_mode(text).is_none()), "{mode:o}");
    }
}

#[test]
fn one_mistake_makes_no_other_key_unknown() {
    let commented: Vec<_> = EXAMPLE.lines().map(uncommented).collect();
    let is_setting = |line: &str| line.contains(" = ") && !line.starts_with('#');
    let settings: Vec<_> = (0..commented.len()).filter(|at| is_setting(commented[*at])).collect();
    assert!(settings.len() > 80, "the example is taken apart");
    for at in settings {
        let (key, _) = commented[at].split_once(" = ").unwrap();
        let faulty = format!("{key} = \"?!\"");
        let lines: Vec<_> =
            commented.iter().enumerate().map(|(n, line)| if n == at { &faulty } else { *line }).collect();
        let unknown: Vec<_> =
            complaints(&lines.join("\n"), &[]).into_iter().filter(|one| one.contains("not known here")).collect();
        assert!(unknown.is_empty(), "with a wrong {key}: {unknown:#?}");
    }
}

#[test]
fn the_public_url_is_what_the_carrier_signs() {
    for (url, part) in [
        ("https://phone.example.org/", "ends with a slash"),
        ("https://phone.example.org/office/", "ends with a slash"),
        ("https://phone.example.org//office", "has an empty part"),
        ("https://phone.example.org/twilio/voice", "names a path of this server"),
    ] {
        let found = complaints(&format!("[server]\npublic_url = \"{url}\"\n"), &[]);
        assert!(found.len() == 1 && found[0].contains(part), "{url}: {found:?}");
        assert!(found[0].contains("write it like https://phone.example.org"), "{found:?}");
    }
    for url in ["https://phone.example.org", "https://example.org:8443/office"] {
        assert!(complaints(&format!("[server]\npublic_url = \"{url}\"\n"), &[]).is_empty(), "{url}");
    }
}

#[test]
fn a_speech_model_is_one_that_there_is() {
    let found = complaints("[speech]\nopen_model = \"large\"\nclosed_model = \"base-q8_0\"\n", &[]);
    assert!(found.len() == 1 && found[0].contains("'large' is no speech model; write one of"), "{found:?}");
}

#[test]
fn what_is_named_and_not_there_is_found_by_the_check_alone() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    fs::write(place.join("plain"), "no program").unwrap();
    fs::create_dir(place.join("empty")).unwrap();
    let vorzimmer = |text: &str, arguments: &[&str]| {
        fs::write(place.join("vorzimmer.toml"), text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
        let output = command.current_dir(place).args(arguments).env_remove("VORZIMMER_CONFIG").output().unwrap();
        (output.status.code(), [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat())
    };
    for (text, part) in [
        ("[prompts]\nfolder = \"absent\"\n", "vorzimmer.toml:2:1: [prompts] `folder`: there is no folder 'absent'"),
        ("[prompts]\nfolder = \"plain\"\n", "[prompts] `folder`: 'plain' is no folder"),
        ("[prompts]\nfolder = \"empty\"\n", "write a folder that holds all wordings"),
        ("[speech]\nmodels = \"absent\"\n", "[speech] `models`: there is no folder 'absent'"),
        ("[speech]\nmodels = \"plain\"\n", "[speech] `models`: 'plain' is no folder"),
        ("[speech]\nmodels = \"empty\"\nopen_model = \"small-q8_0\"\n", "vorzimmer models fetch small-q8_0"),
        ("[voice]\nprogram = \"no-such-voice\"\n", "[voice] `program`: there is no program 'no-such-voice'"),
        ("[voice]\nprogram = \"./absent\"\n", "there is no program './absent'"),
        ("[voice]\nprogram = \"./plain\"\n", "'./plain' cannot be run: it is not executable; run: chmod +x ./plain"),
        ("[database]\nurl = \"sqlite://absent/office.db\"\n", "[database] `url`: there is no folder 'absent'"),
        ("[keys]\nfile = \"absent\"\n", "[keys] `file`: there is no file 'absent'"),
    ] {
        let (code, said) = vorzimmer(text, &["config", "check"]);
        assert!(code == Some(2) && said.contains(part) && !said.contains("all well"), "{text}: {said}");
        let (code, said) = vorzimmer(text, &["config", "check", "--json"]);
        assert!(code == Some(2) && said.contains("\"problem\":"), "{text}: {said}");
        let (code, said) = vorzimmer(text, &["chat", "--business", "nosuch"]);
        assert!(code == Some(2) && (text.contains("prompts") || said.contains("find the business")), "{text}: {said}");
    }
    let (code, said) = vorzimmer("", &["config", "check"]);
    assert!(code == Some(0), "what nobody wrote is left to doctor: {said}");
}
