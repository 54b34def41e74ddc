//! The words by which other languages credit somebody: common verbs of saying in the forms of news reports,
//! what stands before them, and phrases like "according to". Collected from the grammars' lists of such verbs.

use variorum_core::Language;

/// The words of one language, in lower case.
pub(super) struct Table {
    /// Verb forms that credit somebody by themselves.
    pub(super) verbs: &'static [&'static str],
    /// Participles that do after a helper.
    pub(super) participles: &'static [&'static str],
    pub(super) helpers: &'static [&'static str],
    /// Phrases before whom they credit.
    pub(super) according: &'static [&'static [&'static str]],
    /// What a phrase for somebody may begin with when it has no capital.
    pub(super) openers: &'static [&'static str],
    /// Words that end such a phrase.
    pub(super) stops: &'static [&'static str],
    /// Words that may stand between a helper and its participle, or a verb and its subject.
    pub(super) adverbs: &'static [&'static str],
}

/// The words of a language; `None` where there is no table.
pub(super) fn table(language: Language) -> Option<&'static Table> {
    Some(match language {
        Language::French => &FRENCH,
        Language::German => &GERMAN,
        Language::Spanish => &SPANISH,
        Language::Italian => &ITALIAN,
        Language::Portuguese => &PORTUGUESE,
        Language::Dutch => &DUTCH,
        Language::English | Language::Other => return None,
    })
}

#[rustfmt::skip]
static FRENCH: Table = Table {
    verbs: &[
        "dit", "déclare", "déclarait", "déclara", "affirme", "affirmait", "affirma", "explique",
        "expliquait", "expliqua", "raconte", "racontait", "raconta", "assure", "assurait", "assura",
        "ajoute", "ajoutait", "ajouta", "estime", "estimait", "estima", "précise", "précisait", "précisa",
        "indique", "indiquait", "indiqua", "rappelle", "rappelait", "rappela", "souligne", "soulignait",
        "souligna", "regrette", "regrettait", "regretta", "confie", "confiait", "confia", "insiste",
        "insistait", "insista", "répond", "répondait", "répondit", "répète", "répéta", "demande",
        "demandait", "demanda", "lance", "lançait", "lança", "dénonce", "dénonçait", "dénonça", "promet",
        "promettait", "promit", "prévient", "avertit", "conclut", "résume", "poursuit", "reprend", "reprit",
        "soupire", "soupira", "crie", "criait", "criaient", "cria", "hurle", "murmure", "murmura", "écrit",
        "écrivait", "écrivit", "évoque", "parle", "juge", "jugeait", "jugea", "reconnaît", "admet",
        "annonce", "annonçait", "annonça", "déplore", "déplorait", "témoigne", "témoignait", "souvient",
        "souvenait", "interroge", "interrogeait", "rétorque", "rétorqua", "réplique", "répliqua",
        "commente", "observe", "constate", "note", "remarque", "plaide", "martèle", "tranche", "ironise",
        "tweete", "lit",
    ],
    participles: &[
        "dit", "déclaré", "affirmé", "expliqué", "raconté", "assuré", "ajouté", "estimé", "précisé",
        "indiqué", "rappelé", "souligné", "regretté", "confié", "insisté", "répondu", "répété", "demandé",
        "lancé", "dénoncé", "promis", "prévenu", "averti", "conclu", "résumé", "poursuivi", "repris",
        "soupiré", "crié", "hurlé", "murmuré", "écrit", "évoqué", "parlé", "jugé", "reconnu", "admis",
        "annoncé", "déploré", "témoigné", "juré", "rétorqué", "répliqué", "commenté", "observé", "constaté",
        "noté", "lâché", "salué", "confirmé", "tweeté", "qualifié", "fustigé", "lu", "martelé",
    ],
    helpers: &["a", "ont", "avait", "avaient", "est", "s’est", "s'est"],
    according: &[
        &["selon"], &["d’après"], &["d'après"], &["pour"], &["à", "en", "croire"], &["aux", "yeux", "de"],
        &["de", "l’avis", "de"],
    ],
    openers: &[
        "le", "la", "les", "un", "une", "son", "sa", "ses", "des", "il", "elle", "ils", "elles", "on",
        "notre", "leur", "ce", "cette", "plusieurs", "certains",
    ],
    stops: &[
        "à", "dans", "sur", "devant", "lors", "avant", "après", "en", "que", "qui", "lundi", "mardi",
        "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "hier", "au", "par", "pour", "depuis", "et",
        "il", "elle",
    ],
    adverbs: &[
        "simplement", "aussi", "encore", "ensuite", "alors", "enfin", "également", "déjà", "seulement",
        "toujours", "notamment", "se", "s", "y", "lui", "vite", "clairement",
    ],
};

