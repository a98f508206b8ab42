-- The audit chain: each hash covers the row and the hash before it. Ids and words only, never content.
create table audit_event (
    sequence    bigint not null primary key,
    at          bigint not null,
    actor       text not null constraint audit_event_actor check (actor in ('visitor', 'administrator', 'reception', 'professional', 'patient', 'system')),
    account_id  uuid,
    kind        text not null,
    subject_id  uuid not null,
    patient_id  uuid,
    -- For which patient the account acted, when it was not for itself.
    acted_for   uuid,
    hash        bytea not null
);
create index audit_event_account_id_idx on audit_event (account_id, sequence);
-- How often somebody looked for patients outside of their care is counted here.
create index audit_event_patient_sought_idx on audit_event (account_id, at) where kind = 'patient_sought';
create index audit_event_patient_id_idx on audit_event (patient_id, sequence);
-- What the security log shows, and what stands out in its last hour.
create index audit_event_security_idx on audit_event (sequence) where kind in (
    'sign_in_refused', 'limit_reached', 'new_device', 'new_country', 'password_changed', 'password_reset',
    'email_changed', 'email_restored', 'factor_set_up', 'factor_removed', 'recovery_codes_made', 'recovery_code_used', 'passkey_added',
    'passkey_removed', 'passkey_suspected', 'staff_added', 'account_deactivated', 'account_reactivated', 'glass_broken', 'cpf_in_use');
create index audit_event_at_idx on audit_event (at);

create function audit_event_append_only() returns trigger language plpgsql as $$
begin raise exception 'audit_event_append_only' using errcode = 'integrity_constraint_violation', constraint = 'audit_event_append_only'; end $$;
create trigger audit_event_append_only_on_update before update on audit_event for each row execute function audit_event_append_only();
create trigger audit_event_append_only_on_delete before delete on audit_event for each row execute function audit_event_append_only();
create trigger audit_event_append_only_on_truncate before truncate on audit_event for each statement execute function audit_event_append_only();
