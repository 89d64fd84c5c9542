//! Indonesian. What it shares with Malay stands in one of the two.

use super::Language;
use super::lexicon::Lexicon;

pub(super) static LEXICON: Lexicon = Lexicon {
    language: Language::Indonesian,
    opt_out: &[
        "hentikan",
        "hentikan pesan",
        "berhenti langganan",
        "berhenti berlangganan",
        "stop langganan",
        "stop berlangganan",
        "stop pesan",
        "stop kirim pesan",
        "stop promosi",
        "stop iklan",
        "jangan kirim pesan",
        "jangan kirim pesan lagi",
        "jangan kirimi saya pesan",
        "jangan kirimi saya pesan lagi",
        "jangan hubungi saya",
        "jangan hubungi saya lagi",
        "tidak mau terima pesan lagi",
        "saya tidak mau menerima pesan lagi",
    ],
    opt_in: &["mulai", "mulai lagi", "berlangganan", "berlangganan lagi", "saya mau berlangganan"],
    delete: &["hapus", "hapuskan", "hapuslah", "delete", "saya ingin menghapus", "saya mau hapus"],
    personal_data: &[
        "data saya",
        "semua data saya",
        "seluruh data saya",
        "data pribadi saya",
        "semua data pribadi saya",
        "data aku",
        "dataku",
        "data peribadi saya",
        "informasi saya",
        "informasi pribadi saya",
    ],
    polite: &["silakan", "silahkan", "makasih", "dong", "min", "admin", "kak", "pak", "bu"],
    confirm_opt_out: "Kami tidak akan mengirim pesan lebih dulu lagi. Jika Anda bertanya, kami tetap menjawab. Balas “MULAI” untuk menerima pesan kami kembali.",
    confirm_opt_in: "Anda akan menerima pesan kami lagi; balas “STOP” kapan saja untuk menghentikannya.",
    confirm_erase: "Data Anda sedang dihapus: kode konfirmasi Anda {code}, dan statusnya dapat dilihat di {url}",
};
