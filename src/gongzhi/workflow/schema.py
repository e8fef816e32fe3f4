"""What the database itself guards: the order of positions and that the journal only grows."""

SEQUENCES = """
CREATE SEQUENCE workflow_number;
CREATE SEQUENCE workflow_position;
-- The transaction gets its id before the position is drawn, so that a look at running transactions
-- knows of everybody who may still write a lower position (see operations/seal.py).
-- (The function looks at its argument: one that nobody looks at is optimised away, and no id is given.)
CREATE FUNCTION workflow_next_position(xid8) RETURNS bigint LANGUAGE sql VOLATILE
    AS $$ SELECT CASE WHEN $1 IS NOT NULL THEN nextval('workflow_position') END $$;
ALTER TABLE workflow_entry ALTER COLUMN position SET DEFAULT workflow_next_position(pg_current_xact_id());
"""

APPEND_ONLY = """
CREATE FUNCTION workflow_journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION workflow_only_words_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Redaction: the words go together with their salt; everything else stays, to the byte (PIPL 47).
    OLD.words := NULL;
    OLD.words_salt := NULL;
    IF NEW *= OLD THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER workflow_entry_only_words_go BEFORE UPDATE ON workflow_entry
    FOR EACH ROW EXECUTE FUNCTION workflow_only_words_go();
CREATE TRIGGER workflow_entry_only_grows BEFORE DELETE ON workflow_entry
    FOR EACH ROW EXECUTE FUNCTION workflow_journal_only_grows();
CREATE TRIGGER workflow_entry_not_emptied BEFORE TRUNCATE ON workflow_entry
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_journal_only_grows();
CREATE TRIGGER workflow_seal_only_grows BEFORE UPDATE OR DELETE ON workflow_seal
    FOR EACH ROW EXECUTE FUNCTION workflow_journal_only_grows();
CREATE TRIGGER workflow_seal_not_emptied BEFORE TRUNCATE ON workflow_seal
    FOR EACH STATEMENT EXECUTE FUNCTION workflow_journal_only_grows();
"""
UNDO = """
DROP TRIGGER workflow_seal_not_emptied ON workflow_seal;
DROP TRIGGER workflow_seal_only_grows ON workflow_seal;
DROP TRIGGER workflow_entry_not_emptied ON workflow_entry;
DROP TRIGGER workflow_entry_only_grows ON workflow_entry;
DROP TRIGGER workflow_entry_only_words_go ON workflow_entry;
DROP FUNCTION workflow_only_words_go();
DROP FUNCTION workflow_journal_only_grows();
ALTER TABLE workflow_entry ALTER COLUMN position DROP DEFAULT;
DROP FUNCTION workflow_next_position(xid8);
DROP SEQUENCE workflow_position;
DROP SEQUENCE workflow_number;
"""
