-- Every person has a data key, wrapped by the clinic's master key. Without it nothing sealed about them opens again.
create table person_key (
    person_id   uuid not null primary key,
    wrapped     bytea not null,
    created_at  bigint not null
);

-- Names stay readable so that people can be searched for; CPF and CNS are sealed and found by a keyed hash.
-- `name` is what somebody is called; where that is a social name, `full_name` is the one in the document. Everything else
-- that is kept of a patient lies in `details`, sealed; the state and the payer, by which lists are narrowed, stand here too.
-- Who pays refers to what 0004 brings. Folded names sort by their bytes, as on the other engine.
create table patient (
    id                uuid not null primary key,
    account_id        uuid references account (id),
    name              text not null,
    name_folded       text collate "C" not null,
    full_name         text,
    full_name_folded  text collate "C",
    birth_date        text not null,
    cpf               bytea,
    cpf_index         bytea,
    cns_index         bytea,
    -- The e-mail they are reached at: several may share one.
    email_index       bytea,
    uf                text,
    payer_id          uuid not null default '00000000-0000-7000-8000-000000000001',
    details           bytea,
    -- How often it was changed, the first time included: an edit of an older version is refused.
    version           bigint not null default 1,
    created_at        bigint not null,
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
    word         text collate "C" not null,
    name_folded  text collate "C" not null,
    patient_id   uuid not null references patient (id),
    primary key (word, name_folded, patient_id)
);

-- What changed in a patient's details, which version it made, and who did it: both texts of each, sealed under the patient's
-- own data key. The account is null when the clinic itself did.
create table patient_change (
    id          uuid not null primary key,
    patient_id  uuid not null references patient (id),
    version     bigint not null,
    account_id  uuid references account (id),
    changes     bytea not null,
    changed_at  bigint not null,
    constraint patient_change_patient_id_version_key unique (patient_id, version)
);

create function patient_change_append_only() returns trigger language plpgsql as $$
begin raise exception 'patient_change_append_only' using errcode = 'integrity_constraint_violation', constraint = 'patient_change_append_only'; end $$;
create trigger patient_change_append_only_on_update before update on patient_change for each row execute function patient_change_append_only();
create trigger patient_change_append_only_on_delete before delete on patient_change for each row execute function patient_change_append_only();
create trigger patient_change_append_only_on_truncate before truncate on patient_change for each statement execute function patient_change_append_only();

-- Somebody who acts for a patient without an account of their own. A row is ended, never removed.
create table guardianship (
    id            uuid not null primary key,
    account_id    uuid not null references account (id),
    patient_id    uuid not null references patient (id),
    relationship  text not null constraint guardianship_relationship check (relationship in ('child', 'parent', 'spouse', 'ward', 'other')),
    since         bigint not null,
    ended_at      bigint,
    constraint guardianship_order check (ended_at is null or ended_at >= since)
);
create unique index guardianship_account_id_patient_id_key on guardianship (account_id, patient_id) where ended_at is null;
create index guardianship_patient_id_idx on guardianship (patient_id) where ended_at is null;

-- Somebody who wants to become a patient and has yet to show that the address is theirs: the newest form of each address,
-- sealed, found by a keyed hash, for a day at most. The code and the link of the letter are hashes only.
create table registration (
    id               uuid not null primary key,
    email_index      bytea not null,
    form             bytea not null,
    language         text not null constraint registration_language check (language in ('pt-BR', 'en')),
    code_hash        bytea,
    link_hash        bytea,
    tries            bigint not null,
    code_expires_at  bigint,
    expires_at       bigint not null,
    constraint registration_email_index_key unique (email_index),
    constraint registration_link_hash_key unique (link_hash)
);
create index registration_expires_at_idx on registration (expires_at);
