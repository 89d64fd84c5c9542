-- Of the website's chat: the origins that may embed it, as a JSON array of texts. NULL on other kinds of channel.
ALTER TABLE channels ADD COLUMN origins TEXT;
