-- Privacy: who accepted which text. The hash is that of the text as it was shown, so that it can be proven later.
create table acceptance (
    account_id   blob not null references account (id),
    document     text not null constraint acceptance_document check (document in ('terms', 'privacy')),
    version      integer not null,
    text_hash    blob not null,
    accepted_at  integer not null,
    primary key (account_id, document, version)
);
