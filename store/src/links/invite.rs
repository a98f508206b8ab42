//! Invitations: an administrator invites somebody by letter, who then opens their own account. Nobody hands over a
//! password.

use domain::{
    AccountId, FieldErrors, LinkId, Moment, Problem, Refusal, Role, Verb,
    audit::Event,
    field::Email,
    jobs::Job,
    links::{Answer, INVITATIONS_MAX, Invitation, InvitationCard, Invited, LinkKind, Newcomer, Token},
    patients::Registration,
    professionals::{Council, NewProfessional, Practice, Uf},
};

use super::{hash, look, spend, spent, token_of};
use crate::{
    accounts::{
        Entry, NewAccount, missing,
        new_password::{self, Owner},
    },
    caller::Caller,
    error::{Error, Result},
    patients, professionals,
    sql::{Tx, in_turn},
    terms,
    work::Work,
};

/// What administrators who invite take turns for.
const INVITING: uuid::Uuid = uuid::Uuid::from_u128(2);

/// Invites somebody by letter; an older invitation to the same address is withdrawn.
///
/// # Errors
/// [`Problem::Taken`] when the address has an account; [`Refusal::TooManyInvitations`].
pub async fn invite(caller: &Caller, invitation: Invitation) -> Result<LinkId> {
    caller.must(Verb::Invite)?;
    let by = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let folded = invitation.email.folded();
    if has_account(&mut work.tx, &folded).await? {
        return Err(FieldErrors::one("email", Problem::Taken).into());
    }
    in_turn(&mut work.tx, INVITING).await?;
    revoke_to(&mut work.tx, &folded, caller.now).await?;
    let open = row!(&mut work.tx, (i64,), OPEN_COUNT)?.map_or(0, |row| row.0);
    if open >= INVITATIONS_MAX {
        return Err(Refusal::TooManyInvitations.into());
    }
    let id = insert(&mut work.tx, caller, by, &invitation).await?;
    work.enqueue(Job::SendLink(id)).await?;
    work.commit(Event::InvitationSent(id)).await?;
    Ok(id)
}

/// The invitations that nobody accepted or withdrew, the latest first.
///
/// # Errors
/// [`Error::Denied`] for those who do not invite.
pub async fn invitations(caller: &Caller) -> Result<Vec<InvitationCard>> {
    caller.must(Verb::Invite)?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        CardRow,
        "select link.id, link.role, link.name, link.email, account.name as invited_by, link.expires_at
         from account_link link join account on account.id = link.invited_by
         where link.kind = 'invite' and link.used_at is null and link.revoked_at is null
         order by link.created_at desc, link.id desc limit $1",
        INVITATIONS_MAX
    )?;
    let card = |row: CardRow| InvitationCard {
        id: row.id,
        role: row.role,
        name: row.name,
        email: row.email,
        by: row.invited_by,
        until: row.expires_at.in_zone(&caller.zone),
        is_over: row.expires_at <= caller.now,
    };
    Ok(found.into_iter().map(card).collect())
}

/// Withdraws an invitation: its link opens nothing any more.
///
/// # Errors
/// [`Error::Missing`] when it is not open.
pub async fn revoke_invitation(caller: &Caller, id: LinkId) -> Result<()> {
    caller.must(Verb::Invite)?;
    let mut work = caller.begin().await?;
    revoke_one(&mut work.tx, id, caller.now).await?;
    work.commit(Event::InvitationRevoked(id)).await
}

/// Sends an invitation again, with a new link and a new term; the older link opens nothing any more.
///
/// # Errors
/// [`Error::Missing`] when it is not open; [`Refusal::HasAccount`].
pub async fn resend_invitation(caller: &Caller, id: LinkId) -> Result<()> {
    caller.must(Verb::Invite)?;
    let by = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    revoke_one(&mut work.tx, id, caller.now).await?;
    let row = invite_row(&mut work.tx, id).await?.ok_or(Error::Missing)?;
    let email = Email::parse(&row.email).map_err(|_| Error::Missing)?;
    if has_account(&mut work.tx, &email.folded()).await? {
        return Err(Refusal::HasAccount.into());
    }
    let name = domain::field::Name::parse(&row.name).map_err(|_| Error::Missing)?;
    let again = Invitation { role: row.role, name, email, practice: row.practice() };
    let new = insert(&mut work.tx, caller, by, &again).await?;
    work.enqueue(Job::SendLink(new)).await?;
    work.commit(Event::InvitationSent(new)).await
}

/// An invitation as whoever holds its link sees it.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link opens nothing.
pub async fn invitation(caller: &Caller, token: &Token) -> Result<Invited> {
    let row = open_invitation(caller, token).await?;
    let asks_practice = row.role == Role::Professional && row.registration.is_none();
    Ok(Invited { role: row.role, name: row.name, email: row.email, asks_practice })
}

/// Accepts an invitation: whoever was invited gets an account of their own.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link opens nothing, [`Refusal::HasAccount`] when the address has an account by now; the
/// fields that somebody else has, and what is wrong with the password.
pub async fn accept_invitation(caller: &Caller, answer: Answer) -> Result<Entry> {
    // Who holds no link must not make us hash.
    let invited = open_invitation(caller, &answer.token).await?;
    let owner = Owner { name: answer.name.as_str(), email: &invited.email };
    let password_hash = match &answer.password {
        Some(password) => Some(new_password::hash_first(caller, "password", password, owner).await?),
        None => None,
    };
    let mut work = caller.begin().await?;
    let link = spend(&mut work, LinkKind::Invite, &answer.token, caller.now).await?;
    let row = invite_row(&mut work.tx, link.id).await?.ok_or_else(spent)?;
    let account = match open_account(&mut work, caller, row, answer, password_hash).await {
        Err(Error::Fields(errors)) if errors.of("email").is_some() => return Err(Refusal::HasAccount.into()),
        opened => opened?,
    };
    let missing = missing(&mut work, account).await?;
    work.commit(Event::InvitationAccepted(link.id)).await?;
    Ok(Entry { account, missing })
}

