-- The peer: what a careful team would build on PostgreSQL with pgcrypto. Each field encrypted by itself, exact search by
-- an HMAC, each read committed to a table before the answer.
CREATE EXTENSION pgcrypto;
CREATE TABLE person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  surname bytea NOT NULL, forenames bytea NOT NULL, rank bytea NOT NULL, unit bytea NOT NULL, location bytea NOT NULL,
  warrant_number bytea NOT NULL, email bytea NOT NULL, warrant_index bytea NOT NULL UNIQUE, name_index bytea NOT NULL);
CREATE INDEX ON person (name_index);
CREATE TABLE access_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), actor text NOT NULL,
  person bigint NOT NULL, fields text NOT NULL, purpose text NOT NULL);

CREATE FUNCTION seal(value text) RETURNS bytea LANGUAGE sql AS
  $$ SELECT pgp_sym_encrypt(value, 'a key of thirty-two bytes or so..', 'cipher-algo=aes256, s2k-mode=0') $$;
CREATE FUNCTION opened(value bytea) RETURNS text LANGUAGE sql AS
  $$ SELECT pgp_sym_decrypt(value, 'a key of thirty-two bytes or so..') $$;

-- Reads in the server itself, as ours are in the process: no round trip between them, a commit for each.
CREATE PROCEDURE read_many(first bigint, count integer, people bigint) LANGUAGE plpgsql AS $$
DECLARE
  who bigint;
  surname text; forenames text; rank text; warrant text;
BEGIN
  FOR i IN 1..count LOOP
    who := (first * 7919 + i::bigint * 104729) % people + 1;
    INSERT INTO access_log (actor, person, fields, purpose) VALUES ('reader', who, 'surname,forenames,rank,warrant', 'bench');
    COMMIT;
    SELECT opened(p.surname), opened(p.forenames), opened(p.rank), opened(p.warrant_number)
      INTO STRICT surname, forenames, rank, warrant FROM person p WHERE p.id = who;
  END LOOP;
END $$;
