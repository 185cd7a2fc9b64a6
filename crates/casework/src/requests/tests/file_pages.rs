//! Forms with files, and files as they are downloaded.

use axum::http::{HeaderMap, StatusCode, header};
use testkit::check;

use super::files::file;
use super::*;

type Files<'a> = &'a [(&'a str, &'a str, &'a [u8])];

async fn send(
    world: &World,
    actor: &Actor,
    at: &str,
    typed: &[(&str, &str)],
    files: Files<'_>,
) -> (StatusCode, String) {
    testkit::send_files(world, portal::routes(), actor, at, typed, files).await
}

async fn visit(world: &World, actor: &Actor, at: &str, form: Option<&str>) -> (StatusCode, String) {
    testkit::visit(world, portal::routes(), actor, at, form).await
}

fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().expect("a header of ASCII")
}

/// The address of the first file on a page.
fn first_file(page: &str) -> String {
    let (_, after) = page.split_once("href=\"/requests/").expect("a file");
    let (at, _) = after.split_once('"').expect("the end of an address");
    format!("/requests/{at}")
}

#[test]
fn files_are_sent_with_the_forms_listed_and_downloaded() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let (_, page) = visit(&world, &asha, "/ask/chair", None).await;
        assert!(page.contains("enctype=\"multipart/form-data\"") && page.contains(" multiple"));
        assert!(page.contains("5 files or fewer, each of 5 MB or less and 8 MB together"));
        assert!(page.contains("PDF (.pdf), PNG picture (.png)") && page.contains(".pdf,.png,"));
        let point = file("a.png").content.0;
        // What nothing was chosen in, and what no field of ours is called, is no file.
        let files: Files<'_> =
            &[("files", "Bäd “x”.PNG", &point), ("files", "", b""), ("other", "b.png", &point)];
        let typed = [("what", "by hand"), ("asked_for", "")];
        let (status, to) = send(&world, &asha, "/ask/chair", &typed, files).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        let at = to.strip_suffix("?done=asked").expect("the page of the request").to_owned();
        let (_, page) = visit(&world, &decider, &at, None).await;
        assert!(page.contains("Download Bäd “x”.png</a> (PNG picture, 33 bytes)"), "{page}");
        let download = first_file(&page);
        let (status, headers, holds) =
            testkit::fetch(&world, portal::routes(), &decider, &download).await;
        assert_eq!((status, holds.as_ref()), (StatusCode::OK, point.as_slice()));
        assert_eq!(
            header_of(&headers, header::CONTENT_DISPOSITION.as_str()),
            "attachment; filename=\"B_d _x_.png\"; filename*=UTF-8''B%C3%A4d%20%E2%80%9Cx%E2%80%9D.png"
        );
        for (name, value) in [
            ("content-type", "image/png"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(header_of(&headers, name), value);
        }

        let typed = [("act", "answer"), ("version", "1"), ("message", "The rota")];
        let rota: Files<'_> = &[("files", "rota.csv", b"a,b\n"), ("files", "n.txt", b"note")];
        let (status, to) = send(&world, &decider, &at, &typed, rota).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{at}?done=answered")));
        let (_, page) = visit(&world, &asha, &at, None).await;
        assert!(page.contains("Download rota.csv</a> (CSV, 4 bytes)"));

        let far = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, far).await;
        for (actor, expected) in [
            (&foreign, StatusCode::NOT_FOUND),
            (&Actor::Account(world.person("Bea Plain", rx1)), StatusCode::NOT_FOUND),
            (&Actor::Anonymous, StatusCode::UNAUTHORIZED),
        ] {
            let (status, page) = visit(&world, actor, &download, None).await;
            assert_eq!((status, page.as_str()), (expected, ""));
            let (status, _) = send(&world, actor, &at, &typed, rota).await;
            assert_eq!(status, expected);
        }
    });
}

#[test]
fn a_refused_file_loses_nothing_that_was_typed() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let again = "Choose your files again: they are not kept until everything is right.";
        let page_of_script: &[u8] = b"<script>alert(1)</script>";
        let film = vec![b'x'; 9 << 20];
        let many: Vec<(&str, &str, &[u8])> =
            (0..8).map(|_| ("files", "a.txt", &b"x"[..])).collect();
        let refused: [(Files<'_>, &str); 5] = [
            (&[("files", "a.png", page_of_script)], "a.png does not hold what its name says"),
            (&[("files", "a.svg", page_of_script)], "a.svg cannot be sent."),
            (&[("files", "a.txt", b"")], "a.txt is empty."),
            (&[("files", "../film.txt", &film)], "film.txt is larger than 5 MB."),
            (&many, "Send 5 files or fewer with one message."),
        ];
        for (files, problem) in refused {
            let typed = [("what", "by hand <1>"), ("asked_for", "")];
            let (status, page) = send(&world, &asha, "/ask/chair", &typed, files).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert!(page.contains("value=\"by hand &lt;1&gt;\""), "{problem}");
            assert!(page.contains("href=\"#files\"") && page.contains("id=\"files-error\""));
            assert_eq!(page.matches(problem).count(), 2, "{problem}: {page}");
            assert_eq!(page.matches(again).count(), 2, "{problem}");
            assert!(!page.contains("<script>alert"));
        }
        // The file was right and something else was not.
        let right: Files<'_> = &[("files", "a.txt", b"x")];
        let (status, page) = send(&world, &asha, "/ask/chair", &[("what", "")], right).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#what\"") && page.contains(again));
        // Carried through signing in again: the words are there, the files are not.
        let carried = Some("what=by+hand&files=a.txt");
        let (status, page) = visit(&world, &asha, "/ask/chair", carried).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(again) && page.contains("value=\"by hand\""));

        let request = world.done(asha.clone(), chair("by hand")).await.request;
        let at = format!("/requests/{request}");
        let typed = [("act", "answer"), ("version", "1"), ("message", "Look & see")];
        let wrong: Files<'_> = &[("files", "a.pdf", b"x")];
        let (status, page) = send(&world, &asha, &at, &typed, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("a.pdf does not hold what its name says: PDF."));
        assert!(page.contains(">Look &amp; see</textarea>") && page.contains(again));
        world.set_rule(&MESSAGE_FILES, 0).await;
        let (status, page) = send(&world, &asha, &at, &typed, right).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("Files cannot be sent with requests.") && page.contains("id=\"files\"")
        );
        let (_, page) = visit(&world, &asha, &at, None).await;
        assert!(!page.contains("multipart") && !page.contains("type=\"file\""));
    });
}
