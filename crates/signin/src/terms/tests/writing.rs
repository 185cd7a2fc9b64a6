//! Drafts and versions: who writes them, and that a published one stays as it is.

use kernel::authority::Role;
use kernel::door::Actor;
use testkit::World;
use uuid::Uuid;

use super::{day, draft, platform, publish};
use crate::terms::model::{Block, blocks};
use crate::terms::{DiscardTerms, DraftTerms, NationalTerms, PublishTerms, TermsOfOrganisation};
use crate::testing::{asha, check, check_races, open, post, signed_in};

fn discard(revision: Uuid) -> DiscardTerms {
    DiscardTerms { organisation: None, revision }
}

fn publishing(revision: Uuid) -> PublishTerms {
    PublishTerms { organisation: None, revision }
}

async fn writers(world: &World) -> (Actor, Actor, Actor) {
    let rx1 = world.organisation("RX1").await;
    let rx2 = world.organisation("RX2").await;
    (
        platform(world, rx1).await,
        world.administrator(Role::PrimaryLocalAdministrator, rx1).await,
        world.administrator(Role::PrimaryLocalAdministrator, rx2).await,
    )
}

#[test]
fn a_draft_is_changed_thrown_away_or_published_as_it_was_read() {
    check(|world| async move {
        let (platform, ..) = writers(&world).await;
        let first = world.done(platform.clone(), draft(&world, None)).await.revision;
        assert_eq!(world.refused(platform.clone(), draft(&world, None)).await, "stale");
        let over = DraftTerms { over: Some(first), ..draft(&world, None) };
        let second = world.done(platform.clone(), over.clone()).await.revision;
        assert_eq!(world.refused(platform.clone(), over).await, "stale");
        assert_eq!(world.refused(platform.clone(), publishing(first)).await, "stale");
        assert_eq!(world.refused(platform.clone(), discard(first)).await, "terms.no-draft");
        let done = world.done(platform.clone(), publishing(second)).await;
        assert_eq!(done.number, 1);
        assert_eq!(world.refused(platform.clone(), publishing(second)).await, "terms.no-draft");
        let third = world.done(platform.clone(), draft(&world, None)).await.revision;
        world.done(platform.clone(), discard(third)).await;
        let kept = world.asked(platform.clone(), &NationalTerms {}).await;
        assert!(kept.draft.is_none());
        assert_eq!(kept.versions.len(), 1);
        assert_eq!(kept.versions[0].terms, done.terms);
        publish(&world, &platform, draft(&world, None)).await;
        let kept = world.asked(platform, &NationalTerms {}).await.versions;
        assert_eq!(kept.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
    });
}

#[test]
fn words_and_days_that_cannot_stand_are_refused_field_by_field() {
    check(|world| async move {
        let (platform, ..) = writers(&world).await;
        let fit = draft(&world, None);
        let many = vec!["One more.".to_owned(); 11];
        for (command, code) in [
            (DraftTerms { title: " ".to_owned(), ..fit.clone() }, "terms.title"),
            (DraftTerms { sentences: many, ..fit.clone() }, "terms.sentences"),
            (DraftTerms { sentences: Vec::new(), ..fit.clone() }, "terms.sentences"),
            (DraftTerms { sentences: vec!["x".repeat(251)], ..fit.clone() }, "terms.sentence-long"),
            (DraftTerms { text: String::new(), ..fit.clone() }, "terms.text"),
            (DraftTerms { changes: "x".repeat(2_001), ..fit.clone() }, "terms.changes-long"),
            (DraftTerms { counts_from: "none".to_owned(), ..fit.clone() }, "terms.day"),
            (
                DraftTerms { put_off_until: day(&world, -1), ..fit.clone() },
                "terms.before-it-counts",
            ),
            (DraftTerms { put_off_until: day(&world, 60), ..fit.clone() }, "terms.put-off-long"),
        ] {
            assert_eq!(world.refused(platform.clone(), command).await, code);
        }
        publish(&world, &platform, DraftTerms { changes: String::new(), ..fit.clone() }).await;
        let silent = DraftTerms { changes: String::new(), ..fit };
        assert_eq!(world.refused(platform, silent).await, "terms.changes");
    });
}

#[test]
fn the_nation_is_written_by_the_platform_and_additions_by_their_own_organisation() {
    check(|world| async move {
        let (person, local) = asha(&world).await;
        let rx2 = world.organisation("RX2").await;
        let elsewhere = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        for actor in [&local, &elsewhere, &Actor::Account(person)] {
            assert_eq!(world.refused(actor.clone(), draft(&world, None)).await, "not-allowed");
            let code = world.refused(actor.clone(), draft(&world, Some("RX1"))).await;
            assert!(matches!(code, "not-allowed" | "not-found"), "{code}");
            assert_eq!(world.not_asked(actor.clone(), &NationalTerms {}).await, "not-allowed");
        }
        let own = TermsOfOrganisation { organisation: "RX1".to_owned() };
        assert_eq!(world.not_asked(elsewhere.clone(), &own).await, "not-found");
        publish(&world, &elsewhere, draft(&world, Some("RX2"))).await;
        assert!(world.asked(local, &own).await.versions.is_empty());
        let theirs = TermsOfOrganisation { organisation: "RX2".to_owned() };
        assert_eq!(world.asked(elsewhere, &theirs).await.versions.len(), 1);
    });
}

#[test]
fn of_many_who_publish_at_once_one_does() {
    check_races(|world| async move {
        let (platform, ..) = writers(&world).await;
        let revision = world.done(platform.clone(), draft(&world, None)).await.revision;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(platform.clone()));
            at_once.spawn(async move { door.perform(call, publishing(revision)).await.is_ok() });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        assert_eq!(world.asked(platform, &NationalTerms {}).await.versions.len(), 1);
    });
}

