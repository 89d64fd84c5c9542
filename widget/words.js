// The words of the chat's own buttons and notes. What the shop says comes from its settings.
// One line of words a language, in the order of KEYS: eleven of them have to fit into the widget's size.

const KEYS =
  "open close write send picture assistant person personHere typing sending sent seen failed offline kept data about " +
  "reach email phone save saved download erase sure cancel erased status back gone slow unavailable you";

const LANGUAGES = {
  en:
    "Chat with us|Close|Write a message|Send|Send a picture|Assistant|Staff|A person is with you|Typing…|" +
    "Sending…|Sent|Seen|Not sent. Try again|No connection. Trying again…|" +
    "What you send is kept until {n} days after the last message.|Your data|" +
    "Only {shop} and the services that run this chat handle your messages.|" +
    "How can we reach you later?|E-mail|Phone with country code|Save|Saved|Download|Erase everything|" +
    "Erase for good? Nobody can bring it back.|Cancel|Erased. Your confirmation code:|Show the status|" +
    "Back|No longer available|That was a lot. Please wait a minute.|This chat is not available now.|You",
  ms:
    "Berbual dengan kami|Tutup|Tulis mesej|Hantar|Hantar gambar|Pembantu|Staf|Seorang staf bersama anda|" +
    "Menaip…|Menghantar…|Dihantar|Dilihat|Tidak dihantar. Cuba lagi|Tiada sambungan. Mencuba lagi…|" +
    "Apa yang anda hantar disimpan sehingga {n} hari selepas mesej terakhir.|Data anda|" +
    "Hanya {shop} dan perkhidmatan yang menjalankan sembang ini mengendalikan mesej anda.|" +
    "Bagaimana kami boleh hubungi anda nanti?|E-mel|Telefon dengan kod negara|Simpan|Disimpan|Muat turun|" +
    "Padam semuanya|Padam selamanya? Tiada siapa dapat memulihkannya.|Batal|" +
    "Dipadam. Kod pengesahan anda:|Lihat status|Kembali|Tidak lagi tersedia|" +
    "Terlalu banyak mesej. Sila tunggu seminit.|Sembang ini tidak tersedia sekarang.|Anda",
  id:
    "Ngobrol dengan kami|Tutup|Tulis pesan|Kirim|Kirim gambar|Asisten|Staf|Seorang staf bersama Anda|" +
    "Mengetik…|Mengirim…|Terkirim|Dilihat|Tidak terkirim. Coba lagi|Tidak ada koneksi. Mencoba lagi…|" +
    "Yang Anda kirim disimpan sampai {n} hari setelah pesan terakhir.|Data Anda|" +
    "Hanya {shop} dan layanan yang menjalankan obrolan ini yang menangani pesan Anda.|" +
    "Bagaimana kami bisa menghubungi Anda nanti?|E-mail|Telepon dengan kode negara|Simpan|Tersimpan|" +
    "Unduh|Hapus semuanya|Hapus selamanya? Tidak ada yang bisa memulihkannya.|Batal|" +
    "Dihapus. Kode konfirmasi Anda:|Lihat status|Kembali|Tidak tersedia lagi|" +
    "Terlalu banyak pesan. Tunggu satu menit.|Obrolan ini tidak tersedia sekarang.|Anda",
  zh:
    "与我们聊天|关闭|输入消息|发送|发送图片|助手|店员|店员正在为您服务|正在输入…|发送中…|已发送|已读|未发送，点此重试|网络中断，正在重试…|" +
    "您发送的内容会保留到最后一条消息之后 {n} 天。|您的数据|只有 {shop} 和运行此聊天的服务会处理您的消息。|之后怎样联系您？|电子邮箱|电话（含国家代码）|保存|" +
    "已保存|下载|全部删除|永久删除？之后无法恢复。|取消|已删除。您的确认码：|查看状态|返回|已不可用|消息太多，请稍等一分钟。|聊天暂时不可用。|您",
  ar:
    "تحدث معنا|إغلاق|اكتب رسالة|إرسال|إرسال صورة|المساعد|الموظف|أحد الموظفين معك الآن|يكتب…|" +
    "جارٍ الإرسال…|أُرسلت|قُرئت|لم تُرسل. حاول مرة أخرى|لا يوجد اتصال. نحاول من جديد…|" +
    "يُحفظ ما ترسله حتى {n} يومًا بعد آخر رسالة.|بياناتك|" +
    "لا يتعامل مع رسائلك إلا {shop} والخدمات التي تشغّل هذه المحادثة.|" +
    "كيف نتواصل معك لاحقًا؟|البريد الإلكتروني|الهاتف مع رمز البلد|حفظ|حُفظ|تنزيل|محو كل شيء|" +
    "هل تمحو نهائيًا؟ لا يمكن لأحد استعادتها.|إلغاء|تم المحو. رمز التأكيد:|عرض الحالة|رجوع|لم يعد متاحًا|" +
    "رسائل كثيرة. انتظر دقيقة من فضلك.|المحادثة غير متاحة الآن.|أنت",
  es:
    "Chatea con nosotros|Cerrar|Escribe un mensaje|Enviar|Enviar una imagen|Asistente|Personal|" +
    "Te atiende una persona|Escribiendo…|Enviando…|Enviado|Visto|No enviado. Reintentar|" +
    "Sin conexión. Reintentando…|Lo que envíes se guarda hasta {n} días después del último mensaje.|" +
    "Tus datos|" +
    "Solo {shop} y los servicios que hacen funcionar este chat tratan tus mensajes.|" +
    "¿Cómo podemos contactarte luego?|Correo electrónico|Teléfono con código de país|Guardar|Guardado|" +
    "Descargar|Borrar todo|¿Borrar para siempre? Nadie podrá recuperarlo.|Cancelar|" +
    "Borrado. Tu código de confirmación:|Ver el estado|Atrás|Ya no está disponible|" +
    "Demasiados mensajes. Espera un minuto.|El chat no está disponible ahora.|Tú",
  pt:
    "Fale conosco|Fechar|Escreva uma mensagem|Enviar|Enviar uma imagem|Assistente|Equipe|" +
    "Uma pessoa está com você|Digitando…|Enviando…|Enviada|Vista|Não enviada. Tentar de novo|" +
    "Sem conexão. Tentando de novo…|O que você envia fica guardado até {n} dias após a última mensagem.|" +
    "Seus dados|" +
    "Só {shop} e os serviços que operam este chat tratam suas mensagens.|" +
    "Como podemos falar com você depois?|E-mail|Telefone com código do país|Salvar|Salvo|Baixar|" +
    "Apagar tudo|Apagar para sempre? Ninguém poderá recuperar.|Cancelar|" +
    "Apagado. Seu código de confirmação:|Ver o status|Voltar|Não está mais disponível|" +
    "Mensagens demais. Aguarde um minuto.|O chat não está disponível agora.|Você",
  fr:
    "Écrivez-nous|Fermer|Écrire un message|Envoyer|Envoyer une image|Assistant|Équipe|" +
    "Une personne vous répond|En train d’écrire…|Envoi…|Envoyé|Vu|Non envoyé. Réessayer|" +
    "Pas de connexion. Nouvel essai…|" +
    "Vos envois sont conservés jusqu’à {n} jours après le dernier message.|Vos données|" +
    "Seuls {shop} et les services qui font fonctionner ce chat traitent vos messages.|" +
    "Comment vous joindre plus tard ?|E-mail|Téléphone avec indicatif du pays|Enregistrer|Enregistré|" +
    "Télécharger|Tout effacer|Effacer pour de bon ? Personne ne pourra les retrouver.|Annuler|" +
    "Effacé. Votre code de confirmation :|Voir l’état|Retour|N’est plus disponible|" +
    "Trop de messages. Patientez une minute.|Le chat n’est pas disponible.|Vous",
  tr:
    "Bize yazın|Kapat|Mesaj yazın|Gönder|Resim gönder|Asistan|Personel|Bir çalışan sizinle|Yazıyor…|" +
    "Gönderiliyor…|Gönderildi|Görüldü|Gönderilemedi. Yeniden dene|Bağlantı yok. Yeniden deneniyor…|" +
    "Gönderdikleriniz son mesajdan {n} gün sonrasına kadar saklanır.|Verileriniz|" +
    "Mesajlarınızı yalnızca {shop} ve bu sohbeti çalıştıran hizmetler işler.|" +
    "Size sonra nasıl ulaşalım?|E-posta|Ülke koduyla telefon|Kaydet|Kaydedildi|İndir|Her şeyi sil|" +
    "Kalıcı olarak silinsin mi? Geri getirilemez.|Vazgeç|Silindi. Onay kodunuz:|Durumu göster|Geri|" +
    "Artık yok|Çok fazla mesaj. Bir dakika bekleyin.|Sohbet şu anda kullanılamıyor.|Siz",
  hi:
    "हमसे बात करें|बंद करें|संदेश लिखें|भेजें|तस्वीर भेजें|सहायक|स्टाफ़|एक व्यक्ति आपके साथ है|" +
    "लिख रहे हैं…|भेजा जा रहा है…|भेजा गया|देखा गया|नहीं भेजा गया। फिर कोशिश करें|" +
    "कनेक्शन नहीं है। फिर कोशिश हो रही है…|आपका भेजा हुआ अंतिम संदेश के {n} दिन बाद तक रखा जाता है।|" +
    "आपका डेटा|" +
    "आपके संदेश केवल {shop} और इस चैट को चलाने वाली सेवाएँ देखती हैं।|" +
    "बाद में आपसे कैसे संपर्क करें?|ई-मेल|देश कोड सहित फ़ोन|सहेजें|सहेजा गया|डाउनलोड|सब कुछ मिटाएँ|" +
    "हमेशा के लिए मिटाएँ? इसे वापस नहीं लाया जा सकता।|रद्द करें|मिटा दिया गया। आपका पुष्टि कोड:|" +
    "स्थिति देखें|वापस|अब उपलब्ध नहीं|बहुत सारे संदेश। एक मिनट रुकें।|चैट अभी उपलब्ध नहीं है।|आप",
  ru:
    "Напишите нам|Закрыть|Напишите сообщение|Отправить|Отправить картинку|Помощник|Сотрудник|" +
    "С вами человек|Печатает…|Отправляется…|Отправлено|Просмотрено|Не отправлено. Повторить|" +
    "Нет связи. Пробуем снова…|Отправленное хранится {n} дней после последнего сообщения.|Ваши данные|" +
    "Ваши сообщения видят только {shop} и службы, на которых работает этот чат.|" +
    "Как связаться с вами позже?|Эл. почта|Телефон с кодом страны|Сохранить|Сохранено|Скачать|" +
    "Стереть всё|Стереть навсегда? Вернуть будет нельзя.|Отмена|Стёрто. Ваш код подтверждения:|" +
    "Показать статус|Назад|Больше недоступно|Слишком много сообщений. Подождите минуту.|" +
    "Чат сейчас недоступен.|Вы",
};

/** Languages that are written from right to left; the page may speak one that we do not. */
const RIGHT_TO_LEFT = /^(ar|he|fa|ur|ps|sd|yi|dv|ckb)\b/i;

/** The first language of `wished` that we speak. */
export const languageOf = (wished) =>
  wished.map((tag) => (tag || "").toLowerCase().split("-")[0]).find((tag) => LANGUAGES[tag]) || "en";

export const directionOf = (language) => (RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr");

/** The words of a language by their names. */
export const wordsOf = (language) => {
  const said = LANGUAGES[language].split("|");
  return Object.fromEntries(KEYS.split(" ").map((key, at) => [key, said[at]]));
};
