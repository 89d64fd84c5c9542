// What a WhatsApp delivery says, as far as this job reads it.

export interface Message {
  id: string;
  phoneNumberId: string;
  from: string;
  name?: string;
  type: string;
  text?: string;
  at: number;
}

interface Delivery {
  entry?: { changes?: { field?: string; value?: Value }[] }[];
}

interface Value {
  metadata?: { phone_number_id?: string };
  contacts?: { wa_id?: string; user_id?: string; profile?: { name?: string } }[];
  messages?: Said[];
}

interface Said {
  id: string;
  from?: string;
  from_user_id?: string;
  timestamp: string;
  type: string;
  text?: { body: string };
}

export function messagesIn(body: Uint8Array): Message[] {
  const delivery = JSON.parse(new TextDecoder().decode(body)) as Delivery;
  const changes = (delivery.entry ?? []).flatMap((entry) => entry.changes ?? []);
  return changes.filter((change) => change.field === "messages").flatMap((change) => messagesOf(change.value ?? {}));
}

function messagesOf(value: Value): Message[] {
  const phoneNumberId = value.metadata?.phone_number_id;
  if (!phoneNumberId) return [];
  return (value.messages ?? []).flatMap((message) => {
    const from = message.from_user_id ?? message.from;
    if (!from) return [];
    const contact = value.contacts?.find((known) => known.user_id === from || known.wa_id === from);
    const at = Number(message.timestamp) * 1000;
    const { id, type } = message;
    return [{ id, phoneNumberId, from, name: contact?.profile?.name, type, text: message.text?.body, at }];
  });
}
