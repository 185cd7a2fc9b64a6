//! Files at the door: sent, kept, read, refused, forgotten.

use facts::directory::AccountErased;
use kernel::audit::history_of_subjects;
use testkit::check;

use super::deciding::support;
use super::*;
use crate::requests::model::MESSAGE_BYTES;
use crate::requests::store;

/// A picture of one point.
const POINT: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// A small file of that name.
pub(super) fn file(name: &str) -> NewFile {
    let holds = if name.ends_with(".png") { POINT } else { b"hello" };
    NewFile { name: name.to_owned(), content: Content(holds.to_vec()) }
}

fn sized(name: &str, bytes: usize) -> NewFile {
    NewFile { name: name.to_owned(), content: Content(vec![b'x'; bytes]) }
}

/// A ZIP file with parts of these names and nothing in them.
pub(super) fn package(names: &[&str]) -> Vec<u8> {
    let (mut parts, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let (length, at) = ((name.len() as u16).to_le_bytes(), (parts.len() as u32).to_le_bytes());
        parts.extend_from_slice(b"PK\x03\x04");
        parts.extend_from_slice(&[0; 22]);
        parts.extend_from_slice(&length);
        parts.extend_from_slice(&[0; 2]);
        parts.extend_from_slice(name.as_bytes());
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&[0; 24]);
        directory.extend_from_slice(&length);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at);
        directory.extend_from_slice(name.as_bytes());
    }
    let count = (names.len() as u16).to_le_bytes();
    let (size, at) = ((directory.len() as u32).to_le_bytes(), (parts.len() as u32).to_le_bytes());
    let end = [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &at, &[0; 2]].concat();
    [parts, directory, end].concat()
}

fn with(files: &[NewFile], ask: AskRequest) -> AskRequest {
    AskRequest { files: files.to_vec(), ..ask }
}

fn answer(request: Uuid, files: &[NewFile]) -> AnswerRequest {
    AnswerRequest { files: files.to_vec(), ..say(request, "Here it is") }
}

fn names(files: &[FileView]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn files_stand_with_what_they_came_with_and_are_read_by_whoever_reads_the_request() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let bea = Actor::Account(world.person("Bea Plain", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let foreign = world.administrator(Role::LocalAdministrator, rx2).await;
        let asked = with(&[file("a.png"), file("C:\\b.TXT")], chair("by hand"));
        let request = world.done(asha.clone(), asked).await.request;
        world.done(decider.clone(), answer(request, &[file("a.png")])).await;
        world.done(asha.clone(), say(request, "Thank you")).await;
        let view = seen(&world, &asha, request).await;
        assert_eq!(names(&view.files), ["a.png", "b.txt"]);
        assert_eq!((view.files[0].kind.as_str(), view.files[0].size), ("png", POINT.len() as i64));
        assert_eq!(names(&view.thread[0].files), ["a.png"]);
        assert!(view.thread[1].files.is_empty());
        let of = |file: Uuid| RequestFile { request, file };
        for actor in [&asha, &decider] {
            let found = world.asked(actor.clone(), &of(view.files[0].file)).await;
            assert_eq!(found.content.0, POINT);
            assert_eq!((found.media.as_str(), found.organisation.as_str()), ("image/png", "RX1"));
            assert_eq!(found.digest.len(), 64);
        }
        for actor in [&foreign, &bea] {
            let code = world.not_asked(actor.clone(), &of(view.files[0].file)).await;
            assert_eq!(code, "not-found");
        }
        // A file of another request is as good as none.
        let other = world.done(asha.clone(), chair("elm")).await.request;
        let crossed = RequestFile { request: other, file: view.files[0].file };
        assert_eq!(world.not_asked(asha.clone(), &crossed).await, "not-found");
        // The record names them by what they are, and holds nothing of them.
        world.seal().await;
        let mut reader = world.door.reader().await.expect("a reader");
        let history = history_of_subjects(&mut reader, &[request], None, 10).await.expect("acts");
        let told = format!("{history:?}");
        assert!(told.contains("request_file") && told.contains("digest"));
        assert!(!told.contains("aGVsbG8") && !told.contains("hello"));
    });
}