#[rustfmt::skip]
static GERMAN: Table = Table {
    verbs: &[
        "sagt", "sagte", "sagten", "sagen", "erklärt", "erklärte", "erklärten", "betont", "betonte",
        "meint", "meinte", "erzählt", "erzählte", "berichtet", "berichtete", "warnt", "warnte", "klagt",
        "klagte", "fragt", "fragte", "fragten", "antwortet", "antwortete", "ergänzt", "ergänzte", "fügt",
        "fügte", "wiederholt", "wiederholte", "behauptet", "behauptete", "verspricht", "versprach",
        "schreibt", "schrieb", "ruft", "rief", "riefen", "schreit", "schrie", "flüstert", "flüsterte",
        "seufzt", "seufzte", "kritisiert", "kritisierte", "lobt", "lobte", "nennt", "nannte", "bezeichnet",
        "bezeichnete", "bestätigt", "bestätigte", "versichert", "versicherte", "fordert", "forderte",
        "spricht", "sprach", "teilt", "teilte", "teilten", "bedauert", "bedauerte", "erinnert", "erinnerte",
        "schwört", "schwor", "entgegnet", "entgegnete", "erwidert", "erwiderte", "präzisiert",
        "präzisierte", "stellt", "stellte", "liest", "las", "twittert", "twitterte", "findet", "fand",
        "glaubt", "glaubte", "räumt", "räumte", "kündigt", "kündigte", "heißt", "hieß", "resümiert",
        "bilanzierte", "mahnt", "mahnte",
    ],
    participles: &[
        "gesagt", "erklärt", "betont", "erzählt", "geschrieben", "gefragt", "gerufen", "versprochen",
    ],
    helpers: &["hat", "hatte", "haben", "hatten"],
    according: &[
        &["laut"], &["so"], &["nach", "angaben"], &["nach", "worten"], &["nach", "ansicht"], &["zufolge"],
    ],
    openers: &[
        "der", "die", "das", "ein", "eine", "einer", "einem", "sein", "seine", "ihr", "ihre", "er", "sie",
        "es", "wir", "mehrere", "viele", "dem", "des",
    ],
    stops: &[
        "am", "in", "im", "auf", "bei", "vor", "nach", "von", "mit", "zu", "zum", "zur", "nur", "und",
        "dass", "gestern", "heute", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
        "sonntag", "den", "sich", "ist", "war", "waren", "sind", "fielen", "mit", "an", "als", "wohl",
        "hinzu", "vor", "fest",
    ],
    adverbs: &["auch", "noch", "nur", "dann", "weiter", "zudem", "hinzu", "sich", "es", "wörtlich", "dazu"],
};

