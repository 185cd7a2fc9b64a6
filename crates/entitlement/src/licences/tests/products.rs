//! Importing the table of products.

use testkit::check;

use crate::licences::model::{read_table, starter};
use crate::licences::*;

#[test]
fn importing_twice_changes_nothing_the_second_time() {
    check(crate::manifests, |world| async move {
        ensure(&world.door).await.unwrap();
        ensure(&world.door).await.unwrap();
        let first = world.done(world.operator(), ImportProducts { rows: starter() }).await;
        assert_eq!(first, Imported::default(), "the starter set was there already");
        let text = "\u{feff}Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n\
                    Made up,MADE_UP,11111111-1111-4111-8111-111111111111,PLAN,22222222-2222-4222-8222-222222222222,A plan\n\
                    Broken,BROKEN,not a key,PLAN,22222222-2222-4222-8222-222222222222,A plan\n\
                    ,EMPTY,11111111-1111-4111-8111-111111111111,PLAN,22222222-2222-4222-8222-222222222222,A plan\n";
        let table = read_table(text.as_bytes()).unwrap();
        assert_eq!(table.refused.iter().map(|refused| refused.row).collect::<Vec<_>>(), [3, 4]);
        let import = ImportProducts { rows: table.rows };
        assert_eq!(
            world.done(world.operator(), import.clone()).await,
            Imported { products: 1, plans: 1, pairs: 1 }
        );
        assert_eq!(world.done(world.operator(), import).await, Imported::default());
        assert_eq!(read_table(b"a,b\n1,2\n").unwrap_err(), "Product_Display_Name");
        let found = world
            .asked(
                world.operator(),
                &ProductList { search: Some("made".to_owned()), ..ProductList::default() },
            )
            .await;
        assert_eq!(found.items.len(), 1);
    });
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the real data is"
)]
fn the_real_table_of_products_is_imported_whole() {
    // Microsoft's table lies in the folder of real data, beside the register's files.
    let data = std::env::var("GUILDHALL_REAL_DATA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let table = "m365/product-names-and-service-plan-identifiers_2026-01.csv";
    let beside = [data.join(table), data.join("..").join(table)];
    let path = &beside[usize::from(!beside[0].exists())];
    let Ok(bytes) = std::fs::read(path) else {
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "NOT RUN ON THE REAL TABLE OF PRODUCTS: {} is not there (GUILDHALL_REAL_DATA names the folder)",
            path.display()
        );
        return;
    };
    let table = read_table(&bytes).unwrap();
    assert!(table.refused.is_empty(), "{:?}", table.refused);
    check(crate::manifests, |world| {
        let rows = table.rows.clone();
        async move {
            for again in [false, true] {
                let mut imported = Imported::default();
                for chunk in ImportProducts::chunks(&rows) {
                    imported += world.done(world.operator(), chunk).await;
                }
                let expected = if again {
                    Imported::default()
                } else {
                    Imported { products: 569, plans: 723, pairs: 5448 }
                };
                assert_eq!(imported, expected);
            }
            let products = world.asked(world.operator(), &ProductList::default()).await;
            assert_eq!((products.known, products.plans), (569, 723));
        }
    });
}
