//! The plain form in which terms are written: headings, paragraphs and lists, and nothing that could act in a browser.

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::terms) enum Block {
    /// A line that begins with a number sign.
    Heading(String),
    /// Lines up to an empty one.
    Paragraph(String),
    /// Lines that begin with a hyphen.
    List(Vec<String>),
}

/// The parts of a text, in order.
pub(in crate::terms) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix('#') {
            blocks.push(Block::Heading(heading.trim_start_matches('#').trim().to_owned()));
            goes_on = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            match blocks.last_mut() {
                Some(Block::List(items)) if goes_on => items.push(item.trim().to_owned()),
                _ => blocks.push(Block::List(vec![item.trim().to_owned()])),
            }
            goes_on = true;
        } else if line.is_empty() {
            goes_on = false;
        } else {
            match blocks.last_mut() {
                Some(Block::Paragraph(words)) if goes_on => {
                    words.push(' ');
                    words.push_str(line);
                }
                _ => blocks.push(Block::Paragraph(line.to_owned())),
            }
            goes_on = true;
        }
    }
    blocks.retain(|block| !matches!(block, Block::Heading(words) if words.is_empty()));
    blocks
}
