//! Whatever comes first: files, look-ups, successions and their chunks end in the same state.

use proptest::prelude::*;
use testkit::World;

use super::import::record;
use super::{check, import, manifests, row};
use crate::organisations::commands::ImportRegister;
use crate::organisations::model::{
    Confidence, FileForm, Organisation, OrganisationKind, RegisterRow, RegisterStatus, RelatedCode,
    Relation, RelationKind, Said, Succession, SuccessionRow,
};
use crate::organisations::queries::FindOrganisations;

/// Everything the register says, without keys and versions, which depend on the order.
async fn register(world: &World) -> Vec<serde_json::Value> {
    let found = world
        .asked(world.operator(), &FindOrganisations { limit: Some(200), ..Default::default() })
        .await;
    let mut register = Vec::new();
    for line in found.items {
        let mut value = serde_json::to_value(record(world, &line.code).await).unwrap();
        for name in ["id", "version"] {
            value.as_object_mut().unwrap().remove(name);
        }
        register.push(value);
    }
    register
}

#[test]
fn files_and_their_chunks_may_come_in_any_order() {
    check(|world| async move {
        let mut chunks = Vec::new();
        for (place, day) in [20240601, 20250101, 20251201, 20251201].into_iter().enumerate() {
            for chunk in 0..2 {
                let rows = (0..4).map(|number| RegisterRow {
                    telephone: (number % 2 == place % 2).then(|| format!("0{day}{place}")),
                    parent: (number != place).then(|| format!("Q{:02}", (number + place) % 3)),
                    left_parent_on: (place == 1).then_some(20250101),
                    ..row(&format!("RX{chunk}{number}"), &format!("Name {place} {number}"))
                });
                chunks.push(import(&format!("file{place}"), day, rows.collect()));
            }
            // A look-up of the same day in between: no status, other names, networks and successions.
            let rows = (0..4).map(|number| RegisterRow {
                status: None,
                kind: (number == place).then_some(OrganisationKind::Site),
                postcode: Some(format!("AB{place} {number}CD")),
                related: vec![RelatedCode {
                    kind: RelationKind::Network,
                    code: format!("U{:02}", (number + place) % 2),
                }],
                ..row(&format!("RX0{number}"), &format!("Look-up {place}"))
            });
            let successions = (0..3).map(|number| SuccessionRow {
                old_code: format!("RX0{number}"),
                new_code: "RX19".to_owned(),
                effective_on: day,
                source: format!("list {place}"),
                confidence: Confidence::ALL[(number + place) % 2],
                note: None,
            });
            let look_up = import(&format!("look-up{place}"), day, rows.collect());
            let form = FileForm::LookUp;
            chunks.push(ImportRegister {
                file: crate::organisations::RegisterFile { form, ..look_up.file.clone() },
                successions: successions.collect(),
                ..look_up
            });
        }
        let mut expected = None;
        let first = kernel::ids::new_at(kernel::clock::Clock::machine().now()).as_u128() as u64;
        eprintln!("seeds from {first}");
        for seed in (0..4).map(|number| first.wrapping_add(number)) {
            // Each order goes into a database of its own.
            let scratch = testkit::Scratch::new(world.engine).await;
            let ports = kernel::door::Ports::default();
            let other =
                World::open(&scratch, world.engine, manifests(), ports, testkit::Stand::Aside)
                    .await
                    .unwrap();
            let mut order: Vec<usize> = (0..chunks.len()).chain(0..chunks.len()).collect();
            let mut state = seed;
            for at in (1..order.len()).rev() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                order.swap(at, (state >> 33) as usize % (at + 1));
            }
            for at in order {
                other.done(other.operator(), chunks[at].clone()).await;
            }
            let found = register(&other).await;
            assert_eq!(found.len(), 8);
            assert_eq!(expected.get_or_insert_with(|| found.clone()), &found, "seed {seed}");
            other.door.close().await;
            scratch.remove().await;
        }
    });
}

#[test]
fn a_look_up_gives_way_to_the_register_of_its_day_and_takes_no_address_apart() {
    let day = 20250101;
    let whole = RegisterRow {
        address: Some("1 High Street".to_owned()),
        postcode: Some("AB1 2CD".to_owned()),
        ..row("RX1", "A HOSPITAL")
    };
    let look_up = RegisterRow {
        status: None,
        kind: None,
        postcode: Some("ZZ9 9ZZ".to_owned()),
        telephone: Some("01".to_owned()),
        ..row("RX1", "the hospital")
    };
    let id = kernel::ids::OrganisationId(uuid::Uuid::nil());
    let hear = |said: &[(&RegisterRow, i64, FileForm)]| {
        let mut heard = Organisation::unheard(id, said[0].0);
        for (row, day, form) in said {
            heard.hear(row, *day, *form);
        }
        heard
    };
    let (register, lookup) = (FileForm::Register, FileForm::LookUp);
    let one_day = hear(&[(&look_up, day, lookup), (&whole, day, register)]);
    assert_eq!((one_day.name.as_str(), one_day.kind), ("A HOSPITAL", OrganisationKind::Trust));
    assert_eq!(one_day.telephone.as_deref(), Some("01"), "what only it says is kept");
    let younger = hear(&[(&whole, day, register), (&look_up, day + 1, lookup)]);
    assert_eq!(younger.name, "the hospital");
    assert_eq!((younger.kind, younger.status), (OrganisationKind::Trust, RegisterStatus::Active));
    assert_eq!(younger.address.as_deref(), Some("1 High Street"));
    assert_eq!(younger.postcode.as_deref(), Some("AB1 2CD"), "no postcode of another place");
    assert_eq!(hear(&[(&look_up, day, lookup)]).postcode.as_deref(), Some("ZZ9 9ZZ"));
}