#[rustfmt::skip]
static SPANISH: Table = Table {
    verbs: &[
        "dice", "dijo", "decía", "dijeron", "declara", "declaró", "declararon", "afirma", "afirmó",
        "explica", "explicó", "cuenta", "contó", "asegura", "aseguró", "añade", "añadió", "agrega",
        "agregó", "señala", "señaló", "indica", "indicó", "precisa", "precisó", "recuerda", "recordó",
        "lamenta", "lamentó", "insiste", "insistió", "insisten", "responde", "respondió", "repite",
        "repitió", "pregunta", "preguntó", "denuncia", "denunció", "promete", "prometió", "advierte",
        "advirtió", "concluye", "concluyó", "suspira", "suspiró", "grita", "gritó", "gritaban", "gritaron",
        "susurra", "susurró", "escribe", "escribió", "habla", "habló", "cree", "creía", "considera",
        "consideró", "opina", "opinó", "sostiene", "sostuvo", "juró", "replica", "replicó", "confirma",
        "confirmó", "elogia", "elogió", "califica", "calificó", "tuiteó", "reconoce", "reconoció", "admite",
        "admitió", "subraya", "subrayó", "destaca", "destacó", "critica", "criticó", "leyó", "lee",
        "comenta", "comentó", "manifestó", "apunta", "apuntó", "exclamó",
    ],
    participles: &[
        "dicho", "declarado", "afirmado", "explicado", "contado", "asegurado", "añadido", "señalado",
        "indicado", "precisado", "recordado", "lamentado", "respondido", "repetido", "denunciado",
        "prometido", "advertido", "escrito", "confirmado", "reconocido", "subrayado", "destacado",
    ],
    helpers: &["ha", "han", "había", "habían"],
    according: &[
        &["según"], &["de", "acuerdo", "con"], &["a", "juicio", "de"], &["para"], &["en", "palabras", "de"],
        &["en", "opinión", "de"],
    ],
    openers: &[
        "el", "la", "los", "las", "un", "una", "su", "sus", "él", "ella", "ellos", "ellas", "este", "esta",
        "varios", "uno",
    ],
    stops: &[
        "en", "ante", "al", "a", "durante", "tras", "antes", "después", "que", "lunes", "martes",
        "miércoles", "jueves", "viernes", "sábado", "domingo", "ayer", "hoy", "por", "para", "con", "sobre",
        "desde", "y", "simplemente",
    ],
    adverbs: &[
        "también", "además", "luego", "entonces", "solo", "sólo", "simplemente", "se", "le", "les", "ya",
        "no",
    ],
};

#[rustfmt::skip]
static ITALIAN: Table = Table {
    verbs: &[
        "dice", "disse", "diceva", "dicono", "dichiara", "dichiarò", "afferma", "affermò", "spiega",
        "spiegò", "racconta", "raccontò", "assicura", "assicurò", "aggiunge", "aggiunse", "sottolinea",
        "sottolineò", "precisa", "precisò", "ricorda", "ricordò", "lamenta", "lamentò", "insiste",
        "insistono", "insisteva", "risponde", "rispose", "ripete", "ripeté", "chiede", "chiese", "denuncia",
        "denunciò", "promette", "promise", "avverte", "avvertì", "conclude", "concluse", "sospira",
        "sospirò", "grida", "gridò", "gridavano", "sussurra", "sussurrò", "scrive", "scrisse", "parla",
        "parlò", "crede", "ritiene", "riteneva", "pensa", "sostiene", "sosteneva", "giura", "giurò",
        "ribatte", "ribatté", "replica", "replicò", "conferma", "confermò", "loda", "definisce", "definì",
        "ammette", "ammise", "rammarica", "commenta", "commentò", "osserva", "osservò", "riprese",
        "riprende", "legge", "esclama", "esclamò",
    ],
    participles: &[
        "detto", "dichiarato", "affermato", "spiegato", "raccontato", "assicurato", "aggiunto",
        "sottolineato", "precisato", "ricordato", "lamentato", "insistito", "risposto", "ripetuto",
        "chiesto", "denunciato", "promesso", "avvertito", "concluso", "gridato", "urlato", "scritto",
        "parlato", "giurato", "ribattuto", "replicato", "confermato", "lodato", "definito", "ammesso",
        "commentato", "osservato", "comunicato", "letto", "twittato", "sussurrato",
    ],
    helpers: &["ha", "hanno", "aveva", "avevano", "si"],
    according: &[
        &["secondo"], &["stando", "al"], &["stando", "alla"], &["stando", "a"], &["per"], &["a", "detta",
        "dei"], &["a", "detta", "di"], &["a", "giudizio", "di"],
    ],
    openers: &[
        "il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "suo", "sua", "lui", "lei", "loro",
        "alcuni", "diversi",
    ],
    stops: &[
        "a", "in", "davanti", "durante", "dopo", "prima", "che", "lunedì", "martedì", "mercoledì",
        "giovedì", "venerdì", "sabato", "domenica", "ieri", "oggi", "per", "con", "su", "da", "sono", "è",
        "e", "al", "alla",
    ],
    adverbs: &[
        "anche", "ancora", "poi", "infine", "soltanto", "solo", "si", "gli", "le", "già", "semplicemente",
    ],
};

