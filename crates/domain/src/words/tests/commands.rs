//! Commands as people type them, language by language.

use crate::words::Command::{Erase, OptIn, OptOut};
use crate::words::Language::*;
use crate::words::{Command, Language, Match, command, lexicon, recognise};

fn each_is(language: Language, expected: Command, texts: &[&str]) {
    for text in texts {
        assert_eq!(recognise(text), Some(Match { command: expected, language }), "{text}");
        assert_eq!(command(text), Some(expected), "{text}");
    }
}

#[test]
fn english() {
    let out = [
        "STOP",
        "StopAll",
        "UNSUBSCRIBE",
        "Opt-Out",
        "OPTOUT",
        "revoke",
        "Stop.",
        "stop!!!",
        "\"Stop\"",
        "please stop",
        "Stop, thank you",
        "Don’t message me",
        "stop 🙏🏽",
        "🛑 STOP 🛑",
        "*STOP*",
        "ＳＴＯＰ",
        "S\u{200b}TO\u{200d}P\u{feff}",
        "S.T.O.P",
        "STOOOOP",
        "stopp",
        "Stop stop stop",
        "stöp",
        " \n stop\t",
        "Stop?",
        "Please remove me from your list.",
        "Hi, I want to opt out",
    ];
    each_is(English, OptOut, &out);
    each_is(English, OptIn, &["START", "Unstop", "subscribe", "opt in", "OPT-IN please", "«Start»"]);
    each_is(
        English,
        Erase,
        &[
            "DELETE MY DATA",
            "please delete all my data!",
            "Erase my personal data, thanks.",
            "“delete my data”",
            "Delete My Information",
            "I want you to delete my data",
        ],
    );
}

#[test]
fn malay_and_indonesian() {
    each_is(Malay, OptOut, &["BERHENTI", "Tolong berhenti ya", "jangan hantar mesej lagi", "nyah-langgan"]);
    each_is(Malay, OptIn, &["MULA", "langgan semula"]);
    each_is(
        Malay,
        Erase,
        &["Padam data saya", "sila padamkan semua data peribadi saya", "padam maklumat saya."],
    );
    each_is(
        Indonesian,
        OptOut,
        &["Berhenti berlangganan", "stop kirim pesan dong", "jangan hubungi saya lagi!"],
    );
    each_is(Indonesian, OptIn, &["mulai", "Berlangganan lagi"]);
    each_is(
        Indonesian,
        Erase,
        &["hapus data saya", "Mohon hapus semua data pribadi saya, terima kasih", "Hapus dataku"],
    );
}

#[test]
fn chinese() {
    each_is(
        SimplifiedChinese,
        OptOut,
        &["停止", "退订", "请停止。", "取消订阅", "请不要再给我发消息了，谢谢！", "停 止"],
    );
    each_is(SimplifiedChinese, OptIn, &["开始", "订阅", "请恢复订阅"]);
    each_is(
        SimplifiedChinese,
        Erase,
        &["删除我的数据", "请删除我的个人信息", "麻烦把我的数据删掉，谢谢", "“删除我的所有数据”"],
    );
    each_is(TraditionalChinese, OptOut, &["退訂", "請勿打擾", "取消訂閱", "不要再傳訊息給我"]);
    each_is(TraditionalChinese, OptIn, &["開始", "「訂閱」"]);
    each_is(TraditionalChinese, Erase, &["刪除我的資料", "請刪除我的個人資料，謝謝", "刪除我的數據"]);
}

#[test]
fn arabic() {
    each_is(
        Arabic,
        OptOut,
        &[
            "توقف",
            "أوقف",
            "اوقف",
            "إيقاف",
            "ايقاف",
            "تَوَقَّفْ",
            "توقـــف",
            "إلغاء الاشتراك",
            "الغاء الاشتراك",
            "من فضلك توقف",
            "لا ترسل لي رسائل!",
            "\u{200f}توقف\u{200f}",
        ],
    );
    each_is(Arabic, OptIn, &["ابدأ", "إبدأ", "اِبْدَأْ", "ابد\u{627}\u{654}", "اشترك"]);
    each_is(
        Arabic,
        Erase,
        &[
            "احذف بياناتي",
            "إحذف بياناتي",
            "اِحْذِفْ بَيَانَاتِي",
            "احذف بياناتي الشخصية",
            "أرجو حذف بياناتي",
            "احذفوا جميع بياناتي من فضلكم",
            "مسح بياناتى",
        ],
    );
}

