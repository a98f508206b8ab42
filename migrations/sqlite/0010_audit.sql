-- The audit chain: each hash covers the row and the hash before it. Ids and words only, never content.
create table audit_event (
    sequence    integer not null primary key,
    at          integer not null,
    actor       text not null constraint audit_event_actor check (actor in ('visitor', 'administrator', 'reception', 'professional', 'patient', 'system')),
    account_id  blob,
    kind        text not null,
    subject_id  blob not null,
    patient_id  blob,
    -- For which patient the account acted, when it was not for itself.
    acted_for   blob,
    hash        blob not null
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

create trigger audit_event_append_only_on_update before update on audit_event
begin select raise(abort, 'audit_event_append_only'); end;
create trigger audit_event_append_only_on_delete before delete on audit_event
begin select raise(abort, 'audit_event_append_only'); end;
-- `insert or replace` removes the old row without asking the trigger above.
create trigger audit_event_append_only_on_replace before insert on audit_event
when exists (select 1 from audit_event old where old.sequence = new.sequence)
begin select raise(abort, 'audit_event_append_only'); end;
