//! What each file says, read from the file by eye: asset, event, ids, person, moment, words and the rest.

/// File and what it says.
pub(super) const EXPECTED: &[(&str, &str)] = &[
    ("fb-messaging-approles", "page 12345654332 thread_control Roles psid:987654321432"),
    (
        "fb-messaging-delivery-basic",
        "page 12345654332 delivered psid:987654321432 mid.1458668856218:ed81099e15d3f4f233 until=1458668856253",
    ),
    (
        "fb-messaging-message-basic-echo",
        "page 12345654332 echo mid.1457764197618:41d102a3e1ae206a38 to psid:987654321432 1457764197627 text text=hello, world! app=1517776481860111 metadata=DEVELOPER_DEFINED_METADATA_STRING",
    ),
    (
        "fb-messaging-message-edits",
        "page 12345654332 message_edit mid.1457764197618:41d102a3e1ae206a38 psid:987654321432 hello, world! Some(37)",
    ),
    (
        "fb-messaging-message-fallback-attachment",
        "page 12345654332 message mid.1458696618141:b4ef9d19ec21086067 psid:987654321432 1458696618268 share kind=fallback title=Legacy Attachment url=https://www.messenger.com/",
    ),
    ("fb-messaging-message-isdeleted", "page 12345654332 unsend message_id psid:987654321432"),
    (
        "fb-messaging-message-location-attachment",
        "page 12345654332 message mid.1458696618141:b4ef9d19ec21086067 psid:987654321432 1458696618268 location Some(12.34) Some(43.21)",
    ),
    (
        "fb-messaging-message-media-attachment",
        "page 12345654332 message mid.1458696618141:b4ef9d19ec21086067 psid:987654321432 1458696618268 image url=IMAGE_URL",
    ),
    (
        "fb-messaging-message-product-template",
        r#"page 682498302938465 message mid.$cAAJdkrCd2ORnva8ErFhjGm0X_Q_c psid:<PSID> 1518479195308 products [ProductCard { id: Some("<PRODUCT_ID>"), retailer_id: Some("<EXTERNAL_ID>"), title: Some("Some product title"), subtitle: Some("$40") }]"#,
    ),
    (
        "fb-messaging-message-referral-ad",
        "page 682498302938465 message m_abc psid:1836 1759999999000 text text=oi ref=r1 source=ADS ad=6045246247433 headline=Promo product=77",
    ),
    (
        "fb-messaging-message-reply-1",
        "page 12345654332 message mid.1457764197618:41d102a3e1ae206a38 psid:987654321432 1457764197627 text text=hello, world! answers=very_long_id_representing_the_original_message",
    ),
    (
        "fb-messaging-message-sticker",
        "page 12345654332 message mid.12345654332:226a70a704 psid:987654321432 1476219900918 sticker url=https://scontent.xx.fbcdn.net/sticker.png sticker=56789012345678",
    ),
    (
        "fb-messaging-message-sticker-2026",
        "page 682498302938465 message m_abd psid:1836 1759999999000 sticker url=https://example.com/s.png sticker=369239263222822",
    ),
    ("fb-messaging-optin-basic", r#"page 12345654332 optin psid:987654321432 Some("PASS_THROUGH_PARAM")"#),
    ("fb-messaging-policy-callback-block", "page 12345654332 policy_enforcement action=block"),
    (
        "fb-messaging-postback-basic",
        "page 12345654332 postback postback.987654321432.1458692752478 psid:987654321432 1458692752478 postback payload=USER_DEFINED_PAYLOAD",
    ),
    (
        "fb-messaging-postback-referral",
        "page 12345654332 postback postback.987654321432.1458692752478 psid:987654321432 1458692752478 postback payload=USER_DEFINED_PAYLOAD ref=ref_data_in_m_dot_me_param source=SHORTLINK",
    ),
    (
        "fb-messaging-reaction-2",
        "page 1234567890321 message_reaction original_message_id psid:USER_ID taken back",
    ),
    ("fb-messaging-read-basic", "page 12345654332 seen psid:987654321432 until=1458668856253"),
    (
        "fb-messaging-referral-basic",
        "page 12345654332 referral psid:987654321432 ref=ref_data_in_m_dot_me_param source=SHORTLINK",
    ),
    (
        "fb-messaging-take-thread-control",
        "page 1234567890321 thread_control Take psid:USER_ID from=PREVIOUS_OWNER_APP_ID metadata=METADATA",
    ),
    (
        "fb-standby-message-basic-echo",
        "page 12345654332 standby echo mid.1457764197618:41d102a3e1ae206a38 to psid:987654321432 1457764197627 text text=hello, world! app=1517776481860111 metadata=DEVELOPER_DEFINED_METADATA_STRING",
    ),
    (
        "ig-changes-comments",
        "instagram 0 comment 123456789 add post=76543987 parent=987654321 from=1234536447 name=testuser product=FEED text=This is an example.",
    ),
    ("ig-changes-comments-minimal", "instagram 0 comment 123456789 add text=This is an example."),
    ("ig-changes-live-comments", "instagram 0 comment 123456789 add text=This is an example. live"),
    (
        "ig-changes-story-insights",
        r#"instagram 0 story_insights 17887498072083520 [("exits", 3), ("impressions", 444), ("reach", 44), ("replies", 0), ("taps_back", 3), ("taps_forward", 4)]"#,
    ),
    (
        "ig-fblogin-comments-ad",
        "instagram 17841405822304914 comment 17894227972186121 add post=17918195224117852 parent=17894227972186120 from=5614879045272581 name=maria product=AD ad=120226305854810726 text=ainda tem?",
    ),
    (
        "ig-login-comments-flat",
        "instagram 17841405822304914 comment 17894227972186120 add post=17918195224117851 from=5614879045272581 name=maria product=REELS text=preço?",
    ),
    (
        "ig-messaging-attachment-unsupported",
        "instagram 17841452691600098 message aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDUyNjkxNjAwMDk4OjM0MDI4MjM2Njg0MTcxMDMwMDk0OTEyODUyNTYwOTEwODQ0ODU4MjozMDc2OTU4MTA5OTY0OTI5MzAzMjAwODc1MDUxMTE2MTM0NAZDZD igsid:5614879045272581 1668022333735 unsupported kind=unsupported_type url=https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=17997",
    ),
    (
        "ig-messaging-audio",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk5 igsid:5614879045272581 1759999999000 audio url=https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=2&signature=x",
    ),
    (
        "ig-messaging-deleted",
        "instagram 17841405822304914 unsend aWdfZAG1faXRlbToxOk1 igsid:5614879045272581",
    ),
    (
        "ig-messaging-ig-reel-share",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk6 igsid:5614879045272581 1759999999000 share kind=ig_reel id=17950000000000000 title=Reel url=https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=3&sig",
    ),
    (
        "ig-messaging-image",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk4 igsid:5614879045272581 1759999999000 image url=https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x",
    ),
    (
        "ig-messaging-inline-reply",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk9 igsid:5614879045272581 1759999999000 text text=esse aqui answers=aWdfZAG1faXRlbToxOk2",
    ),
    (
        "ig-messaging-message-edit",
        "instagram 17841405822304914 message_edit aWdfZAG1faXRlbToxOk1 igsid:5614879045272581 Olá, tem no tamanho G? Some(1)",
    ),
    (
        "ig-messaging-postback",
        "instagram 17841405822304914 postback aWdfZAG1faXRlbToxOkD igsid:5614879045272581 1759999999000 postback text=Falar com vendedor payload=HUMAN",
    ),
    (
        "ig-messaging-quick-reply",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOkB igsid:5614879045272581 1759999999000 quick_reply text=Ver catálogo payload=CATALOG",
    ),
    (
        "ig-messaging-reaction",
        "instagram 17841405822304914 message_reaction aWdfZAG1faXRlbToxOk2 igsid:5614879045272581 ❤️",
    ),
    (
        "ig-messaging-referral-ad",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOkC igsid:5614879045272581 1759999999000 text text=Quero saber mais ref=promo1 source=ADS ad=120226305854810726 headline=Camisetas",
    ),
    (
        "ig-messaging-referral-igme",
        "instagram 17841405822304914 referral igsid:5614879045272581 ref=site-footer source=https://ig.me/m/loja",
    ),
    ("ig-messaging-seen", "instagram 17841452691600098 seen igsid:5614879045272581 MESSAGE-ID"),
    (
        "ig-messaging-self-test",
        "instagram 17841405822304914 echo aWdfZAG1faXRlbToxOk3 to igsid:17841405822304914 1759999999000 text text=test self",
    ),
    (
        "ig-messaging-story-mention",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk7 igsid:5614879045272581 1759999999000 story_mention kind=story_mention url=https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=4&sig",
    ),
    (
        "ig-messaging-story-reply",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk8 igsid:5614879045272581 1759999999000 text text=quanto custa? story=17990000000000001 sticker=https://example.com/p/1",
    ),
    (
        "ig-messaging-text",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOk1 igsid:5614879045272581 1759999999000 text text=Olá, tem no tamanho M?",
    ),
    (
        "ig-messaging-text-echo",
        "instagram 17841405822304914 echo aWdfZAG1faXRlbToxOk2 to igsid:5614879045272581 1759999999000 text text=Sim, temos!",
    ),
    (
        "ig-messaging-unreaction",
        "instagram 17841405822304914 message_reaction aWdfZAG1faXRlbToxOk2 igsid:5614879045272581 taken back",
    ),
    (
        "ig-messaging-unsupported",
        "instagram 17841405822304914 message aWdfZAG1faXRlbToxOkA igsid:5614879045272581 1759999999000 unsupported",
    ),
    (
        "ig-standby-text",
        "instagram 17841405822304914 standby message aWdfZAG1faXRlbToxOkE igsid:5614879045272581 1759999999000 text text=oi",
    ),
    (
        "page-feed-comment-add-with-photo",
        "page 1234567890321 comment 901097836652708_903438993085259 add post=1234567890321_901097836652708 from=1234567890321 name=Tester text=and the next one own",
    ),
    (
        "page-feed-comment-edited-25",
        "page 1234567890321 comment 900728623356296_900744590021366 edited post=1234567890321_900728623356296 from=1234567890321 name=Tester text=Let's see the Webhooks in action :D own",
    ),
    (
        "page-feed-comment-hide",
        "page 1234567890321 comment 900728623356296_900744590021366 hide post=1234567890321_901097836652708 from=1234567890321 name=Tester text=and the next one own",
    ),
    (
        "page-feed-photo-add-25",
        "page 1234567890321 feed_change verb=add post=1234567890321_900767076685784 from=1234567890321 link=https://www.example.org/test.jpg own=yes",
    ),
    (
        "page-feed-post-add-25",
        "page 1234567890321 feed_change verb=add post=1234567890321_7293787835232 from=8423678347823 text=Let's check this",
    ),
    (
        "page-feed-post-edit",
        "page 1234567890321 feed_change verb=edit post=1234567890321_7293787835232 from=8423678347823 text=Let's check this",
    ),
    (
        "page-feed-status-add-25",
        "page 1234567890321 feed_change verb=add post=1234567890321_930145403745849 from=1234567890321 own=yes text=This is just a short test message",
    ),
    ("page-feed-two-entries-25", "unknown parking + unknown payment_options"),
    (
        "page-feed-video-add",
        "page 1234567890321 feed_change verb=add post=1234567890321_901097836652708 from=1234567890321 link=https://www.example.org/test.mp4 own=yes text=Test video",
    ),
    (
        "page-mention-comment-add",
        "page 1234567890321 mention post=1234567890321_7363534231324 comment=7363534231324_3754798971271444 verb=add text=Just a test message",
    ),
    (
        "page-mention-post-add-real",
        "page 1234567890321 mention post=1234567890321_98722536423179 verb=add text=A test post message",
    ),
];