#[test]
fn spanish_and_portuguese() {
    each_is(
        Spanish,
        OptOut,
        &["BAJA", "Darme de baja", "no quiero recibir más mensajes", "Detener, por favor"],
    );
    each_is(Spanish, OptIn, &["Iniciar", "suscribirme", "¡Comenzar!"]);
    each_is(
        Spanish,
        Erase,
        &[
            "borra mis datos",
            "BORRAR MIS DATOS",
            "Por favor, eliminen todos mis datos personales",
            "elimine mi información",
        ],
    );
    each_is(
        Portuguese,
        OptOut,
        &["PARAR", "pare", "Descadastrar-me", "Não quero mais receber mensagens, obrigada"],
    );
    each_is(Portuguese, OptIn, &["começar", "COMECAR", "inscreva-me"]);
    each_is(
        Portuguese,
        Erase,
        &["apague meus dados", "Exclua os meus dados pessoais, por favor", "excluir minhas informações"],
    );
}

#[test]
fn russian_and_french() {
    each_is(
        Russian,
        OptOut,
        &["Стоп", "отпишите меня, пожалуйста", "Не присылайте мне сообщения!", "«СТОП»"],
    );
    each_is(Russian, OptIn, &["старт", "Подписаться"]);
    each_is(
        Russian,
        Erase,
        &["удалите мои данные", "Прошу удалить все мои персональные данные", "удали мою информацию"],
    );
    each_is(
        French,
        OptOut,
        &[
            "ARRÊT",
            "arret",
            "Désabonnez-moi svp",
            "s’il vous plaît arrêtez",
            "s il vous plait arrêter",
            "Ne m'envoyez plus de messages.",
            "STOP pub",
            "me désabonner",
        ],
    );
    each_is(French, OptIn, &["commencer", "Démarrer", "S’abonner"]);
    each_is(
        French,
        Erase,
        &[
            "supprimez mes données",
            "Veuillez effacer toutes mes données personnelles, merci d'avance",
            "SUPPRIMER MES DONNEES",
        ],
    );
}

#[test]
fn turkish_and_hindi() {
    each_is(
        Turkish,
        OptOut,
        &["DUR", "durdur", "Abonelikten çık", "ABONELİKTEN ÇIK", "lütfen mesaj göndermeyin"],
    );
    each_is(Turkish, OptIn, &["başla", "BASLA", "abone ol"]);
    each_is(
        Turkish,
        Erase,
        &["verilerimi sil", "VERİLERİMİ SİL", "Lütfen tüm kişisel verilerimi silin", "bilgilerimi silin"],
    );
    each_is(Hindi, OptOut, &["बंद करो", "कृपया बंद करें।", "स्टॉप", "मुझे मैसेज मत भेजो"]);
    each_is(Hindi, OptIn, &["शुरू", "शुरू करें"]);
    each_is(Hindi, Erase, &["मेरा डेटा हटाओ", "मेरा डेटा हटाएँ", "प्लीज़ मेरा डाटा डिलीट करो", "हटाओ मेरा डेटा"]);
    each_is(LatinHindi, OptOut, &["band karo", "Please message mat bhejo", "STOP KARO bhai"]);
    each_is(LatinHindi, OptIn, &["shuru karo", "start kar do"]);
    each_is(
        LatinHindi,
        Erase,
        &["mera data delete karo", "Mera saara data delete kar do please", "mera data hata do"],
    );
}

/// Each word of the tables is written as folding leaves it, is not eaten as politeness, and has one meaning.
#[test]
fn every_word_of_the_tables_means_what_its_table_says() {
    for lexicon in lexicon::ALL {
        each_is(lexicon.language, OptOut, lexicon.opt_out);
        each_is(lexicon.language, OptIn, lexicon.opt_in);
        for polite in lexicon.polite {
            assert_eq!(command(&format!("{polite} stop {polite}")), Some(OptOut), "{polite}");
            assert_eq!(command(polite), None, "{polite}");
        }
    }
}

#[test]
fn every_verb_deletes_all_personal_data() {
    for lexicon in lexicon::ALL {
        let orders =
            lexicon.delete.iter().flat_map(|verb| lexicon.personal_data.iter().map(move |data| (verb, data)));
        for (verb, data) in orders {
            each_is(lexicon.language, Erase, &[&format!("{verb} {data}")]);
            // "I want to delete" cannot come last, though the tables allow it.
            if !verb.contains(' ') {
                each_is(lexicon.language, Erase, &[&format!("{data} {verb}")]);
            }
        }
    }
}
