//! The classes of events and the words that name them.

use variorum_core::EventClass;

/// The class of an event word in dictionary form, verb or noun. "say" has none here: who said what is
/// an attribution.
pub(super) fn class(lemma: &str) -> Option<EventClass> {
    use EventClass::*;
    Some(match lemma {
        // PLOVER CONSULT: visits and meetings.
        "visit" | "arrive" | "arrival" | "trip" | "tour" | "travel" | "fly" | "head" => Visit,
        "meet" | "meeting" | "talk" | "summit" => Meet,
        // PLOVER AID.
        "send" | "supply" | "provide" | "transfer" | "deliver" | "ship" | "give" | "donate" => Supply,
        "seek" | "request" | "ask" | "demand" => Seek,
        "use" | "deploy" => Use,
        // PLOVER ASSAULT, FIGHT.
        "attack" | "strike" | "bomb" | "shell" | "raid" | "invade" | "shoot" | "fire" => Attack,
        "kill" | "die" | "death" | "dead" | "murder" => Kill,
        "injure" | "wound" | "hurt" | "treat" | "hospitalize" | "injury" => Injure,
        // PLOVER COERCE.
        "arrest" | "detain" | "seize" | "custody" => Arrest,
        "charge" | "indict" | "accuse" | "sue" => Charge,
        "sentence" | "convict" | "fine" | "jail" => Sentence,
        "sanction" | "ban" | "bar" => Sanction,
        "vote" | "elect" | "ballot" | "poll" => Vote,
        "appoint" | "nominate" | "name" | "hire" | "pick" => Appoint,
        "resign" | "quit" | "step" | "retire" => Resign,
        // PLOVER AGREE, REJECT.
        "agree" | "sign" | "approve" | "accept" | "deal" | "pass" => Agree,
        "reject" | "refuse" | "oppose" | "deny" | "veto" => Reject,
        "launch" | "start" | "begin" => Launch,
        // PLOVER PROTEST.
        "protest" | "march" | "rally" | "demonstrate" | "demonstration" | "strike-action" => Protest,
        "win" | "beat" | "defeat" | "victory" => Win,
        "lose" | "loss" => Lose,
        "rise" | "increase" | "grow" | "climb" | "gain" | "jump" => Rise,
        "fall" | "drop" | "decline" | "decrease" | "sink" => Fall,
        "pay" | "spend" | "cost" | "buy" | "sell" | "invest" => Pay,
        "evacuate" | "flee" | "leave" | "evacuation" => Evacuate,
        "flood" | "storm" | "quake" | "earthquake" | "crash" | "collapse" | "burn" | "explode"
        | "explosion" => Disaster,
        "damage" | "destroy" | "break" => Damage,
        "investigate" | "probe" | "search" | "inquiry" | "investigation" => Investigate,
        "close" | "shut" | "halt" | "stop" | "suspend" => Close,
        "open" | "reopen" | "resume" => Open,
        "move" | "return" | "deport" => Move,
        "post" | "publish" | "release" | "surface" | "emerge" | "leak" | "air" | "broadcast" => Publish,
        // PLOVER CONCEDE.
        "admit" | "concede" | "acknowledge" | "apologize" | "apologise" | "apology" | "regret" => Concede,
        _ => return None,
    })
}
