-- Notes on a visit, sealed under the patient's own data key. Nothing written is ever changed or removed.
create table note (
    id              blob not null primary key,
    appointment_id  blob not null references appointment (id),
    patient_id      blob not null references patient (id),
    author_id       blob not null references professional (id),
    text            blob not null,
    written_at      integer not null
);
create index note_patient_id_written_at_idx on note (patient_id, written_at);
create index note_appointment_id_written_at_idx on note (appointment_id, written_at);

create trigger note_append_only_on_update before update on note
begin select raise(abort, 'note_append_only'); end;
create trigger note_append_only_on_delete before delete on note
begin select raise(abort, 'note_append_only'); end;
-- `insert or replace` removes the old row without asking the trigger above.
create trigger note_append_only_on_replace before insert on note when exists (select 1 from note old where old.id = new.id)
begin select raise(abort, 'note_append_only'); end;
