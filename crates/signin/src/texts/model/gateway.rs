//! What carries texts to telephones. Which one that is the installation says; the slice knows only what came of a try.

use kernel::db::BoxFuture;
use kernel::secret::Secret;
use uuid::Uuid;

/// A text on its way.
pub struct Text {
    /// Its key, the same at every try: a gateway that knows it sends it once.
    pub key: Uuid,
    /// The number in the international form, `+447700900123`.
    pub to: Secret<String>,
    /// What it says, the code in it.
    pub words: Secret<String>,
}

/// What came of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The gateway took it.
    Taken,
    /// It never will.
    Refused,
    /// It did not, or its answer was lost; trying again can help.
    Later,
}

/// Something that carries texts.
pub trait Carrier: Send + Sync {
    /// Hands one over.
    fn carry<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Carried>;
}

/// The port.
pub struct Gateway(Box<dyn Carrier>);

impl Gateway {
    /// The one of an installation.
    pub fn new(carrier: impl Carrier + 'static) -> Self {
        Self(Box::new(carrier))
    }

    pub(in crate::texts) fn carrier(&self) -> &dyn Carrier {
        self.0.as_ref()
    }
}
