-- Every person has a data key, wrapped by the clinic's master key. Without it nothing sealed about them opens again.
create table person_key (
    person_id   blob not null primary key,
    wrapped     blob not null,
    created_at  integer not null
);

-- Names stay readable so that people can be searched for; CPF and CNS are sealed and found by a keyed hash.
-- `name` is what somebody is called; where that is a social name, `full_name` is the one in the document. Everything else
-- that is kept of a patient lies in `details`, sealed; the state and the payer, by which lists are narrowed, stand here too.
create table patient (
    id                blob not null primary key,
    account_id        blob references account (id),
    name              text not null,
    name_folded       text not null,
    full_name         text,
    full_name_folded  text,
    birth_date        text not null,
    cpf               blob,
    cpf_index         blob,
    cns_index         blob,
    -- The e-mail they are reached at: several may share one.
    email_index       blob,
    uf                text,
    payer_id          blob not null default x'00000000000070008000000000000001' references payer (id),
    details           blob,
    -- How often it was changed, the first time included: an edit of an older version is refused.
    version           integer not null default 1,
    created_at        integer not null,
    constraint patient_account_id_key unique (account_id),
    constraint patient_cpf_index_key unique (cpf_index),
    constraint patient_cns_index_key unique (cns_index)
);
create index patient_name_folded_idx on patient (name_folded, id);
create index patient_full_name_folded_idx on patient (full_name_folded) where full_name_folded is not null;
-- The list of the desk stands in these orders, whoever it is narrowed to.
create index patient_with_account_idx on patient (name_folded, id) where account_id is not null;
create index patient_without_account_idx on patient (name_folded, id) where account_id is null;
create index patient_uf_idx on patient (uf, name_folded, id) where uf is not null;
create index patient_email_index_idx on patient (email_index) where email_index is not null;
create index patient_payer_id_idx on patient (payer_id, name_folded, id);

-- Search: every beginning of every word of a patient's names, up to ten letters. Rows of one beginning lie in the order of
-- the list, so that each letter typed is looked up and read from where the page begins, alike on both engines.
create table patient_word (
    word         text not null,
    name_folded  text not null,
    patient_id   blob not null references patient (id),
    primary key (word, name_folded, patient_id)
) without rowid;

-- What changed in a patient's details, which version it made, and who did it: both texts of each, sealed under the patient's
-- own data key. The account is null when the clinic itself did.
create table patient_change (
    id          blob not null primary key,
    patient_id  blob not null references patient (id),
    version     integer not null,
    account_id  blob references account (id),
    changes     blob not null,
    changed_at  integer not null,
    constraint patient_change_patient_id_version_key unique (patient_id, version)
);

create trigger patient_change_append_only_on_update before update on patient_change
begin select raise(abort, 'patient_change_append_only'); end;
create trigger patient_change_append_only_on_delete before delete on patient_change
begin select raise(abort, 'patient_change_append_only'); end;
-- `insert or replace` removes the old row without asking the trigger above.
create trigger patient_change_append_only_on_replace before insert on patient_change
when exists (select 1 from patient_change old where old.id = new.id or old.patient_id = new.patient_id and old.version = new.version)
begin select raise(abort, 'patient_change_append_only'); end;

-- Somebody who acts for a patient without an account of their own. A row is ended, never removed.
create table guardianship (
    id            blob not null primary key,
    account_id    blob not null references account (id),
    patient_id    blob not null references patient (id),
    relationship  text not null constraint guardianship_relationship check (relationship in ('child', 'parent', 'spouse', 'ward', 'other')),
    since         integer not null,
    ended_at      integer,
    constraint guardianship_order check (ended_at is null or ended_at >= since)
);
create unique index guardianship_account_id_patient_id_key on guardianship (account_id, patient_id) where ended_at is null;
create index guardianship_patient_id_idx on guardianship (patient_id) where ended_at is null;

-- Somebody who wants to become a patient and has yet to show that the address is theirs: the newest form of each address,
-- sealed, found by a keyed hash, for a day at most. The code and the link of the letter are hashes only.
create table registration (
    id               blob not null primary key,
    email_index      blob not null,
    form             blob not null,
    language         text not null constraint registration_language check (language in ('pt-BR', 'en')),
    code_hash        blob,
    link_hash        blob,
    tries            integer not null,
    code_expires_at  integer,
    expires_at       integer not null,
    constraint registration_email_index_key unique (email_index),
    constraint registration_link_hash_key unique (link_hash)
);
create index registration_expires_at_idx on registration (expires_at);
