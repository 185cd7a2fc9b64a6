//! File upload. <https://service-manual.nhs.uk/design-system/components/file-upload>

use maud::{Markup, html};

use super::{
    Label,
    form_group::{Notes, id_or_name},
    given, label,
};
use crate::content::Content;

/// A field that takes files. The form around it is sent as `multipart`.
#[derive(Clone, Debug, Default)]
pub struct FileUpload {
    /// Name in the form.
    pub name: String,
    /// Id in the page; the name when empty.
    pub id: String,
    /// The label.
    pub label: Label,
    /// Help under the label: what kinds of files, how large.
    pub hint: Option<Content>,
    /// What is wrong with what was sent. The field itself comes back empty: browsers give a page no file.
    pub error: Option<String>,
    /// Endings that the browser offers first, such as ".csv,.txt". It is no check.
    pub accept: String,
    /// Takes several files.
    pub multiple: bool,
}

/// A field for files with label, hint and error.
pub fn file_upload(upload: &FileUpload) -> Markup {
    let id = id_or_name(&upload.id, &upload.name);
    let notes = Notes::of(id, upload.hint.as_ref(), upload.error.as_deref());
    notes.group(&html! {
        (label(&upload.label, id))
        (notes.markup())
        input.nhsuk-file-upload__input id=(id) name=(upload.name) type="file"
            accept=[given(&upload.accept)] multiple[upload.multiple]
            aria-describedby=[notes.described_by()];
    })
}
