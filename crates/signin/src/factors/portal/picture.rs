//! The picture that an app reads: a QR code as a drawing within the page, which needs no script and no file.

use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// White squares around the picture, as the standard wants them.
const BORDER: i32 = 4;
/// How large a square is drawn, in pixels of the page.
const SQUARE: i32 = 5;

/// The picture of an address.
pub(super) fn picture(address: &str) -> Result<Markup> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium)
        .map_err(|error| Fault::defect("drawing the picture of an app's key").because(error))?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + BORDER, y + BORDER));
        }
    }
    let whole = size + 2 * BORDER;
    let pixels = whole * SQUARE;
    Ok(html! {
        svg role="img" aria-label="Picture to scan with your authenticator app" width=(pixels) height=(pixels) viewBox=(format!("0 0 {whole} {whole}")) {
            rect width=(whole) height=(whole) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    })
}
