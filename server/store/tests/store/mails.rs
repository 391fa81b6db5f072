//! The queue of mails, and the links in them.

use protocol::{
    ServerRole,
    limits::{MAILS_OF_ADDRESS, MAILS_OF_ADDRESS_MS},
};
use store::{Confirmation, MailLinkPurpose, NewMail, StoreError, Way};

use crate::{NOW, PASSWORD, account, agent, empty, looks_like_a_token, noted, with_session};

const HOUR: u64 = 3_600_000;

fn mail(key: &str, recipient: &str) -> NewMail {
    NewMail { key: key.into(), recipient: recipient.into(), letter: "{}".into(), useless_unix: NOW + HOUR }
}

#[tokio::test]
async fn a_mail_is_taken_by_one_and_sent_once() {
    let (_home, store) = empty().await;
    let two = [mail("a", "ada@school.example"), mail("a", "ada@school.example")];
    assert_eq!(store.queue_mails(&two, NOW).await.unwrap(), 1);
    assert_eq!(store.next_mail_due(Way::Mail).await.unwrap(), Some(NOW));
    let (first, second) = tokio::join!(store.take_due_mail(Way::Mail, NOW), store.take_due_mail(Way::Mail, NOW));
    let taken = [first.unwrap(), second.unwrap()].into_iter().flatten().collect::<Vec<_>>();
    let [taken] = &taken[..] else { panic!("{taken:?}") };
    assert_eq!((taken.recipient.as_str(), taken.attempts), ("ada@school.example", 1));

    store.retry_mail(taken.id, NOW + 10, "later").await.unwrap();
    assert_eq!(store.take_due_mail(Way::Mail, NOW + 9).await.unwrap(), None);
    let again = store.take_due_mail(Way::Mail, NOW + 10).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (taken.id, 2));
    store.mail_was_sent(again.id, NOW + 11).await.unwrap();
    assert_eq!(store.queue_mails(&two, NOW + 12).await.unwrap(), 0);
    assert_eq!(store.take_due_mail(Way::Mail, NOW + HOUR / 2).await.unwrap(), None);
    assert_eq!(store.dead_mails(10).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_urgent_goes_first_what_is_late_does_not_go_and_what_was_cut_off_is_not_sent_again() {
    let (_home, store) = empty().await;
    let urgent = NewMail { useless_unix: NOW + 1_000, ..mail("urgent", "b@school.example") };
    store.queue_mails(&[mail("a", "a@school.example"), urgent], NOW).await.unwrap();
    let cut_off = store.take_due_mail(Way::Mail, NOW).await.unwrap().unwrap();
    assert_eq!(cut_off.recipient, "b@school.example");
    assert_eq!(store.tidy_mails(NOW + 60_000).await.unwrap(), 0, "it may be on its way");
    assert_eq!(store.take_due_mail(Way::Mail, NOW + HOUR).await.unwrap(), None, "nothing goes late");
    assert_eq!(store.tidy_mails(NOW + HOUR).await.unwrap(), 2);
    let dead = store.dead_mails(10).await.unwrap();
    let errors: Vec<_> = dead.iter().map(|dead| (dead.mail.recipient.as_str(), dead.error.as_str())).collect();
    assert!(errors.contains(&("a@school.example", "too late to be sent. ")), "{errors:?}");
    assert!(
        errors.iter().any(|(to, error)| *to == "b@school.example" && error.contains("may have arrived")),
        "{errors:?}"
    );
    store.mail_was_sent(cut_off.id, NOW + HOUR).await.unwrap();
    assert_eq!(store.dead_mails(10).await.unwrap().len(), 2, "whoever was cut off says nothing any more");
    store.tidy_mails(NOW + 40 * 24 * HOUR).await.unwrap();
    assert_eq!(store.dead_mails(10).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_given_up_is_tried_again_while_it_is_of_use_or_forgotten() {
    let (_home, store) = empty().await;
    store.queue_mails(&[mail("a", "a@school.example"), mail("b", "b@school.example")], NOW).await.unwrap();
    for _ in 0..2 {
        let taken = store.take_due_mail(Way::Mail, NOW).await.unwrap().unwrap();
        store.give_mail_up(taken.id, "550", NOW).await.unwrap();
    }
    let dead = store.dead_mails(10).await.unwrap();
    let useless = dead[0].mail.useless_unix;
    let [first, second] = [dead[0].mail.id, dead[1].mail.id];
    assert!(!store.retry_dead_mail(first, |_| noted(), useless).await.unwrap(), "too late");
    assert!(store.retry_dead_mail(first, |_| noted(), NOW + 1).await.unwrap());
    assert!(!store.retry_dead_mail(first, |_| noted(), NOW + 1).await.unwrap(), "it waits already");
    assert!(!store.forget_dead_mail(first, |_| noted(), NOW).await.unwrap(), "it is not dead");
    let again = store.take_due_mail(Way::Mail, NOW + 1).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (first, 1), "as if it had never been tried");
    assert!(store.forget_dead_mail(second, |_| noted(), NOW).await.unwrap());
    assert!(!store.forget_dead_mail(second, |_| noted(), NOW).await.unwrap());
    assert_eq!(store.dead_mails(10).await.unwrap(), []);
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded() {
    let (_home, store) = empty().await;
    let many: Vec<_> = (0..MAILS_OF_ADDRESS + 5).map(|n| mail(&n.to_string(), "Ada@school.example")).collect();
    assert_eq!(store.queue_mails(&many, NOW).await.unwrap(), MAILS_OF_ADDRESS);
    let more = [mail("more", "ada@school.example"), mail("other", "bob@school.example")];
    assert_eq!(store.queue_mails(&more, NOW + 1).await.unwrap(), 1, "the other's");
    assert_eq!(store.queue_mails(&more, NOW + MAILS_OF_ADDRESS_MS + 1).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_works_for_its_purpose_and_its_address() {
    let (_home, store, owner, _session) = with_session().await;
    let link = async |purpose, email| store.create_mail_link(purpose, owner.id, email, NOW + HOUR).await.unwrap();
    assert!(link(MailLinkPurpose::SignIn, "other@school.example").await.is_none(), "the account has another address");
    let (person, sign_in) = link(MailLinkPurpose::SignIn, &owner.email).await.unwrap();
    assert!(person == owner && looks_like_a_token(sign_in.reveal()));
    let notice = |_: &store::Person, _: &str| mail("notice", &owner.email);
    let confirm =
        async |link: &store::Secret, by| store.confirm_address(link.reveal(), by, &agent(), NOW, notice).await;
    assert_eq!(confirm(&sign_in, Some(owner.id)).await.unwrap(), Confirmation::Invalid);
    assert_eq!(store.reset_password(sign_in.reveal(), PASSWORD, &agent(), NOW).await.unwrap(), None);
    assert_eq!(store.take_mailed_sign_in(sign_in.reveal(), NOW + HOUR).await.unwrap(), None, "its hour is over");
    assert_eq!(store.take_mailed_sign_in(sign_in.reveal(), NOW).await.unwrap(), Some(owner.clone()));

    let (_, first) = link(MailLinkPurpose::Address, &owner.email).await.unwrap();
    let confirmed = store::Person { email_confirmed: true, ..owner.clone() };
    assert_eq!(confirm(&first, None).await.unwrap(), Confirmation::Confirmed(confirmed));
    assert_eq!(store.next_mail_due(Way::Mail).await.unwrap(), None, "nobody is told of an address that is as it was");
    assert!(link(MailLinkPurpose::Address, &owner.email).await.is_none(), "it is confirmed");

    let (_, unused) = link(MailLinkPurpose::Password, &owner.email).await.unwrap();
    let (_, change) = link(MailLinkPurpose::Address, "new@school.example").await.unwrap();
    let ivy = account(&store, "Ivy", "ivy@school.example").await;
    for stranger in [None, Some(ivy.id)] {
        assert_eq!(confirm(&change, stranger).await.unwrap(), Confirmation::NotTheirs);
    }
    confirm(&change, Some(owner.id)).await.unwrap();
    assert_eq!(store.owner().await.unwrap().unwrap().email, "new@school.example");
    assert_eq!(
        store.reset_password(unused.reveal(), PASSWORD, &agent(), NOW).await.unwrap(),
        None,
        "it went to the former address"
    );
    assert_eq!(store.take_due_mail(Way::Mail, NOW).await.unwrap().unwrap().recipient, owner.email);

    let (_, taken) = link(MailLinkPurpose::Address, "Ivy@school.example").await.unwrap();
    let refused = confirm(&taken, Some(owner.id)).await;
    assert!(matches!(refused, Err(StoreError::EmailTaken)), "{refused:?}");
    assert_eq!(store.people(9).await.unwrap().iter().filter(|one| one.role == ServerRole::Owner).count(), 1);
}

#[tokio::test]
async fn of_the_addresses_that_somebody_wants_the_last_one_alone_is_confirmed() {
    let (_home, store, owner, _session) = with_session().await;
    let former = format!("confirm {} ", owner.id);
    let ask = async |email: &str| {
        let letter = mail(&format!("{former}{}", email.to_lowercase()), email);
        store.queue_confirmation(&letter, owner.id, &former, NOW).await.unwrap();
    };
    let sent = async || {
        let taken = store.take_due_mail(Way::Mail, NOW).await.unwrap()?;
        let made = store.create_mail_link(MailLinkPurpose::Address, owner.id, &taken.recipient, NOW + HOUR).await;
        store.mail_was_sent(taken.id, NOW).await.unwrap();
        Some((taken.recipient, made.unwrap().unwrap().1))
    };
    let confirm = async |link: &store::Secret| {
        let notice = |_: &store::Person, _: &str| mail("notice", &owner.email);
        store.confirm_address(link.reveal(), Some(owner.id), &agent(), NOW, notice).await.unwrap()
    };

    ask("ada@shcool.example").await;
    let (_, mistyped) = sent().await.unwrap();
    ask("ada@shool.example").await;
    ask("new@school.example").await;
    assert_eq!(
        confirm(&mistyped).await,
        Confirmation::Invalid,
        "from the request on, whether its mail was sent or not"
    );
    let (to, _) = sent().await.unwrap();
    assert_eq!(to, "new@school.example", "what waited for the other one is not sent");
    assert!(sent().await.is_none());

    ask("ada@shcool.example").await;
    let (_, again) = sent().await.expect("asked for within the minute, after another one");
    ask("Ada@shcool.example").await;
    assert!(sent().await.is_none(), "pressed twice, it is sent once");
    assert!(matches!(confirm(&again).await, Confirmation::Confirmed(_)), "and works");
}

#[tokio::test]
async fn a_link_that_is_handed_over_gives_a_new_password_once_and_confirms_nothing() {
    let (_home, store) = empty().await;
    let ivy = account(&store, "Ivy", "ivy@school.example").await;
    let sign_in = store.create_sign_in(ivy.id, None, &agent(), NOW).await.unwrap();
    let hand = async || store.hand_password_link(ivy.id, &noted(), NOW + HOUR, NOW).await.unwrap();
    let reset = async |link: &store::Secret, now| store.reset_password(link.reveal(), PASSWORD, &agent(), now).await;
    let former = hand().await;
    let link = hand().await;
    assert!(store.sign_in_of_token(sign_in.reveal(), NOW).await.unwrap().is_some(), "it signs nobody out by itself");
    assert_eq!(reset(&former, NOW).await.unwrap(), None, "of several, the last one works");
    assert_eq!(reset(&link, NOW + HOUR).await.unwrap(), None, "its time is over");
    assert_eq!(reset(&link, NOW).await.unwrap(), Some(ivy.clone()), "whoever has it reads no mailbox");
    assert_eq!(reset(&link, NOW).await.unwrap(), None);
    assert!(store.sign_in_of_token(sign_in.reveal(), NOW).await.unwrap().is_none());
    assert!(!store.person(ivy.id).await.unwrap().unwrap().email_confirmed);
    let standing = hand().await;
    store.set_server_role(ivy.id, ServerRole::Owner, &noted(), NOW).await.unwrap();
    assert_eq!(reset(&standing, NOW).await.unwrap(), None, "it was made for who she was");
    let nobody = store.hand_password_link(store::PersonId(uuid::Uuid::nil()), &noted(), NOW + HOUR, NOW).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
}
