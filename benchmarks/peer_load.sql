TRUNCATE person RESTART IDENTITY;
BEGIN;
CREATE TEMPORARY TABLE incoming (surname text, forenames text, rank text, unit text, location text, warrant text, pay text,
                                 vetting text, email text, protected text, risk text) ON COMMIT DROP;
\copy incoming FROM 'people.csv' (FORMAT csv, HEADER)
INSERT INTO person (surname, forenames, rank, unit, location, warrant_number, email, warrant_index, name_index)
  SELECT seal(surname), seal(forenames), seal(rank), seal(unit), seal(location), seal(warrant), seal(email),
         hmac(warrant, 'an index key', 'sha256'), hmac(lower(surname || ' ' || forenames), 'another index key', 'sha256')
  FROM incoming;
COMMIT;
