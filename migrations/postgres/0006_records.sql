-- Notes on a visit, sealed under the patient's own data key. Nothing written is ever changed or removed.
create table note (
    id              uuid not null primary key,
    appointment_id  uuid not null references appointment (id),
    patient_id      uuid not null references patient (id),
    author_id       uuid not null references professional (id),
    text            bytea not null,
    written_at      bigint not null
);
create index note_patient_id_written_at_idx on note (patient_id, written_at);
create index note_appointment_id_written_at_idx on note (appointment_id, written_at);

create function note_append_only() returns trigger language plpgsql as $$
begin raise exception 'note_append_only' using errcode = 'integrity_constraint_violation', constraint = 'note_append_only'; end $$;
create trigger note_append_only_on_update before update on note for each row execute function note_append_only();
create trigger note_append_only_on_delete before delete on note for each row execute function note_append_only();
create trigger note_append_only_on_truncate before truncate on note for each statement execute function note_append_only();
