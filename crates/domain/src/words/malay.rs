//! Malay. What it shares with Indonesian stands in one of the two.

use super::Language;
use super::lexicon::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    language: Language::Malay,
    opt_out: &[
        "berhenti",
        "henti",
        "henti langganan",
        "hentikan langganan",
        "berhenti melanggan",
        "nyahlanggan",
        "stop mesej",
        "stop hantar mesej",
        "hentikan mesej",
        "jangan hantar mesej",
        "jangan hantar mesej lagi",
        "jangan mesej saya",
        "jangan mesej saya lagi",
        "tak nak mesej lagi",
        "tak mahu mesej lagi",
        "tidak mahu mesej lagi",
        "saya tak nak terima mesej lagi",
        "saya tidak mahu terima mesej lagi",
    ],
    opt_in: &["mula", "mulakan", "mula semula", "langgan", "melanggan", "langgan semula"],
    delete: &["padam", "padamkan", "buang", "saya nak padam", "saya mahu padam"],
    personal_data: &[
        "data saya",
        "semua data saya",
        "data peribadi saya",
        "semua data peribadi saya",
        "data aku",
        "maklumat saya",
        "semua maklumat saya",
        "maklumat peribadi saya",
    ],
    polite: &["tolong", "sila", "mohon", "minta", "harap", "terima kasih", "tq", "ya", "lah", "tuan", "puan"],
    confirm_opt_out: "Kami tidak akan menghantar mesej dahulu lagi. Jika anda bertanya, kami tetap menjawab. Balas “MULA” untuk menerima mesej kami semula.",
    confirm_opt_in: "Anda akan menerima mesej kami semula; balas “BERHENTI” pada bila-bila masa untuk menghentikannya.",
    confirm_erase: "Data anda sedang dipadamkan: kod pengesahan anda ialah {code}, dan statusnya boleh disemak di {url}",
};
