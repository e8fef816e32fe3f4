"""What the database itself guards of the audit log: its chain, and that it only grows while it must be kept."""

AUDIT = """
CREATE FUNCTION kernel_audit_hash(kernel_auditline) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array($1.id, extract(epoch FROM $1.at), $1.city_id, $1.account_id,
        $1.post_id, $1.body_id, $1.action, $1.target, $1.purpose, $1.words,
        encode($1.previous, 'hex'))::text, 'UTF8')) $$;
CREATE FUNCTION kernel_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- One writer at a time until its commit: each line stands behind the one that was committed before it.
    PERFORM pg_advisory_xact_lock(hashtext('kernel_auditline'));
    SELECT id, hash INTO NEW.id, NEW.previous FROM kernel_auditline ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(NEW.id, 0) + 1;
    NEW.previous := coalesce(NEW.previous, '');
    NEW.hash := kernel_audit_hash(NEW);
    RETURN NEW;
END $$;
CREATE FUNCTION kernel_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.at < now() - interval '6 months' THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only and is kept for at least six months', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER kernel_auditline_chain BEFORE INSERT ON kernel_auditline
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_chain();
CREATE TRIGGER kernel_auditline_only_grows BEFORE UPDATE OR DELETE ON kernel_auditline
    FOR EACH ROW EXECUTE FUNCTION kernel_audit_only_grows();
CREATE TRIGGER kernel_auditline_not_emptied BEFORE TRUNCATE ON kernel_auditline
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_only_grows();
"""
UNDO_AUDIT = """
DROP TRIGGER kernel_auditline_not_emptied ON kernel_auditline;
DROP TRIGGER kernel_auditline_only_grows ON kernel_auditline;
DROP TRIGGER kernel_auditline_chain ON kernel_auditline;
DROP FUNCTION kernel_audit_only_grows();
DROP FUNCTION kernel_audit_chain();
DROP FUNCTION kernel_audit_hash(kernel_auditline);
"""
