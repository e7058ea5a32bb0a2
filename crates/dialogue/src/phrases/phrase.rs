//! The list of all fixed wordings and the values that each is given.
use super::declare::phrases;

// Values that recur: `date` and `time` come without a preposition ('Donnerstag, den 3. Dezember', '15 Uhr'; 'Thursday the 3rd
// of December', '3 pm'); `day` with one, as said in passing ('morgen', 'am Freitag'); `service` is the service's first name, without an
// article, which the filters `der`, `den`, `einen` and `a` put before it (`{{ service|der }}`: 'die Füllung');
// `resource` is empty where it is not to be spoken (machines, the only one there is).
phrases! {
    /// Before anything else (P01): AI, business, written down, where the notice is. At most 6 s.
    Disclosure = "disclosure" ["business"];
    /// The caller spoke during the disclosure and has stopped.
    SpokeEarly = "spoke_early" [];
    /// After the last silent wait, before hanging up.
    SilenceGoodbye = "silence_goodbye" [];
    /// The call has reached its greatest length.
    LimitGoodbye = "limit_goodbye" [];
    /// The last words of a good call.
    Goodbye = "goodbye" [];
    /// Technical trouble: please say it again.
    Apology = "apology" [];
    /// Fills the wait for a slow tool.
    Filler = "filler" [];
    /// The line is bad: offers keys and a message.
    HearBadly = "hear_badly" [];
    /// The call is being handed to a person.
    Connecting = "connecting" [];
    /// An emergency (P33): hang up and dial 112; meanwhile a person is called.
    ConnectingEmergency = "connecting_emergency" [];
    /// This caller was put through often enough today (P28): asks for a message.
    TransfersSpent = "transfers_spent" [];
    /// No more bookings in this call (P28); the offer of a person follows.
    TooManyInCall = "too_many_in_call" [];
    /// The caller has as many open appointments as a caller may have (P28); the offer of a person follows.
    TooManyOpen = "too_many_open" [];
    /// No more look-ups of own appointments today (P28): it is passed on.
    LookupsSpent = "lookups_spent" [];
    /// Nobody can be rung: asks for a message.
    TransferUnavailable = "transfer_unavailable" [];
    /// The facts of a booking, without a question. `then`: what follows the first of several appointments, comma included.
    ReadBackBook = "read_back_book" ["service", "resource", "date", "time", "then", "name", "details"];
    /// The facts of a move: where it goes, without a question.
    ReadBackMove = "read_back_move" ["service", "resource", "date", "time", "name"];
    /// The facts of a cancellation, without a question. `service` is empty under secrecy.
    ReadBackCancel = "read_back_cancel" ["service", "resource", "date", "time", "name"];
    /// The question after the facts.
    ReadBackQuestion = "read_back_question" [];
    /// It is booked.
    Booked = "booked" ["date", "time"];
    /// It is moved.
    Moved = "moved" ["date", "time"];
    /// It is cancelled.
    Cancelled = "cancelled" ["date", "time"];
    /// The store could not be reached; nothing was done.
    DeedFailed = "deed_failed" [];
    /// Nothing was understood: please say it again.
    NotUnderstoodRepeat = "not_understood_repeat" [];
    /// To 'is that the …?', 'who is there?'.
    ThisIs = "this_is" ["business"];
    /// To a greeting alone: greets and asks.
    GreetBack = "greet_back" [];
    /// To 'why do you ask that?'.
    WhatFor = "what_for" [];
    /// To 'are you a robot?' (P02): fixed, whichever engine runs.
    RobotAnswer = "robot_answer" ["business"];
    /// To 'Datenschutz' (P20): what is done with the caller's data, and where the notice is.
    PrivacyAnswer = "privacy_answer" ["business"];

    /// After the disclosure.
    Greeting = "greeting" [];
    /// The caller's wish was not understood, the second time: what can be done here.
    AskWishAgain = "ask_wish_again" [];
    /// The caller is silent; a question follows.
    StillThere = "still_there" [];
    /// What is to be done; `services` are some examples.
    AskService = "ask_service" ["services"];
    /// The same, asked again; `services` are all.
    AskServiceAgain = "ask_service_again" ["services"];
    /// Which of several services was meant.
    WhichService = "which_service" ["services", "whom"];
    /// Of several people: whether somebody wants what others like them mostly do.
    SuggestService = "suggest_service" ["services", "whom"];
    /// Of several people: what somebody wants.
    AskGuestService = "ask_guest_service" ["whom"];
    /// The caller, as one of several people.
    ForCaller = "for_caller" [];
    /// Somebody of whom nothing is known, as one of several people.
    ForOther = "for_other" [];
    /// On which day, or when.
    AskDate = "ask_date" [];
    /// The same, asked again, with an example.
    AskDateAgain = "ask_date_again" [];
    /// On which day, when the time is known.
    AskDay = "ask_day" [];
    /// At what time.
    AskTime = "ask_time" [];
    /// The same, asked again, with an example.
    AskTimeAgain = "ask_time_again" [];
    /// Which of several readings of a time was meant.
    WhichTime = "which_time" ["times"];
    /// There is no such date or time.
    ImpossibleTime = "impossible_time" [];
    /// Weekday and date exclude each other.
    ContradictoryTime = "contradictory_time" [];
    /// Free slots, with the question which.
    Offer = "offer" ["slots"];
    /// The only free slot, with the question whether it suits.
    OfferOne = "offer_one" ["slot"];
    /// Which of the slots offered, asked again.
    AskChoiceAgain = "ask_choice_again" ["slots"];
    /// None of the slots offered suits: when else.
    AskOtherTime = "ask_other_time" [];
    /// The slot wished for is free.
    SlotFree = "slot_free" ["day", "time", "resource", "then"];
    /// The time wished for is taken.
    Taken = "taken" ["day", "time", "resource"];
    /// The slot went to somebody else while it was talked about.
    TakenMeanwhile = "taken_meanwhile" [];
    /// Closed on that day of the week.
    ClosedDay = "closed_day" ["day"];
    /// Closed on that day, for a reason ('Weihnachten', company holidays).
    ClosedHoliday = "closed_holiday" ["day", "holiday"];
    /// What company holidays are called.
    CompanyHoliday = "company_holiday" [];
    /// Open on that day, but not then.
    OutsideHours = "outside_hours" [];
    /// Open then, but not for as long as it takes.
    TooLong = "too_long" [];
    /// Whoever was asked for is not there that day.
    NotThere = "not_there" ["resource", "day"];
    /// The same, with the weekdays on which they are.
    ThereOn = "there_on" ["resource", "day", "weekdays"];
    /// When somebody is there on a day.
    ThereFrom = "there_from" ["resource", "day", "hours"];
    /// Nobody does the service that day.
    NotOnThatDay = "not_on_that_day" ["service", "day"];
    /// The same, with the weekdays on which somebody does.
    OfferedOn = "offered_on" ["service", "day", "weekdays"];
    /// Nobody does the service at that time of the day.
    NotThen = "not_then" ["service"];
    /// Whoever was asked for is there that day, but not then.
    NotThereThen = "not_there_then" ["resource"];
    /// Something asked beside a yes that the agent cannot tell.
    NotKnown = "not_known" [];
    /// Something asked or told beside a booking: it goes with it to the business.
    RemarkNoted = "remark_noted" [];
    /// Somebody wants what is on no list by that name; the services are named.
    NotListed = "not_listed" ["wanted", "services"];
    /// Several appointments in a rhythm are wished for: the first is booked, and the wish goes with it.
    SeriesNoted = "series_noted" [];
    /// No appointment begins at that minute.
    OffGrid = "off_grid" ["time"];
    /// Too short a notice.
    TooSoon = "too_soon" [];
    /// Beyond the horizon.
    TooFar = "too_far" [];
    /// Over already.
    Past = "past" [];
    /// Nothing is free in the time wished for.
    NothingFree = "nothing_free" ["day"];
    /// Nothing is free in the days wished for.
    NothingFreeThen = "nothing_free_then" [];
    /// Each of several things can be had in the time wished for, but not all of them.
    NotAllOfIt = "not_all_of_it" [];
    /// Nothing is free as far as can be booked: offers a message.
    NothingFreeAtAll = "nothing_free_at_all" [];
    /// Who of the people offers the service, when the one wished for does not.
    OfferedBy = "offered_by" ["service", "resources"];
    /// In whose name.
    AskName = "ask_name" [];
    /// The same, asked again.
    AskNameAgain = "ask_name_again" [];
    /// Please spell it.
    SpellName = "spell_name" [];
    /// The name letter by letter, with the question whether it is right.
    CheckName = "check_name" ["name", "letters"];
    /// The name is taken as it was heard.
    NameByEar = "name_by_ear" ["name"];
    /// Whether this person is wished for, whose name was misheard.
    AskPersonMeant = "ask_person_meant" ["people"];
    /// Which of these people is wished for.
    AskPerson = "ask_person" ["people"];
    /// A detail, in the business's own question.
    AskDetail = "ask_detail" ["question"];
    /// The same, asked again.
    AskDetailAgain = "ask_detail_again" ["question"];
    /// The same, with a word for each letter: it was misheard before.
    SpellDetail = "spell_detail" ["question"];
    /// A detail that the caller does not know: it is brought along.
    BringDetail = "bring_detail" [];
    /// Under which number the caller can be reached.
    AskPhone = "ask_phone" [];
    /// The same, by keys.
    AskPhoneAgain = "ask_phone_again" [];
    /// The number as understood, with the question whether it is right.
    CheckPhone = "check_phone" ["number"];
    /// In whose name the own appointment is.
    AskOwnName = "ask_own_name" [];
    /// First and last name, when the name said found nothing.
    AskFullName = "ask_full_name" [];
    /// On which day the own appointment is.
    AskOwnDate = "ask_own_date" [];
    /// At what time the own appointment is.
    AskOwnTime = "ask_own_time" [];
    /// No appointment is found by what was said; a question for it follows.
    OwnNotFound = "own_not_found" [];
    /// No appointment is found: it is passed on as a message.
    OwnNotFoundMessage = "own_not_found_message" [];
    /// The own appointments.
    OwnAppointments = "own_appointments" ["appointments"];
    /// Which of the own appointments.
    WhichOwn = "which_own" ["appointments"];
    /// To when an own appointment is to be moved.
    AskNewTime = "ask_new_time" ["day", "time"];
    /// The text of a message about an appointment that was not found. For the owner, not spoken.
    NoteOwn = "note_own" ["wish", "time"];
    /// What the caller wanted with it: cancel, move, hear of it. For the owner, not spoken.
    NoteCancel = "note_cancel" [];
    /// See [`Phrase::NoteCancel`].
    NoteMove = "note_move" [];
    /// See [`Phrase::NoteCancel`].
    NoteMine = "note_mine" [];
    /// The text of a request for a call back when nothing else was understood. For the owner, not spoken.
    NoteCallback = "note_callback" [];
    /// Offers a person or a message, after failures.
    OfferTransfer = "offer_transfer" [];
    /// The last resort: somebody will call back; then goodbye.
    CallbackGoodbye = "callback_goodbye" [];
    /// What is to be passed on.
    AskMessage = "ask_message" [];
    /// The same, asked again.
    AskMessageAgain = "ask_message_again" [];
    /// What only a person knows is passed on.
    PassedOn = "passed_on" [];
    /// Sorry for what the caller complains of; it is passed on.
    ComplaintSorry = "complaint_sorry" [];
    /// Thanks for telling of being late.
    LateNoted = "late_noted" [];
    /// A request about the caller's data is passed on.
    PrivacyNoted = "privacy_noted" [];
    /// The message is kept.
    MessageLeft = "message_left" [];
    /// The request for a call back is kept.
    CallbackLeft = "callback_left" [];
    /// The request about data is kept; it is answered within a month (Art. 12(3)).
    PrivacyLeft = "privacy_left" [];
    /// Anything else?
    More = "more" [];
    /// The caller said yes to that: what.
    WhatMore = "what_more" [];
    /// An own appointment stands as it was.
    AppointmentStays = "appointment_stays" [];
    /// What of the read-back is to be changed.
    AskChange = "ask_change" [];
    /// The caller gave the booking up.
    NothingBooked = "nothing_booked" [];
    /// The caller gave a further booking up, after one that stands.
    NothingMoreBooked = "nothing_more_booked" [];
    /// Goodbye before a booking was finished: nothing is booked.
    GoodbyeUnfinished = "goodbye_unfinished" [];
    /// What a service costs.
    PriceIs = "price_is" ["service", "price"];
    /// What a service costs is not known here.
    PriceUnknown = "price_unknown" ["service"];
    /// How long a service takes.
    DurationIs = "duration_is" ["service", "duration"];
    /// What a service costs and how long it takes.
    PriceAndDuration = "price_and_duration" ["service", "price", "duration"];
    /// The week's opening hours.
    HoursWeek = "hours_week" ["hours"];
    /// Closed on all of several days, for a reason.
    ClosedThen = "closed_then" ["holiday"];
    /// A day's opening hours.
    HoursDay = "hours_day" ["day", "hours"];
    /// Where the business is.
    AddressIs = "address_is" ["street", "city"];
    /// The owner's answer, with the date on which it was last checked (empty if never).
    QuestionAnswer = "question_answer" ["answer", "checked"];
    /// A question without an answer: offers to pass it on.
    QuestionUnknown = "question_unknown" [];
    /// Whether a question of the owner's list is meant, by the owner's word for it.
    AskQuestionMeant = "ask_question_meant" ["topic"];
    /// To sales calls.
    Solicitation = "solicitation" [];
    /// To abuse.
    Abuse = "abuse" [];
    /// To abuse that does not stop: the end of the call.
    AbuseGoodbye = "abuse_goodbye" [];
    /// To a wrong number.
    WrongNumber = "wrong_number" ["business"];
    /// To what has nothing to do with the business.
    OffTopic = "off_topic" ["business"];
    /// Before something is said again.
    Again = "again" [];
    /// The caller needs a moment.
    Waiting = "waiting" [];
    /// To thanks in mid-conversation.
    Welcome = "welcome" [];
    /// The language asked for is not spoken here.
    LanguageUnavailable = "language_unavailable" [];
}
