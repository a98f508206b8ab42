-- Accounts: one e-mail address, one role.
create table account (
    id              uuid not null primary key,
    role            text not null constraint account_role check (role in ('administrator', 'professional', 'patient')),
    name            text not null,
    email           text not null,
    email_folded    text not null,
    password_hash   text not null,
    created_at      bigint not null,
    deactivated_at  bigint,
    constraint account_email_folded_key unique (email_folded)
);

-- One row for each browser that is signed in. Only the SHA-256 of the cookie is kept; `device_id` opens nothing.
create table device_session (
    id_hash     bytea not null primary key,
    device_id   uuid not null,
    account_id  uuid references account (id),
    browser     text not null,
    system      text not null,
    data        bytea not null,
    created_at  bigint not null,
    seen_at     bigint not null,
    expires_at  bigint not null,
    constraint device_session_device_id_key unique (device_id)
);
create index device_session_account_id_idx on device_session (account_id);
create index device_session_expires_at_idx on device_session (expires_at);

-- A passkey: the public half of a key that its owner's device holds. `credential` is what the library writes: the key, its
-- counter, whether it is synced. None of it opens anything.
create table passkey (
    id             uuid not null primary key,
    account_id     uuid not null references account (id),
    credential_id  bytea not null,
    name           text not null,
    credential     text not null,
    created_at     bigint not null,
    used_at        bigint,
    constraint passkey_credential_id_key unique (credential_id)
);
create index passkey_account_id_idx on passkey (account_id);

-- A challenge that a browser was given and has not answered. An answer removes it: it works once. Only the SHA-256 of its
-- name is kept. With an account it makes a passkey, without one somebody comes in.
create table passkey_ceremony (
    id_hash     bytea not null primary key,
    account_id  uuid references account (id),
    state       text not null,
    expires_at  bigint not null
);
create index passkey_ceremony_account_id_idx on passkey_ceremony (account_id);
create index passkey_ceremony_expires_at_idx on passkey_ceremony (expires_at);