#[test]
fn the_pages_lead_from_a_draft_to_a_version_and_keep_what_was_typed() {
    check(|world| async move {
        let (platform, ..) = writers(&world).await;
        let caller = signed_in(&world, &platform);
        let at = "/national/terms/draft";
        let typed = "title=Using+it&sentences=One.%0D%0ATwo.&text=Words&counts_from-day=x";
        let wrong = post(&world, &caller, at, typed).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("Enter a day") && wrong.html.contains("One.\r\nTwo."));
        let [year, month, day] =
            [0, 1, 2].map(|part| super::day(&world, 1).split('-').nth(part).unwrap().to_owned());
        let typed = format!(
            "title=Using+it&sentences=One.%0D%0ATwo.&text=%23+Who%0D%0A%0D%0AWords&counts_from-day={day}&counts_from-month={month}&counts_from-year={year}&put_off_until-day={day}&put_off_until-month={month}&put_off_until-year={year}"
        );
        let saved = post(&world, &caller, at, &typed).await;
        assert_eq!(saved.location(), "/national/terms/preview");
        let page = open(&world, &caller, "/national/terms/preview").await.html;
        assert!(page.contains("This is what people will read") && page.contains("<li>Two.</li>"));
        let again = open(&world, &caller, at).await.html;
        assert!(again.contains("One.\nTwo."), "{again}");
        let revision = world.asked(platform, &NationalTerms {}).await.draft.unwrap().revision;
        let done =
            post(&world, &caller, "/national/terms/preview", &format!("revision={revision}")).await;
        assert_eq!(done.location(), "/national/terms?done=published");
        let list = open(&world, &caller, done.location()).await.html;
        assert!(list.contains("The version is published"));
    });
}

#[test]
fn plain_words_become_headings_paragraphs_and_lists() {
    let text = "# Who\nFor\nall.\n\nMore.\n- one\n- two\n\n- three\n#\n<b>x</b>";
    let words = |text: &str| text.to_owned();
    assert_eq!(
        blocks(text),
        [
            Block::Heading(words("Who")),
            Block::Paragraph(words("For all.")),
            Block::Paragraph(words("More.")),
            Block::List(vec![words("one"), words("two")]),
            Block::List(vec![words("three")]),
            Block::Paragraph(words("<b>x</b>")),
        ]
    );
}