#[test]
fn a_younger_file_that_gives_no_days_of_a_relation_leaves_them() {
    check(|world| async move {
        let dated = RegisterRow {
            parent: Some("QXX".to_owned()),
            joined_parent_on: Some(20200401),
            ..row("RX1", "One")
        };
        let undated = RegisterRow { joined_parent_on: None, ..dated.clone() };
        world.done(world.operator(), import("a", 20250101, vec![dated])).await;
        world.done(world.operator(), import("b", 20260101, vec![undated])).await;
        let related = record(&world, "RX1").await.related;
        assert_eq!((related[0].started_on, related[0].as_of), (Some(20200401), 20260101));
    });
}

fn any_row() -> impl Strategy<Value = (RegisterRow, i64, FileForm)> {
    let text = || proptest::option::of("[ab]");
    (
        (text(), text(), text(), text()),
        proptest::option::of(1..3_i64),
        proptest::option::of(0..4_usize),
        proptest::option::of(0..6_usize),
        1..4_i64,
        "[abc]",
        0..2_usize,
    )
        .prop_map(
            |((address, postcode, telephone, parent), day_of, status, kind, day, name, form)| {
                let said = RegisterRow {
                    address,
                    postcode,
                    telephone,
                    parent,
                    closed_on: day_of,
                    legal_closed_on: day_of,
                    status: status.map(|at| RegisterStatus::ALL[at]),
                    kind: kind.map(|at| OrganisationKind::ALL[at]),
                    ..row("RX1", &name)
                };
                (said, day, FileForm::ALL[form])
            },
        )
}

fn any_relation() -> impl Strategy<Value = Relation> {
    let day = || proptest::option::of(1..3_i64);
    (day(), day(), 1..4_i64).prop_map(|(started_on, ended_on, as_of)| Relation {
        organisation: kernel::ids::OrganisationId(uuid::Uuid::nil()),
        kind: RelationKind::Parent,
        other_code: "QXX".to_owned(),
        started_on,
        ended_on,
        as_of,
        dated_on: if started_on.or(ended_on).is_some() { as_of } else { 0 },
        version: 0,
    })
}

fn any_succession() -> impl Strategy<Value = (SuccessionRow, i64)> {
    (1..3_i64, "[ab]", 0..2_usize, proptest::option::of("[ab]"), 1..4_i64).prop_map(
        |(effective_on, source, confidence, note, day)| {
            let confidence = Confidence::ALL[confidence];
            let (old_code, new_code) = ("RX1".to_owned(), "RX2".to_owned());
            (SuccessionRow { old_code, new_code, effective_on, source, confidence, note }, day)
        },
    )
}

/// Some words, and the same in another order.
fn in_two_orders<T: Clone + std::fmt::Debug>(
    word: impl Strategy<Value = T>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    proptest::collection::vec(word, 1..8)
        .prop_flat_map(|said| (Just(said.clone()), Just(said).prop_shuffle()))
}

proptest! {
    #[test]
    fn what_files_say_together_depends_on_no_order(said in in_two_orders(any_row())) {
        let hear = |said: &[(RegisterRow, i64, FileForm)]| {
            let id = kernel::ids::OrganisationId(uuid::Uuid::nil());
            let mut heard = Organisation::unheard(id, &said[0].0);
            for (row, day, form) in said.iter().chain(said.iter().rev()) {
                heard.hear(row, *day, *form);
            }
            let read = Said::read(&heard.said.text());
            assert_eq!(read, heard.said, "what is stored reads as it was");
            heard
        };
        prop_assert_eq!(hear(&said.0), hear(&said.1));
    }

    #[test]
    fn relations_said_in_any_order_end_the_same(said in in_two_orders(any_relation())) {
        let hear = |said: &[Relation]| {
            said.iter().chain(said).fold(said[0].clone(), |held, said| held.hear(said))
        };
        prop_assert_eq!(hear(&said.0), hear(&said.1));
    }

    #[test]
    fn successions_said_in_any_order_end_the_same(said in in_two_orders(any_succession())) {
        let hear = |said: &[(SuccessionRow, i64)]| {
            said.iter().chain(said).fold(None, |held, (said, day)| {
                Succession::heard(held.as_ref(), said, *day).or(held)
            })
        };
        prop_assert_eq!(hear(&said.0), hear(&said.1));
    }
}
