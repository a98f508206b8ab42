-- Privacy: who accepted which text. The hash is that of the text as it was shown, so that it can be proven later.
create table acceptance (
    account_id   uuid not null references account (id),
    document     text not null constraint acceptance_document check (document in ('terms', 'privacy')),
    version      bigint not null,
    text_hash    bytea not null,
    accepted_at  bigint not null,
    primary key (account_id, document, version)
);
