-- What the models cost in a day, in millionths of a US dollar: the cap on it reads it with the cap on turns.
ALTER TABLE metrics ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
