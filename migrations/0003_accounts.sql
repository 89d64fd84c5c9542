-- Events of a WhatsApp Business Account name only the account; this finds the channels that are on it.
CREATE INDEX channels_by_account ON channels (account_id) WHERE account_id IS NOT NULL;