#[test]
fn what_cannot_be_taken_is_named_with_everything_else_that_is_wrong() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let asks = |files: &[NewFile]| with(files, chair("by hand"));
        let refused = |command: AskRequest| {
            let (door, call) = (world.door.clone(), world.call(asha.clone()));
            async move {
                match door.perform(call, command).await {
                    Err(kernel::refusal::Error::Refused(refusal)) => *refusal,
                    other => panic!("{other:?}"),
                }
            }
        };
        let large = sized("large.txt", (5 << 20) + 1);
        let refusal = refused(asks(&[file("a.exe"), large.clone(), file("b.pdf")])).await;
        assert_eq!(refusal.code, "request.file-kind");
        let said: Vec<&str> = refusal.fields.iter().map(|field| &*field.text).collect();
        assert!(said[0].starts_with("a.exe cannot be sent.") && said[0].contains("PDF (.pdf)"));
        assert!(said[1].starts_with("large.txt is larger than 5 MB."), "{said:?}");
        assert!(said[2].starts_with("b.pdf does not hold what its name says: PDF."), "{said:?}");
        assert_eq!(said.len(), 3);
        let both = AskRequest { files: vec![sized("a.txt", 0)], ..chair("") };
        let refusal = refused(both).await;
        let fields: Vec<&str> = refusal.fields.iter().map(|field| &*field.field).collect();
        assert_eq!((refusal.code, fields), ("request.answers", vec!["what", "files"]));
        let many: Vec<NewFile> = (0..6).map(|number| file(&format!("{number}.txt"))).collect();
        assert_eq!(refused(asks(&many)).await.code, "request.too-many-files");
        let half = sized("half.txt", MESSAGE_BYTES / 2 + 1);
        assert_eq!(refused(asks(&[half.clone(), half])).await.code, "request.files-too-large");
        assert!(world.asked(asha.clone(), &MyRequests::default()).await.items.is_empty());

        let request = world.done(asha.clone(), asks(&[sized("a.txt", 5 << 20)])).await.request;
        let silent =
            AnswerRequest { message: "  ".to_owned(), ..answer(request, &[file("a.txt")]) };
        assert_eq!(world.refused(asha.clone(), silent).await, "request.message-missing");
        for _ in 0..3 {
            world.done(asha.clone(), answer(request, &many[..5])).await;
        }
        let left = seen(&world, &asha, request).await.allowed.files;
        assert_eq!(left, 4);
        let code = world.refused(asha.clone(), answer(request, &many[..5])).await;
        assert_eq!(code, "request.files-full");
        world.done(asha.clone(), answer(request, &many[..4])).await;
        assert_eq!(seen(&world, &asha, request).await.allowed.files, 0);
        world.done(asha.clone(), say(request, "Words are still taken")).await;
    });
}

#[test]
fn the_numbers_are_rules_and_none_at_all_switches_files_off() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let administrator = world.administrator(Role::LocalAdministrator, rx1).await;
        let asked = with(&[file("a.txt")], support());
        let request = world.done(administrator.clone(), asked).await.request;
        world.set_rule(&FILE_MEGABYTES, 1).await;
        let chooser = world.asked(administrator.clone(), &MyKinds {}).await;
        assert_eq!((chooser.allowed.files, chooser.allowed.bytes), (5, 1 << 20));
        let large = answer(request, &[sized("a.txt", (1 << 20) + 1)]);
        let code = world.refused(administrator.clone(), large).await;
        assert_eq!(code, "request.file-too-large");
        world.set_rule(&MESSAGE_FILES, 0).await;
        let chooser = world.asked(administrator.clone(), &MyKinds {}).await;
        assert_eq!(chooser.allowed.files, 0);
        let code = world.refused(administrator.clone(), answer(request, &[file("a.txt")])).await;
        assert_eq!(code, "request.files-off");
        let view = seen(&world, &administrator, request).await;
        assert_eq!(names(&view.files), ["a.txt"], "what is there stays");
    });
}

#[test]
fn a_file_comes_through_the_api_in_base64_and_a_repeat_keeps_it_once() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let body = |content: &str| serde_json::json!({ "kind": "chair", "answers": { "what": "oak" }, "files": [{ "name": "a.txt", "content": content }] });
        let by_key = |content: &str| {
            let call = Call { key: Some("k1".to_owned()), ..world.call(asha.clone()) };
            let body = body(content);
            let door = world.door.clone();
            async move { door.perform_by_name(call, "request.ask", body).await }
        };
        let first = by_key("aGVsbG8=").await.expect("it is asked");
        let again = by_key("aGVsbG8=").await.expect("it is answered");
        assert!(again.repeated && again.output == first.output);
        let other = by_key("aGVsbG8h").await.expect_err("another file");
        assert!(other.to_string().contains("idempotency.other-body"), "{other}");
        let broken = by_key("not base64!").await.expect_err("no file at all");
        assert!(broken.to_string().contains("files[0].content: it is not base64"), "{broken}");
        let request = first.output["request"].as_str().expect("a key").parse().expect("a key");
        let view = seen(&world, &asha, request).await;
        let asked = serde_json::json!({ "request": request, "file": view.files[0].file });
        let call = world.call(asha.clone());
        let found = world.door.ask_by_name(call, "request.file", asked).await.expect("a file");
        assert_eq!(found["content"], "aGVsbG8=");
        assert_eq!(names(&view.files), ["a.txt"]);
    });
}

#[test]
fn of_an_erased_person_no_file_is_left() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", rx1);
        let ben = Actor::Account(world.person("Ben Near", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let ask = with(&[file("a.txt")], chair("by hand"));
        let hers = world.done(Actor::Account(asha), ask.clone()).await.request;
        world.done(decider.clone(), answer(hers, &[file("b.txt")])).await;
        let his = world.done(ben.clone(), ask).await.request;
        let file = seen(&world, &decider, hers).await.files[0].file;
        world.note(AccountErased { account: asha, organisation: rx1 }).await;
        let view = seen(&world, &decider, hers).await;
        assert!(view.files.is_empty() && view.thread[0].files.is_empty());
        let gone = RequestFile { request: hers, file };
        assert_eq!(world.not_asked(decider.clone(), &gone).await, "not-found");
        let mut reader = world.door.reader().await.expect("a reader");
        assert_eq!(store::count_files(&mut reader, hers).await.expect("a number"), 0);
        assert_eq!(names(&seen(&world, &ben, his).await.files), ["a.txt"]);
    });
}