async fn open_account(
    work: &mut Work,
    caller: &Caller,
    row: InviteRow,
    answer: Answer,
    password_hash: Option<String>,
) -> Result<AccountId> {
    let email = Email::parse(&row.email).map_err(|_| spent())?;
    let Answer { name, password, accepted, newcomer, .. } = answer;
    match (row.role, newcomer) {
        (Role::Patient, Newcomer::Patient { birth_date, cpf }) => {
            let registration = Registration { name, email, birth_date, cpf, accepted };
            let (account, event) =
                patients::open_account(work, caller, &registration, (password_hash, caller.language)).await?;
            work.also(event);
            Ok(account)
        }
        (Role::Professional, Newcomer::Professional(said)) => {
            let practice = row.practice().or(said).ok_or_else(spent)?;
            let (password, password_hash) = password.zip(password_hash).ok_or_else(spent)?;
            let new = NewProfessional { name, email, password, practice };
            let (account, professional) =
                professionals::open_account(&mut work.tx, caller, &new, password_hash).await?;
            terms::keep(&mut work.tx, caller, account, accepted).await?;
            work.also(Event::ProfessionalAdded(professional));
            Ok(account)
        }
        (role @ (Role::Administrator | Role::Reception), Newcomer::Staff) => {
            let id = caller.new_id::<AccountId>();
            let language = caller.language;
            let new = NewAccount { id, role, name: name.as_str(), email: &email, password_hash, language };
            new.insert(&mut work.tx, caller).await?;
            terms::keep(&mut work.tx, caller, id, accepted).await?;
            Ok(id)
        }
        // What was answered is not what this invitation asks.
        _ => Err(spent()),
    }
}

// queries

const OPEN_COUNT: &str =
    "select count(*) from account_link where kind = 'invite' and used_at is null and revoked_at is null";

#[derive(sqlx::FromRow)]
struct CardRow {
    id: LinkId,
    role: Role,
    name: String,
    email: String,
    invited_by: String,
    expires_at: Moment,
}

#[derive(sqlx::FromRow)]
struct InviteRow {
    role: Role,
    name: String,
    email: String,
    council: Option<Council>,
    registration: Option<String>,
    uf: Option<Uf>,
    specialty: Option<String>,
    visit_minutes: Option<i64>,
}

impl InviteRow {
    /// The practice, when the invitation has it.
    fn practice(&self) -> Option<Practice> {
        Some(Practice {
            council: self.council?,
            registration: self.registration.clone()?,
            uf: self.uf?,
            specialty: self.specialty.clone()?,
            visit_minutes: self.visit_minutes?,
        })
    }
}

async fn invite_row(tx: &mut Tx, id: LinkId) -> Result<Option<InviteRow>> {
    let sql = "select role, name, email, council, registration, uf, specialty, visit_minutes from account_link
               where id = $1 and kind = 'invite'";
    row!(tx, InviteRow, sql, id)
}

/// An invitation that can be accepted still.
async fn open_invitation(caller: &Caller, token: &Token) -> Result<InviteRow> {
    look(caller, LinkKind::Invite, token).await?;
    let mut read = caller.read().await?;
    let sql = "select id from account_link where token_hash = $1";
    let (id,) = row!(&mut read.tx, (LinkId,), sql, hash(token)?)?.ok_or_else(spent)?;
    invite_row(&mut read.tx, id).await?.ok_or_else(spent)
}

async fn has_account(tx: &mut Tx, folded: &str) -> Result<bool> {
    let found = row!(tx, (AccountId,), "select id from account where email_folded = $1", folded)?;
    Ok(found.is_some())
}

async fn insert(tx: &mut Tx, caller: &Caller, by: AccountId, invitation: &Invitation) -> Result<LinkId> {
    let id = caller.new_id::<LinkId>();
    let practice = invitation.practice.as_ref();
    run!(
        tx,
        "insert into account_link (id, token_hash, kind, created_at, expires_at, email, email_folded, invited_by, role,
                                   name, language, council, registration, uf, specialty, visit_minutes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id,
        hash(&token_of(caller, id))?,
        LinkKind::Invite,
        caller.now,
        caller.now.plus_minutes(LinkKind::Invite.minutes()),
        invitation.email.as_str(),
        invitation.email.folded(),
        by,
        invitation.role,
        invitation.name.as_str(),
        caller.language,
        practice.map(|practice| practice.council),
        practice.map(|practice| practice.registration.as_str()),
        practice.map(|practice| practice.uf),
        practice.map(|practice| practice.specialty.as_str()),
        practice.map(|practice| practice.visit_minutes)
    )?;
    Ok(id)
}

async fn revoke_one(tx: &mut Tx, id: LinkId, now: Moment) -> Result<()> {
    let sql = "update account_link set revoked_at = $2 where id = $1 and kind = 'invite'
               and used_at is null and revoked_at is null";
    if run!(tx, sql, id, now)? == 1 { Ok(()) } else { Err(Error::Missing) }
}

async fn revoke_to(tx: &mut Tx, folded: &str, now: Moment) -> Result<()> {
    let sql = "update account_link set revoked_at = $2 where email_folded = $1 and kind = 'invite'
               and used_at is null and revoked_at is null";
    run!(tx, sql, folded, now).map(drop)
}