#[rustfmt::skip]
static PORTUGUESE: Table = Table {
    verbs: &[
        "diz", "disse", "dizia", "disseram", "declara", "declarou", "declararam", "afirma", "afirmou",
        "explica", "explicou", "conta", "contou", "assegura", "assegurou", "garante", "garantiu",
        "acrescenta", "acrescentou", "sublinha", "sublinhou", "destaca", "destacou", "indica", "indicou",
        "informa", "informou", "precisa", "precisou", "recorda", "recordou", "lembra", "lembrou", "lamenta",
        "lamentou", "insiste", "insistiu", "insistem", "responde", "respondeu", "repete", "repetiu",
        "pergunta", "perguntou", "denuncia", "denunciou", "promete", "prometeu", "alerta", "alertou",
        "conclui", "concluiu", "suspira", "suspirou", "grita", "gritou", "gritavam", "gritaram", "sussurra",
        "sussurrou", "escreve", "escreveu", "fala", "falou", "acredita", "acreditava", "considera",
        "considerou", "defende", "defendeu", "jurou", "retorquiu", "confirma", "confirmou", "elogia",
        "elogiou", "classifica", "classificou", "tuitou", "reconhece", "reconheceu", "admite", "admitiu",
        "critica", "criticou", "leu", "lê", "comenta", "comentou", "avisa", "avisou", "exclamou",
    ],
    participles: &[
        "dito", "declarado", "afirmado", "explicado", "contado", "garantido", "acrescentado", "escrito",
    ],
    helpers: &["tem", "têm", "tinha", "tinham", "havia"],
    according: &[
        &["segundo"], &["de", "acordo", "com"], &["para"], &["no", "dizer", "dos"], &["no", "dizer", "de"],
        &["conforme"], &["na", "opinião", "de"],
    ],
    openers: &[
        "o", "a", "os", "as", "um", "uma", "seu", "sua", "ele", "ela", "eles", "elas", "este", "esta",
        "vários",
    ],
    stops: &[
        "em", "no", "na", "diante", "durante", "após", "antes", "que", "segunda", "terça", "quarta",
        "quinta", "sexta", "sábado", "domingo", "ontem", "hoje", "por", "para", "com", "sobre", "desde",
        "e", "ao", "à", "apenas",
    ],
    adverbs: &["também", "ainda", "depois", "então", "apenas", "só", "se", "lhe", "já", "simplesmente"],
};

#[rustfmt::skip]
static DUTCH: Table = Table {
    verbs: &[
        "zegt", "zei", "zeiden", "zeggen", "verklaart", "verklaarde", "verklaarden", "vertelt", "vertelde",
        "stelt", "stelde", "meldt", "meldde", "waarschuwt", "waarschuwde", "klaagt", "klaagde", "vraagt",
        "vroeg", "vroegen", "antwoordt", "antwoordde", "voegt", "voegde", "herhaalt", "herhaalde",
        "beweert", "beweerde", "belooft", "beloofde", "schrijft", "schreef", "roept", "riep", "riepen",
        "schreeuwt", "schreeuwde", "fluistert", "fluisterde", "zucht", "zuchtte", "noemt", "noemde",
        "noemden", "bevestigt", "bevestigde", "verzekert", "verzekerde", "spreekt", "sprak", "betreurt",
        "betreurde", "herinnert", "herinnerde", "zweert", "zwoer", "reageert", "reageerde", "preciseert",
        "preciseerde", "prijst", "prees", "vindt", "vond", "denkt", "dacht", "klinkt", "klonk", "las",
        "leest", "twittert", "twitterde", "benadrukt", "benadrukte", "erkent", "erkende", "concludeert",
        "concludeerde", "eist", "eiste",
    ],
    participles: &[
        "gezegd", "verklaard", "verteld", "geschreven", "gevraagd", "beloofd", "bevestigd", "gemeld",
    ],
    helpers: &["heeft", "had", "hebben", "hadden"],
    according: &[
        &["volgens"], &["aldus"], &["naar", "zeggen", "van"],
    ],
    openers: &[
        "de", "het", "een", "zijn", "haar", "hun", "hij", "ze", "zij", "we", "wij", "enkele", "meerdere",
        "burgemeester", "minister", "premier", "dokter", "voorzitter", "directeur", "woordvoerder",
    ],
    stops: &[
        "in", "op", "bij", "voor", "na", "van", "met", "te", "alleen", "en", "dat", "gisteren", "vandaag",
        "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "zich", "is", "was",
        "ging", "viel", "zat", "als", "het", "eraan",
    ],
    adverbs: &["ook", "nog", "toen", "dan", "verder", "alleen", "eraan", "zich", "er"],
};
