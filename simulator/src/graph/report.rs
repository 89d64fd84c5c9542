//! What is kept of a call: for tests, for the wire on the page, and in the chat that it was for.

use std::time::SystemTime;

use serde_json::Value;

use super::call::{Incoming, Outcome};
use super::errors::GraphError;
use super::target::Target;
use crate::fault::CallKind;
use crate::ids::fbtrace;
use crate::people;
use crate::record::Call;
use crate::state::{NumberState, Shared, text_at};
use crate::thread::Bubble;

/// `status` is None when the caller gets no answer, `outcome` when it gets none of ours.
pub(super) fn record(
    shared: &Shared,
    incoming: &Incoming,
    target: &Target,
    status: Option<u16>,
    outcome: Option<&Outcome>,
    at: SystemTime,
) {
    let call = Call {
        kind: target.kind,
        method: incoming.method.to_string(),
        path: incoming.path.clone(),
        body: incoming.body.clone(),
        status,
        error_code: outcome.and_then(|outcome| outcome.as_ref().err().map(|error| error.code)),
        at,
    };
    let answer = outcome.map(|outcome| outcome.as_ref().map_or_else(GraphError::body, Value::clone));
    shared.change(|world| {
        world.wire.graph(target.number.as_deref(), &call, answer);
        if let Some(number) = target.number.as_ref().and_then(|id| world.numbers.get_mut(id)) {
            if let Some(Err(error)) = outcome {
                remark(number, &call, error);
            }
            number.calls.push(call);
        }
    });
}

/// A refused message leaves a line in the chat that it was for.
fn remark(number: &mut NumberState, call: &Call, error: &GraphError) {
    if call.kind != CallKind::Send {
        return;
    }
    let recipient =
        ["/to", "/recipient/id", "/recipient"].iter().find_map(|place| text_at(&call.body, place));
    let recipient = recipient.unwrap_or_default();
    let Some(customer) = people::find_mut(number, recipient) else { return };
    let details =
        error.details.as_ref().map(|details| format!("{} ({})", details.trim_end_matches('.'), error.code));
    let text = format!("A message of the shop was refused: {}", details.as_ref().unwrap_or(&error.message));
    customer.thread.push(Bubble::remark(&fbtrace(), text));
}
