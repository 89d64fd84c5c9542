//! `POST /signup`.

use serde_json::{Value, json};

use crate::support::shop::{sign_up_form, text};
use crate::support::{Api, Run};

crate::suite![
    a_business_signs_up_and_its_token_works,
    every_bad_field_is_named,
    a_missing_field_and_an_unknown_one_are_named,
    what_is_not_json_is_malformed,
    an_email_is_used_once,
    by_default_only_the_first_business_signs_up,
    an_invitation_may_be_required,
    too_many_sign_ups_from_one_address_have_to_wait,
];

async fn a_business_signs_up_and_its_token_works(run: &'static Run) {
    let env = run.shared().await;
    let signed_up = env.api().post("/signup", &sign_up_form()).await.expect(201);
    let token = text(&signed_up, "token");
    run.seen.add(&token);
    assert_ne!(text(&signed_up, "tenant_id"), text(&signed_up, "member_id"));
    let settings = Api::new(&env.url(), Some(&token)).get("/settings").await.expect(200);
    assert_eq!(
        (&settings["shop"]["name"], &settings["shop"]["currency"]),
        (&json!("Kedai Seri"), &json!("MYR"))
    );
}

async fn every_bad_field_is_named(run: &'static Run) {
    let env = run.shared().await;
    let long = "x".repeat(200);
    let bad = [
        ("company", json!("")),
        ("company", json!(long)),
        ("company", json!("two\nlines")),
        ("name", json!("   ")),
        ("email", json!("no-at-sign.example.com")),
        ("email", json!("two words@example.com")),
        ("email", json!("owner@nowhere")),
        ("password", json!("short")),
        ("password", json!(long)),
        ("business_type", json!("")),
        ("country", json!("Malaysia")),
        ("country", json!("XX")),
        ("country", json!(7)),
    ];
    for (field, value) in bad {
        let mut form = sign_up_form();
        form[field] = value;
        env.api().post("/signup", &form).await.blames(field);
    }
}

async fn a_missing_field_and_an_unknown_one_are_named(run: &'static Run) {
    let env = run.shared().await;
    let mut form = sign_up_form();
    form.as_object_mut().expect("an object").remove("email");
    let problem = env.api().post("/signup", &form).await.problem(422);
    assert!(text(&problem, "detail").contains("email"), "{problem}");
    let mut form = sign_up_form();
    form["passwort"] = Value::from("a typing mistake");
    let problem = env.api().post("/signup", &form).await.problem(422);
    assert!(text(&problem, "detail").contains("passwort"), "{problem}");
}

async fn what_is_not_json_is_malformed(run: &'static Run) {
    let env = run.shared().await;
    for body in [&b"{"[..], b"company=Kedai", b"\xff"] {
        let reply = env.api().post_raw("/signup", body).await;
        assert_eq!(reply.status, 400, "{body:?}: {}", reply.body);
        reply.problem(400);
    }
    // No body at all counts as an empty object.
    env.api().post_raw("/signup", b"").await.problem(422);
    env.api().post_raw("/signup", &vec![b' '; 300 * 1024]).await.problem(413);
}

async fn an_email_is_used_once(run: &'static Run) {
    let env = run.shared().await;
    let mut form = sign_up_form();
    env.api().post("/signup", &form).await.expect(201);
    form["email"] = Value::from(text(&form, "email").to_uppercase());
    run.seen.add(&text(&form, "email"));
    env.api().post("/signup", &form).await.problem(409);
}

async fn by_default_only_the_first_business_signs_up(run: &'static Run) {
    // An empty value counts as missing, so this is the default.
    let env = run.own("first", &[("SIGNUP", "")]).await;
    let (api, forms) = (env.api(), [sign_up_form(), sign_up_form()]);
    let (first, second) = tokio::join!(api.post("/signup", &forms[0]), api.post("/signup", &forms[1]));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201, "one of two that race: {statuses:?}");
    assert!(matches!(statuses[1], 403 | 409), "one of two that race: {statuses:?}");
    let problem = env.api().post("/signup", &sign_up_form()).await.problem(403);
    assert!(!problem.to_string().contains("Kedai"), "{problem}");
}

async fn an_invitation_may_be_required(run: &'static Run) {
    let env = run.own("invite", &[("SIGNUP", "invite")]).await;
    env.api().post("/signup", &sign_up_form()).await.problem(403);
}

async fn too_many_sign_ups_from_one_address_have_to_wait(run: &'static Run) {
    /// As `wrangler.toml` has it.
    const LIMIT: usize = 10;
    let env = run.wrangler("signup-limit", &[("RATE_LIMITS", "on"), ("SIGNUP", "invite")]).await;
    let mut refused = 0;
    let too_many = loop {
        // What cannot be read does not count.
        env.api().post("/signup", &json!({})).await.problem(422);
        let answer = env.api().post("/signup", &sign_up_form()).await;
        if answer.status == 429 {
            break answer;
        }
        answer.problem(403);
        refused += 1;
        // The minute may have ended once in between.
        assert!(refused <= 2 * LIMIT, "nobody has to wait");
    };
    assert!(refused >= LIMIT, "only {refused} were taken");
    assert_eq!(too_many.retry_after, Some(60));
    let problem = too_many.problem(429);
    assert_eq!((&problem["retry_after"], &problem["type"]), (&json!(60), &json!("/problems/too-often")));
}
