-- Accounts: one e-mail address, one role.
create table account (
    id              uuid not null primary key,
    role            text not null constraint account_role check (role in ('administrator', 'reception', 'professional', 'patient')),
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
