// Whose a number is: from D1, kept in the isolate for a minute.

export interface Channel {
  id: string;
  tenantId: string;
}

const FRESH = 60_000;
const found = new Map<string, { since: number; channel: Channel }>();

export async function channelOf(directory: D1Database, phoneNumberId: string): Promise<Channel | undefined> {
  const known = found.get(phoneNumberId);
  if (known && Date.now() - known.since < FRESH) return known.channel;
  const channel = await directory
    .prepare("SELECT id, tenant_id AS tenantId FROM channels WHERE phone_number_id = ?")
    .bind(phoneNumberId)
    .first<Channel>();
  if (!channel) return undefined;
  found.set(phoneNumberId, { since: Date.now(), channel });
  return channel;
}
